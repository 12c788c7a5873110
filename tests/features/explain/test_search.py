"""The meanings of a query: codes, names, classes and words."""

from __future__ import annotations

from typing import Any

import pytest

from features.explain.answers import answer, codes, complaint
from statuslens.facts.catalogue import registered
from statuslens.facts.vocabularies import classes, vocabularies
from statuslens.features.explain.search import search


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("404", 404),
        ("1008", 1008),
        ("4001", 4001),
        ("HTTP 404", 404),
        ("HTTP_404", 404),
        ("404 Not Found", 404),
        ("HTTP/1.1 404 Not Found", 404),
        ("status code 404.", 404),
        ("HTTP_404_NOT_FOUND", 404),
        ("status.HTTP_404_NOT_FOUND", 404),
        ("starlette.status.HTTP_404_NOT_FOUND", 404),
        ("HTTPStatus.NOT_FOUND", 404),
        ("http.HTTPStatus.NOT_FOUND", 404),
        ("NOT_FOUND", 404),
        ("codes.not_found", 404),
        ("status.WS_1008_POLICY_VIOLATION", 1008),
        ("HTTP_413_PAYLOAD_TOO_LARGE", 413),
        ("request_uri_too_long", 122),  # requests has given this name to an old browser's code
        ("REQUEST_URI_TOO_LONG", 414),
        ("HTTPStatus.UNAUTHORIZED", 401),
        ("HTTPNotFound", 404),
        ("web.HTTPNotFound", 404),
        ("werkzeug.exceptions.NotFound", 404),
        ("NotFound", 404),
        ("notfoundexception", 404),
        ("Http404", 404),
        ("HttpResponseForbidden", 403),
        ("PermissionDenied", 403),
        ("permission denied", 403),
        ("Throttled", 429),
        ("throttled", 429),
        ("validationerror", 400),
        ("ServerError", 500),
        ("problems.NotFound", 404),
        ("CloseCode.GOING_AWAY", 1001),
        ("GOING_AWAY", 1001),
        ("aiohttp.WSCloseCode.OK", 1000),
        ("CloseReason.TLS_HANDSHAKE_FAILED", 1015),
        ("falcon.HTTP_404", 404),
        ("falcon.HTTP_NOT_FOUND", 404),
        ("codes.CONTINUE", 100),
        ("teapot", 418),
        ("I'm a teapot", 418),
        ("im a teapot", 418),
        ("i’m a TEAPOT!", 418),
        ("not found", 404),
        ("not-found", 404),
        ("notfound", 404),
        ("multistatus", 207),
        ("moved temporarily", 302),
        ("payload too large", 413),
        ("request time out", 408),
        ("parental controls", 450),
        ("okay", 200),
        ("WS 1008", 1008),
    ],
)
def test_one_status(query: str, code: int) -> None:
    assert codes(query) == [code]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("unauthorized", [401, 3000]),
        ("UNAUTHORIZED", [401, 3000]),
        ("timeout", [408, 504, 3008]),
        ("found", [302, 404]),  # the whole phrase before a part of one
        ("auth", [203, 407, 511]),
        ("internal error", [500, 1011]),
        ("BAD_GATEWAY", [502, 1014]),
        ("Forbidden", [403, 3003]),
        ("3xxx", [3000, 3003, 3008]),
        ("30X", [300, 301, 302, 303, 304, 305, 306, 307, 308]),
        ("redirection", [300, 301, 302, 303, 304, 305, 306, 307, 308]),
        ("4xxx", [4000]),
    ],
)
def test_several(query: str, found: list[int]) -> None:
    assert codes(query) == found


@pytest.mark.parametrize(
    "query", ["", " ", ".", "_", "é", "xx", "6xx", "99", "600", "5000", "40" * 5000, "\0", "²"]
)
def test_nothing(query: str) -> None:
    assert search(query) == []


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_every_code_is_found_by_its_number_and_its_phrases(kind: Any) -> None:
    for meant in registered(kind).values():
        assert codes(str(meant.code)) == [meant.code]
        for phrase in (meant.title, *meant.former_phrases):
            assert meant.code in codes(phrase.upper()), phrase


def test_every_name_of_every_library_is_found() -> None:
    for vocabulary in (*vocabularies().values(), *classes().values()):
        for name in vocabulary.names.values():
            for path in vocabulary.paths:
                assert codes(f"{path}.{name.name}") == [name.code]


def test_words_that_name_one_status_are_one_question() -> None:
    assert answer("not", "found") == answer("not found") == answer("404")


@pytest.mark.parametrize(
    ("query", "suggested"),
    [
        ("too manny requests", "Did you mean Too Many Requests?"),
        ("HTTP_404_NOT_FOND", "Did you mean HTTP_404_NOT_FOUND?"),
        ("HTTP_403_NOT_FOUND", "Did you mean HTTP_404_NOT_FOUND?"),
        ("HTTPNotFond", "Did you mean HTTPNotFound"),
        ("unauthorised", "Did you mean Unauthorized?"),
    ],
)
def test_the_nearest_names_are_suggested(query: str, suggested: str) -> None:
    assert suggested in complaint(*query.split())
