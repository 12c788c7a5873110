"""Where the first import of a file stands: below its docstring and the comments about the file."""

# ruff: noqa: E501 - a file before stands beside the one after

from __future__ import annotations

from pathlib import Path

import pytest

from edits.marks import STATUS, USE, USED, check_edited, check_new_line, new_import
from projects import project_of
from statuslens.edits.text_edits import Replacement, applied, edits_for
from statuslens.syntax.source import Source, Span


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Nothing to stand below, or only the file's own head.
        ("", "from fastapi import status\n\n"),
        ("\n\n", "\n\nfrom fastapi import status\n\n"),
        ("\ufeff", "\ufefffrom fastapi import status\n\n"),
        ("\ufeff'''Words.'''\n", "\ufeff'''Words.'''\n\nfrom fastapi import status\n\n"),
        ("'''Words.'''\n", "'''Words.'''\n\nfrom fastapi import status\n\n"),
        ("'''Words.'''\n\n\n\n", "'''Words.'''\n\nfrom fastapi import status\n\n"),
        ("'''Words.'''; ", "'''Words.'''\n\nfrom fastapi import status\n\n"),
        ("'''Words.'''; x = 1; ", "'''Words.'''\n\nfrom fastapi import status\n\nx = 1; "),
        ("'''Words\nof lines.'''  # noqa\n", "'''Words\nof lines.'''  # noqa\n\nfrom fastapi import status\n\n"),
        ("#!/bin/python\n# coding: utf-8\n", "#!/bin/python\n# coding: utf-8\nfrom fastapi import status\n\n"),
        ("# Copyright\n\n# more\n\n", "# Copyright\n\n# more\n\nfrom fastapi import status\n\n"),
        ("# Copyright\n\n# about f\n", "# Copyright\n\nfrom fastapi import status\n\n# about f\n"),
        (
            "'''Words.'''\n# ruff: noqa: N802\n\n# about f\n",
            "'''Words.'''\n# ruff: noqa: N802\n\nfrom fastapi import status\n\n# about f\n",
        ),
        (
            "'''Words.'''\nfrom __future__ import annotations\n\n",
            "'''Words.'''\nfrom __future__ import annotations\n\nfrom fastapi import status\n\n",
        ),
        # A docstring in parts or in parentheses.
        ("'a' 'b'\n", "'a' 'b'\n\nfrom fastapi import status\n\n"),
        ("('a'\n 'b')\n", "('a'\n 'b')\n\nfrom fastapi import status\n\n"),
        ("(  # words\n    ('a')\n)\n", "(  # words\n    ('a')\n)\n\nfrom fastapi import status\n\n"),
        (
            "('a' 'b')\nfrom __future__ import annotations\n\n",
            "('a' 'b')\nfrom __future__ import annotations\n\nfrom fastapi import status\n\n",
        ),
        ("('a' 'b')\n\nimport os\n\n", "('a' 'b')\n\nimport os\n\nfrom fastapi import status\n\n"),
        ("b'a'\n", "from fastapi import status\n\nb'a'\n"),
        ("(b'a' b'b')\n", "from fastapi import status\n\n(b'a' b'b')\n"),
        ("f'a'\n", "from fastapi import status\n\nf'a'\n"),
        ("'a', 'b'\n", "from fastapi import status\n\n'a', 'b'\n"),
        ("('a',)\n", "from fastapi import status\n\n('a',)\n"),
        ("'''Words.'''\n\f\n", "'''Words.'''\n\nfrom fastapi import status\n\f\n"),
        # A function or class wants two lines.
        ("'''Words.'''\n\n\ndef g():\n    pass\n\n\n", "'''Words.'''\n\nfrom fastapi import status\n\n\ndef g():\n    pass\n\n\n"),
        ("'''Words.'''\n\nclass G:\n    pass\n\n\n", "'''Words.'''\n\nfrom fastapi import status\n\n\nclass G:\n    pass\n\n\n"),
        ("# about g\n@g\ndef g():\n    pass\n\n\n", "from fastapi import status\n\n\n# about g\n@g\ndef g():\n    pass\n\n\n"),
        ("# Copyright\ndef g():\n    pass\n\n\n", "# Copyright\nfrom fastapi import status\n\n\ndef g():\n    pass\n\n\n"),
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
