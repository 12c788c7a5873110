"""What an editor's own commands ask, and settings of several folders: through a server process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from lsp.sessions import ENVIRONMENT, SERVER, Session, start, stop
from statuslens import __version__
from statuslens.edits.text_edits import applied
from statuslens.syntax.source import Edit, Source, Span

pytestmark = pytest.mark.end_to_end


TEXT = """\
from fastapi import HTTPException, status

def read():
    raise HTTPException(404)
    raise HTTPException(status.HTTP_409_CONFLICT)
"""
OTHER = "f(status_code=404)\nf(status_code=200)\n"
FIXED = TEXT.replace("404", "status.HTTP_404_NOT_FOUND")


@pytest_asyncio.fixture
async def session(tmp_path: Path) -> AsyncIterator[Session]:
    (tmp_path / "app.py").write_text(TEXT, "utf-8")
    (tmp_path / "other.py").write_text(OTHER, "utf-8")
    (tmp_path / "plain.py").write_text("answer = 404\n", "utf-8")
    found = await start(client_capabilities("visual-studio-code"), folder=tmp_path.as_uri())
    found.open(TEXT, (tmp_path / "app.py").as_uri())
    yield found
    await stop(found)


async def ask(session: Session, method: str, params: object = None) -> Any:
    return plain(await session.client.protocol.send_request_async(method, params))


def plain(value: Any) -> Any:
    """An answer as the JSON that it came as."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


async def run(session: Session, command: str, *arguments: object) -> Any:
    params = types.ExecuteCommandParams(command, list(arguments))
    return await session.client.workspace_execute_command_async(params)


