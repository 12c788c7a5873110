"""What Vim's and Neovim's users type."""

from __future__ import annotations

from editors.terminal import Terminal


def ex(terminal: Terminal, *commands: str) -> None:
    """Commands of the command line."""
    for command in commands:
        terminal.type(f":{command}\r")


def go_to(terminal: Terminal, text: str) -> None:
    """Put the cursor onto the text."""
    ex(terminal, f"call search('{text}', 'w')")
