"""The card that hover shows at a cursor."""

from __future__ import annotations

from drawing import with_cursor
from projects import project_of
from statuslens.features.hover import hover


def card_at(text: str, *, markdown: bool = True) -> str:
    source, offset = with_cursor(text)
    found = hover(source, offset, project_of(source), markdown=markdown)
    assert found is not None
    return found.text
