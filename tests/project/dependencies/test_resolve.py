"""What goes before what: the nearest before those above, installed before locked before allowed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.version import Version

from project.dependencies.projects import (
    LOCKS,
    UV_LOCK,
    LookingAgain,
    age,
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


def test_the_lock_file_of_a_workspace_is_above_its_members(project: Path) -> None:
    write(project / "uv.lock", UV_LOCK)
    write(project / "api" / "pyproject.toml", '[project]\ndependencies = ["starlette>=0.40"]\n')
    write(project / "old" / "requirements.txt", "starlette==0.44.0\n")
    assert version(project / "api" / "src") == "0.47.3"
    assert version(project / "old" / "src") == "0.44.0"
    assert environment(project / "api").library("starlette").allowed.lowest == Version("0.40")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 88),
        ({"ruff.toml": "line-length = 100"}, 100),
        ({".ruff.toml": "line-length = 90", "ruff.toml": "line-length = 100"}, 90),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 101"}, 101),
        ({"pyproject.toml": "[tool.black]\nline-length = 102"}, 102),
        ({"pyproject.toml": "[tool.isort]\nline_length = 103"}, 103),
        (
            {
                "pyproject.toml": """
                    tool.isort.line_length = 103
                    tool.black.line-length = 102
                    tool.ruff.line-length = 101
                """
            },
            101,
        ),
        (
            {
                "pyproject.toml": """
                    tool.isort.line_length = 103
                    tool.black.line-length = 102
                    tool.ruff.lint.select = ["E"]
                """
            },
            102,
        ),
        (
            {"ruff.toml": "line-length = 100", "pyproject.toml": "tool.ruff.line-length = 101"},
            100,
        ),
        (
            {"ruff.toml": "preview = true", "pyproject.toml": "tool.ruff.line-length = 101"},
            101,
        ),
        # The nearest file that says it; what counts for linters alone does not.
        (
            {"pyproject.toml": "tool.ruff.line-length = 101", "src/ruff.toml": "line-length = 99"},
            99,
        ),
        (
            {
                "ruff.toml": "line-length = 100",
                "src/pyproject.toml": '[project]\nname = "x"\n[tool.ruff]\n',
                "src/app/setup.cfg": "[flake8]\nmax-line-length = 120",
                "tox.ini": "[flake8]\nmax-line-length = 120",
            },
            100,
        ),
        # Nonsense.
        ({"ruff.toml": "line-length = 20"}, 20),
        ({"ruff.toml": "line-length = 19"}, 88),
        ({"ruff.toml": "line-length = 1000"}, 1000),
        ({"ruff.toml": "line-length = 1001"}, 88),
        ({"ruff.toml": 'line-length = "100"'}, 88),
        ({"ruff.toml": "line-length = true"}, 88),
        ({"ruff.toml": "line-length = 100.0"}, 88),
        ({"ruff.toml": "line-length = "}, 88),
        ({"pyproject.toml": "tool = 3"}, 88),
        ({"pyproject.toml": "tool.ruff = 3\ntool.black.line-length = 102"}, 102),
        ({"pyproject.toml": "tool.ruff.line-length = -1\ntool.black.line-length = 102"}, 102),
    ],
)
def test_the_length_of_a_line(project: Path, files: Mapping[str, str], expected: int) -> None:
    for name, text in files.items():
        write(project / name, text)
    assert environment(project / "src" / "app").line_length == expected


@pytest.mark.parametrize("name", ["pyproject.toml", "ruff.toml", ".ruff.toml"])
def test_a_new_length_of_a_line_is_noticed(project: Path, name: str) -> None:
    known = LookingAgain()
    table = "[tool.ruff]\n" if name == "pyproject.toml" else ""
    assert known.of(project).line_length == 88
    for length in (90, 120):
        write(project / name, f"{table}line-length = {length}\n")
        age(project)
        assert known.of(project).line_length == length
    (project / name).unlink()
    assert known.of(project).line_length == 88
