"""Reads files for the index; an error in one file costs only that file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ..project import files
from ..project.file_system import FileSystem
from ..project.files import LARGEST_SOURCE, UnreadableError, read_settled
from ..project.view import Files, Project, project_root
from ..semantic.summaries import EMPTY, Summary, summary_of
from ..syntax.source import PiecewiseSource
from .counts import Use
from .index import MOST_OF_FILE
from .protocol import encode, file_rows
from .uses import uses, uses_once


class Rows(NamedTuple):
    """The encoded rows of some files, and the problems with them."""

    lines: bytes = b""
    problems: tuple[str, ...] = ()


# Answers questions about other files; refresh it before each job.
system = FileSystem()


def project_at(path: Path, roots: Iterable[Path]) -> Project:
    """The view of a file in one of the workspace's folders."""
    return Project(Files(path, project_root(system, path, roots), system))


def read_files(
    job: int, paths: Iterable[str], roots: Sequence[Path], *, with_empty: bool = False
) -> Rows:
    """The rows of the files that have uses or a summary, or of all of them."""
    lines: list[bytes] = []
    problems: list[str] = []
    for path in paths:
        try:
            found, summary = read_file(Path(path), roots)
        except Exception as error:  # a bug costs only this file
            problems.append(f"{path}: {type(error).__name__}: {error}")
            found, summary = None, EMPTY
        if found or summary or with_empty:
            lines += map(encode, file_rows(job, path, found, summary))
    return Rows(b"".join(lines), tuple(problems))


def read_file(path: Path, roots: Sequence[Path]) -> tuple[list[Use] | None, Summary]:
    """The uses in the file at `path`, None if it cannot be read, and its summary."""
    try:
        file = files.parsed(path, read_settled(path, LARGEST_SOURCE))
        data = file.data if file.cells is None else "\n".join(file.texts).encode()
        return uses_of(file, project_at(path, roots)), summary_of(data)
    except (OSError, ValueError, UnreadableError):
        return None, EMPTY


def uses_of(file: files.File, project: Project) -> list[Use]:
    """The uses in a file; for a notebook, those in all cells."""
    if file.cells is None:
        (text,) = file.texts
        return list(uses_once(PiecewiseSource(text, file.path), project))[:MOST_OF_FILE]
    found: list[Use] = []
    for source in file.sources(file.texts):
        found += uses(source, project)
    return found[:MOST_OF_FILE]
