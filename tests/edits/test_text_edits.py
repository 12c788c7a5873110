"""Files before and after an edit: `‹404→status.HTTP_404_NOT_FOUND›` is replaced as it says, and an
import is written for it; below it the whole file that comes of it.
"""

# ruff: noqa: E501 - a file before stands beside the one after

from __future__ import annotations

import ast
import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import dedented
from statuslens.edits.spelling import NewImport
from statuslens.edits.text_edits import Replacement, applied, difference, edits_for, import_edits
from statuslens.syntax.source import Edit, Source, Span

STATUS = "from fastapi import status"
ALIAS = "from fastapi import status as http_status"
HTTP = "from http import HTTPStatus"
LONG = "HTTP_413_CONTENT_TOO_LARGE_INDEED_SO_LARGE"
_MARK = re.compile("‹(.*?)→(.*?)›")
_IMPORT = re.compile(r"from (\S+) import (\w+)(?: as (\w+))?")


def new_import(statement: str) -> NewImport:
    match = _IMPORT.fullmatch(statement)
    assert match is not None, statement
    return NewImport(match[1], match[2], match[3] or match[2])


def unmarked(
    text: str, imports: tuple[str, ...], path: Path | None = None
) -> tuple[Source, list[Replacement]]:
    """The source without its marks, and what they say; each new text gets its import."""
    needed = {new.local: new for new in map(new_import, imports)}
    replacements = []
    plain = ""
    at = 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        start = len(plain.encode())
        plain += match[1]
        new = needed.get(match[2].partition(".")[0])
        replacements.append(Replacement(Span(start, len(plain.encode())), match[2], new))
        at = match.end()
    assert replacements, "nothing is marked"
    return Source(plain + text[at:], path), replacements


def result(text: str, *imports: str, width: int = 88, path: Path | None = None) -> str:
    source, replacements = unmarked(text, imports, path)
    edits = edits_for(source, replacements, width)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(edits))
    assert all(0 <= e.span.start <= e.span.end <= len(source.data) for e in edits)
    after = applied(source, edits)
    assert after.text == in_one_pass(source, edits)
    needed = {r.new_import for r in replacements if r.new_import is not None}
    assert tuple(import_edits(after, needed, width)) == ()  # nothing is imported twice
    return after.text


def in_one_pass(source: Source, edits: tuple[Edit, ...]) -> str:
    """As an editor does it: every edit in terms of the old text."""
    data = source.data
    for edit in reversed(edits):
        data = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    return data.decode()


def check(
    before: str, after: str, *imports: str, width: int = 88, path: Path | None = None
) -> None:
    text = result(dedented(before), *imports, width=width, path=path)
    assert text == dedented(after)
    compile(text.removeprefix("\ufeff"), "after", "exec")


USE = "f(‹404→status.HTTP_404_NOT_FOUND›)\n"
USED = "f(status.HTTP_404_NOT_FOUND)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # One line: at its place, or at the end of a list in no order.
        ("from fastapi import FastAPI", "from fastapi import FastAPI, status"),
        ("from fastapi import FastAPI, testclient", "from fastapi import FastAPI, status, testclient"),
        ("from fastapi import testclient, FastAPI", "from fastapi import testclient, FastAPI, status"),
        ("from fastapi import testclient", "from fastapi import status, testclient"),
        ("from fastapi import FastAPI  # noqa", "from fastapi import FastAPI, status  # noqa"),
        ("from fastapi import FastAPI; x = 1", "from fastapi import FastAPI, status; x = 1"),
        ("from fastapi import (FastAPI)", "from fastapi import (FastAPI, status)"),
        ("from fastapi import (FastAPI,)", "from fastapi import (FastAPI, status,)"),
        ("from fastapi import ( FastAPI )", "from fastapi import ( FastAPI, status )"),
        # One name per line, with and without a last comma.
        (
            "from fastapi import (\n    FastAPI,\n    testclient,\n)",
            "from fastapi import (\n    FastAPI,\n    status,\n    testclient,\n)",
        ),
        (
            "from fastapi import (\n    FastAPI\n)",
            "from fastapi import (\n    FastAPI,\n    status\n)",
        ),
        (
            "from fastapi import (\n  testclient,\n)",
            "from fastapi import (\n  status,\n  testclient,\n)",
        ),
        (
            "from fastapi import (\n    FastAPI,\n    Request)",
            "from fastapi import (\n    FastAPI,\n    Request,\n    status)",
        ),
        (
            "from fastapi import (FastAPI,\n                     testclient)",
            "from fastapi import (FastAPI,\n                     status,\n                     testclient)",
        ),
        (
            "from fastapi import (testclient,\n                     utils)",
            "from fastapi import (status,\n                     testclient,\n                     utils)",
        ),
        # Comments stay with their names.
        (
            "from fastapi import (\n    FastAPI,  # app\n    testclient,  # tests\n)",
            "from fastapi import (\n    FastAPI,  # app\n    status,\n    testclient,  # tests\n)",
        ),
        (
            "from fastapi import (\n    FastAPI  # app\n)",
            "from fastapi import (\n    FastAPI,  # app\n    status\n)",
        ),
        (
            "from fastapi import (  # all\n    # app\n    FastAPI,\n    # tests\n    testclient,\n    # end\n)",
            "from fastapi import (  # all\n    # app\n    FastAPI,\n    status,\n    # tests\n    testclient,\n    # end\n)",
        ),
        (
            "from fastapi import (\n    # tests\n    testclient,\n)",
            "from fastapi import (\n    status,\n    # tests\n    testclient,\n)",
        ),
        # Several names in a line.
        (
            "from fastapi import (\n    APIRouter, FastAPI,\n    testclient, utils\n)",
            "from fastapi import (\n    APIRouter, FastAPI, status,\n    testclient, utils\n)",
        ),
        (
            "from fastapi import (\n    APIRouter, FastAPI,  # both\n    testclient, utils\n)",
            "from fastapi import (\n    APIRouter, FastAPI,  # both\n    status,\n    testclient, utils\n)",
        ),
        (
            "from fastapi import FastAPI, \\\n    Request",
            "from fastapi import FastAPI, \\\n    Request, status",
        ),
        (
            "from fastapi import \\\n    FastAPI, \\\n    testclient",
            "from fastapi import \\\n    FastAPI, status, \\\n    testclient",
        ),
        # Commas where nobody expects them.
        ("from fastapi import FastAPI , Request", "from fastapi import FastAPI, Request, status"),
        (
            "from fastapi import (\n    FastAPI  # app\n  , Request  # request\n)",
            "from fastapi import (\n    FastAPI,  # app\n    Request,  # request\n    status,\n)",
        ),
        (
            "from fastapi import FastAPI \\\n  , Request",
            "from fastapi import (\n    FastAPI,\n    Request,\n    status,\n)",
        ),
    ],
)  # fmt: skip
def test_a_statement_keeps_its_order_and_layout(before: str, after: str) -> None:
    for line_break in ("\n", "\r\n", "\r"):
        text = f"{before}\n\n{USE}".replace("\n", line_break)
        expected = f"{after}\n\n{USED}".replace("\n", line_break)
        assert result(text, STATUS) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("HTTP_200_OK, HTTP_1000_X", "HTTP_200_OK, HTTP_404_NOT_FOUND, HTTP_1000_X"),
        ("HTTP_500_X, Status, status", "HTTP_404_NOT_FOUND, HTTP_500_X, Status, status"),
        ("Status, Zebra, HTTP_1_A", "Status, Zebra, HTTP_1_A, HTTP_404_NOT_FOUND"),
        ("Also, first, HTTP_1_A, Zebra", "Also, first, HTTP_1_A, HTTP_404_NOT_FOUND, Zebra"),
        ("Also, Http, first", "HTTP_404_NOT_FOUND, Also, Http, first"),
    ],
)
def test_the_orders_of_a_list(names: str, expected: str) -> None:
    check(
        f"from starlette.status import {names}\nf(‹404→HTTP_404_NOT_FOUND›)\n",
        f"from starlette.status import {expected}\nf(HTTP_404_NOT_FOUND)\n",
        "from starlette.status import HTTP_404_NOT_FOUND",
    )


