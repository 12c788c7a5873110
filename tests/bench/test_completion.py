"""The benchmark of completion, on a small package: it must see ranks, and what is not offered."""

import subprocess
import sys
from pathlib import Path

import pytest

from repository import ROOT

pytestmark = pytest.mark.end_to_end

APP = """\
from fastapi import FastAPI, HTTPException, status
from starlette.status import HTTP_204_NO_CONTENT

app = FastAPI()


@app.get("/", status_code=status.HTTP_200_OK)
def read(key: str):
    raise HTTPException(status.HTTP_404_NOT_FOUND)


@app.delete("/", status_code=HTTP_204_NO_CONTENT)
def remove(): ...


print(HTTP_204_NO_CONTENT)
"""


def test_tells_ranks_and_what_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP, "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "bench.completion", tmp_path],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert not run.stderr
    assert run.returncode == 0
    shown = run.stdout
    assert shown.startswith("4 of 4 constants taken out")
    rows = {line.split("  ")[0]: line.split()[-8:] for line in shown.splitlines() if line}
    for variant in ("alone", "workspace"):
        assert rows[variant][:4] == ["0.750", "75.0", "75.0", "75.0"]
        assert rows[variant][4:] == ["0.833", "75.0", "100.0", "100.0"]
    assert float(rows["alphabetical"][0]) < float(rows["formula"][0])
    assert "Not offered: 1 (25.0 %)" in shown
    assert (
        "no list, as no place is known in the finished file either: positional 0 of print" in shown
    )
    assert (tmp_path / "app.py").read_text("utf-8") == APP
