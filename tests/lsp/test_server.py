"""End to end: one test per LSP method, through a real server process, for two kinds of client.

VS Code's counts UTF-16 units and is pushed diagnostics; Neovim's counts bytes and asks for them.
"""

from __future__ import annotations

import asyncio
import http
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import starlette.status
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from repository import ROOT
from statuslens.edits.text_edits import applied
from statuslens.lsp import convert
from statuslens.lsp.positions import Positions
from statuslens.syntax.source import Edit, Source

pytestmark = pytest.mark.end_to_end

SERVER = (sys.executable, "-m", "statuslens", "serve")
ENVIRONMENT = {"PYTHONPATH": str(ROOT / "server")}
FOLDER = "file:///work%20space/shop"
FILE = f"{FOLDER}/app.py"
TEXT = """\
from fastapi import FastAPI, HTTPException
app = FastAPI()
\x0c
@app.get("/😀", status_code=200)
def read():
    raise HTTPException(404, "é")
"""


class Session:
    """A client, and the file it has open, as the client knows it."""

    def __init__(
        self,
        client: LanguageClient,
        result: types.InitializeResult,
        pushed: asyncio.Queue[types.PublishDiagnosticsParams],
    ) -> None:
        self.client = client
        self.pushed = pushed
        self.capabilities = result.capabilities
        self.encoding = types.PositionEncodingKind(result.capabilities.position_encoding)
        self.uri = FILE
        self.text = ""
        self.version: int | None = 0

    def open(self, text: str, uri: str = FILE) -> None:
        self.uri, self.text, self.version = uri, text, 1
        item = types.TextDocumentItem(uri, "python", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def close(self) -> None:
        self.version = None
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document))

    def type_at(self, place: str, new: str) -> None:
        """Insert `new` before the one place where the file says `place`."""
        start = self.text.index(place)
        assert self.text.count(place) == 1
        at = self.position(start)
        self.text = self.text[:start] + new + self.text[start:]
        self.version = (self.version or 0) + 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, self.uri),
                [types.TextDocumentContentChangePartial(range=types.Range(at, at), text=new)],
            )
        )

    @property
    def document(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    def position(self, character: int) -> types.Position:
        source = Source(self.text)
        return Positions(source, self.encoding).position(len(self.text[:character].encode()))

    def at(self, place: str) -> types.Position:
        return self.position(self.text.index(place))

    def around(self, place: str) -> types.Range:
        start = self.text.index(place)
        return types.Range(self.position(start), self.position(start + len(place)))

    def after(self, edit: types.WorkspaceEdit) -> str:
        """The text once the client has applied the edit."""
        source = Source(self.text)
        positions = Positions(source, self.encoding)
        if edit.document_changes:
            (change,) = edit.document_changes
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document == types.OptionalVersionedTextDocumentIdentifier(
                self.uri, self.version
            )
            edits = list(change.edits)
        else:
            assert edit.changes is not None
            edits = list(edit.changes[self.uri])
        texts = [edit for edit in edits if isinstance(edit, types.TextEdit)]
        plain = [Edit(positions.span(edit.range), edit.new_text) for edit in texts]
        return applied(source, plain).text

    async def hover(self, place: types.Position) -> types.Hover | None:
        return await self.client.text_document_hover_async(types.HoverParams(self.document, place))

    async def complete(self, place: types.Position) -> types.CompletionList | None:
        found = await self.client.text_document_completion_async(
            types.CompletionParams(self.document, place)
        )
        assert found is None or isinstance(found, types.CompletionList)
        return found

    async def actions(
        self,
        span: types.Range,
        only: list[str] | None = None,
        diagnostics: tuple[types.Diagnostic, ...] = (),
    ) -> list[types.CodeAction]:
        context = types.CodeActionContext(diagnostics, only=only)
        params = types.CodeActionParams(self.document, span, context)
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def diagnostics(self) -> list[types.Diagnostic]:
        """The file's diagnostics for its present version, pulled or pushed."""
        if self.capabilities.diagnostic_provider is not None:
            params = types.DocumentDiagnosticParams(self.document)
            report = await self.client.text_document_diagnostic_async(params)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            assert self.pushed.empty(), "never both"
            return list(report.items)
        while True:
            push = await self.pushed.get()
            if (push.uri, push.version) == (self.uri, self.version):
                return list(push.diagnostics)


async def start(
    capabilities: types.ClientCapabilities, options: object = None, folder: str = FOLDER
) -> Session:
    client = make_test_lsp_client()
    pushed: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
    client.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # keeps no versions

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(params: types.PublishDiagnosticsParams) -> None:
        pushed.put_nowait(params)

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(_params: types.RegistrationParams) -> None:
        """Take any registration, as editors do."""

    await client.start_io(*SERVER, env=ENVIRONMENT)
    result = await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities, root_uri=folder, initialization_options=options
        )
    )
    return Session(client, result, pushed)


