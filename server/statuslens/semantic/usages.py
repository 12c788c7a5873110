"""The usages in a file: every status, with its place.

A usage is a constant (`status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`, `falcon.HTTP_404`) or a
bare number where a status is expected. `usage_at` also knows exception and response classes with a
fixed status (`web.HTTPNotFound`), which are neither counted nor replaced.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from tree_sitter import Node

from ..facts.catalogue import kind_of, registered
from ..facts.vocabularies import (
    NUMBERED,
    Name,
    Vocabulary,
    class_at,
    classes,
    numbered_name,
    vocabularies,
    vocabulary_at,
)
from ..project.view import Project, per_project
from ..syntax.source import Source, Span, field, per_file
from .imports import imported_packages, visible_imports
from .places import Place, is_class_of, place_of
from .scopes import dotted_path, meaning, resolved_part

_TOKEN = re.compile(rb"\w+")
_NUMBER = re.compile(rb"(?<![\w.])[1-5]\d\d\d?(?![\w.])")
_THREE_DIGITS = b"000"  # after replacing all digits with zeros, which is many times faster
_DIGITS_AS_ZEROS = bytes(ord("0") if chr(byte) in "0123456789" else 0 for byte in range(256))
# The text after and before a number that may be a status.
_BEHIND = re.compile(rb"[ \t]*([,)\]}:;=!<>|\r\n\f#\\]|(?:if|or|and|in|for|else|as|is|not)\b|\Z)")
_ORDER = (b"<", b">", b"<=", b">=")
_EQUAL = (b"=", b"!", b"in", b"not")
_BEFORE = b"([{,:;|<>!\r\n\f"
_KEYWORDS = tuple(rb"return in case or and if elif else while not is assert yield await".split())
_LOOKED_AT = 80  # bytes before it
_SIGN = 5  # bytes of a name
_BORDERS = (b"(", b",", b";", b"{", b"\n", b"\r")
_COMPARING = b"=!<>:"
_COMPUTING = b"+-*/%&|^@"
_QUOTES = (b'"', b"'")
# Names of statuses contain one of these; text that ends in a bracket is not a name.
_IN_NAMES = (b"status", b"code", b"]", b")")

_CONSTANT = re.compile(rb"[A-Z][A-Z\d_]+")
_LOWER_CASE_MEMBER = re.compile(rb"(?<=\.)[a-z]\w+")  # requests.codes.not_found


@dataclass(frozen=True, slots=True)
class Usage:
    """One usage. `span` is its own token; `name` is set for a constant or class."""

    code: int
    span: Span
    place: Place | None
    name: Name | None = None


def usage_at(source: Source, offset: int, project: Project) -> Usage | None:
    """The usage whose token touches byte `offset`, if any; also a class with a fixed status."""
    span = _token_at(source, offset)
    return (_usage(source, span, project) or _class(source, span)) if span else None


@per_project
def find_usages(source: Source, project: Project) -> tuple[Usage, ...]:
    """The numbers and constants of the file, in order."""
    return tuple(usages_in(source, Span(0, len(source.data)), project))


def usages_in(source: Source, within: Span, project: Project) -> Iterator[Usage]:
    """The usages in that part of the file."""
    spans = [Span(*match.span()) for match in _numbers(source.data, within)]
    words = _words_in(source, _CONSTANT, within)
    names, spellings = _constant_names(), _spellings()
    spans += [span for span, word in words if word in names]
    if _may_have_both_cases(source):
        members = _words_in(source, _LOWER_CASE_MEMBER, within)
        more = [span for span, word in members if word in spellings]
        more += [span for span, word in words if word in spellings and word not in names]
        if more and _imports_both_cases(source):
            spans += more
    return usages_of(source, sorted(spans), project)


def counted_usages(usages: Iterable[Usage]) -> Iterator[tuple[Usage, Place]]:
    """Those where a status is expected, with their places, without range comparisons."""
    for usage in usages:
        if usage.place is not None and not usage.place.order:
            yield usage, usage.place


def usages_of(source: Source, spans: Iterable[Span], project: Project) -> Iterator[Usage]:
    """The usages among the numbers and names at `spans`."""
    return filter(None, (_usage(source, span, project) for span in spans))


def _numbers(data: bytes, within: Span) -> Iterator[re.Match[bytes]]:
    digits = data[within.start : within.end].translate(_DIGITS_AS_ZEROS)
    start = digits.find(_THREE_DIGITS)
    while start >= 0:
        match = _NUMBER.match(data, within.start + start, within.end)
        if match is not None:
            yield match
        start = digits.find(_THREE_DIGITS, start + len(_THREE_DIGITS))


def _words_in(source: Source, pattern: re.Pattern[bytes], within: Span) -> list[tuple[Span, str]]:
    found = pattern.finditer(source.data, within.start, within.end)
    return [(Span(*match.span()), match[0].decode()) for match in found]


@per_file
def _imports_both_cases(source: Source) -> bool:
    return not imported_packages(source).isdisjoint(_in_both_cases())


def may_hold_usage(source: Source, data: bytes) -> bool:
    """Whether `data`, a part of the source's file, may have a usage. Most parts need no parsing."""
    return next(candidates(source, data), None) is not None