def test_a_line_that_gets_too_long_is_broken() -> None:
    check(
        f"""
        from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, WebSocket

        {USE}""",
        f"""
        from fastapi import (
            BackgroundTasks,
            Depends,
            FastAPI,
            HTTPException,
            Request,
            WebSocket,
            status,
        )

        {USED}""",
        STATUS,
    )


def test_the_project_says_what_is_too_long() -> None:
    check(
        f"from fastapi import FastAPI, HTTPException\n{USE}",
        f"from fastapi import (\n    FastAPI,\n    HTTPException,\n    status,\n)\n{USED}",
        STATUS,
        width=43,
    )
    long = "from fastapi import FastAPI, HTTPException"
    check(f"{long}\n{USE}", f"{long}, status\n{USED}", STATUS, width=41)  # nobody keeps to it
    assert "import (" not in result(f"{long}\n{USE}", STATUS, width=50)


def test_a_comment_stays_in_its_line_when_that_is_broken() -> None:
    check(
        f"from fastapi import FastAPI, HTTPException  # both\n{USE}",
        "from fastapi import (  # both\n    FastAPI,\n    HTTPException,\n    status,\n)\n" + USED,
        STATUS,
        width=50,
    )


def test_a_directive_does_not_make_a_line_too_long() -> None:
    text = "from fastapi import FastAPI, HTTPException{}  # noqa: F401\n"
    assert result(text.format("") + USE, STATUS, width=50) == text.format(", status") + USED


def test_a_grid_of_names_gets_another_line() -> None:
    check(
        f"""
        from starlette.status import (
            HTTP_100_CONTINUE, HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED,
            HTTP_500_INTERNAL_SERVER_ERROR)
        f(‹413→{LONG}›)
        """,
        f"""
        from starlette.status import (
            HTTP_100_CONTINUE, HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED,
            {LONG},
            HTTP_500_INTERNAL_SERVER_ERROR)
        f({LONG})
        """,
        f"from starlette.status import {LONG}",
    )
    check(
        f"""
        from starlette.status import HTTP_100_CONTINUE, HTTP_200_OK, HTTP_201_CREATED, \\
            HTTP_202_ACCEPTED
        f(‹413→{LONG}›)
        """,
        f"""
        from starlette.status import HTTP_100_CONTINUE, HTTP_200_OK, HTTP_201_CREATED, \\
            HTTP_202_ACCEPTED, {LONG}
        f({LONG})
        """,
        f"from starlette.status import {LONG}",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "if TYPE_CHECKING:\n    from fastapi import FastAPI",
        "try:\n    from fastapi import FastAPI\nexcept ImportError:\n    pass",
        "from fastapi import *",
        "from fastapi import FastAPI as App",
        "def g():\n    from fastapi import FastAPI",
    ],
)
def test_other_statements_are_not_extended(statement: str) -> None:
    text = result(f"{statement}\n\n{USE}", STATUS)
    assert statement in text
    assert "from fastapi import status\n" in text


