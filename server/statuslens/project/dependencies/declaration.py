"""The declaration of a project: its name, its requirements (also as lines of text), its Python."""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..configuration import toml
from ..environment import Range
from ..file_system import FileSystem
from .version_ranges import either, normal, poetry_range, range_of

if TYPE_CHECKING:
    import ast

# Words in the names of requirements files that are only for development.
_OPTIONAL = frozenset(
    {"ci", "dev", "develop", "development", "doc", "docs", "lint", "test", "testing", "tests"}
    | {"tools", "typing"}
)
_FILE = re.compile(r"(?:.*[-_.])?requirements(?:[-_.].*)?\.txt")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_OPTIONS = re.compile(r"\s--?[a-z].*")

# The names in a folder that matter for the dependencies of a project.
_MARK = re.compile(
    r"\.?venv|pyproject\.toml|setup\.(?:cfg|py)|PKG-INFO|(?:uv|poetry|Pipfile)\.lock"
    r"|pylock\..*|(?:.*[-_.])?requirements(?:[-_.].*)?|\.?ruff\.toml"
)
# In a folder of more entries, or one that cannot be listed, only these names are looked for.
_MOST = 2_000
_USUAL = (
    *(".venv", "venv", "pyproject.toml", "setup.cfg", "setup.py", "PKG-INFO"),
    *("uv.lock", "poetry.lock", "Pipfile.lock", "pylock.toml"),
    *("requirements.txt", "requirements", ".ruff.toml", "ruff.toml"),
)

# Folders whose requirements are not only for the code in them.
_NO_PROJECTS = frozenset({"doc", "docs", "requirements", "test", "tests"})


@dataclass(frozen=True, slots=True)
class Requirement:
    distribution: str
    range: Range
    is_optional: bool = False


def marks(system: FileSystem, folder: Path) -> frozenset[str]:
    """The names in the folder that matter for the dependencies."""
    return system.look(folder, _marks) or frozenset()


def requirements_files(system: FileSystem, folder: Path) -> list[Path]:
    """`requirements.txt` first, files for development last."""
    found = [folder / name for name in marks(system, folder) if _FILE.fullmatch(name)]
    if "requirements" in marks(system, folder):
        below = folder / "requirements"
        found += [below / name for name in system.names(below) if name.endswith(".txt")]
    return sorted(found, key=lambda p: (_is_for_development(p), p.name != "requirements.txt", p))


def listed_requirements(text: str) -> tuple[Requirement, ...]:
    """The requirements in a `requirements.txt` itself, without options and URLs without a name."""
    lines = (_COMMENT.sub("", line) for line in text.replace("\\\n", " ").splitlines())
    lines = (_OPTIONS.sub("", line).strip() for line in lines if not line.startswith("-"))
    return parsed(lines)


def parsed(lines: Iterable[str], *, is_optional: bool = False) -> tuple[Requirement, ...]:
    """Each line that is a valid requirement."""
    from packaging import requirements as packaging

    found = []
    for line in lines:
        with contextlib.suppress(packaging.InvalidRequirement):
            one = packaging.Requirement(line)
            extra = one.marker is not None and re.search(r"\bextra\b", str(one.marker)) is not None
            asked = range_of(one.specifier, line)
            found.append(Requirement(normal(one.name), asked, is_optional or extra))
    return tuple(found)


def nearest_declaration(system: FileSystem, folders: Iterable[Path]) -> Declaration | None:
    for folder in folders:
        names = marks(system, folder)
        read = [system.read(folder / name, _FILES[name]) for name in _FILES if name in names]
        found = [declaration for declaration in read if declaration is not None]
        if not found and folder.name in _NO_PROJECTS:
            continue
        if not any(declaration.states for declaration in found):
            listed = _listed(system, requirements_files(system, folder))
            found = [listed, *found] if listed.requirements else found
        if found:
            return functools.reduce(Declaration.merged, found)
    return None


def syntax(text: str) -> ast.Module:
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escape sequences in other people's code
        return ast.parse(text)


def table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def strings(value: object) -> list[str]:
    """The strings in a list, or one per line in a text, as in setuptools."""
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    return [v for v in value if isinstance(v, str)] if isinstance(value, (list, tuple)) else []


def _marks(folder: Path) -> frozenset[str]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in itertools.islice(entries, _MOST + 1)]
    except PermissionError:
        names = []
    if 0 < len(names) <= _MOST:
        return frozenset(filter(_MARK.fullmatch, names))
    return frozenset(name for name in _USUAL if os.path.lexists(folder / name))


def _is_for_development(file: Path) -> bool:
    """Whether the project runs without the requirements in the file."""
    return not _OPTIONAL.isdisjoint(re.split(r"[-_.]", file.name.lower()))


@dataclass(frozen=True, slots=True)
class Declaration:
    """The requirements in a folder; `states` is whether its files list any (None: no mention)."""

    name: str = ""
    requirements: tuple[Requirement, ...] = ()
    python: Range | None = None
    states: bool | None = False

    @property
    def is_complete(self) -> bool:
        return self.states is not False

    def distributions(self) -> tuple[frozenset[str], frozenset[str]]:
        """The required ones, with the project itself, and the optional ones."""
        needed = {one.distribution for one in self.requirements if not one.is_optional}
        optional = {one.distribution for one in self.requirements if one.is_optional}
        own = {normal(self.name)} if self.name else set()
        return frozenset(needed | own), frozenset(optional)

    def asked(self, distribution: str) -> Range | None:
        """All versions that some requirement allows; an optional one counts only if alone."""
        own = [one for one in self.requirements if one.distribution == distribution]
        ranges = [one.range for one in own if not one.is_optional] or [one.range for one in own]
        return either(ranges) if ranges else None

    def merged(self, other: Declaration) -> Declaration:
        known = {self.states, other.states}
        return Declaration(
            self.name or other.name,
            self.requirements + other.requirements,
            self.python or other.python,
            True if True in known else False if False in known else None,
        )


