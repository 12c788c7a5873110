"""End to end: the files of the workspace decide what comes first, through a real server process."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from lsp import sessions
from lsp.sessions import TEXT
from repository import ROOT

pytestmark = pytest.mark.end_to_end

SERVER = (sys.executable, "-m", "statuslens", "serve")
ENVIRONMENT = {"PYTHONPATH": str(ROOT / "server")}
HEAD = "from fastapi import HTTPException, status\n\n\ndef read():\n"
ASKS = HEAD + "    raise HTTPException(status.)\n"
AT = types.Position(4, 31)
PATIENCE = 30  # seconds
RARE = frozenset({418, 507})  # without a workspace, 507 comes first of these
ALL = frozenset(range(600))


def raising(code: int, times: int = 30) -> str:
    return HEAD + f"    raise HTTPException({code})\n" * times


class Session:
    """An editor with some folders; `told` is what the server told it, in order."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.told: list[str] = []
        self.is_over = False
        self.watched: list[str] = []

    def open(self, path: Path, text: str) -> None:
        item = types.TextDocumentItem(path.as_uri(), "python", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, path: Path, text: str, version: int = 2) -> None:
        document = types.VersionedTextDocumentIdentifier(version, path.as_uri())
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self, path: Path) -> None:
        document = types.TextDocumentIdentifier(path.as_uri())
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def save(self, path: Path) -> None:
        document = types.TextDocumentIdentifier(path.as_uri())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(document))

    def watch(self, **changes: list[Path]) -> None:
        events = [
            types.FileEvent(path.as_uri(), types.FileChangeType[kind])
            for kind, paths in changes.items()
            for path in paths
        ]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    async def order(self, path: Path) -> list[int]:
        """The codes that completion has for `ASKS`, in its order."""
        document = types.TextDocumentIdentifier(path.as_uri())
        found = await self.client.text_document_completion_async(
            types.CompletionParams(document, AT)
        )
        assert isinstance(found, types.CompletionList)
        items = sorted(found.items, key=lambda item: item.sort_text or item.label)
        return [int(item.label.split("_")[1]) for item in items]

    async def expect(self, path: Path, code: int, among: frozenset[int] = RARE) -> None:
        """Wait until that code is the first of those."""
        end = time.monotonic() + PATIENCE
        while (found := [c for c in await self.order(path) if c in among])[0] != code:
            assert time.monotonic() < end, f"{found[0]} comes first, not {code}"
            await asyncio.sleep(0.1)

    async def hears(self, what: str, times: int = 1) -> None:
        end = time.monotonic() + PATIENCE
        while self.told.count(what) < times:
            assert time.monotonic() < end, f"only heard {self.told}"
            await asyncio.sleep(0.05)


Start = Callable[..., "asyncio.Future[Session]"]


@pytest_asyncio.fixture
async def start() -> AsyncIterator[Start]:
    sessions = []

    async def started(*folders: Path, capabilities: str = "visual-studio-code") -> Session:
        client = make_test_lsp_client()
        session = Session(client)
        sessions.append(session)

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            for registration in params.registrations:
                options: Any = registration.register_options
                session.watched += [w["globPattern"] for w in options.get("watchers", ())]

        del client.protocol.fm.features[types.PROGRESS]

        @client.feature(types.PROGRESS)
        def progress(params: types.ProgressParams) -> None:
            value: Any = params.value
            session.told.append(value["kind"] if isinstance(value, dict) else value.kind)

        await client.start_io(*SERVER, env=ENVIRONMENT)
        await client.initialize_session(
            types.InitializeParams(
                capabilities=client_capabilities(capabilities),
                workspace_folders=[types.WorkspaceFolder(f.as_uri(), f.name) for f in folders],
            )
        )
        return session

    yield started  # type: ignore[misc]
    for session in sessions:
        if not session.is_over:
            await session.client.shutdown_session()
        await session.client.stop()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "items.py").write_text(raising(418), "utf-8")
    return tmp_path / "shop"


