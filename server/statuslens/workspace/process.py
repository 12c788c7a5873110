"""The scanning process as the server sees it: started with its first job, ended with the server."""

import asyncio
import contextlib
import logging
import subprocess
import sys
from collections.abc import Callable

from .protocol import Job, Row, decode_row, encode

logger = logging.getLogger(__name__)

_LOW_PRIORITY = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # elsewhere it lowers its own
_LONGEST_LINE = 1 << 24  # bytes


def scan_command() -> list[str]:
    """The command of the scanner, with exactly the modules of this process and no others."""
    start = f"import sys; sys.path[:] = {sys.path!r}"
    start += "; from statuslens.workspace.scanner import main; main()"
    # A killed process leaves semaphores behind; an editor would log Python's warning about them.
    kept = ["-W", "ignore", *(["-B"] if sys.dont_write_bytecode else [])]
    if sys.pycache_prefix is not None:
        kept = [*kept, "-X", f"pycache_prefix={sys.pycache_prefix}"]
    return [sys.executable, "-I", *kept, "-c", start]


class ScannerProcess:
    """Sends jobs to the process and passes its rows to `receive`. `on_end` is called when it ends
    unexpectedly or cannot be started; the next job starts it again.
    """

    def __init__(self, receive: Callable[[Row], None], on_end: Callable[[], None]) -> None:
        self._receive = receive
        self._on_end = on_end
        self._unsent: list[bytes] = []
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    def send(self, job: Job) -> None:
        """Send the job, at once if the process runs."""
        self._unsent.append(encode(job))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        elif self._process is not None:
            self._flush(self._process)

    def stop(self) -> None:
        """End the process and forget its jobs."""
        if self._task is not None:
            self._task.cancel()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._process, self._task, self._unsent = None, None, []

    async def _run(self) -> None:
        try:
            process = self._process = await _started()
            self._flush(process)
            assert process.stdout is not None
            async for line in process.stdout:
                self._receive(decode_row(line))
                await asyncio.sleep(0)  # a message from the client goes first
            logger.warning("The process that reads the workspace ended unexpectedly")
        except Exception as error:  # there are no counts then; everything else works
            logger.warning("Could not start the process that reads the workspace: %s", error)
        if self._task is asyncio.current_task():
            self._task = None
            self.stop()
            self._on_end()

    def _flush(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        process.stdin.writelines(self._unsent)
        self._unsent = []


async def _started() -> asyncio.subprocess.Process:
    """A new process; if this is cancelled meanwhile, none is left behind."""
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
