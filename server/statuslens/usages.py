"""Every status in a file, and the kind of place it stands in.

A status is a named constant (`status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`) or a bare number
where an API takes a status. `place_of` decides the latter for any expression, so that completion
can ask it about a place where nothing stands yet.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from . import places
from .catalogue import Kind, kind_of
from .scopes import dotted_path, imports, meaning, resolved
from .source import Source, Span, named_child, per_source
from .vocabularies import Name, Vocabulary, telling_name, vocabularies, vocabulary_at

Confidence = Literal["certain", "likely"]

_TOKEN = re.compile(rb"\w+")
_NUMBER = re.compile(rb"(?<![\w.])[1-5]\d\d\d?(?![\w.])")
_CONSTANT = re.compile(rb"[A-Z][A-Z\d_]+")
_LOWER_CASE_MEMBER = re.compile(rb"(?<=\.)[a-z]\w+")  # requests.codes.not_found
_CLIENT_CALL = re.compile(rb"\.(get|post|put|patch|delete|head|options)\s*\(")

# Expressions that hand the place of the whole down to their parts.
_WRAPPERS = frozenset({"parenthesized_expression", "conditional_expression"})
_ORDER = frozenset({"<", "<=", ">", ">="})
_MEMBERSHIP = frozenset({"in", "not in"})
_FUNCTIONS = ("function_definition", "lambda")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a status stands: what takes it (`context`, as in the frequency tables), for which HTTP
    method if that is known, which kind of code belongs there, and how sure we are.

    `order` marks `<` and its like: the number bounds a class and is no magic status.
    """

    context: str
    kind: Kind
    method: str | None = None
    confidence: Confidence = "certain"
    order: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """One status in the file; `span` is its own token; `name` for a constant."""

    code: int
    span: Span
    place: Place | None
    name: Name | None = None


def usage_at(source: Source, offset: int) -> Usage | None:
    """The status whose token byte `offset` touches, if any."""
    span = _token_at(source, offset)
    return _usage(source, span) if span else None


@per_source
def find_usages(source: Source) -> tuple[Usage, ...]:
    """Every status of the file, in order."""
    names = _constant_names()
    patterns = [_CONSTANT]
    if any(entry.module == "requests" for entry in imports(source)):
        patterns.append(_LOWER_CASE_MEMBER)
    spans = [Span(*m.span()) for m in _NUMBER.finditer(source.data)]
    for pattern in patterns:
        words = pattern.finditer(source.data)
        spans += [Span(*m.span()) for m in words if m[0].decode() in names]
    usages = (_usage(source, span) for span in sorted(spans))
    return tuple(usage for usage in usages if usage)


def vocabulary_of(source: Source, node: Node) -> Vocabulary | None:
    """The vocabulary whose members `node.` has: `status`, `http.HTTPStatus`, any alias of them."""
    path = dotted_path(source, node)
    if path is not None:
        return vocabulary_at(path)
    # Not imported yet, as while typing: the name alone says it for this one.
    word = source.text_of(node)
    unknown = word == "HTTPStatus" and meaning(source, word, node.start_byte) is None
    return vocabularies()["http"] if unknown else None


def place_of(source: Source, node: Node) -> Place | None:
    """The place `node`, any expression, stands in; None where no status is expected."""
    child, parent = node, node.parent
    while parent is not None and parent.type in _WRAPPERS:
        if parent.type == "conditional_expression" and named_child(parent, 1) == child:
            return None  # the condition itself
        child, parent = parent, parent.parent
    if parent is None:
        return None
    match parent.type:
        case "keyword_argument":
            return _keyword_place(source, parent, child)
        case "argument_list":
            return _positional_place(source, parent, child)
        case "comparison_operator":
            return _comparison_place(source, parent, child)
        case "tuple" | "list" | "set" | "pair" | "dictionary":
            return _collection_place(source, parent, child)
    return None


