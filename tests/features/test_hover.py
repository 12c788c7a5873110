"""The card under the cursor, and silence everywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
import starlette.status

from drawing import check, with_cursor
from features.cards import card_at
from projects import project_of
from statuslens.facts.vocabularies import Vocabulary, classes, vocabularies
from statuslens.features.hover import hover
from statuslens.syntax.source import Source, Span


def cards(source: Source) -> list[tuple[Span, str]]:
    """The card's first line, for each token that has a card."""
    marks = {}
    for offset in range(len(source.data) + 1):
        found = hover(source, offset, project_of(source), markdown=True)
        if found is not None:
            marks[found.span] = found.text.partition("\n")[0]
    return sorted(marks.items())


def test_constants_and_numbers_have_cards_and_nothing_else_has() -> None:
    check(
        cards,
        """
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
        """,
    )


def test_classes_that_stand_for_a_status_have_its_card() -> None:
    check(
        cards,
        """
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
        """,  # noqa: E501 (the cards' own lines)
    )


def test_a_class_of_that_name_is_not_enough() -> None:
    check(
        cards,
        """
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
        """,
    )


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


@pytest.mark.parametrize("before", ["‸404", "4‸04", "404‸"])
def test_the_cursor_may_touch_either_end(before: str) -> None:
    assert "404" in card_at(f"f(status_code={before})")


def test_beside_an_order_comparison_the_card_is_about_the_class() -> None:
    text = card_at("if r.status_code >= 40‸0: ...")
    assert text.startswith("**400 … 499 Client Error**\n")
    assert "400 Bad Request, 401 Unauthorized, 402 Payment Required, 403 Forbidden" in text


def test_the_digit_of_a_class_is_explained() -> None:
    assert card_at("if r.status_code // 100 == 4‸: ...").startswith("**400 … 499 Client Error**\n")
    for text in ("if r.size // 100 == 4‸: ...", "if r.status_code // 10 == 4‸: ...", "x = 4‸"):
        source, offset = with_cursor(text)
        assert hover(source, offset, project_of(source), markdown=True) is None


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
    assert hover(source, offset, project_of(source), markdown=True) is None
