"""What was typed finds a code by its number, name and words."""

from __future__ import annotations

import pytest

from drawing import CURSOR
from features.completion.offers import HEAD, offered


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("404", "HTTP_404_NOT_FOUND"),
        ("notfound", "HTTP_404_NOT_FOUND"),
        ("not_f", "HTTP_404_NOT_FOUND"),
        ("nf", "HTTP_404_NOT_FOUND"),
        ("teapot", "HTTP_418_IM_A_TEAPOT"),
        ("unprocess", "HTTP_422_UNPROCESSABLE_ENTITY"),
        ("HTTP_4", "HTTP_400_BAD_REQUEST"),
        ("http_50", "HTTP_500_INTERNAL_SERVER_ERROR"),
        ("40", "HTTP_400_BAD_REQUEST"),
    ],
)
def test_a_code_is_found_by_number_name_and_words(typed: str, first: str) -> None:
    found = offered(f"raise HTTPException(status.{typed}{CURSOR})")
    assert found is not None
    assert found.items[0].label == first
    # It has to pass the client's own filter too, the strictest of which is "starts with".
    assert all(item.filter_text.casefold().startswith(typed.casefold()) for item in found.items)


def test_nothing_typed_can_still_be_filtered_by_a_client_of_its_own() -> None:
    found = offered("raise HTTPException(status.‸)")
    assert found is not None
    texts = {item.code: item.filter_text for item in found.items}
    assert texts[404] == "HTTP_404_NOT_FOUND 404 notfound not found nf"


def test_words_that_find_nothing_give_an_empty_list() -> None:
    found = offered("raise HTTPException(status.zebra‸)")
    assert found is not None
    assert found.items == ()


def test_httpstatus_members_and_the_detail_of_an_item() -> None:
    found = offered("raise HTTPException(HTTPStatus.‸)", head="from http import HTTPStatus\n")
    assert found is not None
    assert [(item.label, item.detail) for item in found.items[:2]] == [
        ("BAD_REQUEST", "Bad Request · RFC 9110"),
        ("NOT_FOUND", "Not Found · RFC 9110"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "x = HTTP_4‸",
        "HTTP_4‸",
        "return HTTP_4‸",
        "if x == HTTP_4‸",
        "if x > HTTP_4‸:\n    pass",
        "f(HTTP_4‸",
        "f(status_code=HTTP_4‸)",
        "codes = [\n    HTTP_4‸\n]",
    ],
)
@pytest.mark.parametrize(
    ("head", "label"),
    [
        (HEAD, "status.HTTP_404_NOT_FOUND"),
        ("from http import HTTPStatus\n", "HTTPStatus.NOT_FOUND"),
        ("from starlette.status import HTTP_200_OK\n", "HTTP_404_NOT_FOUND"),
        ("import httpx\nx = httpx.codes.OK\n", "httpx.codes.NOT_FOUND"),
        ("", "HTTPStatus.NOT_FOUND"),
    ],
)
def test_a_name_that_tells_its_status_is_found_in_any_spelling(
    text: str, head: str, label: str
) -> None:
    found = offered(text, head=head)
    assert found is not None
    items = {item.label: item for item in found.items}
    assert label in items
    assert all(400 <= item.code < 500 for item in found.items)
    assert items[label].filter_text.startswith("HTTP_4")  # for the client's own filter
