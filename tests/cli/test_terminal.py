"""Output only for terminals, and readers that close the pipe."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from cli.running import COMMAND, run

pytestmark = pytest.mark.end_to_end


def test_colour_is_for_terminals_only(folder: Path) -> None:
    assert "\x1b[" not in run("check")[1]
    assert "\x1b[1;36mmagic-status" in on_a_terminal("check")
    assert "\x1b[" not in on_a_terminal("check", NO_COLOR="1")
    (folder / "app.py").write_text("f(status_code=404)  # \x1b[31m\n")
    assert "\x1b[" not in run("check")[1]


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What the command writes to stdout when that is a terminal."""
    ours, theirs = pty.openpty()
    subprocess.run(
        [*COMMAND, *arguments],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm-256color", **environment},
        check=False,
    )
    os.close(theirs)
    written = b""
    with contextlib.suppress(OSError):  # nobody has the other end any more
        while True:
            written += os.read(ours, 4096)
    os.close(ours)
    return written.decode()


def test_a_reader_that_stops_reading(folder: Path) -> None:
    (folder / "app.py").write_text("f(status_code=404)\n" * 3000)
    done = subprocess.run(
        f"{sys.executable} -m statuslens check | head -1",
        shell=True,
        capture_output=True,
        check=False,
    )
    assert done.stdout.startswith(b"magic-status")
    assert b"Traceback" not in done.stderr