async def test_the_files_of_the_folder_decide_what_comes_first(start: Start, shop: Path) -> None:
    (shop / "made").mkdir()
    (shop / "made" / "items.py").write_text(raising(507, times=900), "utf-8")
    (shop / ".gitignore").write_text("made\n", "utf-8")
    (shop / ".git").mkdir()
    session = await start(shop)
    app = shop / "app.py"
    session.open(app, ASKS)
    await session.expect(app, 418)
    assert {"**/*.{py,pyi,pyw,ipynb}", "**/.gitignore"} <= set(session.watched)
    (shop / ".gitignore").write_text("", "utf-8")
    session.watch(Changed=[shop / ".gitignore"])
    await session.expect(app, 507)
    (shop / ".gitignore").write_text("made\n", "utf-8")
    session.watch(Changed=[shop / ".gitignore"])
    await session.expect(app, 418)


async def test_what_the_workspace_has_most_is_the_first_of_all(start: Start, shop: Path) -> None:
    session = await start(shop)
    app = shop / "app.py"
    session.open(app, ASKS)
    await session.expect(app, 404, among=ALL)
    (shop / "items.py").write_text(raising(403, times=900), "utf-8")
    session.watch(Changed=[shop / "items.py"])
    await session.expect(app, 403, among=ALL)


async def test_saved_created_deleted_renamed(start: Start, shop: Path) -> None:
    session = await start(shop)
    app, items, new = shop / "app.py", shop / "items.py", shop / "new.py"
    session.open(app, ASKS)
    await session.expect(app, 418)
    items.write_text("", "utf-8")
    session.save(items)
    await session.expect(app, 507)
    new.write_text(raising(418), "utf-8")
    session.watch(Created=[new])
    await session.expect(app, 418)
    new.rename(shop / "newer.py")
    session.watch(Deleted=[new])
    await session.expect(app, 507)
    session.watch(Created=[shop / "newer.py"])
    await session.expect(app, 418)
    (shop / "newer.py").unlink()
    session.watch(Deleted=[shop / "newer.py"])
    await session.expect(app, 507)


async def test_folders_that_are_copied_renamed_and_deleted(start: Start, shop: Path) -> None:
    session = await start(shop)
    app, api, old = shop / "app.py", shop / "api", shop / "old"
    client = session.client
    session.open(app, ASKS)
    await session.expect(app, 418)
    api.mkdir()
    (api / "items.py").write_text(raising(507, times=300), "utf-8")
    created = types.FileCreate(api.as_uri())
    client.workspace_did_create_files(types.CreateFilesParams([created]))
    await session.expect(app, 507)
    api.rename(old)
    renamed = types.FileRename(api.as_uri(), old.as_uri())
    client.workspace_did_rename_files(types.RenameFilesParams([renamed]))
    await session.expect(app, 507)
    shutil.rmtree(old)
    client.workspace_did_delete_files(types.DeleteFilesParams([types.FileDelete(old.as_uri())]))
    await session.expect(app, 418)


async def test_what_is_left_out_where_the_client_watches_nothing(start: Start, shop: Path) -> None:
    session = await start(shop, capabilities="neovim")
    app, items = shop / "app.py", shop / "items.py"
    session.open(app, ASKS)
    await session.expect(app, 418)
    (shop / "pyproject.toml").write_text("[tool.statuslens]\nexclude = ['items.py']\n", "utf-8")
    session.save(app)
    await session.expect(app, 507)
    (shop / "pyproject.toml").unlink()
    session.save(app)
    await session.expect(app, 418)
    assert items.exists()


async def test_an_open_file_counts_as_in_the_editor(start: Start, shop: Path) -> None:
    session = await start(shop)
    app, items = shop / "app.py", shop / "items.py"
    session.open(app, ASKS)
    session.open(items, raising(418))
    await session.expect(app, 418)
    session.type(items, raising(507))
    await session.expect(app, 507)
    session.close(items)
    await session.expect(app, 418)


