"""Which name is written, from where, and how safe that is."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from drawing import sources
from edits.fixing import check_fixed, fixed
from statuslens.project.environment import Environment, Library, Range
from statuslens.syntax.source import Source


def test_a_framework_without_constants_takes_those_of_python() -> None:
    for package in ("aiohttp", "flask", "falcon", "sanic", "tornado.web"):
        text = fixed(Source(f"import {package}\n\nf(status_code=404)\n"))
        assert "from http import HTTPStatus" in text
        assert "f(status_code=HTTPStatus.NOT_FOUND)" in text


def test_the_names_of_a_client_only_where_they_are_used() -> None:
    used = "x = requests.codes.ok\n"
    text = "import requests\n{}assert requests.get('/').status_code == 404\n"
    assert "== HTTPStatus.NOT_FOUND" in fixed(Source(text.format("")))
    assert "== requests.codes.not_found" in fixed(Source(text.format(used)))


def test_falcon_has_a_class_of_that_name() -> None:
    check_fixed(
        """
        from falcon import HTTPStatus
        f(status_code=404)
        """,
        """
        from http import HTTPStatus as http_status

        from falcon import HTTPStatus
        f(status_code=http_status.NOT_FOUND)
        """,
    )


def test_an_import_that_may_fail_is_not_relied_on() -> None:
    for text in (
        "try:\n    import fastapi\nexcept ImportError:\n    fastapi = None\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from fastapi import FastAPI\n",
        "def app():\n    from fastapi import FastAPI\n",
    ):
        assert "from http import HTTPStatus" in fixed(Source(f"{text}f(status_code=404)\n"))


@pytest.mark.parametrize(
    "text",
    sources("""
        from fastapi import HTTPException
        x = HTTPException(404)
        from fastapi import status

        if x:
            from fastapi import status
        f(status_code=404)

        def f():
            x = g(status_code=404)
            from fastapi import status

        def f(a):
            if a:
                from fastapi import status
            g(status_code=404)

        if TYPE_CHECKING and True:
            from fastapi import status
        f(status_code=404)
    """),
)
def test_an_import_that_has_not_run_for_certain_is_not_used(text: str) -> None:
    assert "(status.HTTP" not in fixed(Source(text))
    assert "=status.HTTP" not in fixed(Source(text))


def test_an_import_below_serves_what_is_called_later() -> None:
    text = "def f():\n    g(status_code=404)\nfrom fastapi import status\n"
    assert "g(status_code=status.HTTP_404_NOT_FOUND)" in fixed(Source(text))


def test_an_import_in_a_function_serves_that_function() -> None:
    check_fixed(
        """
        def first():
            from fastapi import status
            f(status_code=404)
        """,
        """
        def first():
            from fastapi import status
            f(status_code=status.HTTP_404_NOT_FOUND)
        """,
    )


@pytest.mark.parametrize("name", ["status.py", "status/__init__.py"])
def test_a_submodule_of_that_name_takes_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    text = "from fastapi import FastAPI\nf(status_code=404)\n"
    assert "http_status.HTTP_404_NOT_FOUND" in fixed(Source(text, tmp_path / "__init__.py"))
    assert "=status.HTTP_404_NOT_FOUND" in fixed(Source(text, tmp_path / "app.py"))


def test_a_module_of_the_project_may_hide_that_of_python(tmp_path: Path) -> None:
    (tmp_path / "http.py").touch()
    source = Source("f(status_code=404)\n", tmp_path / "app.py")
    assert fixed(source) == source.text


def test_another_provider_is_not_a_safe_fix() -> None:
    source = Source(
        "from http import HTTPStatus\nfrom fastapi import FastAPI\nf(status_code=306)\n"
    )
    assert fixed(source) == source.text  # HTTPStatus has no such member
    assert "status.HTTP_306_RESERVED" in fixed(source, unsafe=True)


@pytest.mark.parametrize(
    ("imported", "written"),
    [
        ("from fastapi import WebSocket, status", "status.WS_1008_POLICY_VIOLATION"),
        ("from litestar import WebSocket", "status_codes.WS_1008_POLICY_VIOLATION"),
        ("from websockets.frames import CloseCode", "CloseCode.POLICY_VIOLATION"),
        ("import aiohttp", "WSCloseCode.POLICY_VIOLATION"),
        ("from http import HTTPStatus", "1008"),
    ],
)
def test_close_codes_have_libraries_of_their_own(imported: str, written: str) -> None:
    source = Source(f"{imported}\nasync def f(websocket):\n    await websocket.close(code=1008)\n")
    assert f"close(code={written})" in fixed(source)


STARLETTE = {
    "installed new": (Library(Version("0.48.0")), "HTTP_422_UNPROCESSABLE_CONTENT"),
    "installed old": (Library(Version("0.47.3")), "HTTP_422_UNPROCESSABLE_ENTITY"),
    "only new ones allowed": (
        Library(allowed=Range(Version("0.48")), direct=True),
        "HTTP_422_UNPROCESSABLE_CONTENT",
    ),
    "both allowed": (
        Library(allowed=Range(Version("0.40")), direct=True),
        "HTTP_422_UNPROCESSABLE_ENTITY",
    ),
    "only old ones allowed": (
        Library(allowed=Range(None, Version("0.48"), open_ended=True)),
        "HTTP_422_UNPROCESSABLE_ENTITY",
    ),
    "nothing known": (Library(), "HTTP_422_UNPROCESSABLE_ENTITY"),
    "installed new, but old ones promised": (
        Library(Version("1.7.0"), Range(Version("0.40")), direct=True),
        None,
    ),
    "installed new, brought by something old": (
        Library(Version("1.7.0"), Range(Version("0.40"))),
        "HTTP_422_UNPROCESSABLE_CONTENT",
    ),
}


@pytest.mark.parametrize("case", STARLETTE)
def test_a_renamed_code_gets_the_name_that_is_there(case: str) -> None:
    library, name = STARLETTE[case]
    source = Source("from fastapi import status\nf(status_code=422)\n")
    written = f"status.{name}" if name is not None else "422"
    assert fixed(source, Environment({"starlette": library})).endswith(
        f"f(status_code={written})\n"
    )


def test_a_name_that_only_the_installed_source_has() -> None:
    library = Library(Version("9.0"), names={"HTTP_104_UPLOAD_RESUMPTION_SUPPORTED": 104})
    source = Source("from fastapi import status\nf(status_code=104)\n")
    assert "=status.HTTP_104_UPLOAD_RESUMPTION_SUPPORTED" in fixed(
        source, Environment({"starlette": library})
    )


def test_a_number_that_no_registry_knows_but_the_library_does() -> None:
    check_fixed(
        """
        from rest_framework import status
        f(status_code=509)
        f(status_code=599)
        """,
        """
        from rest_framework import status
        f(status_code=status.HTTP_509_BANDWIDTH_LIMIT_EXCEEDED)
        f(status_code=599)
        """,
    )


def test_the_module_of_the_constants_does_not_import_itself(tmp_path: Path) -> None:
    (tmp_path / "starlette").mkdir()
    text = "from starlette import types\nHTTP_207_MULTI_STATUS = 207\nstatus_code = 207\n"
    source = Source(text, tmp_path / "starlette" / "status.py")
    assert fixed(source, unsafe=True) == text.replace(
        "_code = 207", "_code = HTTPStatus.MULTI_STATUS"
    ).replace("from s", "from http import HTTPStatus\n\nfrom s")
