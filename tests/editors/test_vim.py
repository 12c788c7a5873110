"""Vim 9 in its own terminal screen, with ALE 4 and the files of `editors/vim`.

vim-lsp and yegappan/lsp are in no registry of packages: their files are not run here.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from editors.pages import ROOT, capture, page
from editors.server_answers import Server
from editors.shop import (
    ALL_FIXED,
    APP,
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
from editors.vi import ex, go_to
from editors.wire import ClientRecord


class Vim:
    """Opens the shop's file as a user does."""

    def __init__(self, unpacked: Unpacked, shop: Shop) -> None:
        self.root = unpacked("sid", "vim", "vim-runtime", "vim-ale")
        self.shop = shop
        plugins = shop.home / ".vim" / "pack" / "plugins" / "start"
        plugins.mkdir(parents=True)
        (plugins / "ale").symlink_to(self.root / "usr/share/vim-ale")

    def opened(self, vimrc: str = "ale.vim", path: str | None = None) -> Terminal:
        shutil.copy(ROOT / "editors" / "vim" / vimrc, self.shop.home / ".vimrc")
        (runtime,) = (self.root / "usr/share/vim").glob("vim[0-9]*")
        program = [str(self.root / "usr/bin/vim.basic"), "--cmd", "set noswapfile"]
        program.append(self.shop.file.name)
        return self.shop.opened(program, {"VIMRUNTIME": str(runtime)}, path=path)


@pytest.fixture
def vim(unpacked: Unpacked, shop: Shop) -> Vim:
    return Vim(unpacked, shop)


def write(terminal: Terminal, shop: Shop) -> None:
    """Write the file; a second one says that it is done, whatever ALE shows meanwhile."""
    done = shop.home / "written"
    ex(terminal, f"write | call writefile([], '{done}')")
    shop.wire.wait(lambda _: done.exists())


def forget_ended_servers(terminal: Terminal) -> None:
    """Wait until ALE knows that its servers have ended: one that it hears of late takes along the
    next one, as both have one name there.
    """
    ex(terminal, "while !empty(job_info()) | sleep 20m | endwhile")


def menu(screen: str) -> list[str]:
    """What the lines of the open menu offer, from the top."""
    return re.findall(r"\s((?:status\.)?[A-Z][A-Z_\d]+|status\.HTTP_\w+)\s+m \d{3} ", screen)


def test_what_it_shows(vim: Vim, client_record: ClientRecord) -> None:
    with vim.opened() as terminal:
        terminal.wait("# W: Magic number 404")
        capture("vim", "diagnostics", terminal.still())
        go_to(terminal, "404")
        ex(terminal, "ALEHover")
        terminal.wait("^404 Not Found · Client Error")
        capture("vim", "hover", terminal.still())
        client_record("vim-9-ale-4", vim.shop.wire)
    assert not vim.shop.wire.said("server", "window/showMessage")


@pytest.mark.parametrize("typed", [ARGUMENT, MEMBER])
def test_completion(vim: Vim, answers: Server, typed: str) -> None:
    expected = line_completions(answers, vim.shop, typed)
    with vim.opened() as terminal:
        terminal.wait("# W: Magic number 404")
        go_to(terminal, "if name")
        terminal.type("o" + typed)
        if typed == ARGUMENT:
            terminal.press("C-x", "C-o")
        screen = terminal.first_five(menu, expected)
        capture_completion("vim", typed, screen)
        terminal.press("C-n", "C-n")
        terminal.wait(rf"{re.escape(typed + expected[1])}( |$)")
        terminal.press("C-y")
        terminal.wait("HTTPException, status$")
        terminal.type(")")
        terminal.press("Escape")
        write(terminal, vim.shop)
    assert vim.shop.text == completed(typed, expected[1])


def test_the_quick_fix(vim: Vim) -> None:
    with vim.opened() as terminal:
        terminal.wait("# W: Magic number 404")
        go_to(terminal, "404")
        ex(terminal, "ALECodeAction")
        terminal.wait(r"1\) Replace 404 with status.HTTP_404_NOT_FOUND")
        capture("vim", "actions", terminal.still())
        terminal.type("1\r")
        terminal.wait("HTTPException, status$")
        write(terminal, vim.shop)
    assert vim.shop.text == ONE_FIXED