def _token_at(source: Source, offset: int) -> Span | None:
    line = source.line_span(source.line_at(offset))
    for match in _TOKEN.finditer(source.data, line.start, line.end):
        if match.start() <= offset <= match.end():
            return Span(*match.span())
    return None


def _usage(source: Source, span: Span) -> Usage | None:
    node = source.node_at(span)
    if (node.start_byte, node.end_byte) != (span.start, span.end):
        return None
    if node.type == "integer":
        return _number(source, node, span)
    if node.type == "identifier":
        return _constant(source, node, span)
    return None


def _number(source: Source, node: Node, span: Span) -> Usage | None:
    text = source.text_of(node)
    if not text.isdecimal() or kind_of(int(text)) is None:
        return None
    place = place_of(source, node)
    if place is None or place.kind != kind_of(int(text)):
        return None
    return Usage(int(text), span, place)


def _constant(source: Source, node: Node, span: Span) -> Usage | None:
    word = source.text_of(node)
    if word not in _constant_names():
        return None
    parent = node.parent
    if parent is not None and parent.type == "attribute":
        value = parent.child_by_field_name("object")
        if value is None or value == node:
            return None
        vocabulary, expression = vocabulary_of(source, value), parent
    else:
        vocabulary, expression = _vocabulary_of_direct(source, node, word), node
    name = vocabulary.names.get(word) if vocabulary else telling_name(word)
    if name is None:
        return None
    if _is_defined_here(node):
        return None
    return Usage(name.code, span, place_of(source, expression), name)


def _vocabulary_of_direct(source: Source, node: Node, word: str) -> Vocabulary | None:
    """Of a name that stands alone: imported from, or being imported from, a vocabulary."""
    statement: Node | None = node.parent
    while statement is not None and statement.type in ("dotted_name", "aliased_import"):
        statement = statement.parent
    if statement is not None and statement.type == "import_from_statement":
        module = statement.child_by_field_name("module_name")
        return vocabulary_at(source.text_of(module)) if module is not None else None
    found = meaning(source, word, node.start_byte)
    if found is None or found.origin is None:
        return None
    module_path, _, imported = found.origin.rpartition(".")
    return vocabulary_at(module_path) if imported == word else None


def _is_defined_here(node: Node) -> bool:
    """`HTTP_404_NOT_FOUND = 404`, or a keyword argument of that name: no use of a constant."""
    parent = node.parent
    if parent is None:
        return False
    field = {"assignment": "left", "keyword_argument": "name"}.get(parent.type)
    return field is not None and parent.child_by_field_name(field) == node


@functools.cache
def _constant_names() -> frozenset[str]:
    return frozenset().union(*(v.names for v in vocabularies().values()))


def _keyword_place(source: Source, keyword: Node, child: Node) -> Place | None:
    if keyword.child_by_field_name("value") != child:
        return None
    name = keyword.child_by_field_name("name")
    call = keyword.parent.parent if keyword.parent is not None else None
    if name is None or call is None or call.type != "call":
        return None
    word = source.text_of(name)
    row, confidence = _row_of(source, call)
    if row is not None and word == row.keyword:
        return _call_place(source, call, row, confidence)
    if word == places.STATUS_KEYWORD and (row is None or row.kind == "http"):
        return _call_place(source, call, None, "certain")
    return None


def _positional_place(source: Source, arguments: Node, child: Node) -> Place | None:
    call = arguments.parent
    if call is None or call.type != "call":
        return None
    row, confidence = _row_of(source, call)
    if row is None or row.index is None:
        return None
    before = [n for n in arguments.named_children if n.end_byte <= child.start_byte]
    if any(n.type in ("list_splat", "dictionary_splat", "keyword_argument") for n in before):
        return None
    if sum(n.type != "comment" for n in before) != row.index:
        return None
    return _call_place(source, call, row, confidence)


