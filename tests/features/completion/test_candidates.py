"""The proposals: their spelling, and the import of each."""

from __future__ import annotations

import pytest
from packaging.version import Version

from drawing import CURSOR, dedented, drawn, undrawn, with_cursor
from features.completion.offers import HEAD, accepted, codes, labels, offered
from projects import project_of
from statuslens.features.completion import completions
from statuslens.project.environment import Environment, Library
from statuslens.syntax.source import Source


def test_names_that_not_every_version_has_come_last() -> None:
    """Where nothing says which version it is, what is written has to exist in all of them."""
    found = offered("raise HTTPException(status.‸)")
    assert found is not None
    assert [item.label for item in found.items[-4:]] == [
        "HTTP_413_CONTENT_TOO_LARGE",
        "HTTP_414_URI_TOO_LONG",
        "HTTP_416_RANGE_NOT_SATISFIABLE",
        "HTTP_422_UNPROCESSABLE_CONTENT",
    ]
    assert not any(item.deprecated for item in found.items)
    assert not any(item.label.startswith("WS_1004") for item in found.items)  # removed


@pytest.mark.parametrize(
    ("head", "label", "after"),
    [
        ("from fastapi import FastAPI, status\n", "status.HTTP_201_CREATED", None),
        ("from fastapi import FastAPI, status as st\n", "st.HTTP_201_CREATED", None),
        ("from http import HTTPStatus\n", "HTTPStatus.CREATED", None),
        ("import http\nx = http.HTTPStatus.OK\n", "http.HTTPStatus.CREATED", None),
        ("from starlette.status import HTTP_201_CREATED\n", "HTTP_201_CREATED", None),
        (
            "from starlette.status import HTTP_200_OK\n",
            "HTTP_201_CREATED",
            "from starlette.status import HTTP_200_OK, HTTP_201_CREATED\n",
        ),
        (
            "from fastapi import FastAPI\n",
            "status.HTTP_201_CREATED",
            "from fastapi import FastAPI, status\n",
        ),
        (
            "import starlette.applications\n",
            "status.HTTP_201_CREATED",
            "import starlette.applications\nfrom starlette import status\n",
        ),
        (
            "from rest_framework.views import APIView\n",
            "status.HTTP_201_CREATED",
            "from rest_framework import status\nfrom rest_framework.views import APIView\n",
        ),
        (
            "import aiohttp\n",
            "HTTPStatus.CREATED",
            "from http import HTTPStatus\n\nimport aiohttp\n",
        ),
        ("", "HTTPStatus.CREATED", "from http import HTTPStatus\n\n"),
    ],
)
def test_the_expression_is_written_as_the_file_does_and_brings_its_import(
    head: str, label: str, after: str | None
) -> None:
    use = "f(status_code=‸)\n"
    assert (
        accepted(use, label, head)
        == (after if after is not None else head) + f"f(status_code={label})\n"
    )


@pytest.mark.parametrize(
    ("name", "head", "after"),
    [
        ("status", "from fastapi import FastAPI\n", "from fastapi import FastAPI, status\n"),
        ("HTTPStatus", "import os\n", "import os\nfrom http import HTTPStatus\n"),
    ],
)
def test_members_of_a_name_not_imported_yet_bring_its_import(
    name: str, head: str, after: str
) -> None:
    label = "HTTP_200_OK" if name == "status" else "OK"
    assert accepted(f"x = {name}.‸\n", label, head) == f"{after}x = {name}.{label}\n"


def test_a_hidden_name_is_not_written() -> None:
    text = "def f(status):\n    raise HTTPException(‸)\n"
    assert labels(text)[0] == "http_status.HTTP_400_BAD_REQUEST"
    assert "WebSocket, status\nfrom fastapi import status as http_status\n" in accepted(
        text, "http_status.HTTP_400_BAD_REQUEST", HEAD
    )


