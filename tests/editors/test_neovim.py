"""Neovim 0.12 in its own terminal screen, with the two files of `editors/neovim`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from editors import vi
from editors.pages import ROOT, capture, page
from editors.server_answers import Server
from editors.shop import (
    ALL_FIXED,
    ARGUMENT,
    ENUM_MEMBER,
    MEMBER,
    ONE_FIXED,
    Shop,
    Unpacked,
    completed,
)
from editors.steps import capture_completion, enum_completions, line_completions, wait_until_closed
from editors.terminal import Terminal
from editors.vi import go_to
from editors.wire import ClientRecord


class Neovim:
    """Opens the shop's file as a user does."""

    def __init__(self, unpacked: Unpacked, shop: Shop) -> None:
        self.root = unpacked("sid", "neovim")
        self.shop = shop
        self.configuration = shop.home / ".config" / "nvim"
        shutil.copytree(ROOT / "editors" / "neovim", self.configuration)

    def opened(self, path: str | None = None) -> Terminal:
        runtime = {"VIMRUNTIME": str(self.root / "usr/share/nvim/runtime")}
        # An installed Neovim finds its parsers by itself; swap files would ask questions.
        parsers = f"set noswapfile runtimepath+={self.root}/usr/lib/nvim"
        program = [str(self.root / "usr/bin/nvim"), "--cmd", parsers, self.shop.file.name]
        return self.shop.opened(program, runtime, path=path)


@pytest.fixture
def neovim(unpacked: Unpacked, shop: Shop) -> Neovim:
    return Neovim(unpacked, shop)


def ex(terminal: Terminal, *commands: str) -> None:
    """Commands of the command line; `echo` takes them off the screen again."""
    vi.ex(terminal, *commands, "echo")


def menu(screen: str) -> list[str]:
    """What the lines of the open menu offer, from the top."""
    return re.findall(r"\s((?:status\.)?HTTP_\w+)\s+Constant\b", screen)


def test_what_it_shows(neovim: Neovim, client_record: ClientRecord) -> None:
    with neovim.opened() as terminal:
        terminal.wait("Magic number 404")
        terminal.wait("404 Not Found, ")  # the inlay hint
        terminal.press("C-l")
        capture("neovim", "diagnostics", terminal.still())
        go_to(terminal, "404")
        terminal.type("K")
        terminal.wait("404 Not Found · Client Error")
        capture("neovim", "hover", terminal.still())
        client_record("neovim-0.12", neovim.shop.wire)
    assert neovim.shop.wire.said("client", "textDocument/diagnostic")
    assert not neovim.shop.wire.said("server", "textDocument/publishDiagnostics")
    assert not neovim.shop.wire.said("server", "window/showMessage")


@pytest.mark.parametrize("typed", [ARGUMENT, MEMBER])
def test_completion(neovim: Neovim, answers: Server, typed: str) -> None:
    expected = line_completions(answers, neovim.shop, typed)
    with neovim.opened() as terminal:
        terminal.wait("Magic number 404")
        go_to(terminal, "if name")
        terminal.type_and_wait("o" + typed)
        screen = terminal.first_five(menu, expected)
        capture_completion("neovim", typed, screen)
        terminal.press("C-n", "C-n")
        terminal.wait(rf"{re.escape(typed + expected[1])}$")
        terminal.press("C-y")
        terminal.type(")")
        terminal.press("Escape")
        ex(terminal, "write")
        terminal.wait("HTTPException, status$")
        terminal.wait_gone(r"\[\+\]")
    assert neovim.shop.text == completed(typed, expected[1])


def test_the_quick_fix(neovim: Neovim) -> None:
    with neovim.opened() as terminal:
        terminal.wait("Magic number 404")
        go_to(terminal, "404")
        terminal.type("gra")
        terminal.wait("1: Replace 404 with status.HTTP_404_NOT_FOUND")
        capture("neovim", "actions", terminal.still())
        terminal.type("1\r")
        terminal.wait("HTTPException, status$")
        ex(terminal, "write")
        terminal.wait_gone(r"\[\+\]")
    assert neovim.shop.text == ONE_FIXED


def test_the_whole_file_at_once(neovim: Neovim) -> None:
    with neovim.opened() as terminal:
        terminal.wait("Magic number 404")
        terminal.type("grf")
        terminal.wait("HTTPException, status$")
        terminal.wait_gone("Magic number")
        ex(terminal, "write")
        terminal.wait_gone(r"\[\+\]")
    assert neovim.shop.text == ALL_FIXED


def test_a_server_that_was_killed_comes_back(neovim: Neovim) -> None:
    wire = neovim.shop.wire
    with neovim.opened() as terminal:
        terminal.wait("Magic number 404")
        wire.kill_server()
        terminal.wait("Client statuslens quit with exit code 0 and signal 9")
        terminal.press("Enter")
        ex(terminal, "edit")
        wire.wait_started(2)
        terminal.wait("Magic number 404")
        ex(terminal, "lsp restart statuslens")
        wire.wait_started(3)
        terminal.wait("Magic number 404")
        go_to(terminal, "404")
        terminal.type("K")
        terminal.wait("404 Not Found · Client Error")


def test_the_server_ends_with_it(neovim: Neovim) -> None:
    with neovim.opened() as terminal:
        terminal.wait("Magic number 404")
        vi.ex(terminal, "quit")
        wait_until_closed(terminal, neovim.shop)


def test_beside_another_server(neovim: Neovim, tools: Path, answers: Server) -> None:
    shop = neovim.shop
    other = shop.record(tools / "pylsp")
    pylsp = "return { cmd = { 'pylsp' }, filetypes = { 'python' } }\n"
    (neovim.configuration / "lsp" / "pylsp.lua").write_text(pylsp)
    (neovim.configuration / "plugin").mkdir()
    (neovim.configuration / "plugin" / "pylsp.lua").write_text("vim.lsp.enable('pylsp')\n")
    expected = enum_completions(answers, shop)
    with neovim.opened() as terminal:
        shop.wire.wait_told("textDocument/didOpen")
        other.wait_told("textDocument/didOpen")
        go_to(terminal, "NOT_FOUND")
        terminal.type("K")
        both = terminal.wait("# (statuslens|pylsp)")
        terminal.type("K")  # into the window, which has more lines than it shows
        both += terminal.wait(r"1,1 +Top$")
        terminal.type("G")
        both += terminal.wait(r" Bot$")
        assert "# pylsp" in both
        assert "404 Not Found · Client Error" in both
        terminal.type("q")
        terminal.type_and_wait(f"Go{ENUM_MEMBER}")
        members = re.compile(r"\s([A-Z_]+)\s+\d+\s+EnumMember")
        terminal.first_five(members.findall, expected)


def test_settings(neovim: Neovim) -> None:
    (setting,) = re.findall("`(statuslens = {.*})`", page("neovim"))
    assert "200" in setting
    file = neovim.configuration / "lsp" / "statuslens.lua"
    file.write_text(file.read_text("utf-8").replace("statuslens = {}", setting), "utf-8")
    with neovim.opened() as terminal:
        terminal.wait("Magic number 404")
        terminal.wait_gone("Magic number 200")


def test_what_it_says_without_the_command(neovim: Neovim) -> None:
    with neovim.opened(path="/usr/bin:/bin") as terminal:
        terminal.wait("Tools to borrow")
        ex(terminal, "checkhealth vim.lsp")
        screen = terminal.wait("'statuslens' is not executable. Configuration will not be used")
    (line,) = [line for line in screen.splitlines() if "is not executable" in line]
    assert line.strip("- ⚠️") in page("neovim")
