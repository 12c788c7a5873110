"""The folder that the command line is run in."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.running import BAD


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with an `app.py` that has one finding in line 3."""
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "app.py").write_bytes(BAD.encode())
    return tmp_path
