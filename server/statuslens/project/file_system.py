"""The user's files: as the editor has them open, else as they are on disk.

Everything that was asked about is remembered with the state it was in, and asked about again only
once that has changed. Only regular files are read (`files`).
"""

from __future__ import annotations

import itertools
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from ..syntax.source import PiecewiseSource, Source
from .files import LARGEST_FILE, LARGEST_SOURCE, UnreadableError, read_regular

TOP = ".git"  # in the root of a repository

_REFRESH_INTERVAL = 1.0  # seconds
# A file may change again without a new time, where the file system's clock is coarse.
_SETTLES_AFTER = 2_000_000_000  # nanoseconds

_MOST_SOURCES = 512  # that are kept
_MOST_ENTRIES, _MOST_MODULES = 2_000, 200  # of a folder that is looked at at once

_revisions = itertools.count(1)  # no two are the same in a process

_T = TypeVar("_T")
Stamp = tuple[int, int, int, int]  # type, time, size and number of the file; zeros for none
_ABSENT: Stamp = (0, 0, 0, 0)


class FileSystem:
    """Answers about files and folders. `buffer` gives the open file at a path, None if none is.

    `revision` changes whenever something that was asked about has changed, `disk_revision` only if
    it has changed on disk.
    """

    def __init__(self, buffer: Callable[[Path], Source | None] = lambda _path: None) -> None:
        self.revision = next(_revisions)
        self.disk_revision = 0
        self._buffer = buffer
        self._entries: dict[str, _Entry] = {}
        self._last_changed_path: str | None = None
        self._revision_before = self.revision  # of the last change to any other path
        self._last_refresh = time.monotonic()
        self._number_of_sources = 0

    def revision_without(self, path: Path | None) -> int:
        """The revision as far as other files than the one at `path` are concerned."""
        return self._revision_before if str(path) == self._last_changed_path else self.revision

    def exists(self, path: Path) -> bool:
        """Whether anything is at the path."""
        return self._entry(path).stamp != _ABSENT or self._buffer(path) is not None

    def is_file(self, path: Path) -> bool:
        """Whether a regular file is there, or one is open in the editor."""
        return stat.S_ISREG(self._entry(path).stamp[0]) or self._buffer(path) is not None

    def is_folder(self, path: Path) -> bool:
        """Whether a folder is there."""
        return stat.S_ISDIR(self._entry(path).stamp[0])

    def names(self, folder: Path) -> frozenset[str]:
        """The names of all that is in the folder."""
        return self.look(folder, listed) or frozenset()

    def look(self, path: Path, make: Callable[[Path], _T]) -> _T | None:
        """What `make` finds at the path; None where that is not possible."""
        return self._value(path, make, make)

    def read(self, file: Path, parse: Callable[[str], _T]) -> _T | None:
        """What `parse` makes of the file's text; None where there is no such text."""
        return self._value(file, parse, lambda path: parse(_text(self.bytes(path))))

    def source(self, path: Path) -> Source | None:
        """The Python file at `path`; None where there is none in UTF-8."""
        entry, opened = self._entry(path), self._buffer(path)
        if opened is not None or not stat.S_ISREG(entry.stamp[0]):
            return opened
        if Source not in entry.values:
            self._make_room()
        return self._value(path, Source, self._module)

    def bytes(self, path: Path, largest: int = LARGEST_FILE) -> bytes:
        """The content of the file on disk (see `read_regular`)."""
        return read_regular(path, largest)

    def buffer_changed(self, path: Path) -> bool:
        """A file was opened, edited or closed; whether anything else depends on it."""
        if str(path) not in self._entries:
            return False
        self._bump(str(path))
        return True

    def refresh(self, *, now: bool = False) -> bool:
        """Whether what was asked about has changed on disk; looks once a second, or `now`."""
        if not now and time.monotonic() - self._last_refresh < _REFRESH_INTERVAL:
            return False
        changed = [path for path, entry in self._entries.items() if self._is_outdated(path, entry)]
        for path in changed:
            self._bump(path)
        self.disk_revision += bool(changed)
        self._last_refresh = time.monotonic()
        return bool(changed)

    def stamp(self, path: str) -> Stamp:
        """What differs once the path has changed on disk."""
        try:
            status = os.stat(path)  # noqa: PTH116 - a Path for each would take longer than the call
        except (OSError, ValueError):
            return _ABSENT
        return stat.S_IFMT(status.st_mode), status.st_mtime_ns, status.st_size, status.st_ino

    def _entry(self, path: Path) -> _Entry:
        key = str(path)
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = _Entry(self.stamp(key))
        return entry

    def _value(self, path: Path, key: Callable[..., Any], make: Callable[[Path], _T]) -> _T | None:
        entry = self._entry(path)
        if entry.stamp == _ABSENT:
            return None
        if key not in entry.values:
            entry.values[key] = make, _attempted(make, path)
            entry.is_recent = abs(time.time_ns() - entry.stamp[1]) < _SETTLES_AFTER
        value: _T | None = entry.values[key][1]
        return value

    def _module(self, path: Path) -> Source:
        return PiecewiseSource(self.bytes(path, LARGEST_SOURCE).decode("utf-8"), path)

    def _make_room(self) -> None:
        """For one more source."""
        self._number_of_sources += 1
        if self._number_of_sources > _MOST_SOURCES:
            self._number_of_sources = 1
            for entry in self._entries.values():
                entry.values.pop(Source, None)

    def _is_outdated(self, path: str, entry: _Entry) -> bool:
        """Take the new state of the path; whether it gives another answer to what was asked."""
        stamp = self.stamp(path)
        if stamp == entry.stamp and not entry.is_recent:
            return False
        is_other = stamp[0] != entry.stamp[0]
        entry.stamp = stamp
        entry.is_recent = abs(time.time_ns() - stamp[1]) < _SETTLES_AFTER
        for key, (make, value) in entry.values.items():
            new = _attempted(make, Path(path)) if stamp != _ABSENT else None
            if not _is_same(value, new):
                entry.values[key] = make, new
                is_other = True
        return is_other

    def _bump(self, path: str) -> None:
        if path != self._last_changed_path:
            self._last_changed_path, self._revision_before = path, self.revision
        self.revision = next(_revisions)


