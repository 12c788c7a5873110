"""Emacs 30 in its own terminal screen, with the files of `editors/emacs`."""

from __future__ import annotations

import re
import shutil
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

_PACKAGES = ("elpa-lsp-mode", "elpa-company", "elpa-markdown-mode")


class Emacs:
    """Opens the shop's file as a user does."""

    def __init__(self, unpacked: Unpacked, shop: Shop) -> None:
        self.root = unpacked("sid", "emacs-nox", *_PACKAGES)
        self.shop = shop
        self._folder = shop.home / ".emacs.d"
        self._folder.mkdir()
        early = Path(__file__).with_name("emacs_unpacked.el")
        shutil.copy(early, self._folder / "early-init.el")

    def configure(self, *parts: str) -> None:
        """Make the init file of files of `editors/emacs`, and of further lines."""
        folder = ROOT / "editors" / "emacs"
        texts = [
            (folder / part).read_text("utf-8") if part.endswith(".el") else part for part in parts
        ]
        (self._folder / "init.el").write_text("\n".join(texts), "utf-8")

    def opened(self, *, path: str | None = None, packages: bool = False) -> Terminal:
        (dump,) = (self.root / "usr/libexec/emacs").rglob("emacs-*.pdmp")
        (version,) = (self.root / "usr/share/emacs").glob("[0-9]*")
        lisp = version / "lisp"
        folders = [lisp, *sorted(folder for folder in lisp.rglob("*") if folder.is_dir())]
        environment = {
            "EMACSLOADPATH": ":".join(map(str, folders)),
            "EMACSDATA": str(version / "etc"),
            "EMACSDOC": str(version / "etc"),
            "EMACSPATH": str(dump.parent),
        }
        if packages:
            environment["EMACS_PACKAGES"] = str(self.root / "usr/share/emacs/site-lisp/elpa-src")
        program = [str(self.root / "usr/bin/emacs-nox"), f"--dump-file={dump}", "-nw"]
        program.append(self.shop.file.name)
        return self.shop.opened(program, environment, path=path, rows=26)


@pytest.fixture
def emacs(unpacked: Unpacked, shop: Shop) -> Emacs:
    return Emacs(unpacked, shop)


def command(terminal: Terminal, name: str) -> None:
    terminal.press("M-x")
    terminal.type(f"{name}\r")


def go_to(terminal: Terminal, text: str) -> None:
    """Put the cursor onto the text, searched from the top."""
    terminal.press("M-<", "C-s")
    terminal.type(text)
    terminal.press("Enter", "C-b")


def add_line(terminal: Terminal, text: str) -> None:
    """Type a line below `if name != "saw":`."""
    go_to(terminal, "saw")
    terminal.press("C-e")
    terminal.type(f"\r{text}")


def save(terminal: Terminal) -> None:
    terminal.press("C-x", "C-s")
    terminal.wait("^Wrote ")


def listed(screen: str) -> list[str]:
    """What the window of completions offers, from the top."""
    return re.findall(
        r"^((?:status\.)?HTTP_\w+) ", screen.partition("possible comp")[2], re.MULTILINE
    )


def popup(screen: str) -> list[str]:
    """What company's popup offers, from the top."""
    return re.findall(r" c ((?:status\.)?HTTP_\w+)  \w.* \(Constant\)", screen)


_HINTS = r"status_code=200 OK\)"  # all is there once the hints are


def test_what_it_shows(emacs: Emacs, client_record: ClientRecord) -> None:
    emacs.configure("eglot.el")
    with emacs.opened() as terminal:
        terminal.wait(_HINTS)
        terminal.wait(r"HTTPException\(404 Not Found, ")
        terminal.wait(r"Flymake\[0 0 2\]")
        go_to(terminal, "404")
        emacs.shop.wire.wait_answered("textDocument/hover")
        terminal.still()
        terminal.press("C-h", ".")
        terminal.wait("^404 Not Found · Client Error")
        capture("emacs", "hover", terminal.still())
        terminal.press("C-x", "1")
        command(terminal, "flymake-show-buffer-diagnostics")
        terminal.wait("Magic number 404")
        capture("emacs", "diagnostics", terminal.still())
        client_record("emacs-30-eglot", emacs.shop.wire)
    assert emacs.shop.wire.said("server", "textDocument/publishDiagnostics")
    assert not emacs.shop.wire.said("server", "window/showMessage")


@pytest.mark.parametrize("typed", [ARGUMENT, MEMBER])
def test_completion(emacs: Emacs, answers: Server, typed: str) -> None:
    emacs.configure("eglot.el")
    expected = line_completions(answers, emacs.shop, typed)
    first = [label.removeprefix("status.") for label in expected[:5]]
    with emacs.opened() as terminal:
        terminal.wait(_HINTS)
        add_line(terminal, typed)
        terminal.press("C-M-i")
        terminal.wait(r"HTTPException\(.*status\.HTTP_$")  # what all of them begin with
        terminal.press("C-M-i")
        terminal.wait(r"Flymake\[0 0 1\]")  # the line is not finished: one finding less
        screen = terminal.first_five(listed, first)
        capture_completion("emacs", typed, screen)
        terminal.press("M-Down", "M-Down", "M-Enter")
        terminal.wait("applying 1 edits to `app.py'...done")  # the import
        terminal.type(")")
        save(terminal)
    assert emacs.shop.text == completed(typed.removesuffix("status."), f"status.{first[1]}")


