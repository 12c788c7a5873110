"""The meaning of a name where it is used."""

from __future__ import annotations

import pytest

from drawing import with_cursor
from statuslens.semantic.scopes import Meaning, dotted_path, meaning
from statuslens.syntax.source import Source, Span


@pytest.mark.parametrize(
    ("statement", "name", "origin"),
    [
        ("from fastapi import status", "status", "fastapi.status"),
        ("from fastapi import status as st", "st", "fastapi.status"),
        ("import starlette.status", "starlette", "starlette"),
        ("import starlette.status as st", "st", "starlette.status"),
        ("import fastapi, http", "http", "http"),
        (
            "from fastapi import (\n    Depends,\n    status,  # codes\n)",
            "status",
            "fastapi.status",
        ),
        ("from fastapi import Depends, \\\n    status", "status", "fastapi.status"),
        ("from .http import status", "status", ".http.status"),
        ("try:\n    from a import status\nexcept ImportError:\n    pass", "status", "a.status"),
        ("if x: from a import status", "status", "a.status"),
        ("x = 1; from a import status", "status", "a.status"),
    ],
)
def test_an_import_gives_a_name_its_path(statement: str, name: str, origin: str) -> None:
    source = Source(f"{statement}\nprint({name})\n")
    assert meaning(source, name, len(source.data) - 3) == Meaning(origin, certain=True)


def test_a_class_body_is_seen_from_directly_inside() -> None:
    source, offset = with_cursor("from a import status\nclass A:\n    status = 1\n    x = ‸y\n")
    assert meaning(source, "status", offset) == Meaning(None, certain=False)


def test_a_comprehension_has_its_own_variables() -> None:
    source, offset = with_cursor("from a import status\nx = [f(‸y) for status in z]\n")
    assert meaning(source, "status", offset) == Meaning(None, certain=False)


def test_two_imports_of_one_name_are_not_certain() -> None:
    source = Source(
        "try:\n    from a import status\nexcept ImportError:\n    from b import status\n"
    )
    assert meaning(source, "status", 0) == Meaning("a.status", certain=False)


def test_an_import_for_type_checkers_is_not_there_at_run_time() -> None:
    source = Source("if TYPE_CHECKING:\n    from a import status\n")
    assert meaning(source, "status", 0) == Meaning("a.status", certain=False)


def test_a_name_nobody_binds_has_no_meaning() -> None:
    assert meaning(Source("print(status.OK)\n"), "status", 6) is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("import fastapi\n‸fastapi.status.X", "fastapi.status.X"),
        ("import starlette.status as s\n‸s.X", "starlette.status.X"),
        ("self.‸status", None),
        ("def f(status): return ‸status.X", None),
        ("‸f().x", None),
    ],
)
def test_a_dotted_expression_is_followed_through_the_imports(text: str, path: str | None) -> None:
    source, offset = with_cursor(text)
    node = source.node_at(Span(offset, offset + 1))
    while node.parent is not None and node.parent.type == "attribute":
        node = node.parent
    assert dotted_path(source, node) == path
