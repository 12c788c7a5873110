"""The codes to propose at a cursor, as names, members or expressions, most likely first."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tree_sitter import Node

from ...edits.spelling import NewImport, missing_import, spelling
from ...facts.catalogue import Kind, kind_of, registered, status
from ...facts.vocabularies import Name, Vocabulary, numbered_kind, vocabulary_at
from ...project.environment import Environment
from ...project.view import Project, Uses
from ...semantic.imports import IMPORT_NODES
from ...semantic.places import Place, place_of
from ...semantic.scopes import is_bound
from ...semantic.usages import vocabulary_of
from ...syntax.recovery import repairs
from ...syntax.source import Source, Span, field
from ..card import summary
from .ranking import NOWHERE, RankedCode, Situation, ranked, situation

_UP_TO_PARENTHESIS = re.compile(rb"(?:[\w\s,]|#[^\n]*\n)*\)")
_DIGIT_BEHIND_PREFIX = re.compile(r"[A-Z]+_\d")

WORD = re.compile(rb"\w*")
# The text before a place that can take a status, without white space.
_OPENING = re.compile(rb"(?:[=(,{\[:|.]|\b(?:in|if|else|or|and|case|return))\s*$")
_LONGEST_GAP = 200  # bytes of white space
# `from starlette.status import HTTP_200_OK, `, in parentheses or not, as far as it is typed; and
# the text before the next name in it.
_IMPORTING = re.compile(
    rb"[ \t]*from[ \t]+([\w.]+)[ \t]+import"
    rb"(?:[ \t]*\((?:[\w\s,]|#[^\n]*\n)*|(?:[\w, \t]|\\\r?\n)+)\Z"
)
_NEXT_NAME = re.compile(rb"(?:\bimport|[(,])(?:\s|\\\r?\n|#[^\n]*\n)*\Z")
_LONGEST_IMPORT = 4000  # bytes
_LIKELY = 0.5  # the share from which the first one is selected


def imported_names(
    source: Source, span: Span, vocabulary: Vocabulary, environment: Environment
) -> Iterator[Candidate]:
    """The names that an import statement can import; the ones that the file uses come first."""
    line = source.line_span(source.line_at(source.data.rfind(b"import", 0, span.start)))
    end_of_line = source.line_span(source.line_at(span.start)).end
    closed = _UP_TO_PARENTHESIS.match(source.data, span.end)
    last = closed.end() if closed else end_of_line
    here = source.data[line.start : span.start] + source.data[span.end : last]
    taken = set(WORD.findall(here))

    def is_unused(candidate: Candidate) -> bool:
        name = candidate.label.encode()
        return source.data.find(name, 0, line.start) < 0 and source.data.find(name, last) < 0

    names = _members_for(environment, vocabulary, None, NOWHERE, None, None)
    yield from sorted((each for each in names if each.label.encode() not in taken), key=is_unused)


def members(source: Source, span: Span, project: Project) -> Iterable[Candidate] | None:
    """The members of the vocabulary before the dot; None if there is no vocabulary before it."""
    vocabulary: Vocabulary | None = None
    place: Place | None = None
    missing: NewImport | None = None
    read: tuple[Source, Node] | None = None
    for repaired, node in repairs(source, span):
        attribute = node.parent
        value = _object(attribute) if attribute is not None else None
        if attribute is None or value is None:
            continue
        written = repaired.data[attribute.start_byte : value.end_byte].decode("utf-8", "replace")
        missing = missing_import(source, span.start, written, project)
        path = f"{missing.module}.{missing.name}" if missing is not None else ""
        vocabulary = vocabulary_at(path) or vocabulary_of(repaired, value)
        if vocabulary is None:
            return None
        read = repaired, attribute
        place = place_of(*read, project)
        if place is not None:
            break
    if vocabulary is None or read is None or (vocabulary.type == "str" and place is None):
        return None  # Falcon's names are mixed with others
    around = situation(source, span.start, *read, place, project)
    return _members_for(project.environment, vocabulary, place, around, project.uses, missing)


def expressions(
    source: Source, span: Span, typed: str, project: Project
) -> Iterable[Candidate] | None:
    """Whole expressions, where a status is expected or a numbered name has been started."""
    numbered = numbered_kind(typed)
    used: tuple[Source, Node, Place | None] | None = None
    for repaired, identifier in repairs(source, span):
        pattern = identifier.parent
        in_pattern = pattern is not None and pattern.type == "dotted_name"
        node = pattern if pattern is not None and in_pattern else identifier
        place = place_of(repaired, node, project)
        if place is not None:
            used = repaired, node, place
            break
        if numbered and _is_used(node, typed):
            used = repaired, node, None
    if used is None:
        return None
    repaired, node, place = used
    if place is not None and place.order:
        return None
    kinds: tuple[Kind, ...] = ("http", "websocket") if place is not None and place.either else ()
    if place is not None and not kinds:
        kinds = (place.kind,)
    if numbered and place is None:
        kinds = (numbered,)
    codes = [code for kind in kinds for code in registered(kind) if _fits(code, place)]
    around = situation(source, span.start, repaired, node, place, project)
    in_order = _in_order(codes, around, project.uses)
    dotted = node.type == "dotted_name"
    return expressions_of(source, span.start, in_order, project, dotted=dotted)


def expressions_of(
    source: Source, offset: int, codes: Iterable[RankedCode], project: Project, *, dotted: bool
) -> Iterator[Candidate]:
    """Each code as this file would write it; `dotted` where a bare name would be a new binding."""
    for found in codes:
        code, share, reason = found.code, found.share, found.reason
        if project.settings.style == "number":
            yield Candidate(code, str(code), share=share, reason=reason)
            continue
        spelled = spelling(source, offset, code, project, dotted=dotted)
        if spelled is not None:
            name, new = spelled.name, spelled.new_import
            yield Candidate(code, spelled.expression, name, False, new, share, reason)


def word_around(source: Source, offset: int) -> Span:
    """The word at byte `offset`; an empty span where there is none."""
    line = source.line_span(source.line_at(offset))
    start = offset
    while start > line.start and _is_word(source.data[start - 1]):
        start -= 1
    match = WORD.match(source.data, offset)
    return Span(start, match.end() if match else offset)


def opens_place(source: Source, offset: int) -> bool:
    """Whether the text before byte `offset` can be followed by a status."""
    return _OPENING.search(source.data, max(0, offset - _LONGEST_GAP), offset) is not None


def imported_vocabulary(source: Source, span: Span) -> Vocabulary | None:
    """The vocabulary from whose module the names at `span` are imported, if they are."""
    keyword = source.data.rfind(b"import", max(0, span.start - _LONGEST_IMPORT), span.start)
    if keyword < 0:
        return None
    start = source.line_span(source.line_at(keyword)).start
    found = _IMPORTING.match(source.data, start, span.start)
    if found is None or not _NEXT_NAME.search(source.data, keyword, span.start):
        return None
    if source.node_at(Span(keyword, keyword + len(b"import"))).type != "import":
        return None  # in a string
    vocabulary = vocabulary_at(found[1].decode())
    return vocabulary if vocabulary is not None and vocabulary.type == "int" else None


def matching(candidates: Iterable[Candidate], typed: str) -> Iterator[Completion]:
    """The candidates that match `typed`: by label, number, words or initials of the phrase."""
    folded = typed.casefold()
    first = True
    for code, label, name, is_old, new, share, reason in candidates:
        words, detail, text = _words(label, code)
        if folded:
            if not any(_finds(folded, word) for word in words):
                continue
            # Clients filter again, some by prefix only: a match here must pass there.
            if not words[0].startswith(folded):
                text = f"{typed} {label}"
        is_likely = first and share >= _LIKELY
        yield Completion(code, label, detail, text, name, is_old, new, reason, is_likely)
        first = False


def details(code: int, label: str, words: str, reason: str | None) -> tuple[str | None, str]:
    """The number and phrase, unless the label has them; the reason replaces a repeated phrase."""
    if reason is not None:
        words = f"{words.partition(' · ')[0]} · {reason}" if label.isdecimal() else reason
    return None if str(code) in label else str(code), words


def _object(node: Node) -> Node | None:
    """The object before the last dot: `status` in `status.OK`, also in a pattern."""
    if node.type == "dotted_name" and node.named_child_count > 1:
        return node.named_children[-2]
    return field(node, "object") if node.type == "attribute" else None


def _members_for(
    environment: Environment,
    vocabulary: Vocabulary,
    place: Place | None,
    around: Situation,
    others: Uses | None,
    missing: NewImport | None,
) -> Iterator[Candidate]:
    by_code: dict[int, list[Name]] = {}
    for name in environment.names(vocabulary):
        by_code.setdefault(name.code, []).append(name)

    is_known = environment.is_known(vocabulary.key)

    def candidate(name: Name, share: float = 0.0, reason: str | None = None) -> Candidate:
        old = is_known and environment.state(name) == "deprecated"
        return Candidate(name.code, name.name, name, old, missing, share, reason)

    codes = [code for code in by_code if _fits(code, place)]
    first = [
        candidate(by_code[found.code][0], found.share, found.reason)
        for found in _in_order(codes, around, others)
    ]
    # Other names of the same codes come later, deprecated ones last.
    further = [candidate(name) for code in codes for name in by_code[code][1:]]
    yield from sorted([*first, *further], key=lambda each: each.deprecated)


def _is_used(node: Node, typed: str) -> bool:
    """Whether the name at `node` is used; a statement's first name only once it has a number."""
    parent = node.parent
    if parent is None or parent.type == "type" or parent.type in IMPORT_NODES:
        return False
    if node.type != "dotted_name" and is_bound(node):
        return False
    begins = parent.type in ("expression_statement", "module", "block", "ERROR")
    begins = begins and (parent.type != "ERROR" or parent.children[0] == node)
    return not begins or _DIGIT_BEHIND_PREFIX.match(typed) is not None


