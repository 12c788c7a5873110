"""Files as the editor has them, else as they are on disk; read once, noticed when they change."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from statuslens.project import file_system
from statuslens.project.file_system import FileSystem, Stamp, folders_up
from statuslens.project.files import LARGEST_SOURCE, UnreadableError, read_regular
from statuslens.syntax.source import Source


def test_the_open_file_comes_before_the_one_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("on_disk = 1")
    opened: dict[Path, Source] = {}
    system = FileSystem(opened.get)
    assert getattr(system.source(path), "text", None) == "on_disk = 1"
    opened[path] = Source("typed = 1", path)
    assert system.buffer_changed(path)
    assert system.source(path) is opened[path]
    other = tmp_path / "new.py"
    assert not system.is_file(other)
    opened[other] = Source("", other)
    assert system.is_file(other)
    assert system.exists(other)


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("a")
    os.utime(path, (1, 1))
    read: list[str] = []
    system = FileSystem()

    def parse(text: str) -> str:
        read.append(text)
        return text

    assert [system.read(path, parse), system.read(path, parse)] == ["a", "a"]
    assert read == ["a"]
    path.write_text("bc")
    os.utime(path, (1, 1))  # the same time, another size
    assert system.read(path, parse) == "a", "nobody has looked again yet"
    assert system.refresh(now=True)
    assert system.read(path, parse) == "bc"
    assert not system.refresh(now=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_text("def two(): ..."),
        lambda path: path.unlink(),
        lambda path: path.rename(path.with_name("other.py")),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["written", "deleted", "renamed", "a folder instead"],
)
def test_a_change_on_disk_is_a_new_revision(tmp_path: Path, change: object) -> None:
    path = tmp_path / "app.py"
    path.write_text("def one(): ...")
    system = FileSystem()
    assert system.source(path) is not None
    before = system.revision, system.disk_revision
    assert not system.refresh(now=True)
    assert callable(change)
    change(path)
    assert system.refresh(now=True)
    assert system.revision > before[0]
    assert system.disk_revision > before[1]


def test_a_file_that_was_missing_is_a_new_revision(tmp_path: Path) -> None:
    system = FileSystem()
    assert not system.is_file(tmp_path / "http.py")
    (tmp_path / "beside.py").write_text("")
    assert not system.refresh(now=True), "nobody asked about that one"
    (tmp_path / "http.py").write_text("")
    assert system.refresh(now=True)
    assert system.is_file(tmp_path / "http.py")


def test_what_is_written_again_with_the_same_text_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("a = 1")
    system = FileSystem()
    source = system.source(path)
    path.write_text("a = 1")
    assert not system.refresh(now=True)
    assert system.source(path) is source


def test_a_second_write_within_one_tick_of_the_clock_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "app.py"
    path.write_text("a = 1")
    system = FileSystem()
    stamp = system.stamp(str(path))
    monkeypatch.setattr(system, "stamp", lambda _path: stamp)
    assert system.source(path) is not None
    path.write_text("b = 2")
    assert system.refresh(now=True)
    assert getattr(system.source(path), "text", None) == "b = 2"


def test_it_looks_again_once_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    system = FileSystem()
    assert not system.is_file(tmp_path / "a.py")
    (tmp_path / "a.py").write_text("")
    assert not system.refresh()
    now += 1.0
    assert system.refresh()


def test_a_revision_for_a_file_leaves_its_own_changes_out(tmp_path: Path) -> None:
    system = FileSystem()
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    assert not system.buffer_changed(one), "nobody depends on it"
    for path in (one, other):
        system.is_file(path)
    start = system.revision
    for _ in range(3):
        assert system.buffer_changed(one)
    assert system.revision_without(one) == start
    assert system.revision_without(other) > start
    system.buffer_changed(other)
    assert system.revision_without(one) > start
    assert system.revision_without(other) == start + 3


def test_pipes_devices_and_large_files_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "endless.py").symlink_to("/dev/zero")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "large.py").write_bytes(b"a" * (LARGEST_SOURCE + 1))
    (tmp_path / "latin.py").write_bytes(b"# \xe9")
    (tmp_path / "link.py").symlink_to("nowhere")
    system = FileSystem()
    for name in ("pipe", "endless", "folder", "large", "latin", "link", "missing"):
        assert system.source(tmp_path / f"{name}.py") is None, name
    for name in ("pipe", "endless", "folder"):
        with pytest.raises((OSError, UnreadableError)):
            read_regular(tmp_path / f"{name}.py")
    with pytest.raises(UnreadableError, match="larger than 10 bytes"):
        read_regular(tmp_path / "large.py", 10)


def test_what_cannot_be_parsed_is_none(tmp_path: Path) -> None:
    path = tmp_path / "setup.py"
    path.write_text("(" * 10)

    def raises(text: str) -> str:
        raise RecursionError(text)

    assert FileSystem().read(path, raises) is None
    assert FileSystem().names(path) == frozenset()


def test_no_more_sources_are_kept_than_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_system, "_MOST_SOURCES", 2)
    system = FileSystem()
    paths = [tmp_path / f"m{n}.py" for n in range(3)]
    for path in paths:
        path.write_text(path.name)
    first = system.source(paths[0])
    assert system.source(paths[1]) is not None
    assert system.source(paths[0]) is first
    assert system.source(paths[2]) is not None
    again = system.source(paths[0])
    assert again is not first
    assert again is not None
    assert again.text == "m0.py"


def test_folders_up_to_the_root_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    system = FileSystem()
    assert folders_up(system, inner)[-1] == Path("/")
    (tmp_path / "a" / ".git").mkdir()
    system.refresh(now=True)
    assert folders_up(system, inner) == [inner, tmp_path / "a"]
    monkeypatch.setenv("HOME", str(inner))
    assert folders_up(system, inner) == [inner]


def test_a_source_that_there_was_no_room_for_is_still_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was concluded from it must not outlive it."""
    monkeypatch.setattr(file_system, "_MOST_SOURCES", 2)
    system = FileSystem()
    paths = [tmp_path / f"m{n}.py" for n in range(3)]
    concluded = system.revision
    for path in paths:
        path.write_text(path.name)
        assert system.source(path) is not None
    paths[0].write_text("changed")
    system.refresh(now=True)
    assert system.revision != concluded
    assert system.revision_without(paths[0]) != concluded


