"""What the handlers share: documents by any path, one look at the disk a second, pushes; and what
the client shows of a scan, whenever it answers that it can.
"""

from __future__ import annotations

import asyncio
import builtins
import os
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from lsp.in_process import Server
from statuslens.features.hover import hover
from statuslens.lsp import language_server, workspace_edits
from statuslens.lsp.diagnostics import DELAY, diagnostics
from statuslens.lsp.documents import Document
from statuslens.lsp.handlers import language, workspace
from statuslens.lsp.language_server import ScanProgress
from statuslens.project import file_system
from statuslens.project.walk import Walk
from statuslens.syntax.source import Span
from statuslens.workspace.summary_index import summary_of

TAKES = "class Problem(Exception):\n    def __init__(self, detail, status_code): ...\n"
TAKES_NONE = "class Problem(Exception):\n    def __init__(self, detail, item): ...\n"
MAIN = "from errors import Problem\nraise Problem('no', 404)\n"


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(tmp_path)
    yield server
    server.stop()


def is_status(server: Server, document: Document) -> bool:
    offset = document.source.data.index(b"404")
    return hover(document.source, offset, server.project(document), markdown=True) is not None


@pytest.mark.parametrize("name", ["shop/../shop/errors.py", "link/errors.py", "%73hop/errors.py"])
async def test_a_document_that_is_open_by_another_path(
    server: Server, tmp_path: Path, name: str
) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "link").symlink_to("shop")
    (tmp_path / "shop" / "errors.py").write_text(TAKES_NONE)
    main = server.open(tmp_path / "shop" / "main.py", MAIN)
    linked = server.open(tmp_path / "link" / "main.py", MAIN)
    assert [is_status(server, each) for each in (main, linked)] == [False, False]
    uri = f"{tmp_path.as_uri()}/{name}"
    server.open(tmp_path, TAKES, uri)
    assert [is_status(server, each) for each in (main, linked)] == [True, True]
    server.type(uri, TAKES_NONE)
    assert [is_status(server, each) for each in (main, linked)] == [False, False]
    server.type(uri, TAKES)
    assert [is_status(server, each) for each in (main, linked)] == [True, True]
    server.close(uri)
    assert [is_status(server, each) for each in (main, linked)] == [False, False]


async def test_a_link_to_another_folder_while_a_document_in_it_is_open(
    server: Server, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "errors.py").write_text(TAKES_NONE)
    (tmp_path / "link").symlink_to("one")
    mains = [server.open(tmp_path / name / "main.py", MAIN) for name in ("one", "two")]
    linked = server.open(tmp_path / "link" / "errors.py", TAKES)
    assert diagnostics(linked, server.project(linked)) == []
    assert [is_status(server, each) for each in mains] == [True, False]
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to("two")
    server.look_again(now=True)
    assert [is_status(server, each) for each in mains] == [False, True]


async def test_a_package_that_begins_with_an_open_file(server: Server, tmp_path: Path) -> None:
    """Where a project begins depends on files that are not saved yet, too."""
    folder = tmp_path / "elsewhere" / "shop"
    folder.mkdir(parents=True)
    server.protocol.workspace.remove_folder(tmp_path.as_uri())
    main = server.open(folder / "main.py", "")
    assert server.project(main).files.root is None
    server.open(folder / "__init__.py", "")
    assert server.project(main).files.root == folder
    server.open(folder.parent / "__init__.py", "")
    assert server.project(main).files.root == folder.parent
    server.close((folder.parent / "__init__.py").as_uri())
    assert server.project(main).files.root == folder


async def test_nobody_looks_at_the_disk_where_nothing_is_open(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_server, "_SECOND", 0.01)
    looks: list[bool] = []
    monkeypatch.setattr(server.session, "look_again", lambda **_: looks.append(True))
    await asyncio.sleep(0.05)
    assert looks == []
    document = server.open(tmp_path / "main.py", "")
    await asyncio.sleep(0.1)
    assert len(looks) > 2
    server.close(document.uri)
    await asyncio.sleep(0.05)
    looks.clear()
    await asyncio.sleep(0.1)
    assert looks == []
    server.open(tmp_path / "main.py", "")
    await asyncio.sleep(0.05)
    assert looks
    server.stop()
    looks.clear()
    await asyncio.sleep(0.05)
    assert looks == []