def test_of_several_statements_the_one_without_a_directive_is_extended() -> None:
    check(
        f"""
        from fastapi import FastAPI  # noqa
        from fastapi import Request, Response
        {USE}""",
        f"""
        from fastapi import FastAPI  # noqa
        from fastapi import Request, Response, status
        {USED}""",
        STATUS,
    )


def test_one_name_per_statement_stays_so() -> None:
    check(
        f"""
        from fastapi import FastAPI
        from fastapi import testclient
        {USE}""",
        f"""
        from fastapi import FastAPI
        from fastapi import status
        from fastapi import testclient
        {USED}""",
        STATUS,
    )


def test_an_alias_gets_a_statement_of_its_own_unless_the_file_has_others_among_names() -> None:
    use = "f(‹404→http_status.HTTP_404_NOT_FOUND›)\n"
    used = "f(http_status.HTTP_404_NOT_FOUND)\n"
    check(
        f"from fastapi import FastAPI, status\n\nstatus\n{use}",
        f"from fastapi import FastAPI, status\nfrom fastapi import status as http_status\n\n"
        f"status\n{used}",
        ALIAS,
    )
    check(
        f"from a import b as c, d\nfrom fastapi import status\n{use}",
        f"from a import b as c, d\nfrom fastapi import status, status as http_status\n{used}",
        ALIAS,
    )


def test_replacements_share_an_import_and_imports_share_a_statement() -> None:
    imports = [f"from starlette.status import {name}" for name in ("HTTP_410_GONE", "HTTP_200_OK")]
    check(
        """
        f(‹410→HTTP_410_GONE›, ‹200→HTTP_200_OK›, ‹410→HTTP_410_GONE›)
        """,
        """
        from starlette.status import HTTP_200_OK, HTTP_410_GONE

        f(HTTP_410_GONE, HTTP_200_OK, HTTP_410_GONE)
        """,
        *imports,
    )
    check(
        f"""
        f(‹410→HTTP_410_GONE›, ‹200→HTTPStatus.OK›)
        {USE}""",
        f"""
        from http import HTTPStatus

        from fastapi import status
        from starlette.status import HTTP_410_GONE

        f(HTTP_410_GONE, HTTPStatus.OK)
        {USED}""",
        imports[0],
        HTTP,
        STATUS,
    )


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
        # At its place in its section.
        ("import os\nimport sys\n\n", "import os\nimport sys\n\nfrom fastapi import status\n\n"),
        ("from . import x\n\n", "from fastapi import status\n\nfrom . import x\n\n"),
        ("import os\n\nfrom . import x\n\n", "import os\n\nfrom fastapi import status\n\nfrom . import x\n\n"),
        ("import aiohttp\nimport zlib2\n\n", "import aiohttp\nimport zlib2\nfrom fastapi import status\n\n"),
        ("import aiohttp\nfrom flask import x\n\n", "import aiohttp\nfrom fastapi import status\nfrom flask import x\n\n"),
        ("from flask import x\nimport aiohttp\n\n", "from fastapi import status\nfrom flask import x\nimport aiohttp\n\n"),
        ("import aiohttp\nfrom Zoo import x\n\n", "import aiohttp\nfrom fastapi import status\nfrom Zoo import x\n\n"),
        ("from aiohttp import x\nimport flask\nfrom zoo import y\n\n", "from aiohttp import x\nfrom fastapi import status\nimport flask\nfrom zoo import y\n\n"),
        ("from zoo import x\nfrom aiohttp import y\n\n", "from zoo import x\nfrom aiohttp import y\nfrom fastapi import status\n\n"),
        ("import os\n\nfrom email import z\n\nimport aiohttp\n\nfrom flask import x\n\n", "import os\n\nfrom email import z\n\nimport aiohttp\n\nfrom fastapi import status\nfrom flask import x\n\n"),
        # What the file sets apart is its own.
        ("import zlib2\n\nfrom app import x\n\n", "import zlib2\nfrom fastapi import status\n\nfrom app import x\n\n"),
        # Comments stay with what they are about.
        ("import os\n\n# about flask\nfrom flask import x\n\n", "import os\n\nfrom fastapi import status\n# about flask\nfrom flask import x\n\n"),
        ("import os\n\n# Third party\nfrom flask import x\n\n", "import os\n\n# Third party\nfrom fastapi import status\nfrom flask import x\n\n"),
        ("# Copyright\nfrom flask import x\n\n", "# Copyright\nfrom fastapi import status\nfrom flask import x\n\n"),
        ("# Copyright\nfrom . import x\n\n", "# Copyright\nfrom fastapi import status\n\nfrom . import x\n\n"),
        ("# Local imports\nfrom . import x\n\n", "from fastapi import status\n\n# Local imports\nfrom . import x\n\n"),
        ("\ufefffrom flask import x\n\n", "\ufefffrom fastapi import status\nfrom flask import x\n\n"),
        # More than one statement in a line.
        ("import os; import sys; x = 1\n", "import os; import sys\n\nfrom fastapi import status\n\nx = 1\n"),
        ("import os; ", "import os\n\nfrom fastapi import status\n\n"),
        ("import zoo; import aiohttp\n\n", "import zoo; import aiohttp\nfrom fastapi import status\n\n"),
        ("'''Words.'''; from flask import x\n\n", "'''Words.'''; from flask import x\nfrom fastapi import status\n\n"),
        # Code among the imports.
        ("import sys\n\nsys.path.insert(0, '')\n\nimport zoo\n\n", "import sys\n\nfrom fastapi import status\n\nsys.path.insert(0, '')\n\nimport zoo\n\n"),
        ("__version__ = '1'\n\nimport zoo\n\n", "__version__ = '1'\n\nimport zoo\nfrom fastapi import status\n\n"),
        ("try:\n    import a\nexcept ImportError:\n    a = None\n\nimport zoo\n\n", "try:\n    import a\nexcept ImportError:\n    a = None\n\nimport zoo\nfrom fastapi import status\n\n"),
        ("x = 1\nimport zoo\n", "from fastapi import status\n\nx = 1\nimport zoo\n"),
        ("import os\n\n# isort: split\n\nimport zoo\n\n", "import os\n\nfrom fastapi import status\n\n# isort: split\n\nimport zoo\n\n"),
        ("if True:\n    import zoo\n\n", "from fastapi import status\n\nif True:\n    import zoo\n\n"),
    ],
)  # fmt: skip
def test_a_new_line_stands_where_isort_would_put_it(before: str, after: str) -> None:
    for line_break in ("\n", "\r\n", "\r"):
        if line_break in before + "\n":
            text = f"{before}{USE}".replace("\n", line_break)
            assert result(text, STATUS) == f"{after}{USED}".replace("\n", line_break)
    assert result(f"{before}{USE}"[:-1], STATUS) == f"{after}{USED}"[:-1]


