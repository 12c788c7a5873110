"""Where the first import of a file stands: below its docstring and the comments about the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from drawing import pairs
from edits.marks import STATUS, USE, USED, check_edited, check_new_line, new_import
from projects import project_of
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
def test_the_first_import_stands_below_the_head_of_the_file(before: str, after: str) -> None:
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
    place = text.index("404")
    new = Replacement(Span(place, place + 3), "status.HTTP_404_NOT_FOUND", new_import(STATUS))
    assert applied(cell, edits_for(cell, [new], project_of(cell))).text == (
        f"#matplotlib inline\nfrom fastapi import status\n\nx = 1\n{USED}"
    )