def candidates(source: Source, data: bytes) -> Iterator[Span]:
    """The possible usages in `data`, a part of the source's file, as far as the text around them
    shows; range comparisons are left out. First the numbers, then the names.
    """
    for match in _numbers(data, Span(0, len(data))):
        if kind_of(int(match[0])) is not None and _may_be_expected(data, *match.span()):
            yield Span(*match.span())
    patterns = [_CONSTANT] if _may_have_constants(source) else []
    if _may_have_both_cases(source):
        patterns.append(_LOWER_CASE_MEMBER)
    words = _words()
    for pattern in patterns:
        if not words.isdisjoint(pattern.findall(data)):
            for match in pattern.finditer(data):
                if match[0] in words and _may_be_constant(source, data, match):
                    yield Span(*match.span())


def _may_be_constant(source: Source, data: bytes, match: re.Match[bytes]) -> bool:
    if data[match.start() - 1 : match.start()] in _QUOTES:
        return False
    paths = _last_parts(match[0].decode())
    return paths is None or any(last in (source.whole or source).data for last in paths)


def _may_be_expected(data: bytes, start: int, end: int) -> bool:
    """Whether a status may be here: not in text, arithmetic, a range or another kind of name."""
    behind = _BEHIND.match(data, end)
    if behind is None:
        return False
    first = max(0, start - _LOOKED_AT)
    before = data[first:start].rstrip(b" \t")
    if not before:
        return True
    if before.endswith(_ORDER):
        return behind[1] in _EQUAL
    if before[-1:] != b"=":
        is_bound = behind[1] in _ORDER or before.endswith(b"[:")
        return not is_bound and (before[-1:] in _BEFORE or before.endswith(_KEYWORDS))
    cut = max(map(before.rfind, _BORDERS))
    if cut < 0 < first:
        return True  # too far to tell
    name = before[cut + 1 : -1].lower()
    if name[-1:] in _COMPARING:
        return True
    return name[-1:] not in _COMPUTING and any(word in name for word in _IN_NAMES)


def vocabulary_of(source: Source, node: Node) -> Vocabulary | None:
    """The vocabulary with the members of `node.`: `status`, `http.HTTPStatus`, or any alias."""
    whole = node.parent
    if whole is not None and whole.type == "dotted_name":
        part = resolved_part(source, whole, node)
        path = part.origin if part is not None else None
    else:
        path = dotted_path(source, node)
    if path is not None:
        return _vocabulary_behind(path)
    # Not imported yet, as while typing: this name is unambiguous.
    word = source.text_of(node)
    unknown = word == "HTTPStatus" and meaning(source, word, node.start_byte) is None
    return vocabularies()["http"] if unknown else None


def _vocabulary_behind(path: str) -> Vocabulary | None:
    # A project may re-export `HTTPStatus`; only Falcon has another class of that name.
    handed_on = path.endswith(".HTTPStatus") and not path.startswith("falcon.")
    return vocabularies()["http"] if handed_on else vocabulary_at(path)


def _token_at(source: Source, offset: int) -> Span | None:
    line = source.line_span(source.line_at(offset))
    for match in _TOKEN.finditer(source.data, line.start, line.end):
        if match.start() <= offset <= match.end():
            return Span(*match.span())
    return None


def _usage(source: Source, span: Span, project: Project) -> Usage | None:
    node = source.node_at(span)
    if (node.start_byte, node.end_byte) != (span.start, span.end):
        return None
    if node.type == "integer":
        return _number(source, node, span, project)
    return _constant(source, node, span, project) if node.type == "identifier" else None


