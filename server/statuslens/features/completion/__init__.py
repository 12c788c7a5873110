"""Completion: the codes that fit the place, most likely first."""

from collections.abc import Iterable
from dataclasses import dataclass

from ...edits.spelling import NewImport
from ...edits.text_edits import import_edits
from ...facts.catalogue import registered
from ...facts.vocabularies import numbered_kind
from ...project.view import Project
from ...syntax.source import Edit, Source, Span
from .candidates import (
    Candidate,
    Completion,
    details,
    expressions,
    expressions_of,
    imported_names,
    imported_vocabulary,
    matching,
    members,
    opens_place,
    word_around,
)
from .ranking import NOWHERE, ranked

__all__ = ["Completion", "Completions", "completions", "details", "edits_of", "every_code"]


@dataclass(frozen=True, slots=True)
class Completions:
    """The proposals, most likely first, and the word that they replace."""

    span: Span
    items: tuple[Completion, ...]


def completions(source: Source, offset: int, project: Project) -> Completions | None:
    """The proposals at byte `offset`; None where no status is expected."""
    settings = project.settings
    if settings.completion == "off":
        return None
    span = word_around(source, offset)
    typed = source.data[span.start : offset].decode("utf-8", "replace")
    member = source.data[max(0, span.start - 1) : span.start] == b"."
    importing = imported_vocabulary(source, span)
    if (member or importing is not None) and settings.completion == "positions":
        return None
    candidates: Iterable[Candidate] | None
    if importing is not None:
        candidates = imported_names(source, span, importing, project.environment)
    elif member:
        candidates = members(source, span, project)
    elif opens_place(source, span.start) or numbered_kind(typed):
        candidates = expressions(source, span, typed, project)
    else:
        return None
    if candidates is None:
        return None
    return Completions(span, tuple(matching(candidates, typed)))


def every_code(source: Source, offset: int, project: Project) -> Completions:
    """Every code as it can be written at byte `offset`, in the order without a context."""
    codes = ranked((*registered("http"), *registered("websocket")), NOWHERE, project.uses)
    candidates = expressions_of(source, offset, codes, project, dotted=False)
    return Completions(Span(offset, offset), tuple(matching(candidates, "")))


def edits_of(source: Source, offset: int, new: NewImport, project: Project) -> tuple[Edit, ...]:
    """The edits that add an item's `new_import`, for a use at byte `offset`."""
    return tuple(import_edits(source, [new], offset, project))
