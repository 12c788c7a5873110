"""Keeps the index of the workspace up to date while the server runs.

The scanning process reads the folders once after the start, then each file that changes. The server
only receives rows, a few at a time, between two messages from its client.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from ..syntax.source import Source
from .index import Others, Use, Workspace
from .process import ScannerProcess
from .protocol import (
    FileRow,
    Finished,
    Progress,
    ReadChanges,
    ReadPaths,
    ReadText,
    Row,
    ScanFolders,
)
from .summary_index import Summary, WorkspaceSummaries

logger = logging.getLogger(__name__)

FILES = ("**/*.{py,pyi,pyw,ipynb}", "**/.gitignore")  # to watch, as glob patterns

IDLE = 2.0  # seconds without a change before an open file is counted again
_BEFORE_SCAN = 0.5  # seconds from the start: the files that the user looks at come first
_SETTLING = 0.1  # seconds in which the many changes of a checkout are one job
_UNREPORTED_AFTER = 1.0  # second from one search for unreported changes to the next, at least
_SHARE_OF_TIME = 20  # or as many times as long as the last search
_MOST_DEATHS = 2  # of the process during scans; then it is not restarted

_TimerKey = Path | Literal["changes", "scan", "unreported"]  # a path: an open file


class ProgressListener(Protocol):
    """Shows the progress of a scan."""

    def begin(self) -> None: ...
    def report(self, done: int, of: int) -> None: ...
    def end(self) -> None: ...


@dataclass(slots=True)
class _Scan:
    """A running scan: the files found, and those changed since it began, perhaps read before."""

    job: int
    listener: ProgressListener | None
    files: set[Path] = field(default_factory=set)
    changes: set[Path] = field(default_factory=set)

    def is_current(self, path: Path) -> bool:
        return self.changes.isdisjoint((path, *path.parents))


class WorkspaceClient:
    """Keeps a `Workspace` and `summaries` in the state of disk and editor; methods return at once.
    `source_of` returns the text of an open file, None for others.
    """

    def __init__(
        self, source_of: Callable[[Path], Source | None], summaries: WorkspaceSummaries
    ) -> None:
        self.workspace = Workspace()
        self.summaries = summaries
        self._source_of = source_of
        self._process = ScannerProcess(self._take, self._process_ended)
        self._roots: list[str] = []
        self._exclude: Sequence[str] = ()
        self._listener: ProgressListener | None = None
        self._scan: _Scan | None = None
        self._scan_end = asyncio.Event()
        self._deaths = 0
        self._last_job = 0
        self._open_files: set[Path] = set()
        self._timers: dict[_TimerKey, asyncio.TimerHandle] = {}
        self._changes: dict[Path, None] = {}  # on disk, not sent yet
        self._text_jobs: dict[int, Path] = {}
        self._partial_rows: dict[tuple[int, str], list[Use]] = {}
        self._is_unwatched = False
        self._search: tuple[int, float] | None = None  # job and start of one for changes

    def others(self, path: Path | None) -> Others:
        """The uses in all files of the workspace except this one."""
        return self.workspace.others(path)

    async def until_read(self) -> None:
        """Wait until the folders are read or reading them has failed."""
        while not self._scan_end.is_set():  # other folders may be added meanwhile
            await self._scan_end.wait()

    def start(
        self,
        folders: Iterable[Path],
        exclude: Sequence[str] = (),
        listener: ProgressListener | None = None,
        *,
        roots: Sequence[Path] = (),
        is_unwatched: bool = False,
    ) -> None:
        """Read these folders, for the summaries the `roots` of their projects; a running scan ends.
        If nobody reports all changes, search for them while a file is open.
        """
        self.stop()
        self._deaths = 0
        folders = tuple(folders)
        if folders != self.workspace.folders:
            self.workspace = Workspace(folders)
        self._roots = [str(root) for root in roots or folders]
        self.summaries.start(tuple(roots) or folders)
        self._exclude, self._listener, self._is_unwatched = exclude, listener, is_unwatched
        self._begin()

    def stop(self) -> None:
        """End the process and all jobs."""
        for timer in self._timers.values():
            timer.cancel()
        self._end_scan()
        self._process.stop()
        self._timers, self._changes, self._search = {}, {}, None
        self._text_jobs, self._partial_rows = {}, {}

    def changed_on_disk(self, paths: Iterable[Path]) -> None:
        """Read files or folders that were written or created. Many changes are one job."""
        self._changes.update(dict.fromkeys(paths))
        if self._scan is not None:
            self._scan.changes.update(self._changes)
        if self._changes and "changes" not in self._timers:
            self._after(_SETTLING, "changes", self._read_changes)

    def deleted(self, paths: Iterable[Path]) -> None:
        """Forget files or folders that no longer exist."""
        for path in paths:
            self.workspace.removed(path)
            self.summaries.removed(path)
            if self._scan is not None:
                self._scan.changes.add(path)

    def opened_or_changed(self, path: Path) -> None:
        """Read an open file once it has not changed for `IDLE` seconds."""
        self._open_files.add(path)
        self._after(IDLE, path, lambda: self._read_open(path))
        self._search_later(_UNREPORTED_AFTER)

    def closed(self, path: Path) -> None:
        """Count the file in its state on disk again."""
        self._open_files.discard(path)
        timer = self._timers.pop(path, None)
        if timer is not None:
            timer.cancel()
        self.workspace.closed(path)

    def _begin(self) -> None:
        for path in self._open_files:
            self.opened_or_changed(path)
        if self.workspace.folders:
            self._scan_end.clear()
            self._after(_BEFORE_SCAN, "scan", self._begin_scan)

    def _after(self, seconds: float, key: _TimerKey, action: Callable[[], None]) -> None:
        def run() -> None:
            self._timers.pop(key, None)
            action()

        timer = self._timers.pop(key, None)
        if timer is not None:
            timer.cancel()
        self._timers[key] = asyncio.get_running_loop().call_later(seconds, run)

    def _begin_scan(self) -> None:
        self._scan = _Scan(self._next_job(), self._listener)
        self._process.send(ScanFolders(self._scan.job, self._roots, self._exclude))
        if self._listener is not None:
            self._listener.begin()

    def _end_scan(self) -> None:
        if self._scan is not None and self._scan.listener is not None:
            self._scan.listener.end()
        self._scan = None
        self._scan_end.set()

    def _read_changes(self) -> None:
        paths, self._changes = [str(p) for p in self._changes if self.workspace.has(p)], {}
        if paths:
            self._process.send(ReadPaths(self._next_job(), paths, self._roots, self._exclude))

    def _search_later(self, seconds: float) -> None:
        is_busy = self._scan is not None or self._search is not None
        is_busy = is_busy or not self._timers.keys().isdisjoint(("scan", "unreported"))
        if self._is_unwatched and self._open_files and not is_busy and self.workspace.folders:
            self._after(seconds, "unreported", self._read_unreported)

    def _read_unreported(self) -> None:
        self._search = self._next_job(), time.monotonic()
        self._process.send(ReadChanges(self._search[0], self._roots, self._exclude))

    def _read_open(self, path: Path) -> None:
        source = self._source_of(path)
        if source is not None and (self.workspace.has(path) or not self.workspace.folders):
            job = self._next_job()
            self._text_jobs[job] = path
            self._process.send(ReadText(job, str(path), source.text, self._roots, self._exclude))

    def _next_job(self) -> int:
        self._last_job += 1
        return self._last_job

    def _process_ended(self) -> None:
        may_scan_again = self._scan is not None and self._deaths < _MOST_DEATHS
        self._end_scan()
        if may_scan_again:
            self._deaths += 1
            self.stop()
            self._begin()

    def _take(self, row: Row) -> None:
        scan = self._scan if self._scan is not None and self._scan.job == row.job else None
        if isinstance(row, FileRow):
            self._take_file(row, scan)
        elif isinstance(row, Progress):
            if scan is not None and scan.listener is not None:
                scan.listener.report(row.done, row.total)
        else:
            self._take_end(row, scan)

    def _take_file(self, row: FileRow, scan: _Scan | None) -> None:
        key = row.job, row.path
        uses = row.uses
        if uses is not None:
            uses = [*self._partial_rows.pop(key, ()), *uses]
            if row.more:
                self._partial_rows[key] = uses
                return
        path, was_full = Path(row.path), self.workspace.is_full
        opened = self._text_jobs.get(row.job)
        if opened is not None:
            if self._source_of(opened) is not None:  # else it was closed
                self.workspace.opened(opened, uses or ())
                self.summaries.exclude(opened, is_excluded=uses is None)
        elif scan is None or scan.is_current(path):
            if scan is not None:
                scan.files.add(path)
            self.workspace.update(path, uses)
            summary = Summary(frozenset(row.providers), frozenset(row.references))
            self.summaries.update(path, summary if uses is not None else None)
        if self.workspace.is_full and not was_full:
            logger.info("The workspace has too many status codes: only the first ones are counted")

    def _take_end(self, row: Finished, scan: _Scan | None) -> None:
        self._text_jobs.pop(row.job, None)
        for problem in row.problems:
            logger.info("Could not read a part of the workspace: %s", problem)
        if scan is not None:
            self.workspace.keep(scan.files, scan.changes)
            self.summaries.complete(scan.files, scan.changes)
            self._end_scan()
            self._search_later(_UNREPORTED_AFTER)
        elif self._search is not None and self._search[0] == row.job:
            took, self._search = time.monotonic() - self._search[1], None
            self._search_later(max(_UNREPORTED_AFTER, _SHARE_OF_TIME * took))
