"""The workspace's counts while the server runs: what is read when, in a process of its own.

The folders are read once after start, then whatever is saved, created, changed or deleted. The
server only takes in rows, a few at a time, between two messages of the client.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, Protocol

from ..syntax.source import Source
from .counts import Others, Use
from .index import Found, Workspace

logger = logging.getLogger(__name__)

# What an editor is to watch.
FILES = ("**/*.{py,pyi,pyw,ipynb}", "**/.gitignore")

IDLE = 2.0  # seconds without a change before an open file is counted anew
_BEFORE_FOLDERS = 0.5  # seconds from the start; what one looks at first goes first
_SETTLED = 0.1  # seconds in which a checkout's many changes are one job
_LOW_PRIORITY = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # elsewhere, `scan` does it
_MOST_DEATHS = 2  # of the process while it reads the folders; then it is let be
_LONGEST_LINE = 1 << 24  # bytes


# What waits for its time: an open file, all that changed on disk, the folders.
_Waiting = Path | Literal["changed", "folders"]


def scan_command() -> list[str]:
    """Starts `scan` with the modules of this process and no others: nothing that lies in the
    folder where it starts is imported, and compiled modules are kept where this process does.
    """
    run = "from statuslens.workspace.scanner import main; main()"
    start = f"import sys; sys.path[:] = {sys.path!r}; {run}"
    kept = ["-B"] if sys.dont_write_bytecode else []
    if sys.pycache_prefix is not None:
        kept = [*kept, "-X", f"pycache_prefix={sys.pycache_prefix}"]
    return [sys.executable, "-I", *kept, "-c", start]


async def _started() -> asyncio.subprocess.Process:
    """The process that reads. Whoever is cancelled meanwhile leaves none behind."""
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *scan_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            limit=_LONGEST_LINE,
            creationflags=_LOW_PRIORITY,
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        # At the server's end all tasks are cancelled, asyncio's own one for the pipes too. It then
        # waits forever for the process that it has killed, until it is cancelled once more.
        while starting.cancel():  # noqa: ASYNC110, it is two turns
            await asyncio.sleep(0)
        if not starting.cancelled() and starting.exception() is None:
            with contextlib.suppress(ProcessLookupError):
                starting.result().kill()
        raise


class Told(Protocol):
    """Who hears how far reading the folders is."""

    def begin(self) -> None: ...
    def report(self, done: int, of: int) -> None: ...
    def end(self) -> None: ...


class Watching:
    """Keeps a `Workspace` as the disk and the editor have it. Every method returns at once.

    `source_of` gives what an open file has now.
    """

    def __init__(self, source_of: Callable[[Path], Source | None]) -> None:
        self.workspace = Workspace()
        self._source_of = source_of
        self._open: set[Path] = set()
        self._exclude: tuple[str, ...] = ()
        self._told: Told | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._lines: list[bytes] = []
        self._scan: int | None = None
        self._last = 0
        self._deaths = 0
        self._is_read = asyncio.Event()
        # While the folders are read: what the scan has found, and what was asked for later.
        self._seen: set[Path] = set()
        self._later: set[Path] = set()
        self._parts: dict[tuple[int, str], list[Use]] = {}
        self._changed: dict[Path, None] = {}
        self._timers: dict[_Waiting, asyncio.TimerHandle] = {}
        self._texts: dict[int, Path] = {}

    def others(self, path: Path | None) -> Others:
        """What all files of the workspace have but this one."""
        return self.workspace.others(path)

    def files_with(self, code: int) -> list[Found]:
        """Every use of the code in the workspace."""
        return list(self.workspace.files_with(code))

    async def until_read(self) -> None:
        """Wait until the folders are read, or cannot be."""
        while not self._is_read.is_set():  # other folders may come meanwhile
            await self._is_read.wait()

    def start(
        self, folders: Iterable[Path], exclude: tuple[str, ...] = (), told: Told | None = None
    ) -> None:
        """Read these folders; a reading of others ends."""
        self.stop()
        self._deaths = 0
        folders = tuple(folders)
        if folders != self.workspace.folders:
            self.workspace = Workspace(folders)
        self._exclude, self._told = exclude, told
        self._begin()

    def _begin(self) -> None:
        self.stop()
        for path in self._open:
            self.opened_or_changed(path)
        if self.workspace.folders:
            self._is_read.clear()
            self._after(_BEFORE_FOLDERS, "folders", self._read_folders)

    def stop(self) -> None:
        """End the process, and whatever waits for it."""
        for timer in self._timers.values():
            timer.cancel()
        self._end_of_scan()
        if self._task is not None:
            self._task.cancel()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._process, self._task, self._scan = None, None, None
        self._lines, self._timers, self._parts = [], {}, {}
        self._changed, self._texts = {}, {}

    def changed_on_disk(self, paths: Iterable[Path]) -> None:
        """Files or folders that were written or created. Many at once are one job."""
        self._changed.update(dict.fromkeys(paths))
        if self._scan is not None:
            self._later.update(self._changed)
        if self._changed and "changed" not in self._timers:
            self._after(_SETTLED, "changed", self._read_changed)

    def deleted(self, paths: Iterable[Path]) -> None:
        """Files or folders that are no more."""
        for path in paths:
            self.workspace.removed(path)
            if self._scan is not None:
                self._later.add(path)

    def opened_or_changed(self, path: Path) -> None:
        """An open file: it is counted once it is left alone for a moment."""
        self._open.add(path)
        self._after(IDLE, path, lambda: self._read_open(path))

    def closed(self, path: Path) -> None:
        """A file that counts as it is on disk again."""
        self._open.discard(path)
        timer = self._timers.pop(path, None)
        if timer is not None:
            timer.cancel()
        self.workspace.closed(path)

    def _after(self, seconds: float, key: _Waiting, then: Callable[[], None]) -> None:
        def run() -> None:
            self._timers.pop(key, None)
            then()

        timer = self._timers.pop(key, None)
        if timer is not None:
            timer.cancel()
        self._timers[key] = asyncio.get_running_loop().call_later(seconds, run)

    def _read_folders(self) -> None:
        self._scan = self._ask({"folders": [str(folder) for folder in self.workspace.folders]})
        if self._told is not None:
            self._told.begin()

    def _read_changed(self) -> None:
        paths, self._changed = [p for p in self._changed if self.workspace.has(p)], {}
        if paths:
            self._ask({"paths": [str(path) for path in paths]})

    def _read_open(self, path: Path) -> None:
        source, workspace = self._source_of(path), self.workspace
        if source is not None and (workspace.has(path) or not workspace.folders):
            self._texts[self._ask({"path": str(path), "text": source.text})] = path

    def _ask(self, job: dict[str, Any]) -> int:
        self._last += 1
        roots = [str(folder) for folder in self.workspace.folders]
        job |= {"id": self._last, "roots": roots, "exclude": list(self._exclude)}
        self._lines.append(json.dumps(job).encode() + b"\n")
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())
        elif self._process is not None and self._process.stdin is not None:
            self._process.stdin.writelines(self._lines)
            self._lines = []
        return self._last

    async def _run(self) -> None:
        """Start the process, and take in what it says until it ends. Without it there are no
        counts, and all else is as always.
        """
        try:
            process = self._process = await _started()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.writelines(self._lines)
            self._lines = []
            while line := await process.stdout.readline():
                self._take(json.loads(line))
                await asyncio.sleep(0)  # a message of the client goes first
            logger.warning("The process that reads the workspace has ended")
            if self._scan is not None and self._deaths < _MOST_DEATHS:
                self._deaths += 1
                self._task = None  # else it would end itself
                self._begin()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # never the user's trouble
            logger.warning("The workspace is not counted: %s", error)
        finally:
            if self._task is asyncio.current_task():  # else another has begun meanwhile
                self._process = None
                self._end_of_scan()

    def _take(self, row: dict[str, Any]) -> None:
        job = row["id"]
        if "uses" in row:
            self._take_uses(job, row)
        elif "done" in row:
            if self._told is not None and job == self._scan:
                self._told.report(row["done"], row["of"])
        else:
            self._texts.pop(job, None)
            for problem in row["problems"]:
                logger.info("Reading the workspace: %s", problem)
            if job == self._scan:
                self.workspace.keep(self._seen, self._later)
                self._end_of_scan()

    def _take_uses(self, job: int, row: dict[str, Any]) -> None:
        key = job, row["path"]
        uses = None
        if row["uses"] is not None:
            uses = self._parts.setdefault(key, [])
            uses += (Use(c, i, t, m, tuple(w), f) for c, i, t, m, w, f in row["uses"])
        if row.get("more"):
            return
        self._parts.pop(key, None)
        path, was_full = Path(row["path"]), self.workspace.is_full
        if job in self._texts:
            # By now it may be closed.
            if uses is not None and self._source_of(self._texts[job]) is not None:
                self.workspace.opened(self._texts[job], uses)
        elif job != self._scan:
            self.workspace.update(path, uses)
        elif self._later.isdisjoint((path, *path.parents)):
            self._seen.add(path)
            self.workspace.update(path, uses)
        if self.workspace.is_full and not was_full:
            logger.info("The workspace has more statuses than are counted; the first ones are")

    def _end_of_scan(self) -> None:
        if self._scan is not None and self._told is not None:
            self._told.end()
        self._scan = None
        self._seen, self._later = set(), set()
        self._is_read.set()
