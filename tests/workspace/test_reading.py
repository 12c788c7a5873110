"""Files are read as they are once they have settled; a bug costs one of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from statuslens.semantic.summaries import EMPTY, Summary
from statuslens.workspace import reading
from statuslens.workspace.counts import Use
from statuslens.workspace.protocol import (
    FileRow,
    decode_row,
)
from statuslens.workspace.reading import read_file
from workspace.scanning import APP, CODE, ITEMS, use


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

    monkeypatch.setattr(reading, "read_file", fail)
    lines, problems = reading.read_files(1, [str(APP), str(ITEMS)], [])
    assert [decode_row(line) for line in lines.splitlines()] == [
        FileRow(1, str(ITEMS), (use(404),))
    ]
    assert problems == (f"{APP}: KeyError: 'x'",)
