"""Usages of a status, and numbers that are just numbers."""

from __future__ import annotations

import pytest

from drawing import check
from projects import ALONE, project_of
from semantic.marks import usages
from statuslens.facts.catalogue import registered
from statuslens.facts.vocabularies import vocabularies
from statuslens.semantic.usages import candidates, find_usages
from statuslens.syntax.source import Source


@pytest.mark.parametrize(
    "line",
    [
        "range(404)",
        "port = 404",
        "x[200]",
        "timeout=200",
        "f(404)",
        "404",
        "return 404",
        "'HTTPException(404)'",
        "# HTTPException(404)",
        "f(status_code='404')",
        "f(status_code=0x194)",
        "f(status_code=4_04)",
        "f(status_code=404.0)",
        "f(status_code=-404)",
        "f(status_code=404 + 1)",
        "f(status_code=True)",
        "f(status_code=1008)",
        "f(status_code=99)",
        "f(status_code=600)",
        "f(*args, 404)",
        "class A(status_code=404): ...",
        "x.status == 200",
        "x.code == 404",
    ],
)
def test_numbers_that_are_no_status(line: str) -> None:
    assert find_usages(Source(f"from fastapi import HTTPException\n{line}\n"), ALONE) == ()


def test_constants_in_every_spelling() -> None:
    check(
        usages,
        """
        import fastapi, http, starlette.status, starlette.status as codes
        from fastapi import status
        from fastapi import status as st
        from http import HTTPStatus, HTTPStatus as S
        from starlette.status import HTTP_404_NOT_FOUND
                                     ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette
        from starlette.status import WS_1008_POLICY_VIOLATION as policy
                                     ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette
        from rest_framework import status as drf
        from litestar import status_codes
        import httpx, requests
        status.HTTP_404_NOT_FOUND
               ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette
        st.HTTP_404_NOT_FOUND
           ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette
        fastapi.status.WS_1008_POLICY_VIOLATION
                       ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette
        starlette.status.HTTP_200_OK
                         ▔▔▔▔▔▔▔▔▔▔▔ starlette
        codes.HTTP_200_OK
              ▔▔▔▔▔▔▔▔▔▔▔ starlette
        HTTP_404_NOT_FOUND
        ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette
        HTTPStatus.NOT_FOUND.value
                   ▔▔▔▔▔▔▔▔▔ http
        S.OK, http.HTTPStatus.OK
          ▔▔ http
                              ▔▔ http
        drf.HTTP_509_BANDWIDTH_LIMIT_EXCEEDED
            ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ rest_framework
        status_codes.WS_1005_NO_STATUS_RECEIVED
                     ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ litestar
        httpx.codes.NOT_FOUND, requests.codes.not_found
                    ▔▔▔▔▔▔▔▔▔ httpx
                                              ▔▔▔▔▔▔▔▔▔ requests
        from app.http import status as ours
        ours.HTTP_404_NOT_FOUND
             ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette
        """,
    )


def test_constants_of_close_codes() -> None:
    check(
        usages,
        """
        import aiohttp, websockets
        from websockets import CloseCode
        from websockets.frames import CloseCode as Code
        from wsproto.frame_protocol import CloseReason
        CloseCode.GOING_AWAY, Code.BAD_GATEWAY
                  ▔▔▔▔▔▔▔▔▔▔ websockets
                                   ▔▔▔▔▔▔▔▔▔▔▔ websockets
        websockets.frames.CloseCode.INVALID_DATA
                                    ▔▔▔▔▔▔▔▔▔▔▔▔ websockets
        aiohttp.WSCloseCode.OK, CloseReason.MANDATORY_EXT
                            ▔▔ aiohttp
                                            ▔▔▔▔▔▔▔▔▔▔▔▔▔ wsproto
        CloseCode.BAD_REQUEST
        self.CloseCode.GOING_AWAY
        """,
    )


def test_the_strings_of_falcon_are_constants_where_falcon_is_imported() -> None:
    check(
        usages,
        """
        import falcon
        from falcon import HTTP_404, HTTP_GONE as gone, status_codes
                           ▔▔▔▔▔▔▔▔ falcon
                                     ▔▔▔▔▔▔▔▔▔ falcon
        answer(falcon.HTTP_NOT_FOUND)
                      ▔▔▔▔▔▔▔▔▔▔▔▔▔▔ falcon
        HTTP_404, status_codes.HTTP_201, falcon.status_codes.HTTP_204
        ▔▔▔▔▔▔▔▔ falcon
                               ▔▔▔▔▔▔▔▔ falcon
                                                             ▔▔▔▔▔▔▔▔ falcon
        HTTP_410, mine.HTTP_404, falcon.HTTP_745, falcon.HTTP_404_NOT_FOUND
        """,
    )


