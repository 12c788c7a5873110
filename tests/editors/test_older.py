"""Releases that Debian's users still have: the server attaches, and they keep its order."""

from __future__ import annotations

import re
import shutil

import pytest

from editors.pages import ROOT
from editors.server_answers import CURSOR, Server, completions
from editors.shop import ARGUMENT, ONE_FIXED, Shop, Unpacked, with_line
from editors.vi import ex, go_to
from editors.wire import ClientRecord


@pytest.mark.parametrize(("suite", "release"), [("trixie", "0.10"), ("bookworm", "0.7")])
def test_neovim(
    unpacked: Unpacked,
    shop: Shop,
    answers: Server,
    client_record: ClientRecord,
    suite: str,
    release: str,
) -> None:
    root = unpacked(suite, "neovim")
    plugins = shop.home / ".config" / "nvim" / "ftplugin"
    plugins.mkdir(parents=True)
    shutil.copy(ROOT / "editors" / "neovim" / "older" / f"{release}.lua", plugins / "python.lua")
    runtime = {"VIMRUNTIME": str(root / "usr/share/nvim/runtime")}
    program = [str(root / "usr/bin/nvim"), "--cmd", "set noswapfile", shop.file.name]
    expected = completions(answers, shop.file, with_line(f"{ARGUMENT}{CURSOR}"))
    with shop.opened(program, runtime, rows=30) as terminal:
        terminal.wait("Magic number 404")
        go_to(terminal, "404")
        ex(terminal, "lua vim.lsp.buf.hover()")
        terminal.wait("404 Not Found · Client Error")
        ex(terminal, "lua vim.lsp.buf.code_action()")
        terminal.wait("1: Replace 404 with status.HTTP_404_NOT_FOUND")
        terminal.type("1\r")
        terminal.wait("HTTPException, status$")
        ex(terminal, "write")
        terminal.wait_gone(r"\[\+\]")
        assert shop.text == ONE_FIXED
        go_to(terminal, "if name")
        terminal.type(f"o{ARGUMENT}")
        terminal.press("C-x", "C-o")
        menu = re.compile(r"\s((?:status\.)?HTTP_\w+)\s+Constant\b")
        terminal.first_five(menu.findall, expected)
        client_record(f"neovim-{release}", shop.wire)


def test_helix(
    unpacked: Unpacked, shop: Shop, answers: Server, client_record: ClientRecord
) -> None:
    root = unpacked("trixie", "hx")
    shutil.copytree(ROOT / "editors" / "helix", shop.home / ".config" / "helix")
    runtime = {"HELIX_RUNTIME": str(root / "usr/lib/hx/runtime")}
    program = [str(root / "usr/lib/hx/hx"), shop.file.name]
    expected = completions(answers, shop.file, with_line(f"{ARGUMENT}{CURSOR})"))
    with shop.opened(program, runtime, rows=30) as terminal:
        terminal.wait("Magic number 404")
        terminal.type("gg/404\r k")
        terminal.wait("404 Not Found · Client Error")
        terminal.press("Escape")
        terminal.type("gg/if name\r")
        for count, letter in enumerate(f"o    {ARGUMENT}", start=1):
            terminal.type(letter)  # this release sends quick changes in any order
            shop.wire.wait_told("textDocument/didChange", count)
        menu = re.compile(r"\s((?:status\.)?HTTP_\w+)\s+constant\b")
        terminal.first_five(menu.findall, expected)
        client_record("helix-25.01", shop.wire)
