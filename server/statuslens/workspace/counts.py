"""The counts of codes by context: the uses of a file or of the whole workspace."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ..facts.contexts import Context, group_of, table_key

_NONE: Counter[int] = Counter()


class Use(NamedTuple):
    """A code that stands in a file, and what stands around it.

    `line` counts from 0; `method` is empty if no HTTP method is known; `function` is the line of
    the function around it, -1 if there is none. The words say where they stand by their first
    letter, as `f:create` of the function's name (see `signals`).
    """

    code: int
    line: int
    context: Context
    method: str
    words: tuple[str, ...]
    function: int


class Counts:
    """Counted uses: by place (all, each context, each context and method), and by word."""

    def __init__(self, uses: Iterable[Use] = ()) -> None:
        self._by_key: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._by_word: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for use in uses:
            self.add(use)

    def add(self, use: Use) -> None:
        self._count(use, 1)

    def remove(self, use: Use) -> None:
        """Take out a use that was added."""
        self._count(use, -1)

    def codes(self, key: str) -> Counter[int]:
        """How often each code stands there: `""` for anywhere, a context, or `table_key` both."""
        return self._by_key.get(key, _NONE)

    def beside(self, group: str, word: str) -> Counter[int]:
        """How often each code stands beside the word, in contexts of that group."""
        return self._by_word.get(group + word, _NONE)

    def _count(self, use: Use, by: int) -> None:
        code, group = use.code, group_of(use.context)
        self._by_key[""][code] += by
        self._by_key[use.context][code] += by
        if use.method:
            self._by_key[table_key(use.context, use.method)][code] += by
        for word in use.words:
            self._by_word[group + word][code] += by


@dataclass(frozen=True, slots=True)
class Others:
    """What all files of a workspace have but one: `own` is what was counted of that one."""

    all: Counts
    own: Counts

    def codes(self, key: str) -> Counter[int]:
        return _without(self.all.codes(key), self.own.codes(key))

    def beside(self, group: str, word: str) -> Counter[int]:
        return _without(self.all.beside(group, word), self.own.beside(group, word))


def _without(counts: Counter[int], own: Counter[int]) -> Counter[int]:
    return counts - own if own else counts
