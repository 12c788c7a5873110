"""Vim 9 in its own terminal screen, with ALE 4 and the files of `editors/vim`.

vim-lsp and yegappan/lsp are in no registry of packages: their files are not run here.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from editors.conftest import ALL_FIXED, APP, ONE_FIXED, ROOT, Shop, with_line
from editors.server_answers import CURSOR, Server, completions
from editors.terminal import Terminal
from editors.wire import Wire

Capture = Callable[[str, str, str], None]


class Vim:
    """Opens the shop's file as a user does."""

    def __init__(self, unpacked: Callable[..., Path], shop: Shop, tmux: str) -> None:
        self.root = unpacked("sid", "vim", "vim-runtime", "vim-ale")
        self.shop = shop
        self._tmux = tmux
        plugins = shop.home / ".vim" / "pack" / "plugins" / "start"
        plugins.mkdir(parents=True)
        (plugins / "ale").symlink_to(self.root / "usr/share/vim-ale")

    @contextmanager
    def opened(self, vimrc: str = "ale.vim", path: str | None = None) -> Iterator[Terminal]:
        shutil.copy(ROOT / "editors" / "vim" / vimrc, self.shop.home / ".vimrc")
        (runtime,) = (self.root / "usr/share/vim").glob("vim[0-9]*")
        environment = {
            "HOME": str(self.shop.home),
            "PATH": path or self.shop.path,
            "VIMRUNTIME": str(runtime),
        }
        program = [str(self.root / "usr/bin/vim.basic"), "--cmd", "set noswapfile"]
        program.append(self.shop.file.name)
        with Terminal(program, self.shop.folder, environment, rows=22, tmux=self._tmux) as terminal:
            yield terminal


@pytest.fixture
def vim(unpacked: Callable[..., Path], shop: Shop, tmux: str) -> Vim:
    return Vim(unpacked, shop, tmux)


def ex(terminal: Terminal, *commands: str) -> None:
    """Commands of the command line."""
    for command in commands:
        terminal.type(f":{command}\r")


def go_to(terminal: Terminal, text: str) -> None:
    ex(terminal, f"call search('{text}', 'w')")


def write(terminal: Terminal, shop: Shop) -> None:
    """Write the file; a second one says that it is done, whatever ALE shows meanwhile."""
    done = shop.home / "written"
    ex(terminal, f"write | call writefile([], '{done}')")
    shop.wire.wait(lambda _: done.exists())


def menu(screen: str) -> list[str]:
    """What the lines of the open menu offer, from the top."""
    return re.findall(r"\s((?:status\.)?[A-Z][A-Z_\d]+|status\.HTTP_\w+)\s+m \d{3} ", screen)


def test_what_it_shows(
    vim: Vim, capture: Capture, client_record: Callable[[str, Wire], None]
) -> None:
    with vim.opened() as terminal:
        terminal.wait("# W: Magic number 404")
        capture("vim", "diagnostics", terminal.still())
        go_to(terminal, "404")
        ex(terminal, "ALEHover")
        terminal.wait("^404 Not Found · Client Error")
        capture("vim", "hover", terminal.still())
        client_record("vim-9-ale-4", vim.shop.wire)
    assert not vim.shop.wire.said("server", "window/showMessage")


@pytest.mark.parametrize(
    "typed", ["raise HTTPException(status_code=", "raise HTTPException(status."]
)
def test_completion(vim: Vim, answers: Server, capture: Capture, typed: str) -> None:
    expected = completions(answers, vim.shop.file, with_line(f"{typed}{CURSOR}"))
    member = typed.endswith(".")
    with vim.opened() as terminal:
        terminal.wait("# W: Magic number 404")
        go_to(terminal, "if name")
        terminal.type("o" + typed)
        if not member:
            terminal.press("C-x", "C-o")
        terminal.wait(expected[4])
        screen = terminal.still()
        assert menu(screen)[:5] == expected[:5]
        capture("vim", "completion" + " after a dot" * member, screen)
        terminal.press("C-n", "C-n")
        terminal.wait(rf"{re.escape(typed + expected[1])}( |$)")
        terminal.press("C-y")
        terminal.wait("HTTPException, status$")
        terminal.type(")")
        terminal.press("Escape")
        write(terminal, vim.shop)
    written = with_line(f"{typed}{expected[1]})")
    assert vim.shop.text == written.replace(" HTTPException\n", " HTTPException, status\n")


def test_the_quick_fix(vim: Vim, capture: Capture) -> None:
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


def test_the_whole_file_at_once(vim: Vim, command: Path) -> None:
    with vim.opened(path=f"{command.parent}:/usr/local/bin:/usr/bin:/bin") as terminal:
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
        os.kill(wire.process_ids()[0], signal.SIGKILL)
        terminal.still()
        ex(terminal, "ALELint")
        wire.wait(lambda wire: len(wire.process_ids()) == 2)
        ex(terminal, "ALEStopAllLSPs")
        terminal.wait_gone("Magic number")
        ex(terminal, "ALELint")
        wire.wait(lambda wire: len(wire.process_ids()) == 3)
        terminal.wait("# W: Magic number 404")
        go_to(terminal, "404")
        ex(terminal, "ALEHover")
        terminal.wait("^404 Not Found · Client Error")


def test_beside_another_server(vim: Vim, tools: Path, answers: Server) -> None:
    shop = vim.shop
    for program in ("pylsp", "rass"):
        (Path(shop.path.partition(":")[0]) / program).symlink_to(tools / program)
    presets = shop.home / ".config" / "rassumfrassum"
    shutil.copytree(ROOT / "editors" / "emacs" / "rassumfrassum", presets)
    text = "from http import HTTPStatus\n\nknown = HTTPStatus.NOT_FOUND\n"
    shop.write(text)
    expected = completions(answers, shop.file, f"{text}other = HTTPStatus.{CURSOR}\n")
    with vim.opened("ale-beside-pylsp.vim") as terminal:
        shop.wire.wait(lambda wire: bool(wire.said("client", "textDocument/didOpen")))
        go_to(terminal, "NOT_FOUND")
        ex(terminal, "ALEHover")
        terminal.wait("404 Not Found · Client Error")
        ex(terminal, "pclose")
        go_to(terminal, "HTTPStatus")
        ex(terminal, "ALEHover")
        terminal.wait(r"HTTPStatus\(")  # by pylsp
        ex(terminal, "pclose")
        terminal.type("Goother = HTTPStatus.")
        terminal.wait(expected[4])
        assert menu(terminal.still())[:5] == expected[:5]


def test_what_it_says_without_the_command(vim: Vim) -> None:
    with vim.opened(path="/usr/bin:/bin") as terminal:
        terminal.wait("Tools to borrow")
        ex(terminal, "ALEInfo")
        terminal.still()
        terminal.type("G")
        screen = terminal.wait(r"executable check - failure\) statuslens")
    page = (ROOT / "docs" / "editors" / "vim.md").read_text("utf-8")
    (said,) = [line for line in screen.splitlines() if "executable check - failure" in line]
    assert said in page
