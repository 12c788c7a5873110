"""Releases that Debian's users still have: the server attaches, and they keep its order."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from editors.conftest import ONE_FIXED, ROOT, Shop, with_line
from editors.server_answers import CURSOR, Server, completions
from editors.terminal import Terminal
from editors.wire import Wire

TYPED = "raise HTTPException(status_code="


@pytest.mark.parametrize(("suite", "release"), [("trixie", "0.10"), ("bookworm", "0.7")])
def test_neovim(
    unpacked: Callable[..., Path],
    shop: Shop,
    tmux: str,
    answers: Server,
    client_record: Callable[[str, Wire], None],
    suite: str,
    release: str,
) -> None:
    root = unpacked(suite, "neovim")
    plugins = shop.home / ".config" / "nvim" / "ftplugin"
    plugins.mkdir(parents=True)
    shutil.copy(ROOT / "editors" / "neovim" / "older" / f"{release}.lua", plugins / "python.lua")
    environment = {
        "HOME": str(shop.home),
        "PATH": shop.path,
        "VIMRUNTIME": str(root / "usr/share/nvim/runtime"),
    }
    program = [str(root / "usr/bin/nvim"), "--cmd", "set noswapfile", shop.file.name]
    expected = completions(answers, shop.file, with_line(f"{TYPED}{CURSOR}"))
    with Terminal(program, shop.folder, environment, tmux=tmux) as terminal:
        terminal.wait("Magic number 404")
        terminal.type(":call search('404')\r:lua vim.lsp.buf.hover()\r")
        terminal.wait("404 Not Found · Client Error")
        terminal.type(":lua vim.lsp.buf.code_action()\r")
        terminal.wait("1: Replace 404 with status.HTTP_404_NOT_FOUND")
        terminal.type("1\r")
        terminal.wait("HTTPException, status$")
        terminal.type(":write\r")
        terminal.wait_gone(r"\[\+\]")
        assert shop.text == ONE_FIXED
        terminal.type(f":call search('if name', 'w')\ro{TYPED}")
        terminal.press("C-x", "C-o")
        terminal.wait(expected[4])
        shown = re.findall(r"\s((?:status\.)?HTTP_\w+)\s+Constant\b", terminal.still())
        assert shown[:5] == expected[:5]
        client_record(f"neovim-{release}", shop.wire)


def test_helix(
    unpacked: Callable[..., Path],
    shop: Shop,
    tmux: str,
    answers: Server,
    client_record: Callable[[str, Wire], None],
) -> None:
    root = unpacked("trixie", "hx")
    shutil.copytree(ROOT / "editors" / "helix", shop.home / ".config" / "helix")
    environment = {
        "HOME": str(shop.home),
        "PATH": shop.path,
        "HELIX_RUNTIME": str(root / "usr/lib/hx/runtime"),
    }
    program = [str(root / "usr/lib/hx/hx"), shop.file.name]
    expected = completions(answers, shop.file, with_line(f"{TYPED}{CURSOR})"))
    with Terminal(program, shop.folder, environment, tmux=tmux) as terminal:
        terminal.wait("Magic number 404")
        terminal.type("gg/404\r k")
        terminal.wait("404 Not Found · Client Error")
        terminal.press("Escape")
        terminal.type("gg/if name\r")
        for letter in f"o    {TYPED}":  # this release sends quick changes in any order
            terminal.type(letter)
            time.sleep(0.1)
        terminal.wait(expected[4])
        shown = re.findall(r"\s((?:status\.)?HTTP_\w+)\s+constant\b", terminal.still())
        assert shown[:5] == expected[:5]
        client_record("helix-25.01", shop.wire)
