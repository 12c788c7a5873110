"""The card under the cursor, and silence everywhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus

import pytest
import starlette.status

from drawing import dedented, drawn, undrawn, with_cursor
from repository import ROOT
from statuslens.facts.vocabularies import Vocabulary, classes, vocabularies
from statuslens.features.hover import hover
from statuslens.syntax.source import Source

FACTS = ROOT / "data" / "status_facts.json"


def check(expected: str) -> None:
    """`expected` is source with the card's first line drawn under each token that has a card."""
    source = Source(undrawn(expected))
    marks = {}
    for offset in range(len(source.data) + 1):
        found = hover(source, offset, markdown=True)
        if found is not None:
            marks[found.span] = found.text.partition("\n")[0]
    assert drawn(source, sorted(marks.items())) == dedented(expected)


def card_at(text: str, *, markdown: bool = True) -> str:
    source, offset = with_cursor(text)
    found = hover(source, offset, markdown=markdown)
    assert found is not None
    return found.text


def test_constants_and_numbers_have_cards_and_nothing_else_has() -> None:
    check("""
        from fastapi import FastAPI, HTTPException, status
        from http import HTTPStatus
        @app.get("/items/{n}", status_code=200)
                                           ▔▔▔ **200 OK** · Successful
        def read(n: int = 404, port=404):
            if n in range(404) or x[200]:
                raise HTTPException(404, "404")
                                    ▔▔▔ **404 Not Found** · Client Error
            return status.HTTP_201_CREATED, HTTPStatus.ACCEPTED
                          ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ **201 Created** · Successful
                                                       ▔▔▔▔▔▔▔▔ **202 Accepted** · Successful
    """)


def test_classes_that_stand_for_a_status_have_its_card() -> None:
    check("""
        import falcon
        from aiohttp import web
        from django.core.exceptions import PermissionDenied
                                           ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ **403 Forbidden** · Client Error
        from django.http import Http404, HttpResponseForbidden as No
                                ▔▔▔▔▔▔▔ **404 Not Found** · Client Error
                                         ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ **403 Forbidden** · Client Error
                                                                  ▔▔ **403 Forbidden** · Client Error
        from litestar.exceptions import NotAuthorizedException
                                        ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ **401 Unauthorized** · Client Error
        from rest_framework import exceptions, serializers
        from werkzeug.exceptions import NotFound
                                        ▔▔▔▔▔▔▔▔ **404 Not Found** · Client Error
        import sanic.exceptions as problems
        class Missing(NotFound):
                      ▔▔▔▔▔▔▔▔ **404 Not Found** · Client Error
            status = No()
                     ▔▔ **403 Forbidden** · Client Error
        try:
            raise web.HTTPConflict(text="taken") from problems.Forbidden
                      ▔▔▔▔▔▔▔▔▔▔▔▔ **409 Conflict** · Client Error
                                                               ▔▔▔▔▔▔▔▔▔ **403 Forbidden** · Client Error
            raise exceptions.Throttled
                             ▔▔▔▔▔▔▔▔▔ **429 Too Many Requests** · Client Error
        except (falcon.HTTPGone, serializers.ValidationError):
                       ▔▔▔▔▔▔▔▔ **410 Gone** · Client Error
                                             ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ **400 Bad Request** · Client Error
            raise falcon.HTTPFound("/")
                         ▔▔▔▔▔▔▔▔▔ **302 Found** · Redirection
    """)  # noqa: E501 (the cards' own lines)


def test_a_class_of_that_name_is_not_enough() -> None:
    check("""
        import web
        from werkzeug.exceptions import Gone, HTTPException
                                        ▔▔▔▔ **410 Gone** · Client Error
        from app.errors import NotFound
        from . import Forbidden
        class Conflict(HTTPException): ...
        class Gone(Gone): ...
        raise NotFound, Forbidden, Conflict, HTTPNotFound, web.HTTPNotFound, self.NotFound
        f(Gone=1)
        Gone = 1
        def g(Gone):
            raise Gone
        "NotFound"
    """)