def _python_range(specifier: object, key: str) -> Range | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if isinstance(specifier, str):
        with contextlib.suppress(InvalidSpecifier):
            return range_of(SpecifierSet(specifier), f"{key} {specifier}")
    return None


def _listed(system: FileSystem, files: Iterable[Path]) -> Declaration:
    found = tuple(
        Requirement(one.distribution, one.range, _is_for_development(file))
        for file in files
        for one in system.read(file, listed_requirements) or ()
    )
    return Declaration(requirements=found, states=True if found else None)


def _pyproject(text: str) -> Declaration | None:
    """The declaration in the format of the standards, Poetry, PDM or uv."""
    content = toml(text)
    tool = table(content.get("tool"))
    if "project" not in content and "poetry" not in tool:
        return None
    project, poetry = table(content.get("project")), table(tool.get("poetry"))
    groups = (
        table(project.get("optional-dependencies")),
        table(content.get("dependency-groups")),
        table(table(tool.get("pdm")).get("dev-dependencies")),
        {"dev": table(tool.get("uv")).get("dev-dependencies")},
    )
    lists = [strings(lines) for group in groups for lines in group.values()]
    requirements = [
        *parsed(strings(project.get("dependencies"))),
        *(one for lines in lists for one in parsed(lines, is_optional=True)),
    ]
    named = {one.distribution for one in requirements}
    requirements += (one for one in _asked_by_poetry(poetry) if one.distribution not in named)
    states = True if "dependencies" in project or "dependencies" in poetry else None
    if states is None and "dependencies" in strings(project.get("dynamic")):
        states = False
    python = _python_range(project.get("requires-python"), "requires-python")
    version = table(poetry.get("dependencies")).get("python")
    if python is None and isinstance(version, str):
        python = poetry_range("python", version)
    name = project.get("name") or poetry.get("name")
    return Declaration(name if isinstance(name, str) else "", tuple(requirements), python, states)


def _asked_by_poetry(poetry: Mapping[str, Any]) -> Iterator[Requirement]:
    groups = table(poetry.get("group")).values()
    tables = [(False, table(poetry.get("dependencies")))]
    tables += [(True, table(table(group).get("dependencies"))) for group in groups]
    tables += [(True, table(poetry.get("dev-dependencies")))]
    for is_optional, versions in tables:
        for name, value in versions.items():
            for one in value if isinstance(value, list) else [value]:
                version = table(one).get("version", "*") if not isinstance(one, str) else one
                optional = is_optional or table(one).get("optional") is True
                if name != "python":
                    yield Requirement(normal(name), poetry_range(name, str(version)), optional)


def _setup_cfg(text: str) -> Declaration | None:
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError(str(error)) from None
    if not parser.has_section("options") and not parser.has_section("metadata"):
        return None
    extras = "options.extras_require"
    groups = parser.items(extras) if parser.has_section(extras) else []
    return _of_setuptools(
        parser.get("metadata", "name", fallback=""),
        parser.get("options", "install_requires", fallback=None),
        dict(groups),
        parser.get("options", "python_requires", fallback=None),
    )


def _setup_py(text: str) -> Declaration | None:
    import ast

    module = syntax(text)
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    call = next((c for c in calls if re.fullmatch(r"(\w+\.)?setup", ast.unparse(c.func))), None)
    if call is None:
        return None
    constants = {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    values: dict[str, Any] = {}
    for keyword in call.keywords:
        value: ast.expr | None = keyword.value
        if isinstance(value, ast.Name):
            value = constants.get(value.id)
        with contextlib.suppress(ValueError, TypeError):
            values[str(keyword.arg)] = ast.literal_eval(value) if value is not None else None
    given = {keyword.arg for keyword in call.keywords}
    is_computed = "install_requires" not in values and given & {"install_requires", None}
    return _of_setuptools(
        values.get("name"),
        "file:" if is_computed else values.get("install_requires"),
        values.get("extras_require"),
        values.get("python_requires"),
    )


def _package_information(text: str) -> Declaration | None:
    headers = text.partition("\n\n")[0]
    fields = re.findall(r"^(Name|Requires-Dist|Requires-Python):\s*(.+)$", headers, re.MULTILINE)
    values = dict(fields)
    if "Name" not in values:
        return None
    requirements = parsed(value for key, value in fields if key == "Requires-Dist")
    python = _python_range(values.get("Requires-Python"), "Requires-Python")
    return Declaration(values["Name"].strip(), requirements, python, bool(requirements) or None)


def _of_setuptools(name: object, needed: object, extras: object, python: object) -> Declaration:
    """`file: …` refers to another file."""
    is_elsewhere = isinstance(needed, str) and needed.strip().startswith(("file:", "attr:"))
    requirements = [] if is_elsewhere else [*parsed(strings(needed))]
    for lines in table(extras).values():
        requirements += parsed(strings(lines), is_optional=True)
    return Declaration(
        name if isinstance(name, str) else "",
        tuple(requirements),
        _python_range(python, "python_requires"),
        not is_elsewhere if needed is not None else None,
    )


_FILES: Mapping[str, Callable[[str], Declaration | None]] = {
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup_cfg,
    "setup.py": _setup_py,
    "PKG-INFO": _package_information,
}