async def stop(session: Session) -> None:
    await session.client.shutdown_session()
    await session.client.stop()


@pytest_asyncio.fixture(params=["visual-studio-code", "neovim"])
async def session(request: pytest.FixtureRequest) -> AsyncIterator[Session]:
    session = await start(client_capabilities(request.param))
    yield session
    await stop(session)


async def test_initialize(session: Session) -> None:
    vscode = session.encoding == "utf-16"
    assert session.encoding in ("utf-16", "utf-8")
    assert (session.capabilities.diagnostic_provider is None) == vscode
    assert session.capabilities.hover_provider
    assert session.capabilities.completion_provider is not None
    assert session.capabilities.completion_provider.resolve_provider


async def test_hover(session: Session) -> None:
    session.open(TEXT)
    found = await session.hover(session.at("200"))
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == types.MarkupKind.Markdown
    assert found.contents.value.startswith("**200 OK** · Successful")
    assert found.range == session.around("200")
    for nothing in ("fastapi", "app = ", "read", '"é"'):
        assert await session.hover(session.at(nothing)) is None


async def test_hover_after_a_change_behind_a_form_feed(session: Session) -> None:
    session.open(TEXT)
    session.type_at("@app", "# 😀\r\n")
    session.type_at("04, ", "1")
    found = await session.hover(session.at("4104"))
    assert found is None  # no such status
    session.type_at("4104", "1008; f(status_code=")
    found = await session.hover(session.at("200"))
    assert found is not None
    assert found.range == session.around("200")


async def test_did_close_forgets_the_text(session: Session) -> None:
    session.open(TEXT)
    place = session.at("200")
    session.close()
    assert await session.hover(place) is None
    assert await session.complete(place) is None
    assert await session.actions(types.Range(place, place)) == []


async def test_completion_and_its_documentation(session: Session) -> None:
    session.open(TEXT)
    session.type_at("raise", "raise HTTPException(status_code=)\n    ")
    found = await session.complete(session.at(")\n    raise"))
    assert found is not None
    first, *_ = found.items
    assert first.label == "status.HTTP_404_NOT_FOUND"
    assert sorted(found.items, key=lambda item: item.sort_text or "") == list(found.items)
    details = first.label_details.description if first.label_details else first.detail
    assert details is not None
    assert "usual for GET" in details
    assert first.text_edit is not None or found.item_defaults is not None
    assert first.additional_text_edits
    (imported,) = first.additional_text_edits
    assert imported.new_text == ", status"
    assert first.documentation is None
    resolved = await session.client.completion_item_resolve_async(first)
    assert isinstance(resolved.documentation, types.MarkupContent)
    assert resolved.documentation.value.startswith("**404 Not Found**")
    # A client that sends the item back without its edits gets them again, and no other.
    first.additional_text_edits = None
    resolved = await session.client.completion_item_resolve_async(first)
    assert list(resolved.additional_text_edits or ()) == [imported]


async def test_an_import_for_each_name_comes_with_the_item_that_is_chosen(session: Session) -> None:
    session.open("from starlette.status import HTTP_200_OK\nf(status_code=)\n")
    found = await session.complete(session.at(")\n"))
    assert found is not None
    other = next(item for item in found.items if item.label == "HTTP_404_NOT_FOUND")
    assert other.additional_text_edits is None
    resolved = await session.client.completion_item_resolve_async(other)
    assert resolved.additional_text_edits
    assert [edit.new_text for edit in resolved.additional_text_edits] == [", HTTP_404_NOT_FOUND"]


