"""Which refactorings are offered, and which are applied to another file."""

from __future__ import annotations

import pytest

from features.refactorings.offers import offered
from projects import project_of
from statuslens.features.refactorings import may_concern, refactorings, rewritten
from statuslens.features.refactorings import shortlist as shortlisted
from statuslens.features.refactorings.offer import Target
from statuslens.syntax.source import Source, Span


def test_the_order_and_the_short_list() -> None:
    text = """
        from fastapi import status
        f(status_code=status.HTTP_4‸04_NOT_FOUND)
        f(status_code=status.HTTP_404_NOT_FOUND)
        """
    assert [one.title for one in shortlisted(offered(text))] == [
        "Convert to HTTPStatus.NOT_FOUND",
        "Replace with the number 404",
        "Convert to HTTP_404_NOT_FOUND",
        "Convert all 2 to HTTPStatus in this file",
        "Replace all 2 constants with numbers in this file",
        "Convert all to HTTPStatus in the workspace",
    ]
    assert len(offered(text)) == 9


def test_a_selection_that_holds_one_status() -> None:
    source = Source("f(status_code=404)\nf(status_code=200)\n")
    one = refactorings(source, Span(0, 18), project_of(source))
    assert one[0].title == "Replace 404 with HTTPStatus.NOT_FOUND"
    assert refactorings(source, Span(0, 37), project_of(source)) == ()


def test_a_target_of_a_strange_client() -> None:
    source = Source("from http import HTTPStatus\nf(status_code=HTTPStatus.OK, code=200)\n")
    for to in ("", "nothing", "falcon", "aiohttp.web", "response", "websockets"):
        for form in ("member", "direct", "predicate"):
            target = Target(form, to, "http")
            assert rewritten(source, target, project_of(source)) == ()


def test_a_glance_tells_most_files() -> None:
    target = Target("member", "http", "rest_framework")
    assert may_concern(Source("from rest_framework import status"), target)
    assert not may_concern(Source("import fastapi"), target)
    assert may_concern(Source("anything"), Target("constant"))
    assert not may_concern(Source("anything"), Target("predicate", "httpx"))


@pytest.mark.parametrize("text", ["f(status_code=", "if 200 <= r.status_code <", "case 404", "not"])
def test_half_typed_code(text: str) -> None:
    for line in (text, f"from rest_framework import status\n{text}"):
        source = Source(line)
        for offset in range(len(line) + 1):
            refactorings(source, Span(offset, offset), project_of(source))
            refactorings(source, Span(0, offset), project_of(source))
