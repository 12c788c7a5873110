"""Places in comparisons and assertions, next to a value that is a status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from ...facts import apis
from ...project.view import Project
from ...syntax.source import Source, field
from ..enclosing import FUNCTIONS, enclosing, enclosing_test, handled_method, last_client_call
from ..signatures import is_about_http, is_about_websocket, packages, status_name
from .place import Place, holder_of

MEMBERSHIP = frozenset({"in", "not in"})
_ORDER = frozenset({"<", "<=", ">", ">="})


def of_operand(source: Source, comparison: Node, child: Node, _project: Project) -> Place | None:
    """The place next to `==` or `!=` and a status, on either side; range comparisons are marked."""
    for operator, operand in neighbours(comparison, child):
        place = place_beside(source, comparison, operand)
        if place is None:
            continue
        if operator in ("==", "!="):
            return place
        if operator in _ORDER:
            return replace(place, context="compare_order", method=None)
        if operator in MEMBERSHIP and child.type == "parenthesized_expression":
            return place  # `in (404`, before its comma is typed
    return None


def is_class_of(source: Source, node: Node) -> bool:
    """Whether `node`, the digit of a class, is compared with `….status_code // 100`."""
    comparison = node.parent
    if comparison is None or comparison.type != "comparison_operator":
        return False
    for _, operand in neighbours(comparison, node):
        is_division = any(n.type == "//" for n in operand.children)
        is_by_hundred = is_division and source.text_of(field(operand, "right")) == "100"
        if is_by_hundred and place_beside(source, comparison, field(operand, "left")):
            return True
    return False


def neighbours(comparison: Node, operand: Node) -> Iterator[tuple[str, Node]]:
    """The operands to the left and right of an operand, each with the operator between."""
    parts = comparison.children
    index = parts.index(operand)
    for step in (-1, 1):
        if 0 <= index + 2 * step < len(parts):
            yield parts[index + step].type, parts[index + 2 * step]


def place_beside(source: Source, node: Node, value: Node | None) -> Place | None:
    """The place next to `value` in a comparison or assertion; None unless `value` is a status."""
    name = holder_of(source, value)
    if value is None or name is None or (name == "status" and not _is_of_response(source, value)):
        return None
    if name == "code":
        return _compared_code(source, value)
    if apis.says_close_code(name):
        return Place("compare", "websocket")
    confidence = status_name(source, name)
    if confidence is None:
        return None
    test = enclosing_test(source, node)
    if test is None and enclosing(node, "assert_statement", stop=FUNCTIONS) is None:
        return Place("compare", "http", handled_method(source, node), confidence)
    method = last_client_call(source, test, node) if test is not None else None
    return Place("assert", "http", method, confidence)


def _is_of_response(source: Source, value: Node) -> bool:
    """Whether `.status` is a response's, not a task's or a job's, as the variable's name says."""
    owner = field(value, "object" if value.type == "attribute" else "value")
    if owner is None:
        return True
    names = re.findall(r"[^\W\d]\w*", source.text_of(owner))
    return any(apis.RESPONSE_NAME.search(name) for name in names)


def _compared_code(source: Source, value: Node) -> Place | None:
    """The place next to `.code` of a response or error, or to `code` beside certain libraries."""
    if value.type == "identifier":
        known = not packages(source).isdisjoint(apis.CODE_IS_STATUS)
    else:
        known = is_about_http(source) and _is_of_response(source, value)
    if not known:
        about_websocket = value.type != "identifier" and is_about_websocket(source)
        return Place("compare", "websocket", confidence="likely") if about_websocket else None
    return Place("compare", "http", confidence="likely", either=True)
