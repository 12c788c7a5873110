"""The scanning process: reads the workspace's files, so that the server never waits for a disk.

It takes jobs from stdin and writes rows to stdout (see `protocol`), and ends when stdin does. Other
jobs interrupt a scan: they are about the files that the user works on.
"""

import contextlib
import gc
import itertools
import os
import queue
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ..project import files
from ..project.file_system import Stamp
from ..project.walk import workspace_files
from ..syntax.source import Source
from . import protocol
from .index import MOST_OF_FILE, Use
from .pool import Pool, Rows, project_at, read_files, system
from .protocol import Job, Row, encode, file_rows
from .uses import uses

_IN_BATCH = 50  # files
_PROGRESS_EVERY = 0.2  # seconds
_WAIT = 0.02  # seconds for the results of other processes, before the next look at the queue


def main() -> None:
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    # A thread notices the end of stdin during a scan, too: else the scan would outlive the server.
    threading.Thread(target=_take, args=(sys.stdin.buffer, jobs), daemon=True).start()
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)  # on Windows, the server says so when it starts this
    gc.disable()  # a file leaves few cycles behind
    with contextlib.suppress(BrokenPipeError):
        _Scanner(jobs, sys.stdout.buffer).run()
    os._exit(0)  # Python itself would wait for the thread


def _take(lines: BinaryIO, jobs: queue.SimpleQueue[Job]) -> None:
    for line in lines:
        jobs.put(protocol.decode_job(line))
    os._exit(0)  # the server has ended


class _Scanner:
    def __init__(self, jobs: queue.SimpleQueue[Job], output: BinaryIO) -> None:
        self._jobs = jobs
        self._output = output
        self._last_progress = 0.0
        self._stamps: dict[str, Stamp] = {}  # of the files that were read

    def run(self) -> None:
        while True:
            self._do(self._jobs.get())

    def _do(self, job: Job) -> None:
        problems: list[str] = []
        system.refresh(now=True)
        try:
            if isinstance(job, protocol.ScanFolders):
                self._scan(job, problems)
            elif isinstance(job, protocol.ReadPaths):
                self._read_paths(job, problems)
            elif isinstance(job, protocol.ReadChanges):
                self._read_changes(job, problems)
            else:
                self._read_text(job)
        except BrokenPipeError:
            raise
        except Exception as error:  # a bug costs only this job
            problems.append(f"{type(error).__name__}: {error}")
        self._write(protocol.Finished(job.id, list(dict.fromkeys(problems))))

    def _do_others(self) -> None:
        while not self._jobs.empty():
            self._do(self._jobs.get())

    def _scan(self, job: protocol.ScanFolders, problems: list[str]) -> None:
        """Other processes read files while this one still finds them."""
        folders = [files.absolute(folder) for folder in job.folders]
        pool, total = Pool(job.id, folders), 0
        self._stamps = {}
        try:
            for batch in _batches(workspace_files(folders, folders, job.exclude, problems)):
                self._stamps.update((path, system.stamp(path)) for path in batch)
                pool.add(batch)
                total += len(batch)
                self._do_others()
            while pool.remaining:
                own = pool.take()
                for path in own or ():
                    self._do_others()
                    self._pass_on(read_files(job.id, [path], folders), problems)
                for rows in pool.results(0 if own else _WAIT):
                    self._pass_on(rows, problems)
                self._do_others()
                self._report(job.id, total - pool.remaining, total)
        finally:
            pool.close()

    def _read_paths(self, job: protocol.ReadPaths, problems: list[str]) -> None:
        wanted = [files.absolute(path) for path in job.paths]
        roots = [files.absolute(root) for root in job.roots]
        found = dict.fromkeys(workspace_files(wanted, roots, job.exclude, problems))
        for path in dict.fromkeys([*wanted, *found]):
            if path in found:
                self._pass_on(read_files(job.id, [str(path)], roots, with_empty=True), problems)
            elif not system.is_folder(path):
                self._write_file(job.id, path, None)

    def _read_changes(self, job: protocol.ReadChanges, problems: list[str]) -> None:
        roots = [files.absolute(root) for root in job.roots]
        found = map(str, workspace_files(roots, roots, job.exclude, problems))
        before, self._stamps = self._stamps, {path: system.stamp(path) for path in found}
        for path in before.keys() - self._stamps.keys():
            self._write_file(job.id, Path(path), None)
        for path, stamp in self._stamps.items():
            if before.get(path) != stamp:
                self._do_others()
                self._pass_on(read_files(job.id, [path], roots, with_empty=True), problems)

    def _read_text(self, job: protocol.ReadText) -> None:
        path = files.absolute(job.path)
        roots = [files.absolute(root) for root in job.roots]
        found: tuple[Use, ...] | None = None
        if not system.is_file(path) or any(workspace_files([path], roots, job.exclude, [])):
            found = uses(Source(job.text, path), project_at(path, roots))[:MOST_OF_FILE]
        self._write_file(job.id, path, found)

    def _report(self, job: int, done: int, total: int) -> None:
        if time.monotonic() - self._last_progress > _PROGRESS_EVERY:
            self._last_progress = time.monotonic()
            self._write(protocol.Progress(job, done, total))

    def _pass_on(self, rows: Rows, problems: list[str]) -> None:
        problems += rows.problems
        if rows.lines:
            self._output.write(rows.lines)
            self._output.flush()

    def _write_file(self, job: int, path: Path, uses: Sequence[Use] | None) -> None:
        for row in file_rows(job, str(path), uses):
            self._write(row)

    def _write(self, row: Row) -> None:
        self._output.write(encode(row))
        self._output.flush()


def _batches(paths: Iterable[Path]) -> Iterator[list[str]]:
    each = map(str, paths)
    while batch := list(itertools.islice(each, _IN_BATCH)):
        yield batch
