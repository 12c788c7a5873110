"""The counts of codes by context, for a file or for the whole workspace."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ..facts.contexts import Context, group_of, table_key

_NONE: Counter[int] = Counter()


class Use(NamedTuple):
    """A usage as it is counted.

    `line` counts from 0; `method` is empty if no HTTP method is known; `function` is the line of
    the function around it, -1 if there is none. `words` are the words around it, as in `words`.
    """

    code: int
    line: int
    context: Context
    method: str
    words: tuple[str, ...]
    function: int


class Counts:
    """Counts of uses: by table key (all, each context, each context and method), and by word."""

    def __init__(self, uses: Iterable[Use] = ()) -> None:
        self._by_key: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._by_word: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for use in uses:
            self.add(use)

    def add(self, use: Use) -> None:
        self._count(use, 1)

    def remove(self, use: Use) -> None:
        """Remove a use that was added."""
        self._count(use, -1)

    def codes(self, key: str) -> Counter[int]:
        """The count of each code for a key: `""` for all, a context, or `table_key` of both."""
        return self._by_key.get(key, _NONE)

    def beside(self, group: str, word: str) -> Counter[int]:
        """The count of each code beside the word, in contexts of that group."""
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
    """The counts of all files of a workspace except one, whose counts are `own`."""

    all: Counts
    own: Counts

    def codes(self, key: str) -> Counter[int]:
        return _without(self.all.codes(key), self.own.codes(key))

    def beside(self, group: str, word: str) -> Counter[int]:
        return _without(self.all.beside(group, word), self.own.beside(group, word))


def _without(counts: Counter[int], own: Counter[int]) -> Counter[int]:
    return counts - own if own else counts