def _row_of(source: Source, call: Node) -> tuple[places.Call | None, Confidence]:
    """The table's row for what is called."""
    function = call.child_by_field_name("function")
    if function is None:
        return None, "likely"
    found = resolved(source, function)
    if found is not None and found.origin is not None:
        return places.CALLS.get(found.origin), "certain" if found.certain else "likely"
    if function.type == "attribute":
        attribute = function.child_by_field_name("attribute")
        if attribute is not None and source.text_of(attribute) == "close":
            return _close_row(source, function)
    if function.type == "identifier":
        word = source.text_of(function)
        if meaning(source, word, function.start_byte) is None:
            return _rows_by_name().get(word), "likely"
    return None, "likely"


def _close_row(source: Source, function: Node) -> tuple[places.Call | None, Confidence]:
    value = function.child_by_field_name("object")
    if value is None:
        return None, "likely"
    if value.type == "attribute":
        attribute = value.child_by_field_name("attribute")
        word = source.text_of(attribute) if attribute is not None else ""
    else:
        word = source.text_of(value)
        annotation = _annotation_of(source, value, word)
        if annotation is not None:
            return (places.CLOSE if annotation in places.WEBSOCKET_CLASSES else None), "certain"
    return (places.CLOSE, "certain") if word in places.WEBSOCKET_NAMES else (None, "likely")


def _annotation_of(source: Source, node: Node, word: str) -> str | None:
    """The class that the parameter `word` of the function around `node` is annotated with."""
    function = _enclosing(node, "function_definition")
    parameters = function.child_by_field_name("parameters") if function is not None else None
    for parameter in parameters.named_children if parameters is not None else ():
        name = parameter.child_by_field_name("name") or named_child(parameter, 0)
        annotation = parameter.child_by_field_name("type")
        if name is None or annotation is None or source.text_of(name) != word:
            continue
        expression = named_child(annotation, 0)
        return dotted_path(source, expression) if expression is not None else None
    return None


@functools.cache
def _rows_by_name() -> dict[str, places.Call]:
    """For a callee that is not imported yet, as while typing: FastAPI's row for that name."""
    rows = reversed(places.CALLS.items())
    return {
        path.rpartition(".")[2]: row
        for path, row in rows
        if path.startswith(("fastapi", "starlette"))
    }


def _call_place(
    source: Source, call: Node, row: places.Call | None, confidence: Confidence
) -> Place:
    """The place of a status that `call` takes."""
    if row is not None and row.kind == "websocket":
        return Place(row.context, "websocket", None, confidence)
    decorator = call.parent
    if decorator is not None and decorator.type == "decorator":
        method = _called_method(source, call)
        return Place("deco" if method else "deco_other", "http", method, confidence)
    test = _test_function(source, call)
    if test is not None:
        context = "test_exc" if row is not None and row.context == "raise" else "test_call"
        return Place(context, "http", _last_client_call(source, test, call), confidence)
    raised = _enclosing(call, "raise_statement", stop=_FUNCTIONS) is not None
    context = "raise" if raised else row.context if row is not None else "call_other"
    return Place(context, "http", _handled_method(source, call), confidence)


def _comparison_place(source: Source, comparison: Node, child: Node) -> Place | None:
    """Beside `==` or `!=` from `.status_code`, on either side; `<` and its like are marked."""
    for operator, operand in _neighbours(comparison, child):
        if not _is_status_value(source, operand):
            continue
        if operator in ("==", "!="):
            return _compared(source, comparison)
        if operator in _ORDER:
            return Place("compare_order", "http", order=True)
        if operator in _MEMBERSHIP and child.type == "parenthesized_expression":
            return _compared(source, comparison)  # `in (404`, before its comma is typed
    return None


def _neighbours(comparison: Node, operand: Node) -> Iterator[tuple[str, Node]]:
    """What an operand is compared with, to its left and to its right, and by which operator."""
    parts = comparison.children
    index = parts.index(operand)
    for step in (-1, 1):
        if 0 <= index + 2 * step < len(parts):
            yield parts[index + step].type, parts[index + 2 * step]


