"""The messages between the server and the scanning process: jobs one way, rows the other.

Each is one line: a JSON list of the message's name and its fields. Paths are text. A job gets any
number of rows, the last of which is `Finished`.
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .index import Use
from .summary_index import EMPTY, Summary

_USES_IN_ROW = 50  # the server takes in a whole row before it answers its client


class ScanFolders(NamedTuple):
    """Read every file below the folders."""

    id: int
    folders: Sequence[str]
    exclude: Sequence[str]


class ReadPaths(NamedTuple):
    """Read these files, and all files in these folders, if a scan of `roots` would."""

    id: int
    paths: Sequence[str]
    roots: Sequence[str]
    exclude: Sequence[str]


class ReadText(NamedTuple):
    """Read the editor's text of the file at `path`."""

    id: int
    path: str
    text: str
    roots: Sequence[str]
    exclude: Sequence[str]


class ReadChanges(NamedTuple):
    """Read the files that have changed or are new since the last scan or job of this kind."""

    id: int
    roots: Sequence[str]
    exclude: Sequence[str]


class FileRow(NamedTuple):
    """The uses of one file, None if it does not exist or is left out, and its summary. `more`: the
    next row has more uses of it. A scan sends no row for a file without uses and summary.
    """

    job: int
    path: str
    uses: Sequence[Use] | None
    more: bool = False
    providers: Sequence[str] = ()
    references: Sequence[str] = ()


class Progress(NamedTuple):
    """The number of files of a scan that are read, and that are found."""

    job: int
    done: int
    total: int


class Finished(NamedTuple):
    """The end of a job; the problems are for the log."""

    job: int
    problems: Sequence[str]


Job = ScanFolders | ReadPaths | ReadText | ReadChanges
Row = FileRow | Progress | Finished
_JOBS = (ScanFolders, ReadPaths, ReadText, ReadChanges)
_MESSAGES = {kind.__name__: kind for kind in (*_JOBS, FileRow, Progress, Finished)}


def encode(message: Job | Row) -> bytes:
    """The message as a line, with its line break."""
    return json.dumps([type(message).__name__, *message], separators=(",", ":")).encode() + b"\n"


def decode_job(line: bytes) -> Job:
    """The job in a line of `encode`. Raises KeyError, TypeError or ValueError if it is invalid."""
    job = _decode(line)
    if isinstance(job, _JOBS):
        return job
    raise TypeError(f"{type(job).__name__} is not a job")


def decode_row(line: bytes) -> Row:
    """The row in a line of `encode`. Raises KeyError, TypeError or ValueError if it is invalid."""
    row = _decode(line)
    if isinstance(row, FileRow):
        uses = row.uses
        if uses is not None:
            uses = tuple(Use(*use[:4], tuple(use[4]), use[5]) for use in uses)
        return FileRow(row.job, row.path, uses, row.more, *map(tuple, row[4:]))
    if isinstance(row, (FileRow, Progress, Finished)):
        return row
    raise TypeError(f"{type(row).__name__} is not a row")


def _decode(line: bytes) -> Job | Row:
    name, *fields = json.loads(line)
    message: Job | Row = _MESSAGES[name](*fields)
    return message


def file_rows(
    job: int, path: str, uses: Sequence[Use] | None, summary: Summary = EMPTY
) -> Iterator[FileRow]:
    """The rows of one file: several for a file with many uses, so that each is received quickly."""
    count = len(uses) if uses is not None else 0
    for start in range(0, max(1, count), _USES_IN_ROW):
        part = uses[start : start + _USES_IN_ROW] if uses is not None else None
        if start + _USES_IN_ROW < count:
            yield FileRow(job, path, part, more=True)
        else:
            facts = tuple(summary.providers), tuple(summary.references)
            yield FileRow(job, path, part, False, *facts)