async def test_completion_elsewhere_is_null(session: Session) -> None:
    session.open(TEXT)
    assert await session.complete(session.at("app = ")) is None


async def test_inlay_hints(session: Session) -> None:
    session.open(TEXT)
    params = types.InlayHintParams(session.document, session.around(TEXT))
    hints = await session.client.text_document_inlay_hint_async(params)
    assert hints is not None
    assert [(hint.label, hint.position) for hint in hints] == [
        ("OK", session.around("200").end),
        ("Not Found", session.around("404").end),
    ]
    assert isinstance(hints[0].tooltip, types.MarkupContent)
    assert hints[0].tooltip.value.startswith("**200 OK**")


async def test_a_likely_place_is_not_reported_but_its_fix_is_offered(session: Session) -> None:
    session.open("import requests\nanswer(status=404)\n")
    assert await session.diagnostics() == []
    (action,) = await session.actions(session.around("404"), ["quickfix"])
    assert action.is_preferred is False
    assert await session.actions(session.around("404"), ["source.fixAll"]) == []


async def test_functions_of_another_file_of_the_project(session: Session, tmp_path: Path) -> None:
    (tmp_path / "errors.py").write_text("def problem(detail, status_code): ...\n")
    text = "from errors import problem\nproblem('no', 404)\n"
    session.open(text, (tmp_path / "app.py").as_uri())
    assert [d.range for d in await session.diagnostics()] == [session.around("404")]


async def test_diagnostics_follow_the_text(session: Session) -> None:
    session.open(TEXT)
    first = await session.diagnostics()
    assert [(d.range, d.code, d.source, d.severity) for d in first] == [
        (session.around(n), "magic-status", "statuslens", types.DiagnosticSeverity.Hint)
        for n in ("200", "404")
    ]
    assert first[1].message == "Magic number 404 (Not Found): use `status.HTTP_404_NOT_FOUND`"
    session.type_at("200", "1")  # no status
    second = await session.diagnostics()
    assert [d.range for d in second] == [session.around("404")]


async def test_closing_takes_pushed_diagnostics_away(session: Session) -> None:
    session.open(TEXT)
    assert len(await session.diagnostics()) == 2
    session.close()
    assert await session.diagnostics() == []


async def test_the_quick_fix_of_one_number(session: Session) -> None:
    session.open(TEXT)
    _, about = await session.diagnostics()
    action, ignore = await session.actions(about.range, ["quickfix"], (about,))
    assert ignore.title == "Ignore magic-status on this line"
    assert ignore.edit is not None
    assert session.after(ignore.edit) == TEXT.replace(
        '"é")', '"é")  # statuslens: ignore[magic-status]'
    )
    assert action.title == "Replace 404 with status.HTTP_404_NOT_FOUND"
    assert (action.kind, action.is_preferred) == ("quickfix", True)
    assert action.diagnostics is not None
    assert [d.range for d in action.diagnostics] == [about.range]
    assert action.edit is not None
    assert (action.edit.document_changes is not None) == (session.encoding == "utf-16")
    assert session.after(action.edit) == TEXT.replace("404", "status.HTTP_404_NOT_FOUND").replace(
        "HTTPException\n", "HTTPException, status\n"
    )


@pytest.mark.parametrize("only", [["source.fixAll.statuslens"], ["source.fixAll"], ["source"]])
async def test_fix_all(session: Session, only: list[str]) -> None:
    session.open(TEXT)
    (action,) = await session.actions(session.around("app"), only)
    assert action.title == "Replace all 2 status numbers in this file"
    assert action.kind == convert.FIX_ALL
    assert action.edit is not None
    after = session.after(action.edit)
    assert "import FastAPI, HTTPException, status\n" in after
    assert "status_code=status.HTTP_200_OK" in after
    assert "HTTPException(status.HTTP_404_NOT_FOUND" in after


async def test_code_actions_where_there_is_nothing_to_fix(session: Session) -> None:
    session.open(TEXT)
    assert await session.actions(session.around("read"), ["quickfix"]) == []
    assert await session.actions(session.around("read"), ["refactor"]) == []
    session.open("x = 404\n", f"{FOLDER}/other.py")
    assert await session.actions(session.around("404")) == []