def _fits(code: int, place: Place | None) -> bool:
    """Whether the code can be written there: of HTTP or not, and a close code that may be sent."""
    if place is None:
        return True
    if not place.either and kind_of(code) != place.kind:
        return False
    entry = status(code) if place.context == "ws_close" else None
    return entry is None or entry.sender != "nobody"


def _in_order(codes: list[int], around: Situation, others: Uses | None) -> Iterator[RankedCode]:
    """The codes, most likely first; HTTP before WebSocket."""
    found = ranked(codes, around, others)
    yield from (each for each in found if kind_of(each.code) == "http")
    yield from (each for each in found if kind_of(each.code) != "http")


def _is_word(byte: int) -> bool:
    return byte == 0x5F or byte >= 0x80 or chr(byte).isalnum()


class Completion(NamedTuple):
    """One proposal: `label` is the text to write, `new_import` the import that it needs,
    `filter_text` the text that clients match with the typed word. `reason` explains why the code is
    likely in this project; `preselect` marks one that is likely enough to be selected at once.
    """

    code: int
    label: str
    detail: str
    filter_text: str
    name: Name | None
    deprecated: bool
    new_import: NewImport | None = None
    reason: str | None = None
    preselect: bool = False

    @property
    def is_member(self) -> bool:
        """Whether the name is a member of an enum, not a constant of a module."""
        return self.name is not None and not self.name.is_numbered


