"""Hover: the card of the status at the cursor."""

from dataclasses import dataclass

from ..project.view import Project
from ..semantic.usages import usage_at
from ..syntax.source import Source, Span
from .card import card


@dataclass(frozen=True, slots=True)
class Hover:
    """A card, and the span of its token."""

    span: Span
    text: str


def hover(source: Source, offset: int, project: Project, *, markdown: bool) -> Hover | None:
    """The card for the token at byte `offset`; None if there is no status."""
    usage = usage_at(source, offset, project)
    if usage is None:
        return None
    bound = usage.place is not None and usage.place.order and usage.name is None
    text = card(usage.code, usage.name, bound=bound, markdown=markdown)
    return Hover(usage.span, text) if text is not None else None
