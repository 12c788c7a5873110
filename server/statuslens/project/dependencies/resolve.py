"""The environment of a project, from its installed, locked and declared libraries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from ...facts.vocabularies import Vocabulary, vocabularies
from ..configuration import toml
from ..environment import UNKNOWN, Environment, Library, Range
from ..file_system import FileSystem
from .declaration import Declaration, marks, nearest_declaration, table
from .lock_files import Lock, locks
from .site_packages import Installation, distributions, installations, names_of
from .version_ranges import FASTAPI, PYTHON, STARLETTE, both, starlette_of

# The tools whose tables in `pyproject.toml` have it, in the order of precedence.
_TOOLS = (("ruff", "line-length"), ("black", "line-length"), ("isort", "line_length"))


def environment_of(
    system: FileSystem,
    folders: Sequence[Path],
    interpreter: Path | None,
    variables: Mapping[str, str],
) -> Environment:
    """The environment of the project in those folders, the nearest first."""
    project = _Project(
        system,
        tuple(installations(system, folders, interpreter, variables)),
        tuple(locks(system, folders)),
        nearest_declaration(system, folders) or Declaration(),
    )
    found = {key: _library(project, v) for key, v in vocabularies().items() if key != PYTHON}
    found[PYTHON] = _python(project)
    needed, optional = project.declaration.distributions()
    return Environment(
        {key: library for key, library in found.items() if library != Library()},
        needed | optional if project.declaration.is_complete else None,
        optional - needed,
        _line_length(system, folders) or UNKNOWN.line_length,
    )


@dataclass(frozen=True, slots=True)
class _Project:
    system: FileSystem
    installations: tuple[Installation, ...]
    locks: tuple[Lock, ...]
    declaration: Declaration

    def installed(self, distribution: str) -> tuple[Path, Version] | None:
        """The location of the distribution, and its version."""
        for installation in self.installations:
            for site_packages in installation.site_packages:
                versions = self.system.look(site_packages, distributions) or {}
                if distribution in versions:
                    return site_packages, versions[distribution]
        return None

    def running(self, distribution: str) -> Range | None:
        """The version that runs, as a range of one version; several locked ones are a range."""
        found = self.installed(distribution)
        locked = next((lock[distribution] for lock in self.locks if distribution in lock), ())
        versions = (found[1],) if found is not None else locked
        if not versions:
            return None
        several = " to ".join(dict.fromkeys((str(versions[0]), str(versions[-1]))))
        return Range(versions[0], versions[-1], requirement=f"{distribution} {several}")


def _library(project: _Project, vocabulary: Vocabulary) -> Library:
    running = project.running(vocabulary.distribution)
    asked = project.declaration.asked(vocabulary.distribution)
    allowed = asked
    if vocabulary.key == STARLETTE:
        brought_by = project.declaration.asked(FASTAPI)
        if running is None:
            brought_by = project.running(FASTAPI) or brought_by
        if brought_by is not None:
            allowed = both(asked or Range(), starlette_of(brought_by))
    if running is None or running.lowest != running.highest:
        return Library(allowed=running or allowed or Range(), direct=asked is not None)
    location = project.installed(vocabulary.distribution)
    names, deprecated = (None, None)
    if location is not None:
        names, deprecated = names_of(project.system, location[0], vocabulary.key)
    return Library(running.lowest, allowed or Range(), asked is not None, names, deprecated)


def _python(project: _Project) -> Library:
    version = next((i.python for i in project.installations if i.python is not None), None)
    asked = project.declaration.python
    return Library(version, asked or Range(), asked is not None)


def _line_length(system: FileSystem, folders: Iterable[Path]) -> int | None:
    """The line length in the nearest file that has one, if any."""
    for folder in folders:
        for name in (name for name in _FILES if name in marks(system, folder)):
            found = system.read(folder / name, _FILES[name])
            if found is not None:
                return found
    return None


def _in_ruff_toml(text: str) -> int | None:
    return _sensible(toml(text).get("line-length"))


def _in_pyproject(text: str) -> int | None:
    tool = table(toml(text).get("tool"))
    lengths = (_sensible(table(tool.get(name)).get(key)) for name, key in _TOOLS)
    return next((length for length in lengths if length is not None), None)


def _sensible(value: object) -> int | None:
    return value if isinstance(value, int) and 20 <= value <= 1000 else None


_FILES: Mapping[str, Callable[[str], int | None]] = {
    ".ruff.toml": _in_ruff_toml,  # before the other one, as in Ruff
    "ruff.toml": _in_ruff_toml,
    "pyproject.toml": _in_pyproject,
}
