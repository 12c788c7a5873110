"""The versions in lock files, and in requirements that pin one version."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from packaging.version import Version

from ..file_system import FileSystem
from .declaration import listed_requirements, marks, requirements_files, table
from .version_ranges import counted, normal, version_of

# The versions of each distribution, the oldest first: some files lock one for each Python.
Lock = Mapping[str, tuple[Version, ...]]

_LOCKED_PACKAGE = re.compile(r"^\[\[packages?\]\]\n((?:(?!\[).*\n?)*)", re.MULTILINE)
_LOCKED_VALUE = re.compile(r"""^(name|version)\s*=\s*["']([^"'\n]+)["']""", re.MULTILINE)


def locks(system: FileSystem, folders: Iterable[Path]) -> Iterator[Lock]:
    """The locked versions, the nearest file first."""
    for folder in folders:
        names = sorted(marks(system, folder))
        for pattern, parse in _LOCK_FILES:
            for name in filter(re.compile(pattern).fullmatch, names):
                yield system.read(folder / name, parse) or {}
        for file in requirements_files(system, folder):
            yield _gathered(
                (one.distribution, str(one.range.lowest))
                for one in system.read(file, listed_requirements) or ()
                if one.range.lowest is not None and one.range.lowest == one.range.highest
            )


def _locked_packages(text: str) -> Lock:
    """The packages of `uv.lock`, `poetry.lock`, `pylock.toml`; parsing TOML would take a second."""
    tables = (dict(_LOCKED_VALUE.findall(match[1])) for match in _LOCKED_PACKAGE.finditer(text))
    return _gathered((t.get("name", ""), t.get("version", "")) for t in tables)


def _locked_by_pipenv(text: str) -> Lock:
    import json

    content = table(json.loads(text))
    sections = [table(content.get(section)) for section in ("default", "develop")]
    return _gathered(
        (name, str(table(entry).get("version", "")).removeprefix("=="))
        for section in sections
        for name, entry in section.items()
    )


_LOCK_FILES: tuple[tuple[str, Callable[[str], Lock]], ...] = (
    (r"uv\.lock", _locked_packages),
    (r"poetry\.lock", _locked_packages),
    (r"Pipfile\.lock", _locked_by_pipenv),
    (r"pylock(?:\.[^.]+)?\.toml", _locked_packages),
)


def _gathered(pairs: Iterable[tuple[str, str]]) -> Lock:
    """The versions of the relevant libraries."""
    found: dict[str, set[Version]] = {}
    for name, text in pairs:
        distribution = normal(name)
        version = version_of(text) if distribution in counted() else None
        if version is not None:
            found.setdefault(distribution, set()).add(version)
    return {distribution: tuple(sorted(versions)) for distribution, versions in found.items()}
