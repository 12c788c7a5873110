"""Whoever keeps the counts can end at any moment, also while the process that reads starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from repository import ROOT

PATIENCE = 30  # seconds

WATCHES_FOR_A_WHILE = """\
import asyncio, sys
from pathlib import Path
from statuslens.workspace.summary_index import WorkspaceSummaries
from statuslens.workspace.client import WorkspaceClient


async def watch(folder, turns, stop):
    watching = WorkspaceClient(
        lambda path: None, WorkspaceSummaries(list, lambda: None)
    )
    watching.start([Path(folder)])
    for _ in range(int(turns)):
        await asyncio.sleep(0)
    if stop == "stop":
        watching.stop()
        await asyncio.sleep(0)


asyncio.run(watch(*sys.argv[1:]))
"""


@pytest.mark.parametrize("stop", ["stop", "let be"])
@pytest.mark.parametrize("turns", range(6))
def test_the_end_comes_while_the_process_starts(tmp_path: Path, turns: int, stop: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHES_FOR_A_WHILE, str(tmp_path), str(turns), stop],
        env={**os.environ, "PYTHONPATH": str(ROOT / "server")},
        timeout=PATIENCE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