@pytest.mark.parametrize("vocabulary", vocabularies().values(), ids=lambda v: v.key)
def test_every_constant_has_the_card_of_its_code(vocabulary: Vocabulary) -> None:
    check_all(vocabulary)


@pytest.mark.parametrize("vocabulary", classes().values(), ids=lambda v: v.key)
def test_every_class_has_the_card_of_its_code(vocabulary: Vocabulary) -> None:
    check_all(vocabulary)


def check_all(vocabulary: Vocabulary) -> None:
    for path in vocabulary.paths:
        for name in vocabulary.names.values():
            for text in spelled(path, name.name, is_class=vocabulary.type == "class"):
                assert card_at(text).startswith(f"**{name.code} "), text


def spelled(path: str, name: str, *, is_class: bool) -> Iterator[str]:
    """The ways to write what is reached as `path.name`, where the cursor is in the name."""
    package, _, last = path.rpartition(".")
    top = path.partition(".")[0]
    yield f"import {top}\nx = {path}.‸{name}\n"
    if package:
        yield f"from {package} import {last} as y\nx = y.{name}‸\n"
    if is_class:
        yield f"from {path} import {name}\nraise ‸{name}()\n"
        yield f"from {path} import {name} as y\nraise ‸y\n"
        yield f"from {path} import {name}‸\n"


@pytest.mark.parametrize("member", HTTPStatus.__members__)
def test_what_python_has_is_known(member: str) -> None:
    text = card_at(f"import http\nhttp.HTTPStatus.‸{member}")
    assert text.startswith(f"**{HTTPStatus[member].value} ")


@pytest.mark.parametrize("name", starlette.status.__all__)
def test_what_starlette_has_is_known(name: str) -> None:
    text = card_at(f"from starlette import status\nstatus.‸{name}")
    assert text.startswith(f"**{getattr(starlette.status, name)} ")


def test_the_strings_of_falcon_are_quoted_as_they_are() -> None:
    strings = json.loads(FACTS.read_text("utf-8"))["libraries"]["falcon"]["constants"]
    for name in vocabularies()["falcon"].names:
        line = f'In Falcon this is the string `"{strings[name]}"`.'
        assert line in card_at(f"import falcon\nfalcon.‸{name}").splitlines()


def test_the_whole_card() -> None:
    assert card_at("f(status_code=40‸1)") == dedented("""
        **401 Unauthorized** · Client Error

        The server does not know who is asking, as credentials are missing or invalid; choose it, with WWW-Authenticate, when logging in could help, and 403 for a known user without permission.

        - Body allowed, not cached by default
        - `WWW-Authenticate` must be sent: at least one challenge

        [RFC 9110, Section 15.5.2](https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2) · [MDN](https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/401)
    """).rstrip("\n")  # noqa: E501 (the card's own lines)


def test_plain_text_has_no_marks_but_the_addresses() -> None:
    text = card_at("f(status_code=40‸1)", markdown=False)
    assert text.startswith("401 Unauthorized · Client Error\n\n")
    assert "\n- WWW-Authenticate must be sent: at least one challenge\n" in text
    assert text.endswith("MDN: https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/401")


