"""The user's files: from the editor if they are open, else from disk.

Every answer is cached with the state of its path, and computed again only after a change. Only
regular files are read (`files`).
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
from .files import LARGEST_FILE, LARGEST_SOURCE, File, UnreadableError, parsed, read_regular

TOP = ".git"  # in the root of a repository

_REFRESH_INTERVAL = 1.0  # seconds
# Where the file system's clock is coarse, a file may change again without a new time.
_SETTLES_AFTER = 2_000_000_000  # nanoseconds

# In the cache. Beyond, everything is forgotten.
_MOST_SOURCES = 512
_MOST_PATHS = 20_000
_MOST_ENTRIES, _MOST_MODULES = 2_000, 200  # of a folder that is read as a whole

_revisions = itertools.count(1)  # unique in a process

_T = TypeVar("_T")
# Type, times of the last change of content and of status, size, inode; zeros if there is no file.
Stamp = tuple[int, int, int, int, int]
_ABSENT: Stamp = (0, 0, 0, 0, 0)


class FileSystem:
    """Answers about files and folders. `buffer` returns the open file at a path, also without
    links. `revision` changes with everything that answers depend on, `disk_revision` with the disk.
    """

    def __init__(self, buffer: Callable[[Path], Source | None] | None = None) -> None:
        self.revision = next(_revisions)
        self.disk_revision = 0
        self._buffer_at = buffer
        self._entries: dict[str, _Entry] = {}
        self._last_change_path: str | None = None
        self._revision_before = self.revision  # before the last change to any other path
        self._last_refresh = time.monotonic()
        self._number_of_sources = 0
        self._has_forgotten = False

    def revision_without(self, path: Path | None) -> int:
        """The revision without changes to the file at `path`."""
        return self._revision_before if str(path) == self._last_change_path else self.revision

    def exists(self, path: Path) -> bool:
        """Whether anything is at the path."""
        return self._entry(path).stamp != _ABSENT or self._buffer(path) is not None

    def is_file(self, path: Path) -> bool:
        """Whether it is a regular file, or open in the editor."""
        return stat.S_ISREG(self._entry(path).stamp[0]) or self._buffer(path) is not None

    def is_folder(self, path: Path) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self._entry(path).stamp[0])

    def names(self, folder: Path) -> frozenset[str]:
        """The names of the entries of the folder; empty if there is no folder."""
        return self.look(folder, listed) or frozenset()

    def real_path(self, path: Path) -> Path:
        """The path without links to folders."""
        folder = self.look(path.parent, os.path.realpath)
        return path if folder is None else Path(folder, path.name)

    def look(self, path: Path, make: Callable[[Path], _T]) -> _T | None:
        """The result of `make` for the path; None if it fails."""
        return self._value(path, make, make)

    def read(self, file: Path, parse: Callable[[str], _T]) -> _T | None:
        """The result of `parse` for the text of the file; None if it cannot be read or parsed."""
        if not stat.S_ISREG(self._entry(file).stamp[0]):
            return None  # opening a pipe would be noticed at its other end
        return self._value(file, parse, lambda path: parse(_text(self.bytes(path))))

    def parse(self, file: Path, parse: Callable[[File], _T]) -> _T | None:
        """The same for a Python file or notebook on disk, in any encoding."""
        if not stat.S_ISREG(self._entry(file).stamp[0]):
            return None
        return self._value(
            file, parse, lambda path: parse(parsed(path, self.bytes(path, LARGEST_SOURCE)))
        )

    def source(self, path: Path) -> Source | None:
        """The Python file at `path`; None if it does not exist or is not UTF-8."""
        entry, opened = self._entry(path), self._buffer(path)
        if opened is not None or not stat.S_ISREG(entry.stamp[0]):
            return opened
        if Source not in entry.values:
            self._number_of_sources += 1
            if self._number_of_sources > _MOST_SOURCES:
                self._forget()
        return self._value(path, Source, self._module)

    def bytes(self, path: Path, largest: int = LARGEST_FILE) -> bytes:
        """The content of the file on disk. Raises the errors of `read_regular`."""
        return read_regular(path, largest)

    def buffer_changed(self, path: Path) -> bool:
        """Note that a file was opened, edited or closed; whether any answer depends on it."""
        if str(path) not in self._entries:
            return False
        self._bump(str(path))
        return True

    def refresh(self, *, now: bool = False) -> bool:
        """Whether files may have changed on disk; checks once a second, unless `now`."""
        if not now and time.monotonic() - self._last_refresh < _REFRESH_INTERVAL:
            return False
        changed = [path for path, entry in self._entries.items() if self._is_outdated(path, entry)]
        for path in changed:
            self._bump(path)
        if changed:
            self.disk_revision += 1
        may_differ, self._has_forgotten = bool(changed) or self._has_forgotten, False
        self._last_refresh = time.monotonic()
        return may_differ

    def stamp(self, path: str) -> Stamp:
        """The state of the path, which differs after a change on disk."""
        try:
            status = os.stat(path)  # noqa: PTH116 - making a Path would take longer than the call
        except (OSError, ValueError):
            return _ABSENT
        times = status.st_mtime_ns, status.st_ctime_ns
        return stat.S_IFMT(status.st_mode), *times, status.st_size, status.st_ino

    def _entry(self, path: Path) -> _Entry:
        key = str(path)
        entry = self._entries.get(key)
        if entry is None:
            if len(self._entries) >= _MOST_PATHS:
                self._forget()
            entry = self._entries[key] = _Entry(self.stamp(key))
        return entry

    def _forget(self) -> None:
        """Drop all answers, and all revisions with them: their files are not checked again."""
        self._entries.clear()
        self._number_of_sources, self._has_forgotten = 0, True
        self._last_change_path, self.revision = None, next(_revisions)
        self.disk_revision += 1

    def _buffer(self, path: Path) -> Source | None:
        """The open file there, also if it is open at another path to its folder."""
        if self._buffer_at is None:
            return None
        found = self._buffer_at(path)
        if found is None and (real := self.real_path(path)) != path:
            self._entry(real)  # its buffer is the one that changes
            found = self._buffer_at(real)
        return found

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

    def _is_outdated(self, path: str, entry: _Entry) -> bool:
        """Take the new state of the path; returns whether an answer has changed."""
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
        if path != self._last_change_path:
            self._last_change_path, self._revision_before = path, self.revision
        self.revision = next(_revisions)


@dataclass(slots=True)
class _Entry:
    """The state of a path, and for each question its function and its answer."""

    stamp: Stamp
    is_recent: bool = False
    values: dict[Callable[..., Any], tuple[Callable[..., Any], Any]] = field(default_factory=dict)


def folders_up(system: FileSystem, folder: Path) -> list[Path]:
    """The folder and its parents, nearest first, up to the repository's root or the home folder."""
    here = Path(os.path.abspath(folder))  # noqa: PTH100 - links stay
    home = os.path.expanduser("~")  # noqa: PTH111 - a missing home folder is not an error
    found = []
    for path in (here, *here.parents):
        found.append(path)
        if str(path) == home or system.exists(path / TOP):
            break
    return found


def listed(folder: Path) -> frozenset[str]:
    """The names of the entries of the folder, without the cache."""
    with os.scandir(folder) as entries:
        return frozenset(entry.name for entry in entries)


def modules_in(folder: Path) -> tuple[Path, ...] | None:
    """The modules in the folder itself; None if it has too many entries for a request."""
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
    except (RecursionError, MemoryError):  # a malicious file
        return None


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, Source) and isinstance(other, Source):
        return one.data == other.data
    return bool(one == other)


def _text(data: bytes) -> str:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # as PowerShell writes `pip freeze > …`
    return data.decode("utf-16" if is_wide else "utf-8-sig").replace("\r\n", "\n")
