"""Usages and places, as `drawing.check` draws them."""

from __future__ import annotations

from collections.abc import Iterator

from projects import project_of
from statuslens.semantic.places import Place
from statuslens.semantic.usages import find_usages
from statuslens.syntax.source import Source, Span


def usages(source: Source) -> Iterator[tuple[Span, str]]:
    """Every usage: its code or its library, context, method, doubts."""
    for usage in find_usages(source, project_of(source)):
        words = [str(usage.code) if usage.name is None else usage.name.library]
        yield usage.span, " ".join([*words, *(_words(usage.place) if usage.place else ())])


def places(source: Source) -> Iterator[tuple[Span, str]]:
    """Every bare status: context, method, doubts."""
    for usage in find_usages(source, project_of(source)):
        if usage.name is None:
            assert usage.place is not None
            yield usage.span, " ".join(_words(usage.place))


def _words(place: Place) -> list[str]:
    doubts = ["?"] if place.confidence == "likely" else []
    return [place.context, *([place.method] if place.method else []), *doubts]
