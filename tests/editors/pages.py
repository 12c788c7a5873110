"""The screens on the pages of `docs/editors`, and what the server says on them.

A page has a screen in a block ```` ```text hover ````. `make editor-captures` writes it; a test
compares what the server says on it with the editor's screen now. The rest of the screen is the
editor's own and may differ: a message that turns up late, the colour of a spinner, a newer release.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "editors"

# What the server says on a screen of that name.
_SAID = {
    "diagnostics": r"Magic number \d{3} \([\w ]+\)|=200 OK|\(404 Not Found",  # with the hints
    "hover": r"(?s)404 Not Found · .*?MDN",
    "completion": r"(?<![`.])(?:status\.)?HTTP_\d{3}_[A-Z_]+",
    "completion after a dot": r"(?<![`.])HTTP_\d{3}_[A-Z_]+",
    "actions": r"(?:Replace|Ignore) [\w.][\w .-]+",
}
_LISTED = 5  # completions; how many more the screen has room for is the editor's choice


def said(name: str, screen: str) -> list[str]:
    """What the server says on a screen, from the top; where lines break does not count."""
    found = [re.sub(r"[\s\\]+", "", text) for text in re.findall(_SAID[name], screen)]
    assert found, f"nothing of the server is on this screen:\n{screen}"
    return found[:_LISTED] if name.startswith("completion") else found


def page(editor: str) -> str:
    """The text of an editor's page."""
    return (FOLDER / f"{editor}.md").read_text("utf-8")


def shown(editor: str, name: str) -> str:
    """The screen of that name on an editor's page."""
    found = _block(name).search(page(editor))
    assert found is not None, f"{editor}.md has no block ```text {name}"
    return found[0]


def capture(editor: str, name: str, screen: str) -> None:
    """Compares a screen with the one on the page, or with `STATUSLENS_CAPTURES` set puts it there:
    `capture("neovim", "hover", terminal.still())`.
    """
    if os.environ.get("STATUSLENS_CAPTURES"):
        shown(editor, name)
        current = _block(name).sub(lambda _: screen, page(editor))
        (FOLDER / f"{editor}.md").write_text(current, "utf-8")
    assert said(name, shown(editor, name)) == said(name, screen), (
        f"{name} on {editor}.md is not current: run `make editor-captures`"
    )


def _block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?ms)(?<=^```text {re.escape(name)}\n).*?(?=^```$)")
