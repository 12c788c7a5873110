"""Completion: the codes that fit the place, the one that will be used next first.

The place is found by the same code that reads finished code, once `repair` has put a name where
the cursor is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tree_sitter import Node

from ...edits.spelling import NewImport, missing_import, spelling
from ...edits.text_edits import import_edits
from ...facts.catalogue import Kind, kind_of, registered, status
from ...facts.vocabularies import Name, Vocabulary, vocabulary_at
from ...project.environment import UNKNOWN, Environment
from ...project.settings import Settings
from ...semantic.bindings import is_bound
from ...semantic.imports import IMPORT_NODES
from ...semantic.places import Place, place_of
from ...semantic.usages import vocabulary_of
from ...syntax.recovery import repairs
from ...syntax.source import Edit, Source, Span
from ...workspace.counts import Others
from ...workspace.uses import Situation, situation
from ..card import summary
from .ranking import NOWHERE, Ranked, ranked

_WORD = re.compile(rb"\w*")

# What stands before a place that can take a status, white space left out.
_OPENING = re.compile(rb"(?:[=(,{\[:|.]|\b(?:in|if|else|or|and|case|return))\s*$")
_LONGEST_GAP = 200  # bytes of white space

# `from starlette.status import HTTP_200_OK, `, in parentheses or not, as far as it is typed; and
# what stands before a further name of it.
_IMPORTING = re.compile(
    rb"[ \t]*from[ \t]+([\w.]+)[ \t]+import"
    rb"(?:[ \t]*\((?:[\w\s,]|#[^\n]*\n)*|(?:[\w, \t]|\\\r?\n)+)\Z"
)
_NEXT_NAME = re.compile(rb"(?:\bimport|[(,])(?:\s|\\\r?\n|#[^\n]*\n)*\Z")
_UP_TO_PARENTHESIS = re.compile(rb"(?:[\w\s,]|#[^\n]*\n)*\)")
_LONGEST_IMPORT = 4000  # bytes

# A name that tells which status it is, and so stands for one wherever it is used.
_TELLING = re.compile(rb"(HTTP|WS)_")
_TELLING_NUMBER = re.compile(rb"(?:HTTP|WS)_\d")
_TELLING_KINDS: dict[bytes, Kind] = {b"HTTP": "http", b"WS": "websocket"}

_LIKELY = 0.5  # the share from which the first one is selected


class Completion(NamedTuple):
    """One proposal: `label` is what will be written; `new_import` is what that needs at the top.

    `filter_text` is what a client matches against the word typed so far; `reason` why the code
    is likely, if that is personal; `preselect` marks the one that nearly always comes.
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


@dataclass(frozen=True, slots=True)
class Completions:
    """The proposals, the most likely first, and the word they replace."""

    span: Span
    items: tuple[Completion, ...]


class _Candidate(NamedTuple):
    """A code, how it would be written, and how likely it is."""

    code: int
    label: str
    name: Name | None = None
    deprecated: bool = False
    new_import: NewImport | None = None
    share: float = 0.0
    reason: str | None = None


def completions(
    source: Source,
    offset: int,
    settings: Settings,
    environment: Environment = UNKNOWN,
    others: Others | None = None,
) -> Completions | None:
    """What to offer at byte `offset`; None where no status is expected. `others` is what the rest
    of the workspace has.
    """
    if settings.completion == "off":
        return None
    span = _word_around(source, offset)
    word = source.data[span.start : offset]
    opened = _OPENING.search(source.data, max(0, span.start - _LONGEST_GAP), span.start)
    member = source.data[max(0, span.start - 1) : span.start] == b"."
    importing = _imported_vocabulary(source, span)
    if (member or importing is not None) and settings.completion == "positions":
        return None
    if importing is not None:
        candidates: Iterable[_Candidate] | None = _imports(source, span, importing, environment)
    elif member:
        candidates = _members(source, span, environment, others)
    elif opened or _TELLING.match(word):
        candidates = _whole(source, span, word, settings, environment, others)
    else:
        return None
    if candidates is None:
        return None
    typed = word.decode("utf-8", "replace")
    return Completions(span, tuple(_matching(candidates, typed)))