def test_a_pattern_is_dotted_as_a_name_alone_would_take_everything() -> None:
    head = "from starlette.status import HTTP_200_OK\n"
    found = labels("match r.status_code:\n    case ‸", head=head)
    assert found
    assert all("." in label for label in found)
    assert labels("match r.status_code:\n    case status.‸:\n        pass")[0] == "HTTP_200_OK"
    assert (
        labels("match r.status_code:\n    case http.HTTPStatus.‸", head="import http\n")[0] == "OK"
    )


def test_a_bare_name_brings_its_import() -> None:
    assert (
        accepted("x = HTTP_4‸\n", "status.HTTP_404_NOT_FOUND", "import fastapi.routing\n")
        == "import fastapi.routing\nfrom fastapi import status\nx = status.HTTP_404_NOT_FOUND\n"
    )
    head = "from starlette.status import HTTP_200_OK\n"
    assert (
        accepted("x = WS_10‸\n", "WS_1008_POLICY_VIOLATION", head)
        == "from starlette.status import HTTP_200_OK, WS_1008_POLICY_VIOLATION\n"
        "x = WS_1008_POLICY_VIOLATION\n"
    )


@pytest.mark.parametrize("text", ["x = WS_‸", "code: int = WS_‸", "WS_1‸"])
def test_a_bare_close_code(text: str) -> None:
    assert min(codes(text)) >= 1000


def test_a_name_to_import_is_one_that_the_file_uses_and_none_that_it_has() -> None:
    text = """
        from starlette.status import HTTP_200_OK, ‸
        raise HTTPException(HTTP_418_IM_A_TEAPOT)
    """
    found = labels(text, head="")
    assert found[0] == "HTTP_418_IM_A_TEAPOT"
    assert "HTTP_200_OK" not in found


def test_a_parenthesis_that_is_still_open_takes_no_name_of_the_code_below() -> None:
    text = (
        "from starlette.status import (HTTP_200_OK, ‸{}\n\nraise HTTPException(HTTP_404_NOT_FOUND)"
    )
    for closing in ("", ")", ", HTTP_201_CREATED)"):
        found = labels(text.format(closing), head="")
        assert found[0] == "HTTP_404_NOT_FOUND"
        assert ("HTTP_201_CREATED" in found) == (len(closing) < 2)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.47.3", {"HTTP_422_UNPROCESSABLE_ENTITY": False}),
        (
            "0.48.0",
            {"HTTP_422_UNPROCESSABLE_CONTENT": False, "HTTP_422_UNPROCESSABLE_ENTITY": True},
        ),
    ],
)
def test_only_names_that_the_project_has(version: str, expected: dict[str, bool]) -> None:
    """With whether each is struck through."""
    source, offset = with_cursor(HEAD + "raise HTTPException(status.422‸)")
    environment = Environment({"starlette": Library(Version(version))})
    found = completions(source, offset, project_of(source, environment=environment))
    assert found is not None
    assert {item.label: item.deprecated for item in found.items} == expected


def test_falcon_has_more_than_statuses() -> None:
    head = "import falcon\n"
    assert labels("app = falcon.‸", head=head) == []
    assert "HTTP_404" in labels(
        "def on_get(self, req, resp):\n    resp.status = falcon.‸", head=head
    )


