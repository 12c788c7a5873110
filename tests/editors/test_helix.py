"""Helix 25.07 in its own terminal screen, with the two files of `editors/helix`."""

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


class Helix:
    """Opens the shop's file as a user does."""

    def __init__(self, unpacked: Callable[..., Path], shop: Shop, tmux: str) -> None:
        self.root = unpacked("sid", "hx")
        self.shop = shop
        self._tmux = tmux
        shutil.copytree(ROOT / "editors" / "helix", shop.home / ".config" / "helix")

    @contextmanager
    def opened(self, *arguments: str, path: str | None = None) -> Iterator[Terminal]:
        environment = {
            "HOME": str(self.shop.home),
            "PATH": path or self.shop.path,
            "HELIX_RUNTIME": str(self.root / "usr/lib/hx/runtime"),
        }
        program = [str(self.root / "usr/lib/hx/hx"), *(arguments or (self.shop.file.name,))]
        with Terminal(program, self.shop.folder, environment, rows=22, tmux=self._tmux) as terminal:
            yield terminal


@pytest.fixture
def helix(unpacked: Callable[..., Path], shop: Shop, tmux: str) -> Helix:
    return Helix(unpacked, shop, tmux)


def go_to(terminal: Terminal, text: str) -> None:
    """Select the text, searched from the top."""
    terminal.type(f"gg/{text}\r")


def command(terminal: Terminal, line: str) -> None:
    terminal.type(f":{line}\r")


Capture = Callable[[str, str, str], None]


def choose(terminal: Terminal, title: str) -> None:
    """Take an entry of the menu of code actions."""
    lines = terminal.wait(title).splitlines()
    (first,) = (i for i, line in enumerate(lines) if " Replace 404 with " in line)
    (wanted,) = (i for i, line in enumerate(lines) if title in line)
    terminal.press(*["C-n"] * (wanted - first), "Enter")


def menu(screen: str) -> list[str]:
    """What the lines of the open menu offer, from the top."""
    return re.findall(r"\s((?:status\.)?HTTP_\w+)\s+constant\b", screen)


def test_what_it_shows(
    helix: Helix, capture: Capture, client_record: Callable[[str, Wire], None]
) -> None:
    with helix.opened() as terminal:
        terminal.wait("Magic number 404")
        go_to(terminal, "404")
        terminal.wait("404 Not Found, ")  # the inlay hint
        capture("helix", "diagnostics", terminal.still())
        terminal.type(" k")
        terminal.wait("404 Not Found · Client Error")
        capture("helix", "hover", terminal.still())
        client_record("helix-25.07", helix.shop.wire)
    assert helix.shop.wire.said("client", "textDocument/diagnostic")
    assert not helix.shop.wire.said("server", "textDocument/publishDiagnostics")
    assert not helix.shop.wire.said("server", "window/showMessage")


@pytest.mark.parametrize(
    "typed", ["raise HTTPException(status_code=", "raise HTTPException(status."]
)
def test_completion(helix: Helix, answers: Server, capture: Capture, typed: str) -> None:
    expected = completions(answers, helix.shop.file, with_line(f"{typed}{CURSOR})"))
    with helix.opened() as terminal:
        terminal.wait("Magic number 404")
        go_to(terminal, "if name")
        terminal.type_and_wait("o    " + typed)  # Helix closes the bracket
        terminal.wait(expected[4])
        screen = terminal.still()
        assert menu(screen)[:5] == expected[:5]
        capture("helix", "completion" + " after a dot" * typed.endswith("."), screen)
        terminal.press("C-n", "C-n")
        terminal.wait(re.escape(f"{typed}{expected[1]})"))
        terminal.press("Enter", "Escape")
        terminal.wait("HTTPException, status$")
        command(terminal, "write")
        terminal.wait("written")
    written = with_line(f"{typed}{expected[1]})")
    assert helix.shop.text == written.replace(" HTTPException\n", " HTTPException, status\n")


@pytest.mark.parametrize(
    ("title", "after"),
    [
        ("Replace 404 with status.HTTP_404_NOT_FOUND", ONE_FIXED),
        ("Replace all 2 status numbers in this file", ALL_FIXED),
    ],
)
def test_fixes(helix: Helix, capture: Capture, title: str, after: str) -> None:
    with helix.opened() as terminal:
        terminal.wait("Magic number 404")
        go_to(terminal, "404")
        terminal.wait("404 Not Found, ")
        terminal.type(" a")
        terminal.wait(title)
        if after == ONE_FIXED:
            capture("helix", "actions", terminal.still())
        choose(terminal, title)
        terminal.wait("HTTPException, status$")
        command(terminal, "write")
        terminal.wait("written")
    assert helix.shop.text == after


def test_a_server_that_was_killed_comes_back(helix: Helix) -> None:
    wire = helix.shop.wire
    with helix.opened() as terminal:
        terminal.wait("Magic number 404")
        os.kill(wire.process_ids()[0], signal.SIGKILL)
        terminal.wait("Language server exited: statuslens")
        command(terminal, "lsp-restart statuslens")
        wire.wait(lambda wire: len(wire.process_ids()) == 2)
        terminal.wait("Magic number 404")
        go_to(terminal, "404")
        terminal.type(" k")
        terminal.wait("404 Not Found · Client Error")


def test_beside_another_server(helix: Helix, tools: Path, answers: Server) -> None:
    text = "from http import HTTPStatus\n\nknown = HTTPStatus.NOT_FOUND\n"
    helix.shop.write(text)
    expected = completions(answers, helix.shop.file, f"{text}other = HTTPStatus.{CURSOR}\n")
    other = helix.shop.record(tools / "pylsp")
    with helix.opened() as terminal:
        for wire in (helix.shop.wire, other):
            wire.wait(lambda wire: bool(wire.said("client", "textDocument/didOpen")))
        go_to(terminal, "NOT_FOUND")
        terminal.type(" k")
        both = terminal.wait(r"\[1/2\]")
        terminal.press("M-n")
        both += terminal.wait(r"\[2/2\]")
        assert "404 Not Found · Client Error" in both
        assert "HTTP status codes and reason phrases" in both  # the class's own documentation
        terminal.press("Escape")
        terminal.type_and_wait("geoother = HTTPStatus.")
        terminal.wait(expected[4])
        other.wait(lambda wire: bool(wire.answers("textDocument/completion")))
        shown = re.findall(r"\s([A-Z_]+)\s+enum_member", terminal.still())
        assert shown[:5] == expected[:5], terminal.screen()


def test_what_it_says_without_the_command(helix: Helix) -> None:
    page = (ROOT / "docs" / "editors" / "helix.md").read_text("utf-8")
    with helix.opened("--health", "python", path="/usr/bin:/bin") as terminal:
        screen = terminal.wait("statuslens: ")
    (line,) = [line for line in screen.splitlines() if "statuslens: " in line]
    assert line.strip() in page