def test_an_import_below_the_first_use_is_left_alone() -> None:
    check(
        f"""
        {USE}
        from fastapi import FastAPI
        """,
        f"""
        from fastapi import status

        {USED}
        from fastapi import FastAPI
        """,
        STATUS,
    )
    check(
        f"if x:\n    {USE}\nimport zoo\n",
        f"from fastapi import status\n\nif x:\n    {USED}\nimport zoo\n",
        STATUS,
    )


def test_a_line_too_long_for_one_name() -> None:
    module = "a_module_with_a_name.that_is_long_enough.to_fill_most_of_a_line"
    check(
        f"f(‹413→{LONG}›)\n",
        f"from {module} import (\n    {LONG},\n)\n\nf({LONG})\n",
        f"from {module} import {LONG}",
    )


def test_the_files_around_say_what_is_the_projects_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    for package in ("app/routes", "src/library"):
        (tmp_path / package).mkdir(parents=True)
    (tmp_path / "app/__init__.py").touch()
    (tmp_path / "app/helper.py").touch()
    (tmp_path / "tools.py").touch()
    for module in ("app.models", "tools", "library.x"):
        check(
            f"import os\n\nimport {module}\n\n{USE}",
            f"import os\n\nfrom fastapi import status\n\nimport {module}\n\n{USED}",
            STATUS,
            path=tmp_path / "app/routes/items.py",
        )
    # A package's own modules are imported through it.
    check(
        f"import helper\n\n{USE}",
        f"import helper\nfrom fastapi import status\n\n{USED}",
        STATUS,
        path=tmp_path / "app/items.py",
    )


def test_a_stub_has_one_blank_line() -> None:
    check(
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
    assert applied(cell, edits_for(cell, [new])).text == (
        f"#matplotlib inline\nfrom fastapi import status\n\nx = 1\n{USED}"
    )


# Imports that lose their last user.

GONE = "f(‹status.HTTP_404_NOT_FOUND→404›)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # One name of a list.
        ("from fastapi import FastAPI, status\n\n", "from fastapi import FastAPI\n\n"),
        ("from fastapi import status, testclient\n\n", "from fastapi import testclient\n\n"),
        ("from fastapi import FastAPI, status, testclient\n\n", "from fastapi import FastAPI, testclient\n\n"),
        ("from fastapi import FastAPI, status  # both\n\n", "from fastapi import FastAPI  # both\n\n"),
        ("from fastapi import (FastAPI, status,)\n\n", "from fastapi import (FastAPI,)\n\n"),
        ("from fastapi import (\n    FastAPI,\n    status,  # codes\n)\n\n", "from fastapi import (\n    FastAPI,\n)\n\n"),
        ("from fastapi import (\n    FastAPI,  # app\n    status\n)\n\n", "from fastapi import (\n    FastAPI  # app\n)\n\n"),
        ("from fastapi import (\n    status,  # codes\n    testclient,\n)\n\n", "from fastapi import (\n    testclient,\n)\n\n"),
        ("from fastapi import (status,  # codes\n    testclient)\n\n", "from fastapi import (testclient)\n\n"),
        ("from fastapi import (\n    FastAPI, status,  # both\n    testclient,\n)\n\n", "from fastapi import (\n    FastAPI,  # both\n    testclient,\n)\n\n"),
        ("from fastapi import (\n    status, testclient\n)\n\n", "from fastapi import (\n    testclient\n)\n\n"),
        ("from fastapi import (\n    FastAPI,\n    # codes\n    status,\n)\n\n", "from fastapi import (\n    FastAPI,\n    # codes\n)\n\n"),
        ("from fastapi import (\n    FastAPI,  # app\n    status)\n\n", "from fastapi import (\n    FastAPI  # app\n    )\n\n"),
        ("from fastapi import (FastAPI,\n    # codes\n    status)\n\n", "from fastapi import (FastAPI\n    # codes\n    )\n\n"),
        ("from fastapi import FastAPI, \\\n    status\n\n", "from fastapi import FastAPI\n\n"),
        ("from fastapi import FastAPI, \\\n    status, \\\n    testclient\n\n", "from fastapi import FastAPI, \\\n    testclient\n\n"),
        # The whole statement.
        ("from fastapi import status\n\n", ""),
        ("from fastapi import status  # codes\n\n", ""),
        ("\ufefffrom fastapi import status\n\n", "\ufeff"),
        ("from fastapi import (\n    status,\n)\n\n", ""),
        ("from fastapi import status\nx = 1\n", "x = 1\n"),
        ("'''Words.'''\n\nfrom fastapi import status\n\n", "'''Words.'''\n\n"),
        ("'''Words.'''\nfrom fastapi import status\n\n", "'''Words.'''\n\n"),
        ("# Copyright\nfrom fastapi import status\n\n", "# Copyright\n\n"),
        ("import os\n\nfrom fastapi import status\n\nfrom . import x\n\n", "import os\n\nfrom . import x\n\n"),
        ("import os\n\nfrom fastapi import status\n\n\ndef f(x):\n    pass\n\n\n", "import os\n\n\ndef f(x):\n    pass\n\n\n"),
        ("import os\n\nfrom fastapi import status\nx = 1\n", "import os\n\nx = 1\n"),
        ("import aiohttp\nfrom fastapi import status\nfrom flask import x\n\n", "import aiohttp\nfrom flask import x\n\n"),
        ("import aiohttp\nfrom fastapi import status\n\n", "import aiohttp\n\n"),
        ("from fastapi import status\nfrom flask import x\n\n", "from flask import x\n\n"),
        ("def f(x):\n    pass\n\n\nfrom fastapi import status\n\n", "def f(x):\n    pass\n\n\n"),
        # More than one statement in a line.
        ("import os; from fastapi import status\n\n", "import os\n\n"),
        ("from fastapi import status; import os\n\n", "import os\n\n"),
        ("import os; from fastapi import status; x = 1\n", "import os; x = 1\n"),
        ("'''Words.'''; from fastapi import status\n\n", "'''Words.'''\n\n"),
    ],
)  # fmt: skip
def test_an_import_that_lost_its_last_user_goes(before: str, after: str) -> None:
    for line_break in ("\n", "\r\n", "\r"):
        text = f"{before}{GONE}".replace("\n", line_break)
        assert result(text) == f"{after}f(404)\n".replace("\n", line_break)


