"""The project that every editor opens: its file before and after each step, its folders, its path.

with shop.opened(["hx", "app.py"], {"HELIX_RUNTIME": runtime}) as terminal:
    ...
assert shop.text == ONE_FIXED
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from editors.terminal import PATIENCE, Terminal
from editors.wire import Wire

Unpacked = Callable[..., Path]  # what `conftest.unpacked` is

_RECORDER = Path(__file__).with_name("wire.py")

# Statuses behind characters of two UTF-16 units and four bytes, so that every unit is told apart.
APP = '''\
"""Tools to borrow."""

from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/🔧/{name}", status_code=200)
def tool(name: str) -> str:
    if name != "saw":
        raise HTTPException(404, "🔧")
    return name
'''


def with_import(text: str) -> str:
    """The text once `status` is imported."""
    return text.replace(" HTTPException\n", " HTTPException, status\n")


ONE_FIXED = with_import(APP.replace("404", "status.HTTP_404_NOT_FOUND"))
ALL_FIXED = ONE_FIXED.replace("200", "status.HTTP_200_OK")

# The two places where completion is tried: an argument, and a member. A name follows.
ARGUMENT = "raise HTTPException(status_code="
MEMBER = "raise HTTPException(status."

# Another file, which another Python server knows something about as well.
ENUM = "from http import HTTPStatus\n\nknown = HTTPStatus.NOT_FOUND\n"
ENUM_MEMBER = "other = HTTPStatus."


def with_line(line: str) -> str:
    """The file once a line was typed below `if name != "saw":`."""
    return APP.replace("        raise", f"        {line}\n        raise")


def completed(typed: str, label: str) -> str:
    """The file once a line was typed and completed, and its bracket closed."""
    return with_import(with_line(f"{typed}{label})"))


@dataclass(frozen=True)
class Shop:
    """A project to edit, and a user's folders and path around it."""

    folder: Path  # the project; the editor's working folder
    file: Path  # app.py, with the text of `APP`
    home: Path  # for the editor's own configuration
    programs: Path
    path: str  # with `programs` first, where `statuslens` is; its messages go to `wire`
    wire: Wire
    tmux: str

    @property
    def text(self) -> str:
        """The file as it is on disk."""
        return self.file.read_text("utf-8")

    def write(self, text: str) -> None:
        self.file.write_text(text, "utf-8")

    def opened(
        self,
        program: Sequence[str],
        variables: Mapping[str, str],
        *,
        path: str | None = None,
        rows: int = 22,
    ) -> Terminal:
        """A terminal in the project that runs an editor, with the user's home and path."""
        environment = {"HOME": str(self.home), "PATH": path or self.path, **variables}
        return Terminal(program, self.folder, environment, rows=rows, tmux=self.tmux)

    def install(self, *programs: Path) -> None:
        """Put programs onto the path."""
        for program in programs:
            (self.programs / program.name).symlink_to(program)

    def record(self, program: Path, subcommand: str = "") -> Wire:
        """Put a language server onto the path, and write down what is said to it, where it is run
        with that subcommand.
        """
        log = self.programs / f"{program.name}.jsonl"
        script = self.programs / program.name
        script.write_text(
            "#!/bin/sh\n"
            f'[ "$1" = "{subcommand}" ] || exec "{program}" "$@"\n'
            f'exec "{sys.executable}" "{_RECORDER}" "{log}" -- "{program}" "$@"\n'
        )
        script.chmod(0o755)
        return Wire(log)

    def processes(self) -> list[str]:
        """The command lines of what runs in the project's folder: the editor and its servers."""
        running = (_run_in(self.folder, process) for process in Path("/proc").glob("[0-9]*"))
        return [line for line in running if line]

    def wait_until_left(self, words: str = "") -> None:
        """Wait until nothing with those words runs there any more."""
        end = time.monotonic() + PATIENCE
        while running := [line for line in self.processes() if words in line]:
            assert time.monotonic() < end, f"still running: {running}"
            time.sleep(0.05)


def _run_in(folder: Path, process: Path) -> str:
    """The command line of a process of `/proc`, if it works in that folder."""
    try:
        if (process / "cwd").readlink() == folder.resolve():
            return (process / "cmdline").read_text(errors="replace").replace("\0", " ")
    except OSError:
        pass  # it has ended, or is another user's
    return ""