def test_a_long_session_keeps_a_bounded_number_of_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_system, "_MOST_PATHS", 10)
    asked: list[str] = []
    system = FileSystem()
    stamp = system.stamp

    def counted(path: str) -> Stamp:
        asked.append(path)
        return stamp(path)

    monkeypatch.setattr(system, "stamp", counted)
    before = system.revision, system.disk_revision
    for number in range(11):
        system.exists(tmp_path / f"m{number}.py")
    assert system.revision > before[0]
    assert system.disk_revision > before[1]
    asked.clear()
    assert system.refresh(now=True), "nobody looks at what was forgotten: it may have changed"
    assert len(asked) == 1
    assert not system.refresh(now=True)


def test_a_file_of_the_same_time_and_size_with_another_text(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("a = 1")
    os.utime(path, (1, 1))
    system = FileSystem()
    assert system.source(path) is not None
    path.write_text("b = 2")
    os.utime(path, (1, 1))
    assert system.refresh(now=True)
    assert getattr(system.source(path), "text", None) == "b = 2"


def test_nobody_at_the_other_end_of_a_pipe_notices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    os.mkfifo(tmp_path / "pyproject.toml")
    (tmp_path / "setup.cfg").symlink_to("/dev/zero")
    monkeypatch.setattr(os, "open", lambda *arguments: opened.append(arguments))
    for name in ("pyproject.toml", "setup.cfg"):
        assert FileSystem().read(tmp_path / name, str) is None
        assert FileSystem().source(tmp_path / name) is None
    assert opened == []


def test_a_file_that_is_open_by_another_path(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    real, link = tmp_path / "real" / "errors.py", tmp_path / "link" / "errors.py"
    real.write_text("on_disk = 1")
    opened: dict[Path, Source] = {}
    system = FileSystem(opened.get)
    assert getattr(system.source(link), "text", None) == "on_disk = 1"
    opened[real] = Source("typed = 1", real)
    before = system.revision
    assert system.buffer_changed(real)
    assert system.revision > before
    assert system.source(link) is opened[real]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "errors.py").write_text("other = 1")
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to("other")
    assert system.refresh(now=True)
    assert getattr(system.source(link), "text", None) == "other = 1"


def test_links_that_are_retargeted_or_lead_nowhere(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(name)
    link = tmp_path / "link.py"
    link.symlink_to("one.py")
    system = FileSystem()
    for target, expected in (("one.py", "one"), ("two.py", "two"), ("link.py", None)):
        link.unlink()
        link.symlink_to(target)
        system.refresh(now=True)
        assert getattr(system.source(link), "text", None) == expected
