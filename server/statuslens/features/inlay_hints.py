"""Inlay hints: the phrase behind a bare number."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..facts.catalogue import status
from ..project.view import Project
from ..semantic.usages import find_usages
from ..syntax.source import Source, Span
from .card import card


@dataclass(frozen=True, slots=True)
class InlayHint:
    """`label` is shown behind the number that ends at byte `offset`."""

    offset: int
    label: str
    code: int

    def tooltip(self, *, markdown: bool) -> str | None:
        """The card of the code."""
        return card(self.code, markdown=markdown)


def inlay_hints(source: Source, span: Span, project: Project) -> Iterator[InlayHint]:
    """A hint for each bare status that touches `span`; none beside `<` and its like."""
    for usage in find_usages(source, project):
        if usage.name is not None or usage.place is None or usage.place.order:
            continue
        entry = status(usage.code)
        if entry is not None and entry.registry != "unregistered" and usage.span.touches(span):
            yield InlayHint(usage.span.end, entry.title, usage.code)