def test_the_quick_fix(emacs: Emacs) -> None:
    emacs.configure("eglot.el")
    with emacs.opened() as terminal:
        terminal.wait(_HINTS)
        go_to(terminal, "404")
        command(terminal, "eglot-code-actions")
        terminal.wait("Pick an action")
        terminal.press("Tab")
        terminal.wait("possible completions")
        capture("emacs", "actions", terminal.still())
        terminal.type("Replace 404\t\r")
        terminal.wait("HTTPException, status$")
        save(terminal)
    assert emacs.shop.text == ONE_FIXED


def test_the_whole_file_at_once(emacs: Emacs) -> None:
    emacs.configure("eglot.el")
    with emacs.opened() as terminal:
        terminal.wait(_HINTS)
        command(terminal, "statuslens-fix-all")
        terminal.wait("HTTPException, status$")
        terminal.wait(r"Flymake\[0 0\]")
        save(terminal)
    assert emacs.shop.text == ALL_FIXED


def test_a_server_that_was_killed_comes_back(emacs: Emacs) -> None:
    emacs.configure("eglot.el")
    wire = emacs.shop.wire
    with emacs.opened() as terminal:
        terminal.wait(_HINTS)
        terminal.still(3.5)  # one that lasted less than three seconds is not started anew
        wire.kill_server()
        wire.wait_started(2)
        go_to(terminal, "404")
        terminal.wait("404 Not Found · Client Error")
        command(terminal, "eglot-reconnect")
        wire.wait_started(3)
        go_to(terminal, "404")
        terminal.wait("404 Not Found · Client Error")


def test_the_server_ends_with_it(emacs: Emacs) -> None:
    emacs.configure("eglot.el")
    with emacs.opened() as terminal:
        terminal.wait(_HINTS)
        terminal.press("C-x", "C-c")
        wait_until_closed(terminal, emacs.shop)


def test_beside_another_server(emacs: Emacs, tools: Path, answers: Server) -> None:
    shop = emacs.shop
    shop.install(tools / "pylsp", tools / "rass")
    presets = shop.home / ".config" / "rassumfrassum"
    shutil.copytree(ROOT / "editors" / "emacs" / "rassumfrassum", presets)
    emacs.configure("eglot-beside-pylsp.el")
    expected = enum_completions(answers, shop)
    with emacs.opened() as terminal:
        terminal.wait("Connected! Server `pylsp.statuslens")
        go_to(terminal, "NOT_F")
        terminal.wait("404 Not Found · Client Error")
        go_to(terminal, "HTTPStat")
        terminal.wait(r"HTTPStatus\(")  # by pylsp
        terminal.press("M->")
        terminal.type(ENUM_MEMBER)
        terminal.press("C-M-i")
        terminal.wait("possible completions")
        terminal.first_five(re.compile(r"(?m)^([A-Z_]+) ").findall, expected)
    assert len(shop.wire.process_ids()) == 1


def test_lsp_mode(emacs: Emacs, tools: Path, answers: Server, client_record: ClientRecord) -> None:
    shop = emacs.shop
    expected = line_completions(answers, shop, ARGUMENT)
    shop.install(tools / "pylsp")
    emacs.configure("(global-company-mode)", "lsp-mode.el")
    with emacs.opened(packages=True) as terminal:
        terminal.wait("^Select action")
        terminal.type("i")
        terminal.wait(r"Flymake\[0 0 2\].*LSP\[pylsp:\d+\]\[statuslens:")

        go_to(terminal, "404")
        command(terminal, "lsp-describe-thing-at-point")
        terminal.wait("Convert a number or string to an integer")  # by pylsp
        terminal.press("C-M-v")
        terminal.wait("404 Not Found")
        terminal.press("C-x", "1")

        add_line(terminal, ARGUMENT)
        terminal.first_five(popup, expected)
        terminal.press("C-n", "Enter")
        terminal.wait("HTTPException, status$")
        terminal.type(")")
        command(terminal, "statuslens-fix-all")
        terminal.wait("status_code=status.HTTP_200_OK")
        save(terminal)
        assert shop.text == ALL_FIXED.replace(
            "        raise", f"        {ARGUMENT}{expected[1]})\n        raise"
        )

        shop.wire.kill_server()
        terminal.wait(r"statuslens:\d+ exited .*Do you want to")
        terminal.type("y")
        terminal.press("C-f")  # it does so when idle, which Emacs may only look at after a key
        shop.wire.wait_started(2)
        terminal.wait(r"LSP\[.*statuslens:")
        client_record("emacs-30-lsp-mode", shop.wire)


def test_what_it_says_without_the_command(emacs: Emacs) -> None:
    emacs.configure("eglot.el")
    with emacs.opened(path="/usr/bin:/bin") as terminal:
        screen = terminal.wait("No such file or directory, statuslens")
    (said,) = [line for line in screen.splitlines() if line.startswith("[eglot]")]
    assert said in page("emacs")
