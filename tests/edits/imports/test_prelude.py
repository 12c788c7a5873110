"""The position of a file's first import: below its docstring and the comments about the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drawing import check, pairs
from edits.marks import STATUS, USE, USED, check_edited, check_new_line, new_import
from projects import project_of
from statuslens.edits.imports.prelude import (
    blank_lines,
    blank_lines_above,
    comments_above,
    line_start,
    on_same_line,
    text_of_lines,
)
from statuslens.edits.text_edits import Replacement, applied, edits_for
from statuslens.syntax.source import Source, Span


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *pairs("""
            ── Nothing to stand below, or only the file's own head.
            '''Words.'''
            →
            '''Words.'''

            from fastapi import status

            ──
            '''Words.'''



            →
            '''Words.'''

            from fastapi import status

            ──
            '''Words
            of lines.'''  # noqa
            →
            '''Words
            of lines.'''  # noqa

            from fastapi import status

            ──
            #!/bin/python
            # coding: utf-8
            →
            #!/bin/python
            # coding: utf-8
            from fastapi import status

            ──
            # Copyright

            # more

            →
            # Copyright

            # more

            from fastapi import status

            ──
            # Copyright

            # about f
            →
            # Copyright

            from fastapi import status

            # about f
            ──
            '''Words.'''
            # ruff: noqa: N802

            # about f
            →
            '''Words.'''
            # ruff: noqa: N802

            from fastapi import status

            # about f
            ──
            '''Words.'''
            from __future__ import annotations

            →
            '''Words.'''
            from __future__ import annotations

            from fastapi import status

            ── A docstring in parts or in parentheses.
            'a' 'b'
            →
            'a' 'b'

            from fastapi import status

            ──
            ('a'
             'b')
            →
            ('a'
             'b')

            from fastapi import status

            ──
            (  # words
                ('a')
            )
            →
            (  # words
                ('a')
            )

            from fastapi import status

            ──
            ('a' 'b')
            from __future__ import annotations

            →
            ('a' 'b')
            from __future__ import annotations

            from fastapi import status

            ──
            ('a' 'b')

            import os

            →
            ('a' 'b')

            import os

            from fastapi import status

            ──
            b'a'
            →
            from fastapi import status

            b'a'
            ──
            (b'a' b'b')
            →
            from fastapi import status

            (b'a' b'b')
            ──
            f'a'
            →
            from fastapi import status

            f'a'
            ──
            'a', 'b'
            →
            from fastapi import status

            'a', 'b'
            ──
            ('a',)
            →
            from fastapi import status

            ('a',)
            ── A function or class wants two lines.
            '''Words.'''


            def g():
                pass


            →
            '''Words.'''

            from fastapi import status


            def g():
                pass


            ──
            '''Words.'''

            class G:
                pass


            →
            '''Words.'''

            from fastapi import status


            class G:
                pass


            ──
            # about g
            @g
            def g():
                pass


            →
            from fastapi import status


            # about g
            @g
            def g():
                pass


            ──
            # Copyright
            def g():
                pass


            →
            # Copyright
            from fastapi import status


            def g():
                pass


        """),
        ("", "from fastapi import status\n\n"),
        ("\n\n", "\n\nfrom fastapi import status\n\n"),
        ("\ufeff", "\ufefffrom fastapi import status\n\n"),
        ("\ufeff'''Words.'''\n", "\ufeff'''Words.'''\n\nfrom fastapi import status\n\n"),
        ("'''Words.'''; ", "'''Words.'''\n\nfrom fastapi import status\n\n"),
        ("'''Words.'''; x = 1; ", "'''Words.'''\n\nfrom fastapi import status\n\nx = 1; "),
        ("'''Words.'''\n\f\n", "'''Words.'''\n\nfrom fastapi import status\n\f\n"),
    ],
)  # fmt: skip
def test_the_first_import_is_below_the_head_of_the_file(before: str, after: str) -> None:
    check_new_line(before, after)


def test_a_stub_has_one_blank_line() -> None:
    check_edited(
        f"class A: ...\n{USE}",
        f"from fastapi import status\n\nclass A: ...\n{USED}",
        STATUS,
        path=Path("a.pyi"),
    )


def test_a_cell_of_a_notebook_has_its_magic_lines_first() -> None:
    text = "#matplotlib inline\nx = 1\nf(404)\n"
    whole = Source(f"from fastapi import FastAPI\n{text}")
    cell = whole.piece(Span(len("from fastapi import FastAPI\n"), len(whole.data)))
    offset = text.index("404")
    new = Replacement(Span(offset, offset + 3), "status.HTTP_404_NOT_FOUND", new_import(STATUS))
    assert applied(cell, edits_for(cell, [new], project_of(cell))).text == (
        f"#matplotlib inline\nfrom fastapi import status\n\nx = 1\n{USED}"
    )


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