def test_a_statement_at_the_end_of_the_file_goes() -> None:
    check(
        "def g():\n    ‹status.HTTP_404_NOT_FOUND→404›\n\n\nfrom fastapi import status\n",
        "def g():\n    404\n",
    )


def test_modules_go_too() -> None:
    use = "f(‹http.HTTPStatus.OK→200›)\n"
    check(f"import http\nimport os\n\n{use}", "import os\n\nf(200)\n")
    check(f"import http, os\n\n{use}", "import os\n\nf(200)\n")
    check(f"import os, http\n\n{use}", "import os\n\nf(200)\n")
    check(
        "import starlette.status\n\nf(‹starlette.status.HTTP_200_OK→200›)\n",
        "f(200)\n",
    )
    check(
        "import starlette.status as codes\n\nf(‹codes.HTTP_200_OK→200›)\n",
        "f(200)\n",
    )
    check(
        "import http\nimport http.client\n\nf(‹http.HTTPStatus.OK→200›)\n",
        "import http\nimport http.client\n\nf(200)\n",
    )
    check("import http\n\nf(‹(http.HTTPStatus.OK)→200›)\n", "f(200)\n")
    check("import fastapi.status\n\nf(‹fastapi . status.X→200›)\n", "f(200)\n")


def test_a_submodule_imported_for_something_else_stays() -> None:
    for module in ("fastapi.responses", "fastapi.stat", "fastapi.status.more"):
        text = f"import {module}\n\nf({{}})\n"
        check(text.format("‹fastapi.status.X→200›"), text.format("200"))


@pytest.mark.parametrize(
    "text",
    [
        f"from fastapi import status\n\nx = status\n{GONE}",
        f"from fastapi import status\n\nx = f'{{status}}'\n{GONE}",
        f"from fastapi import status\n\n__all__ = ['status']\n{GONE}",
        f"from fastapi import status\n\n__all__ = ['sta' 'tus']\n{GONE}",
        f"from fastapi import status\n\n__all__ = []\n__all__ += ('sta'\n  'tus',)\n{GONE}",
        f"from fastapi import status\n\n__all__: list = ['sta' 'tus']\n{GONE}",
        f"from fastapi import status\n\n__all__.append('sta' 'tus')\n{GONE}",
        f"from fastapi import status\n\nx: 'list[status.X]'\n{GONE}",
        f"from fastapi import status\n\nx = y  # type: status\n{GONE}",
        f"from fastapi import status  # noqa: F401\n\n{GONE}",
        f"from fastapi import (  # noqa: F401\n    status,\n)\n\n{GONE}",
        f"from fastapi import status as status\n\n{GONE}",
        f"from fastapi import status\nfrom starlette import status\n\n{GONE}",
        f"try:\n    from fastapi import status\nexcept ImportError:\n    pass\n{GONE}",
        f"if True:\n    from fastapi import status\n{GONE}",
        f"# ruff: noqa\nfrom fastapi import status\n\n{GONE}",
        f"from fastapi import status\n\nx = globals()\n{GONE}",
        f"from fastapi import status\n\nx = sys.modules[__name__]\n{GONE}",
        f"from fastapi import status\n\nx = sys.modules.get( __name__ )\n{GONE}",
        f"from fastapi import status\n\n'''\n>>> status.X\n'''\n{GONE}",
        f"from fastapi import status\n\nx = (\n{GONE}",
        "from fastapi import status\n\nf(‹status.HTTP_404_NOT_FOUND→status.HTTP_410_GONE›)\n",
        "from fastapi import status\n\nf(‹status.X→404›, status.Y)\n",
        "from fastapi import status\n\nf(‹404→410›)\n",  # not unused by this edit
    ],
)
def test_an_import_stays_if_anything_may_need_it(text: str) -> None:
    expected = _MARK.sub(r"\2", text)
    assert result(text) == expected


