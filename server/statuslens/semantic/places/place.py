"""The place, by the name that holds the value, or next to a value in a comparison or assertion."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from ...facts import apis
from ...facts.apis import Confidence
from ...facts.catalogue import Kind
from ...facts.contexts import Context
from ...project.view import Project
from ...syntax.source import Source, children_of, field, named_child
from ..enclosing import (
    FUNCTIONS,
    called_word,
    enclosing,
    enclosing_test,
    handled_method,
    last_client_call,
    string_of,
)
from ..signatures import is_about_http, is_about_websocket, packages, status_name

MEMBERSHIP = frozenset({"in", "not in"})
_ORDER = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `either` means that the other kind of status is possible, too."""

    context: Context
    kind: Kind = "http"
    method: str | None = None
    confidence: Confidence = "certain"
    either: bool = False

    @property
    def order(self) -> bool:
        """Whether the number is part of a range comparison such as `< 400`: it is not reported."""
        return self.context == "compare_order"


def place_by_name(source: Source, name: str | None, context: Context, node: Node) -> Place | None:
    """The place of a value held under `name`."""
    if name is None:
        return None
    if apis.says_close_code(name):
        return Place(context, "websocket", confidence="likely")
    confidence = status_name(source, name)
    if confidence is None:
        return None
    if context == "define" and enclosing_test(source, node) is not None:
        context = "define_test"
    return Place(context, "http", handled_method(source, node), confidence)


def holder_of(source: Source, value: Node | None) -> str | None:
    """The name that holds a value: attribute, variable, key, or the argument of a look-up."""
    if value is None:
        return None
    match value.type:
        case "identifier":
            return source.text_of(value)
        case "attribute":
            return source.text_of(field(value, "attribute")) or None
        case "subscript":
            word = string_of(source, field(value, "subscript"))
            return word or holder_of(source, field(value, "value"))  # `statuses[0]`
        case "call":
            word = called_word(source, value)
            if word not in apis.LOOKUPS:
                return word
            strings = (string_of(source, n) for n in children_of(field(value, "arguments")))
            return next(filter(None, strings), None)
        case "parenthesized_expression" | "await":
            return holder_of(source, named_child(value, 0))
    return None


def through_wrappers(source: Source, node: Node) -> tuple[Node, Node | None]:
    """The outermost expression with the value of `node`, and its parent."""
    child, parent = node, node.parent
    while parent is not None:
        if parent.type == "conditional_expression":
            if named_child(parent, 1) == child:
                return child, None  # the condition itself
        elif parent.type == "argument_list":
            call = parent.parent
            if call is None or not _converts(source, call, parent):
                break
            parent = call
        elif parent.type not in ("parenthesized_expression", "boolean_operator"):
            break
        child, parent = parent, parent.parent
    return child, parent


def index_in(collection: Node, child: Node) -> int:
    before = [n for n in collection.named_children if n.end_byte <= child.start_byte]
    return sum(n.type != "comment" for n in before)


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


def _converts(source: Source, call: Node, arguments: Node) -> bool:
    """Whether the call keeps the status, such as `int(HTTPStatus.OK)`."""
    return called_word(source, call) in apis.CONVERSIONS and arguments.named_child_count == 1


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