def every_code(
    source: Source,
    offset: int,
    settings: Settings,
    environment: Environment = UNKNOWN,
    others: Others | None = None,
) -> Completions:
    """Every code as it can be written at byte `offset`, in the order of a place that nothing is
    known of.
    """
    codes = ranked((*registered("http"), *registered("websocket")), NOWHERE, others)
    candidates = _expressions(source, offset, settings, environment, codes, dotted=False)
    return Completions(Span(offset, offset), tuple(_matching(candidates, "")))


def edits_of(
    source: Source, new: NewImport, offset: int, environment: Environment = UNKNOWN
) -> tuple[Edit, ...]:
    """What makes an item's `new_import`, for its use at byte `offset`."""
    return tuple(import_edits(source, [new], environment.line_length, offset))


def _imported_vocabulary(source: Source, span: Span) -> Vocabulary | None:
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


def _imports(
    source: Source, span: Span, vocabulary: Vocabulary, environment: Environment
) -> Iterator[_Candidate]:
    """The names that an import statement can take: those that the file uses already come first."""
    line = source.line_span(source.line_at(source.data.rfind(b"import", 0, span.start)))
    end_of_line = source.line_span(source.line_at(span.start)).end
    closed = _UP_TO_PARENTHESIS.match(source.data, span.end)
    last = closed.end() if closed else end_of_line
    here = source.data[line.start : span.start] + source.data[span.end : last]
    taken = set(_WORD.findall(here))

    def is_unused(candidate: _Candidate) -> bool:
        name = candidate.label.encode()
        above = source.data.find(name, 0, line.start)
        return above < 0 and source.data.find(name, last) < 0

    names = _members_for(environment, vocabulary, None, NOWHERE, None, None)
    yield from sorted((each for each in names if each.label.encode() not in taken), key=is_unused)


def _members(
    source: Source, span: Span, environment: Environment, others: Others | None
) -> Iterable[_Candidate] | None:
    """The members of the vocabulary before the dot; None when it is none."""
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
        missing = missing_import(source, written, span.start)
        path = f"{missing.module}.{missing.name}" if missing is not None else ""
        vocabulary = vocabulary_at(path) or vocabulary_of(repaired, value)
        if vocabulary is None:
            return None
        read = repaired, attribute
        place = place_of(*read)
        if place is not None:
            break
    if vocabulary is None or read is None or (vocabulary.type == "str" and place is None):
        return None  # Falcon's names stand among all the others that `falcon` has
    around = situation(source, span.start, *read, place)
    return _members_for(environment, vocabulary, place, around, others, missing)


def _object(node: Node) -> Node | None:
    """What stands before the last dot: `status` in `status.OK`, also where that is a pattern."""
    if node.type == "dotted_name" and node.named_child_count > 1:
        return node.named_children[-2]
    return node.child_by_field_name("object") if node.type == "attribute" else None


def _members_for(
    environment: Environment,
    vocabulary: Vocabulary,
    place: Place | None,
    around: Situation,
    others: Others | None,
    missing: NewImport | None,
) -> Iterator[_Candidate]:
    by_code: dict[int, list[Name]] = {}
    for name in environment.names(vocabulary):
        by_code.setdefault(name.code, []).append(name)

    is_known = environment.is_known(vocabulary.key)

    def candidate(name: Name, share: float = 0.0, reason: str | None = None) -> _Candidate:
        old = is_known and environment.state(name) == "deprecated"
        return _Candidate(name.code, name.name, name, old, missing, share, reason)

    codes = [code for code in by_code if _fits(code, place)]
    first = [
        candidate(by_code[found.code][0], found.share, found.reason)
        for found in _in_order(codes, around, others)
    ]
    # Further names of the same code come behind all, and at last the old ones.
    further = [candidate(name) for code in codes for name in by_code[code][1:]]
    yield from sorted([*first, *further], key=lambda each: each.deprecated)


def _whole(
    source: Source,
    span: Span,
    word: bytes,
    settings: Settings,
    environment: Environment,
    others: Others | None,
) -> Iterable[_Candidate] | None:
    """Whole expressions: where a status is expected, or where a word that tells one is begun."""
    telling = _TELLING.match(word)
    used: tuple[Source, Node, Place | None] | None = None
    for repaired, identifier in repairs(source, span):
        pattern = identifier.parent
        in_pattern = pattern is not None and pattern.type == "dotted_name"
        node = pattern if pattern is not None and in_pattern else identifier
        place = place_of(repaired, node)
        if place is not None:
            used = repaired, node, place
            break
        if telling and _is_used(node, word):
            used = repaired, node, None
    if used is None:
        return None
    repaired, node, place = used
    if place is not None and place.order:
        return None
    kinds: tuple[Kind, ...] = ("http", "websocket") if place is not None and place.either else ()
    if place is not None and not kinds:
        kinds = (place.kind,)
    if telling and place is None:
        kinds = (_TELLING_KINDS[telling[1]],)
    codes = [code for kind in kinds for code in registered(kind) if _fits(code, place)]
    around = situation(source, span.start, repaired, node, place)
    in_order = _in_order(codes, around, others)
    dotted = node.type == "dotted_name"
    return _expressions(source, span.start, settings, environment, in_order, dotted=dotted)


