"""Drive a program in a terminal of its own, as its user would: press keys, read the screen.

    with Terminal(["hx", "app.py"], folder, {"HOME": home}) as terminal:
        terminal.press("g", "g")
        terminal.type("hello")
        screen = terminal.wait("hello")

Each has a tmux server of its own, on a socket of its own, with no configuration.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PATIENCE = 30.0  # seconds for something to appear on a busy machine
_POLL = 0.05


class NotSeenError(AssertionError):
    """What was waited for, and the screen as it was instead."""


class Terminal:
    """A terminal of `columns` by `rows` that runs `command` in `folder`.

    Of the environment around the tests the program gets `PATH` only, and what `environment` says.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        *,
        columns: int = 100,
        rows: int = 30,
        tmux: str = "tmux",
    ) -> None:
        self._sockets = tempfile.TemporaryDirectory(prefix="terminal-")
        self._tmux = [tmux, "-u", "-S", f"{self._sockets.name}/socket"]
        variables = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "COLORTERM": "truecolor"}
        variables |= environment or {}
        words = [f"{name}={value}" for name, value in variables.items()]
        line = "exec " + shlex.join(["env", "-u", "TMUX", *words, *command])
        size = ("-x", str(columns), "-y", str(rows))
        self._run(
            *("-f", "/dev/null", "new-session", "-d", "-s", "s", *size, "-c", str(folder), line),
            *(";", "set-option", "-g", "escape-time", "0"),
            *(";", "set-option", "-g", "remain-on-exit", "on"),
            *(";", "set-option", "-g", "history-limit", "0"),
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        if failure is not None:
            print(f"The screen when it failed:\n{self.screen()}")
        self.close()

    def press(self, *keys: str, pause: float = 0.05) -> None:
        """Press keys by tmux' names for them: `Escape`, `Enter`, `C-x`, `Down`, `a`."""
        for key in keys:
            self._run("send-keys", "-t", "s", key)
            time.sleep(pause)

    def type(self, text: str) -> None:
        """Type text at once, as it stands."""
        self._run("send-keys", "-t", "s", "-l", text)

    def type_and_wait(self, text: str, settle: Callable[[], None] = lambda: None) -> None:
        """Type text, its last character only once the program has taken in the others, and `settle`
        has returned: what that one brings up is then brought up by nothing else.
        """
        self.type(text[:-1])
        self.wait(re.escape(text[-19:-1]))
        self.still()
        settle()
        self.still()
        self.type(text[-1])

    def screen(self) -> str:
        """What stands on the screen, without the blanks at the ends of its lines."""
        lines = self._run("capture-pane", "-p", "-t", "s").splitlines()
        return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"

    def wait(self, pattern: str, seconds: float = PATIENCE) -> str:
        """The screen once the regular expression is on it."""
        return self._until(pattern, seconds, there=True)

    def wait_gone(self, pattern: str, seconds: float = PATIENCE) -> str:
        """The screen once the regular expression is not on it any more."""
        return self._until(pattern, seconds, there=False)

    def wait_until_ended(self) -> None:
        """Wait until the program has ended by itself."""
        end = time.monotonic() + PATIENCE
        while self._run("display-message", "-p", "-t", "s", "#{pane_dead}").strip() != "1":
            if time.monotonic() > end:
                raise NotSeenError(f"still running after {PATIENCE:g} s:\n{self.screen()}")
            time.sleep(_POLL)

    def first_five(self, read: Callable[[str], list[str]], expected: Sequence[str]) -> str:
        """The screen once it is still, and what `read` finds on it begins with the first five that
        are expected.
        """
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.still()
            if read(screen)[:5] == list(expected[:5]):
                return screen
            if time.monotonic() > end:
                raise NotSeenError(f"{read(screen)[:5]}, not {expected[:5]}:\n{screen}")

    def still(self, quiet: float = 0.4, seconds: float = 10.0) -> str:
        """The screen once it has not changed for `quiet` seconds."""
        last, since, end = self.screen(), time.monotonic(), time.monotonic() + seconds
        while time.monotonic() < end and time.monotonic() - since < quiet:
            time.sleep(_POLL)
            now = self.screen()
            if now != last:
                last, since = now, time.monotonic()
        return last

    def close(self) -> None:
        """End the program and its terminal."""
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)
        self._sockets.cleanup()

    def _until(self, pattern: str, seconds: float, *, there: bool) -> str:
        end = time.monotonic() + seconds
        while True:
            screen = self.screen()
            if (re.search(pattern, screen, re.MULTILINE) is not None) == there:
                return screen
            if time.monotonic() > end:
                what = "not seen" if there else "still there"
                raise NotSeenError(f"{what} after {seconds:g} s: {pattern}\n{screen}")
            time.sleep(_POLL)

    def _run(self, *arguments: str) -> str:
        command = [*self._tmux, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
