"""Several queries and several matches: a short list, or what could be asked instead."""

from __future__ import annotations

import pytest

from drawing import dedented
from features.explain.answers import answer, complaint, objects
from statuslens.features.explain import explain


def test_several_matches_are_a_short_list() -> None:
    assert answer("too large") == dedented("""
        413 Content Too Large · RFC 9110
        414 URI Too Long · RFC 9110
        431 Request Header Fields Too Large · RFC 6585
    """).rstrip("\n")


def test_who_uses_an_unregistered_code_stands_in_the_list() -> None:
    assert answer("nginx certificate") == dedented("""
        495 Unregistered · nginx: client certificate error
        496 Unregistered · nginx: no client certificate
    """).rstrip("\n")


def test_a_class_tells_what_it_is_and_lists_its_codes() -> None:
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
