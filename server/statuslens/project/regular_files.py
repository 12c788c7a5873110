"""Reading files that may be anything: only regular ones, and only up to a size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_TRIES = 3  # to read a file that is being written


def read_regular(path: Path, most: int) -> bytes | None:
    """The bytes of the file at `path`, up to `most` of them; None for a larger one, and for a pipe,
    a device or a folder, none of which is waited for. Raises `OSError` where nothing can be read.
    """
    data, _ = _read(path, most)
    return data


def read_settled(path: Path, most: int) -> bytes | None:
    """The same, but None for a file that changes each time while it is read."""
    for _ in range(_TRIES):
        data, has_changed = _read(path, most)
        if not has_changed:
            return data
    return None


def _read(path: Path, most: int) -> tuple[bytes | None, bool]:
    """The bytes, and whether the file has changed meanwhile. Makes few system calls: they take
    longer than to read.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            return None, False
        chunks = []
        left = most + 1
        while left > 0 and (chunk := os.read(descriptor, min(left, status.st_size + 1))):
            chunks.append(chunk)
            left -= len(chunk)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    has_changed = (status.st_mtime_ns, status.st_size) != (after.st_mtime_ns, after.st_size)
    return (b"".join(chunks) if left > 0 else None), has_changed
