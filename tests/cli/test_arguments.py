"""The arguments of the command line, and the options made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.running import run

pytestmark = pytest.mark.end_to_end


@pytest.mark.usefixtures("folder")
def test_exit_zero() -> None:
    assert run("check", "--exit-zero")[0] == 0
    assert run("check", "--exit-zero", "missing.py")[0] == 2


@pytest.mark.usefixtures("folder")
def test_rules_are_chosen() -> None:
    assert run("check", "--ignore", "magic-status")[0] == 0
    assert run("check", "--select", "unused-ignore")[0] == 0
    assert run("check", "--select", "unused-ignore,magic-status")[0] == 1
    code, _, err = run("check", "--select", "magic")
    assert code == 2
    assert "unknown rule 'magic' (choose from magic-status, deprecated-name, " in err


def test_the_command_line_wins_over_the_file(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.statuslens]\nignore = ["magic-status"]\n')
    assert run("check")[0] == 0
    assert run("check", "--select", "magic-status")[0] == 1
    assert run("check", "--ignore", "unused-ignore")[0] == 1


@pytest.mark.parametrize("command", ["check", "explain", "stats", "serve"])
def test_help_has_examples(command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"  statuslens {command} " in out or f"example: statuslens {command}" in out