async def test_what_a_client_does_not_watch_counts_within_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editors leave folders out of what they watch, as the user likes."""
    (tmp_path / "errors.py").write_text(TAKES_NONE)
    server = Server(tmp_path, watches=True)
    main = server.open(tmp_path / "main.py", MAIN)
    assert not is_status(server, main)
    await asyncio.sleep(0.05)
    (tmp_path / "errors.py").write_text(TAKES)
    assert not is_status(server, main)
    assert file_system._REFRESH_INTERVAL <= 1.0
    monkeypatch.setattr(file_system, "_REFRESH_INTERVAL", 0.0)
    assert is_status(server, main)
    await asyncio.sleep(2.5 * DELAY)
    assert len(server.sent[-1].diagnostics) == 1, "others are told by the same look"
    server.stop()


async def test_each_folder_has_its_project(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    modules = ("from http import HTTPStatus\n", "from fastapi import status\n")
    server = Server(*folders, watches=True)
    summaries = server.workspace_client.summaries
    summaries.start(tuple(folders))
    for folder, text in zip(folders, modules, strict=True):
        folder.mkdir()
        (folder / "errors.py").write_text(TAKES if folder == folders[0] else TAKES_NONE)
        summaries.update(folder / "habit.py", summary_of(text.encode()))
    summaries.complete({folder / "habit.py" for folder in folders}, set())
    mains = [server.open(folder / "main.py", MAIN) for folder in folders]
    assert [is_status(server, each) for each in mains] == [True, False]
    files = [server.project(each).files for each in mains]
    assert [each.root for each in files] == folders
    assert [each.usual_provider() for each in files] == ["http", "fastapi"]
    server.stop()


async def test_a_project_that_begins_above_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its habits and importers are the project's, as on the command line; the counts are not."""
    for name in ("app", "tests", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "habit.py").write_text("from http import HTTPStatus\n")
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app" / "habit.py").write_text("from fastapi import HTTPException, status\n")
    (tmp_path / "app" / "view.py").write_text(
        "from fastapi import HTTPException\n\nHTTPException(404)\n"
    )
    (tmp_path / "tests" / "test.py").write_text(
        "from app.habit import status\nf(status_code=500)\n"
    )
    server = Server(tmp_path / "app", watches=True)
    document = server.open(tmp_path / "app" / "habit.py")
    server.count_workspace()
    client = server.workspace_client
    await client.until_read()
    files = server.project(document).files
    assert files.usual_provider() == "http"
    assert files.may_be_taken("status")
    assert not files.may_be_taken("codes")
    assert {
        each.path.name for code in (404, 500) for each in client.workspace.files_with(code)
    } == {"view.py"}
    for name in ("tests", "other"):  # which the client does not watch
        (tmp_path / name / "habit.py").write_text("")
    (tmp_path / "tests" / "test.py").unlink()
    end = time.monotonic() + 20
    while files.may_be_taken("status") or files.usual_provider() != "fastapi":
        assert time.monotonic() < end
        await asyncio.sleep(0.1)
    server.stop()
    await asyncio.sleep(0.5)  # until the process has ended
    monkeypatch.setenv("HOME", str(tmp_path))
    assert server.session.roots_to_read() == [tmp_path / "app"], "nobody wants all of that"


async def test_settings_are_those_that_are_saved(server: Server, tmp_path: Path) -> None:
    """As for every other tool: half a table would be a problem at each key."""
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.statuslens]\nignore-codes = [404]\n")
    main = server.open(tmp_path / "main.py", MAIN)
    settings = server.open(path, "[tool.statusl")
    assert server.project(main).settings.ignore_codes == {404}
    server.type(settings.uri, "[tool.statuslens]\nignore-codes = []\n")
    assert server.project(main).settings.ignore_codes == {404}
    path.write_text(settings.source.text + "ens]\nignore-codes = [409]\n")
    server.look_again(now=True)
    assert server.project(main).settings.ignore_codes == {409}
    server.close(settings.uri)
    assert server.project(main).settings.ignore_codes == {409}
    assert not [each for each in server.sent if isinstance(each, types.ShowMessageParams)]


async def test_only_what_differs_is_pushed(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_server, "_SECOND", 1e6)
    (tmp_path / "errors.py").write_text(TAKES)
    main = server.open(tmp_path / "main.py", MAIN)
    errors = server.open(tmp_path / "errors.py")
    await asyncio.sleep(0.05)

    def pushed() -> list[tuple[int | None, int]]:
        found = [
            (each.version, len(each.diagnostics)) for each in server.sent if each.uri == main.uri
        ]
        server.sent.clear()
        return found

    assert pushed() == [(1, 1)]
    for number in range(20):
        server.type(errors.uri, f"{TAKES}# {number}\n")
        await asyncio.sleep(0.01)
    await asyncio.sleep(2.5 * DELAY)
    assert pushed() == []
    server.type(errors.uri, TAKES_NONE)
    await asyncio.sleep(2.5 * DELAY)
    assert pushed() == [(1, 0)]
    server.type(main.uri, MAIN)  # a new version with nothing new
    await asyncio.sleep(2.5 * DELAY)
    assert pushed() == [(2, 0)]


