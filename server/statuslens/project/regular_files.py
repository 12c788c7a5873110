"""Reading files that may be anything: only regular ones, and only up to a size."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read_regular(path: Path, most: int) -> bytes | None:
    """The bytes of the file at `path`, up to `most` of them; None for a larger one, and for a pipe,
    a device or a folder, none of which is waited for. Raises `OSError` where nothing can be read.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            return None
        chunks = []
        left = most + 1
        while left > 0 and (chunk := os.read(descriptor, min(left, status.st_size + 1))):
            chunks.append(chunk)
            left -= len(chunk)
    finally:
        os.close(descriptor)
    return b"".join(chunks) if left > 0 else None