def test_codes_of_requests_and_httpx_are_there_in_both_cases() -> None:
    check(
        usages,
        """
        import requests
        from httpx import codes
        requests.codes.teapot, requests.codes.TEAPOT, requests.codes.CONTINUE
                       ▔▔▔▔▔▔ requests
                                              ▔▔▔▔▔▔ requests
                                                                     ▔▔▔▔▔▔▔▔ requests
        requests.status_codes.codes.NOT_FOUND
                                    ▔▔▔▔▔▔▔▔▔ requests
        codes.NOT_FOUND, codes.not_found, codes.Not_Found
              ▔▔▔▔▔▔▔▔▔ httpx
                               ▔▔▔▔▔▔▔▔▔ httpx
        requests.codes["not_found"], response.ok, requests.timeout
        """,
    )


def test_patterns_have_constants() -> None:
    check(
        usages,
        """
        import falcon
        from http import HTTPStatus as S
        match answer.status_code:
            case S.OK | S.CREATED: ...
                   ▔▔ http
                          ▔▔▔▔▔▔▔ http
            case falcon.HTTP_404: ...
                        ▔▔▔▔▔▔▔▔ falcon
            case S.NO_SUCH_NAME | x.OK: ...
            case OK: ...
        """,
    )


def test_exceptions_that_stand_for_a_status_are_no_usages() -> None:
    check(
        usages,
        """
        from aiohttp import web
        from werkzeug.exceptions import NotFound
        raise web.HTTPNotFound
        raise NotFound()
        """,
    )


def test_what_only_looks_like_a_constant() -> None:
    check(
        usages,
        """
        from falcon import HTTPStatus
        HTTPStatus.OK
        HTTP_404, falcon.HTTP_404, CloseCode.GOING_AWAY
        OK = 1
        NOT_FOUND, response.ok, self.NOT_FOUND
        HTTP_404_NOT_FOUND = 404
        f(HTTP_404_NOT_FOUND=1)
        status.HTTP_404_NO_SUCH_NAME
        "status.HTTP_404_NOT_FOUND"
        """,
    )


def test_a_constant_knows_its_place() -> None:
    check(
        usages,
        """
        from fastapi import HTTPException, status
        @app.delete("/", status_code=status.HTTP_204_NO_CONTENT)
                                            ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette deco delete
        def remove():
            raise HTTPException(status.HTTP_404_NOT_FOUND)
                                       ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette raise delete
        """,
    )


def test_every_name_of_every_vocabulary_is_found() -> None:
    for vocabulary in vocabularies().values():
        for path in vocabulary.paths:
            package, _, last = path.rpartition(".")
            imported = f"from {package} import {last} as x" if package else f"import {last} as x"
            body = "".join(f"x.{name}\n" for name in vocabulary.names)
            source = Source(f"{imported}\n{body}")
            found = [usage.name for usage in find_usages(source, project_of(source))]
            assert found == list(vocabulary.names.values())


def test_a_bare_number_of_every_registered_code_is_found() -> None:
    codes = list(registered("http"))
    source = Source("".join(f"f(status_code={code})\n" for code in codes))
    assert [usage.code for usage in find_usages(source, project_of(source))] == codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raise HTTPException(404)", "404"),
        ("return page, 404", "404"),
        ("if 404 == code: pass", "404"),
        ("x = Response(status=201, headers=h)", "201"),
        ("status.HTTP_409_CONFLICT", "HTTP_409_CONFLICT"),
        ("codes.not_found  # of httpx", "not_found"),
        ("x = y[:404]", ""),
        ("x = 404 * size", ""),
        ("x = size - 404", ""),
        ("size = 404", ""),
        ("if status < 400: pass", ""),
        ("x = 'page 404'", ""),
        (r"x = b'\220\001'", ""),
        ("x = 4040404 + a404 + 404.5 + 0x404", ""),
        ("x = 'HTTP_409_CONFLICT'", ""),
    ],
)
def test_the_text_may_hold_a_usage(text: str, expected: str) -> None:
    source = Source(text)
    spans = candidates(source, source.data)
    assert " ".join(source.text[span.start : span.end] for span in spans) == expected
