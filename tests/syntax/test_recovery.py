"""Half-typed code, with a name at the cursor and its brackets closed."""

from __future__ import annotations

import pytest

from drawing import dedented, with_cursor
from statuslens.syntax.recovery import repairs
from statuslens.syntax.source import Span


def repaired(text: str) -> str:
    """The last repair, in which the name is drawn as the cursor."""
    source, offset = with_cursor(text)
    (*_, (after, node)) = repairs(source, Span(offset, offset))
    name = after.text_of(node)
    assert after.text.count(name) == 1
    return after.text.replace(name, "‸")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = ‸", "x = ‸"),
        ("f(‸", "f(‸)"),
        ("f([1, (‸", "f([1, (‸)])"),
        ("f(')', ‸", "f(')', ‸)"),
        ("f(  # (\n    ‸", "f(  # (\n    ‸)"),
        ("{‸", "{‸: 0}"),
        ("f({1: 2, ‸", "f({1: 2, ‸: 0})"),
        ("match x:\n    case ‸", "match x:\n    case ‸: pass"),
    ],
)
def test_what_is_open_is_closed(before: str, after: str) -> None:
    assert repaired(before) == after


def test_only_the_statement_of_the_cursor_is_read() -> None:
    assert repaired("""
        broken = (

        def f():
            g(‸

        x = [
    """) == dedented("""
        def f():
            g(‸)

    """)


def test_a_half_typed_word_makes_room_for_the_name() -> None:
    source, offset = with_cursor("f(status.HTTP_4‸, 1)\n")
    ((after, node),) = repairs(source, Span(offset - 6, offset))
    assert after.text_of(node) in after.text
    assert after.text.replace(after.text_of(node), "‸") == "f(status.‸, 1)\n"