def _collection_place(source: Source, collection: Node, child: Node) -> Place | None:
    inner: Node = collection
    outer = collection.parent
    if collection.type in ("pair", "dictionary", "set"):
        key = _responses_key_place(source, collection, child)
        if key is not None:
            return key
    while outer is not None and outer.type == "parenthesized_expression":
        inner = outer
        outer = outer.parent
    if outer is None or outer.type != "comparison_operator":
        return None
    for operator, operand in _neighbours(outer, inner):
        if operator in _MEMBERSHIP and _is_status_value(source, operand):
            return _compared(source, outer)
    return None


def _responses_key_place(source: Source, collection: Node, child: Node) -> Place | None:
    """A key of `responses={…}`; while it is typed, `{404` still reads as a set."""
    dictionary: Node | None = collection
    if collection.type == "pair":
        if collection.child_by_field_name("key") != child:
            return None
        dictionary = collection.parent
    keyword = dictionary.parent if dictionary is not None else None
    if keyword is None or keyword.type != "keyword_argument":
        return None
    name = keyword.child_by_field_name("name")
    call = keyword.parent.parent if keyword.parent is not None else None
    if name is None or call is None or source.text_of(name) != places.RESPONSES_KEYWORD:
        return None
    return Place("responses_key", "http", _called_method(source, call))


def _is_status_value(source: Source, node: Node) -> bool:
    if node.type == "attribute":
        attribute = node.child_by_field_name("attribute")
        return attribute is not None and source.text_of(attribute) == places.STATUS_ATTRIBUTE
    return node.type == "identifier" and source.text_of(node) == places.STATUS_ATTRIBUTE


def _compared(source: Source, comparison: Node) -> Place:
    test = _test_function(source, comparison)
    if test is None and _enclosing(comparison, "assert_statement", stop=_FUNCTIONS) is None:
        return Place("compare", "http", _handled_method(source, comparison))
    method = _last_client_call(source, test, comparison) if test is not None else None
    return Place("assert", "http", method)


def _called_method(source: Source, call: Node) -> str | None:
    """`post` for the call `router.post(…)`."""
    function = call.child_by_field_name("function")
    attribute = function.child_by_field_name("attribute") if function is not None else None
    word = source.text_of(attribute) if attribute is not None else ""
    return word if word in places.HTTP_METHODS else None


def _handled_method(source: Source, node: Node) -> str | None:
    """The HTTP method of the route handler around `node`: by its decorator or its own name."""
    function = _enclosing(node, "function_definition")
    while function is not None:
        owner = function.parent
        for decorator in (
            owner.children if owner is not None and owner.type == "decorated_definition" else ()
        ):
            call = named_child(decorator, 0) if decorator.type == "decorator" else None
            method = (
                _called_method(source, call) if call is not None and call.type == "call" else None
            )
            if method is not None:
                return method
        name = function.child_by_field_name("name")
        if name is not None and source.text_of(name) in places.HTTP_METHODS:
            return source.text_of(name)
        function = _enclosing(function.parent, "function_definition") if function.parent else None
    return None


def _test_function(source: Source, node: Node) -> Node | None:
    """The test around `node`, by pytest's and unittest's naming rule."""
    function = _enclosing(node, "function_definition")
    while function is not None:
        name = function.child_by_field_name("name")
        if name is not None and source.text_of(name).startswith("test"):
            return function
        function = _enclosing(function.parent, "function_definition") if function.parent else None
    return None


def _last_client_call(source: Source, test: Node, node: Node) -> str | None:
    calls = _CLIENT_CALL.findall(source.data, test.start_byte, node.start_byte)
    return calls[-1].decode() if calls else None


def _enclosing(node: Node, kind: str, stop: tuple[str, ...] = ()) -> Node | None:
    current: Node | None = node
    while current is not None and current.type != kind:
        if current.type in stop:
            return None
        current = current.parent
    return current
