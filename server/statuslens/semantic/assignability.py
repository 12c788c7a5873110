"""Whether a variable that holds a number can also hold a constant, as a type checker sees it.

Type checkers infer the type of a variable from its first assignment. A member of `HTTPStatus` is an
int, but an int is not a member: if other numbers are assigned to the variable, or to the list or
dictionary in it, a constant would make correct code an error. And a constant is not a `Literal`.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from ..syntax.source import Source
from .enclosing import enclosing, outside

_SCOPES = ("function_definition", "class_definition", "module")
_WRAPPERS = ("conditional_expression", "parenthesized_expression", "pair", "tuple")
_CONTAINERS = ("list", "set", "dictionary")
# Values that may be assigned next to a member: a number that is replaced too, or another member.
_STATUS = re.compile(rb"\(?(?:[1-5]\d\d\b|(?:\w+\.)*HTTPStatus\.|codes\.)")
_LITERAL = re.compile(rb"\bLiteral\b")
# Uses of a container that do not depend on the type of its elements.
_ASKS = re.compile(rb"\b(?:in|len\()[ \t]*$")
_READS = re.compile(rb"\.(?:items|values|keys)\(\)")


def takes_any_number(source: Source, node: Node) -> bool:
    """Whether the number at `node` is assigned, directly or in a container, to a variable without
    annotation that other numbers are assigned to as well.
    """
    parent, in_container = node.parent, False
    while parent is not None and parent.type in (*_WRAPPERS, *_CONTAINERS):
        in_container |= parent.type in _CONTAINERS
        parent = parent.parent
    if parent is None or parent.type != "assignment" or parent.child_by_field_name("type"):
        return False
    target = parent.child_by_field_name("left")
    if target is None:
        return False
    if in_container:
        return _is_used_freely(source, target)
    return _is_assigned_otherwise(source, target, parent)


def is_literal(source: Source, node: Node) -> bool:
    """Whether the number at `node` is of a `Literal` type: assigned to a variable with that
    annotation, a default, or returned.
    """
    child, parent = outside(node, (*_WRAPPERS, *_CONTAINERS))
    if parent is None:
        return False
    if parent.type == "return_statement":
        function = enclosing(parent, *_SCOPES)
        kind = function.child_by_field_name("return_type") if function is not None else None
    elif parent.type in ("assignment", "typed_default_parameter"):
        is_value = parent.child_by_field_name("left") != child
        kind = parent.child_by_field_name("type") if is_value else None
    else:
        return False
    if kind is None:
        return False
    return _LITERAL.search(source.data, kind.start_byte, kind.end_byte) is not None


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
