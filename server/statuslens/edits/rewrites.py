"""Rewrites of a status: a number as a constant, a constant as a number.

Each has a replacement and says whether it is safe. Rules and refactorings decide which to use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from ..facts.contexts import Context
from ..facts.vocabularies import vocabulary_of_name
from ..project.view import Project
from ..semantic.assignability import is_literal, takes_any_number
from ..semantic.bindings import is_bound
from ..semantic.enclosing import enclosing, outside
from ..semantic.imports import IMPORT_NODES
from ..semantic.scopes import meaning
from ..semantic.usages import Usage
from ..syntax.source import Source, Span
from .spelling import spelling
from .text_edits import Replacement

# Contexts that turn the status into text, as FastAPI does with the keys of `responses`.
_KEYS: frozenset[Context] = frozenset({"responses_key"})
# Contexts in which a member acts as its number, and attributes that show otherwise.
_AS_NUMBER: frozenset[Context] = frozenset(
    {"compare", "assert", "raise", "response", "call_other", "deco", "deco_other"}
)
_MORE = re.compile(rb"(?<![A-Z\d_])\.(?:phrase|description)\b")
_DOTTED = re.compile(r"\w+(?:\s*\.\s*\w+)*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The replacement of a status with `text`. Unless `safe`, the user should review it."""

    text: str
    replacement: Replacement
    safe: bool


def to_constant(source: Source, usage: Usage, project: Project) -> Rewrite | None:
    """The number at `usage` as a constant; None if no name is certain or none is wanted."""
    place = usage.place
    if place is None or place.order or usage.name is not None:
        return None
    node = source.node_at(usage.span)
    if is_shown(node) or _is_identity(node) or is_literal(source, node):
        return None
    spelled = spelling(
        source,
        usage.code,
        usage.span.start,
        project,
        as_key=is_key(usage),
        dotted=is_pattern(source, usage),
    )
    if spelled is None:
        return None
    is_enum = vocabulary_of_name(spelled.name).type == "enum"
    if is_enum and takes_any_number(source, node):
        return None
    replacement = Replacement(usage.span, spelled.expression, spelled.new_import)
    is_safe = place.confidence == "certain" and spelled.safe
    return Rewrite(spelled.expression, replacement, is_safe)


def to_number(source: Source, usage: Usage) -> Rewrite | None:
    """The constant at `usage` as its number; None if a number is not possible there, or not the
    same.

    A member of an enumeration has more than its number (`str`, `phrase`). Replacing it is safe only
    in comparisons and arguments of frameworks, and only in a file that uses nothing else of it.
    """
    if usage.name is None or not vocabulary_of_name(usage.name).is_number:
        return None
    span = expression_span(source, usage)
    if span is None:
        return None
    is_int = vocabulary_of_name(usage.name).type == "int"
    place = usage.place
    is_placed = place is not None and place.confidence == "certain" and place.context in _AS_NUMBER
    is_placed = is_placed and _MORE.search((source.whole or source).data) is None
    is_value = source.data.endswith(b".value", span.start, span.end)
    text = str(usage.code)
    return Rewrite(text, Replacement(span, text), is_int or is_placed or is_value)


def is_key(usage: Usage) -> bool:
    """Whether the status is a key that becomes text."""
    return usage.place is not None and usage.place.context in _KEYS


def is_pattern(source: Source, usage: Usage) -> bool:
    """Whether the status is a pattern of `case`, where a bare name would capture everything."""
    node = source.node_at(usage.span)
    return enclosing(node, "case_pattern", stop=("block", "case_clause")) is not None


def is_shown(node: Node) -> bool:
    """Whether the code itself is shown as text: `f"{status_code == 404=}"`."""
    current: Node | None = node
    while current is not None and current.type not in ("block", "module"):
        if current.type == "interpolation" and any(c.type == "=" for c in current.children):
            return True
        current = current.parent
    return False


def _is_identity(node: Node) -> bool:
    """Whether identity is tested, as in `status_code is 404`: then the object matters, not the
    number.
    """
    parent = node.parent
    operators = () if parent is None else parent.children
    is_comparison = parent is not None and parent.type == "comparison_operator"
    return is_comparison and any(child.type in ("is", "is not") for child in operators)


def expression_span(source: Source, usage: Usage) -> Span | None:
    """The whole expression of the constant: `status.HTTP_404_NOT_FOUND`, and `.value` after a
    member. None if no other value is possible there: the constant is imported, bound, a type, used
    for more than its number, or a constant of the project with the same name.
    """
    node, parent = outside(source.node_at(usage.span), ("attribute", "dotted_name"))
    words = words_of(source, node)
    if not words or parent is None or parent.type in IMPORT_NODES:
        return None
    behind = source.data[usage.span.end : node.end_byte]
    is_enum = usage.name is not None and vocabulary_of_name(usage.name).type == "enum"
    if behind and not (is_enum and _WORD.findall(behind.decode()) == ["value"]):
        return None
    if parent.type in ("call", "subscript") and parent.child(0) == node:
        return None
    if is_bound(node) or _is_type(source, node) or is_shown(node):
        return None
    found = meaning(source, words[0], node.start_byte)
    if found is not None and found.origin is None:
        return None
    return Span(node.start_byte, node.end_byte)


def words_of(source: Source, node: Node) -> list[str]:
    """`a`, `b` and `c` for `a.b.c`; empty for any other expression."""
    text = source.text_of(node)
    return _WORD.findall(text) if _DOTTED.fullmatch(text) else []


def _is_type(source: Source, node: Node) -> bool:
    """Whether it is part of an annotation, or of `Literal[HTTPStatus.OK]` anywhere."""
    _, parent = outside(node, ("binary_operator",))
    if parent is None or parent.type != "subscript":
        return parent is not None and parent.type == "type"
    value = parent.child_by_field_name("value")
    return value is not None and source.text_of(value).endswith("Literal")
