"""Several queries and several matches: a short list, or what could be asked instead."""

from __future__ import annotations

import textwrap
from dataclasses import fields

import pytest

from drawing import dedented
from features.explain.answers import answer, complaint, objects
from statuslens.facts.catalogue import Header, Status, status
from statuslens.facts.vocabularies import Name, classes, vocabularies
from statuslens.features.explain import explain


def test_several_matches_are_a_short_list() -> None:
    assert answer("too large") == dedented("""
        413 Content Too Large · RFC 9110
        414 URI Too Long · RFC 9110
        431 Request Header Fields Too Large · RFC 6585
    """).rstrip("\n")


def test_the_users_of_an_unregistered_code_are_listed() -> None:
    assert answer("nginx certificate") == dedented("""
        495 Unregistered · nginx: client certificate error
        496 Unregistered · nginx: no client certificate
    """).rstrip("\n")


def test_a_class_is_described_and_lists_its_codes() -> None:
    text = answer("5xx")
    assert text.startswith("500 … 599 Server Error\n")
    assert "A client treats a code of this class that it does not know as 500." in text
    assert text.endswith("\n511 Network Authentication Required · RFC 6585")


def test_else_each_word_is_a_question() -> None:
    rule = "─" * 80
    assert answer("404", "1008") == f"{answer('404')}\n\n{rule}\n\n{answer('1008')}"
    assert answer("teapot", "gone").startswith(answer("teapot"))
    assert answer("404", "HTTPStatus.NOT_FOUND") == answer("404")


def test_what_was_found_is_shown_beside_what_was_not() -> None:
    text = complaint("404", "teapto")
    assert text.startswith("404 Not Found")
    assert "\nNothing found for 'teapto'. Did you mean teapot?" in text


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (
            "teapto",
            "Nothing found for 'teapto'. Did you mean teapot? Search by number (404, 4xx), name (HTTP_404_NOT_FOUND) or words of the phrase (not found).",  # noqa: E501
        ),
        (
            "xyzzy",
            "Nothing found for 'xyzzy'. Search by number (404, 4xx), name (HTTP_404_NOT_FOUND) or words of the phrase (not found).",  # noqa: E501
        ),
        (
            "700",
            "700 is not a status code (HTTP: 100–599, WebSocket: 1000–4999). Search by number (404, 4xx), name (HTTP_404_NOT_FOUND) or words of the phrase (not found).",  # noqa: E501
        ),
    ],
)
def test_nothing_found_is_one_line(query: str, text: str) -> None:
    assert complaint(query) == text


def test_json_is_one_list_whatever_was_asked() -> None:
    assert [found["code"] for found in objects("404", "unauthorized", "404")] == [404, 401, 3000]
    assert explain(["xyzzy"], as_json=True) == ("[]", 1)


def test_the_whole_answer() -> None:
    assert answer("HTTP_422_UNPROCESSABLE_ENTITY") == dedented("""
        422 Unprocessable Content · Client Error

        The server can read the body, but its values break the rules; choose it when
        fields fail validation, 400 for input that does not parse, and 415 for a type
        you do not take.

        ⚠ HTTP_422_UNPROCESSABLE_ENTITY is deprecated since Starlette 0.48.0: use
        HTTP_422_UNPROCESSABLE_CONTENT.

        Formerly: Unprocessable Entity.

        - Body allowed, not cached by default

        RFC 9110, Section 15.5.21: https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.21
        MDN: https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/422

        In code
          FastAPI, Starlette     status.HTTP_422_UNPROCESSABLE_CONTENT       since Starlette 0.48.0
                                 status.HTTP_422_UNPROCESSABLE_ENTITY        deprecated since Starlette 0.48.0
          Django REST framework  status.HTTP_422_UNPROCESSABLE_ENTITY
          Litestar               status_codes.HTTP_422_UNPROCESSABLE_ENTITY
          Python                 HTTPStatus.UNPROCESSABLE_CONTENT            since Python 3.13
                                 HTTPStatus.UNPROCESSABLE_ENTITY
          HTTPX                  codes.UNPROCESSABLE_ENTITY
          Requests               codes.unprocessable_entity
                                 codes.unprocessable
                                 codes.unprocessable_content                 since Requests 2.32.0
          Falcon                 falcon.HTTP_422
                                 falcon.HTTP_UNPROCESSABLE_ENTITY

        Exceptions and responses
          aiohttp.web          HTTPUnprocessableEntity
          falcon               HTTPUnprocessableEntity
          werkzeug.exceptions  UnprocessableEntity
    """).rstrip("\n")  # noqa: E501 (the answer's own lines)


def test_exceptions_and_responses_are_listed_by_module() -> None:
    _, _, text = answer("400").partition("\n\nExceptions and responses\n")
    assert text == textwrap.indent(
        dedented("""
        aiohttp.web                HTTPBadRequest
        blacksheep.exceptions      BadRequest
        django.core.exceptions     BadRequest, SuspiciousOperation
        django.http                HttpResponseBadRequest
        falcon                     HTTPBadRequest
        litestar.exceptions        ClientException, ValidationException
        rest_framework.exceptions  ValidationError, ParseError
        sanic.exceptions           BadRequest, InvalidUsage, BadURL, HeaderNotFound,
                                   InvalidHeader
        tornado.web                MissingArgumentError
        werkzeug.exceptions        BadRequest, BadRequestKeyError, ClientDisconnected,
                                   SecurityError, BadHost
        """).rstrip("\n"),
        "  ",
    )


