"""Helix 25.07 in its own terminal screen, with the two files of `editors/helix`."""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path

import pytest

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
from editors.wire import ClientRecord


class Helix:
    """Opens the shop's file as a user does."""

    def __init__(self, unpacked: Unpacked, shop: Shop) -> None:
        self.root = unpacked("sid", "hx")
        self.shop = shop
        shutil.copytree(ROOT / "editors" / "helix", shop.home / ".config" / "helix")

    def opened(self, *arguments: str, path: str | None = None) -> Terminal:
        runtime = {"HELIX_RUNTIME": str(self.root / "usr/lib/hx/runtime")}
        program = [str(self.root / "usr/lib/hx/hx"), *(arguments or (self.shop.file.name,))]
        return self.shop.opened(program, runtime, path=path)


@pytest.fixture
def helix(unpacked: Unpacked, shop: Shop) -> Helix:
    return Helix(unpacked, shop)


def go_to(terminal: Terminal, text: str) -> None:
    """Select the text, searched from the top."""
    terminal.type(f"gg/{text}\r")


def command(terminal: Terminal, line: str) -> None:
    terminal.type(f":{line}\r")


def write(terminal: Terminal, shop: Shop) -> None:
    """Write the file. The end of some progress may take what Helix says about it off the screen."""
    command(terminal, "write")
    shop.wire.wait_told("textDocument/didSave")


def choose(terminal: Terminal, title: str) -> None:
    """Take an entry of the menu of code actions."""
    lines = terminal.wait(title).splitlines()
    (first,) = (i for i, line in enumerate(lines) if " Replace 404 with " in line)
    (wanted,) = (i for i, line in enumerate(lines) if title in line)
    terminal.press(*["C-n"] * (wanted - first), "Enter")


def menu(screen: str) -> list[str]:
    """What the lines of the open menu offer, from the top."""
    return re.findall(r"\s((?:status\.)?HTTP_\w+)\s+constant\b", screen)


def test_what_it_shows(helix: Helix, client_record: ClientRecord) -> None:
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


@pytest.mark.parametrize("typed", [ARGUMENT, MEMBER])
def test_completion(helix: Helix, answers: Server, typed: str) -> None:
    expected = line_completions(answers, helix.shop, typed, ")")
    with helix.opened() as terminal:
        terminal.wait("Magic number 404")
        go_to(terminal, "if name")
        # Helix closes the bracket; and while it waits for a list, it asks for no other.
        settle = partial(helix.shop.wire.wait_all_answered, "textDocument/completion")
        terminal.type_and_wait("o    " + typed, settle)
        screen = terminal.first_five(menu, expected)
        capture_completion("helix", typed, screen)
        terminal.press("C-n", "C-n")
        terminal.wait(re.escape(f"{typed}{expected[1]})"))
        terminal.press("Enter", "Escape")
        terminal.wait("HTTPException, status$")
        write(terminal, helix.shop)
    assert helix.shop.text == completed(typed, expected[1])


@pytest.mark.parametrize(
    ("title", "after"),
    [
        ("Replace 404 with status.HTTP_404_NOT_FOUND", ONE_FIXED),
        ("Replace all 2 status numbers in this file", ALL_FIXED),
    ],
)
def test_fixes(helix: Helix, title: str, after: str) -> None:
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
        write(terminal, helix.shop)
    assert helix.shop.text == after


def test_a_server_that_was_killed_comes_back(helix: Helix) -> None:
    wire = helix.shop.wire
    with helix.opened() as terminal:
        terminal.wait("Magic number 404")
        wire.kill_server()
        terminal.wait("Language server exited: statuslens")
        command(terminal, "lsp-restart statuslens")
        wire.wait_started(2)
        terminal.wait("Magic number 404")
        go_to(terminal, "404")
        terminal.type(" k")
        terminal.wait("404 Not Found · Client Error")


def test_the_server_ends_with_it(helix: Helix) -> None:
    with helix.opened() as terminal:
        terminal.wait("Magic number 404")
        command(terminal, "quit")
        wait_until_closed(terminal, helix.shop)


def test_beside_another_server(helix: Helix, tools: Path, answers: Server) -> None:
    shop = helix.shop
    expected = enum_completions(answers, shop)
    other = shop.record(tools / "pylsp")
    with helix.opened() as terminal:
        shop.wire.wait_told("textDocument/didOpen")
        other.wait_told("textDocument/didOpen")
        go_to(terminal, "NOT_FOUND")
        terminal.type(" k")
        both = terminal.wait(r"\[1/2\]")
        terminal.press("M-n")
        both += terminal.wait(r"\[2/2\]")
        assert "404 Not Found · Client Error" in both
        assert "HTTP status codes and reason phrases" in both  # the class's own documentation
        terminal.press("Escape")
        terminal.type_and_wait(f"geo{ENUM_MEMBER}")
        other.wait_answered("textDocument/completion")
        members = re.compile(r"\s([A-Z_]+)\s+enum_member")
        terminal.first_five(members.findall, expected)


def test_settings(helix: Helix) -> None:
    settings = re.compile(r"(?ms)^```toml\n(\[language-server\.statuslens\.config.*?)^```$")
    (setting,) = settings.findall(page("helix"))
    assert "200" in setting
    with (helix.shop.home / ".config" / "helix" / "languages.toml").open("a") as file:
        file.write(f"\n{setting}")
    with helix.opened() as terminal:
        terminal.wait("Magic number 404")
        terminal.wait_gone("Magic number 200")


def test_what_it_says_without_the_command(helix: Helix) -> None:
    with helix.opened("--health", "python", path="/usr/bin:/bin") as terminal:
        screen = terminal.wait("statuslens: ")
    (line,) = [line for line in screen.splitlines() if "statuslens: " in line]
    assert line.strip() in page("helix")
