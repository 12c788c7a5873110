"""Where each framework's API takes a status: tables, not branches.

To support more of an API, add a row. Signatures were read from FastAPI 0.165 and Starlette 1.10.
"""

from __future__ import annotations

from dataclasses import dataclass

from .catalogue import Kind


@dataclass(frozen=True, slots=True)
class Call:
    """A callable that takes a status: at which index from 0 (None: by keyword only), under which
    keyword, and what the call is (the contexts of the frequency tables).
    """

    index: int | None
    keyword: str
    context: str
    kind: Kind = "http"


_RAISE = Call(0, "status_code", "raise")
_RESPONSE = Call(1, "status_code", "response")
_CLOSE = Call(0, "code", "ws_close", "websocket")

_RESPONSE_CLASSES = (
    "Response",
    "HTMLResponse",
    "PlainTextResponse",
    "JSONResponse",
    "ORJSONResponse",
    "UJSONResponse",
    "RedirectResponse",
    "StreamingResponse",
    "FileResponse",
)

# The path a callee resolves to through the file's imports → how it takes a status.
CALLS: dict[str, Call] = {
    **{
        f"{module}.HTTPException": _RAISE
        for module in ("fastapi", "fastapi.exceptions", "starlette.exceptions")
    },
    **{
        f"{module}.WebSocketException": _CLOSE
        for module in ("fastapi", "fastapi.exceptions", "starlette.exceptions")
    },
    **{
        f"{module}.{name}": _RESPONSE
        for module in ("fastapi.responses", "starlette.responses")
        for name in _RESPONSE_CLASSES
    },
    "fastapi.Response": _RESPONSE,
    "starlette.websockets.WebSocketClose": _CLOSE,
    "starlette.websockets.WebSocketDisconnect": _CLOSE,
    "fastapi.WebSocketDisconnect": _CLOSE,
    "fastapi.websockets.WebSocketDisconnect": _CLOSE,
    "rest_framework.response.Response": Call(1, "status", "response"),
}

# What may stand before `.close(…)`: annotations that say so, and names that cannot but mean it.
WEBSOCKET_CLASSES = frozenset(
    {
        "fastapi.WebSocket",
        "fastapi.websockets.WebSocket",
        "starlette.websockets.WebSocket",
    }
)
WEBSOCKET_NAMES = frozenset({"websocket", "web_socket", "ws"})
CLOSE = _CLOSE

# A keyword that is a status in any call, and an attribute or name that is one in any comparison.
STATUS_KEYWORD = "status_code"
STATUS_ATTRIBUTE = "status_code"

# A keyword whose dictionary has statuses for keys.
RESPONSES_KEYWORD = "responses"

HTTP_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})

# Top-level package of an import → the provider whose names its users write.
FRAMEWORKS = {
    "fastapi": "fastapi",
    "starlette": "starlette",
    "rest_framework": "rest_framework",
    "litestar": "litestar",
}
