"""Reads files for the index, in more processes where a large workspace repays their start."""

from __future__ import annotations

import functools
import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

from ..project import files
from ..project.file_system import FileSystem
from ..project.files import LARGEST_SOURCE, UnreadableError, read_settled
from ..project.view import Files, Project, project_root
from ..syntax.source import PiecewiseSource
from .index import MOST_OF_FILE, Use
from .protocol import encode, file_rows
from .summary_index import EMPTY, Summary, summary_of_file
from .uses import uses, uses_once

Batch = Sequence[str]

_MOST_PROCESSES = 4  # including the scanning process itself
_WORTH_A_START = 10  # batches
# A spawned process gets `sys.path`, but not the place of compiled modules, which it needs before it
# imports any.
_PREPARE = (
    "import sys; sys.dont_write_bytecode, sys.pycache_prefix = {!r}; "
    "from statuslens.workspace.pool import prepare; prepare()"
)

system = FileSystem()  # answers questions about other files; refresh it before each job


def prepare() -> None:
    """Make a reading process end with the process that started it, however that ends."""
    gc.disable()  # a file leaves few cycles behind
    threading.Thread(target=_end_with_parent, daemon=True).start()


def project_at(path: Path, roots: Iterable[Path]) -> Project:
    """The view of a file in one of the workspace's folders."""
    return Project(Files(path, _root_of(path.parent, tuple(roots), system.disk_revision), system))


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
        return _uses_of(file, project_at(path, roots)), summary_of_file(file)
    except (OSError, ValueError, UnreadableError):
        return None, EMPTY


def _uses_of(file: files.File, project: Project) -> list[Use]:
    """The uses in a file; for a notebook, those in all cells."""
    if file.cells is None:
        text = file.data if file.encoding == "utf-8" else file.texts[0]
        return list(uses_once(PiecewiseSource(text, file.path), project))[:MOST_OF_FILE]
    found: list[Use] = []
    for source in file.sources(file.texts):
        found += uses(source, project)
    return found[:MOST_OF_FILE]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


class Pool:
    """Reads batches of files for one job; a batch that no process has begun can be taken back."""

    def __init__(self, job: int, roots: Sequence[Path]) -> None:
        self._job = job
        self._roots = roots
        self._executor: ProcessPoolExecutor | None = None
        self._waiting: list[Batch] = []
        self._futures: dict[Future[Rows], Batch] = {}
        self._processes = min(os.cpu_count() or 1, _MOST_PROCESSES) - 1

    @property
    def remaining(self) -> int:
        """The number of files that are not read yet."""
        return sum(map(len, (*self._waiting, *self._futures.values())))

    def add(self, batch: Batch) -> None:
        """Queue the batch."""
        self._waiting.append(batch)
        if self._executor is None and len(self._waiting) >= _WORTH_A_START and self._processes:
            self._start()
        while self._executor is not None and self._waiting:
            try:
                last = self._waiting[-1]
                future = self._executor.submit(read_files, self._job, last, self._roots)
            except (BrokenExecutor, OSError):
                return
            self._futures[future] = self._waiting.pop()

    def take(self) -> Batch | None:
        """Take back a batch that no other process has begun to read."""
        for future in reversed(self._futures):
            if future.cancel():
                self._waiting.append(self._futures.pop(future))
                break
        return self._waiting.pop() if self._waiting else None

    def results(self, seconds: float = 0) -> list[Rows]:
        """The rows read since the last call; if there are none, wait `seconds` for some."""
        done, _ = wait(self._futures, seconds, FIRST_COMPLETED)
        rows = []
        for future in done:
            batch, error = self._futures.pop(future), future.exception()
            if error is None:
                rows.append(future.result())
            else:
                self._waiting.append(batch)
                rows.append(Rows(problems=(f"{type(error).__name__}: {error}",)))
        return rows

    def close(self) -> None:
        """End the processes."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> None:
        start = _PREPARE.format((sys.dont_write_bytecode, sys.pycache_prefix))
        context = multiprocessing.get_context("spawn")
        try:
            self._executor = ProcessPoolExecutor(self._processes, context, exec, (start,))
        except (NotImplementedError, OSError):  # no semaphores here
            self._processes = 0


class Rows(NamedTuple):
    """The encoded rows of some files, and the problems with them."""

    lines: bytes = b""
    problems: tuple[str, ...] = ()


@functools.lru_cache(maxsize=1024)
def _root_of(folder: Path, roots: Sequence[Path], _revision: int) -> Path | None:
    return project_root(system, folder / "__init__.py", roots)
