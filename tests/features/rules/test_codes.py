"""Codes that no registry knows, and codes of the wrong kind for where they stand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from drawing import dedented, drawn, undrawn
from statuslens.features import rules
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source

WRONG_KIND = Settings(select=("wrong-kind",))
UNREGISTERED = Settings(select=("unregistered-code",))


def check(expected: str, settings: Settings) -> None:
    source = Source(undrawn(expected))
    found = rules.check(source, settings)
    assert drawn(source, [(f.span, f.message) for f in found]) == dedented(expected)
    assert all(f.replacement is None for f in found)


# wrong-kind


def test_a_close_code_where_a_status_is_expected() -> None:
    check(
        """
        from fastapi import FastAPI, HTTPException as Error, status
        from fastapi.responses import JSONResponse

        @app.get("/", status_code=status.WS_1000_NORMAL_CLOSURE)
                                         ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ 1000 (Normal Closure) is a WebSocket close code: an HTTP status is expected here
        def read():
            raise Error(1008)
                        ▔▔▔▔ 1008 (Policy Violation) is a WebSocket close code: an HTTP status is expected here
            raise Error(status_code=404 if gone else status.WS_1011_INTERNAL_ERROR)
                                                            ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ 1011 (Internal Error) is a WebSocket close code: an HTTP status is expected here
            return JSONResponse({"size": 1000}, 1001)
                                                ▔▔▔▔ 1001 (Going Away) is a WebSocket close code: an HTTP status is expected here
        """,  # noqa: E501
        WRONG_KIND,
    )


def test_what_is_no_close_code() -> None:
    check(
        """
        from fastapi import WebSocket, WebSocketException, status

        async def feed(websocket: WebSocket, send):
            await websocket.close(404)
                                  ▔▔▔ 404 (Not Found) is an HTTP status: a WebSocket close code is expected here
            await websocket.close(code=status.HTTP_403_FORBIDDEN)
                                              ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ 403 (Forbidden) is an HTTP status: a WebSocket close code is expected here
            await websocket.close(999)
                                  ▔▔▔ 999 is no WebSocket close code: they are 1000 to 4999 (RFC 6455, section 7.4.2)
            await websocket.close(5000)
                                  ▔▔▔▔ 5000 is no WebSocket close code: they are 1000 to 4999 (RFC 6455, section 7.4.2)
            await websocket.close(1000 if done else 1006)
                                                    ▔▔▔▔ 1006 (Abnormal Closure) must not be sent as a close code (RFC 6455, section 7.4.1)
            await websocket.close(1004)
                                  ▔▔▔▔ 1004 must not be sent as a close code (RFC 6455, section 7.4.1)
            await websocket.close(status.WS_1015_TLS_HANDSHAKE)
                                         ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ 1015 (TLS handshake) must not be sent as a close code (RFC 6455, section 7.4.1)
            await send({"type": "websocket.close", "code": 1005})
                                                           ▔▔▔▔ 1005 (No Status Rcvd) must not be sent as a close code (RFC 6455, section 7.4.1)
            raise WebSocketException(code=400)
                                          ▔▔▔ 400 (Bad Request) is an HTTP status: a WebSocket close code is expected here
        """,  # noqa: E501
        WRONG_KIND,
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
    assert rules.check(Source(text), WRONG_KIND) == ()


def test_a_parameter_that_is_another_connection() -> None:
    text = "from app import Link\nasync def f(websocket: Link):\n    await websocket.close(404)\n"
    assert rules.check(Source(text), WRONG_KIND) == ()


# unregistered-code


def test_codes_that_no_registry_knows() -> None:
    check(
        """
        from fastapi import HTTPException
        from rest_framework import status

        raise HTTPException(499)
                            ▔▔▔ 499 is not registered with IANA. Used by: nginx: client closed the request (log only)
        raise HTTPException(477)
                            ▔▔▔ 477 is not registered with IANA: a client that does not know it treats it as 400
        assert response.status_code in (404, 418, 104, 520)
                                                       ▔▔▔ 520 is not registered with IANA. Used by: Cloudflare unknown error from web server
        x = Response(status=status.HTTP_509_BANDWIDTH_LIMIT_EXCEEDED)
        websocket.close(1016)
                        ▔▔▔▔ 1016 is not registered with IANA: it is reserved for the WebSocket protocol and its extensions
        websocket.close(3500)
        websocket.close(4001)
        response.status_code >= 599
        f(499)
        """,  # noqa: E501
        UNREGISTERED,
    )


def test_a_constant_may_be_of_no_registry_too() -> None:
    name = "status.HTTP_509_BANDWIDTH_LIMIT_EXCEEDED"
    text = f"from rest_framework import status\nr.status_code == {name}"
    (finding,) = rules.check(Source(text), UNREGISTERED)
    assert finding.message.startswith("509 is not registered with IANA. Used by: DRF")


def test_it_runs_only_where_it_is_selected() -> None:
    source = Source("f(status_code=499)")
    assert rules.check(source, Settings()) == ()
    assert [f.rule for f in rules.check(source, UNREGISTERED)] == ["unregistered-code"]
    ignored = Settings(select=UNREGISTERED.select, ignore_codes=frozenset({499}))
    assert rules.check(source, ignored) == ()


def test_a_comment_about_it_is_in_use_where_it_does_not_run() -> None:
    text = "f(status_code=499)  # statuslens: ignore[unregistered-code]\n"
    assert rules.check(Source(text), Settings()) == ()
    assert rules.check(Source(text), UNREGISTERED) == ()


@pytest.mark.end_to_end
def test_it_is_selected_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("f(status_code=499)\n")
    command = [sys.executable, "-m", "statuslens", "check", "--output-format", "json"]

    def found(*options: str) -> list[str]:
        done = subprocess.run(
            [*command, *options], cwd=tmp_path, capture_output=True, check=False, text=True
        )
        return [finding["rule"] for finding in json.loads(done.stdout)]

    assert found() == []
    assert found("--select", "unregistered-code") == ["unregistered-code"]


def test_a_number_of_the_wrong_kind_is_reported_once() -> None:
    check(
        """
        from fastapi import WebSocket, status

        async def feed(websocket: WebSocket):
            await websocket.close(1006)
                                  ▔▔▔▔ 1006 (Abnormal Closure) must not be sent as a close code (RFC 6455, section 7.4.1)
        """,  # noqa: E501
        Settings(),
    )
