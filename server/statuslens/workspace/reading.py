"""Reads files for the index; never raises for one of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ..project import files
from ..project.regular_files import read_settled
from ..syntax.source import ReadInParts
from .counts import Use
from .index import MOST_OF_FILE
from .protocol import encode, file_rows
from .uses import uses, uses_once

_LARGEST = 2_000_000  # bytes; nobody types into a larger file


class Rows(NamedTuple):
    """The encoded rows of some files, and the problems with them."""

    lines: bytes = b""
    problems: tuple[str, ...] = ()


def read_files(job: int, paths: Iterable[str], *, with_empty: bool = False) -> Rows:
    """The rows of the files that have uses, or of all of them."""
    lines: list[bytes] = []
    problems: list[str] = []
    for path in paths:
        try:
            found = uses_on_disk(Path(path))
        except Exception as error:  # a bug costs the one file that shows it
            problems.append(f"{path}: {type(error).__name__}: {error}")
            found = None
        if found or with_empty:
            lines += map(encode, file_rows(job, path, found))
    return Rows(b"".join(lines), tuple(problems))


def uses_on_disk(path: Path) -> list[Use] | None:
    """The uses in the file at `path`; None if it cannot be read."""
    try:
        data = read_settled(path, _LARGEST)
        return uses_of(files.parsed(path, data)) if data is not None else None
    except (OSError, ValueError, files.UnreadableError):
        return None


def uses_of(file: files.File) -> list[Use]:
    """The uses in a file; for a notebook, those in all cells."""
    if file.cells is None:
        (text,) = file.texts
        return list(uses_once(ReadInParts(text, file.path)))[:MOST_OF_FILE]
    found: list[Use] = []
    for source in file.sources(file.texts):
        found += uses(source)
    return found[:MOST_OF_FILE]
