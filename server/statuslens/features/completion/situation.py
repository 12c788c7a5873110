"""A place in a file that is being typed: the words around it and the uses beside it."""

from __future__ import annotations

import bisect
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from ...facts.contexts import ContextOrNone
from ...project.view import Project
from ...semantic.places import Place
from ...semantic.usages import usages_in
from ...syntax.source import Source, Span
from ...workspace.counts import Use
from ...workspace.uses import brief, use_of, uses_without
from ...workspace.words import function_line, words

_COLLECTIONS = frozenset({"tuple", "list", "set", "dictionary", "union_pattern"})
_INSIDE = frozenset({"pair", "parenthesized_expression", "conditional_expression", "case_pattern"})


@dataclass(frozen=True, slots=True)
class Situation:
    """A place where a code is to stand: what is around it, and the uses before and after it in the
    file, each in order. `function` is that of the uses which stand in the same one. The codes in
    `siblings` stand in the same collection, where none stands twice.
    """

    context: ContextOrNone
    method: str
    words: tuple[str, ...]
    before: tuple[Use, ...]
    after: tuple[Use, ...]
    function: int
    siblings: frozenset[int] = frozenset()


def situation(
    source: Source, offset: int, repaired: Source, node: Node, place: Place | None, project: Project
) -> Situation:
    """What is known about the place at byte `offset` of a file that is being typed: `node` stands
    for it in `repaired`, the part of the file that was made whole.
    """
    line = source.line_at(offset)
    span = source.line_span(line)
    # Without its line the file stays the same while the line is typed.
    others = uses_without(source, span, project)
    first = bisect.bisect_right(others, line, key=operator.attrgetter("line"))
    function = function_line(node, line - node.start_point.row)
    row = node.start_point.row
    beside = [
        (usage.span.start, use_of(repaired, usage, usage.place, line - row))
        for usage in usages_in(repaired, repaired.line_span(row), project)
        if usage.place is not None and not usage.span.touches(_span(node))
    ]
    before = (*others[:first], *(use for start, use in beside if start < node.start_byte))
    after = (*(use for start, use in beside if start > node.start_byte), *others[first:])
    context = place.context if place is not None else ""
    method = place.method or "" if place is not None else ""
    said = [*words(repaired, node, context), *links(context, function, before, after)]
    siblings = _codes_beside(repaired, node, context, project)
    return Situation(context, method, tuple(said), before, after, function, siblings)


def _codes_beside(
    source: Source, node: Node, context: ContextOrNone, project: Project
) -> frozenset[int]:
    """The codes beside `node` in a collection, a dictionary's keys or the parts of a pattern."""
    around = node.parent
    while around is not None and around.type in _INSIDE:
        around = around.parent
    if around is None or around.type not in _COLLECTIONS:
        return frozenset()
    return frozenset(
        usage.code
        for usage in usages_in(source, _span(around), project)
        if usage.place is not None
        and usage.place.context == context
        and not usage.span.touches(_span(node))
    )


def links(
    context: ContextOrNone, function: int, before: Sequence[Use], after: Sequence[Use]
) -> Iterator[str]:
    """The words of a place about the uses next to it."""
    earlier = next((use.code for use in reversed(before) if use.context == context), None)
    if earlier is not None:
        yield f"u:{earlier}"
    if function >= 0:
        for letter, nearest in (("v", reversed(before)), ("n", iter(after))):
            use = next((use for use in nearest if use.function == function), None)
            yield f"{letter}:{brief(use)}"


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)
