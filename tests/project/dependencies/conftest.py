"""The project that the tests of its dependencies begin with."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The root of a repository: nothing above it counts."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    return folder
