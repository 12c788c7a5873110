"""Neovim 0.12 in its own terminal screen, with the two files of `editors/neovim`."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from editors.conftest import ALL_FIXED, ONE_FIXED, ROOT, Shop, with_line
from editors.server_answers import CURSOR, Server, completions
from editors.terminal import Terminal
from editors.wire import Wire


class Neovim:
    """Opens the shop's file as a user does."""

    def __init__(self, unpacked: Callable[..., Path], shop: Shop, tmux: str) -> None:
        self.root = unpacked("sid", "neovim")
        self.shop = shop
        self._tmux = tmux
        self.configuration = shop.home / ".config" / "nvim"
        shutil.copytree(ROOT / "editors" / "neovim", self.configuration)

    @contextmanager
    def opened(self, path: str | None = None) -> Iterator[Terminal]:
        environment = {
            "HOME": str(self.shop.home),
            "PATH": path or self.shop.path,
            "VIMRUNTIME": str(self.root / "usr/share/nvim/runtime"),
        }
        # An installed Neovim finds its parsers by itself; swap files would ask questions.
        parsers = f"set noswapfile runtimepath+={self.root}/usr/lib/nvim"
        program = [str(self.root / "usr/bin/nvim"), "--cmd", parsers, self.shop.file.name]
        with Terminal(program, self.shop.folder, environment, rows=22, tmux=self._tmux) as terminal:
            yield terminal


@pytest.fixture
def neovim(unpacked: Callable[..., Path], shop: Shop, tmux: str) -> Neovim:
    return Neovim(unpacked, shop, tmux)


def ex(terminal: Terminal, *commands: str) -> None:
    """Commands of the command line; `echo` takes them off the screen again."""
    for command in (*commands, "echo"):
        terminal.type(f":{command}\r")


def go_to(terminal: Terminal, text: str) -> None:
    ex(terminal, f"call search('{text}', 'w')")


def menu(screen: str) -> list[str]:
    """What the lines of the open menu offer, from the top."""
    return re.findall(r"\s((?:status\.)?HTTP_\w+)\s+Constant\b", screen)


Capture = Callable[[str, str, str], None]


def test_what_it_shows(
    neovim: Neovim, capture: Capture, client_record: Callable[[str, Wire], None]
) -> None:
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


@pytest.mark.parametrize(
    "typed", ["raise HTTPException(status_code=", "raise HTTPException(status."]
)
def test_completion(neovim: Neovim, answers: Server, capture: Capture, typed: str) -> None:
    file = neovim.shop.file
    expected = completions(answers, file, with_line(f"{typed}{CURSOR}"))
    member = typed.endswith(".")
    with neovim.opened() as terminal:
        terminal.wait("Magic number 404")
        go_to(terminal, "if name")
        terminal.type_and_wait("o" + typed)
        terminal.wait(expected[4])
        screen = terminal.still()
        assert menu(screen)[:5] == expected[:5]
        capture("neovim", "completion" + " after a dot" * member, screen)
        terminal.press("C-n", "C-n")
        terminal.wait(rf"{re.escape(typed + expected[1])}$")
        terminal.press("C-y")
        terminal.type(")")
        terminal.press("Escape")
        ex(terminal, "write")
        terminal.wait("HTTPException, status$")
        terminal.wait_gone(r"\[\+\]")
    written = with_line(f"{typed}{expected[1]})")
    assert neovim.shop.text == written.replace(" HTTPException\n", " HTTPException, status\n")


def test_the_quick_fix(neovim: Neovim, capture: Capture) -> None:
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
        os.kill(wire.process_ids()[0], signal.SIGKILL)
        terminal.wait("Client statuslens quit with exit code 0 and signal 9")
        terminal.press("Enter")
        ex(terminal, "edit")
        wire.wait(lambda wire: len(wire.process_ids()) == 2)
        terminal.wait("Magic number 404")
        ex(terminal, "lsp restart statuslens")
        wire.wait(lambda wire: len(wire.process_ids()) == 3)
        terminal.wait("Magic number 404")
        go_to(terminal, "404")
        terminal.type("K")
        terminal.wait("404 Not Found · Client Error")


def test_beside_another_server(neovim: Neovim, tools: Path, answers: Server) -> None:
    other = neovim.shop.record(tools / "pylsp")
    pylsp = "return { cmd = { 'pylsp' }, filetypes = { 'python' } }\n"
    (neovim.configuration / "lsp" / "pylsp.lua").write_text(pylsp)
    (neovim.configuration / "plugin").mkdir()
    (neovim.configuration / "plugin" / "pylsp.lua").write_text("vim.lsp.enable('pylsp')\n")
    text = "from http import HTTPStatus\n\nknown = HTTPStatus.NOT_FOUND\n"
    neovim.shop.write(text)
    expected = completions(answers, neovim.shop.file, f"{text}other = HTTPStatus.{CURSOR}\n")
    with neovim.opened() as terminal:
        for wire in (neovim.shop.wire, other):
            wire.wait(lambda wire: bool(wire.said("client", "textDocument/didOpen")))
        go_to(terminal, "NOT_FOUND")
        terminal.type("K")
        terminal.wait("# (statuslens|pylsp)")
        top = terminal.still()
        terminal.type("K")  # into the window
        terminal.still()
        terminal.type("G")
        both = top + terminal.still()
        assert "# pylsp" in both
        assert "404 Not Found · Client Error" in both
        terminal.type("q")
        terminal.type_and_wait("Goother = HTTPStatus.")
        terminal.wait(expected[4])
        shown = re.findall(r"\s([A-Z_]+)\s+\d+\s+EnumMember", terminal.still())
        assert shown[:5] == expected[:5]


def test_what_it_says_without_the_command(neovim: Neovim) -> None:
    with neovim.opened(path="/usr/bin:/bin") as terminal:
        terminal.wait("Tools to borrow")
        ex(terminal, "checkhealth vim.lsp")
        screen = terminal.wait("'statuslens' is not executable. Configuration will not be used")
    page = (ROOT / "docs" / "editors" / "neovim.md").read_text("utf-8")
    (line,) = [line for line in screen.splitlines() if "is not executable" in line]
    assert line.strip("- ⚠️") in page