@pytest.mark.parametrize(
    "other",
    [
        "response.status",
        "f(status=1)",
        "'the status of it'",
        "x  # the status",
        "from a.status import b",
        "'''What status is.'''",
        "__all__ = ['f']",
        "sys.modules['x']",
    ],
)
def test_the_same_word_for_something_else_keeps_no_import(other: str) -> None:
    assert result(f"from fastapi import status\n\n{other}\n{GONE}") == f"{other}\nf(404)\n"


def test_a_package_hands_its_imports_on() -> None:
    text = f"from fastapi import status\n\n{GONE}"
    for name in ("__init__.py", "__init__.pyi"):
        assert result(text, path=Path(name)) == "from fastapi import status\n\nf(404)\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app/b.py", "from app.a import status"),
        ("app/b.py", "from .a import x, status as codes"),
        ("app/b.py", "from .a import (\n    x,  # (one)\n    status,\n)"),
        ("app/b.py", "from .a import x, \\\n    status"),
        ("app/b.py", "from .a import *"),
        ("app/b.py", "from . import a\n\na.status.HTTP_200_OK"),
        ("app/b.py", "from . import a as other\n\nother.status.HTTP_200_OK"),
        ("app/sub/deep/b.py", "from ...a import status"),
        ("main.py", "import app.a\n\napp.a.status.HTTP_200_OK"),
        ("tests/test_a.py", "patch('app.a.status')"),
        ("tests/test_a.py", "monkeypatch.setattr(a, 'status', None)"),
    ],
)
def test_an_import_that_another_file_takes_from_here_stays(
    tmp_path: Path, name: str, text: str
) -> None:
    before = f"from fastapi import status\n\n{GONE}"
    kept = "from fastapi import status\n\nf(404)\n"
    path = package(tmp_path) / "a.py"
    assert result(before, path=path) == "f(404)\n"
    other = tmp_path / name
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_text(f"{text}\n")
    assert result(before, path=path) == kept
    assert result(before) == "f(404)\n"
    other.write_text("")
    assert result(before, path=path) == "f(404)\n"


@pytest.mark.parametrize(
    "text",
    [
        "from fastapi import status",
        "from .ab import status",
        "from .a import x\n\nstatus = 1",
        "from .a import (x)\n\nstatus = 1",
        "from .a import x  # status",
        "from .a import statuses",
        "a.statuses",
        "a = 1\nfrom fastapi import status",
    ],
)
def test_other_files_with_the_same_words_keep_no_import(tmp_path: Path, text: str) -> None:
    path = package(tmp_path) / "a.py"
    path.with_name("b.py").write_text(f"{text}\n")
    path.write_text("from .a import status\n")  # the file itself is as the editor has it
    assert result(f"from fastapi import status\n\n{GONE}", path=path) == "f(404)\n"


def test_a_file_in_no_package_has_others_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "app/a.py"
    text = f"from fastapi import status\n\n{GONE}"
    assert result(text, path=path) == "f(404)\n"  # not saved yet, in no folder either
    path.parent.mkdir()
    for name in ("app/b.py", "tests/test_a.py"):
        other = tmp_path / name
        other.parent.mkdir(exist_ok=True)
        other.write_text("from a import status\n")
        assert result(text, path=path) == "from fastapi import status\n\nf(404)\n"
        other.unlink()
    assert result(text, path=path) == "f(404)\n"


def package(folder: Path) -> Path:
    for name in ("app", "app/sub"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").touch()
    return folder / "app"


def test_another_cell_of_a_notebook_may_need_it() -> None:
    text = "from fastapi import status\nf(status.X)\n"
    whole = Source(f"{text}status\n")
    cell = whole.piece(Span(0, len(text)))
    start = text.index("status.X")
    edits = edits_for(cell, [Replacement(Span(start, start + len("status.X")), "404")])
    assert applied(cell, edits).text == "from fastapi import status\nf(404)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{m} HTTP_404_OLD\n", "{m} HTTP_404_NEW\n"),
        ("{m} HTTP_200_OK, HTTP_404_OLD, HTTP_410_GONE\n", "{m} HTTP_200_OK, HTTP_404_NEW, HTTP_410_GONE\n"),
        ("{m} HTTP_404_OLD, HTTP_403_X\n", "{m} HTTP_403_X, HTTP_404_NEW\n"),
        ("{m} (\n    HTTP_200_OK,  # ok\n    HTTP_404_OLD,\n    HTTP_410_GONE,  # gone\n)\n", "{m} (\n    HTTP_200_OK,  # ok\n    HTTP_404_NEW,\n    HTTP_410_GONE,  # gone\n)\n"),
        ("{m} (\n    HTTP_404_OLD,\n)\n", "{m} (\n    HTTP_404_NEW,\n)\n"),
        ("{m} (\n    # codes\n    HTTP_404_OLD,\n)\n", "{m} (\n    HTTP_404_NEW,\n    # codes\n)\n"),
        ("{m} HTTP_404_OLD  # codes\n", "{m} HTTP_404_NEW  # codes\n"),
        ("{m} (HTTP_200_OK, HTTP_404_OLD)\n", "{m} (HTTP_200_OK, HTTP_404_NEW)\n"),
        ("{m} HTTP_200_OK, \\\n    HTTP_404_OLD\n", "{m} HTTP_200_OK, HTTP_404_NEW\n"),
    ],
)  # fmt: skip
def test_a_name_replaced_by_another_of_its_module(before: str, after: str) -> None:
    module = "from starlette.status import"
    others = "f(HTTP_200_OK, HTTP_403_X, HTTP_410_GONE, {})\n"
    check(
        before.format(m=module) + others.format("‹HTTP_404_OLD→HTTP_404_NEW›"),
        after.format(m=module) + others.format("HTTP_404_NEW"),
        "from starlette.status import HTTP_404_NEW",
    )


