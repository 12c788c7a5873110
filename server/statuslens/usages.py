"""Every status in a file, and the kind of place it stands in.

A status is a named constant (`status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`) or a bare number
where a status is expected.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

from tree_sitter import Node

from .catalogue import kind_of, registered
from .expected import Place, is_class_of, place_of
from .scopes import dotted_path, imports, meaning
from .source import Source, Span, per_source
from .vocabularies import Name, Vocabulary, telling_name, vocabularies, vocabulary_at

_TOKEN = re.compile(rb"\w+")
_NUMBER = re.compile(rb"(?<![\w.])[1-5]\d\d\d?(?![\w.])")
_CONSTANT = re.compile(rb"[A-Z][A-Z\d_]+")
_LOWER_CASE_MEMBER = re.compile(rb"(?<=\.)[a-z]\w+")  # requests.codes.not_found


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
        # A project may hand `HTTPStatus` on; only Falcon has another class of that name.
        handed_on = path.endswith(".HTTPStatus") and not path.startswith("falcon.")
        return vocabularies()["http"] if handed_on else vocabulary_at(path)
    # Not imported yet, as while typing: the name alone says it for this one.
    word = source.text_of(node)
    unknown = word == "HTTPStatus" and meaning(source, word, node.start_byte) is None
    return vocabularies()["http"] if unknown else None


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
    if text in "12345" and is_class_of(source, node):
        return Usage(int(text) * 100, span, Place("compare_order", order=True))
    if not text.isdecimal() or kind_of(int(text)) is None:
        return None
    code = int(text)
    place, kind = place_of(source, node), kind_of(code)
    if place is not None and place.either and kind is not None:
        place = replace(place, kind=kind)
    if place is None or place.kind != kind:
        return None
    # What is only likely a status is none unless the number is one.
    if place.confidence == "likely" and code not in registered(place.kind):
        return None
    return Usage(code, span, place)


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