class Candidate(NamedTuple):
    """A code, its spelling and its probability."""

    code: int
    label: str
    name: Name | None = None
    deprecated: bool = False
    new_import: NewImport | None = None
    share: float = 0.0
    reason: str | None = None


@functools.lru_cache(maxsize=4096)
def _words(label: str, code: int) -> tuple[tuple[str, ...], str, str]:
    """The words that find an item with that label, its phrase and its filter text."""
    entry = status(code)
    words = _filter_words(label, code)
    detail = summary(entry) if entry is not None else ""
    return words, detail, " ".join((label, *words[1:]))


def _filter_words(label: str, code: int) -> tuple[str, ...]:
    """The lower-case words that find a status: of its label, number, phrase, other spellings."""
    entry = status(code)
    plain = entry.title.casefold().replace("-", " ") if entry is not None else ""
    parts = re.sub(r"[^a-z0-9 ]", "", plain).split()
    initials = ["".join(part[0] for part in parts)] if len(parts) > 1 else []
    words = [label.casefold(), str(code), "".join(parts), *parts, *initials]
    prefix = "http" if kind_of(code) == "http" else "ws"
    if f"{prefix}_{code}" not in words[0]:
        words.append("_".join((prefix, str(code), *parts)))
    return tuple(dict.fromkeys(words))


def _finds(typed: str, word: str) -> bool:
    if typed.isdecimal():
        return word.startswith(typed)
    return typed.replace("_", "") in word.replace("_", "")