def test_a_name_replaced_by_another_of_its_length_leaves_a_line_as_long() -> None:
    names = "HTTP_200_OK, HTTP_201_CREATED"
    old = f"from starlette.status import {names}, HTTP_202_OLD_NAME"
    check(
        f"{old}\nf({names}, ‹HTTP_202_OLD_NAME→HTTP_202_NEW_NAME›)\n",
        f"{old.replace('OLD', 'NEW')}\nf({names}, HTTP_202_NEW_NAME)\n",
        "from starlette.status import HTTP_202_NEW_NAME",
        width=len(old),
    )


def test_an_import_replaced_by_one_of_another_module() -> None:
    check(
        """
        '''Words.'''

        from fastapi import status


        def f(x):
            return ‹status.HTTP_404_NOT_FOUND→HTTPStatus.NOT_FOUND›
        """,
        """
        '''Words.'''

        from http import HTTPStatus


        def f(x):
            return HTTPStatus.NOT_FOUND
        """,
        HTTP,
    )
    check(
        """
        import os
        from http import HTTPStatus

        from . import x

        f(‹HTTPStatus.OK→status.HTTP_200_OK›, ‹HTTPStatus.OK→status.HTTP_200_OK›)
        """,
        """
        import os

        from fastapi import status

        from . import x

        f(status.HTTP_200_OK, status.HTTP_200_OK)
        """,
        STATUS,
    )


def test_edits_are_small_and_of_whole_words() -> None:
    source, replacements = unmarked(
        "from starlette.status import HTTP_200_OK, HTTP_410_GONE\nf(‹404→HTTP_404_NOT_FOUND›)\n",
        ("from starlette.status import HTTP_404_NOT_FOUND",),
    )
    edits = edits_for(source, replacements)
    assert [edit.text for edit in edits] == ["HTTP_404_NOT_FOUND, ", "HTTP_404_NOT_FOUND"]


# What ruff says before and after, and all layouts that anyone may write.

HEADS = ["", "#!/bin/python\n", "# Copyright\n\n", "'''Words.'''\n\n", "'''Words.'''\n"]
FUTURES = ["", "from __future__ import annotations\n\n"]
STANDARD = ["", "import os\n\n", "import os\nimport sys\nfrom email import message\n\n"]
THIRD = [
    "",
    "import aiohttp\n\n",
    "from fastapi import FastAPI, testclient\n\n",
    "from fastapi import (\n    FastAPI,  # app\n    testclient,\n)\n\n",
    "import aiohttp\nfrom fastapi import FastAPI  # app\nfrom flask import Flask\n\n",
    "from flask import Flask\nfrom zoo import a as b\n\n",
]
OWN = ["", "from . import models\n\n"]
BODIES = [
    "f(‹404→{new}›)\n",
    "\n\ndef g():\n    return ‹404→{new}›\n",
    "\nclass G:\n    x = ‹404→{new}›\n",
    "# about x\nx = ‹404→{new}›\n",
    "# about g\ndef g():\n    return ‹404→{new}›\n",
    "\n# about nothing\n\n\ndef g():\n    return ‹404→{new}›\n",
]
NEW = {"status.HTTP_404_NOT_FOUND": STATUS, "HTTPStatus.NOT_FOUND": HTTP, "http_status.X": ALIAS}


def test_ruff_finds_nothing_new(tmp_path: Path) -> None:
    texts = []
    parts = (HEADS, FUTURES, STANDARD, THIRD, OWN, BODIES, NEW.items())
    # All of them take a minute; every 17th has each part beside each other part.
    for *above, body, (new, statement) in itertools.islice(itertools.product(*parts), 0, None, 17):
        head = "".join(above)
        uses = " ".join(
            re.findall(r"aiohttp|os\b|sys|message|Flask|FastAPI|testclient|models", head)
        )
        users = f"print({', '.join(dict.fromkeys(uses.split()))})\n" if uses else ""
        texts.append((head + body.format(new=new) + users, statement))
    pairs = [(unmarked(text, ())[0].text, result(text, new)) for text, new in texts]
    pairs += [  # and back, which leaves imports behind
        (after, result(after.replace(new, f"‹{new}→404›")))
        for (_, after), (_, statement) in zip(pairs, texts, strict=True)
        for new in NEW
        if NEW[new] == statement
    ]
    for number, (before, after) in enumerate(pairs):
        compile(after, "after", "exec")
        (tmp_path / f"a{number}.py").write_text(before)
        (tmp_path / f"b{number}.py").write_text(after)
    found = ruff(tmp_path)
    for number, (before, after) in enumerate(pairs):
        more = found.get(f"b{number}.py", Counter()) - found.get(f"a{number}.py", Counter())
        assert not more, f"{more}\n{before}\n---\n{after}"


