"""Reading files and folders, each only once, and noticing that they change."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

# The root of a repository, and what else in a folder counts.
TOP = ".git"
_MARK = re.compile(
    r"\.git|\.?venv|pyproject\.toml|setup\.(?:cfg|py)|PKG-INFO|(?:uv|poetry|Pipfile)\.lock"
    r"|pylock\..*|(?:.*[-_.])?requirements(?:[-_.].*)?|\.?ruff\.toml"
)

_T = TypeVar("_T")
Stamp = tuple[int, int, int] | None
Values = dict[tuple[str, Callable[..., Any]], tuple[Stamp, Any]]

# A file may change again without a new time, where the file system's clock is coarse.
_UNSETTLED: Stamp = (-1, -1, -1)
_SETTLES_AFTER = 2_000_000_000  # nanoseconds


class Disk:
    """Reads files and folders, each only once as long as it stays as it is.

    `seen` are the paths that were looked at, and how each was.
    """

    def __init__(self, values: Values) -> None:
        self.seen: dict[str, Stamp] = {}
        self._values = values

    def has(self, path: Path) -> bool:
        return self._look(str(path)) is not None

    def names(self, folder: Path) -> frozenset[str]:
        """What is in the folder."""
        return self.look(folder, listed) or frozenset()

    def marks(self, folder: Path) -> frozenset[str]:
        """Those names in the folder that say something about a project."""
        return self.look(folder, _marks) or frozenset()

    def look(self, folder: Path, make: Callable[[Path], _T]) -> _T | None:
        """What `make` finds in the folder, None where that is not possible."""
        return self._value(folder, make, lambda: make(folder))

    def read(self, file: Path, parse: Callable[[str], _T]) -> _T | None:
        """What `parse` makes of the file's text, None where there is no such text."""
        return self._value(file, parse, lambda: parse(_text(file)))

    def _value(self, path: Path, key: Callable[..., Any], make: Callable[[], _T]) -> _T | None:
        stamp = self._look(str(path))
        if stamp is None:
            return None
        known = self._values.get((str(path), key))
        if known is not None and known[0] == stamp != _UNSETTLED:
            value: _T | None = known[1]
            return value
        try:
            value = make()
        except (OSError, ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            value = None
        self._values[str(path), key] = (stamp, value)
        return value

    def _look(self, path: str) -> Stamp:
        if path not in self.seen:
            stamp = stamp_of(path)
            is_recent = stamp is not None and abs(time.time_ns() - stamp[0]) < _SETTLES_AFTER
            self.seen[path] = _UNSETTLED if is_recent else stamp
        return self.seen[path]


def stamp_of(path: str) -> Stamp:
    """What differs once the path has changed; None where nothing is there."""
    try:
        status = os.stat(path)  # noqa: PTH116 -- a Path for each would take longer than the call
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def listed(folder: Path) -> frozenset[str]:
    """What is in the folder, read anew."""
    with os.scandir(folder) as entries:
        return frozenset(entry.name for entry in entries)


def folders_of(disk: Disk, folder: Path) -> list[Path]:
    """The folder and those above that may belong to the same project, the nearest first."""
    here = Path(os.path.abspath(folder))  # noqa: PTH100 -- links stay
    found = []
    for path in (here, *here.parents):
        found.append(path)
        if is_outermost(path, is_repository=TOP in disk.marks(path)):
            break
    return found


def is_outermost(folder: Path, *, is_repository: bool) -> bool:
    """Whether folders above this one belong to other projects: it is the root of a repository, the
    home folder, or the root of all.
    """
    home = os.path.expanduser("~")  # noqa: PTH111 -- where there is none, it is no error
    return is_repository or str(folder) == home or folder.parent == folder


def _marks(folder: Path) -> frozenset[str]:
    return frozenset(filter(_MARK.fullmatch, listed(folder)))


def _text(file: Path) -> str:
    data = file.read_bytes()
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # as PowerShell writes `pip freeze > …`
    return data.decode("utf-16" if is_wide else "utf-8-sig").replace("\r\n", "\n")
