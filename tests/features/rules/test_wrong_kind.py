"""Codes of the wrong kind for their place."""

from __future__ import annotations

import pytest

from drawing import check
from features.rules.reports import reports_without_fix
from projects import project_of
from statuslens.features import rules
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source

WRONG_KIND = Settings(select=("wrong-kind",))


def test_a_close_code_where_a_status_is_expected() -> None:
    check(
        reports_without_fix(WRONG_KIND),
        """
        from fastapi import FastAPI, HTTPException as Error, status
        from fastapi.responses import JSONResponse

        @app.get("/", status_code=status.WS_1000_NORMAL_CLOSURE)
                                         ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ 1000 (Normal Closure) is a WebSocket close code, but an HTTP status is expected here
        def read():
            raise Error(1008)
                        ▔▔▔▔ 1008 (Policy Violation) is a WebSocket close code, but an HTTP status is expected here
            raise Error(status_code=404 if gone else status.WS_1011_INTERNAL_ERROR)
                                                            ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ 1011 (Internal Error) is a WebSocket close code, but an HTTP status is expected here
            return JSONResponse({"size": 1000}, 1001)
                                                ▔▔▔▔ 1001 (Going Away) is a WebSocket close code, but an HTTP status is expected here
        """,  # noqa: E501
    )


def test_numbers_that_are_not_close_codes() -> None:
    check(
        reports_without_fix(WRONG_KIND),
        """
        from fastapi import WebSocket, WebSocketException, status

        async def feed(websocket: WebSocket, send):
            await websocket.close(404)
                                  ▔▔▔ 404 (Not Found) is an HTTP status, but a WebSocket close code is expected here
            await websocket.close(code=status.HTTP_403_FORBIDDEN)
                                              ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ 403 (Forbidden) is an HTTP status, but a WebSocket close code is expected here
            await websocket.close(999)
                                  ▔▔▔ 999 is not a valid WebSocket close code (1000 to 4999, RFC 6455, section 7.4.2)
            await websocket.close(5000)
                                  ▔▔▔▔ 5000 is not a valid WebSocket close code (1000 to 4999, RFC 6455, section 7.4.2)
            await websocket.close(1000 if done else 1006)
                                                    ▔▔▔▔ 1006 (Abnormal Closure) must not be sent as a close code (RFC 6455, section 7.4.1)
            await websocket.close(1004)
                                  ▔▔▔▔ 1004 must not be sent as a close code (RFC 6455, section 7.4.1)
            await websocket.close(status.WS_1015_TLS_HANDSHAKE)
                                         ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ 1015 (TLS handshake) must not be sent as a close code (RFC 6455, section 7.4.1)
            await send({"type": "websocket.close", "code": 1005})
                                                           ▔▔▔▔ 1005 (No Status Rcvd) must not be sent as a close code (RFC 6455, section 7.4.1)
            raise WebSocketException(code=400)
                                          ▔▔▔ 400 (Bad Request) is an HTTP status, but a WebSocket close code is expected here
        """,  # noqa: E501
    )


@pytest.mark.parametrize(
    "code",
    [
        # Received, not sent.
        "WebSocketDisconnect(1006)",
        "assert caught.value.code == 1006",
        "websocket.close_code == 1006",
        "websocket.close_code in (1005, status.WS_1006_ABNORMAL_CLOSURE)",
        "expected == {'type': 'websocket.close', 'code': 1006}",
        "queue.put({'type': 'websocket.disconnect', 'code': 1006})",
        "send({'type': 'websocket.disconnect', 'code': 1006})",
        "f(close_code=1006)",
        # Of its kind.
        "websocket.close(1000)",
        "websocket.close(code=1008)",
        "websocket.close(3500)",
        "websocket.close(status.WS_1008_POLICY_VIOLATION)",
        "WebSocketException(4404)",
        "HTTPException(404)",
        "HTTPException(499)",
        "HTTPException(status.HTTP_404_NOT_FOUND)",
        # A code of the application, or no code.
        "assert body['status_code'] == 1001",
        "f(status_code=1001)",
        "own(1008)",
        "HTTPException(4001)",
        "HTTPException(404, 1008)",
        "JSONResponse({'code': 1008}, 404)",
        "app.get('/', responses={1008: {}})",
        "client.get('/', status_code=1008)",
        "status_code = 1001",
        # Something else is closed.
        "file.close(404)",
        "websocket.close(timeout=404)",
        "websocket.close(5)",
        "websocket.close(reason='404')",
        "websocket.close(1000, limit[404])",
        # A test tries anything.
        "def test_it():\n    websocket.close(1006)\n    raise HTTPException(1008)",
        "with client.websocket_connect('/') as websocket:\n    websocket.close(1006)",
    ],
)
def test_what_is_right_or_not_certain(code: str) -> None:
    text = (
        "from fastapi import HTTPException, WebSocketDisconnect, WebSocketException, status\n"
        f"from fastapi.responses import JSONResponse\n{code}\n"
    )
    assert rules.check(Source(text), project_of(settings=WRONG_KIND)) == ()


def test_a_parameter_that_is_another_connection() -> None:
    text = "from app import Link\nasync def f(websocket: Link):\n    await websocket.close(404)\n"
    assert rules.check(Source(text), project_of(settings=WRONG_KIND)) == ()


def test_a_number_of_the_wrong_kind_is_reported_once() -> None:
    check(
        reports_without_fix(Settings()),
        """
        from fastapi import WebSocket, status

        async def feed(websocket: WebSocket):
            await websocket.close(1006)
                                  ▔▔▔▔ 1006 (Abnormal Closure) must not be sent as a close code (RFC 6455, section 7.4.1)
        """,  # noqa: E501
    )
