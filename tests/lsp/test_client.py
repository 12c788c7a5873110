"""The server adapts to what a client can: the table "Clients" of docs/architecture.md is so.

`tests/clients` has what each client really announces: its `initialize`, recorded by
`tests/editors` without the folder, the process and the client's version. The server's own process
is started with each, and what it does is the client's row. With `STATUSLENS_CAPTURES` set the table
is rewritten.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from editors.server_answers import Server
from repository import ROOT

pytestmark = pytest.mark.end_to_end

PAGE = ROOT / "docs" / "architecture.md"
CLIENTS = sorted((ROOT / "tests" / "clients").glob("*.json"))
COMMAND = (sys.executable, "-m", "statuslens", "serve")
TEXT = """\
from fastapi import FastAPI, HTTPException
app = FastAPI()
@app.get("/🔧/é", status_code=200)
def read():
    raise HTTPException(404, "🔧")
"""
BEFORE_200 = '@app.get("/🔧/é", status_code='
COLUMN = {
    "utf-8": len(BEFORE_200.encode()),
    "utf-16": len(BEFORE_200.encode("utf-16-le")) // 2,
    "utf-32": len(BEFORE_200),
}
Message = dict[str, Any]


class Client:
    """The server, as one client has it, with a file open in a folder of its own."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.document = {"uri": (folder / "app.py").as_uri()}
        self.pulls = "diagnosticProvider" in server.capabilities
        server.open(self.document["uri"], TEXT)

    def at(self, line: int, column: int) -> Message:
        return {"textDocument": self.document, "position": {"line": line, "character": column}}

    def around_404(self, *only: str) -> Message:
        position = {"line": 4, "character": 26}
        context: Message = {"diagnostics": [], **({"only": list(only)} if only else {})}
        where = {"start": position, "end": position}
        return {"textDocument": self.document, "range": where, "context": context}

    def diagnostics(self, count: int) -> list[Message]:
        """The file's diagnostics once there are so many, pulled or pushed, but never both."""
        while True:
            if self.pulls:
                asked = {"textDocument": self.document}
                found = self.server.ask("textDocument/diagnostic", asked)["items"]
            else:
                found = self.server.next("textDocument/publishDiagnostics")["diagnostics"]
            if len(found) == count:
                heard = [one["method"] for one in self.server.heard]
                assert ("textDocument/publishDiagnostics" in heard) is not self.pulls
                return list(found)


