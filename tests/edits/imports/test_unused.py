"""Imports that lose their last user: which go, and which anything may still need."""

from __future__ import annotations

from pathlib import Path

import pytest

from drawing import pairs
from edits.marks import GONE, MARK, check_edited, result
from projects import project_of
from statuslens.edits.text_edits import Replacement, applied, edits_for
from statuslens.syntax.source import Source, Span


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *pairs(r"""
            ── One name of a list.
            from fastapi import FastAPI, status

            →
            from fastapi import FastAPI

            ──
            from fastapi import status, testclient

            →
            from fastapi import testclient

            ──
            from fastapi import FastAPI, status, testclient

            →
            from fastapi import FastAPI, testclient

            ──
            from fastapi import FastAPI, status  # both

            →
            from fastapi import FastAPI  # both

            ──
            from fastapi import (FastAPI, status,)

            →
            from fastapi import (FastAPI,)

            ──
            from fastapi import (
                FastAPI,
                status,  # codes
            )

            →
            from fastapi import (
                FastAPI,
            )

            ──
            from fastapi import (
                FastAPI,  # app
                status
            )

            →
            from fastapi import (
                FastAPI  # app
            )

            ──
            from fastapi import (
                status,  # codes
                testclient,
            )

            →
            from fastapi import (
                testclient,
            )

            ──
            from fastapi import (status,  # codes
                testclient)

            →
            from fastapi import (testclient)

            ──
            from fastapi import (
                FastAPI, status,  # both
                testclient,
            )

            →
            from fastapi import (
                FastAPI,  # both
                testclient,
            )

            ──
            from fastapi import (
                status, testclient
            )

            →
            from fastapi import (
                testclient
            )

            ──
            from fastapi import (
                FastAPI,
                # codes
                status,
            )

            →
            from fastapi import (
                FastAPI,
                # codes
            )

            ──
            from fastapi import (
                FastAPI,  # app
                status)

            →
            from fastapi import (
                FastAPI  # app
                )

            ──
            from fastapi import (FastAPI,
                # codes
                status)

            →
            from fastapi import (FastAPI
                # codes
                )

            ──
            from fastapi import FastAPI, \
                status

            →
            from fastapi import FastAPI

            ──
            from fastapi import FastAPI, \
                status, \
                testclient

            →
            from fastapi import FastAPI, \
                testclient

            ── The whole statement.
            from fastapi import status

            →
            ──
            from fastapi import status  # codes

            →
            ──
            from fastapi import (
                status,
            )

            →
            ──
            from fastapi import status
            x = 1
            →
            x = 1
            ──
            '''Words.'''

            from fastapi import status

            →
            '''Words.'''

            ──
            '''Words.'''
            from fastapi import status

            →
            '''Words.'''

            ──
            # Copyright
            from fastapi import status

            →
            # Copyright

            ──
            import os

            from fastapi import status

            from . import x

            →
            import os

            from . import x

            ──
            import os

            from fastapi import status


            def f(x):
                pass


            →
            import os


            def f(x):
                pass


            ──
            import os

            from fastapi import status
            x = 1
            →
            import os

            x = 1
            ──
            import aiohttp
            from fastapi import status
            from flask import x

            →
            import aiohttp
            from flask import x

            ──
            import aiohttp
            from fastapi import status

            →
            import aiohttp

            ──
            from fastapi import status
            from flask import x

            →
            from flask import x

            ──
            def f(x):
                pass


            from fastapi import status

            →
            def f(x):
                pass


            ── More than one statement in a line.
            import os; from fastapi import status

            →
            import os

            ──
            from fastapi import status; import os

            →
            import os

            ──
            import os; from fastapi import status; x = 1
            →
            import os; x = 1
            ──
            '''Words.'''; from fastapi import status

            →
            '''Words.'''

        """),
        ("\ufefffrom fastapi import status\n\n", "\ufeff"),
    ],
)  # fmt: skip
def test_an_import_that_lost_its_last_user_goes(before: str, after: str) -> None:
    for line_break in ("\n", "\r\n", "\r"):
        text = f"{before}{GONE}".replace("\n", line_break)
        assert result(text) == f"{after}f(404)\n".replace("\n", line_break)


def test_a_statement_at_the_end_of_the_file_goes() -> None:
    check_edited(
        "def g():\n    ‹status.HTTP_404_NOT_FOUND→404›\n\n\nfrom fastapi import status\n",
        "def g():\n    404\n",
    )


def test_modules_go_too() -> None:
    use = "f(‹http.HTTPStatus.OK→200›)\n"
    check_edited(f"import http\nimport os\n\n{use}", "import os\n\nf(200)\n")
    check_edited(f"import http, os\n\n{use}", "import os\n\nf(200)\n")
    check_edited(f"import os, http\n\n{use}", "import os\n\nf(200)\n")
    check_edited(
        "import starlette.status\n\nf(‹starlette.status.HTTP_200_OK→200›)\n",
        "f(200)\n",
    )
    check_edited(
        "import starlette.status as codes\n\nf(‹codes.HTTP_200_OK→200›)\n",
        "f(200)\n",
    )
    check_edited(
        "import http\nimport http.client\n\nf(‹http.HTTPStatus.OK→200›)\n",
        "import http\nimport http.client\n\nf(200)\n",
    )
    check_edited("import http\n\nf(‹(http.HTTPStatus.OK)→200›)\n", "f(200)\n")
    check_edited("import fastapi.status\n\nf(‹fastapi . status.X→200›)\n", "f(200)\n")


def test_a_submodule_imported_for_something_else_stays() -> None:
    for module in ("fastapi.responses", "fastapi.stat", "fastapi.status.more"):
        text = f"import {module}\n\nf({{}})\n"
        check_edited(text.format("‹fastapi.status.X→200›"), text.format("200"))


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
    expected = MARK.sub(r"\2", text)
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
    edits = edits_for(
        cell, [Replacement(Span(start, start + len("status.X")), "404")], project_of(cell)
    )
    assert applied(cell, edits).text == "from fastapi import status\nf(404)\n"
