"""How the command gets to the editors, as the pages say it: `uv tool install` or `pipx install`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from editors.conftest import CACHE
from editors.server_answers import Server, completions
from statuslens import __version__


def test_uv_tool_install(command: Path) -> None:
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"statuslens {__version__}")


def test_pipx_install(tools: Path, wheel: Path, packages: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PIPX_HOME": str(tmp_path / "home"),
        "PIPX_BIN_DIR": str(tmp_path / "bin"),
        "PIPX_MAN_DIR": str(tmp_path / "man"),
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": str(packages),
        "UV_CACHE_DIR": str(CACHE / "uv"),
    }
    pipx = [str(tools / "pipx"), "install", "--backend", "uv", "--python", sys.executable]
    pipx.append(str(wheel))
    subprocess.run(pipx, env=environment, check=True, capture_output=True)
    program = str(tmp_path / "bin" / "statuslens")
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"statuslens {__version__}")


def test_the_installed_server_answers(answers: Server, tmp_path: Path) -> None:
    text = "from fastapi import status\nx(status_code=status.‸)\n"
    found = completions(answers, tmp_path / "app.py", text)
    assert "HTTP_404_NOT_FOUND" in found
    assert len(found) == len(set(found))
