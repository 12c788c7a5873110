"""Where a status stands, and where a number is just a number."""

from __future__ import annotations

import pytest

from drawing import dedented, drawn, undrawn
from statuslens.facts.catalogue import registered
from statuslens.facts.vocabularies import vocabularies
from statuslens.semantic.usages import Usage, find_usages
from statuslens.syntax.source import Source


def check(expected: str) -> None:
    """`expected` is source with every usage drawn under it: code, context, method, doubts."""
    source = Source(undrawn(expected))
    found = drawn(source, ((usage.span, _words(usage)) for usage in find_usages(source)))
    assert found == dedented(expected)


def _words(usage: Usage) -> str:
    words = [str(usage.code)] if usage.name is None else [f"{usage.name.library}"]
    if usage.place is not None:
        words += [usage.place.context, *([usage.place.method] if usage.place.method else [])]
        words += ["?"] if usage.place.confidence == "likely" else []
    return " ".join(words)


def test_the_status_code_keyword_of_any_call() -> None:
    check("""
        @app.post("/items", status_code=201)
                                        ▔▔▔ 201 deco post
        def create(): ...
        @app.api_route("/x", status_code=200)
                                         ▔▔▔ 200 deco_other
        def both():
            return render(page, status_code=200)
                                            ▔▔▔ 200 call_other
        add_api_route("/", create, status_code=(204))
                                                ▔▔▔ 204 call_other
    """)


def test_exceptions_and_responses_by_position_and_keyword() -> None:
    check("""
        from fastapi import HTTPException as Problem
        from starlette.responses import JSONResponse
        import fastapi, fastapi.responses

        @router.get("/")
        async def read():
            raise Problem(404, "gone")
                          ▔▔▔ 404 raise get
            raise fastapi.HTTPException(detail="no", status_code=403)
                                                                 ▔▔▔ 403 raise get
            error = Problem(  # with a comment
                409,
                ▔▔▔ 409 raise get
                "taken",
            )
            return JSONResponse({}, 202)
                                    ▔▔▔ 202 response get
            return fastapi.responses.RedirectResponse("/", 303)
                                                           ▔▔▔ 303 response get
            return JSONResponse(200)
    """)


def test_a_callee_that_is_not_imported_yet_is_likely() -> None:
    check("""
        raise HTTPException(404)
                            ▔▔▔ 404 raise ?
        raise WebSocketException(1008)
                                 ▔▔▔▔ 1008 ws_close ?
    """)


def test_a_callee_that_is_bound_twice_is_likely() -> None:
    check("""
        from fastapi import HTTPException
        raise HTTPException(404)
                            ▔▔▔ 404 raise ?
        if old:
            HTTPException = OldException
    """)


def test_other_things_of_those_names_are_not_certain() -> None:
    check("""
        from http.client import HTTPException
        from mine import JSONResponse
        raise HTTPException(404)
        JSONResponse({}, 404)
                         ▔▔▔ 404 call_other ?
        def f(HTTPException):
            HTTPException(404)
    """)


def test_comparisons_with_a_status_code_on_either_side() -> None:
    check("""
        if response.status_code == 404: ...
                                   ▔▔▔ 404 compare
        if 404 != response.status_code: ...
           ▔▔▔ 404 compare
        if status_code == (200 if new else 204): ...
                           ▔▔▔ 200 compare
                                           ▔▔▔ 204 compare
        if response.status_code in (200, 204): ...
                                    ▔▔▔ 200 compare
                                         ▔▔▔ 204 compare
        if r.status_code not in {401}: ...
                                 ▔▔▔ 401 compare
        if r.json().status_code in [401]: ...
                                    ▔▔▔ 401 compare
        if 200 <= r.status_code < 300: ...
           ▔▔▔ 200 compare_order
                                  ▔▔▔ 300 compare_order
        if r.status_code == a == 404: ...
        if 404 in r.status_code: ...
        if r.status_code // 100 == 2: ...
        if x[200] == r.status_code: ...
    """)