def test_old_classes_say_so_and_what_a_package_lacks_is_reached_another_way() -> None:
    lines = answer("413").splitlines()
    assert f"{'HTTPPayloadTooLarge (deprecated)':>71}" in lines
    assert "  litestar.exceptions.http_exceptions  RequestEntityTooLarge" in lines
    assert "                         status_codes.HTTP_PAYLOAD_TOO_LARGE" in lines


def test_a_code_that_no_class_stands_for_lists_none() -> None:
    assert "Exceptions and responses" not in answer("1008") + answer("100")


def test_markdown_has_marks_and_a_table() -> None:
    text = answer("1008", markdown=True)
    assert text.startswith("**1008 Policy Violation** · WebSocket close code\n")
    assert text.endswith(
        dedented("""
        | library | name | history |
        |---|---|---|
        | FastAPI, Starlette | `status.WS_1008_POLICY_VIOLATION` |  |
        | Litestar | `status_codes.WS_1008_POLICY_VIOLATION` |  |
        | websockets | `CloseCode.POLICY_VIOLATION` |  |
        | aiohttp | `WSCloseCode.POLICY_VIOLATION` |  |
        | wsproto | `CloseReason.POLICY_VIOLATION` |  |
    """).rstrip("\n")
    )
    assert answer("409", markdown=True).endswith(
        "\n\nExceptions and responses: `aiohttp.web.HTTPConflict`, "
        "`blacksheep.exceptions.Conflict`, `falcon.HTTPConflict`, `werkzeug.exceptions.Conflict`"
    )
    assert "\n- 414 URI Too Long" in answer("too large", markdown=True)


@pytest.mark.parametrize(
    ("query", "line"),
    [
        (
            "WS_1004_NO_STATUS_RCVD",
            "⚠ WS_1004_NO_STATUS_RCVD is deprecated since Starlette 0.19.1, removed in",
        ),
        (
            "HTTPStatus.URI_TOO_LONG",
            "New in Python 3.13; before that REQUEST_URI_TOO_LONG.",
        ),
        (
            "HTTPStatus.REQUEST_URI_TOO_LONG",
            "Renamed in Python 3.13 to URI_TOO_LONG; this name stays.",
        ),
        ("falcon.HTTP_404", 'In Falcon this is the string "404 Not Found".'),
        ("web.HTTPNotFound", "aiohttp answers with 404 where HTTPNotFound is raised."),
        ("Throttled", "Django REST framework answers with 429 where Throttled is raised."),
        ("HttpResponseGone", "HttpResponseGone of Django answers with 410."),
    ],
)
def test_a_name_tells_its_history(query: str, line: str) -> None:
    assert line in answer(query).splitlines()


def test_another_librarys_history_is_not_shown() -> None:
    assert "⚠" in answer("HTTP_422_UNPROCESSABLE_ENTITY")
    assert "⚠" not in answer("rest_framework.status.HTTP_422_UNPROCESSABLE_ENTITY")


def test_a_class_of_several_libraries_has_no_history() -> None:
    assert answer("HTTPNotFound") == answer("NotFound") == answer("404")
    assert answer("falcon.HTTPNotFound") != answer("404")


def test_json_has_every_fact() -> None:
    (found,) = objects("405")
    names, listed = found.pop("names"), found.pop("classes")
    assert found == {
        "kind": "http",
        "code": 405,
        "phrase": "Method Not Allowed",
        "title": "Method Not Allowed",
        "class": "Client Error",
        "registry": "assigned",
        "sentence": found["sentence"],
        "reference": "RFC 9110, Section 15.5.6",
        "rfc": 9110,
        "section": "15.5.6",
        "former_phrases": [],
        "content": "allowed",
        "cache": "yes",
        "headers": [{"name": "Allow", "level": "MUST", "note": "may be empty"}],
        "sender": None,
        "notes": [],
    }
    assert listed.keys() == classes().keys()
    assert listed["django.http"] == ["HttpResponseNotAllowed"]
    assert listed["sanic.exceptions"] == ["MethodNotAllowed", "MethodNotSupported"]
    assert listed["tornado.web"] == []
    assert names.keys() == vocabularies().keys()
    assert [name["name"] for name in names["falcon"]] == ["HTTP_405", "HTTP_METHOD_NOT_ALLOWED"]
    assert names["http"] == [
        {
            "name": "METHOD_NOT_ALLOWED",
            "since": None,
            "replaces": None,
            "deprecated": None,
            "replacement": None,
            "removed": None,
        }
    ]


def test_the_manual_names_every_fact() -> None:
    manual = explain.__globals__["__doc__"]
    for kind in (Status, Header, Name):
        for field in fields(kind):
            assert f"`{field.name}`" in manual or field.name in ("library", "kind"), field.name


def test_prose_keeps_to_the_width_and_addresses_stay_whole() -> None:
    text, _ = explain(["200"], as_json=False, width=40)
    prose, _, _ = text.partition("\n\nRFC")
    assert max(map(len, prose.splitlines())) <= 40
    assert "\nRFC 9110, Section 15.3.1: https://www.rfc-editor.org/rfc/rfc9110.html#" in text


def test_an_unregistered_code_without_names_says_so() -> None:
    assert status(418) is not None
    assert answer("599").endswith("No supported library defines a constant for it.")
