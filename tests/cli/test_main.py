"""The commands beside `check`, and what none of them loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.running import fails, run, run_here

pytestmark = pytest.mark.end_to_end


@pytest.mark.parametrize("command", ["check", "stats"])
def test_a_file_that_raises_costs_that_file(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    command: str,
) -> None:
    cells = [{"cell_type": "code", "source": "f(status_code=404)"}]
    (folder / "a.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    monkeypatch.setattr("statuslens.syntax.notebooks.sources", fails)
    code, out, err = run_here(capfd, command, "--output-format", "json")
    assert code == 2
    assert err == "statuslens: a.ipynb: ValueError: never seen such a file\n"
    assert "404" in out


def test_the_command_line_never_loads_the_protocol() -> None:
    """And `--version` loads next to nothing."""
    code = (
        "import sys, statuslens.__main__ as m\n"
        "try: m.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print([n for n in ('pygls', 'lsprotocol', 'rich', 'tree_sitter') if n in sys.modules])"
    )
    for arguments, loaded in (
        (["--version"], "[]"),
        (["check", "--output-format", "json", __file__], "['tree_sitter']"),
        (["explain", "404"], "[]"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == loaded, arguments


def test_explain_and_stats(folder: Path) -> None:
    code, out, _ = run("explain", "404", "--output-format", "json")
    assert (code, json.loads(out)[0]["code"]) == (0, 404)
    assert run("explain", "nothing-of-that-name")[0] == 1
    (folder / "latin.py").write_bytes(b"x = '\xe9'\n")
    code, out, err = run("stats", "--output-format", "json")
    assert json.loads(out)
    assert code == 2
    assert "latin.py" in err
