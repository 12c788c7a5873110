"""The place, and its derivation from the name that holds the value."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from ...facts import apis
from ...facts.apis import Confidence
from ...facts.catalogue import Kind
from ...facts.contexts import Context
from ...syntax.source import Source, children_of, field, named_child
from ..enclosing import called_word, enclosing_test, handled_method, string_of
from ..signatures import status_name


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its context, the HTTP method if known, the kind of status, and the confidence.

    `either` means that a code of the other kind is possible as well.
    """

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


def _converts(source: Source, call: Node, arguments: Node) -> bool:
    """Whether the call keeps the status, such as `int(HTTPStatus.OK)`."""
    return called_word(source, call) in apis.CONVERSIONS and arguments.named_child_count == 1


def index_in(collection: Node, child: Node) -> int:
    before = [n for n in collection.named_children if n.end_byte <= child.start_byte]
    return sum(n.type != "comment" for n in before)
