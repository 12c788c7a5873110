"""The workspace's counts, and the process that reads its files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from statuslens.workspace import reading
from statuslens.workspace.counts import Use
from statuslens.workspace.index import MOST_OF_FILE, Found, Workspace
from statuslens.workspace.process import scan_command
from statuslens.workspace.protocol import (
    FileRow,
    Finished,
    Job,
    Progress,
    ReadPaths,
    ReadText,
    Row,
    ScanFolders,
    decode_job,
    decode_row,
    encode,
)
from statuslens.workspace.reading import uses_on_disk

T = TypeVar("T")

SHOP = Path("/shop").absolute()
APP, ITEMS = SHOP / "app.py", SHOP / "items.py"
CODE = "from fastapi import HTTPException\n\n\ndef read():\n    raise HTTPException({code})\n"


def use(code: int, line: int = 0) -> Use:
    return Use(code, line, "raise", "get", ("f:read",), -1)


def codes(workspace: Workspace, path: Path | None = None) -> dict[int, int]:
    others = workspace.others(path)
    in_context, beside = others.codes("raise"), others.beside("R", "f:read")
    assert others.codes("") == others.codes("raise|get") == in_context == beside
    return dict(in_context)


def test_a_file_gets_the_counts_of_the_others() -> None:
    workspace = Workspace([SHOP])
    workspace.update(APP, [use(404), use(404)])
    workspace.update(ITEMS, [use(409)])
    assert codes(workspace) == {404: 2, 409: 1}
    assert codes(workspace, APP) == {409: 1}
    assert codes(workspace, ITEMS) == {404: 2}


def test_a_file_that_changes_is_counted_once() -> None:
    workspace = Workspace([SHOP])
    workspace.update(APP, [use(404), use(404)])
    assert codes(workspace, APP) == {}
    workspace.update(APP, [use(409)])
    assert +workspace.others(None).codes("") == {409: 1}
    assert +workspace.others(APP).codes("") == {}
    workspace.update(APP, None)
    assert +workspace.others(None).codes("") == {}


def test_what_is_open_hides_what_is_on_disk() -> None:
    workspace = Workspace([SHOP])
    workspace.update(APP, [use(404)])
    workspace.opened(APP, [])
    assert workspace.uses(APP) == ()
    workspace.update(APP, [use(410)])
    assert workspace.uses(APP) == ()
    workspace.opened(APP, [use(409)])
    assert workspace.uses(APP) == (use(409),)
    workspace.closed(APP)
    assert workspace.uses(APP) == (use(410),)
    assert +workspace.others(None).codes("") == {410: 1}


def test_only_files_in_the_folders_count_and_without_folders_those_that_are_open() -> None:
    workspace = Workspace([SHOP])
    for path in (Path("/shopping/app.py").absolute(), SHOP.parent / "app.py"):
        workspace.update(path, [use(404)])
        workspace.opened(path, [use(404)])
    assert codes(workspace) == {}
    workspace = Workspace()
    workspace.update(APP, [use(404)])
    assert codes(workspace) == {}
    workspace.opened(APP, [use(404)])
    assert codes(workspace) == {404: 1}


def test_a_folder_goes_with_all_its_files() -> None:
    workspace = Workspace([SHOP])
    workspace.update(SHOP / "api" / "app.py", [use(404)])
    workspace.update(SHOP / "api.py", [use(409)])
    workspace.removed(SHOP / "api")
    assert +workspace.others(None).codes("") == {409: 1}


def test_a_new_reading_forgets_what_it_has_not_found() -> None:
    workspace = Workspace([SHOP])
    for path in (APP, ITEMS, SHOP / "new" / "app.py"):
        workspace.update(path, [use(404)])
    workspace.keep({APP}, {SHOP / "new"})
    assert [found.path for found in workspace.files_with(404)] == [APP, SHOP / "new" / "app.py"]


def test_where_a_code_stands() -> None:
    workspace = Workspace([SHOP])
    workspace.update(ITEMS, [use(404, 7), use(409, 8)])
    workspace.opened(APP, [use(404, 3)])
    expected = [Found(APP, 3, "raise"), Found(ITEMS, 7, "raise")]
    assert list(workspace.files_with(404)) == expected


def test_no_file_and_no_workspace_is_counted_beyond_its_bound() -> None:
    workspace = Workspace([SHOP], most=MOST_OF_FILE + 10)
    workspace.update(ITEMS, [use(409)] * 5)
    assert not workspace.is_full
    workspace.update(APP, [use(404)] * (MOST_OF_FILE + 1))
    assert workspace.is_full
    workspace.update(SHOP / "more.py", [use(500)] * 9)
    assert codes(workspace) == {409: 5, 404: MOST_OF_FILE, 500: 5}
    workspace.update(APP, None)
    workspace.update(SHOP / "more.py", [use(500)] * 9)
    assert +workspace.others(None).codes("") == {409: 5, 500: 9}


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


@pytest.fixture
def process() -> Iterator[Process]:
    process = Process()
    with process.process:
        yield process
        assert process.process.stdin is not None
        process.process.stdin.close()
        assert process.process.wait(10) == 0


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def test_reads_what_the_ignore_files_and_the_settings_leave(
    process: Process, tmp_path: Path
) -> None:
    text = CODE.format(code=404)
    names = "app.py made/x.py old/x.py gone/x.py venv/x.py .x/x.py a.txt none.py made.ipynb"
    write(tmp_path, dict.fromkeys(names.split(), text))
    cells = [{"cell_type": "code", "source": "x = 1"}, {"cell_type": "code", "source": text}]
    write(
        tmp_path,
        {
            "none.py": "x = 404\n",
            "made.ipynb": json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}),
            ".git/HEAD": "",
            ".gitignore": "made/\n",
            "pyproject.toml": '[tool.statuslens]\nexclude = ["old"]\n',
        },
    )
    found = process.ask(scan(tmp_path, exclude=("gone",)))
    assert found == {tmp_path / "app.py": [404], tmp_path / "made.ipynb": [404]}
    # A file that is asked for is left out in the same way.
    asked = [tmp_path / name for name in ("app.py", "made/x.py", "old/x.py", "gone/x.py", "no.py")]
    found = process.ask(paths(*asked, root=tmp_path, exclude=("gone",)))
    assert found == {path: [404] if path.name == "app.py" else None for path in asked}
    found = process.ask(ReadText(1, str(tmp_path / "made" / "x.py"), text, [str(tmp_path)], []))
    assert found == {tmp_path / "made" / "x.py": []}


def test_reads_an_open_file_as_it_is_given(process: Process, tmp_path: Path) -> None:
    write(tmp_path, {"app.py": CODE.format(code=404)})
    path = tmp_path / "app.py"
    for roots in ([str(tmp_path)], []):
        found = process.ask(ReadText(1, str(path), CODE.format(code=409), roots, []))
        assert found == {path: [409]}


def test_a_folder_among_the_changed_paths_is_all_its_files(
    process: Process, tmp_path: Path
) -> None:
    write(tmp_path, {"api/app.py": CODE.format(code=404), "api/v2/app.py": CODE.format(code=409)})
    found = process.ask(paths(tmp_path / "api", root=tmp_path))
    assert found == {tmp_path / "api/app.py": [404], tmp_path / "api/v2/app.py": [409]}


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


def test_what_is_asked_meanwhile_goes_first(process: Process, tmp_path: Path) -> None:
    write(tmp_path, {f"m{n:03}.py": CODE.format(code=404) for n in range(400)})
    process.send(scan(tmp_path))
    process.send(paths(tmp_path / "m399.py", root=tmp_path, number=2))
    before = process.answer(2)
    assert before[tmp_path / "m399.py"] == [404]
    assert len(before) < 400
    assert len({*before, *process.answer(1)}) == 400


def test_a_long_file_comes_in_several_lines(process: Process, tmp_path: Path) -> None:
    body = "".join(f"    raise HTTPException({400 + n % 9})\n" for n in range(450))
    write(tmp_path, {"app.py": f"from fastapi import HTTPException\ndef read():\n{body}"})
    found = process.ask(scan(tmp_path))
    assert found == {tmp_path / "app.py": [400 + n % 9 for n in range(450)]}


def test_a_mistake_costs_only_what_has_it(process: Process, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "app.py": CODE.format(code=404),
            "bad/pyproject.toml": "[tool.statuslens]\nstyle = 3\n",
            "bad/app.py": CODE.format(code=409),
            "book.ipynb": "{",
        },
    )
    (tmp_path / "latin.py").write_bytes(b"\xe9 = 404\n")
    found = process.ask(scan(tmp_path))
    assert found == {tmp_path / "app.py": [404], tmp_path / "bad" / "app.py": [409]}
    process.send(b'["ScanFolders",1,[7],[]]\n')
    process.answer(1)
    assert len(process.problems) == 1
    assert process.ask(scan(tmp_path)) == found


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
    uses = uses_on_disk(path)
    assert uses is not None
    assert [use.code for use in uses] == [409]


def test_a_bug_costs_one_file_and_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> list[Use]:
        if path == APP:
            raise KeyError("x")
        return [use(404)]

    monkeypatch.setattr(reading, "uses_on_disk", fail)
    lines, problems = reading.read_files(1, [str(APP), str(ITEMS)])
    assert [decode_row(line) for line in lines.splitlines()] == [
        FileRow(1, str(ITEMS), (use(404),))
    ]
    assert problems == (f"{APP}: KeyError: 'x'",)


@pytest.mark.parametrize(
    "message",
    [
        ScanFolders(1, ["/a"], ["b"]),
        ReadPaths(2, ["/a/ä.py"], ["/a"], []),
        ReadText(3, "/a/b.py", "x = 'ä'\n", ["/a"], []),
        FileRow(4, "/a/b.py", (use(404), use(409, 7)), more=True),
        FileRow(4, "/a/b.py", None),
        Progress(5, 1, 10),
        Finished(6, ["no"]),
    ],
)
def test_a_message_is_the_same_after_its_way(message: Job | Row) -> None:
    line = encode(message)
    assert line.index(b"\n") == len(line) - 1
    if isinstance(message, (ScanFolders, ReadPaths, ReadText)):
        assert decode_job(line) == message
        with pytest.raises(TypeError, match="is not a row"):
            decode_row(line)
    else:
        assert decode_row(line) == message
        with pytest.raises(TypeError, match="is not a job"):
            decode_job(line)


def test_nothing_of_the_folder_where_it_starts_is_imported(tmp_path: Path) -> None:
    names = "json statuslens multiprocessing concurrent threading tree_sitter sitecustomize"
    write(
        tmp_path, dict.fromkeys((f"{name}.py" for name in names.split()), "import no_such_module")
    )
    write(tmp_path, {f"m{n}.py": CODE.format(code=404) for n in range(700)})  # for two processes
    assert str(tmp_path) not in sys.path
    process = Process(tmp_path)
    with process.process:
        assert len(process.ask(scan(tmp_path))) == 700
        assert not process.problems
        assert process.process.stdin is not None
        process.process.stdin.close()
        assert process.process.wait(10) == 0
