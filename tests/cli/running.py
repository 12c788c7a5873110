"""The command line as a user runs it in a folder with a file."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, NoReturn

import pytest

from statuslens.__main__ import main

BAD = "from fastapi import HTTPException\n\nraise HTTPException(404)\n"
GOOD = (
    "from fastapi import HTTPException, status\n\nraise HTTPException(status.HTTP_404_NOT_FOUND)\n"
)
COMMAND = [sys.executable, "-m", "statuslens"]


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a subcommand."""
    done = subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def checked(*arguments: str) -> list[Any]:
    """The findings, as JSON."""
    _, out, _ = run("check", "--output-format", "json", *arguments)
    return list(json.loads(out))


def paths(*arguments: str) -> list[str]:
    return [finding["path"] for finding in checked(*arguments)]


def run_here(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The same as `run`, in this process."""
    code = main(list(arguments))
    out, err = capfd.readouterr()
    return code, out, err


def fails(*_: object) -> NoReturn:
    raise ValueError("never seen such a file")


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
