"""What the nearest `pyproject.toml`, file of setuptools or `requirements.txt` declares."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..configuration import toml
from ..file_system import FileSystem
from .declaration import (
    Declaration,
    Requirement,
    is_for_development,
    listed_requirements,
    parsed,
    python_range,
    requirements_files,
)
from .marks import marks
from .parsing import strings, syntax, table
from .version_ranges import normal, poetry_range

if TYPE_CHECKING:
    import ast

# Folders whose requirements are not those of the code in them alone.
_NO_PROJECTS = frozenset({"doc", "docs", "requirements", "test", "tests"})


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


def _listed(system: FileSystem, files: Iterable[Path]) -> Declaration:
    found = tuple(
        Requirement(one.distribution, one.range, is_for_development(file))
        for file in files
        for one in system.read(file, listed_requirements) or ()
    )
    return Declaration(requirements=found, states=True if found else None)


def _pyproject(text: str) -> Declaration | None:
    """As the standards, Poetry, PDM or uv have it."""
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
    python = python_range(project.get("requires-python"), "requires-python")
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
                    asked = poetry_range(name, str(version))
                    yield Requirement(normal(name), asked, optional)


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
    is_computed = "install_requires" not in values and any(
        keyword.arg in ("install_requires", None) for keyword in call.keywords
    )
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
    python = python_range(values.get("Requires-Python"), "Requires-Python")
    return Declaration(values["Name"].strip(), requirements, python, bool(requirements) or None)


def _of_setuptools(name: object, needed: object, extras: object, python: object) -> Declaration:
    """`file: …` stands for what is written elsewhere."""
    is_elsewhere = isinstance(needed, str) and needed.strip().startswith(("file:", "attr:"))
    requirements = [] if is_elsewhere else [*parsed(strings(needed))]
    for lines in table(extras).values():
        requirements += parsed(strings(lines), is_optional=True)
    return Declaration(
        name if isinstance(name, str) else "",
        tuple(requirements),
        python_range(python, "python_requires"),
        not is_elsewhere if needed is not None else None,
    )


_FILES: Mapping[str, Callable[[str], Declaration | None]] = {
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup_cfg,
    "setup.py": _setup_py,
    "PKG-INFO": _package_information,
}
