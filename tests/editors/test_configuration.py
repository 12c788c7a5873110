"""The configuration for editors that are not run: its form, and the keys that they document."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from editors.pages import ROOT

COMMAND = ["statuslens", "serve"]

# https://docs.kde.org/stable5/en/kate/kate/kate-application-plugin-lspclient.html
KATE = {
    "command",
    "root",
    "rootIndicationFileNames",
    "rootIndicationFilePatterns",
    "url",
    "highlightingModeRegex",
    "initializationOptions",
    "settings",
}
# https://lsp.sublimetext.io/client_configuration/
SUBLIME = {"enabled", "command", "selector", "settings", "initializationOptions", "env"}


def read(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "editors" / path).read_text("utf-8"))
    return found


def test_kate() -> None:
    (server,) = read("kate/settings.json")["servers"].values()
    assert set(server) <= KATE
    assert server["command"] == COMMAND
    assert re.match(server["highlightingModeRegex"], "Python")


def test_sublime() -> None:
    settings = read("sublime/LSP.sublime-settings")
    assert set(settings) == {"clients", "show_inlay_hints"}
    (client,) = settings["clients"].values()
    assert set(client) <= SUBLIME
    assert client["command"] == COMMAND
    assert client["enabled"] is True
    assert client["selector"] == "source.python"


def test_zed() -> None:
    """See https://zed.dev/docs/configuring-languages#configuring-language-servers."""
    settings = read("zed/settings.json")
    assert set(settings) == {"inlay_hints", "languages", "lsp"}
    ((name, server),) = settings["lsp"].items()
    assert [server["binary"]["path"], *server["binary"]["arguments"]] == COMMAND
    assert settings["languages"]["Python"]["language_servers"] == [name, "..."]


@pytest.mark.parametrize("page", ["sublime", "zed"])
def test_the_page_says_that_it_is_not_run(page: str) -> None:
    assert "\nNot run: " in (ROOT / "docs" / "editors" / f"{page}.md").read_text("utf-8")
