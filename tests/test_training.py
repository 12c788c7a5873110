"""The training reads from a row what the server reads from the code that the row is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from projects import ALONE
from statuslens.syntax.source import Source
from statuslens.workspace.uses import uses
from training.rows import context_of, method_of, words_of

# Code, the only status in it, and its row (`data/README.md`); then the context and the method.
CASES = [
    (
        """\
        from fastapi import HTTPException

        @app.get("/items")
        def read_item(item):
            if item is None:
                raise HTTPException(404, "not found")
        """,
        {
            "pos": "call_pos",
            "c": "HTTPException",
            "rz": 1,
            "rm": "get",
            "fn": ["read", "item"],
            "g": "isnone",
            "gw": ["none"],
            "qw": ["not", "found"],
        },
        ("raise", "get"),
    ),
    (
        """\
        from fastapi import HTTPException

        @app.put("/items")
        def save(item):
            try:
                item.save()
            except orm.IntegrityError:
                raise HTTPException(detail="already exists", status_code=409)
        """,
        {
            "pos": "call_kwarg",
            "c": "HTTPException",
            "rz": 1,
            "rm": "put",
            "fn": ["save"],
            "x": "IntegrityError",
            "pw": ["already", "exists"],
        },
        ("raise", "put"),
    ),
    (
        """\
        from starlette.responses import JSONResponse

        def fail():
            return JSONResponse({}, status_code=500)
        """,
        {"pos": "call_kwarg", "c": "JSONResponse", "fn": ["fail"]},
        ("response", ""),
    ),
    (
        """\
        from fastapi import FastAPI

        app = FastAPI()

        @app.post("/items", status_code=201)
        def add(): ...
        """,
        {"pos": "call_kwarg", "c": "post", "dn": "post", "m": "post", "fn": ["add"]},
        ("deco", "post"),
    ),
    (
        """\
        from fastapi import FastAPI

        app = FastAPI()

        @app.delete("/items", responses={404: {}})
        def remove(): ...
        """,
        {"pos": "responses_key", "c": "delete", "dn": "delete", "m": "delete", "fn": ["remove"]},
        ("responses_key", "delete"),
    ),
    (
        """\
        from fastapi import FastAPI

        app = FastAPI()

        @app.exception_handler(404)
        def missing(request, error): ...
        """,
        {"pos": "call_pos", "c": "exception_handler", "dn": "exception_handler", "fn": ["missing"]},
        ("deco_other", ""),
    ),
    (
        """\
        from fastapi import WebSocket

        async def watch(websocket: WebSocket):
            await websocket.close(code=1008)
        """,
        {"pos": "call_kwarg", "c": "close", "fn": ["watch"]},
        ("ws_close", ""),
    ),
    (
        """\
        import requests

        def fetch(response: requests.Response):
            if not response.status_code == 404:
                pass
        """,
        {"pos": "compare_eq", "fn": ["fetch"]},
        ("compare", ""),
    ),
    (
        """\
        import http

        DEFAULT_STATUS_CODE = 500
        """,
        {"pos": "const_def", "fn": []},
        ("define", ""),
    ),
    (
        """\
        from flask import Flask

        app = Flask("shop")

        @app.get("/items")
        def read():
            return "", 404
        """,
        {"pos": "return_tuple", "rm": "get", "fn": ["read"]},
        ("return", "get"),
    ),
    (
        """\
        import http

        def refuse(reason, status_code): ...

        refuse("not allowed", status_code=403)
        """,
        {"pos": "call_kwarg", "c": "refuse", "fn": [], "pw": ["not", "allowed"]},
        ("call_other", ""),
    ),
    (
        """\
        import http

        ANSWER = {"status_code": 403}
        """,
        {"pos": "dict_value", "fn": []},
        ("dict", ""),
    ),
]
TESTS = [
    (
        """\
        def test_add(client):
            response = client.post("/items")
            assert response.status_code == 201
        """,
        {"pos": "compare_eq", "t": 1, "tm": "post", "fn": ["test", "add"]},
        ("assert", "post"),
    ),
    (
        """\
        import httpx

        def test_fetch(monkeypatch):
            answer = httpx.Response(404)
        """,
        {"pos": "call_pos", "c": "Response", "t": 1, "fn": ["test", "fetch"]},
        ("test_call", ""),
    ),
    (
        """\
        from fastapi import HTTPException

        def test_raises():
            raise HTTPException(404)
        """,
        {"pos": "call_pos", "c": "HTTPException", "t": 1, "rz": 1, "fn": ["test", "raises"]},
        ("test_exc", ""),
    ),
    (
        """\
        import pytest

        @pytest.mark.parametrize("status_code", [404])
        def test_all(status_code): ...
        """,
        {"pos": "parametrize", "t": 1, "dn": "parametrize", "fn": ["test", "all"]},
        ("parametrize", ""),
    ),
    (
        """\
        import httpx

        def test_fetch(monkeypatch):
            status_code = 404
        """,
        {"pos": "assign_name", "t": 1, "fn": ["test", "fetch"]},
        ("define_test", ""),
    ),
]


@pytest.mark.parametrize(
    ("path", "code", "row", "expected"),
    [
        *(("app.py", *case) for case in CASES),
        *(("tests/test_app.py", *case) for case in TESTS),
    ],
)
def test_a_row_says_what_the_code_says(
    path: str, code: str, row: dict[str, Any], expected: tuple[str, str]
) -> None:
    (use,) = uses(Source(_dedented(code), Path(path)), ALONE)
    context = context_of(row)
    assert (use.context, use.method) == expected
    assert (context, method_of(row, context)) == expected
    assert [word for word in use.words if word[0] not in "uvn"] == list(words_of(row))


def _dedented(code: str) -> str:
    return "".join(line[8:] for line in code.splitlines(keepends=True))
