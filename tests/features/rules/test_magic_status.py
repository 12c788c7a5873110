"""Numbers where a status is expected: what is reported, and the file after its fixes."""

from __future__ import annotations

import ast

import pytest

from drawing import check, dedented, pairs
from features.rules.reports import reports
from projects import ALONE, project_of
from statuslens.edits.text_edits import applied
from statuslens.features import rules
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source


def fixed(text: str, settings: Settings | None = None) -> str:
    """The file after every finding that has a fix was fixed."""
    source = Source(text)
    return applied(
        source,
        rules.fix(
            source,
            rules.check(source, project_of(source, settings=settings or Settings())),
            project_of(source),
        ),
    ).text


def check_fixed(before: str, after: str, settings: Settings | None = None) -> None:
    result = fixed(dedented(before), settings)
    assert result == dedented(after)
    assert fixed(result, settings) == result  # nothing is left to do, and nothing is done twice
    ast.parse(result)


def test_magic_numbers_where_a_status_is_expected() -> None:
    check(
        reports(),
        """
        from fastapi import FastAPI, HTTPException, status

        @app.post("/", status_code=201, responses={404: {}})
                                   ▔▔▔ Magic number 201 (Created): use `status.HTTP_201_CREATED`
                                                   ▔▔▔ Magic number 404 (Not Found): use `status.HTTP_404_NOT_FOUND`
        def create(n=404):
            assert response.status_code in (200, status.HTTP_201_CREATED)
                                            ▔▔▔ Magic number 200 (OK): use `status.HTTP_200_OK`
            if 200 <= response.status_code < 300 or x[200]:
                raise HTTPException(499)
            raise HTTPException(422)
                                ▔▔▔ Magic number 422 (Unprocessable Content): use `status.HTTP_422_UNPROCESSABLE_ENTITY`
            raise HTTPException(104)
                                ▔▔▔ Magic number 104 (Upload Resumption Supported)
            raise JSONResponse({}, 404)
        """,  # noqa: E501
    )


def test_the_settings_decide_what_is_reported() -> None:
    text = """
        f(status_code=404)
        f(status_code=200)
    """
    check(
        reports(Settings(style="off")),
        text,
    )
    check(
        reports(Settings(style="number")),
        text,
    )
    check(
        reports(Settings(ignore=("magic-status",))),
        text,
    )
    check(
        reports(Settings(select=())),
        text,
    )
    check(
        reports(Settings(ignore_codes=frozenset({200, 404}))),
        text,
    )
    check(
        reports(Settings(select=("magic-status",), ignore_codes=frozenset({200}))),
        """
        f(status_code=404)
                      ▔▔▔ Magic number 404 (Not Found): use `HTTPStatus.NOT_FOUND`
        f(status_code=200)
        """,
    )


def test_the_import_that_is_there_is_extended_in_its_order() -> None:
    check_fixed(
        """
        from fastapi import FastAPI, HTTPException
        raise HTTPException(404)
        """,
        """
        from fastapi import FastAPI, HTTPException, status
        raise HTTPException(status.HTTP_404_NOT_FOUND)
        """,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *pairs(r"""
            from fastapi import (
                FastAPI,
                Request,
            )
            →
            from fastapi import (
                FastAPI,
                Request,
                status,
            )
            ──
            from fastapi import (
                FastAPI,
                Request  # the request
            )
            →
            from fastapi import (
                FastAPI,
                Request,  # the request
                status
            )
            ──
            from fastapi import (
                FastAPI,
                testclient,  # for tests
            )
            →
            from fastapi import (
                FastAPI,
                status,
                testclient,  # for tests
            )
            ──
            from fastapi import (FastAPI, Request)
            →
            from fastapi import (FastAPI, Request, status)
            ──
            from fastapi import FastAPI, \
                Request
            →
            from fastapi import FastAPI, \
                Request, status
            ──
            from fastapi import FastAPI, Request  # noqa
            →
            from fastapi import FastAPI, Request, status  # noqa
            ── in no order: at the end
            from fastapi import testclient, FastAPI
            →
            from fastapi import testclient, FastAPI, status
        """),
        (
            "from fastapi import FastAPI\r\nx = 1\r\n",
            "from fastapi import FastAPI, status\r\nx = 1\r\n",
        ),
    ],
)
def test_every_layout_of_an_import_is_kept(before: str, after: str) -> None:
    assert (
        fixed(before + "f(status_code=404)") == after + "f(status_code=status.HTTP_404_NOT_FOUND)"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *pairs("""
            #!/bin/python
            # coding: utf-8
            →
            #!/bin/python
            # coding: utf-8
            from http import HTTPStatus

            ──
            import os
            import sys
            →
            import os
            import sys
            from http import HTTPStatus
            ──
            from email import x
            from os import path
            →
            from email import x
            from http import HTTPStatus
            from os import path
            ──
            import aiohttp
            →
            from http import HTTPStatus

            import aiohttp
            ──
            import os

            import aiohttp

            from . import x
            →
            import os
            from http import HTTPStatus

            import aiohttp

            from . import x
        """),
        ("", "from http import HTTPStatus\n\n"),
        ('"""Words."""\n\nx = 1\n', '"""Words."""\n\nfrom http import HTTPStatus\n\nx = 1\n'),
        (
            '"""Words."""\nfrom __future__ import annotations\n\n',
            '"""Words."""\nfrom __future__ import annotations\n\nfrom http import HTTPStatus\n\n',
        ),
    ],
)
def test_a_new_import_is_where_isort_would_put_it(before: str, after: str) -> None:
    assert fixed(before + "f(status_code=404)\n") == after + "f(status_code=HTTPStatus.NOT_FOUND)\n"


