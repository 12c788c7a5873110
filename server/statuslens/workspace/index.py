"""What the files of the workspace use: each file's statuses, and all of them counted.

Bounded: a file counts with its first `MOST_OF_FILE` uses, all together with `MOST`; `is_full` says
that something was left out. 100,000 uses take about 40 MB.
"""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, cast

from ..facts.contexts import Context
from .counts import Counts, Others, Use

MOST = 100_000
MOST_OF_FILE = 2_000
_MOST_SHARED = 50_000
_MOST_OWN_COUNTS = 16  # files whose counts are remembered by themselves

_NOTHING = Counts()


class UseLocation(NamedTuple):
    """A use of a code that was asked for; `line` counts from 0."""

    path: Path
    line: int
    context: Context


class Workspace:
    """The uses of every file below `folders`; without folders, of the files that are open.

    What is open in the editor counts as it stands there, whatever is on disk.
    """

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
        """What all files but this one have."""
        uses = self.uses(path) if path is not None else ()
        if path is None or not uses:
            return Others(self._all, _NOTHING)
        # A file that is typed in is asked about at each letter.
        known = self._own_counts.get(path)
        if known is None or known[0] is not uses:
            if len(self._own_counts) >= _MOST_OWN_COUNTS:
                self._own_counts.clear()
            known = self._own_counts[path] = uses, Counts(uses)
        return Others(self._all, known[1])

    def uses(self, path: Path) -> tuple[Use, ...]:
        """What is counted of the file."""
        return self._open[path] if path in self._open else self._on_disk.get(path, ())

    def update(self, path: Path, uses: Iterable[Use] | None) -> None:
        """Take what the file on disk has now; None if there is none any more."""
        self._replace(self._on_disk, path, uses if self.has(path) else None)

    def opened(self, path: Path, uses: Iterable[Use]) -> None:
        """Take what the file has in the editor."""
        self._replace(self._open, path, uses if self.has(path) or not self.folders else None)

    def closed(self, path: Path) -> None:
        """From now on the file counts as it is on disk."""
        self._replace(self._open, path, None)

    def removed(self, folder: Path) -> None:
        """Forget the file, or the folder and all files in it."""
        for path in [path for path in self._on_disk if path.is_relative_to(folder)]:
            self.update(path, None)

    def keep(self, files: Container[Path], also: Container[Path]) -> None:
        """Forget what is in neither: files that a new reading of the folders has not found. Of
        `also`, folders stand for all files in them.
        """
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
            # Of a file on disk without any, there is nothing to know; an open one hides the disk's.
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
                counts.remove(use)
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
        """The same, in strings that all uses share."""
        words = self._words.get(use.words)
        if words is None:
            if len(self._words) >= _MOST_SHARED:
                self._words.clear()  # what is kept stays shared, what is gone is forgotten
            words = tuple(map(sys.intern, use.words))
            self._words[words] = words
        return use._replace(
            context=cast(Context, sys.intern(use.context)),
            method=sys.intern(use.method),
            words=words,
        )


def _difference(
    before: tuple[Use, ...], after: tuple[Use, ...]
) -> tuple[tuple[Use, ...], tuple[Use, ...]]:
    """The uses between the first and the last change of a file. What has only moved is none."""

    def is_same(one: Use, other: Use) -> bool:
        return (one.code, one.context, one.method, one.words) == (
            other.code,
            other.context,
            other.method,
            other.words,
        )

    shorter = min(len(before), len(after))
    first = 0
    while first < shorter and is_same(before[first], after[first]):
        first += 1
    last = 0
    while last < shorter - first and is_same(before[-1 - last], after[-1 - last]):
        last += 1
    return before[first : len(before) - last], after[first : len(after) - last]
