"""Readable and unreadable files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from cli.running import BAD, GOOD, checked, run, run_here
from repository import ROOT

pytestmark = pytest.mark.end_to_end


def test_stdin(folder: Path) -> None:
    (folder / "app.py").unlink()
    code, out, _ = run("check", "-", "--output-format", "concise", stdin=BAD.encode())
    assert code == 1
    assert out.startswith("-:3:21: ")
    named = ["check", "-", "--stdin-filename", "app/x.py"]
    code, out, _ = run(*named, "--output-format", "concise", stdin=BAD.encode())
    assert out.startswith("app/x.py:3:21: ")
    code, out, err = run(*named, "--fix", stdin=BAD.encode())
    assert (code, out) == (0, GOOD)
    assert "1 fixed" in err
    code, out, _ = run(*named, "--diff", stdin=BAD.encode())
    assert (code, out.splitlines()[:2]) == (1, ["--- app/x.py", "+++ app/x.py"])
    assert run("check", "-", "app.py")[0] == 2


def test_an_unreadable_file_is_reported_and_the_rest_is_checked(folder: Path) -> None:
    (folder / "latin.py").write_bytes(b"x = '\xe9'\n")
    (folder / "unknown.py").write_bytes(b"# coding: klingon\n")
    (folder / "utf16.py").write_bytes("x = 1\n".encode("utf-16"))
    (folder / "loop.py").symlink_to("loop.py")
    (folder / "broken.ipynb").write_text("{")
    code, out, err = run("check", ".", "missing", "--output-format", "concise")
    assert code == 2
    assert out.startswith("app.py:3:21: ")
    assert sorted(line.split(": ")[1] for line in err.splitlines() if ": " in line) == [
        "broken.ipynb",
        "latin.py",
        "loop.py",
        "missing",
        "unknown.py",
        "utf16.py",
    ]
    assert "Traceback" not in err


@pytest.mark.usefixtures("folder")
def test_nothing_is_passed_where_nothing_was_read() -> None:
    code, out, err = run("check", "missing.py")
    assert (code, out) == (2, "")
    assert err == "statuslens: missing.py: No such file or directory\n"


def test_a_read_only_file_is_reported(folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    (folder / "app.py").chmod(0o444)
    code, _, err = run("check", "--fix")
    assert code == 2
    assert "app.py: cannot be written" in err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('style = "names"', "style: invalid value 'names': expected constant, number or off"),
        ("stile = 1", "unknown key 'stile' (expected one of style, provider, "),
        ("ignoreCodes = [1]", "unknown key 'ignoreCodes' (expected one of "),
        ('exclude = "x"', "exclude: invalid value 'x': expected a list of .gitignore patterns"),
        ('exclude = ["!"]', "exclude: invalid value ['!']: expected valid .gitignore patterns"),
    ],
)
def test_bad_configuration_is_named_and_nothing_is_written(
    folder: Path, line: str, told: str
) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.statuslens]\n{line}\n")
    code, out, err = run("check", "--fix")
    assert (code, out) == (2, "")
    assert err.startswith("statuslens: ")
    assert "pyproject.toml: [tool.statuslens] " + told in err
    assert (folder / "app.py").read_text() == BAD


def test_a_pyproject_that_is_not_toml(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.statuslens")
    code, out, err = run("check")
    assert (code, out) == (2, "")
    assert "pyproject.toml: " in err


HABITS = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["starlette", "aiohttp"]\n',
    "routes/items.py": "from aiohttp import web\nweb.Response(status=404)\n",
    "routes/carts.py": (
        "from starlette import status\nimport requests\n"
        "def ok(answer): return answer.status_code == 200\n"
    ),
    "exceptions/errors.py": "from starlette import status\nX = status.HTTP_404_NOT_FOUND\n",
    "exceptions/problem.py": (
        "class Problem(Exception):\n    def __init__(self, text, status_code): ...\n"
    ),
    "tests/test_items.py": (
        "from starlette import status\nfrom routes.carts import status\n"
        "from exceptions.problem import Problem\nraise Problem('no', 409)\n"
    ),
    "tests/book.ipynb": '{"cells": [{"cell_type": "code", "source": "f(status_code=200)"}]}',
}


def relative(findings: list[Any], to: Path) -> list[Any]:
    """With the paths from another folder than the working directory."""
    here = Path.cwd()
    return [
        {**each, "path": Path(os.path.relpath(here / each["path"], to)).as_posix()}
        for each in findings
    ]


def test_what_is_said_of_a_file_depends_on_no_other_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither on the files that are named nor on the working directory."""
    for name, text in HABITS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    everything = checked("--unsafe-fixes")
    assert len(everything) >= 4
    assert any("HTTP_409_CONFLICT" in finding["message"] for finding in everything)
    for name in HABITS:
        own = [finding for finding in everything if finding["path"] == name]
        for folder in (tmp_path, tmp_path / "routes", tmp_path / name, Path("/")):
            monkeypatch.chdir(folder if folder.is_dir() else folder.parent)
            if name.endswith((".py", ".ipynb")):
                found = checked("--unsafe-fixes", str(tmp_path / name))
                assert relative(found, tmp_path) == own, (name, folder)


def test_what_is_said_of_an_example_depends_on_no_other_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    everything = checked("--unsafe-fixes", "examples")
    for path in sorted({finding["path"] for finding in everything}):
        own = [finding for finding in everything if finding["path"] == path]
        monkeypatch.chdir((ROOT / path).parent)
        found = checked("--unsafe-fixes", Path(path).name)
        assert relative(found, ROOT) == own, path
        monkeypatch.chdir(ROOT)


def test_folders_without_a_package_around_get_the_spelling_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in HABITS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path / "routes")
    run("check", "--fix", "--unsafe-fixes", "items.py")
    assert "status.HTTP_404_NOT_FOUND" in (tmp_path / "routes/items.py").read_text()


def test_no_home_folder_is_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A script there has nothing to do with the other files below."""
    (tmp_path / "home" / "shop").mkdir(parents=True)
    (tmp_path / "home" / "scratch.py").write_text(HABITS["routes/items.py"])
    (tmp_path / "home" / "shop" / "a.py").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    listed: list[str] = []
    scandir = os.scandir

    def watched(folder: Path) -> Any:
        listed.append(Path(folder).name)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", watched)
    for folder in (tmp_path, tmp_path / "home"):
        monkeypatch.chdir(folder)
        code, out, _ = run_here(capfd, "check", str(tmp_path / "home" / "scratch.py"))
        assert code == 1
        assert "HTTPStatus.NOT_FOUND" in out
        assert "shop" not in listed
    (tmp_path / "home" / ".git").mkdir()
    run_here(capfd, "check", str(tmp_path / "home" / "scratch.py"))
    assert "shop" in listed, "who keeps it in a repository has a project there"
