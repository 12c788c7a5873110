"""Files that are read, and those that cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.running import BAD, GOOD, run

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


def test_what_cannot_be_read_is_told_and_the_rest_is_checked(folder: Path) -> None:
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


def test_a_file_that_may_not_be_written_is_told(folder: Path) -> None:
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


def test_a_pyproject_that_is_no_toml(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.statuslens")
    code, out, err = run("check")
    assert (code, out) == (2, "")
    assert "pyproject.toml: " in err
