"""The answers for an open file follow the files that it uses: end to end, for each kind of client.

A client watches files or does not, and asks for diagnostics or is sent them.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio
from lsprotocol import types
from pytest_lsp import LanguageClient, make_test_lsp_client

pytestmark = pytest.mark.end_to_end

SERVER = (sys.executable, "-m", "statuslens", "serve")
ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "server")}
PATIENCE = 15  # seconds
AT_ONCE = 1.0  # second, within which a change on disk counts where the client watches nothing

TAKES = "class Problem(Exception):\n    def __init__(self, detail, status_code): ...\n"
TAKES_NONE = "class Problem(Exception):\n    def __init__(self, detail, item_identifier): ...\n"
MAIN = "from errors import Problem\nraise Problem('no', 404)\n"

T = TypeVar("T")


@dataclass
class Editor:
    """A client with one folder."""

    client: LanguageClient
    folder: Path
    watches: bool
    pulls: bool
    pushed: dict[str, list[types.PublishDiagnosticsParams]] = field(default_factory=dict)
    refreshes: int = 0
    versions: dict[Path, int] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        return self.folder / name

    def open(self, name: str, text: str | None = None) -> None:
        path = self.path(name)
        self.versions[path] = 1
        text = path.read_text() if text is None else text
        item = types.TextDocumentItem(path.as_uri(), "python", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, name: str, text: str) -> None:
        path = self.path(name)
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[path], path.as_uri())
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self, name: str) -> None:
        document = types.TextDocumentIdentifier(self.path(name).as_uri())
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    async def changed(self, **kinds: str) -> None:
        """Files were changed by another program: a client that watches says so, the others wait."""
        if not self.watches:
            await asyncio.sleep(AT_ONCE)
            return
        events = [
            types.FileEvent(self.path(name).as_uri(), types.FileChangeType[kind])
            for kind, name in kinds.items()
        ]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    async def hover(self, name: str, text: str, marker: str) -> bool:
        """Whether there is a card at `marker`."""
        before = text[: text.index(marker)]
        at = types.Position(before.count("\n"), len(before.rpartition("\n")[2]))
        document = types.TextDocumentIdentifier(self.path(name).as_uri())
        found = await self.client.text_document_hover_async(types.HoverParams(document, at))
        return found is not None

    async def diagnostics(self, name: str, number: int) -> None:
        """Wait until the file has that many, without another change of it: pulled once the server
        has asked for that, or pushed.
        """
        uri = self.path(name).as_uri()

        async def seen() -> int:
            if self.pulls:
                params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
                report = await self.client.text_document_diagnostic_async(params)
                assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
                return len(report.items)
            return len(self.pushed[uri][-1].diagnostics) if self.pushed.get(uri) else -1

        await until(seen, number)

    async def uses(self, code: int) -> int:
        """How often the code is used in the workspace."""
        found = await self.client.protocol.send_request_async("statuslens/usage", {})
        return sum(each["usages"] for each in found if each["code"] == code)

    async def first_codes(self, name: str, text: str, place: str) -> list[str]:
        """The labels that completion has before `place`, the first ones first."""
        before = text[: text.index(place)]
        at = types.Position(before.count("\n"), len(before.rpartition("\n")[2]))
        document = types.TextDocumentIdentifier(self.path(name).as_uri())
        found = await self.client.text_document_completion_async(
            types.CompletionParams(document, at)
        )
        assert isinstance(found, types.CompletionList)
        return [item.label for item in found.items]

    async def title(self, name: str, text: str, marker: str) -> str:
        """The title of the first quick fix at `marker`."""
        before = text[: text.index(marker)]
        at = types.Position(before.count("\n"), len(before.rpartition("\n")[2]))
        document = types.TextDocumentIdentifier(self.path(name).as_uri())
        context = types.CodeActionContext([], only=["quickfix"])
        params = types.CodeActionParams(document, types.Range(at, at), context)
        actions = await self.client.text_document_code_action_async(params)
        assert actions
        return actions[0].title


async def until(seen: Callable[[], object], wanted: object) -> None:
    end = time.monotonic() + PATIENCE
    while (found := await seen()) != wanted:  # type: ignore[misc]
        assert time.monotonic() < end, f"{found}, not {wanted}"
        await asyncio.sleep(0.05)


KINDS = [(True, True), (True, False), (False, True), (False, False)]
NAMES = ["watches-pulls", "watches-pushed", "watches-nothing-pulls", "watches-nothing-pushed"]


@pytest_asyncio.fixture(params=KINDS, ids=NAMES)
async def editor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Editor]:
    watches, pulls = request.param
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    client = make_test_lsp_client()
    editor = Editor(client, tmp_path, watches, pulls)
    for method in (types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, types.WORKSPACE_DIAGNOSTIC_REFRESH):
        client.protocol.fm.features.pop(method)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(params: types.PublishDiagnosticsParams) -> None:
        editor.pushed.setdefault(params.uri, []).append(params)

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(_params: types.RegistrationParams) -> None:
        """Take any registration, as editors do."""

    @client.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)
    def refresh(*_params: object) -> None:
        editor.refreshes += 1

    await client.start_io(*SERVER, env=ENVIRONMENT)
    await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities(watches=watches, pulls=pulls),
            workspace_folders=[types.WorkspaceFolder(tmp_path.as_uri(), "shop")],
        )
    )
    yield editor
    await client.shutdown_session()
    await client.stop()


def capabilities(*, watches: bool, pulls: bool) -> types.ClientCapabilities:
    return types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            hover=types.HoverClientCapabilities(),
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(),
            diagnostic=types.DiagnosticClientCapabilities() if pulls else None,
            code_action=types.CodeActionClientCapabilities(
                code_action_literal_support=types.ClientCodeActionLiteralOptions(
                    types.ClientCodeActionKindOptions(["quickfix"])
                )
            ),
        ),
        workspace=types.WorkspaceClientCapabilities(
            workspace_folders=True,
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=pulls),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
                dynamic_registration=watches
            ),
        ),
    )


async def shows(editor: Editor, *, is_status: bool) -> None:
    """What `main.py`, open and left alone, shows of its 404."""
    assert await editor.hover("main.py", MAIN, "404") is is_status
    await editor.diagnostics("main.py", int(is_status))
    if editor.pulls:
        await until(lambda: _value(editor.refreshes > 0), True)


async def _value(value: T) -> T:
    return value


async def test_another_program_changes_the_file(editor: Editor) -> None:
    editor.path("errors.py").write_text(TAKES_NONE)
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    await editor.diagnostics("main.py", 0)
    editor.path("errors.py").write_text(TAKES)
    await editor.changed(Changed="errors.py")
    await shows(editor, is_status=True)


async def test_the_file_changes_at_the_same_time_with_another_size(editor: Editor) -> None:
    path = editor.path("errors.py")
    path.write_text(TAKES)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    await editor.diagnostics("main.py", 1)
    path.write_text(TAKES_NONE)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    await editor.changed(Changed="errors.py")
    await shows(editor, is_status=False)


async def test_the_file_is_created(editor: Editor) -> None:
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    await editor.diagnostics("main.py", 0)
    editor.path("errors.py").write_text(TAKES)
    await editor.changed(Created="errors.py")
    await shows(editor, is_status=True)


async def test_the_file_is_deleted(editor: Editor) -> None:
    editor.path("errors.py").write_text(TAKES)
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    await editor.diagnostics("main.py", 1)
    editor.path("errors.py").unlink()
    await editor.changed(Deleted="errors.py")
    await shows(editor, is_status=False)


async def test_the_file_is_renamed(editor: Editor) -> None:
    editor.path("new.py").write_text(TAKES)
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    await editor.diagnostics("main.py", 0)
    editor.path("new.py").rename(editor.path("errors.py"))
    await editor.changed(Deleted="new.py", Created="errors.py")
    await shows(editor, is_status=True)


async def test_the_file_is_edited_without_being_saved(editor: Editor) -> None:
    editor.path("errors.py").write_text(TAKES_NONE)
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    editor.open("errors.py")
    await editor.diagnostics("main.py", 0)
    editor.type("errors.py", TAKES)
    await shows(editor, is_status=True)
    editor.close("errors.py")  # on disk it is as before
    await shows(editor, is_status=False)


async def test_the_file_is_open_and_not_on_disk_yet(editor: Editor) -> None:
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    await editor.diagnostics("main.py", 0)
    editor.open("errors.py", TAKES)
    await shows(editor, is_status=True)


async def test_a_base_class_in_a_third_file(editor: Editor) -> None:
    editor.path("base.py").write_text(TAKES_NONE.replace("Problem", "Base"))
    editor.path("errors.py").write_text("from base import Base\nclass Problem(Base): ...\n")
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    await editor.diagnostics("main.py", 0)
    editor.path("base.py").write_text(TAKES.replace("Problem", "Base"))
    await editor.changed(Changed="base.py")
    await shows(editor, is_status=True)
    editor.open("base.py")
    editor.type("base.py", TAKES_NONE.replace("Problem", "Base"))
    await shows(editor, is_status=False)


async def test_a_module_that_hides_one_of_pythons(editor: Editor) -> None:
    text = "import aiohttp\nfrom aiohttp import web\nweb.Response(status=404)\n"
    editor.path("main.py").write_text(text)
    editor.open("main.py")
    await editor.diagnostics("main.py", 1)
    assert "HTTPStatus" in await editor.title("main.py", text, "404")
    editor.path("http.py").write_text("")
    await editor.changed(Created="http.py")
    assert "HTTPStatus" not in await editor.title("main.py", text, "404")


async def test_the_habit_of_the_project_changes(editor: Editor) -> None:
    """In files that are not open, and that nothing that is open imports."""
    editor.path("pyproject.toml").write_text('[project]\ndependencies = ["starlette"]\n')
    text = "from aiohttp import web\nweb.Response(status=404)\n"
    editor.path("main.py").write_text(text)
    editor.open("main.py")
    await editor.diagnostics("main.py", 1)
    assert "HTTPStatus" in await editor.title("main.py", text, "404")

    async def is_starlette() -> bool:
        return "HTTP_404" in await editor.title("main.py", text, "404")

    other = editor.path("other/views.py")
    other.parent.mkdir()
    other.write_text("from starlette import status\n")
    await editor.changed(Created="other/views.py")
    await until(is_starlette, True)
    other.write_text("")
    await editor.changed(Changed="other/views.py")
    await until(is_starlette, False)


async def test_pyproject_is_changed(editor: Editor) -> None:
    editor.path("errors.py").write_text(TAKES)
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    await editor.diagnostics("main.py", 1)
    editor.path("pyproject.toml").write_text('[tool.statuslens]\nstyle = "off"\n')
    await editor.changed(Changed="pyproject.toml")
    await editor.diagnostics("main.py", 0)


async def test_a_parameter_is_renamed_in_another_statement(editor: Editor) -> None:
    """What calls of it mean changes, and with that the order of a completion."""
    head = "from fastapi import HTTPException, status\n"
    text = head + "def problem(status_code, title): ...\n" + "problem(418, 'no')\n" * 60
    asks = "raise HTTPException(status.‸)\n"
    place = "‸"
    before, after = text + asks, text.replace("status_code", "item_identifier") + asks
    editor.path("main.py").write_text("")
    editor.open("main.py", before.replace(place, ""))
    teapot = "HTTP_418_IM_A_TEAPOT"
    first = await editor.first_codes("main.py", before, place)
    editor.type("main.py", after.replace(place, ""))
    second = await editor.first_codes("main.py", after, place)
    assert first.index(teapot) < 3
    assert second.index(teapot) > 10


async def test_what_is_counted_does_not_depend_on_what_was_read_first(editor: Editor) -> None:
    """The same text is about HTTP in one folder and about jobs in another."""
    text = "def answer(status): ...\nanswer(404)\n"
    for name in ("http/a.py", "jobs/a.py"):
        editor.path(name).parent.mkdir()
        editor.path(name).write_text(text)
    alone = await editor.uses(404)
    for name in ("http/a.py", "jobs/a.py"):
        editor.open(name)
        await asyncio.sleep(3)  # until an open file is counted
    assert await editor.uses(404) == alone


async def test_unchanged_answers_are_not_sent_again(editor: Editor) -> None:
    """While one types in a file that others use, they are not asked about at each key."""
    editor.path("errors.py").write_text(TAKES)
    editor.path("main.py").write_text(MAIN)
    editor.open("main.py")
    editor.open("errors.py")
    await editor.diagnostics("main.py", 1)
    pushed = len(editor.pushed.get(editor.path("main.py").as_uri(), ()))
    for number in range(40):
        editor.type("errors.py", f"{TAKES}# {'x' * number}\n")
        await asyncio.sleep(0.01)
    assert await editor.hover("main.py", MAIN, "404")
    await asyncio.sleep(1.0)
    assert len(editor.pushed.get(editor.path("main.py").as_uri(), ())) == pushed
    assert editor.refreshes <= 3