def ruff(folder: Path) -> dict[str, Counter[str]]:
    """The rules that ruff finds broken in each file of a folder."""
    command = [str(Path(sys.executable).with_name("ruff")), "check", "--isolated", "--no-cache"]
    command += ["--preview", "--select", "F,I,E", "--ignore", "E501,F821"]
    done = subprocess.run(
        [*command, "--output-format", "json", str(folder)], capture_output=True, check=False
    )
    found: dict[str, Counter[str]] = {}
    for finding in json.loads(done.stdout):
        found.setdefault(Path(finding["filename"]).name, Counter())[finding["code"]] += 1
    return found


NAMES = ["APIRouter", "FastAPI", "HTTP_1_X", "Request", "background", "testclient as t", "utils"]


@st.composite
def statements(draw: st.DrawFn) -> str:
    """`from fastapi import …` in any layout, its comments numbered."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    if draw(st.booleans()):
        names.sort()
    names += ["gone"] if draw(st.booleans()) else []
    in_parentheses = draw(st.booleans())
    numbers = itertools.count()

    def space() -> str:
        if not in_parentheses:
            return draw(st.sampled_from([" ", " ", "  ", " \\\n    "]))
        comment = f"  # comment {next(numbers)};\n"
        lines = [
            " ",
            "",
            "\n    ",
            "\n",
            "\n\n  ",
            comment,
            f"\n{comment}    ",
            f"{comment}{comment}",
        ]
        return draw(st.sampled_from(lines))

    text = "from fastapi import" + (" (" if in_parentheses else "")
    for index, name in enumerate(names):
        before = space() or (" " if not in_parentheses else "")
        comma = "," if index + 1 < len(names) or (in_parentheses and draw(st.booleans())) else ""
        between = space() if comma and draw(st.integers(0, 5)) == 0 else ""
        text += before + name + between + comma
    if in_parentheses:
        text += space() + ")"
    end = draw(st.sampled_from(["", f"  # comment {next(numbers)};", "; x = 1", "  # noqa"]))
    return text + end


@given(
    st.sampled_from(["", "'''Words.'''\n", "import os\n\n", "from . import x\n", "# head\n"]),
    statements(),
    st.sampled_from(["\n", "\n\n", "\n\n\ndef g():\n    pass\n\n\n", "\n# below\n"]),
    st.sets(st.sampled_from(["status", "HTTP_404_X", "HTTP_200_OK", "st"]), min_size=1),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(20, 100),
)
def test_any_layout_keeps_its_names_and_comments(
    head: str, statement: str, below: str, new: set[str], line_break: str, width: int
) -> None:
    imports = [f"from fastapi import {n}" if n != "st" else f"{STATUS} as st" for n in sorted(new)]
    uses = "".join(f"f(‹404→{name}›)\n" for name in sorted(new))
    before = f"{head}{statement}{below}{uses}f(‹gone→1›)\n"
    before = before.replace("\n", line_break)
    after = result(before, *imports, width=width)
    compile(after, "after", "exec")
    old = unmarked(before, ())[0].text
    is_kept = "gone" in imported(old) and "# noqa" in statement
    assert imported(after) == (imported(old) - {"gone"}) | new | ({"gone"} if is_kept else set())
    lost = Counter(re.findall(r"comment \d+;", old)) - Counter(re.findall(r"comment \d+;", after))
    assert not lost or "gone" in old
    assert after.count("# below") == old.count("# below")
    assert {line_break} >= set(re.findall(r"\r\n|\r|\n", after))


def imported(text: str) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module == "fastapi"
        for alias in node.names
    }


PIECES = [
    "import os", "import sys; import zoo", "from os import path", "from fastapi import FastAPI",
    "from fastapi import (\n    Request,  # request\n    status as st,\n)", "from . import x", "import fastapi",
    "from starlette.status import *", "from fastapi import (testclient)", "import http, re", "from http import client",
    "'''Words.'''", "'''Words.'''; y = 2", "# comment", "#!/bin/python", "", "", "", "\f", "x = 1", "x = 1; import zoo",
    "def g():\n    import http\n    return 1", "class G:\n    pass", "if x:\n    from fastapi import Depends",
    "try:\n    import a\nexcept E:\n    pass", "__version__ = '1'", "sys.path.insert(0, '')", "f(‹404→status.X›)",
    "f(‹404→HTTPStatus.X›); import zoo", "def h(): return ‹404→status.X›", "if x: f(‹404→HTTP_1_X›)",
    "from http import HTTPMethod; f(‹404→HTTPStatus.X›)",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["", "\n"]),
)
def test_any_file_has_its_imports_above_their_first_use(
    pieces: list[str], line_break: str, mark: str, end: str
) -> None:
    pieces = [*pieces, "f(‹404→status.X›, ‹404→HTTPStatus.X›)"]
    before = (mark + "\n".join(pieces) + end).replace("\n", line_break)
    after = result(before, STATUS, HTTP, "from starlette.status import HTTP_1_X")
    tree = ast.parse(after.removeprefix("\ufeff"))
    bound = {
        alias.asname or alias.name: (node.lineno, node.col_offset)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ("status", "HTTPStatus", "HTTP_1_X"):
            assert bound[node.id] < (node.lineno, node.col_offset)
    lines = re.split(r"[\r\n]+", after.removeprefix("\ufeff"))
    comments = [line for line in lines if line.startswith("#")]
    assert comments == [piece for piece in pieces if piece.startswith("#")]
    assert after.startswith("\ufeff") == bool(mark)
    assert end or not after.endswith(("\n", "\r"))


@given(st.text("aé😀\n", max_size=8), st.text("aé😀\n", max_size=8))
def test_one_edit_turns_a_text_into_another(old: str, new: str) -> None:
    edits = difference(Source(old), Source(new))
    assert applied(Source(old), edits).text == new
    assert len(edits) == (old != new)
