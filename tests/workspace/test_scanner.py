"""The process that reads the files of a workspace."""

from __future__ import annotations

import json
from pathlib import Path

from statuslens.workspace.protocol import (
    ReadChanges,
    ReadText,
)
from workspace.scanning import CODE, Process, paths, scan, write


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
    assert found == {tmp_path / "made" / "x.py": None}


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


def test_changes_that_nobody_reports(process: Process, tmp_path: Path) -> None:
    names = [f"{name}.py" for name in ("same", "changed", "gone", "hidden")]
    write(tmp_path, {name: CODE.format(code=404) for name in names} | {".git/HEAD": ""})
    assert len(process.ask(scan(tmp_path))) == 4

    def changes() -> dict[str, list[int] | None]:
        found = process.ask(ReadChanges(2, [str(tmp_path)], []))
        return {path.name: codes for path, codes in found.items()}

    assert changes() == {}
    write(tmp_path, {"changed.py": CODE.format(code=409), "api/new.py": CODE.format(code=410)})
    write(tmp_path, {".gitignore": "hidden.py\n"})
    (tmp_path / "gone.py").unlink()
    expected = {"changed.py": [409], "new.py": [410], "gone.py": None, "hidden.py": None}
    assert changes() == expected
    assert changes() == {}
    (tmp_path / ".gitignore").unlink()
    assert changes() == {"hidden.py": [404]}


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


def test_a_mistake_costs_only_its_own_file(process: Process, tmp_path: Path) -> None:
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
