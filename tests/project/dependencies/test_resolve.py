"""What goes before what: the nearest before those above, installed before locked before allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from project.dependencies.projects import (
    LOCKS,
    UV_LOCK,
    environment,
    install,
    version,
    write,
)


def test_nothing_is_known_of_an_empty_folder(project: Path) -> None:
    found = environment(project / "not" / "there")
    assert found.libraries == {}
    assert found.dependencies is None


def test_nothing_above_the_repository_counts(project: Path) -> None:
    install(project.parent / ".venv", "starlette-0.48.0")
    write(project.parent / "requirements.txt", "starlette==0.48.0")
    assert version(project) is None


def test_nothing_above_the_home_folder_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    install(tmp_path / ".venv", "starlette-0.48.0")
    assert version(tmp_path / "home" / "code") is None
    install(tmp_path / "home" / ".venv", "starlette-0.44.0")
    assert version(tmp_path / "home" / "code") == "0.44.0"


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_installed_goes_before_what_is_locked(project: Path, name: str) -> None:
    write(project / name, LOCKS[name])
    install(project / ".venv", "starlette-0.48.0")
    assert version(project) == "0.48.0"


def test_what_is_not_installed_is_looked_up_in_the_lock_file(project: Path) -> None:
    write(project / "uv.lock", UV_LOCK)
    install(project / ".venv", "httpx-0.28.1")
    assert version(project) == "0.47.3"


def test_the_lock_file_of_a_workspace_stands_above_its_members(project: Path) -> None:
    write(project / "uv.lock", UV_LOCK)
    write(project / "api" / "pyproject.toml", '[project]\ndependencies = ["starlette>=0.40"]\n')
    write(project / "old" / "requirements.txt", "starlette==0.44.0\n")
    assert version(project / "api" / "src") == "0.47.3"
    assert version(project / "old" / "src") == "0.44.0"
    assert environment(project / "api").library("starlette").allowed.lowest == Version("0.40")
