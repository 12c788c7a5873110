"""What `setup.cfg`, `setup.py` and `PKG-INFO` declare: the files of setuptools."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

from .declaration import Declaration, python_range
from .parsing import strings, syntax, table
from .requirements import parsed

if TYPE_CHECKING:
    import ast


def setup_cfg(text: str) -> Declaration | None:
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


def setup_py(text: str) -> Declaration | None:
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


def package_information(text: str) -> Declaration | None:
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