def _is_used(node: Node, word: bytes) -> bool:
    """Whether a name stands there to be used; at the beginning of a statement it may be bound yet,
    so that its number is waited for.
    """
    parent = node.parent
    if parent is None or parent.type == "type" or parent.type in IMPORT_NODES:
        return False
    if node.type != "dotted_name" and is_bound(node):
        return False
    begins = parent.type in ("expression_statement", "module", "block", "ERROR")
    begins = begins and (parent.type != "ERROR" or parent.children[0] == node)
    return not begins or _TELLING_NUMBER.match(word) is not None


def _expressions(
    source: Source,
    offset: int,
    settings: Settings,
    environment: Environment,
    codes: Iterable[Ranked],
    *,
    dotted: bool,
) -> Iterator[_Candidate]:
    """Each code as this file would write it; `dotted` where a name alone would be bound."""
    for found in codes:
        code, share, reason = found.code, found.share, found.reason
        if settings.style == "number":
            yield _Candidate(code, str(code), share=share, reason=reason)
            continue
        spelled = spelling(source, code, offset, environment, settings.provider, dotted=dotted)
        if spelled is not None:
            name, new = spelled.name, spelled.new_import
            yield _Candidate(code, spelled.expression, name, False, new, share, reason)


def _fits(code: int, place: Place | None) -> bool:
    """HTTP codes where HTTP is expected; of the close codes those that may be sent."""
    if place is None:
        return True
    if not place.either and kind_of(code) != place.kind:
        return False
    meant = status(code) if place.context == "ws_close" else None
    return meant is None or meant.sender != "nobody"


def _in_order(codes: list[int], around: Situation, others: Others | None) -> Iterator[Ranked]:
    """The most likely first, those of HTTP before those of WebSocket."""
    found = ranked(codes, around, others)
    yield from (each for each in found if kind_of(each.code) == "http")
    yield from (each for each in found if kind_of(each.code) != "http")


def _matching(candidates: Iterable[_Candidate], typed: str) -> Iterator[Completion]:
    """The candidates that `typed` finds: by label, number, words or initials of the phrase."""
    folded = typed.casefold()
    first = True
    for candidate in candidates:
        words, detail, text = _words(candidate.label, candidate.code)
        if folded:
            if not any(_finds(folded, word) for word in words):
                continue
            # Clients filter again, some by prefix only: what was matched here must pass there.
            if not words[0].startswith(folded):
                text = f"{typed} {candidate.label}"
        yield Completion(
            candidate.code,
            candidate.label,
            detail,
            text,
            candidate.name,
            candidate.deprecated,
            candidate.new_import,
            candidate.reason,
            first and candidate.share >= _LIKELY,
        )
        first = False


@functools.lru_cache(maxsize=4096)
def _words(label: str, code: int) -> tuple[tuple[str, ...], str, str]:
    """What an item of that label is found by, what it says, and its filter text."""
    meant = status(code)
    words = _filter_words(label, code)
    detail = summary(meant) if meant is not None else ""
    return words, detail, " ".join((label, *words[1:]))


def _filter_words(label: str, code: int) -> tuple[str, ...]:
    """What a status can be found by, in lower case: its label first, its number, its phrase without
    spaces, the phrase's words and initials; and the name that has its number, in any spelling.
    """
    meant = status(code)
    plain = meant.title.casefold().replace("-", " ") if meant is not None else ""
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


def _word_around(source: Source, offset: int) -> Span:
    line = source.line_span(source.line_at(offset))
    start = offset
    while start > line.start and _is_word(source.data[start - 1]):
        start -= 1
    match = _WORD.match(source.data, offset)
    return Span(start, match.end() if match else offset)


def _is_word(byte: int) -> bool:
    return byte == 0x5F or byte >= 0x80 or chr(byte).isalnum()
