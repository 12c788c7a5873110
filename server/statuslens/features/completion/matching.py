"""The candidates that match the typed word, and the proposals made of them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...edits.spelling import NewImport
from ...facts.catalogue import kind_of, status
from ...facts.vocabularies import Name
from ..card import summary

_LIKELY = 0.5  # the share from which the first one is selected


class Completion(NamedTuple):
    """One proposal.

    `label` is the text to write and `new_import` the import that it needs; a client matches the
    typed word with `filter_text`. `reason` explains why the code is likely in this project;
    `preselect` marks a code that is likely enough to be selected at once.
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


def matching(candidates: Iterable[Candidate], typed: str) -> Iterator[Completion]:
    """The candidates that match `typed`: by label, number, words or initials of the phrase."""
    folded = typed.casefold()
    first = True
    for candidate in candidates:
        words, detail, text = _words(candidate.label, candidate.code)
        if folded:
            if not any(_finds(folded, word) for word in words):
                continue
            # Clients filter again, some by prefix only: a match here must pass there.
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


def details(code: int, label: str, words: str, reason: str | None) -> tuple[str | None, str]:
    """The text beside a label: the number, unless it is in the label, and the phrase. The reason
    replaces a phrase that repeats the label: a longer line would truncate the label.
    """
    if reason is not None:
        words = f"{words.partition(' · ')[0]} · {reason}" if label.isdecimal() else reason
    return None if str(code) in label else str(code), words


@functools.lru_cache(maxsize=4096)
def _words(label: str, code: int) -> tuple[tuple[str, ...], str, str]:
    """The words that find an item with that label, its phrase and its filter text."""
    meant = status(code)
    words = _filter_words(label, code)
    detail = summary(meant) if meant is not None else ""
    return words, detail, " ".join((label, *words[1:]))


def _filter_words(label: str, code: int) -> tuple[str, ...]:
    """The words that find a status, in lower case: its label, number, phrase without spaces, words
    and initials of the phrase; and the name of that number in any spelling.
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
