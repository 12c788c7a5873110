"""A workspace's files, the uses in them, and the process that reads them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from statuslens.workspace.index import Use
from statuslens.workspace.process import scan_command
from statuslens.workspace.protocol import (
    FileRow,
    Finished,
    Job,
    ReadPaths,
    ScanFolders,
    decode_row,
    encode,
)

SHOP = Path("/shop").absolute()
APP, ITEMS = SHOP / "app.py", SHOP / "items.py"
CODE = "from fastapi import HTTPException\n\n\ndef read():\n    raise HTTPException({code})\n"


def use(code: int, line: int = 0) -> Use:
    return Use(code, line, "raise", "get", ("f:read",), -1)


class Process:
    """The process that reads, asked as the server does."""

    def __init__(self, folder: Path | None = None) -> None:
        self.process = subprocess.Popen(
            scan_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self.problems: list[str] = []

    def send(self, job: Job | bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(job if isinstance(job, bytes) else encode(job))
        self.process.stdin.flush()

    def answer(self, number: int) -> dict[Path, list[int] | None]:
        """Path → codes, up to the end of that job."""
        assert self.process.stdout is not None
        found: dict[Path, list[int] | None] = {}
        for line in self.process.stdout:
            row = decode_row(line)
            if isinstance(row, Finished) and row.job == number:
                self.problems = list(row.problems)
                return found
            if isinstance(row, FileRow):
                codes = [use.code for use in row.uses or ()]
                before = found.get(Path(row.path)) or []
                found[Path(row.path)] = None if row.uses is None else before + codes
        raise AssertionError("it ended")

    def ask(self, job: Job) -> dict[Path, list[int] | None]:
        self.send(job)
        return self.answer(job.id)


def scan(*folders: Path, exclude: tuple[str, ...] = (), number: int = 1) -> ScanFolders:
    return ScanFolders(number, [str(folder) for folder in folders], exclude)


def paths(*paths: Path, root: Path, exclude: tuple[str, ...] = (), number: int = 1) -> ReadPaths:
    return ReadPaths(number, [str(path) for path in paths], [str(root)], exclude)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
