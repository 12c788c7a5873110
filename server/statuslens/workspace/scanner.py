"""The process that reads the files of the workspace, so that the server never waits for a disk.

`python -m statuslens.workspace.scanner` takes jobs from stdin and writes rows to stdout, each a
line of JSON, and ends when stdin does. A job is one of

    {"id": 1, "folders": [...], "exclude": [...]}   every file below them
    {"id": 2, "paths": [...], "roots": [...], "exclude": [...]}   those files, or all files in them
    {"id": 3, "text": "...", "path": ..., "roots": [...], "exclude": [...]}   an open file
    {"id": 4, "files": [...]}   part of a large scan, which several such processes share

A row is `{"id", "path", "uses"}`, where `uses` is null for a file that is not there or left out. Of
a scan, files without uses have no row. `{"id", "done", "of"}` tells how far it is, and `{"id",
"finished": true, "problems": [...]}` ends each job. While folders are read, other jobs go first.
"""

from __future__ import annotations

import collections
import contextlib
import gc
import itertools
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from pathspec import GitIgnoreSpec

from ..project import configuration, files, walk
from ..syntax.source import ReadInParts, Source
from .counts import Use
from .index import MOST_OF_FILE
from .uses import uses as uses_of_source
from .uses import uses_once

Job = Mapping[str, Any]
_Batches = queue.SimpleQueue[list[str]]

_LARGEST = 2_000_000  # bytes; nobody types into a larger file
_TRIES = 3  # to read a file that is being written
_SHARED_FROM = 500  # files: for fewer, a further process takes longer to start than it saves
_MOST_PROCESSES = 4
_IN_BATCH = 50  # files
_NO_MORE: list[str] = []
_TOLD_EVERY = 0.2  # seconds
_IN_LINE = 50  # uses; a line is taken in at once by the server


def main() -> None:
    jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
    # Else a scan of an hour would outlive the server.
    threading.Thread(target=_take, args=(sys.stdin.buffer, jobs), daemon=True).start()
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)  # on Windows, the one who starts it says so
    gc.disable()  # what a file leaves behind holds no cycles worth looking for
    with contextlib.suppress(BrokenPipeError):
        _Scanner(jobs, sys.stdout.buffer).run()
    os._exit(0)  # else Python would wait for the thread that reads


def uses_of(file: files.File) -> list[Use]:
    """The uses of a file, of a notebook those of all its cells."""
    if file.cells is None:
        (text,) = file.texts
        return list(uses_once(ReadInParts(text, file.path)))[:MOST_OF_FILE]
    found: list[Use] = []
    for source in file.sources(file.texts):
        found += uses_of_source(source)
    return found[:MOST_OF_FILE]


def uses_on_disk(path: Path) -> list[Use] | None:
    """The uses of the file at `path`; None if there is none that can be read."""
    for _ in range(_TRIES):
        try:
            data = _content(path)
        except (OSError, ValueError):
            return None
        if data is not None:  # else it was written meanwhile
            with contextlib.suppress(files.UnreadableError):
                return uses_of(files.parsed(path, data))
            return None
    return None


