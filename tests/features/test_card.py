"""The card of a status: all of its facts, as Markdown and as plain text."""

from __future__ import annotations

import json

import pytest

from drawing import dedented
from features.cards import card_at
from repository import ROOT
from statuslens.facts.catalogue import Status, registered
from statuslens.facts.vocabularies import (
    vocabularies,
)
from statuslens.features.card import card


@pytest.mark.parametrize(
    "meant",
    [*registered("http").values(), *registered("websocket").values()],
    ids=lambda meant: str(meant.code),
)
def test_a_card_is_whole(meant: Status) -> None:
    text = card(meant.code)
    assert text is not None
    assert text.startswith(f"**{meant.code} {meant.title}** · {meant.class_name}\n")
    assert meant.sentence in text
    assert " None" not in text
    if meant.rfc is not None:
        link = f"](https://www.rfc-editor.org/rfc/rfc{meant.rfc}.html#section-{meant.section})"
        assert link in text
    plain = card(meant.code, markdown=False)
    assert plain is not None
    assert not any(mark in plain for mark in ("**", "`", "]("))


FACTS = ROOT / "data" / "status_facts.json"


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
def test_old_facts_are_not_shown(text: str) -> None:
    assert "Since" not in card_at(text)
    assert "New in" not in card_at(text)
