"""Whether a variable holds a response of httpx: what it is given in its function tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from ...semantic.enclosing import enclosing
from ...semantic.scopes import dotted_path, is_bound
from ...syntax.source import Source, Span, named_child

_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
_CALLS = frozenset(f"httpx.{word}" for word in _METHODS)
_CLIENTS = frozenset({"httpx.Client", "httpx.AsyncClient"})


def is_of_httpx(source: Source, response: Node) -> bool:
    """Whether `response`, a variable, is what a call of httpx gave."""
    if response.type != "identifier":
        return False
    scope = enclosing(response, "function_definition") or source.root
    return _holds_only(source, scope, source.text_of(response), _is_call)


def _is_call(source: Source, value: Node) -> bool:
    function = value.child_by_field_name("function")
    if value.type != "call" or function is None:
        return False
    if dotted_path(source, function) in _CALLS:
        return True
    client, method = (function.child_by_field_name(f) for f in ("object", "attribute"))
    if client is None or method is None:
        return False
    if source.text_of(method) not in (*_METHODS, "send"):
        return False
    if client.type != "identifier":
        return _is_client(source, client)
    word, scope = source.text_of(client), enclosing(client, "function_definition")
    if scope is not None and any(_values(source, scope, word)):
        return _holds_only(source, scope, word, _is_client)
    return _holds_only(source, source.root, word, _is_client)


def _is_client(source: Source, value: Node) -> bool:
    function = value.child_by_field_name("function")
    if value.type != "call" or function is None:
        return False
    return dotted_path(source, function) in _CLIENTS


def _holds_only(
    source: Source, scope: Node, word: str, is_one: Callable[[Source, Node], bool]
) -> bool:
    """Whether all that the variable is given, and there is something, is such a value."""
    values = list(_values(source, scope, word))
    return bool(values) and all(value is not None and is_one(source, value) for value in values)


def _values(source: Source, scope: Node, word: str) -> Iterator[Node | None]:
    """What the variable is given in `scope`; None for what is not written there."""
    pattern = re.compile(rb"(?<![\w.])%b(?!\w)" % re.escape(word.encode()))
    for match in pattern.finditer(source.data, scope.start_byte, scope.end_byte):
        node = source.node_at(Span(*match.span()))
        parent = node.parent
        if node.type != "identifier" or parent is None or not is_bound(node):
            continue
        if parent.type == "assignment":
            value = parent.child_by_field_name("right")
        elif parent.type == "as_pattern_target" and parent.parent is not None:
            value = named_child(parent.parent, 0)
        else:
            value = None
        if value is not None and value.type == "await":
            value = named_child(value, 0)
        yield value
