"""The process that reads the files of the workspace, so that the server never waits for a disk.

`python -m statuslens.scan` takes jobs from stdin and writes rows to stdout, each a line of JSON,
and ends when stdin does. A job is one of

    {"id": 1, "folders": [...], "exclude": [...]}   every file below them
    {"id": 2, "paths": [...], "roots": [...], "exclude": [...]}   those files, or all files in them
    {"id": 3, "text": "...", "path": ..., "roots": [...], "exclude": [...]}   an open file

A row is `{"id", "path", "uses"}`, where `uses` is null for a file that is not there or left out. Of
a scan, files without uses have no row. `{"id", "done", "of"}` tells how far it is, and `{"id",
"finished": true, "problems": [...]}` ends each job. While folders are read, other jobs go first.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from pathspec import GitIgnoreSpec

from . import project, rules, signals
from .counts import Use
from .source import ReadInParts, Source
from .workspace import MOST_OF_FILE

Job = Mapping[str, Any]

_LARGEST = 2_000_000  # bytes; nobody types into a larger file
_TRIES = 3  # to read a file that is being written
_SHARED_FROM = 500  # files: for fewer, a second process takes longer to start than it saves
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


def uses_of(file: project.File) -> list[Use]:
    """The uses of a file, of a notebook those of all its cells."""
    if file.cells is None:
        (text,) = file.texts
        return list(signals.uses_once(ReadInParts(text, file.path)))[:MOST_OF_FILE]
    found: list[Use] = []
    for source in file.sources(file.texts):
        found += signals.uses(source)
    return found[:MOST_OF_FILE]


def uses_on_disk(path: Path) -> list[Use] | None:
    """The uses of the file at `path`; None if there is none that can be read."""
    for _ in range(_TRIES):
        try:
            before = path.stat()
            data = path.read_bytes() if before.st_size <= _LARGEST else b""
            after = path.stat()
        except (OSError, ValueError):
            return None
        if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
            continue  # it was written meanwhile
        with contextlib.suppress(project.UnreadableError):
            return uses_of(project.parsed(path, data))
        return None
    return None


class _Scanner:
    def __init__(self, jobs: queue.SimpleQueue[Job | None], output: BinaryIO) -> None:
        self._jobs = jobs
        self._output = output
        self._lock = threading.Lock()

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
                self._read(job["id"], [Path(path) for path in job["files"]])
            else:
                self._read_paths(job, problems)
        except BrokenPipeError:
            raise
        except Exception as error:  # one bad file must not end the counts of all
            problems.append(f"{type(error).__name__}: {error}")
        self._write({"id": job["id"], "finished": True, "problems": problems})

    def _scan(self, job: Job, problems: list[str]) -> None:
        folders = [project.absolute(folder) for folder in job["folders"]]
        second = _Second() if (os.cpu_count() or 1) > 1 and _are_large(folders) else None
        try:
            paths = _files(folders, folders, job["exclude"], problems)
            if second is None:
                self._read(job["id"], paths)
                return
            # Each has every other file: no folder is left to one alone.
            half = paths[1::2]
            second.begin(job["id"], half, self._write_line)
            self._read(job["id"], paths[::2], times=2)
            while second.is_reading():
                self._do_others()
            if not second.has_finished:
                self._read(job["id"], half)
        finally:
            if second is not None:
                second.end()

    def _read(self, job: int, paths: list[Path], times: int = 1) -> None:
        """The rows of files; those without uses have none."""
        told = 0.0
        for number, path in enumerate(paths):
            self._do_others()
            found = _without_raising(path)
            if found:
                self._write_row(job, path, found)
            if time.monotonic() - told > _TOLD_EVERY:
                told = time.monotonic()
                self._write({"id": job, "done": number * times, "of": len(paths) * times})

    def _read_paths(self, job: Job, problems: list[str]) -> None:
        wanted = [project.absolute(path) for path in job["paths"]]
        roots = [project.absolute(root) for root in job["roots"]]
        found = _files(wanted, roots, job["exclude"], problems)
        for path in dict.fromkeys([*wanted, *found]):
            if path in found or not path.is_dir():
                uses = _without_raising(path) if path in found else None
                self._write_row(job["id"], path, uses)

    def _read_text(self, job: Job) -> None:
        path = project.absolute(job["path"])
        roots = [project.absolute(root) for root in job["roots"]]
        left_out = path.exists() and not _files([path], roots, job["exclude"], [])
        uses = list(signals.uses(Source(job["text"], path)))
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


class _Second:
    """A second process, which reads half of the files of a large workspace. It starts while the
    first still looks for them.
    """

    def __init__(self) -> None:
        command = [sys.executable, *sys.orig_argv[1:]]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._reader: threading.Thread | None = None
        self.has_finished = False

    def begin(self, job: int, paths: list[Path], write: Callable[[bytes], None]) -> None:
        """Let it read those files, and write what it finds."""
        files = {"id": job, "files": [str(path) for path in paths]}
        threading.Thread(target=self._feed, args=(files,), daemon=True).start()
        self._reader = threading.Thread(target=self._pass_on, args=(write,), daemon=True)
        self._reader.start()

    def is_reading(self) -> bool:
        """Wait for a moment; whether it still reads."""
        if self._reader is not None:
            self._reader.join(0.02)
        return self._reader is not None and self._reader.is_alive()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _feed(self, job: Job) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            self._process.stdin.flush()

    def _pass_on(self, write: Callable[[bytes], None]) -> None:
        assert self._process.stdout is not None
        for row in self._process.stdout:
            if b'"uses"' in row and row.endswith(b"\n"):
                write(row)
            elif b'"finished"' in row:
                self.has_finished = True
                return


class _Forgiving(project.Configurations):
    """A `pyproject.toml` with a mistake says nothing: the server tells the user of it."""

    def nearest(self, folder: Path) -> project.Configuration | None:
        try:
            return super().nearest(folder)
        except project.ConfigurationError:
            self._known[folder] = None
            return None


def _files(
    wanted: list[Path], roots: list[Path], exclude: list[str], problems: list[str]
) -> list[Path]:
    """The files at or below the wanted paths that a walk from the roots finds."""
    configurations, spec = _Forgiving(rules.NAMES), GitIgnoreSpec.from_lines(exclude)
    found: dict[Path, None] = {}
    for root in roots:
        below = [path for path in wanted if path.is_relative_to(root)]
        below = [path for path in below if path == root or path.exists()]
        if not below or not root.is_dir():
            continue
        os.chdir(root)  # where a walk begins decides what is left out
        walk = project.Walk(configurations, force_exclude=True)
        for path in walk.files(below):
            if path.suffix in project.SUFFIXES and not (
                exclude and spec.match_file(path.relative_to(root).as_posix())
            ):
                found[path] = None
        problems += (f"{path}: {reason}" for path, reason in walk.problems)
    if not roots:
        found = dict.fromkeys(wanted)
    return list(found)


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
            found += sum(name.endswith(project.SUFFIXES) for name in names)
            if found >= _SHARED_FROM:
                return True
    return False


if __name__ == "__main__":
    main()
