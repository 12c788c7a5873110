"""The round trip of `bench/`, on a small package: it must see what came back and what did not."""

import subprocess
import sys
from pathlib import Path

import pytest

from repository import ROOT

pytestmark = pytest.mark.end_to_end

APP = """\
from fastapi import FastAPI, HTTPException, status
from http import HTTPStatus

NOT_FOUND = HTTPStatus.NOT_FOUND.phrase
app = FastAPI()


@app.get("/", status_code=status.HTTP_200_OK)
def read(key: str):
    raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_FOUND)


def test(response, status):
    assert response.status_code == HTTPStatus.OK
"""
STARRED = """\
from fastapi import HTTPException
from somewhere import *
from starlette import status

raise HTTPException(status.HTTP_404_NOT_FOUND)
"""


def trips(folder: Path) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "bench.round_trip", folder],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert not run.stderr
    return run.stdout


def row(shown: str, variant: str) -> list[str]:
    _, _, table = shown.partition(f"Round trip, {variant}\n")
    return next(line.split() for line in table.splitlines() if line.startswith("all"))[1:4]


def test_all_constants_come_back(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP, "utf-8")
    shown = trips(tmp_path)
    assert row(shown, "imports left") == row(shown, "imports removed") == ["3", "3", "3"]


def test_tells_why_one_did_not_come_back(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(STARRED, "utf-8")
    shown = trips(tmp_path)
    assert row(shown, "imports left") == ["1", "1", "1"]
    assert row(shown, "imports removed") == ["1", "1", "0"]
    assert "a star import may bind any name" in shown
    assert (tmp_path / "app.py").read_text("utf-8") == STARRED
