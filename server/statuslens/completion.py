"""Completion: the codes that fit the place, the one that will be used next first.

The place is found by the same code that reads finished code, once `repair` has put a name where
the cursor is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .card import summary
from .catalogue import Kind, kind_of, registered, status
from .edits import import_edits
from .environment import UNKNOWN, Environment
from .expected import Place, place_of
from .names import NewImport, missing_import, spelling
from .ranking import ranked
from .repair import repairs
from .settings import Settings
from .source import Edit, Source, Span
from .usages import vocabulary_of
from .vocabularies import Name, Vocabulary, vocabulary_at

_WORD = re.compile(rb"\w*")

# What stands before a place that can take a status, white space left out.
_OPENING = re.compile(rb"(?:[=(,{\[:|.]|\b(?:in|if|else|or|and|case|return))\s*$")


@dataclass(frozen=True, slots=True)
class Completion:
    """One proposal: `label` is what will be written; `imports` come with it when it is accepted.

    `filter_text` is what a client matches against the word typed so far.
    """

    code: int
    label: str
    detail: str
    filter_text: str
    name: Name | None
    deprecated: bool
    imports: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Completions:
    """The proposals, the most likely first, and the word they replace."""

    span: Span
    items: tuple[Completion, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A code, how it would be written, and the words to find it by."""

    code: int
    label: str
    name: Name | None = None
    deprecated: bool = False
    imports: tuple[Edit, ...] = ()


def completions(
    source: Source, offset: int, settings: Settings, environment: Environment = UNKNOWN
) -> Completions | None:
    """What to offer at byte `offset`; None where no status is expected."""
    span = _word_around(source, offset)
    if settings.completion == "off" or not _OPENING.search(
        source.data, max(0, span.start - 200), span.start
    ):
        return None
    member = source.data[: span.start].endswith(b".")
    if member and settings.completion == "positions":
        return None
    if member:
        candidates = _members(source, span, environment)
    else:
        candidates = _whole(source, span, settings, environment)
    if candidates is None:
        return None
    typed = source.data[span.start : offset].decode("utf-8", "replace")
    return Completions(span, tuple(_matching(candidates, typed)))


def _members(source: Source, span: Span, environment: Environment) -> Iterable[_Candidate] | None:
    """The members of the vocabulary before the dot; None when it is none."""
    vocabulary: Vocabulary | None = None
    place: Place | None = None
    imports: tuple[Edit, ...] = ()
    for repaired, node in repairs(source, span):
        attribute = node.parent
        value = attribute.child_by_field_name("object") if attribute is not None else None
        if attribute is None or attribute.type != "attribute" or value is None:
            continue
        missing = missing_import(source, repaired.text_of(value), span.start)
        path = f"{missing.module}.{missing.name}" if missing is not None else ""
        vocabulary = vocabulary_at(path) or vocabulary_of(repaired, value)
        if vocabulary is None:
            return None
        needed = [missing] if missing is not None else []
        imports = tuple(import_edits(source, needed, environment.line_length, span.start))
        place = place_of(repaired, attribute)
        if place is not None:
            break
    if vocabulary is None or (vocabulary.type == "str" and place is None):
        return None  # Falcon's names stand among all the others that `falcon` has
    return _members_for(environment, vocabulary, place, imports)


def _members_for(
    environment: Environment,
    vocabulary: Vocabulary,
    place: Place | None,
    imports: tuple[Edit, ...],
) -> Iterator[_Candidate]:
    by_code: dict[int, list[Name]] = {}
    for name in environment.names(vocabulary):
        by_code.setdefault(name.code, []).append(name)

    def candidate(name: Name) -> _Candidate:
        old = environment.state(name) == "deprecated"
        return _Candidate(name.code, name.name, name, old, imports)

    codes = [code for code in by_code if _fits(code, place)]
    for code in _in_order(codes, place):
        yield candidate(by_code[code][0])
    for code in codes:  # further names of the same code, old ones among them, come last
        yield from map(candidate, by_code[code][1:])


def _whole(
    source: Source, span: Span, settings: Settings, environment: Environment
) -> Iterable[_Candidate] | None:
    """Whole expressions, for a place where a status is expected and nothing stands yet."""
    places = (place_of(repaired, node) for repaired, node in repairs(source, span))
    place = next((place for place in places if place is not None), None)
    if place is None or place.order:
        return None
    codes = [code for code in registered(place.kind) if _fits(code, place)]
    return _expressions(source, span.start, settings, environment, _in_order(codes, place))


def _expressions(
    source: Source,
    offset: int,
    settings: Settings,
    environment: Environment,
    codes: Iterable[int],
) -> Iterator[_Candidate]:
    imports: dict[NewImport, tuple[Edit, ...]] = {}
    for code in codes:
        if settings.style == "number":
            yield _Candidate(code, str(code))
            continue
        spelled = spelling(source, code, offset, environment, settings.provider)
        if spelled is None:
            continue
        new = spelled.new_import
        if new is not None and new not in imports:
            imports[new] = tuple(import_edits(source, [new], environment.line_length, offset))
        needed = imports[new] if new is not None else ()
        yield _Candidate(code, spelled.expression, spelled.name, imports=needed)


def _fits(code: int, place: Place | None) -> bool:
    """HTTP codes where HTTP is expected; of the close codes those that may be sent."""
    if place is None:
        return True
    meant = status(code)
    sendable = meant is not None and meant.sender != "nobody"
    return kind_of(code) == place.kind and (place.context != "ws_close" or sendable)


def _in_order(codes: list[int], place: Place | None) -> Iterator[int]:
    kinds: tuple[Kind, ...] = ("http", "websocket")
    for kind in kinds:
        yield from ranked((code for code in codes if kind_of(code) == kind), place)


def _matching(candidates: Iterable[_Candidate], typed: str) -> Iterator[Completion]:
    """The candidates that `typed` finds: by label, number, words or initials of the phrase."""
    for candidate in candidates:
        meant = status(candidate.code)
        if meant is None:
            continue
        words = _filter_words(candidate.label, candidate.code)
        if typed and not any(_finds(typed.casefold(), word) for word in words):
            continue
        # Clients filter again, some by prefix only: what was matched here must pass there.
        by_label = candidate.label.casefold().startswith(typed.casefold())
        text = " ".join((candidate.label, *words[1:])) if by_label else f"{typed} {candidate.label}"
        yield Completion(
            candidate.code,
            candidate.label,
            summary(meant),
            text,
            candidate.name,
            candidate.deprecated,
            candidate.imports,
        )


@functools.lru_cache(maxsize=1024)
def _filter_words(label: str, code: int) -> tuple[str, ...]:
    """What a status can be found by, in lower case: its label first, its number, its phrase without
    spaces, the phrase's words and initials.
    """
    meant = status(code)
    plain = meant.title.casefold().replace("-", " ") if meant is not None else ""
    parts = re.sub(r"[^a-z0-9 ]", "", plain).split()
    initials = ["".join(part[0] for part in parts)] if len(parts) > 1 else []
    words = (label.casefold(), str(code), "".join(parts), *parts, *initials)
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