@dataclass(slots=True)
class _Entry:
    """A path that was asked about: its state, and by question how to answer and the answer."""

    stamp: Stamp
    is_recent: bool = False
    values: dict[Callable[..., Any], tuple[Callable[[Path], Any], Any]] = field(
        default_factory=dict
    )


def folders_up(system: FileSystem, folder: Path) -> list[Path]:
    """The folder and those above, nearest first, up to the repository's root or the home folder."""
    here = Path(os.path.abspath(folder))  # noqa: PTH100 - links stay
    home = os.path.expanduser("~")  # noqa: PTH111 - a missing home folder is not an error
    found = []
    for path in (here, *here.parents):
        found.append(path)
        if str(path) == home or system.exists(path / TOP):
            break
    return found


def listed(folder: Path) -> frozenset[str]:
    """The names of the entries of the folder, read again."""
    with os.scandir(folder) as entries:
        return frozenset(entry.name for entry in entries)


def modules_in(folder: Path) -> tuple[Path, ...] | None:
    """The modules in the folder itself; None if there are too many, or too many other entries, to
    look at each of them while somebody waits.
    """
    with os.scandir(folder) as entries:
        names = [entry.name for entry in itertools.islice(entries, _MOST_ENTRIES + 1)]
    found = sorted(name for name in names if name.endswith(".py"))
    is_large = len(names) > _MOST_ENTRIES or len(found) > _MOST_MODULES
    return None if is_large else tuple(folder / name for name in found)


def _attempted(make: Callable[[Path], _T], path: Path) -> _T | None:
    try:
        return make(path)
    except (OSError, UnreadableError, ValueError, TypeError, SyntaxError):
        return None
    except (RecursionError, MemoryError):  # of a file that was made for it
        return None


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, Source) and isinstance(other, Source):
        return one.data == other.data
    return bool(one == other)


def _text(data: bytes) -> str:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # as PowerShell writes `pip freeze > …`
    return data.decode("utf-16" if is_wide else "utf-8-sig").replace("\r\n", "\n")
