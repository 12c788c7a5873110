"""Every status in a file, and the kind of place it stands in.

A status is a named constant (`status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`,
`falcon.HTTP_404`) or a bare number where a status is expected. An exception or response class that
stands for one (`web.HTTPNotFound`) is known where one asks about it, but is no status to be
counted or replaced.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tree_sitter import Node

from .catalogue import kind_of, registered
from .expected import Place, is_class_of, place_of
from .scopes import Import, dotted_path, meaning, visible_imports
from .source import Source, Span, per_file, per_source
from .vocabularies import (
    Name,
    Vocabulary,
    class_at,
    classes,
    telling_name,
    vocabularies,
    vocabulary_at,
)

_TOKEN = re.compile(rb"\w+")
_NUMBER = re.compile(rb"(?<![\w.])[1-5]\d\d\d?(?![\w.])")
_CONSTANT = re.compile(rb"[A-Z][A-Z\d_]+")
_LOWER_CASE_MEMBER = re.compile(rb"(?<=\.)[a-z]\w+")  # requests.codes.not_found

# Their `codes` has every name in small letters and in capitals; the data has one of the two.
_IN_BOTH_CASES = frozenset({"httpx", "requests"})


@dataclass(frozen=True, slots=True)
class Usage:
    """One status in the file; `span` is its own token; `name` for a constant or a class."""

    code: int
    span: Span
    place: Place | None
    name: Name | None = None


def usage_at(source: Source, offset: int) -> Usage | None:
    """The status whose token byte `offset` touches, if any; also of a class that stands for one."""
    span = _token_at(source, offset)
    return (_usage(source, span) or _class(source, span)) if span else None


@per_source
def find_usages(source: Source) -> tuple[Usage, ...]:
    """Every number and constant of the file, in order."""
    return tuple(usages_in(source, Span(0, len(source.data))))


def usages_in(source: Source, within: Span) -> Iterator[Usage]:
    """Those that stand in that part of the file."""
    names = _constant_names()
    patterns = [_CONSTANT]
    if _may_have_both_cases(source) and any(
        entry.module.partition(".")[0] in _IN_BOTH_CASES for entry in visible_imports(source)
    ):
        names = _spellings()
        patterns.append(_LOWER_CASE_MEMBER)
    start, end = within.start, within.end
    spans = [Span(*m.span()) for m in _NUMBER.finditer(source.data, start, end)]
    for pattern in patterns:
        words = pattern.finditer(source.data, start, end)
        spans += [Span(*m.span()) for m in words if m[0].decode() in names]
    usages = (_usage(source, span) for span in sorted(spans))
    return (usage for usage in usages if usage)


def may_hold_usage(source: Source, data: bytes) -> bool:
    """Whether `data`, a part of the source's file, may have a usage: most parts are not parsed."""
    if _NUMBER.search(data) is not None or not _words().isdisjoint(_CONSTANT.findall(data)):
        return True
    if not _may_have_both_cases(source):
        return False
    return not _words().isdisjoint(_LOWER_CASE_MEMBER.findall(data))


def vocabulary_of(source: Source, node: Node) -> Vocabulary | None:
    """The vocabulary whose members `node.` has: `status`, `http.HTTPStatus`, any alias of them."""
    path = dotted_path(source, node)
    if path is not None:
        return _vocabulary_behind(path)
    # Not imported yet, as while typing: the name alone says it for this one.
    word = source.text_of(node)
    unknown = word == "HTTPStatus" and meaning(source, word, node.start_byte) is None
    return vocabularies()["http"] if unknown else None


def _vocabulary_behind(path: str) -> Vocabulary | None:
    # A project may hand `HTTPStatus` on; only Falcon has another class of that name.
    handed_on = path.endswith(".HTTPStatus") and not path.startswith("falcon.")
    return vocabularies()["http"] if handed_on else vocabulary_at(path)


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
    if word not in _spellings():
        return None
    parent = node.parent
    if parent is not None and parent.type == "attribute":
        value = parent.child_by_field_name("object")
        if value is None or value == node:
            return None
        vocabulary, expression = vocabulary_of(source, value), parent
    else:
        vocabulary, expression = _vocabulary_of_direct(source, node, word), node
    name = _members(vocabulary).get(word) if vocabulary else telling_name(word)
    if name is None:
        return None
    if _is_defined_here(node):
        return None
    return Usage(name.code, span, place_of(source, expression), name)