@pytest.mark.parametrize(
    "expected",
    [
        """
        from fastapi import HTTPException, status
        raise HTTPException(status.HTTP_404_NOT_FOUND)
                                   ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
        """,
        """
        raise HTTPException(404)
                            ▔▔▔
        """,
        """
        raise HTTPException("é", status_code=sta)
                                             ▔▔▔
        """,
    ],
)
def test_the_word_under_the_cursor_is_replaced_whole(expected: str) -> None:
    source = Source(undrawn(expected))
    end = len(source.data) - 2
    for offset in (end, end - 1, end - 2):
        found = completions(source, offset, project_of(source))
        assert found is None or drawn(source, [(found.span, "")]) == dedented(expected)
    assert completions(source, end, project_of(source)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "HTTP_‸",  # it may become any name: at a statement's beginning only a number tells
        "WS_‸",
        "HTTP_4‸ = 1",
        "def HTTP_4‸(): ...",
        "class WS_1‸: ...",
        "for HTTP_4‸ in x: ...",
        "f(HTTP_4‸=1)",
        "import HTTP_4‸",
        "from mine import HTTP_4‸",
        "import x as HTTP_4‸",
        "def f(HTTP_4‸): ...",
        "x = http_4‸",
        "'HTTP_4‸'",
        "x = f'HTTP_4‸'",
        '"""\nHTTP_4‸\n"""',
        "# HTTP_4‸",
        "x = 1  # HTTP_4‸",
    ],
)
def test_a_name_that_is_not_a_usage_is_left_alone(text: str) -> None:
    assert offered(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "from starlette.status import ‸",
        "from starlette.status import HTTP_4‸",
        "from starlette.status import HTTP_200_OK, ‸",
        "from starlette.status import HTTP_200_OK, HTTP_4‸",
        "from starlette.status import HTTP_200_OK as ok, HTTP_4‸",
        "from starlette.status import HTTP_200_OK, \\\n    HTTP_4‸",
        "from starlette.status import (‸",
        "from starlette.status import (HTTP_200_OK, ‸)",
        "from starlette.status import (\n    HTTP_200_OK,  # fine, so far\n    HTTP_4‸\n)\nx = 1",
        "from starlette.status import (\n    # which\n    ‸\n)",
        "def f():\n    from rest_framework.status import HTTP_4‸",
        "from fastapi.status import HTTP_4‸",
        "from litestar.status_codes import HTTP_4‸",
    ],
)
def test_names_to_import(text: str) -> None:
    found = offered(text, head="")
    assert found is not None
    assert "HTTP_404_NOT_FOUND" in [item.label for item in found.items]
    assert all(item.new_import is None for item in found.items)


@pytest.mark.parametrize(
    "text",
    [
        "from starlette.status import HTTP_200_OK ‸",
        "from starlette.status import HTTP_200_OK as ‸",
        "from starlette.status import HTTP_200_OK,\n‸",
        "from starlette.status import (HTTP_200_OK) ‸",
        "from starlette.status ‸",
        "from starlette.sta‸",
        "from starlette import ‸",
        "from http import HTTPSt‸",
        "from http.HTTPStatus import ‸",
        '"""\nfrom starlette.status import HTTP_4‸\n"""',
        "# from starlette.status import HTTP_4‸",
    ],
)
def test_other_places_of_an_import_are_left_alone(text: str) -> None:
    assert offered(text, head="") is None


@pytest.mark.parametrize(
    "text",
    [
        "x = ‸",
        "foo(‸)",
        "foo(a, ‸)",
        "return ‸",
        "raise HTTPException(404, ‸)",
        "range(4‸)",
        "other.‸",
        "r.status_code > ‸",
        "'status.‸'",
        "# status.‸",
        "x = 404‸",
        "port=‸",
        "‸",
        "from fastapi import ‸",
        "f(timeout=‸)",
        "f(x.HTTP_4‸)",
        "print(‸",
        "def f(a=‸",
        "x in (‸",
        "x in [‸",
        "for x in ‸",
        "if ‸",
        "x = {‸",
        "x: ‸",
        "status_code: ‸",
        "lambda: ‸",
        "r.status_code == 200 ‸",
        "r.status_code == 200 and ‸",
        "r.status_code >= ‸",
        "case ‸",
        "match x:\n    case ‸",
        "x = 'f(status_code=‸)'",
        "x = 1  # f(status_code=‸",
        'f(status_code="‸")',
    ],
)
def test_elsewhere_nothing_is_offered(text: str) -> None:
    assert offered(text) is None


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
