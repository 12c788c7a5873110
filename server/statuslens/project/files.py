"""Reading, decoding and writing files on disk: only regular ones, and only up to a size.

Nothing of the project is imported or run. Raises `UnreadableError` for files that cannot be read.
"""

import codecs
import io
import os
import re
import stat
import tempfile
import tokenize
from dataclasses import dataclass
from pathlib import Path

from ..syntax import notebooks
from ..syntax.source import Source

# In bytes. Nobody writes a larger module by hand; lock files are longer.
LARGEST_SOURCE = 2_000_000
LARGEST_FILE = 32_000_000

_TRIES = 3  # to read a file that is being written
# An encoding declared in the first two lines; may find false ones.
_DECLARES_ENCODING = re.compile(rb"(?:[^\n\r]*(?:\r\n?|\n))?[^\n\r]*coding")


class UnreadableError(Exception):
    """The reason why a file could not be read or written, without its name."""


def read_regular(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """The bytes of the file at `path`. Raises `OSError` if it does not exist, and `UnreadableError`
    if it is larger than `largest` bytes or (without waiting) a pipe, a device or a folder.
    """
    return _read(path, largest)[0]


def read_settled(path: Path, largest: int) -> bytes:
    """The same; also raises `UnreadableError` for a file that changes during each attempt."""
    for _ in range(_TRIES):
        data, has_changed = _read(path, largest)
        if not has_changed:
            return data
    raise UnreadableError("keeps changing while it is read")


def _read(path: Path, largest: int) -> tuple[bytes, bool]:
    """The bytes, and whether the file changed meanwhile; in few system calls, which are slow."""
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


@dataclass(frozen=True, slots=True)
class File:
    """A file's content. `texts` is its one text, or one for each Python cell in `cells`."""

    path: Path
    data: bytes
    encoding: str
    texts: tuple[str, ...]
    cells: tuple[int, ...] | None = None

    def sources(self, texts: tuple[str, ...]) -> tuple[Source, ...]:
        """Each text as a source; in a notebook, with the names of the other cells."""
        if self.cells is not None:
            return notebooks.sources(texts, self.path)
        return tuple(Source(text, self.path) for text in texts)

    def with_texts(self, texts: tuple[str, ...]) -> bytes:
        """The file's bytes with these texts; encoding, BOM and line endings stay the same. Raises
        `UnreadableError` if that is impossible.
        """
        before = self.data.decode(self.encoding)
        if before.encode(self.encoding) != self.data:
            raise UnreadableError(f"cannot be encoded in {self.encoding} without other changes")
        (after,) = texts if self.cells is None else (self._notebook(before, texts),)
        try:
            return after.encode(self.encoding)
        except UnicodeError as error:
            raise UnreadableError(f"cannot be written: {error}") from None

    def _notebook(self, before: str, texts: tuple[str, ...]) -> str:
        pairs = zip(self.cells or (), self.texts, texts, strict=True)
        return notebooks.written(before, {cell: new for cell, old, new in pairs if new != old})


def absolute(path: str | Path) -> Path:
    """The absolute path. Links in it are kept, as the user wrote them."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - that would follow them


def read(path: Path) -> File:
    """The file at `path`. Raises `UnreadableError`."""
    try:
        data = read_regular(path)
    except (OSError, ValueError) as error:
        raise UnreadableError(reason(error)) from None
    return parsed(path, data)


def parsed(path: Path, data: bytes) -> File:
    """The file at `path` with this content, decoded like Python. Raises `UnreadableError`."""
    try:
        if path.suffix == ".ipynb":
            encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
            cells = notebooks.cells(data.decode(encoding))
            texts, numbers = tuple(c.text for c in cells), tuple(c.number for c in cells)
            return File(path, data, encoding, texts, numbers)
        encoding = "utf-8"
        if data.startswith(codecs.BOM_UTF8) or _DECLARES_ENCODING.match(data) is not None:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return File(path, data, encoding, (data.decode(encoding),))
    except notebooks.NotebookError as error:
        raise UnreadableError(str(error)) from None
    except (SyntaxError, LookupError, ValueError) as error:
        raise UnreadableError(f"cannot be decoded: {error}") from None


def write(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically, so that nobody reads a part. Raises `UnreadableError`."""
    target = Path(os.path.realpath(path))  # a link stays one
    try:
        if not os.access(target, os.W_OK):
            raise PermissionError(13, os.strerror(13))
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(stat.S_IMODE(target.stat().st_mode))
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UnreadableError(f"cannot be written: {reason(error)}") from None


def reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
