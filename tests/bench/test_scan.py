"""The benchmark of the scan, on a small workspace: it must see what is read, and what it takes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from repository import ROOT

pytestmark = pytest.mark.end_to_end

APP = """\
from fastapi import HTTPException

raise HTTPException(404)
raise HTTPException(410)
"""


def test_reads_the_workspace_and_compares(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP, "utf-8")
    (tmp_path / "empty.py").write_text("x = 1\n", "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "bench.scan", tmp_path, "--rounds", "2"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert not run.stderr
    assert "2 files, 2 rounds" in run.stdout
    assert "2 statuses in 1 files" in run.stdout
    ruff, scan = (
        float(re.search(rf"{name} +([\d.]+)", run.stdout)[1])  # type: ignore[index]
        for name in ("--no-cache", "workspace")
    )
    ratio, verdict = re.search(r"ratio ([\d.]+): (\w+)", run.stdout).groups()  # type: ignore[union-attr]
    # What is shown is rounded.
    assert float(ratio) == pytest.approx(scan / ruff, rel=0.5)
    assert (verdict, run.returncode) == (("PASS", 0) if float(ratio) <= 4 else ("OVER", 1))