def _content(path: Path) -> bytes | None:
    """The file's bytes, of one that is too large none; None if it changes meanwhile. Asks the
    operating system for as little as will do: that takes longer than to read.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        before = os.fstat(descriptor)
        chunks = []
        while before.st_size <= _LARGEST and (chunk := os.read(descriptor, before.st_size + 1)):
            chunks.append(chunk)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    is_same = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    return b"".join(chunks) if is_same else None


class _Scanner:
    def __init__(self, jobs: queue.SimpleQueue[Job | None], output: BinaryIO) -> None:
        self._jobs = jobs
        self._output = output
        self._lock = threading.Lock()
        self._told = 0.0

    def run(self) -> None:
        while True:
            self._do(self._jobs.get())

    def _do(self, job: Job | None) -> None:
        if job is None:
            os._exit(0)
        problems: list[str] = []
        try:
            if "text" in job:
                self._read_text(job)
            elif "folders" in job:
                self._scan(job, problems)
            elif "files" in job:
                for name in job["files"]:  # of a batch: the next one waits
                    self._read_file(job["id"], name)
            else:
                self._read_paths(job, problems)
        except BrokenPipeError:
            raise
        except Exception as error:  # one bad file must not end the counts of all
            problems.append(f"{type(error).__name__}: {error}")
        self._write({"id": job["id"], "finished": True, "problems": problems})

    def _scan(self, job: Job, problems: list[str]) -> None:
        """Other processes read files while this one still looks for them."""
        folders = [files.absolute(folder) for folder in job["folders"]]
        batches: _Batches = queue.SimpleQueue()
        readers = [_Reader(job["id"], batches, self._write_line) for _ in range(_further(folders))]
        number = 0

        def left() -> int:
            return _IN_BATCH * batches.qsize()

        try:
            for batch in _batched(_files(folders, folders, job["exclude"], problems)):
                batches.put(batch)
                number += len(batch)
                self._do_others()
            batches.put(_NO_MORE)
            for batch in _taken(batches):
                self._read(job["id"], batch, left, number)
            while any(reader.is_reading() for reader in readers):
                self._do_others()
            for batch in itertools.chain.from_iterable(each.unread for each in readers):
                self._read(job["id"], batch, left, number)
        finally:
            for reader in readers:
                reader.end()

    def _read(self, job: int, paths: Iterable[str], left: Callable[[], int], of: int) -> None:
        """The rows of files, and how far it is: how many are `left` after these."""
        for path in paths:
            self._do_others()
            self._read_file(job, path)
            if time.monotonic() - self._told > _TOLD_EVERY:
                self._told = time.monotonic()
                self._write({"id": job, "done": max(0, of - left()), "of": of})

    def _read_file(self, job: int, name: str) -> None:
        """A row, if it has uses."""
        path = Path(name)
        found = _without_raising(path)
        if found:
            self._write_row(job, path, found)

    def _read_paths(self, job: Job, problems: list[str]) -> None:
        wanted = [files.absolute(path) for path in job["paths"]]
        roots = [files.absolute(root) for root in job["roots"]]
        found = dict.fromkeys(_files(wanted, roots, job["exclude"], problems))
        for path in dict.fromkeys([*wanted, *found]):
            if path in found or not path.is_dir():
                uses = _without_raising(path) if path in found else None
                self._write_row(job["id"], path, uses)

    def _read_text(self, job: Job) -> None:
        path = files.absolute(job["path"])
        roots = [files.absolute(root) for root in job["roots"]]
        left_out = path.exists() and not any(_files([path], roots, job["exclude"], []))
        uses = list(uses_of_source(Source(job["text"], path)))
        self._write_row(job["id"], path, [] if left_out else uses[:MOST_OF_FILE])

    def _do_others(self) -> None:
        """What was asked while the folders are read: it is what the user does now."""
        while not self._jobs.empty():
            self._do(self._jobs.get())

    def _write_row(self, job: int, path: Path, uses: list[Use] | None) -> None:
        for at in range(_IN_LINE, len(uses or ()), _IN_LINE):
            part = (uses or [])[at - _IN_LINE : at]
            self._write({"id": job, "path": str(path), "uses": part, "more": True})
        last = None if uses is None else uses[(max(0, len(uses) - 1) // _IN_LINE) * _IN_LINE :]
        self._write({"id": job, "path": str(path), "uses": last})

    def _write(self, row: Mapping[str, object]) -> None:
        self._write_line(json.dumps(row, separators=(",", ":")).encode() + b"\n")

    def _write_line(self, line: bytes) -> None:
        with self._lock:
            self._output.write(line)
            self._output.flush()


class _Reader:
    """A further process that reads files of a large workspace: batches, until there are no more.
    `unread` are those it was given when it died.
    """

    def __init__(self, job: int, batches: _Batches, write: Callable[[bytes], None]) -> None:
        command = [sys.executable, *sys.orig_argv[1:]]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._job = job
        self._write = write
        self.unread: collections.deque[list[str]] = collections.deque()
        self._thread = threading.Thread(target=self._hand_out, args=(batches,), daemon=True)
        self._thread.start()

    def is_reading(self) -> bool:
        """Wait for a moment; whether it still reads."""
        self._thread.join(0.02)
        return self._thread.is_alive()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _hand_out(self, batches: _Batches) -> None:
        """One batch more than it reads, so that it need not wait."""
        with contextlib.suppress(OSError):
            for batch in _taken(batches):
                self._give(batch)
                if len(self.unread) > 1 and not self._pass_on():
                    return
            while self.unread and self._pass_on():
                pass

    def _give(self, batch: list[str]) -> None:
        assert self._process.stdin is not None
        self.unread.append(batch)
        self._process.stdin.write(json.dumps({"id": self._job, "files": batch}).encode() + b"\n")
        self._process.stdin.flush()

    def _pass_on(self) -> bool:
        """All that was found in the oldest batch, or nothing: it would be read again."""
        assert self._process.stdout is not None
        rows: list[bytes] = []
        for row in self._process.stdout:
            if b'"finished"' in row:
                self._write(b"".join(rows))
                self.unread.popleft()
                return True
            rows.append(row)
        return False


def _further(folders: Iterable[Path]) -> int:
    """How many further processes are worth their start."""
    return min(os.cpu_count() or 1, _MOST_PROCESSES) - 1 if _are_large(folders) else 0


def _batched(paths: Iterable[Path]) -> Iterator[list[str]]:
    each = map(str, paths)
    while batch := list(itertools.islice(each, _IN_BATCH)):
        yield batch


def _taken(batches: _Batches) -> Iterator[list[str]]:
    """One batch after the other, until somebody has put `_NO_MORE`."""
    while batch := batches.get():
        yield batch
    batches.put(_NO_MORE)  # for the others who take from there


class _Forgiving(configuration.Configurations):
    """A `pyproject.toml` with a mistake says nothing: the server tells the user of it."""

    def nearest(self, folder: Path) -> configuration.Configuration | None:
        try:
            return super().nearest(folder)
        except configuration.ConfigurationError:
            self._known[folder] = None
            return None


def _files(
    wanted: list[Path], roots: list[Path], exclude: list[str], problems: list[str]
) -> Iterator[Path]:
    """The files at or below the wanted paths that a walk from the roots finds, some twice where
    roots are in each other.
    """
    if not roots:
        yield from wanted
    configurations, spec = _Forgiving(), GitIgnoreSpec.from_lines(exclude)
    for root in roots:
        below = [path for path in wanted if path.is_relative_to(root)]
        below = [path for path in below if path == root or path.exists()]
        if not below or not root.is_dir():
            continue
        found = walk.Walk(configurations, force_exclude=True, here=root)
        for path in found.each(below):
            if path.suffix in walk.SUFFIXES and not (
                exclude and spec.match_file(path.relative_to(root).as_posix())
            ):
                yield path
        problems += (f"{path}: {reason}" for path, reason in found.problems)


def _without_raising(path: Path) -> list[Use] | None:
    try:
        return uses_on_disk(path)
    except Exception:  # a file that nobody could foresee costs that file only
        return None


def _take(lines: BinaryIO, jobs: queue.SimpleQueue[Job | None]) -> None:
    for line in lines:
        jobs.put(json.loads(line))
    os._exit(0)  # the server is gone


def _are_large(folders: Iterable[Path]) -> bool:
    """Whether a quick look finds many files."""
    found = 0
    for folder in folders:
        for _, inner, names in os.walk(folder):
            inner[:] = [name for name in inner if not name.startswith((".", "node_modules"))]
            found += sum(name.endswith(walk.SUFFIXES) for name in names)
            if found >= _SHARED_FROM:
                return True
    return False


if __name__ == "__main__":
    main()