@pytest.mark.parametrize("before", ["‸404", "4‸04", "404‸"])
def test_the_cursor_may_touch_either_end(before: str) -> None:
    assert "404" in card_at(f"f(status_code={before})")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "status.HTTP_422_UNPROCESSABLE_ENTITY‸",
            "⚠ `HTTP_422_UNPROCESSABLE_ENTITY` is deprecated since Starlette 0.48.0: use `HTTP_422_UNPROCESSABLE_CONTENT`.",  # noqa: E501
        ),
        (
            "status.HTTP_422_UNPROCESSABLE_CONTENT‸",
            "New in Starlette 0.48.0; before that `HTTP_422_UNPROCESSABLE_ENTITY`.",
        ),
        (
            "HTTPStatus.UNPROCESSABLE_CONTENT‸",
            "New in Python 3.13; before that `UNPROCESSABLE_ENTITY`.",
        ),
        (
            "HTTPStatus.UNPROCESSABLE_ENTITY‸",
            "Renamed in Python 3.13 to `UNPROCESSABLE_CONTENT`; this name stays.",
        ),
        (
            "status.WS_1004_NO_STATUS_RCVD‸",
            "⚠ `WS_1004_NO_STATUS_RCVD` is deprecated since Starlette 0.19.1, removed in 0.45.0: use `WS_1005_NO_STATUS_RCVD`.",  # noqa: E501
        ),
        ("import requests\nrequests.codes.uri_too_long‸", "Since Requests 2.32.0."),
        (
            "from aiohttp.web import HTTPNotFound‸",
            "aiohttp answers with 404 where `HTTPNotFound` is raised.",
        ),
        (
            "from django.http import HttpResponseGone‸",
            "`HttpResponseGone` of Django answers with 410.",
        ),
        (
            "import falcon\nfalcon.HTTPPayloadTooLarge‸",
            "⚠ `HTTPPayloadTooLarge` is deprecated since Falcon 4.0.0: use `HTTPContentTooLarge`.",
        ),
        ("f(status_code=413‸)", "Formerly: Request Entity Too Large, Payload Too Large."),
        (
            "status.HTTP_418_IM_A_TEAPOT‸",
            "Marked as (Unused) in the IANA registry: reserved, without a meaning there.",
        ),
        (
            "status.HTTP_306_RESERVED‸",
            "Marked as (Unused) in the IANA registry: reserved, without a meaning there.",
        ),
        ("f(status_code=304‸)", "- Never has a body, not cached by default"),
        ("f(status_code=410‸)", "- Body allowed, a cache may store it by default"),
        ("f(status_code=405‸)", "- `Allow` must be sent: may be empty"),
        ("f(status_code=503‸)", "- `Retry-After` may be sent"),
        ("websocket.close(1000‸)", "- Client and server may send it"),
        ("websocket.close(1010‸)", "- Only a client may send it"),
        (
            "status.WS_1006_ABNORMAL_CLOSURE‸",
            "- Nobody may send it: passing it to `close()` is an error",
        ),
        ("f(status_code=499‸)", "Used by: nginx: client closed the request (log only)."),
        (
            "websocket.close(4001‸)",
            "For private use: it means what this application says it means.",
        ),
    ],
)
def test_what_else_there_is_to_know(text: str, line: str) -> None:
    assert line in card_at(text).splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "from http import HTTPStatus\nHTTPStatus.TOO_EARLY‸",
        "from rest_framework import status\nstatus.HTTP_425_TOO_EARLY‸",
        "import httpx\nhttpx.codes.too_early‸",
        "import falcon\nfalcon.HTTP_425‸",
        "import websockets\nwebsockets.CloseCode.GOING_AWAY‸",
        "status.WS_1005_NO_STATUS_RCVD‸",
    ],
)
def test_what_is_no_news_is_not_told(text: str) -> None:
    assert "Since" not in card_at(text)
    assert "New in" not in card_at(text)


def test_beside_an_order_comparison_the_card_is_about_the_class() -> None:
    text = card_at("if r.status_code >= 40‸0: ...")
    assert text.startswith("**400 … 499 Client Error**\n")
    assert "400 Bad Request, 401 Unauthorized, 402 Payment Required, 403 Forbidden" in text


def test_the_digit_of_a_class_is_explained() -> None:
    assert card_at("if r.status_code // 100 == 4‸: ...").startswith("**400 … 499 Client Error**\n")
    for text in ("if r.size // 100 == 4‸: ...", "if r.status_code // 10 == 4‸: ...", "x = 4‸"):
        source, offset = with_cursor(text)
        assert hover(source, offset, markdown=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "range(40‸4)",
        "port = 40‸4",
        "x[20‸0]",
        "# 40‸4",
        "'40‸4'",
        "sta‸tus.HTTP_200_OK",
        "‸",
        "\n‸\n",
    ],
)
def test_elsewhere_there_is_nothing(text: str) -> None:
    source, offset = with_cursor(text)
    assert hover(source, offset, markdown=True) is None
