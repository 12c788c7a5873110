"""Further processes read a large workspace."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from statuslens.workspace import pool
from statuslens.workspace.index import Use
from statuslens.workspace.pool import read_file
from statuslens.workspace.protocol import (
    FileRow,
    decode_row,
)
from statuslens.workspace.summary_index import EMPTY, Summary
from workspace.scanning import APP, CODE, ITEMS, Process, scan, use, write

T = TypeVar("T")


def test_two_processes_read_what_one_would(process: Process, tmp_path: Path) -> None:
    write(tmp_path, {f"m{n}.py": CODE.format(code=400 + n % 10) for n in range(700)})
    found = process.ask(scan(tmp_path))
    assert found == {tmp_path / f"m{n}.py": [400 + n % 10] for n in range(700)}


@pytest.mark.skipif(
    not Path("/proc/self/task").is_dir() or (os.cpu_count() or 1) < 2,
    reason="needs /proc, and a second core for a second process",
)
def test_what_a_process_that_dies_was_to_read_is_read_all_the_same(
    process: Process, tmp_path: Path
) -> None:
    write(tmp_path, {f"m{n}.py": CODE.format(code=400 + n % 10) for n in range(1000)})
    process.send(scan(tmp_path))
    reader = until(lambda: readers(process.process.pid))[0]
    os.kill(reader, signal.SIGSTOP)  # before it has read all that it is to read
    assert process.process.stdout is not None
    first = decode_row(process.process.stdout.readline())  # now every batch is given to somebody
    assert isinstance(first, FileRow)
    os.kill(reader, signal.SIGKILL)
    found = {Path(first.path), *process.answer(1)}
    assert found == {tmp_path / f"m{n}.py" for n in range(1000)}
    assert ["BrokenProcessPool" in problem for problem in process.problems] == [True]


def readers(process: int) -> list[int]:
    """Its further processes, but for the one that tidies up after them."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return [c for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]


def until(seen: Callable[[], T]) -> T:
    """What it gives once that is something."""
    end = time.monotonic() + 30
    while not (found := seen()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def test_a_file_that_is_written_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "app.py"
    path.write_text(CODE.format(code=404), "utf-8")
    read = os.read

    def read_slowly(descriptor: int, number: int) -> bytes:
        data = read(descriptor, number)
        if b"404" in data:
            path.write_text(CODE.format(code=409) + "# saved\n", "utf-8")
        return data

    monkeypatch.setattr(os, "read", read_slowly)
    uses, _ = read_file(path, [])
    assert uses is not None
    assert [use.code for use in uses] == [409]


def test_a_bug_costs_one_file_and_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, _roots: object) -> tuple[list[Use], Summary]:
        if path == APP:
            raise KeyError("x")
        return [use(404)], EMPTY

    monkeypatch.setattr(pool, "read_file", fail)
    lines, problems = pool.read_files(1, [str(APP), str(ITEMS)], [])
    assert [decode_row(line) for line in lines.splitlines()] == [
        FileRow(1, str(ITEMS), (use(404),))
    ]
    assert problems == (f"{APP}: KeyError: 'x'",)
