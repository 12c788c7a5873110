"""The wheel that users install: whole, and able to run without this repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from repository import ROOT


@pytest.mark.end_to_end
def test_the_wheel_holds_the_server_and_runs(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    package = ROOT / "server" / "statuslens"
    wanted = [p for p in package.rglob("*") if p.suffix in (".py", ".json", ".typed")]
    assert {f"statuslens/{path.relative_to(package).as_posix()}" for path in wanted} <= names
    assert not any(name.startswith(("tests", "examples", "data")) for name in names)
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            "import statuslens.features.card as c; print(c.__file__); print(c.card(404))",
        ],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout.startswith(str(tmp_path / "installed"))
    assert "404 Not Found" in answer.stdout


def test_the_engine_runs_without_the_protocol() -> None:
    """Neither pygls nor lsprotocol is imported by anything but the server itself."""
    modules = ["completion", "hover", "rules"]
    code = "import sys; " + "; ".join(f"import statuslens.features.{name}" for name in modules)
    code += "; print([m for m in sys.modules if m.startswith(('pygls', 'lsprotocol', 'asyncio'))])"
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert answer.stdout.strip() == "[]"
