"""The calls, functions and tests around a node."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from drawing import check, with_cursor
from semantic.marks import usages
from statuslens.semantic.enclosing import call_around, called_word, enclosing, handled_method
from statuslens.syntax.source import Source, Span


def methods(source: Source) -> Iterator[tuple[Span, str]]:
    """The method that the function around each `here` handles."""
    for match in re.finditer(rb"\bhere\b", source.data):
        span = Span(*match.span())
        method = handled_method(source, source.node_at(span))
        if method is not None:
            yield span, method


def test_a_handler_has_the_method_of_its_decorator_or_of_its_name() -> None:
    check(
        methods,
        """
        @app.get("/")
        @cached
        def read(here):
                 ▔▔▔▔ get
            def inner():
                here
                ▔▔▔▔ get
            return here
                   ▔▔▔▔ get

        @app.route("/")
        def either():
            here

        class View:
            here
            def post(self):
                here
                ▔▔▔▔ post
            def postpone(self):
                here
        """,
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("f(here‸=1)", "f"),
        ("router.post(here‸=1)", "post"),
        ("a().b(x, here‸=1)", "b"),
        ("f[0](here‸=1)", ""),
    ],
)
def test_the_call_around_an_argument(text: str, word: str) -> None:
    source, offset = with_cursor(text)
    keyword = enclosing(source.node_at(Span(offset - 1, offset)), "keyword_argument")
    assert keyword is not None
    call = call_around(keyword)
    assert call is not None
    assert called_word(source, call) == word


def test_a_test_names_the_method_of_its_last_client_call() -> None:
    check(
        usages,
        """
        def test_delete(client):
            client.get("/")
            response = client.delete("/items/1")
            assert response.status_code == 204, response.text
                                           ▔▔▔ 204 assert delete
            mock(status_code=500)
                             ▔▔▔ 500 test_call delete
        """,
    )