def test_the_whole_file_at_once(vim: Vim) -> None:
    with vim.opened() as terminal:
        terminal.wait("# W: Magic number 404")
        ex(terminal, "ALEFix")
        terminal.wait("HTTPException, status$")
        terminal.wait_gone("Magic number")
        write(terminal, vim.shop)
    assert vim.shop.text == ALL_FIXED


@pytest.mark.parametrize("tool", ["saw", "🔧"])
def test_the_whole_file_at_once_by_a_code_action(vim: Vim, tool: str) -> None:
    """ALE takes the protocol's columns for bytes: behind other characters its edits land beside."""
    vim.shop.write(APP.replace("🔧", tool))
    with vim.opened() as terminal:
        terminal.wait("# W: Magic number 404")
        go_to(terminal, "404")
        ex(terminal, "ALECodeAction")
        number = re.search(
            r"^(\d)\) Replace all 2 status numbers", terminal.wait("Replace all"), re.MULTILINE
        )
        assert number is not None
        terminal.type(f"{number[1]}\r")
        terminal.wait("HTTPException, status$")
        write(terminal, vim.shop)
    assert (vim.shop.text == ALL_FIXED.replace("🔧", tool)) == tool.isascii()


def test_a_server_that_was_killed_comes_back(vim: Vim) -> None:
    wire = vim.shop.wire
    with vim.opened() as terminal:
        terminal.wait("# W: Magic number 404")
        told = len(wire.said("server", "textDocument/publishDiagnostics"))
        wire.kill_server()
        forget_ended_servers(terminal)
        ex(terminal, "ALELint")
        wire.wait_started(2)
        wire.wait(lambda wire: len(wire.said("server", "textDocument/publishDiagnostics")) > told)
        ex(terminal, "ALEStopAllLSPs")
        terminal.wait_gone("Magic number")
        forget_ended_servers(terminal)
        ex(terminal, "ALELint")
        wire.wait_started(3)
        terminal.wait("# W: Magic number 404")
        go_to(terminal, "404")
        ex(terminal, "ALEHover")
        terminal.wait("^404 Not Found · Client Error")


def test_the_server_ends_with_it(vim: Vim) -> None:
    with vim.opened() as terminal:
        terminal.wait("# W: Magic number 404")
        ex(terminal, "xit")
        wait_until_closed(terminal, vim.shop)


def test_beside_another_server(vim: Vim, tools: Path, answers: Server) -> None:
    shop = vim.shop
    shop.install(tools / "pylsp", tools / "rass")
    presets = shop.home / ".config" / "rassumfrassum"
    shutil.copytree(ROOT / "editors" / "emacs" / "rassumfrassum", presets)
    expected = enum_completions(answers, shop)
    with vim.opened("ale-beside-pylsp.vim") as terminal:
        shop.wire.wait_told("textDocument/didOpen")
        go_to(terminal, "NOT_FOUND")
        ex(terminal, "ALEHover")
        terminal.wait("404 Not Found · Client Error")
        ex(terminal, "pclose")
        go_to(terminal, "HTTPStatus")
        ex(terminal, "ALEHover")
        terminal.wait(r"HTTPStatus\(")  # by pylsp
        ex(terminal, "pclose")
        terminal.type(f"Go{ENUM_MEMBER}")
        terminal.first_five(menu, expected)


def test_what_it_says_without_the_command(vim: Vim) -> None:
    with vim.opened(path="/usr/bin:/bin") as terminal:
        terminal.wait("Tools to borrow")
        ex(terminal, "ALEInfo")
        terminal.still()
        terminal.type("G")
        screen = terminal.wait(r"executable check - failure\) statuslens")
    (said,) = [line for line in screen.splitlines() if "executable check - failure" in line]
    assert said in page("vim")