async def test_two_folders_that_come_and_go(start: Start, shop: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "items.py").write_text(raising(507, times=300), "utf-8")
    session = await start(shop, other)
    app = shop / "app.py"
    session.open(app, ASKS)
    await session.expect(app, 507)
    folder = types.WorkspaceFolder(other.as_uri(), "other")
    for added, removed, code in (([], [folder], 418), ([folder], [], 507)):
        event = types.WorkspaceFoldersChangeEvent(added, removed)
        session.client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(event)
        )
        await session.expect(app, code)


@pytest.mark.parametrize("capabilities", ["visual-studio-code", "neovim"])
async def test_without_a_folder_the_open_files_count(
    start: Start, shop: Path, capabilities: str
) -> None:
    session = await start(capabilities=capabilities)
    app, items = shop / "app.py", shop / "items.py"
    session.open(app, ASKS)
    session.open(items, raising(507))
    await session.expect(app, 507)


async def test_a_large_folder_delays_no_answer(start: Start, shop: Path) -> None:
    for number in range(1500):
        (shop / f"m{number}.py").write_text(raising(418), "utf-8")
    session = await start(shop)
    app = shop / "app.py"
    session.open(app, raising(404))
    await session.hears("begin")
    params = types.HoverParams(types.TextDocumentIdentifier(app.as_uri()), types.Position(4, 25))
    for _ in range(20):
        assert await session.client.text_document_hover_async(params) is not None
    assert "end" not in session.told
    await session.hears("end")
    assert "report" in session.told
    session.type(app, ASKS)
    await session.expect(app, 418)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the processes")
async def test_another_process_reads_where_one_has_died(start: Start, shop: Path) -> None:
    for number in range(1500):
        (shop / f"m{number}.py").write_text(raising(418), "utf-8")
    session = await start(shop)
    app = shop / "app.py"
    session.open(app, ASKS)
    await session.hears("report")
    server = session.client._server
    assert server is not None
    assert "end" not in session.told
    for reader in _descendants(server.pid):
        os.kill(reader, signal.SIGKILL)
    await session.hears("end", times=2)
    await session.expect(app, 418)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the processes")
@pytest.mark.parametrize("ends", ["shutdown", "killed"])
async def test_the_process_that_reads_ends_with_the_server(
    start: Start, shop: Path, ends: str
) -> None:
    for number in range(1500):
        (shop / f"m{number}.py").write_text(raising(418), "utf-8")
    session = await start(shop)
    await session.hears("begin")
    server = session.client._server
    assert server is not None
    await session.hears("report")
    readers = _descendants(server.pid)
    assert len(readers) >= 1
    assert "end" not in session.told
    session.is_over = True
    if ends == "shutdown":
        await session.client.shutdown_session()
    else:
        os.kill(server.pid, signal.SIGKILL)
    end = time.monotonic() + PATIENCE
    while left := [reader for reader in readers if _is_running(reader)]:
        assert time.monotonic() < end, f"{left} still run"
        await asyncio.sleep(0.05)


def _descendants(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found


def _is_running(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


async def test_hover_after_a_change_behind_a_form_feed(session: sessions.Session) -> None:
    session.open(TEXT)
    session.type_at("@app", "# 😀\r\n")
    session.type_at("04, ", "1")
    found = await session.hover(session.at("4104"))
    assert found is None  # no such status
    session.type_at("4104", "1008; f(status_code=")
    found = await session.hover(session.at("200"))
    assert found is not None
    assert found.range == session.around("200")


async def test_did_close_forgets_the_text(session: sessions.Session) -> None:
    session.open(TEXT)
    position = session.at("200")
    session.close()
    assert await session.hover(position) is None
    assert await session.complete(position) is None
    assert await session.actions(types.Range(position, position)) == []


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
async def test_every_line_break_and_no_final_one(
    session: sessions.Session, line_break: str
) -> None:
    session.open(TEXT.rstrip("\n").replace("\n", line_break))
    found = await session.hover(session.at("404"))
    assert found is not None
    assert found.range == session.around("404")
