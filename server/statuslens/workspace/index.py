"""The uses in the files of the workspace, by file and counted.

Bounded: at most `MOST_OF_FILE` uses of a file and `MOST` uses in all are counted; `is_full` says
that some are left out. 100,000 uses take about 40 MB.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast

from ..facts.contexts import Context, group_of, table_key

_NONE: Counter[int] = Counter()


class Use(NamedTuple):
    """A usage as it is counted. `line` is from 0, `method` empty if no HTTP method is known,
    `function` the line of the function around it (-1: none), `words` those around it.
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

    def codes(self, key: str) -> Counter[int]:
        """The count of each code for a key: `""` for all, a context, or `table_key` of both."""
        return self._by_key.get(key, _NONE)

    def beside(self, group: str, word: str) -> Counter[int]:
        """The count of each code beside the word, in contexts of that group."""
        return self._by_word.get(group + word, _NONE)

    def add(self, use: Use, by: int = 1) -> None:
        """Count a use; with `by` -1, take it out again."""
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


MOST = 100_000
MOST_OF_FILE = 2_000
_MOST_SHARED = 50_000
_MOST_OWN_COUNTS = 16  # files whose counts are remembered by themselves

_NOTHING = Counts()


class UseLocation(NamedTuple):
    """A use of a code; `line` counts from 0."""

    path: Path
    line: int
    context: Context


class Workspace:
    """The uses of every file below `folders`, or of the open files; as in the editor if open."""

    def __init__(self, folders: Iterable[Path] = (), most: int = MOST) -> None:
        self.folders = tuple(folders)
        self.is_full = False
        self._most = most
        self._size = 0
        self._on_disk: dict[Path, tuple[Use, ...]] = {}
        self._open: dict[Path, tuple[Use, ...]] = {}
        self._all = Counts()
        self._words: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._own_counts: dict[Path, tuple[tuple[Use, ...], Counts]] = {}

    def others(self, path: Path | None) -> Others:
        """The counts of all files except this one."""
        uses = self.uses(path) if path is not None else ()
        if path is None or not uses:
            return Others(self._all, _NOTHING)
        # While the user types in a file, it is asked for at each letter.
        known = self._own_counts.get(path)
        if known is None or known[0] is not uses:
            if len(self._own_counts) >= _MOST_OWN_COUNTS:
                self._own_counts.clear()
            known = self._own_counts[path] = uses, Counts(uses)
        return Others(self._all, known[1])

    def uses(self, path: Path) -> tuple[Use, ...]:
        """The uses that are counted of the file."""
        return self._open[path] if path in self._open else self._on_disk.get(path, ())

    def update(self, path: Path, uses: Iterable[Use] | None) -> None:
        """Set the uses of the file on disk; None if it no longer exists."""
        self._replace(self._on_disk, path, uses if self.has(path) else None)

    def opened(self, path: Path, uses: Iterable[Use]) -> None:
        """Set the uses of the file in the editor."""
        self._replace(self._open, path, uses if self.has(path) or not self.folders else None)

    def closed(self, path: Path) -> None:
        """Count the file in its state on disk again."""
        self._replace(self._open, path, None)

    def removed(self, folder: Path) -> None:
        """Forget the file, or the folder and all files in it."""
        for path in [path for path in self._on_disk if path.is_relative_to(folder)]:
            self.update(path, None)

    def keep(self, files: Container[Path], also: Container[Path]) -> None:
        """Forget files in neither collection; a folder in `also` covers all files in it."""
        for path in list(self._on_disk):
            if path not in files and not any(p in also for p in (path, *path.parents)):
                self.update(path, None)

    def has(self, path: Path) -> bool:
        """Whether the file is below one of the folders."""
        return any(path.is_relative_to(folder) for folder in self.folders)

    def files_with(self, code: int) -> Iterator[UseLocation]:
        """Every use of the code, file by file."""
        for path in sorted({*self._on_disk, *self._open}):
            for use in self.uses(path):
                if use.code == code:
                    yield UseLocation(path, use.line, use.context)

    def _replace(
        self, files: dict[Path, tuple[Use, ...]], path: Path, uses: Iterable[Use] | None
    ) -> None:
        counted = self.uses(path)
        files.pop(path, None)
        if uses is not None:
            kept = self._within_bounds(tuple(uses), self._size - len(counted))
            # A file without uses needs no entry, unless it is open and hides the one on disk.
            if kept or files is self._open:
                files[path] = kept
        now = self.uses(path)
        if now is counted:
            return
        gone, new = _difference(counted, now)
        own = self._own_counts.get(path)
        own_counts = [own[1]] if own is not None and own[0] is counted else []
        for counts in (self._all, *own_counts):
            for use in gone:
                counts.add(use, -1)
            for use in new:
                counts.add(use)
            if counts is not self._all:
                self._own_counts[path] = now, counts
        self._size += len(now) - len(counted)

    def _within_bounds(self, uses: tuple[Use, ...], others: int) -> tuple[Use, ...]:
        most = max(0, min(MOST_OF_FILE, self._most - others))
        self.is_full = self.is_full or len(uses) > most
        return tuple(self._compact(use) for use in uses[:most])

    def _compact(self, use: Use) -> Use:
        """The same use, with strings that all uses share."""
        words = self._words.get(use.words)
        if words is None:
            if len(self._words) >= _MOST_SHARED:
                self._words.clear()  # strings in use stay shared
            words = tuple(map(sys.intern, use.words))
            self._words[words] = words
        context = cast(Context, sys.intern(use.context))
        return use._replace(context=context, method=sys.intern(use.method), words=words)


def _difference(
    before: tuple[Use, ...], after: tuple[Use, ...]
) -> tuple[tuple[Use, ...], tuple[Use, ...]]:
    """The uses between a file's first and last change. A use that only moved has not changed."""

    def is_same(one: Use, other: Use) -> bool:
        return one._replace(line=other.line, function=other.function) == other

    shorter = min(len(before), len(after))
    first = 0
    while first < shorter and is_same(before[first], after[first]):
        first += 1
    last = 0
    while last < shorter - first and is_same(before[-1 - last], after[-1 - last]):
        last += 1
    return before[first : len(before) - last], after[first : len(after) - last]