@pytest.fixture(params=CLIENTS, ids=lambda path: path.stem)
def recorded(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def client(recorded: Path, tmp_path: Path) -> Iterator[Client]:
    parameters = json.loads(recorded.read_text("utf-8").replace("file:///shop", tmp_path.as_uri()))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    with Server(COMMAND, parameters, environment=environment) as server:
        yield Client(server, tmp_path)


def test_what_the_server_does(recorded: Path, client: Client) -> None:
    row = {
        "client": recorded.stem,
        "columns": columns(client),
        "hover": hover(client),
        "documentation": documentation(client),
        "beside a label": beside_a_label(client),
        "range of items": range_of_items(client),
        "imports of items": imports_of_items(client),
        "edits of a whole file": later_edits(client),
        "workspace edits": edits(client),
        "diagnostics": "pulled" if client.pulls else "pushed",
        "settings": settings(client),
        "`pyproject.toml`": files(client),
    }
    assert row == in_table(row)


def columns(client: Client) -> str:
    """The units of a position, tried behind characters that have more than one of them."""
    units = client.server.capabilities["positionEncoding"]
    found = client.server.ask("textDocument/hover", client.at(2, COLUMN[units]))
    assert found["range"]["start"] == {"line": 2, "character": COLUMN[units]}
    assert found["range"]["end"] == {"line": 2, "character": COLUMN[units] + 3}
    (first, _) = client.diagnostics(2)
    assert first["range"] == found["range"]
    return str(units).upper()


def hover(client: Client) -> str:
    found = client.server.ask("textDocument/hover", client.at(4, 26))["contents"]
    return form(found, "404 Not Found")


def form(content: Message, title: str) -> str:
    """Whether a text is Markdown; plain text has none of its marks."""
    markdown = content["kind"] == "markdown"
    assert content["value"].startswith(f"**{title}**" if markdown else title)
    assert markdown or not re.search(r"\*\*|`|\]\(", content["value"])
    return "Markdown" if markdown else "plain"


def completion_items(client: Client) -> list[Message]:
    found = client.server.ask("textDocument/completion", client.at(4, 24))
    items: list[Message] = found["items"]
    assert items == sorted(items, key=lambda item: str(item["sortText"]))
    assert all(item["label"] for item in items)
    return items


def documentation(client: Client) -> str:
    item = next(item for item in completion_items(client) if "404" in item["label"])
    resolved = client.server.ask("completionItem/resolve", item)
    assert resolved["additionalTextEdits"] == item["additionalTextEdits"]
    return form(resolved["documentation"], "404 Not Found")


def beside_a_label(client: Client) -> str:
    """Where the list says what a code means."""
    for item in completion_items(client):
        assert ("labelDetails" in item) != ("detail" in item)
    return "`labelDetails`" if "labelDetails" in item else "`detail`"


def range_of_items(client: Client) -> str:
    """Where the list says what an item replaces."""
    found = client.server.ask("textDocument/completion", client.at(4, 24))
    if "itemDefaults" in found:
        assert not any("textEdit" in item for item in found["items"])
        at = found["itemDefaults"]["editRange"]
        assert at.get("replace", at)["start"] == {"line": 4, "character": 24}
        return "`itemDefaults`"
    assert all(item["textEdit"]["newText"] == item["label"] for item in found["items"])
    return "each"


def imports_of_items(client: Client) -> str:
    """When the import comes in a file that imports each name by itself. The answer to
    `completionItem/resolve` has it in any case, also where the client left it out.
    """
    other = {"uri": (client.folder / "other.py").as_uri()}
    text = "from starlette.status import HTTP_200_OK\nanswer(status_code=HTTP_200_OK)\n"
    client.server.open(other["uri"], f"{text}answer(status_code=)\n")
    asked = {"textDocument": other, "position": {"line": 2, "character": 19}}
    items = client.server.ask("textDocument/completion", asked)["items"]
    item = next(item for item in items if item["label"] == "HTTP_404_NOT_FOUND")
    edits = item.pop("additionalTextEdits", None)
    resolved = client.server.ask("completionItem/resolve", item)["additionalTextEdits"]
    assert [edit["newText"] for edit in resolved] == [", HTTP_404_NOT_FOUND"]
    assert edits in (None, resolved)
    client.server.tell("textDocument/didClose", {"textDocument": other})
    return "resolved" if edits is None else "in the list"


def actions(client: Client, *only: str) -> list[Message]:
    """The code actions at 404. Each can be resolved, complete ones too."""
    found: list[Message] = client.server.ask("textDocument/codeAction", client.around_404(*only))
    for action in found:
        resolved = client.server.ask("codeAction/resolve", action)
        assert resolved["title"] == action["title"]
        assert resolved["edit"] == action.get("edit", resolved["edit"])
    return found


def later_edits(client: Client) -> str:
    """Whether the edit of a whole file comes with its action, or when it is chosen."""
    at_once = [
        "edit" in one for one in actions(client, "refactor") if "in this file" in one["title"]
    ]
    assert len(set(at_once)) == 1
    return "at once" if at_once[0] else "when chosen"


def edits(client: Client) -> str:
    (fix, *_) = actions(client, "quickfix")
    (everything,) = actions(client, "source.fixAll")
    (form_of_fix,) = fix["edit"]
    assert set(everything["edit"]) == {form_of_fix}
    return f"`{form_of_fix}`"


def settings(client: Client) -> str:
    """How the client's settings come to the server."""
    server = client.server
    asked = [one for one in server.heard if one["method"] == "workspace/configuration"]
    sent: Message = {"statuslens": {"ignoreCodes": [200]}}
    if asked:
        assert asked[0]["params"]["items"] == [{"section": "statuslens"}]
        server.configuration = sent["statuslens"]
        sent = {}
    server.tell("workspace/didChangeConfiguration", {"settings": sent})
    client.diagnostics(1)
    return "asked for" if asked else "sent"


def files(client: Client) -> str:
    """When the server reads `pyproject.toml` anew."""
    server = client.server
    asked = (one["params"] for one in server.heard if one["method"] == "client/registerCapability")
    registered = {one["method"] for params in asked for one in params["registrations"]}
    watched = "workspace/didChangeWatchedFiles" in registered
    project = client.folder / "pyproject.toml"
    project.write_text("[tool.statuslens]\nstyle = 'off'\n")
    if watched:
        changes = [{"uri": project.as_uri(), "type": 1}]
        server.tell("workspace/didChangeWatchedFiles", {"changes": changes})
    client.diagnostics(0)
    return "watched" if watched else "each second"


def in_table(row: dict[str, str]) -> dict[str, str]:
    """The client's row of the table as the page has it."""
    before, heading, rest = PAGE.read_text("utf-8").partition(f"| {' | '.join(row)} |\n")
    assert heading, f"{PAGE} has no table with the columns {list(row)}"
    lines = rest.splitlines(keepends=True)
    end = next((i for i, line in enumerate(lines) if not line.startswith("|")), len(lines))
    rule, rows, after = lines[0], lines[1:end], lines[end:]
    if os.environ.get("STATUSLENS_CAPTURES"):
        rows = [line for line in rows if not line.startswith(f"| {row['client']} |")]
        rows = sorted([*rows, f"| {' | '.join(row.values())} |\n"])
        PAGE.write_text("".join([before, heading, rule, *rows, *after]), "utf-8")
    cells = ([cell.strip() for cell in line.strip("|\n").split("|")] for line in rows)
    return next((dict(zip(row, one, strict=True)) for one in cells if one[0] == row["client"]), {})


@pytest.mark.parametrize("recorded", [ROOT / "tests/clients/vim-9-ale-4.json"], ids=["vim"])
def test_vim_is_given_plain_text(client: Client) -> None:
    """ALE shows what it is given as it stands."""
    found = client.server.ask("textDocument/hover", client.at(4, 26))["contents"]
    assert found["kind"] == "plaintext"
    assert found["value"].startswith("404 Not Found · Client Error\n\nThere is nothing")
    assert "MDN: https://" in found["value"]


def test_every_row_has_its_client() -> None:
    _, _, table = PAGE.read_text("utf-8").partition("\n| client | ")
    rows = [line for line in table.partition("\n\n")[0].splitlines()[2:] if line.startswith("|")]
    assert [line.split("|")[1].strip() for line in rows] == [path.stem for path in CLIENTS]