def test_a_test_names_the_method_of_its_last_client_call() -> None:
    check("""
        def test_delete(client):
            client.get("/")
            response = client.delete("/items/1")
            assert response.status_code == 204, response.text
                                           ▔▔▔ 204 assert delete
            mock(status_code=500)
                             ▔▔▔ 500 test_call delete
    """)


def test_keys_of_responses() -> None:
    check("""
        @router.get("/", responses={404: {"model": 404}, **more, 409: {}})
                                    ▔▔▔ 404 responses_key get
                                                                 ▔▔▔ 409 responses_key get
        def read(): ...
        APIRouter(responses={401: {}})
                             ▔▔▔ 401 responses_key
        other = {404: "x"}
        f(answers={404: {}})
    """)


def test_close_codes_of_a_websocket() -> None:
    check("""
        from fastapi import WebSocket, WebSocketException
        async def feed(socket: WebSocket, file: File, websocket):
            await socket.close(1008)
                               ▔▔▔▔ 1008 ws_close
            await websocket.close(code=4001)
                                       ▔▔▔▔ 4001 ws_close
            await self.ws.close(1001, "bye")
                                ▔▔▔▔ 1001 ws_close
            raise WebSocketException(code=1011)
                                          ▔▔▔▔ 1011 ws_close
            file.close(1000)
            pool.close(1000)
            socket.close()
            socket.close(404)
            raise WebSocketException(404)
    """)


def test_a_websocket_class_closes_itself() -> None:
    check("""
        class Feed(AsyncWebsocketConsumer):
            async def leave(self):
                await self.close(code=4001)
                                      ▔▔▔▔ 4001 ws_close
        class File(io.RawIOBase):
            def leave(self):
                self.close(4001)
    """)


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
    assert find_usages(Source(f"from fastapi import HTTPException\n{line}\n")) == ()


def test_a_splat_before_it_makes_the_position_unknown() -> None:
    text = "from fastapi.responses import JSONResponse\nJSONResponse(*args, 404)\n"
    assert find_usages(Source(text)) == ()


def test_constants_in_every_spelling() -> None:
    check("""
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
    """)


def test_constants_of_close_codes() -> None:
    check("""
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
    """)


def test_the_strings_of_falcon_are_constants_where_falcon_is_imported() -> None:
    check("""
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
    """)


def test_codes_of_requests_and_httpx_are_there_in_both_cases() -> None:
    check("""
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
    """)


def test_patterns_have_constants() -> None:
    check("""
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
    """)


def test_exceptions_that_stand_for_a_status_are_no_usages() -> None:
    check("""
        from aiohttp import web
        from werkzeug.exceptions import NotFound
        raise web.HTTPNotFound
        raise NotFound()
    """)


def test_what_only_looks_like_a_constant() -> None:
    check("""
        from falcon import HTTPStatus
        HTTPStatus.OK
        HTTP_404, falcon.HTTP_404, CloseCode.GOING_AWAY
        OK = 1
        NOT_FOUND, response.ok, self.NOT_FOUND
        HTTP_404_NOT_FOUND = 404
        f(HTTP_404_NOT_FOUND=1)
        status.HTTP_404_NO_SUCH_NAME
        "status.HTTP_404_NOT_FOUND"
    """)


def test_a_constant_knows_its_place() -> None:
    check("""
        from fastapi import HTTPException, status
        @app.delete("/", status_code=status.HTTP_204_NO_CONTENT)
                                            ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette deco delete
        def remove():
            raise HTTPException(status.HTTP_404_NOT_FOUND)
                                       ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ starlette raise delete
    """)


def test_every_name_of_every_vocabulary_is_found() -> None:
    for vocabulary in vocabularies().values():
        for path in vocabulary.paths:
            package, _, last = path.rpartition(".")
            imported = f"from {package} import {last} as x" if package else f"import {last} as x"
            body = "".join(f"x.{name}\n" for name in vocabulary.names)
            source = Source(f"{imported}\n{body}")
            found = [usage.name for usage in find_usages(source)]
            assert found == list(vocabulary.names.values())


def test_a_bare_number_of_every_registered_code_is_found() -> None:
    codes = list(registered("http"))
    source = Source("".join(f"f(status_code={code})\n" for code in codes))
    assert [usage.code for usage in find_usages(source)] == codes
