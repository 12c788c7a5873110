"""The completion list of a document, and the items that a client resolves later."""

from __future__ import annotations

from lsprotocol import types

from ..edits.spelling import NewImport
from ..features import completion
from ..features.card import card
from ..syntax.source import Edit
from . import convert
from .client import ItemSupport
from .documents import Document
from .session import DocumentProject


def completions(
    document: Document, offset: int, project: DocumentProject, support: ItemSupport
) -> types.CompletionList | None:
    """The proposals at byte `offset`; None where no status is expected."""
    found = completion.completions(document.source, offset, project)
    if found is None:
        return None
    needed = {item.new_import for item in found.items if item.new_import is not None}
    now = needed if support.wants_now(needed) else ()
    imports = {new: import_edits(document, offset, new, project) for new in now}
    uri, positions = document.uri, document.positions
    return convert.completion_list(found, imports, offset, uri, positions, support)


def import_edits(
    document: Document, offset: int, new: NewImport, project: DocumentProject
) -> tuple[Edit, ...]:
    """The edits that add an item's import, for a use at byte `offset`."""
    return completion.edits_of(document.source, offset, new, project)


def documentation(data: object, *, markdown: bool) -> types.MarkupContent | None:
    """The card of the item with this `data`."""
    named = convert.resolved_name(data)
    text = card(*named, markdown=markdown) if named is not None else None
    return convert.markup(text, markdown=markdown) if text is not None else None