def taking_edits(client: LanguageClient) -> list[types.WorkspaceEdit]:
    """From now on the client takes each edit that the server asks it to apply."""
    taken: list[types.WorkspaceEdit] = []

    @client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        taken.append(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    return taken


def texts_after(edit: types.WorkspaceEdit, folder: Path) -> dict[str, str]:
    """Each changed file by name, as it is after the edit; columns of ASCII are bytes."""
    after = {}
    for change in edit.document_changes or ():
        assert isinstance(change, types.TextDocumentEdit)
        name = change.text_document.uri.rpartition("/")[2]
        source = Source((folder / name).read_text("utf-8"))
        lines = source.line_starts
        edits = [
            Edit(
                Span(
                    lines[one.range.start.line] + one.range.start.character,
                    lines[one.range.end.line] + one.range.end.character,
                ),
                one.new_text,
            )
            for one in change.edits
            if isinstance(one, (types.TextEdit, types.AnnotatedTextEdit))
        ]
        after[name] = applied(source, edits).text
    return after


async def test_codes_can_be_found_by_number_name_and_phrase(session: Session) -> None:
    found = {each["code"]: each for each in await ask(session, "statuslens/codes")}
    assert list(found) == sorted(found)
    assert found[404]["title"] == "Not Found"
    assert {"HTTP_404_NOT_FOUND", "NOT_FOUND"} <= set(found[404]["names"])
    assert (found[404]["kind"], found[1008]["kind"]) == ("http", "websocket")
    assert all(each["sentence"] for each in found.values())


async def test_what_counts_for_a_file(session: Session, tmp_path: Path) -> None:
    (tmp_path / "uv.lock").write_text('[[package]]\nname = "starlette"\nversion = "0.47.3"\n')
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\ndependencies = ["fastapi"]\n')
    found = await ask(session, "statuslens/environment", {"uri": session.uri})
    assert found["server"] == __version__
    assert found["expression"] == "status.HTTP_200_OK"
    assert (found["library"], found["version"]) == ("Starlette", "0.47.3")
    assert await ask(session, "statuslens/environment", {"uri": "file:///not/open.py"}) is None


async def test_constants_come_in_the_order_of_completion(session: Session) -> None:
    at = session.at("404")
    offered = await session.complete(session.at("404"))
    found = await ask(session, "statuslens/constants", {"uri": session.uri, "position": at})
    assert offered is not None
    assert [each["label"] for each in found] == [item.label for item in offered.items]


async def test_constants_are_there_where_completion_has_none(
    session: Session, tmp_path: Path
) -> None:
    session.open("x = 1\n", (tmp_path / "new.py").as_uri())
    at = types.Position(1, 0)
    assert await session.complete(at) is None
    found = await ask(session, "statuslens/constants", {"uri": session.uri, "position": at})
    first = found[0]
    assert first["label"] == "status.HTTP_200_OK", "as the file beside it writes them"
    above, here = first["edits"]
    assert above["newText"].startswith("from fastapi import status\n")
    assert (here["newText"], here["range"]["start"]) == (
        first["label"],
        {"line": 1, "character": 0},
    )


async def test_usage_counts_the_workspace_and_lists_the_usages(session: Session) -> None:
    counted = await ask(session, "statuslens/usage")  # the answer waits until all is read
    assert [(each["code"], each["usages"]) for each in counted] == [(404, 2), (200, 1), (409, 1)]
    assert counted[0]["title"] == "Not Found"
    usages = await ask(session, "statuslens/usages", {"code": 404})
    assert [(each["uri"].rpartition("/")[2], each["text"]) for each in usages] == [
        ("app.py", "raise HTTPException(404)"),
        ("other.py", "f(status_code=404)"),
    ]
    assert usages[1]["range"]["start"] == {"line": 0, "character": 14}


@pytest.mark.parametrize(
    ("method", "params", "problem"),
    [
        ("statuslens/environment", None, "required field missing @ $.uri"),
        ("statuslens/environment", [], "required field missing @ $.uri"),
        ("statuslens/constants", {"uri": "file:///a.py"}, "required field missing @ $.position"),
        (
            "statuslens/constants",
            {"uri": "file:///a.py", "position": {"line": 1}},
            "required field missing @ $.position.character",
        ),
        ("statuslens/usages", {"code": "x"}, "invalid value for type, expected int @ $.code"),
    ],
)
async def test_invalid_parameters_are_named(
    session: Session, method: str, params: object, problem: str
) -> None:
    with pytest.raises(JsonRpcException) as raised:
        await ask(session, method, params)
    assert (raised.value.code, raised.value.message) == (-32602, f"Invalid Params: {problem}")


async def test_a_request_without_parameters_may_leave_them_out(session: Session) -> None:
    protocol = session.client.protocol
    answer: Future[Any] = Future()
    protocol._request_futures["mine"] = answer
    protocol._send_data({"jsonrpc": "2.0", "id": "mine", "method": "statuslens/codes"})
    assert await asyncio.wait_for(asyncio.wrap_future(answer), 10)


async def test_explain_by_command(session: Session) -> None:
    assert (await run(session, "statuslens.explain", 404)).startswith("**404 Not Found**")
    assert "418 I'm a teapot" in await run(session, "statuslens.explain", "teapot")


async def test_fix_a_file_by_command(session: Session, tmp_path: Path) -> None:
    taken = taking_edits(session.client)
    assert await run(session, "statuslens.fixAll", session.uri) == 1
    assert texts_after(taken[0], tmp_path) == {"app.py": FIXED}
    assert await run(session, "statuslens.fixAll", "file:///not/open.py") == 0


@pytest.mark.parametrize("preview", [True, False])
async def test_fix_the_workspace_by_command(
    session: Session, tmp_path: Path, preview: bool
) -> None:
    taken = taking_edits(session.client)
    assert await run(session, "statuslens.fixAllInWorkspace", preview) == 2
    (edit,) = taken
    assert texts_after(edit, tmp_path) == {
        "app.py": FIXED,
        "other.py": "from fastapi import status\n\nf(status_code=status.HTTP_404_NOT_FOUND)\n"
        "f(status_code=status.HTTP_200_OK)\n",
    }
    notes = edit.change_annotations or {}
    assert [note.needs_confirmation for note in notes.values()] == [True] * preview
    for change in edit.document_changes or ():
        assert isinstance(change, types.TextDocumentEdit)
        for one in change.edits:
            assert getattr(one, "annotation_id", None) == next(iter(notes), None)


async def test_a_double_click_on_a_hint_replaces_where_that_is_safe(session: Session) -> None:
    whole = types.Range(types.Position(0, 0), types.Position(99, 0))
    params = types.InlayHintParams(session.document, whole)
    (hint,) = await session.client.text_document_inlay_hint_async(params) or ()
    edits = {session.uri: list(hint.text_edits or ())}
    assert session.after(types.WorkspaceEdit(changes=edits)) == FIXED


async def test_each_folder_has_its_own_settings(tmp_path: Path) -> None:
    names = {"one": "fastapi", "two": "http"}
    folders = [types.WorkspaceFolder((tmp_path / name).as_uri(), name) for name in names]
    client = make_test_lsp_client()
    await client.start_io(*SERVER, env=ENVIRONMENT)
    client.set_configuration({"statuslens": {"provider": "httpx"}})
    for folder in folders:
        provider = {"statuslens": {"provider": names[folder.name]}}
        client.set_configuration(provider, scope_uri=folder.uri)
    await client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"), workspace_folders=folders[:1]
        )
    )

    async def expression(path: Path) -> str:
        item = types.TextDocumentItem(path.as_uri(), "python", 1, "f(status_code=404)\n")
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        params = {"uri": path.as_uri()}
        answer = await client.protocol.send_request_async("statuslens/environment", params)
        return str(answer.expression)

    # With one folder, the window's settings are its.
    while await expression(tmp_path / "one" / "a.py") != "codes.OK":
        pass
    change = types.WorkspaceFoldersChangeEvent(added=folders[1:], removed=[])
    client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(change))
    while await expression(tmp_path / "two" / "a.py") != "HTTPStatus.OK":
        pass
    assert await expression(tmp_path / "one" / "a.py") == "status.HTTP_200_OK"
    assert await expression(tmp_path / "elsewhere.py") == "codes.OK"
    await client.shutdown_session()
    await client.stop()