def _number(source: Source, node: Node, span: Span, project: Project) -> Usage | None:
    text = source.text_of(node)
    if text in "12345" and is_class_of(source, node):
        return Usage(int(text) * 100, span, Place("compare_order"))
    if not text.isdecimal() or kind_of(int(text)) is None:
        return None
    code = int(text)
    place, kind = place_of(source, node, project), kind_of(code)
    if place is not None and place.either and kind is not None:
        place = replace(place, kind=kind)
    if place is None or place.kind != kind:
        return None
    # A likely place only counts if the number is a registered code.
    if place.confidence == "likely" and code not in registered(place.kind):
        return None
    return Usage(code, span, place)


def _constant(source: Source, node: Node, span: Span, project: Project) -> Usage | None:
    word = source.text_of(node)
    if word not in _spellings():
        return None
    parent = node.parent
    if parent is not None and parent.type == "attribute":
        value = field(parent, "object")
        if value is None or value == node:
            return None
        vocabulary, expression = vocabulary_of(source, value), parent
    else:
        vocabulary, expression = _vocabulary_of_direct(source, node, word), node
    name = _members(vocabulary).get(word) if vocabulary else numbered_name(word)
    if name is None or _is_defined_here(node):
        return None
    return Usage(name.code, span, place_of(source, expression, project), name)


def _vocabulary_of_direct(source: Source, node: Node, word: str) -> Vocabulary | None:
    """The vocabulary of a name that is not an attribute: imported from it, or part of a pattern."""
    before, _, last = (_path(source, node) or "").rpartition(".")
    return _vocabulary_behind(before) if last == word else None


def _class(source: Source, span: Span) -> Usage | None:
    """A class with a fixed status, by its import: any project may have a class of that name."""
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
    entries = (entry for entry in visible_imports(source) if entry.local == word)
    return any(entry.name in _class_names() for entry in entries)


def _path(source: Source, node: Node) -> str | None:
    """The dotted path of a name, where it is used or imported."""
    word, parent = source.text_of(node), node.parent
    if parent is not None and parent.type == "attribute" and parent.child(0) != node:
        return dotted_path(source, parent)
    if parent is not None and parent.type == "dotted_name":
        part = resolved_part(source, parent, node)
        return part.origin if part is not None else None
    found = meaning(source, word, node.start_byte)
    if found is None or (not found.certain and _defines_class(source, word)):
        return None
    return found.origin


def _defines_class(source: Source, word: str) -> bool:
    return re.search(rb"\bclass\s+%b\b" % word.encode(), source.data) is not None


def _is_defined_here(node: Node) -> bool:
    """Whether it defines a name (`HTTP_404_NOT_FOUND = 404`) or is that of an argument."""
    parent, names = node.parent, {"assignment": "left", "keyword_argument": "name"}
    is_named = parent is not None and parent.type in names
    return parent is not None and is_named and field(parent, names[parent.type]) == node


@functools.cache
def _members(vocabulary: Vocabulary) -> Mapping[str, Name]:
    """The names as code may write them."""
    names = dict(vocabulary.names)
    if vocabulary.in_both_cases:
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


@functools.cache
def _last_parts(word: str) -> frozenset[bytes] | None:
    """The ends of its vocabularies' paths: a file that uses it has one. None if unambiguous."""
    if numbered_name(word) is not None:
        return None
    paths = [path for v in vocabularies().values() if word in _members(v) for path in v.paths]
    return frozenset(path.rpartition(".")[2].encode() for path in (*paths, "HTTPStatus"))


@functools.cache
def _signs_of_constants() -> frozenset[bytes]:
    """A file with a constant has one of these. There are few: each costs a pass over every file."""
    prefixes = tuple(NUMBERED)
    lasts = (_last_parts(n) or () for n in _spellings() if not n.startswith(prefixes))
    signs = {prefix.encode() for prefix in prefixes}.union(*lasts)
    least = (s for s in signs if not any(other in s for other in signs - {s}))
    return frozenset(sign[:_SIGN] for sign in least)


@per_file
def _may_have_constants(source: Source) -> bool:
    return any(sign in source.data for sign in _signs_of_constants())


@per_file
def _may_have_both_cases(source: Source) -> bool:
    names = (name.encode() for name in _in_both_cases())
    return b"codes" in source.data and any(name in source.data for name in names)


@functools.cache
def _in_both_cases() -> frozenset[str]:
    return frozenset(v.key for v in vocabularies().values() if v.in_both_cases)


@functools.cache
def _class_names() -> frozenset[str]:
    return frozenset().union(*(v.names for v in classes().values()))