REWRITE = ["refactor.rewrite"]
CONSTANTS = """\
from fastapi import status  # é😀
known = vars(status)
f(status_code=status.HTTP_404_NOT_FOUND)
g(status_code=status.HTTP_200_OK)
"""
IN_WORKSPACE = "Convert all to HTTPStatus in the workspace"
IN_FILE = "Convert all 2 to HTTPStatus in this file"


def converted(text: str) -> str:
    return "from http import HTTPStatus\n\n" + text.replace(
        "status.HTTP_404_NOT_FOUND", "HTTPStatus.NOT_FOUND"
    ).replace("status.HTTP_200_OK", "HTTPStatus.OK")


def without_resolve() -> types.ClientCapabilities:
    capabilities = client_capabilities("visual-studio-code")
    assert capabilities.text_document is not None
    assert capabilities.text_document.code_action is not None
    capabilities.text_document.code_action.resolve_support = None
    return capabilities


async def rewrites(
    session: Session, only: list[str] | None = REWRITE
) -> dict[str, types.CodeAction]:
    actions = await session.actions(session.around("404_NOT"), only)
    return {action.title: action for action in actions}


async def test_rewriting_one_status(session: Session) -> None:
    session.open(CONSTANTS)
    found = await rewrites(session)
    action = found["Convert to HTTPStatus.NOT_FOUND"]
    assert action.kind == "refactor.rewrite"
    assert action.edit is not None
    one, other = converted(CONSTANTS), "status.HTTP_200_OK"
    assert session.after(action.edit) == one.replace("HTTPStatus.OK", other)
    action = found["Replace with the number 404"]
    assert action.edit is not None
    assert session.after(action.edit) == CONSTANTS.replace("status.HTTP_404_NOT_FOUND", "404")


@pytest.mark.parametrize("only", [["refactor"], [""], REWRITE])
async def test_all_rewriting_for_those_who_ask_for_it(session: Session, only: list[str]) -> None:
    session.open(CONSTANTS)
    assert len(await rewrites(session, only)) == 9
    for other in (["quickfix"], ["source"], ["refactor.extract"], ["refactor.rewrite.more"]):
        assert await rewrites(session, other) == {}


async def test_some_rewriting_for_those_who_ask_for_anything(session: Session) -> None:
    session.open(CONSTANTS)
    assert len(await rewrites(session, None)) == 6
    session.open(TEXT)
    titles = [action.title for action in await session.actions(session.around("404"))]
    assert titles == [
        "Replace 404 with status.HTTP_404_NOT_FOUND",  # not twice
        "Ignore magic-status on this line",
        "Replace all 2 status numbers in this file",
        "Replace all 2 numbers with constants in this file",
        "Replace all numbers with constants in the workspace",
    ]


async def test_no_rewriting_that_nobody_asked_for(session: Session) -> None:
    session.open(CONSTANTS)
    context = types.CodeActionContext((), trigger_kind=types.CodeActionTriggerKind.Automatic)
    params = types.CodeActionParams(session.document, session.around("404_NOT"), context)
    assert await session.client.text_document_code_action_async(params) in ([], ())


async def test_rewriting_a_file_when_it_is_chosen(session: Session) -> None:
    session.open(CONSTANTS)
    action = (await rewrites(session))[IN_FILE]
    assert action.edit is None
    resolved = await session.client.code_action_resolve_async(action)
    assert resolved.title == action.title
    assert resolved.edit is not None
    assert session.after(resolved.edit) == converted(CONSTANTS)


async def test_rewriting_for_a_client_that_cannot_ask_again() -> None:
    session = await start(without_resolve())
    session.open(CONSTANTS)
    found = await rewrites(session)
    assert not any("workspace" in title for title in found)
    action = found[IN_FILE]
    assert action.edit is not None
    assert session.after(action.edit) == converted(CONSTANTS)
    await stop(session)


async def test_a_choice_from_a_text_that_has_changed_since(session: Session) -> None:
    session.open(CONSTANTS)
    found = await rewrites(session)
    session.type_at("known", "more = 1\n")
    for title in (IN_FILE, IN_WORKSPACE):
        assert await refusal(session, found[title]) == types.LSPErrorCodes.ContentModified
    session.close()
    assert await refusal(session, found[IN_FILE]) == types.LSPErrorCodes.ContentModified


