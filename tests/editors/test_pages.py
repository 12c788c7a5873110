"""The pages of `docs/editors` show the files that are tested, byte for byte."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from editors.conftest import ROOT

PAGES = sorted((ROOT / "docs" / "editors").glob("*.md"))
_SHOWN = re.compile(r"(?ms)^ *<!-- (editors/\S+) -->\n^( *)```\w*\n(.*?)^\2```$")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_shows_the_file(page: Path) -> None:
    """With `STATUSLENS_CAPTURES` set it is put there."""
    text = page.read_text("utf-8")

    def shown(match: re.Match[str]) -> str:
        body = (ROOT / match[1]).read_text("utf-8")
        return match[0][: match.start(3) - match.start()] + body + f"{match[2]}```"

    current = _SHOWN.sub(shown, text)
    if os.environ.get("STATUSLENS_CAPTURES"):
        page.write_text(current, "utf-8")
    else:
        assert text == current


def test_every_configuration_is_on_a_page() -> None:
    shown = {match[1] for page in PAGES for match in _SHOWN.finditer(page.read_text("utf-8"))}
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "editors").rglob("*")
        if path.is_file() and path.parts[len(ROOT.parts) + 1] != "vscode"
    }
    assert files == shown