def _vocabulary_of_direct(source: Source, node: Node, word: str) -> Vocabulary | None:
    """Of a name that is no attribute: imported from a vocabulary, or part of a pattern."""
    path = _path(source, node)
    before, _, last = (path or "").rpartition(".")
    return _vocabulary_behind(before) if last == word else None


def _class(source: Source, span: Span) -> Usage | None:
    """A class that stands for a status. Any project may have one of that name: imports tell."""
    word = source.data[span.start : span.end].decode()
    if word not in _class_names() and not _is_alias(source, word):
        return None
    node = source.node_at(span)
    if node.type != "identifier" or node.end_byte != span.end or _is_defined_here(node):
        return None
    path = _path(source, node)
    name = class_at(path) if path is not None else None
    return Usage(name.code, span, None, name) if name is not None else None


def _is_alias(source: Source, word: str) -> bool:
    def is_it(entry: Import) -> bool:
        return entry.local == word and entry.name in _class_names()

    return any(map(is_it, visible_imports(source)))


def _path(source: Source, node: Node) -> str | None:
    """The dotted path that a name stands for where it is used, or from where it is imported."""
    word, parent = source.text_of(node), node.parent
    if parent is not None and parent.type == "attribute" and parent.child(0) != node:
        return dotted_path(source, parent)
    if parent is not None and parent.type == "dotted_name":
        return _path_of_part(source, parent, node)
    found = meaning(source, word, node.start_byte)
    if found is None or (not found.certain and _defines_class(source, word)):
        return None
    return found.origin


def _path_of_part(source: Source, whole: Node, node: Node) -> str | None:
    """Of a part of `a.b.c` in an import statement or a pattern."""
    statement = whole.parent
    if statement is not None and statement.type == "aliased_import":
        statement = statement.parent
    if statement is not None and statement.type.endswith(("import_statement", "from_statement")):
        module = statement.child_by_field_name("module_name")
        if module is None or module == whole:
            return None
        return f"{source.text_of(module)}.{source.text_of(node)}"
    first, *others = (part for part in whole.named_children if part.start_byte <= node.start_byte)
    found = meaning(source, source.text_of(first), first.start_byte)
    if found is None or found.origin is None:
        return None
    return ".".join((found.origin, *map(source.text_of, others)))


def _defines_class(source: Source, word: str) -> bool:
    return re.search(rb"\bclass\s+%b\b" % word.encode(), source.data) is not None


def _is_defined_here(node: Node) -> bool:
    """`HTTP_404_NOT_FOUND = 404`, or a keyword argument of that name: no use of a constant."""
    parent = node.parent
    if parent is None:
        return False
    field = {"assignment": "left", "keyword_argument": "name"}.get(parent.type)
    return field is not None and parent.child_by_field_name(field) == node


@functools.cache
def _members(vocabulary: Vocabulary) -> Mapping[str, Name]:
    """The names as code may write them."""
    names = dict(vocabulary.names)
    if vocabulary.key in _IN_BOTH_CASES:
        names |= {spelled.swapcase(): name for spelled, name in vocabulary.names.items()}
    return names


@functools.cache
def _constant_names() -> frozenset[str]:
    return frozenset().union(*(v.names for v in vocabularies().values()))


@functools.cache
def _spellings() -> frozenset[str]:
    return frozenset().union(*(_members(v) for v in vocabularies().values()))


@functools.cache
def _words() -> frozenset[bytes]:
    return frozenset(name.encode() for name in _spellings())


@per_file
def _may_have_both_cases(source: Source) -> bool:
    return any(name.encode() in source.data for name in _IN_BOTH_CASES)


@functools.cache
def _class_names() -> frozenset[str]:
    return frozenset().union(*(v.names for v in classes().values()))
