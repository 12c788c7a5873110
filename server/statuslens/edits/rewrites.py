"""Rewrites of a status: a number as a constant, a constant as a number.

Each has a replacement and says whether it is safe. Rules and refactorings decide which to use.
"""

import re
from dataclasses import dataclass

from tree_sitter import Node

from ..facts.contexts import Context
from ..facts.vocabularies import vocabulary_of_name
from ..project.view import Project
from ..semantic.enclosing import enclosing, outside
from ..semantic.imports import IMPORT_NODES
from ..semantic.scopes import is_bound, meaning
from ..semantic.usages import Usage
from ..syntax.source import Source, Span, field
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

_SCOPES = ("function_definition", "class_definition", "module")
_WRAPPERS = ("conditional_expression", "parenthesized_expression", "pair", "tuple")
_CONTAINERS = ("list", "set", "dictionary")
# Values that may be assigned next to a member: a number that is replaced too, or another member.
_STATUS = re.compile(rb"\(?(?:[1-5]\d\d\b|(?:\w+\.)*HTTPStatus\.|codes\.)")
# Uses of a container that do not depend on the type of its elements.
_ASKS = re.compile(rb"\b(?:in|len\()[ \t]*$")
_READS = re.compile(rb"\.(?:items|values|keys)\(\)")


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
    if is_shown(node) or _is_identity(node) or _is_literal(source, node):
        return None
    as_key, dotted = is_key(usage), is_pattern(source, usage)
    spelled = spelling(source, usage.span.start, usage.code, project, as_key=as_key, dotted=dotted)
    if spelled is None:
        return None
    if vocabulary_of_name(spelled.name).type == "enum" and _takes_any_number(source, node):
        return None
    replacement = Replacement(usage.span, spelled.expression, spelled.new_import)
    return Rewrite(spelled.expression, replacement, place.confidence == "certain" and spelled.safe)


def to_number(source: Source, usage: Usage) -> Rewrite | None:
    """The constant at `usage` as its number; None if impossible. For a member of an enumeration,
    safe only in comparisons and arguments of frameworks, in a file without other uses of it (`str`,
    `phrase`).
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
    shown = enclosing(node, "interpolation", stop=("block", "module"))
    return shown is not None and any(child.type == "=" for child in shown.children)


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


def _takes_any_number(source: Source, node: Node) -> bool:
    """Whether other numbers go to the same variable without annotation: its type must be int."""
    parent, in_container = node.parent, False
    while parent is not None and parent.type in (*_WRAPPERS, *_CONTAINERS):
        in_container |= parent.type in _CONTAINERS
        parent = parent.parent
    target = field(parent, "left")
    if parent is None or parent.type != "assignment" or field(parent, "type") or target is None:
        return False
    if in_container:
        return _is_used_freely(source, target)
    return _is_assigned_otherwise(source, target, parent)


def _is_literal(source: Source, node: Node) -> bool:
    """Whether the number is assigned to, a default of, or returned as a `Literal` type."""
    child, parent = outside(node, (*_WRAPPERS, *_CONTAINERS))
    if parent is None:
        return False
    kind = None
    if parent.type == "return_statement":
        kind = field(enclosing(parent, *_SCOPES), "return_type")
    elif parent.type in ("assignment", "typed_default_parameter"):
        kind = field(parent, "type") if field(parent, "left") != child else None
    return re.search(r"\bLiteral\b", source.text_of(kind)) is not None


def _is_identity(node: Node) -> bool:
    """Whether identity is tested (`status_code is 404`): the object matters, not the number."""
    parent = node.parent
    if parent is None or parent.type != "comparison_operator":
        return False
    return any(child.type in ("is", "is not") for child in parent.children)


def _is_type(source: Source, node: Node) -> bool:
    """Whether it is part of an annotation, or of `Literal[HTTPStatus.OK]` anywhere."""
    _, parent = outside(node, ("binary_operator",))
    if parent is None or parent.type != "subscript":
        return parent is not None and parent.type == "type"
    return source.text_of(field(parent, "value")).endswith("Literal")


def _is_assigned_otherwise(source: Source, target: Node, assignment: Node) -> bool:
    scopes = ("class_definition",) if target.type == "attribute" else _SCOPES
    scope = enclosing(assignment, *scopes) or source.root
    name = _pattern(source, target)
    if scope.type == "class_definition" and target.type == "identifier":
        scope, name = source.root, rb"(?:(?:self|cls)\.)?%b" % name  # of a subclass, too
    start, end = scope.start_byte, scope.end_byte
    again = re.compile(rb"(?<![\w.])%b\s*(?::[^=\n]*)?=(?!=)\s*(\S*)" % name)
    if any(not _STATUS.match(other[1]) for other in again.finditer(source.data, start, end)):
        return True
    bound = re.compile(rb"(?<![\w.])%b\s*[-+*/%%|&^]=|\bfor\s+%b\s+in\b" % (name, name))
    return bound.search(source.data, start, end) is not None


def _is_used_freely(source: Source, target: Node) -> bool:
    """Whether a use of the container may depend on the type of its elements."""
    uses = re.finditer(rb"(?<![\w.])%b(?!\w)" % _pattern(source, target), source.data)
    return any(
        use.start() != target.start_byte
        and not _ASKS.search(source.data, max(0, use.start() - 20), use.start())
        and not _READS.match(source.data, use.end())
        for use in uses
    )


def _pattern(source: Source, target: Node) -> bytes:
    return re.escape(source.data[target.start_byte : target.end_byte])
