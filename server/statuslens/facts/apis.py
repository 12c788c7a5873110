"""The APIs of each framework that take a status, as tables.

To support more of an API, add a row. Signatures were read from FastAPI 0.165, Starlette 1.10,
Django 6.1, Django REST framework 3.18, Django Ninja 1.5, Flask 3.1, Werkzeug 3.1, Quart 0.22,
aiohttp 3.14, Litestar 2.25, Sanic 25.12, Tornado 6.6, Falcon 4.4, HTTPX 0.28 and CPython 3.14.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .catalogue import Kind
from .contexts import Context

Confidence = Literal["certain", "likely"]


@dataclass(frozen=True, slots=True)
class Call:
    """A callable that takes a status: as argument `index` (from 0, None: by keyword), `keyword`."""

    index: int | None
    keyword: str
    context: Context
    kind: Kind = "http"


_CLOSE = Call(0, "code", "ws_close", "websocket")
_RAISE = Call(0, "status_code", "raise")


@dataclass(frozen=True, slots=True)
class Row:
    """Names in `modules` with one signature; `changes` describes the versions with another one."""

    modules: str
    names: str
    call: Call
    changes: str = ""


# Framework → its callables that take a status.
_ROWS: dict[str, tuple[Row, ...]] = {
    "FastAPI, Starlette": (
        Row("fastapi fastapi.exceptions starlette.exceptions", "HTTPException", _RAISE),
        Row("fastapi fastapi.exceptions starlette.exceptions", "WebSocketException", _CLOSE),
        Row("fastapi fastapi.websockets starlette.websockets", "WebSocketDisconnect", _CLOSE),
        Row("starlette.websockets", "WebSocketClose", _CLOSE),
        Row(
            "fastapi fastapi.responses starlette.responses",
            """
            Response HTMLResponse PlainTextResponse JSONResponse ORJSONResponse UJSONResponse
            RedirectResponse StreamingResponse FileResponse
            """,
            Call(1, "status_code", "response"),
        ),
        Row("starlette.authentication", "requires", Call(1, "status_code", "deco_other")),
    ),
    "Django REST framework": (
        Row("rest_framework.response", "Response", Call(1, "status", "response")),
    ),
    "Django": (
        Row("django.http", "HttpResponse", Call(2, "status", "response")),
        Row(
            "django.http",
            """
            JsonResponse StreamingHttpResponse FileResponse HttpResponseRedirect
            HttpResponsePermanentRedirect
            """,
            Call(None, "status", "response"),
        ),
        Row("django.shortcuts", "render", Call(4, "status", "response")),
    ),
    "Django Ninja": (
        Row("ninja.errors", "HttpError", _RAISE),
        Row(
            "ninja ninja.responses",
            "Status",
            Call(0, "status_code", "response"),
            "instead of `return 404, body`, which Ninja deprecates",
        ),
    ),
    "Flask, Quart, Werkzeug": (
        Row("flask quart werkzeug.exceptions flask_restx", "abort", Call(0, "code", "raise")),
        Row(
            "flask quart werkzeug.utils",
            "redirect",
            Call(1, "code", "response"),
            "without a status it answers 302, since Werkzeug 3.2 303",
        ),
        Row("flask quart werkzeug werkzeug.wrappers", "Response", Call(1, "status", "response")),
        Row("flask quart", "make_response", Call(1, "", "response")),
        Row("flask_smorest", "abort", Call(0, "http_status_code", "raise")),
    ),
    "APIFlask": (Row("apiflask apiflask.exceptions", "abort HTTPError", _RAISE),),
    "aiohttp": (
        Row(
            "aiohttp.web",
            "Response StreamResponse json_response json_bytes_response",
            Call(None, "status", "response"),
        ),
        Row("aiohttp.web", "FileResponse", Call(2, "status", "response")),
        Row(
            "aiohttp aiohttp.client_exceptions",
            "ClientResponseError",
            Call(None, "status", "raise"),
        ),
    ),
    "Litestar": (
        Row(
            "litestar.exceptions", "WebSocketException", Call(None, "code", "ws_close", "websocket")
        ),
    ),
    "Sanic": (
        Row(
            "sanic sanic.response",
            "json text html raw file file_stream HTTPResponse JSONResponse",
            Call(1, "status", "response"),
        ),
        Row("sanic sanic.response", "empty", Call(0, "status", "response")),
        Row("sanic sanic.response", "redirect", Call(2, "status", "response")),
        Row("sanic.exceptions", "abort", _RAISE, "gone since Sanic 21.12"),
        Row("sanic.exceptions", "SanicException", Call(1, "status_code", "raise")),
    ),
    "Tornado": (
        Row("tornado.web", "HTTPError", _RAISE),
        Row("tornado.httpclient", "HTTPClientError HTTPError", Call(0, "code", "raise")),
        Row("tornado.httpclient", "HTTPResponse", Call(1, "code", "response")),
    ),
    "Falcon": (Row("falcon falcon.errors", "HTTPError HTTPStatus", Call(0, "status", "raise")),),
    "HTTPX": (Row("httpx", "Response", Call(0, "status_code", "response")),),
    "Standard library": (Row("urllib.error", "HTTPError", Call(1, "code", "raise")),),
    "responses": (
        Row(
            "responses",
            "add get post put patch delete head options upsert replace",
            Call(None, "status", "test_call"),
        ),
        Row("responses", "Response", Call(4, "status", "test_call")),
    ),
    "RESPX": (Row("respx", "MockResponse", Call(0, "status_code", "test_call")),),
}


def _calls() -> Iterator[tuple[str, Call]]:
    for row in itertools.chain.from_iterable(_ROWS.values()):
        for module in row.modules.split():
            for name in row.names.split():
                yield f"{module}.{name}", row.call


# Dotted path of a callee, resolved through the file's imports → its signature.
CALLS: dict[str, Call] = dict(_calls())

# Methods known by their name, on any object: name → packages whose import makes them certain
# (empty: any), and the signature.
METHODS: dict[str, tuple[frozenset[str], Call]] = {
    "exception_handler": (frozenset({"fastapi", "starlette"}), Call(0, "", "deco_other")),
    "add_exception_handler": (frozenset({"fastapi", "starlette"}), Call(0, "", "call_other")),
    "errorhandler": (frozenset({"flask", "quart"}), Call(0, "", "deco_other")),
    "app_errorhandler": (frozenset({"flask", "quart"}), Call(0, "", "deco_other")),
    "register_error_handler": (frozenset({"flask", "quart"}), Call(0, "", "call_other")),
    "alt_response": (frozenset({"flask_smorest"}), Call(0, "status_code", "deco_other")),
    "marshal_with": (frozenset({"flask_restx"}), Call(2, "code", "deco_other")),
    "assertContains": (frozenset(), Call(3, "status_code", "assert")),
    "assertNotContains": (frozenset(), Call(2, "status_code", "assert")),
    "assertRedirects": (frozenset(), Call(2, "status_code", "assert")),
    "set_status": (frozenset({"aiohttp", "tornado"}), Call(0, "status", "response")),
    "send_error": (frozenset({"tornado", "http"}), Call(0, "code", "response")),
    "send_response": (frozenset({"http"}), Call(0, "code", "response")),
    "respond": (frozenset({"respx"}), Call(0, "status_code", "test_call")),
    "add_response": (frozenset({"pytest_httpx"}), Call(0, "status_code", "test_call")),
}
# Only as decorators: elsewhere, `response` is too common a word.
DECORATORS: dict[str, tuple[frozenset[str], Call]] = {
    "response": (frozenset({"flask_smorest", "flask_restx"}), Call(0, "status_code", "deco_other")),
}

# The objects whose `.close(…)` takes a close code: annotations and unambiguous names.
WEBSOCKET_CLASSES = frozenset(
    {"fastapi.WebSocket", "fastapi.websockets.WebSocket", "starlette.websockets.WebSocket"}
    | {"litestar.WebSocket", "aiohttp.web.WebSocketResponse", "quart.Websocket"}
)
WEBSOCKET_BASE = re.compile(r"websocket\w*(?:consumer|handler|endpoint)$", re.IGNORECASE)
WEBSOCKET_NAMES = frozenset({"websocket", "web_socket", "ws"})
CLOSE = _CLOSE

# Assertions that compare their arguments in either order, or test for membership.
EQUALITY_ASSERTIONS = frozenset({"assertEqual", "assertEquals", "assertNotEqual", "assert_equal"})
# Assertions about their object: `expect(response.code).to_equal(200)`.
FLUENT_ASSERTIONS = frozenset({"to_equal", "to_be", "is_equal_to", "equals"})
# Assertions about a status by name: `assertStatus(404, response)`.
STATUS_ASSERTION = re.compile(r"^assert_?(?:\w+_?)?status", re.IGNORECASE)
MEMBERSHIP_ASSERTIONS = frozenset({"assertIn", "assertNotIn"})

COLLECTORS = frozenset({"frozenset", "set", "tuple", "list", "sorted"})  # they keep the elements
CONVERSIONS = frozenset({"int", "str", "HTTPStatus"})  # they keep the status of a number
# Exceptions of other protocols, with reply codes in the same range.
OTHER_PROTOCOL = re.compile(r"smtp|ftp|imap|nntp|ldap|grpc", re.IGNORECASE)
# Functions that respond or fail with a status, by name: `json_response`, `http_error`.
ANSWERS = re.compile(
    r"^(?:\w+_)?(?:respon(?:se|d)|abort|http_?(?:error|exception))$|Response$|HTTPError$"
)
# Libraries whose import makes a plain `code` a status.
CODE_IS_STATUS = frozenset({"urllib", "werkzeug", "tornado", "flask", "aiohttp"})
# Libraries whose exceptions use the keyword `code` for their own codes.
OWN_ERROR_CODES = frozenset({"rest_framework", "falcon", "click", "grpc"})
# Look-ups by name with a default: `getattr(error, "status_code", 500)`, `.get("status", 200)`.
LOOKUPS = frozenset({"getattr", "get", "pop", "setdefault"})

# Key of a status in an ASGI message → type of the message, context and kind.
ASGI_MESSAGES: dict[str, tuple[str, Context, Kind]] = {
    "status": ("http.response.start", "dict", "http"),
    "code": ("websocket.close", "ws_close", "websocket"),
}

# Names of dictionaries with statuses as keys.
KEYED_BY_STATUS = re.compile(r"^(?:\w+_)?responses$|^exception_handlers$", re.IGNORECASE)

# Names of statuses. The first pattern can only mean HTTP; the second may be another kind of status,
# and applies only in a file about HTTP.
_SAYS_STATUS = re.compile(r"status_?codes?|http_?status(?:es)?|status_forcelist", re.IGNORECASE)
_MAY_SAY_STATUS = re.compile(
    r"(?:^|_)status(?:es)?$|^status_|(?:^|_)(?:response|http|retry\w*)_?codes?$", re.IGNORECASE
)
# Names of HTTP responses and errors: only their `.status` is an HTTP status.
RESPONSE_NAME = re.compile(
    r"(?:^|_)(?:r|rv|resp|response|res|reply|rsp|answer|headers|client|ws"
    r"|e|ex|exc|err|error|exception|excinfo|ctx)\d*$",
    re.IGNORECASE,
)
# Names of measures and of other kinds of status, which take precedence.
_IS_NO_STATUS = re.compile(
    r"timeout|interval|second|length|width|size|limit|count|delay|ttl"
    r"|(?:^|_)(?:id|port|max|min|exit|process|proc|grpc|curl|ftp|smtp|n|num)(?:_|$)|_(?:at|on)$",
    re.IGNORECASE,
)
_SAYS_CLOSE = re.compile(r"close_?code", re.IGNORECASE)

HTTP_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})

# Packages that a file about HTTP imports; of names such as `flask_login`, the first word counts.
WEB_PACKAGES = frozenset(
    re.findall(
        r"\w+",
        """
        fastapi starlette django rest_framework drf_spectacular ninja flask flask_restx
        flask_smorest apiflask quart werkzeug aiohttp litestar sanic tornado falcon requests
        httpx urllib urllib3 http responses respx pytest_httpx requests_mock aioresponses
        websockets channels uvicorn botocore webtest webob pyramid bottle connexion hug
        gidgethub
        """,
    )
)
# Words that only occur in files about HTTP.
_WEB_WORDS = (
    *(b"status_code", b"httpexception", b"httperror", b"httpstatus", b"http_status"),
    *(b"http_client", b"http_server", b"test_client", b"add_response", b"content-type"),
    *(b"'headers'", b'"headers"', b"websocket", b"web_socket"),
)
# Literals first: Python's regular expressions find them fastest.
_WEB_PATTERNS = (
    re.compile(rb"http(?<!\whttp)(?!\w)"),
    re.compile(rb"resp(?<!\wresp)(?:onse)?\.status\b"),
)

# The packages whose users usually write their constants.
FRAMEWORKS = ("fastapi", "starlette", "rest_framework", "litestar")

# Index of the status in a returned tuple: views return `body, 404`, Ninja operations `404, body`.
STATUS_IN_RETURN = {"flask": 1, "quart": 1, "flask_restx": 1, "apiflask": 1, "ninja": 0}


def says_http(data: bytes) -> bool:
    """Whether the text of a file has words that only occur in files about HTTP, in any case."""
    lower = data.lower()
    has_word = any(word in lower for word in _WEB_WORDS)
    return has_word or any(pattern.search(lower) for pattern in _WEB_PATTERNS)


def says_status(name: str) -> Confidence | None:
    """Whether a parameter, variable, key or attribute of this name holds an HTTP status."""
    if _IS_NO_STATUS.search(name):
        return None
    if _SAYS_STATUS.search(name):
        return "certain"
    return "likely" if _MAY_SAY_STATUS.search(name) else None


def says_close_code(name: str) -> bool:
    return _SAYS_CLOSE.search(name) is not None