def test_a_hidden_name_is_not_used() -> None:
    check_fixed(
        """
        from fastapi import HTTPException, status

        def read(status: str):
            raise HTTPException(404)

        def write():
            raise HTTPException(404)
        """,
        """
        from fastapi import HTTPException, status
        from fastapi import status as http_status

        def read(status: str):
            raise HTTPException(http_status.HTTP_404_NOT_FOUND)

        def write():
            raise HTTPException(status.HTTP_404_NOT_FOUND)
        """,
    )


def test_several_new_names_come_in_one_order() -> None:
    before = """
        from fastapi import (
            HTTPException
        )
        from starlette.status import HTTP_400_BAD_REQUEST, HTTP_410_GONE

        def read(HTTP_200_OK):
            raise HTTPException(404)
            raise HTTPException(409)
            raise HTTPException(500)
    """
    after = """
        from fastapi import (
            HTTPException
        )
        from starlette.status import (
            HTTP_400_BAD_REQUEST,
            HTTP_404_NOT_FOUND,
            HTTP_409_CONFLICT,
            HTTP_410_GONE,
            HTTP_500_INTERNAL_SERVER_ERROR,
        )

        def read(HTTP_200_OK):
            raise HTTPException(HTTP_404_NOT_FOUND)
            raise HTTPException(HTTP_409_CONFLICT)
            raise HTTPException(HTTP_500_INTERNAL_SERVER_ERROR)
    """
    check_fixed(before, after)


def test_two_names_at_the_end_of_a_list_without_a_last_comma() -> None:
    check_fixed(
        """
        from fastapi import (
            HTTPException  # raised
        )
        def read(status):
            raise HTTPException(404)
        raise HTTPException(410)
        """,
        """
        from fastapi import (
            HTTPException,  # raised
            status
        )
        from fastapi import status as http_status
        def read(status):
            raise HTTPException(http_status.HTTP_404_NOT_FOUND)
        raise HTTPException(status.HTTP_410_GONE)
        """,
    )


@pytest.mark.parametrize(
    "text",
    [
        # No library has a name for this one.
        "from fastapi import HTTPException, status\nraise HTTPException(104)\n",
        # Both names are taken.
        """
        from fastapi import HTTPException
        def f(status, http_status, HTTPStatus):
            raise HTTPException(404)
        """,
        # Anything may be called `status` here.
        "from fastapi import HTTPException\nfrom mine import *\nraise HTTPException(404)\n",
        # Bound twice: which one it is, is not certain.
        """
        from fastapi import HTTPException, status
        status = http_status = HTTPStatus = None
        raise HTTPException(404)
        """,
    ],
)
def test_what_is_not_certain_is_not_fixed(text: str) -> None:
    assert rules.check(Source(dedented(text)), ALONE)
    assert fixed(dedented(text)) == dedented(text)


def test_a_name_that_the_file_uses_already_is_there() -> None:
    text = (
        "from fastapi import status\nx = status.HTTP_422_UNPROCESSABLE_ENTITY\nf(status_code={})\n"
    )
    assert fixed(text.format(422)) == text.format("status.HTTP_422_UNPROCESSABLE_ENTITY")


def test_httpstatus_has_a_name_that_every_python_has() -> None:
    text = "from http import HTTPStatus\nf(status_code={})\n"
    assert fixed(text.format(422)) == text.format("HTTPStatus.UNPROCESSABLE_ENTITY")


def test_close_codes_are_fixed_where_the_library_has_names_for_them() -> None:
    check_fixed(
        """
        from fastapi import WebSocket

        async def feed(websocket: WebSocket):
            await websocket.close(1008)
            await websocket.close(code=4001)
        """,
        """
        from fastapi import WebSocket, status

        async def feed(websocket: WebSocket):
            await websocket.close(status.WS_1008_POLICY_VIOLATION)
            await websocket.close(code=4001)
        """,
    )
    assert fixed("websocket.close(1008)\n") == "websocket.close(1008)\n"  # HTTPStatus has none


def test_imports_of_a_provider_that_the_user_names() -> None:
    text = "from fastapi import HTTPException, status\nraise HTTPException(404)\n"
    assert "HTTPStatus.NOT_FOUND" in fixed(text, Settings(provider="http"))
    assert "from litestar import status_codes" in fixed(text, Settings(provider="litestar"))
    assert "codes.not_found" in fixed(text, Settings(provider="requests"))
