"""Which argument of a call is a status, by the library's table or the file's definition."""

from __future__ import annotations

from drawing import check
from projects import ALONE
from semantic.marks import places, usages
from statuslens.semantic.usages import find_usages
from statuslens.syntax.source import Source


def test_the_files_own_functions_and_classes() -> None:
    check(
        places,
        """
        from dataclasses import dataclass
        from fastapi import HTTPException

        class Problem(Exception):
            def __init__(self, detail, status_code): ...

        class Gone(HTTPException): ...

        class Worse(Gone):
            def __init__(self):
                super().__init__(500)
                                 ▔▔▔ raise

        @dataclass
        class Case:
            size: int
            status_code: int

        def answer(size, http_status): ...

        def measure(size): ...

        raise Problem("no", 404)
                            ▔▔▔ raise
        raise Problem(404, x)
        raise Gone(410)
                   ▔▔▔ raise
        Case(404, 404)
                  ▔▔▔ call_other
        answer(404, 404)
                    ▔▔▔ call_other
        measure(404)
        """,
    )


def test_a_simple_assignment_gives_another_name() -> None:
    check(
        places,
        """
        import fastapi
        from fastapi import HTTPException
        Problem = HTTPException
        Trouble = fastapi.HTTPException
        Other = fastapi.Depends
        Twice = HTTPException
        Twice = print
        raise Problem(404)
                      ▔▔▔ raise
        raise Trouble(404)
                      ▔▔▔ raise
        Other(404)
        Twice(404)
        """,
    )


def test_codes_of_exceptions_are_likely_but_not_where_libraries_have_their_own() -> None:
    check(
        places,
        """
        import fastapi
        raise ProxyException("no", code=404)
                                        ▔▔▔ raise ?
        charge(code=404)
        """,
    )
    check(
        places,
        """
        from rest_framework.exceptions import APIException
        raise APIException("no", code=404)
        """,
    )
    check(
        places,
        """
        import http
        class SMTPReplyError(Exception):
            def __init__(self, code=500): ...
        raise SMTPReplyError(500)
        raise SMTPReplyError(code=500)
        """,
    )
    check(
        places,
        """
        import falcon
        raise falcon.HTTPError(404, code=404)
                               ▔▔▔ raise
        """,
    )


def test_exceptions_and_responses_by_position_and_keyword() -> None:
    check(
        usages,
        """
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
        """,
    )


def test_a_callee_that_is_not_imported_yet_is_likely() -> None:
    check(
        usages,
        """
        raise HTTPException(404)
                            ▔▔▔ 404 raise ?
        raise WebSocketException(1008)
                                 ▔▔▔▔ 1008 ws_close ?
        """,
    )


def test_a_callee_that_is_bound_twice_is_likely() -> None:
    check(
        usages,
        """
        from fastapi import HTTPException
        raise HTTPException(404)
                            ▔▔▔ 404 raise ?
        if old:
            HTTPException = OldException
        """,
    )


def test_other_things_of_those_names_are_not_certain() -> None:
    check(
        usages,
        """
        from http.client import HTTPException
        from mine import JSONResponse
        raise HTTPException(404)
        JSONResponse({}, 404)
                         ▔▔▔ 404 call_other ?
        def f(HTTPException):
            HTTPException(404)
        """,
    )


def test_close_codes_of_a_websocket() -> None:
    check(
        usages,
        """
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
        """,
    )


def test_a_websocket_class_closes_itself() -> None:
    check(
        usages,
        """
        class Feed(AsyncWebsocketConsumer):
            async def leave(self):
                await self.close(code=4001)
                                      ▔▔▔▔ 4001 ws_close
        class File(io.RawIOBase):
            def leave(self):
                self.close(4001)
        """,
    )


def test_a_splat_before_it_makes_the_position_unknown() -> None:
    text = "from fastapi.responses import JSONResponse\nJSONResponse(*args, 404)\n"
    assert find_usages(Source(text), ALONE) == ()
