"""The pages of `docs/editors` show the files that are tested, byte for byte, and one order."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from editors.pages import FOLDER, ROOT, page, said, shown

PAGES = sorted(FOLDER.glob("*.md"))
EDITORS = [page.stem for page in PAGES if page.stem != "README"]
_SHOWN = re.compile(r"(?ms)^ *<!-- (editors/\S+) -->\n^( *)```\w*\n(.*?)^\2```$")


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_page_shows_the_file(file: Path) -> None:
    """With `STATUSLENS_CAPTURES` set it is put there."""
    text = file.read_text("utf-8")

    def put(match: re.Match[str]) -> str:
        body = (ROOT / match[1]).read_text("utf-8")
        return match[0][: match.start(3) - match.start()] + body + f"{match[2]}```"

    current = _SHOWN.sub(put, text)
    if os.environ.get("STATUSLENS_CAPTURES"):
        file.write_text(current, "utf-8")
    else:
        assert text == current


def test_every_configuration_is_on_a_page() -> None:
    on_pages = {match[1] for file in PAGES for match in _SHOWN.finditer(file.read_text("utf-8"))}
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "editors").rglob("*")
        if path.is_file() and path.parts[len(ROOT.parts) + 1] != "vscode"
    }
    assert files == on_pages


@pytest.mark.parametrize("editor", EDITORS)
def test_a_page_describes_installation_and_troubleshooting(editor: str) -> None:
    text = page(editor)
    assert "uv tool install .   # or: pipx install ." in text
    assert "\n## Troubleshooting\n" in text


@pytest.mark.parametrize("name", ["completion", "completion after a dot"])
def test_the_first_five_are_the_same_in_all_editors(name: str) -> None:
    """Each editor's own test has compared its page's screen with what it shows now."""
    orders = {
        editor: [label.removeprefix("status.") for label in said(name, shown(editor, name))]
        for editor in ("emacs", "helix", "neovim", "vim")
    }
    assert all(len(order) == 5 for order in orders.values())
    assert len({tuple(order) for order in orders.values()}) == 1, orders


SCREEN = """\
● 11   raise HTTPException(404 Not Found, "🔧")  Magic number 404 (Not Found): use `status.HTTP_4…
  12   return name   status.HTTP_404_NOT_FOUND  constant
   ~                 HTTP_400_BAD_REQUEST       constant
 404 Not Found · Client Error
 There is nothing at this\\
 URL. RFC 9110 · MDN: https://
1: Replace 404 with status.HTTP_404_NOT_FOUND
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("diagnostics", ["(404NotFound", "Magicnumber404(NotFound)"]),
        ("hover", ["404NotFound·ClientErrorThereisnothingatthisURL.RFC9110·MDN"]),
        ("completion", ["status.HTTP_404_NOT_FOUND", "HTTP_400_BAD_REQUEST"]),
        ("actions", ["Replace404withstatus.HTTP_404_NOT_FOUND"]),
    ],
)
def test_what_the_server_says_on_a_screen(name: str, expected: list[str]) -> None:
    assert said(name, SCREEN.rpartition("1: ")[0] if name == "completion" else SCREEN) == expected
    with pytest.raises(AssertionError, match="nothing of the server"):
        said(name, "⢿ app.py")
