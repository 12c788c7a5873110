"""How a file is read, and written back."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from statuslens.project.files import (
    File,
    UnreadableError,
    parsed,
    read,
    read_regular,
    read_settled,
    write,
)
from statuslens.syntax.source import Source


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"", "utf-8", ""),
        ("é\r\n".encode(), "utf-8", "é\r\n"),
        (b"\xef\xbb\xbfx\n", "utf-8-sig", "x\n"),
        (b"# coding: latin-1\n\xe9", "iso-8859-1", "# coding: latin-1\né"),
        (b"#!/bin/python\n# vim: set fileencoding=cp1252 :\n\x80", "cp1252", None),
    ],
)
def test_encodings(data: bytes, encoding: str, text: str | None) -> None:
    file = parsed(Path("a.py"), data)
    assert file.encoding == encoding
    assert text is None or file.texts == (text,)
    assert file.with_texts(file.texts) == data


@pytest.mark.parametrize(
    "data",
    [b"\xe9", b"x\n" * 9 + b"\xe9", b"# coding: klingon\n", b"# coding: rot13\n", b"\xff\xfe"],
)
def test_files_that_are_not_text(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="cannot be decoded"):
        parsed(Path("a.py"), data)


def test_an_encoding_that_is_not_written_as_it_was_read() -> None:
    """The escape sequence at the end says nothing, and encoding the text again leaves it out."""
    data = b"# coding: iso2022_jp\nx\x1b$B\x1b(B\n"
    file = parsed(Path("a.py"), data)
    with pytest.raises(
        UnreadableError, match="cannot be encoded in iso2022_jp without other changes"
    ):
        file.with_texts(("x",))


def test_a_text_that_its_encoding_cannot_hold() -> None:
    file = parsed(Path("a.py"), b"# coding: latin-1\n")
    with pytest.raises(UnreadableError, match="cannot be written"):
        file.with_texts(("# coding: latin-1\n日本",))


def test_writing_is_all_or_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be written"):
        write(tmp_path / "missing" / "a.py", b"x")
    write_here = tmp_path / "a.py"
    write_here.write_bytes(b"old")
    write(write_here, b"new")
    assert write_here.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [write_here]


def test_reading_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x\r\n")
    assert read(tmp_path / "a.py") == File(tmp_path / "a.py", b"x\r\n", "utf-8", ("x\r\n",))
    assert read(tmp_path / "a.py").sources(("y",))[0].text == Source("y").text
    with pytest.raises(UnreadableError, match="No such file"):
        read(tmp_path / "b.py")


def test_a_file_up_to_a_size(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    for data in (b"", b"12345"):
        path.write_bytes(data)
        assert read_regular(path, 5) == read_settled(path, 5) == data
    with pytest.raises(UnreadableError, match="larger than 4 bytes"):
        read_regular(path, 4)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "b.py", 5)


def test_nothing_waits_for_a_file_that_is_not_regular(tmp_path: Path) -> None:
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
