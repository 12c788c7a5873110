"""The steps that are the same in each editor."""

from __future__ import annotations

from editors.pages import capture
from editors.server_answers import CURSOR, Server, completions
from editors.shop import ENUM, ENUM_MEMBER, MEMBER, Shop, with_line
from editors.terminal import Terminal


def line_completions(answers: Server, shop: Shop, typed: str, behind: str = "") -> list[str]:
    """What the server offers in a line that is typed below `if name != "saw":`."""
    return completions(answers, shop.file, with_line(f"{typed}{CURSOR}{behind}"))


def enum_completions(answers: Server, shop: Shop) -> list[str]:
    """What the server offers for a member in the file `ENUM`, which the shop then has."""
    shop.write(ENUM)
    return completions(answers, shop.file, f"{ENUM}{ENUM_MEMBER}{CURSOR}\n")


def capture_completion(editor: str, typed: str, screen: str) -> None:
    """Keep the screen with the list for an argument or for a member."""
    capture(editor, "completion" + " after a dot" * (typed == MEMBER), screen)


def wait_until_closed(terminal: Terminal, shop: Shop) -> None:
    """Wait until the editor has ended by itself, and its servers with it."""
    terminal.wait_until_ended()
    shop.wait_until_left()
