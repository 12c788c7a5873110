"""The settings in a `pyproject.toml`, for the files below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.trees import tree
from statuslens.project.configuration import Configuration, ConfigurationError, Configurations
from statuslens.project.file_system import FileSystem
from statuslens.project.settings import Settings


def test_the_nearest_pyproject_that_has_the_table_counts(tmp_path: Path) -> None:
    tree(tmp_path, pyproject='[tool.statuslens]\nstyle = "off"\n')
    tree(tmp_path, a__pyproject="[tool.ruff]\n", b__pyproject="[tool.statuslens]\n")
    configurations = Configurations(FileSystem())
    assert configurations.at(tmp_path / "a" / "deep").settings == Settings(style="off")
    assert configurations.at(tmp_path / "a" / "deep").root == tmp_path
    assert configurations.at(tmp_path / "b" / "deep").settings == Settings()
    assert configurations.at(tmp_path / "b" / "deep").root == tmp_path / "b"


def test_no_pyproject_above_the_repository_or_the_home_folder_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "repo/.git/HEAD", "home/a/x.py", pyproject='[tool.statuslens]\nstyle = "off"\n')
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    configurations = Configurations(FileSystem())
    for folder in ("repo", "repo/src", "home", "home/a"):
        assert configurations.nearest(tmp_path / folder) is None
    assert configurations.nearest(tmp_path / "other") is not None


def test_per_file_ignores_are_relative_to_the_pyproject(tmp_path: Path) -> None:
    tree(
        tmp_path,
        pyproject='[tool.statuslens.per-file-ignores]\n"tests/**" = ["magic-status"]\n',
    )
    configuration = Configurations(FileSystem()).at(tmp_path / "tests" / "unit")
    path = configuration.path(tmp_path / "tests" / "unit" / "test_a.py")
    assert path == "tests/unit/test_a.py"
    assert not configuration.settings.selects("magic-status", path)
    assert configuration.settings.selects("magic-status", "app/tests.py")


def test_every_mistake_in_a_pyproject_is_reported(tmp_path: Path) -> None:
    tree(tmp_path, pyproject='[tool.statuslens]\nstyle = 1\nstile = 2\nignore-codes = "404"\n')
    with pytest.raises(ConfigurationError) as told:
        Configurations(FileSystem()).at(tmp_path)
    keys = (
        "style, provider, select, ignore, severity, ignore-codes, exclude, per-file-ignores, "
        "inlay-hints, completion, interpreter"
    )
    assert [line.partition("] ")[2].partition(":")[0] for line in str(told.value).splitlines()] == [
        "style",
        "ignore-codes",
        f"unknown key 'stile' (expected one of {keys})",
    ]


def test_without_a_pyproject_everything_is_at_its_default(tmp_path: Path) -> None:
    assert Configuration(tmp_path).settings == Settings()
    assert Configuration(tmp_path).path(tmp_path / "a" / "b.py") == "a/b.py"
    assert Configuration(tmp_path).path(tmp_path.parent / "b.py") == "b.py"
