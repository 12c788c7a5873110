"""Output other than results: problems, exit codes, progress, and the console."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

CLEAN, FINDINGS, FAILED = 0, 1, 2

_PATIENCE = 1.0  # seconds before progress is shown

_Item = TypeVar("_Item")


def exit_code(problems: Sequence[str], *, found: bool) -> int:
    """Write each problem once to stderr; returns the exit code."""
    if problems:
        return failed("\n".join(dict.fromkeys(problems)))
    return FINDINGS if found else CLEAN


def failed(reasons: str) -> int:
    """Write each reason on a line to stderr; returns the exit code."""
    sys.stdout.flush()
    sys.stderr.writelines(f"statuslens: {reason}\n" for reason in reasons.splitlines())
    return FAILED


def failure_in(name: str, error: Exception) -> str:
    """The message for an unexpected error in a file."""
    return f"{name}: {type(error).__name__}: {error}"


def console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(
        file=stream,
        color_system=None if os.environ.get("NO_COLOR") else "auto",  # else bold would remain
        highlight=False,
        markup=False,
        emoji=False,
    )


def tracked(items: Sequence[_Item]) -> Iterator[_Item]:
    """The items, with a progress bar on a terminal once that takes long."""
    start = time.monotonic()
    bar = None
    with ExitStack() as until_the_end:
        for done, item in enumerate(items):
            if bar is not None:
                bar.update(bar.task_ids[0], completed=done)
            elif time.monotonic() - start > _PATIENCE and sys.stderr.isatty():
                bar = until_the_end.enter_context(_bar())
                bar.add_task("Reading", total=len(items), completed=done)
            yield item


def _bar() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=console(sys.stderr), transient=True)


def width() -> int:
    return shutil.get_terminal_size().columns
