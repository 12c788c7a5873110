"""Reading files that may be anything: only regular ones, and only up to a size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

# In bytes. Nobody writes a larger module by hand; lock files are longer.
LARGEST_SOURCE = 2_000_000
LARGEST_FILE = 32_000_000

_TRIES = 3  # to read a file that is being written


class UnreadableError(Exception):
    """Says why a file could not be read or written."""


def read_regular(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """The bytes of the file at `path`. Raises `OSError` where there is none, and `UnreadableError`
    for a file of more than `largest` bytes and for a pipe, a device or a folder: none is waited
    for.
    """
    data, _ = _read(path, largest)
    return data


def read_settled(path: Path, largest: int) -> bytes:
    """The same; also raises `UnreadableError` for a file that changes each time it is read."""
    for _ in range(_TRIES):
        data, has_changed = _read(path, largest)
        if not has_changed:
            return data
    raise UnreadableError("changes while it is read")


def _read(path: Path, largest: int) -> tuple[bytes, bool]:
    """The bytes, and whether the file has changed meanwhile. Makes few system calls: they take
    longer than to read.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableError("not a regular file")
        chunks = []
        left = largest + 1 if before.st_size <= largest else 0
        while left > 0 and (chunk := os.read(descriptor, min(left, before.st_size + 1))):
            chunks.append(chunk)
            left -= len(chunk)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if left <= 0:
        raise UnreadableError(f"larger than {largest:,} bytes")
    has_changed = (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size)
    return b"".join(chunks), has_changed
