"""Lines around a statement: what else is in them, the comments above, and blank ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drawing import check
from statuslens.edits.imports.lines import (
    blank_lines,
    blank_lines_above,
    comments_above,
    line_start,
    on_same_line,
    text_of_lines,
)
from statuslens.syntax.source import Source, Span


def neighbours(source: Source) -> Iterator[tuple[Span, str]]:
    """The statements behind and before each statement, in its lines."""
    for node in source.tree.root_node.named_children:
        following, previous = on_same_line(source, node)
        words = [source.text_of(one) if one is not None else "-" for one in (previous, following)]
        if words != ["-", "-"]:
            yield Span(node.start_byte, node.end_byte), " ".join(words)


def test_statements_in_one_line() -> None:
    check(
        neighbours,
        """
        a; b; c  # d
        ▔ - b
           ▔ a c
              ▔ b -
        e
        # f
        g
        """,
    )


def headings(source: Source) -> Iterator[tuple[Span, str]]:
    """How many comments belong to each statement."""
    for node in source.tree.root_node.named_children:
        count = len(list(comments_above(source, node)))
        if node.type != "comment" and count:
            yield Span(node.start_byte, node.end_byte), str(count)


def test_comments_directly_above() -> None:
    check(
        headings,
        """
        # about nothing

        # about a
        # as well
        a
        ▔ 2
        b  # beside b

        c
        # about d
        d
        ▔ 1
        """,
    )


@pytest.mark.parametrize(
    ("text", "path", "count"),
    [
        ("x = 1", "a.py", 1),
        ("def f(): ...", "a.py", 2),
        ("@d\nclass C: ...", "a.py", 2),
        ("# about f\ndef f(): ...", "a.py", 2),
        ("# about nothing\n\ndef f(): ...", "a.py", 1),
        ("def f(): ...", "a.pyi", 1),
    ],
)
def test_how_many_blank_lines_follow_the_imports(text: str, path: str, count: int) -> None:
    source = Source(text, Path(path))
    assert blank_lines_above(source, source.tree.root_node.named_children[0]) == count


def test_blank_lines_are_counted_up_and_down() -> None:
    source = Source("\ufeff\na\n\n \t\n")
    assert [blank_lines(source, line, 1) for line in range(5)] == [1, 0, 3, 2, 1]
    assert [blank_lines(source, line, -1) for line in range(5)] == [1, 0, 1, 2, 3]


def test_a_line_begins_behind_the_byte_order_mark() -> None:
    source = Source("\ufeffa\nb")
    assert [line_start(source, line) for line in range(4)] == [3, 5, 6, 6]


def test_the_whole_lines_of_a_node() -> None:
    source = Source("a; f(\n  1,\n); b\nc\n")
    node = source.tree.root_node.named_children[1]
    assert text_of_lines(source, node) == "a; f(\n  1,\n); b"