@pytest.mark.parametrize("is_listed", [True, False])
async def test_what_is_beside_a_lone_file_is_neither_listed_nor_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_listed: bool
) -> None:
    """A pipe, an endless file and 200,000 others; the folder may not even be readable."""
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "http.py").symlink_to("/dev/zero")
    (tmp_path / "pyproject.toml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "errors.py")
    (tmp_path / "closed").mkdir(mode=0)
    entries: list[str] = []

    class Listing:
        def __enter__(self) -> Iterator[SimpleNamespace]:
            for number in range(200_000):
                entries.append(f"m{number}.py")
                yield SimpleNamespace(name=entries[-1])

        def __exit__(self, *_: object) -> None: ...

    def scandir(folder: Path) -> Any:
        if not Path(folder).is_relative_to(tmp_path):
            return real_scandir(folder)
        if not is_listed:
            raise PermissionError(13, "Permission denied")
        return Listing()

    def refused(path: Any, *_: object, **__: object) -> NoReturn:
        raise AssertionError(path)

    real_scandir = os.scandir
    monkeypatch.setattr(os, "scandir", scandir)
    for module, name in ((os, "open"), (os, "walk"), (os, "listdir"), (builtins, "open")):
        monkeypatch.setattr(module, name, refused)
    server = Server()
    document = server.open(
        tmp_path / "main.py", f"from fastapi import HTTPException\n{MAIN}raise HTTPException(404)\n"
    )
    assert not is_status(server, document)
    for offset in (document.source.data.rindex(b"404"), len(document.source.data)):
        position = document.positions.position(offset)
        identifier = types.TextDocumentIdentifier(document.uri)
        language.text_document_completion(server, types.CompletionParams(identifier, position))
        everything = document.positions.range(Span(0, offset))
        context = types.CodeActionContext([])
        language.text_document_code_action(
            server, types.CodeActionParams(identifier, everything, context)
        )
    assert diagnostics(document, server.project(document))
    server.look_again(now=True)
    assert diagnostics(document, server.project(document))
    assert len(entries) <= 2 * 2_001, "the first ones, once and again after a change"
    server.stop()


async def test_a_file_of_the_workspace_that_is_open_by_another_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is changed once, as it is in the editor."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real" / "main.py").write_text("x = 1\n")
    server = Server(tmp_path / "link", watches=True)
    text = "from fastapi import HTTPException, status\nraise HTTPException(404)\n"
    document = server.open(tmp_path / "real" / "main.py", text)
    applied: list[types.WorkspaceEdit] = []

    async def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        applied.append(params.edit)
        return types.ApplyWorkspaceEditResult(True)

    monkeypatch.setattr(server, "workspace_apply_edit_async", apply)
    assert await workspace_edits.fix_workspace(server, preview=False) == 1
    assert list(applied[0].changes or ()) == [document.uri]
    server.stop()