async def refusal(session: Session, action: types.CodeAction) -> int:
    """The code of the error that the server answers."""
    with pytest.raises(JsonRpcException) as raised:
        await session.client.code_action_resolve_async(action)
    return raised.value.code


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "file",
        {"scope": "file"},
        {"uri": 1, "version": 1, "scope": "file", "form": "number"},
        {"uri": FILE, "version": "1", "scope": "file", "form": "number"},
        {"uri": FILE, "version": 1, "scope": ["file"], "form": {}},
    ],
)
async def test_data_of_another_server(session: Session, data: object) -> None:
    session.open(CONSTANTS)
    action = types.CodeAction("mine", data=data)
    assert (await session.client.code_action_resolve_async(action)).edit is None


async def test_an_unknown_target_changes_nothing(session: Session) -> None:
    session.open(CONSTANTS)
    for form in ("member", "direct", "predicate"):
        data = {"uri": FILE, "version": 1, "scope": "file", "form": form, "to": "x", "of": "y"}
        resolved = await session.client.code_action_resolve_async(types.CodeAction("", data=data))
        assert resolved.edit is not None
        assert session.after(resolved.edit) == CONSTANTS


@pytest.mark.parametrize("client", ["visual-studio-code", "neovim"])
async def test_rewriting_the_workspace(client: str, tmp_path: Path) -> None:
    folder = tmp_path / "my shop"
    (folder / "build").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[tool.statuslens]\nexclude = ['left_out.py']\n")
    (folder / ".gitignore").write_text("build/\n")
    for name in ("app.py", "open.py", "closed.py", "left_out.py", "not_mine.py", "build/made.py"):
        (folder / name).write_text(CONSTANTS, "utf-8")
    latin = "# coding: latin-1\n" + CONSTANTS.replace("😀", "")
    (folder / "latin.py").write_bytes(latin.encode("latin-1").replace(b"\n", b"\r\n"))
    (folder / "broken.py").write_bytes(b"# coding: utf-8\nstatus = '\xff'\n")
    (folder / "notebook.ipynb").write_text("{}")
    (folder / "other.py").write_text("f(status_code=404)\n")
    settings = {"exclude": ["not_mine.py"]}
    session = await start(client_capabilities(client), settings, folder.as_uri())
    session.client.set_configuration({"statuslens": settings})
    session.open("# newer\n" + CONSTANTS, (folder / "open.py").as_uri())
    session.open(CONSTANTS, (folder / "app.py").as_uri())
    action = (await rewrites(session))[IN_WORKSPACE]
    assert action.edit is None
    edit = (await session.client.code_action_resolve_async(action)).edit
    assert edit is not None
    changes: dict[str, tuple[int | None, list[types.TextEdit]]] = {}
    if client == "visual-studio-code":
        for change in edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            texts = [one for one in change.edits if isinstance(one, types.TextEdit)]
            changes[change.text_document.uri] = (change.text_document.version, texts)
    else:
        changes = {uri: (None, list(edits)) for uri, edits in (edit.changes or {}).items()}
    before = {
        "app.py": CONSTANTS,
        "open.py": "# newer\n" + CONSTANTS,
        "closed.py": CONSTANTS,
        "latin.py": latin.replace("\n", "\r\n"),
    }
    assert list(changes) == [
        (folder / name).as_uri() for name in ("app.py", "closed.py", "latin.py", "open.py")
    ]
    for name, text in before.items():
        version, edits = changes[(folder / name).as_uri()]
        is_open = client == "visual-studio-code" and name in ("app.py", "open.py")
        assert version == (1 if is_open else None)
        positions = Positions(Source(text), session.encoding)
        result = applied(Source(text), [Edit(positions.span(e.range), e.new_text) for e in edits])
        body = result.text.replace("from http import HTTPStatus", "").split("import status")[1]
        expected = converted(text).replace("from http import HTTPStatus", "")
        assert body == expected.split("import status")[1]
        assert "from http import HTTPStatus" in result.text
    await stop(session)


