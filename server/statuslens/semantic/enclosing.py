"""The surroundings of a node: the enclosing call, function, route or test."""

import re
from collections.abc import Container, Iterator

from tree_sitter import Node

from ..facts.apis import HTTP_METHODS
from ..syntax.source import Source, field, named_child

_CLIENT_CALL = re.compile(rb"\.(get|post|put|patch|delete|head|options)\s*\(")

FUNCTIONS = ("function_definition", "lambda")


def call_around(keyword: Node) -> Node | None:
    """The call whose argument `node` is."""
    arguments = keyword.parent
    call = arguments.parent if arguments is not None else None
    return call if call is not None and call.type == "call" else None


def called_word(source: Source, call: Node) -> str:
    """The last word of the callee: `post` for `router.post(…)`, `f` for `f(…)`."""
    called = field(call, "function", "attribute") or field(call, "function")
    return source.text_of(called) if called is not None and called.type == "identifier" else ""


def called_method(source: Source, call: Node) -> str | None:
    """`post` for the call `router.post(…)`."""
    word = source.text_of(field(call, "function", "attribute"))
    return word if word in HTTP_METHODS else None


def handled_method(source: Source, node: Node) -> str | None:
    """The HTTP method of the route handler around `node`, from its decorator or its own name."""
    for function in functions_around(node):
        for decorator in decorators_of(function):
            call = named_child(decorator, 0)
            method = called_method(source, call) if call and call.type == "call" else None
            if method is not None:
                return method
        if name_of(source, function) in HTTP_METHODS:
            return name_of(source, function)
    return None


def decorators_of(function: Node) -> list[Node]:
    owner = function.parent
    children = owner.children if owner and owner.type == "decorated_definition" else []
    return [child for child in children if child.type == "decorator"]


def enclosing_test(source: Source, node: Node) -> Node | None:
    """The test around `node`, by the naming rules of pytest and unittest."""
    return next((f for f in functions_around(node) if name_of(source, f).startswith("test")), None)


def last_client_call(source: Source, test: Node, node: Node) -> str | None:
    calls = _CLIENT_CALL.findall(source.data, test.start_byte, node.start_byte)
    return calls[-1].decode() if calls else None


def functions_around(node: Node) -> Iterator[Node]:
    return (each for each in ancestors(node) if each.type == "function_definition")


def ancestors(node: Node) -> Iterator[Node]:
    """The node itself, its parent, and so on up to the module."""
    current: Node | None = node
    while current is not None:
        yield current
        current = current.parent


def enclosing(node: Node, *kinds: str, stop: tuple[str, ...] = ()) -> Node | None:
    """The first of `node` and its ancestors of these kinds; None if one of `stop` comes first."""
    for each in ancestors(node):
        if each.type in kinds:
            return each
        if each.type in stop:
            return None
    return None


def outside(node: Node, kinds: Container[str]) -> tuple[Node, Node | None]:
    """The child and parent around `node` where parents of these kinds are skipped."""
    child, parent = node, node.parent
    while parent is not None and parent.type in kinds:
        child, parent = parent, parent.parent
    return child, parent


def name_of(source: Source, definition: Node) -> str:
    return source.text_of(field(definition, "name"))


def string_of(source: Source, node: Node | None) -> str | None:
    if node is None or node.type != "string":
        return None
    content = next((n for n in node.named_children if n.type == "string_content"), None)
    return source.text_of(content) if content is not None else None