async def test_no_folder_is_walked_while_somebody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for an edit of all files of the workspace."""
    walk = Walk.files

    def slow(self: Walk, paths: Iterable[Path]) -> list[Path]:
        time.sleep(0.3)
        return walk(self, paths)

    monkeypatch.setattr(Walk, "files", slow)
    server = Server(tmp_path, watches=True)
    fix = asyncio.ensure_future(workspace_edits.fix_workspace(server, preview=False))
    began, turns = time.monotonic(), 0
    while not fix.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert time.monotonic() - began >= 0.3
    assert turns > 10
    server.stop()


@pytest.mark.parametrize("name", ["a%00.py", "%ED%A0%80.py", "a" * 300, "d/" * 100, "", ".."])
async def test_a_document_that_cannot_be_on_disk(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server(tmp_path)
    uri = f"{tmp_path.as_uri()}/{name}" if name else "file:///"
    text = f"from fastapi import HTTPException\n{MAIN}raise HTTPException(404)\n"
    document = server.open(tmp_path, text, uri)
    assert len(diagnostics(document, server.project(document))) == 1
    server.type(uri, text)
    server.close(uri)
    server.stop()
    assert not caplog.records


async def test_a_problem_is_shown_once_until_it_returns(server: Server, tmp_path: Path) -> None:
    """Saving any file must not show it again."""
    wrong = '[tool.statuslens]\nstyle = "names"\ninterpreter = "/no/python"\n'
    (tmp_path / "pyproject.toml").write_text(wrong)
    (tmp_path / "errors.py").write_text(TAKES)
    main = server.open(tmp_path / "main.py", MAIN)

    def messages() -> int:
        server.look_again(now=True)
        project = server.project(main)
        assert project.environment is not None
        found = [each for each in server.sent if isinstance(each, types.ShowMessageParams)]
        server.sent.clear()
        return len(found)

    assert is_status(server, main)
    assert messages() == 1
    (tmp_path / "errors.py").write_text(TAKES_NONE)
    assert messages() == 0
    (tmp_path / "pyproject.toml").write_text('[tool.statuslens]\ninterpreter = "/no/python"\n')
    assert messages() == 1
    (tmp_path / "errors.py").write_text(TAKES)
    assert messages() == 0
    (tmp_path / "pyproject.toml").write_text("[tool.statuslens]\n")
    assert messages() == 0
    (tmp_path / "pyproject.toml").write_text(wrong)
    assert messages() == 1


@pytest.mark.parametrize("change", ["created", "renamed", "deleted"])
async def test_a_folder_that_the_editor_changes(
    tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that watches files reports none in a folder; the next request may be far away."""
    monkeypatch.setattr(language_server, "DELAY", 0)
    server = Server(tmp_path, watches=True)
    package, other = tmp_path / "errors", tmp_path / "other"
    (package if change == "deleted" else other).mkdir()
    (package if change == "deleted" else other).joinpath("__init__.py").write_text(TAKES)
    server.open(tmp_path / "main.py", MAIN)
    await asyncio.sleep(0.05)
    assert len(server.sent[-1].diagnostics) == (change == "deleted")
    if change == "deleted":
        package.rename(tmp_path / "gone")
        deleted = types.DeleteFilesParams([types.FileDelete(package.as_uri())])
        workspace.did_delete_files(server, deleted)
    else:
        other.rename(package)
        created = types.CreateFilesParams([types.FileCreate(package.as_uri())])
        renamed = types.RenameFilesParams([types.FileRename(other.as_uri(), package.as_uri())])
        if change == "created":
            workspace.did_create_files(server, created)
        else:
            workspace.did_rename_files(server, renamed)
    await asyncio.sleep(0.1)
    assert len(server.sent[-1].diagnostics) == (change != "deleted")
    server.stop()


async def test_folders_that_are_added_count_at_once(tmp_path: Path) -> None:
    """A folder without a `pyproject.toml` is a project once the editor opens it."""
    server = Server(watches=True)
    (tmp_path / "app").mkdir()
    (tmp_path / "errors.py").write_text(TAKES)
    server.open(tmp_path / "app" / "main.py", MAIN)
    await asyncio.sleep(0.05)
    assert server.sent[-1].diagnostics == []
    folder = types.WorkspaceFolder(tmp_path.as_uri(), "app")
    server.protocol.workspace.add_folder(folder)
    event = types.WorkspaceFoldersChangeEvent([folder], [])
    await workspace.did_change_workspace_folders(
        server, types.DidChangeWorkspaceFoldersParams(event)
    )
    await asyncio.sleep(0.1)
    assert len(server.sent[-1].diagnostics) == 1
    server.stop()


class Watching:
    """The progress that a client shows, in words; `answer` is its answer to the last request."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.answer: Callable[[], None] = lambda: None

    def create(self, _token: str, callback: Callable[[Any], None]) -> None:
        self.answer = lambda: callback(None)

    def begin(self, _token: str, value: types.WorkDoneProgressBegin) -> None:
        self.shown.append(value.title)

    def report(self, _token: str, value: types.WorkDoneProgressReport) -> None:
        self.shown.append(f"{value.message or ''} {value.percentage} %".strip())

    def end(self, _token: str, _value: types.WorkDoneProgressEnd) -> None:
        self.shown.append("end")


@pytest.fixture
def client() -> Watching:
    return Watching()


@pytest.fixture
def progress(client: Watching) -> ScanProgress:
    return ScanProgress(cast(LanguageServer, SimpleNamespace(work_done_progress=client)))


def test_a_scan_from_its_begin_to_its_end(client: Watching, progress: ScanProgress) -> None:
    progress.begin()
    client.answer()
    progress.report(500, 2000)
    progress.end()
    assert client.shown == ["Status codes", "0 %", "500 of 2,000 files 25 %", "end"]


def test_a_late_answer_shows_how_far_the_scan_is(client: Watching, progress: ScanProgress) -> None:
    progress.begin()
    progress.report(1, 2)
    assert client.shown == []
    client.answer()
    assert client.shown == ["Status codes", "1 of 2 files 50 %"]


def test_an_answer_after_the_end_shows_nothing(client: Watching, progress: ScanProgress) -> None:
    progress.begin()
    progress.end()
    client.answer()
    progress.report(1, 2)
    assert client.shown == []


def test_it_can_begin_again(client: Watching, progress: ScanProgress) -> None:
    progress.begin()
    late = client.answer
    progress.begin()
    late()
    assert client.shown == []
    client.answer()
    progress.end()
    assert client.shown == ["Status codes", "0 %", "end"]
