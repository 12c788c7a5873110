"""The card under the cursor, and silence everywhere else."""

from __future__ import annotations

import pytest

from drawing import dedented, drawn, undrawn, with_cursor
from statuslens.hover import hover
from statuslens.source import Source


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
