"""A status written in another way: a number as a constant, a constant as a number.

Each gives the replacement and whether it is safe; which of them to ask for is the business of rules
and refactorings.
"""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from .edits import Replacement
from .environment import Environment
from .names import Spelling, spelling
from .source import Source, Span
from .usages import Usage
from .variables import takes_any_number
from .vocabularies import vocabulary_of_name

# Where a place turns the status into text, as FastAPI does with the keys of `responses`.
_KEYS = frozenset({"responses_key"})
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_NOT_A_VALUE = frozenset({"del_statement", "delete_statement", "global_statement", "type"})


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`replacement` writes the status as `text`; unless `safe`, someone should look at it."""

    text: str
    replacement: Replacement
    safe: bool


def to_constant(
    source: Source, usage: Usage, environment: Environment, provider: str = "auto"
) -> Rewrite | None:
    """The number at `usage` as a constant; None where no name is certain."""
    place = usage.place
    if place is None or usage.name is not None:
        return None
    spelled = spelling(
        source,
        usage.code,
        usage.span.start,
        environment,
        provider,
        as_key=place.context in _KEYS,
        dotted=is_pattern(source, usage),
    )
    if spelled is None:
        return None
    is_enum = vocabulary_of_name(spelled.name).type == "enum"
    if is_enum and takes_any_number(source, source.node_at(usage.span)):
        return None
    return written(usage.span, spelled, certain=place.confidence == "certain")


def to_number(source: Source, usage: Usage) -> Rewrite | None:
    """The constant at `usage` as its number; None where a number could not stand, or would not be
    the same.

    A member of an enumeration knows more than its number (`str`, `repr`): it is replaced safely
    only where a status is expected.
    """
    if usage.name is None or not vocabulary_of_name(usage.name).is_number:
        return None
    span = expression_span(source, usage)
    if span is None:
        return None
    is_int = vocabulary_of_name(usage.name).type == "int"
    is_placed = usage.place is not None and usage.place.confidence == "certain"
    is_value = source.data[: span.end].endswith(b".value")
    return Rewrite(
        str(usage.code), Replacement(span, str(usage.code)), is_int or is_placed or is_value
    )


def written(span: Span, spelled: Spelling, *, certain: bool) -> Rewrite:
    """What stands at `span` as it is spelled."""
    replacement = Replacement(span, spelled.expression, spelled.new_import)
    return Rewrite(spelled.expression, replacement, certain and spelled.safe)


def is_pattern(source: Source, usage: Usage) -> bool:
    """Whether the status is a pattern of `case`, where a bare name would capture everything."""
    node: Node | None = source.node_at(usage.span)
    while node is not None and node.type not in ("block", "case_clause", "module"):
        if node.type == "case_pattern":
            return True
        node = node.parent
    return False


def expression_span(source: Source, usage: Usage) -> Span | None:
    """All of the expression that is the constant: `status.HTTP_404_NOT_FOUND`, and the `.value` of
    a member behind it. None where it is imported, or no value.
    """
    node = source.node_at(usage.span)
    parent = node.parent
    if parent is not None and parent.type == "attribute":
        node, parent = parent, parent.parent
    elif parent is not None and parent.type == "dotted_name":
        if parent.parent is not None and parent.parent.type in (*_IMPORTS, "aliased_import"):
            return None
        node, parent = parent, parent.parent
    if parent is None or parent.type in _NOT_A_VALUE or parent.type in _IMPORTS:
        return None
    if parent.type == "attribute" and parent.child_by_field_name("object") == node:
        attribute = parent.child_by_field_name("attribute")
        is_value = attribute is not None and source.text_of(attribute) == "value"
        is_enum = usage.name is not None and vocabulary_of_name(usage.name).type == "enum"
        return Span(parent.start_byte, parent.end_byte) if is_value and is_enum else None
    if parent.type in ("call", "subscript") and parent.child(0) == node:
        return None
    return Span(node.start_byte, node.end_byte)
