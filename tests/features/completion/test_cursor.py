"""The word under the cursor, and the places where nothing is offered."""

from __future__ import annotations

import pytest

from drawing import dedented, drawn, undrawn
from features.completion.offers import offered
from projects import project_of
from statuslens.features.completion import completions
from statuslens.syntax.source import Source


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
def test_a_name_that_is_no_use_of_a_status_is_left_alone(text: str) -> None:
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
