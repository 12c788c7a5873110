"""Only regular files are read, and only up to a size."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from statuslens.project.regular_files import UnreadableError, read_regular, read_settled


def test_a_file_up_to_a_size(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    for data in (b"", b"12345"):
        path.write_bytes(data)
        assert read_regular(path, 5) == read_settled(path, 5) == data
    with pytest.raises(UnreadableError, match="larger than 4 bytes"):
        read_regular(path, 4)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "b.py", 5)


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "endless.py").symlink_to("/dev/zero")
    for name in ("pipe.py", "endless.py", "."):
        with pytest.raises(UnreadableError, match="not a regular file"):
            read_regular(tmp_path / name)


def test_a_file_that_never_settles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x")
    read, clock = os.read, itertools.count(1)

    def read_slowly(descriptor: int, number: int) -> bytes:
        data = read(descriptor, number)
        os.utime(path, (0, next(clock)))
        return data

    monkeypatch.setattr(os, "read", read_slowly)
    with pytest.raises(UnreadableError, match="chang"):
        read_settled(path, 100)
    assert read_regular(path, 100) == b"x"
