"""The order of isort: sections of imports, statements in a section, names in a statement.

A list in one of the usual orders stays in it. A list in no known order gets new entries at its end.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ...project.view import Project

FUTURE, STANDARD_LIBRARY, THIRD_PARTY, FIRST_PARTY, LOCAL = range(5)

_Key = tuple[Any, ...]

_CHARACTER = re.compile(r"\d+|\D")


@dataclass(frozen=True, slots=True)
class Line:
    """An import statement as isort sorts it; `name` is the first name of a `from` import."""

    section: int
    is_from: bool
    module: str
    name: str = ""


def section_of(module: str, project: Project) -> int:
    """The section of a module, imported by a file of the project."""
    package = module.partition(".")[0]
    if not package:
        return LOCAL
    if package == "__future__":
        return FUTURE
    if package in sys.stdlib_module_names:
        return STANDARD_LIBRARY
    return FIRST_PARTY if project.files.is_own(package) else THIRD_PARTY


def index_of_line(lines: Sequence[Line], new: Line) -> int:
    """The index in `lines` of a new statement."""
    return _index(lines, new, _LINE_ORDERS)


def index_of_name(names: Sequence[str], new: str) -> int:
    """The index of a new name among the entries (`a`, `a as b`) of a statement."""
    return _index(names, new, _NAME_ORDERS)


def _index(present: Sequence[Any], new: Any, orders: Sequence[Callable[[Any], _Key]]) -> int:
    for order in orders:
        keys = [order(entry) for entry in present]
        if keys == sorted(keys):
            return bisect_right(keys, order(new))
    return len(present)


def _natural(text: str) -> _Key:
    """A sort key with `a2` before `a10`."""
    parts = _CHARACTER.findall(text)
    return tuple((ord("0"), int(p)) if p.isdecimal() else (ord(p), 0) for p in parts)


def _in_any_case(name: str) -> _Key:
    return _natural(name.lower()), _natural(name)


def _kind(name: str) -> int:
    """A sort key: CONSTANTS, Classes, then functions and modules."""
    if name == "*":
        return -1
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2


def _module(line: Line) -> _Key:
    """A sort key: the furthest relative import first."""
    name = line.module.lstrip(".")
    return len(name) - len(line.module), _in_any_case(name)


def _of_name(order: Callable[[str], _Key]) -> Callable[[str], _Key]:
    def of_entry(entry: str) -> _Key:
        name, _, alias = entry.partition(" as ")
        return order(name.strip()), order(alias.strip())

    return of_entry


_NAME_ORDERS = (
    _of_name(lambda name: (_kind(name), _in_any_case(name))),
    _of_name(lambda name: (_kind(name), name)),
    _of_name(_in_any_case),
    _of_name(lambda name: (name,)),
)
# The last four: `from` among the others, `from` first, capital letters first, by length.
_LINE_ORDERS: tuple[Callable[[Line], _Key], ...] = (
    lambda line: (line.section, line.is_from, _module(line), _NAME_ORDERS[0](line.name)),
    lambda line: (line.section, _module(line), line.is_from, _NAME_ORDERS[0](line.name)),
    lambda line: (line.section, not line.is_from, _module(line), _NAME_ORDERS[0](line.name)),
    lambda line: (line.section, line.is_from, line.module, _NAME_ORDERS[0](line.name)),
    lambda line: (line.section, line.is_from, len(line.module), _module(line)),
)
