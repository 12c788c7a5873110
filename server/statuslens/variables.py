"""Whether a variable that holds a number could as well hold a member of an enumeration.

A type checker takes a variable's type from what is first assigned to it. A member of `HTTPStatus`
is an int, but an int is no member: where other numbers come to the variable, or to the list or
dictionary in it, what was right before would be reported.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from .source import Source

_SCOPES = ("function_definition", "class_definition", "module")
_WRAPPERS = ("conditional_expression", "parenthesized_expression", "pair", "tuple")
_CONTAINERS = ("list", "set", "dictionary")
# What may be assigned beside a member: a number that becomes one, or another member.
_STATUS = re.compile(rb"\(?(?:[1-5]\d\d\b|(?:\w+\.)*HTTPStatus\.|codes\.)")
# What one may do with a container whatever the type of its elements.
_ASKS = re.compile(rb"\b(?:in|len\()[ \t]*$")
_READS = re.compile(rb"\.(?:items|values|keys)\(\)")


def takes_any_number(source: Source, node: Node) -> bool:
    """Whether the number at `node` is assigned, in a container or by itself, to a variable without
    an annotation that other numbers come to.
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


def _is_assigned_otherwise(source: Source, target: Node, assignment: Node) -> bool:
    scope: Node | None = assignment
    scopes = ("class_definition",) if target.type == "attribute" else _SCOPES
    while scope is not None and scope.parent is not None and scope.type not in scopes:
        scope = scope.parent
    if scope is None:
        return False
    again = re.compile(rb"(?<![\w.])%b\s*(?::[^=\n]*)?=(?!=)\s*(\S*)" % _pattern(source, target))
    others = again.finditer(source.data, scope.start_byte, scope.end_byte)
    return any(not _STATUS.match(other[1]) for other in others)


def _is_used_freely(source: Source, target: Node) -> bool:
    """Whether the container is used in a way that may depend on the type of its elements."""
    uses = re.finditer(rb"(?<![\w.])%b(?!\w)" % _pattern(source, target), source.data)
    return any(
        use.start() != target.start_byte
        and not _ASKS.search(source.data, max(0, use.start() - 20), use.start())
        and not _READS.match(source.data, use.end())
        for use in uses
    )


def _pattern(source: Source, target: Node) -> bytes:
    return re.escape(source.data[target.start_byte : target.end_byte])
