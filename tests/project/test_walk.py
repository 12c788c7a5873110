"""Which files a check finds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from project.trees import tree
from statuslens.project.configuration import Configurations
from statuslens.project.file_system import FileSystem
from statuslens.project.files import UnreadableError, read
from statuslens.project.walk import Walk, workspace_files


def found(folder: Path, *given: str, force_exclude: bool = False) -> list[str]:
    walk = Walk(Configurations(FileSystem()), force_exclude=force_exclude)
    files = walk.files([folder / path for path in given or (".",)])
    assert walk.problems == []
    return [path.relative_to(folder).as_posix() for path in files]


def test_python_files_and_notebooks_in_order(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/z.pyi", "a/b/c.pyw", "a.ipynb", "x.txt", "Makefile", "py")
    assert found(tmp_path) == ["a/b/c.pyw", "a/z.pyi", "a.ipynb", "b.py"]


def test_what_is_named_twice_is_found_once(tmp_path: Path) -> None:
    tree(tmp_path, "a/b.py")
    assert found(tmp_path, "a", "a/b.py", ".", "a/../a") == ["a/b.py"]


def test_other_peoples_folders_are_left_out(tmp_path: Path) -> None:
    tree(tmp_path, "app.py", ".hidden.py", ".venv/a.py", "venv/a.py", "node_modules/x/a.py")
    tree(tmp_path, "lib/site-packages/a.py", ".git/hooks/a.py", "dist/a.py", "build/a.py")
    assert found(tmp_path) == ["app.py", "build/a.py"]


def test_what_is_named_is_checked_in_any_case(tmp_path: Path) -> None:
    tree(tmp_path, ".venv/lib/a.py", "gen/a.py", "x.txt", _ignore="gen/\n")
    assert found(tmp_path, ".venv/lib", "gen/a.py", "x.txt") == [
        ".venv/lib/a.py",
        "gen/a.py",
        "x.txt",
    ]
    assert found(tmp_path, "gen") == ["gen/a.py"]


def test_unless_it_is_forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, ".venv/lib/a.py", "gen/a.py", "old/a.py", "x.txt", _ignore="gen/\n")
    tree(tmp_path, pyproject='[tool.statuslens]\nexclude = ["/old"]\n')
    monkeypatch.chdir(tmp_path)
    given = (".venv/lib", "gen/a.py", "old/a.py", "x.txt")
    assert found(tmp_path, *given, force_exclude=True) == ["x.txt"]


def test_gitignore_files(tmp_path: Path) -> None:
    tree(
        tmp_path, "a.py", "gen/a.py", "sub/gen/a.py", "sub/b_pb2.py", "sub/c.py", "sub/keep_pb2.py"
    )
    tree(
        tmp_path,
        _ignore="# words\n/gen/\n*_pb2.py\n!\n",
        sub___ignore="!keep_pb2.py\nc.py\n",
    )
    assert found(tmp_path) == ["a.py", "sub/gen/a.py", "sub/keep_pb2.py"]
    assert found(tmp_path, "sub") == ["sub/gen/a.py", "sub/keep_pb2.py"]


def test_gitignore_files_of_the_same_repository_only(tmp_path: Path) -> None:
    tree(tmp_path, "repo/.git/HEAD", "repo/a.py", "repo/sub/b.py", _ignore="*.py\n")
    assert found(tmp_path / "repo") == ["a.py", "sub/b.py"]
    assert found(tmp_path / "repo", "sub") == ["sub/b.py"]
    tree(tmp_path, "repo/.git/info/exclude")
    (tmp_path / "repo/.git/info/exclude").write_text("sub\n")
    assert found(tmp_path / "repo") == ["a.py"]


def test_exclude_is_relative_to_its_pyproject(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "gen/a.py", "sub/gen/a.py", "sub/b.py", "sub/deep/c.py")
    tree(tmp_path, pyproject='[tool.statuslens]\nexclude = ["/gen", "sub/*.py", "!sub/b.py"]\n')
    assert found(tmp_path) == ["a.py", "sub/b.py", "sub/deep/c.py", "sub/gen/a.py"]
    assert found(tmp_path / "sub") == ["b.py", "deep/c.py", "gen/a.py"]


def test_links_lead_nowhere_twice(tmp_path: Path) -> None:
    tree(tmp_path, "a/b.py", "c.py")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "again.py").symlink_to(tmp_path / "c.py")
    (tmp_path / "folder.py").symlink_to(tmp_path / "a", target_is_directory=True)
    assert found(tmp_path) == ["a/b.py", "c.py"]
    assert found(tmp_path, "a") == ["a/again.py", "a/b.py"]


def test_pipes_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert found(tmp_path) == []


def test_a_pipe_is_neither_configuration_nor_ignore_file_nor_code(tmp_path: Path) -> None:
    for name in ("pyproject.toml", ".gitignore", "a.py"):
        os.mkfifo(tmp_path / name)
    tree(tmp_path, "b.py")
    assert found(tmp_path) == ["b.py"]
    with pytest.raises(UnreadableError, match="not a regular file"):
        read(tmp_path / "a.py")
    with pytest.raises(UnreadableError, match="not a regular file"):
        read(tmp_path)


def test_further_patterns_are_relative_to_where_the_walk_is(tmp_path: Path) -> None:
    tree(tmp_path, "a/gen/x.py", "a/y.py", "gen/z.py")
    walk = Walk(Configurations(FileSystem()), here=tmp_path / "a", exclude=("/gen",))
    assert walk.files([tmp_path]) == [tmp_path / "a" / "y.py", tmp_path / "gen" / "z.py"]


# The files of a workspace's folders


def read_of(folder: Path, *wanted: str, exclude: tuple[str, ...] = ()) -> list[str]:
    told: list[str] = []
    files = list(workspace_files([folder / name for name in wanted], [folder], exclude, told))
    assert told == []
    return [path.relative_to(folder).as_posix() for path in files]


def test_the_files_at_or_below_what_is_wanted(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b/c.py", "b/d.ipynb", "b/e.txt", ".venv/f.py", "g/h.py")
    assert read_of(tmp_path, ".") == ["a.py", "b/c.py", "b/d.ipynb", "g/h.py"]
    assert read_of(tmp_path, "b", "a.py") == ["b/c.py", "b/d.ipynb", "a.py"]
    assert read_of(tmp_path, "gone.py", "b/e.txt", ".venv/f.py") == []


def test_patterns_of_the_editor_and_of_the_project_leave_some_out(tmp_path: Path) -> None:
    tree(
        tmp_path,
        *("a.py", "made/b.py", "old/c.py", "d.py"),
        _ignore="made/\n",
        pyproject='[tool.statuslens]\nexclude = ["old"]\n',
    )
    assert read_of(tmp_path, ".", exclude=("d.py",)) == ["a.py"]
    assert read_of(tmp_path, "d.py", "made/b.py", "old/c.py", exclude=("d.py",)) == []


def test_an_invalid_pyproject_says_nothing(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", pyproject="[tool.statuslens]\nexclude = 1\n")
    assert read_of(tmp_path, ".") == ["a.py"]


def test_without_folders_what_is_wanted_is_read(tmp_path: Path) -> None:
    wanted = [tmp_path / "a.py", tmp_path / "b.txt"]
    assert list(workspace_files(wanted, [], [], [])) == wanted
