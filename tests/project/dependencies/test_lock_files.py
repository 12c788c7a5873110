"""The versions that lock files have."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from drawing import dedented
from project.dependencies.projects import LOCKS, UV_LOCK, allowed, environment, version, write
from statuslens.project.environment import Library, Range


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files(project: Path, name: str) -> None:
    write(project / name, LOCKS[name])
    assert version(project / "src") == "0.47.3"
    assert version(project / "src", "httpx") is None


def test_several_locked_versions_are_bounds(project: Path) -> None:
    fork = '\n[[package]]\nname = "starlette"\nversion = "0.44.0"\n'
    write(project / "uv.lock", dedented(UV_LOCK) + fork)
    write(project / "pyproject.toml", '[project]\ndependencies = ["starlette"]\n')
    assert environment(project).library("starlette") == Library(
        allowed=Range(
            Version("0.44.0"), Version("0.47.3"), requirement="starlette 0.44.0 to 0.47.3"
        ),
        direct=True,
    )


def test_requirements_that_differ_by_a_marker_are_bounds(project: Path) -> None:
    write(
        project / "requirements.txt",
        """
        starlette==0.44.0 ; python_version < "3.9"
        starlette==0.48.0 ; python_version >= "3.9"
        """,
    )
    assert version(project) is None
    assert allowed(project) == "0.44.0 … 0.48.0"