async def test_a_wrong_pyproject_keeps_the_workspace_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.statuslens]\nexclude = 1\n")
    session = await start(client_capabilities("visual-studio-code"), folder=tmp_path.as_uri())
    session.open(CONSTANTS, (tmp_path / "app.py").as_uri())
    action = (await rewrites(session))[IN_WORKSPACE]
    assert await refusal(session, action) == types.LSPErrorCodes.RequestFailed
    await stop(session)


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "file:///alone.pyi", "file:///c%3A/a%20b.py"]
)
async def test_files_without_a_folder_or_a_name(session: Session, uri: str) -> None:
    session.open(TEXT, uri)
    assert await session.hover(session.at("404")) is not None
    assert len(await session.diagnostics()) == 2
    action, _ = await session.actions(session.around("404"), ["quickfix"])
    assert action.edit is not None
    assert "status.HTTP_404_NOT_FOUND" in session.after(action.edit)


async def test_pipes_and_devices_beside_a_file_are_not_read(
    session: Session, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    os.mkfifo(tmp_path / "errors.py")
    (tmp_path / "endless.py").symlink_to("/dev/zero")
    (tmp_path / "below").mkdir()
    os.mkfifo(tmp_path / "below" / "pipe.py")
    text = "from errors import Problem\nimport endless\nimport json\n" + TEXT
    session.open(text + "raise Problem(410)\n", (tmp_path / "alone.py").as_uri())
    assert await session.hover(session.at("404")) is not None
    action, _ = await session.actions(session.around("404"), ["quickfix"])
    assert action.edit is not None
    assert "status.HTTP_404_NOT_FOUND" in session.after(action.edit)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
async def test_every_line_break_and_no_final_one(session: Session, line_break: str) -> None:
    session.open(TEXT.rstrip("\n").replace("\n", line_break))
    found = await session.hover(session.at("404"))
    assert found is not None
    assert found.range == session.around("404")


@pytest.mark.filterwarnings("ignore:.*is deprecated")
async def test_hover_on_every_constant_of_starlette_and_python(session: Session) -> None:
    names = [name for name in dir(starlette.status) if name.startswith(("HTTP_", "WS_"))]
    members = [member.name for member in http.HTTPStatus]
    uses = [f"status.{name}" for name in names] + [f"HTTPStatus.{name}" for name in members]
    codes = [getattr(starlette.status, name) for name in names]
    codes += [http.HTTPStatus[name].value for name in members]
    head = "from fastapi import status\nfrom http import HTTPStatus\n"
    session.open(head + "".join(f"{use}\n" for use in uses))
    assert len(uses) > 140
    for line, (use, code) in enumerate(zip(uses, codes, strict=True), start=2):
        prefix = use.index(".") + 1
        found = await session.hover(types.Position(line, prefix))
        assert found is not None, use
        assert isinstance(found.contents, types.MarkupContent)
        assert found.contents.value.startswith(f"**{code} "), use
        end = types.Position(line, len(use))
        assert found.range == types.Range(types.Position(line, prefix), end)


async def test_settings_from_the_client(session: Session) -> None:
    session.open(TEXT)
    assert len(await session.diagnostics()) == 2
    settings = {"ignoreCodes": [200], "severity": {"magic-status": "warning"}, "provider": "http"}
    session.client.set_configuration({"statuslens": settings})
    session.client.workspace_did_change_configuration(
        types.DidChangeConfigurationParams(settings={"statuslens": settings})
    )
    while len(found := await session.diagnostics()) != 1:
        pass
    assert found[0].severity == types.DiagnosticSeverity.Warning
    assert "HTTPStatus.NOT_FOUND" in found[0].message


async def test_wrong_settings_are_said_once_and_the_rest_is_kept() -> None:
    options = {"provider": "django", "ignoreCodes": [200]}
    session = await start(client_capabilities("neovim"), options)
    session.client.set_configuration({"statuslens": options})
    session.open(TEXT)
    assert len(await session.diagnostics()) == 1
    (message,) = session.client.messages
    assert message.type == types.MessageType.Warning
    assert message.message.startswith("statuslens.provider: invalid value 'django': expected ")
    await stop(session)


async def test_pyproject_counts_where_the_editor_says_nothing(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "app").mkdir()
    project = tmp_path / "pyproject.toml"
    project.write_text('[tool.statuslens]\nignore-codes = [200]\nprovider = "http"\n')
    session.open(TEXT, (tmp_path / "app" / "main.py").as_uri())
    (found,) = await session.diagnostics()
    assert "HTTPStatus.NOT_FOUND" in found.message
    project.write_text("[tool.statuslens]\nexclude = ['app/']\n")
    changed = types.FileEvent(project.as_uri(), types.FileChangeType.Changed)
    session.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    while await session.diagnostics():
        pass


async def test_the_names_are_those_of_the_version_that_is_there(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\ndependencies = ["fastapi"]\n')
    lock = tmp_path / "uv.lock"
    session.open("from fastapi import status\nf(status_code=422)\n", (tmp_path / "a.py").as_uri())
    for version, name in (
        ("0.47.3", "HTTP_422_UNPROCESSABLE_ENTITY"),
        ("0.48.0", "HTTP_422_UNPROCESSABLE_CONTENT"),
    ):
        lock.write_text(f'[[package]]\nname = "starlette"\nversion = "{version}"\n')
        changed = types.FileEvent(lock.as_uri(), types.FileChangeType.Changed)
        session.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([changed])
        )
        while name not in (await session.diagnostics())[0].message:
            pass
        offered = await session.complete(session.at(")"))
        assert offered is not None
        written = {item.label for item in offered.items}
        assert {label for label in written if "_422_" in label} == {f"status.{name}"}


async def test_an_interpreter_that_is_not_there_is_said_once(tmp_path: Path) -> None:
    session = await start(client_capabilities("neovim"), {"interpreter": "/no/python"})
    session.client.set_configuration({"statuslens": {"interpreter": "/no/python"}})
    session.open(TEXT, (tmp_path / "a.py").as_uri())
    assert len(await session.diagnostics()) == 2
    await session.complete(session.at("200"))
    (message,) = session.client.messages
    assert message.message == "The interpreter '/no/python' does not exist."
    await stop(session)


async def test_a_wrong_pyproject_is_said_once(session: Session, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.statuslens]\nstyle = "names"\n')
    session.open(TEXT, (tmp_path / "main.py").as_uri())
    assert len(await session.diagnostics()) == 2
    await session.complete(session.at("200"))
    (message,) = session.client.messages
    assert "style: invalid value 'names': expected constant, number or off" in message.message


async def test_wrong_patterns_are_said() -> None:
    session = await start(client_capabilities("neovim"), {"exclude": ["!"]})
    session.open(TEXT)
    assert len(await session.diagnostics()) == 2
    (message,) = session.client.messages
    assert message.message.startswith("statuslens.exclude: invalid value ['!']")
    await stop(session)


async def test_a_client_that_can_do_nothing() -> None:
    session = await start(types.ClientCapabilities())
    assert session.encoding == "utf-16"
    session.open(TEXT)
    found = await session.hover(session.at("404"))
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == types.MarkupKind.PlainText
    assert len(await session.diagnostics()) == 2
    assert await session.actions(session.around("404")) == []  # it could not read them
    await stop(session)


async def test_a_client_that_counts_characters() -> None:
    general = types.GeneralClientCapabilities(position_encodings=["utf-32", "utf-16"])
    session = await start(types.ClientCapabilities(general=general))
    assert session.encoding == "utf-32"
    session.open(TEXT)
    found = await session.hover(session.at("200"))
    assert found is not None
    assert found.range == session.around("200")
    await stop(session)


def test_the_end_of_input_ends_the_server() -> None:
    result = subprocess.run(SERVER, stdin=subprocess.DEVNULL, timeout=30, check=False)
    assert result.returncode == 0


@pytest.mark.parametrize("command", [[], ["--stdio"], ["serve", "--stdio"]])
def test_ways_to_start_it(command: list[str]) -> None:
    message = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
    process = subprocess.run(
        [sys.executable, "-m", "statuslens", *command],
        input=b"Content-Length: %d\r\n\r\n%s" % (len(message), message),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert b'"serverInfo":{"name":"statuslens"' in process.stdout.replace(b": ", b":")


def test_version_and_help() -> None:
    command = [sys.executable, "-m", "statuslens"]
    version = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("statuslens 0.")
    usage = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
    assert "statuslens serve" in usage.stdout
    wrong = subprocess.run(
        [*command, "serve", "--tcp", "nowhere"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "'nowhere' is not HOST:PORT" in wrong.stderr
