"""A server process, and a client that has a file open in it."""

from __future__ import annotations

import asyncio
import sys

from lsprotocol import types
from pytest_lsp import LanguageClient, make_test_lsp_client

from repository import ROOT
from statuslens.edits.text_edits import applied
from statuslens.lsp.documents import Positions
from statuslens.syntax.source import Edit, Source

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

    def type_at(self, marker: str, new: str) -> None:
        """Insert `new` before the one occurrence of `marker`."""
        start = self.text.index(marker)
        assert self.text.count(marker) == 1
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

    def at(self, marker: str) -> types.Position:
        return self.position(self.text.index(marker))

    def around(self, marker: str) -> types.Range:
        start = self.text.index(marker)
        return types.Range(self.position(start), self.position(start + len(marker)))

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

    async def hover(self, position: types.Position) -> types.Hover | None:
        return await self.client.text_document_hover_async(
            types.HoverParams(self.document, position)
        )

    async def complete(self, position: types.Position) -> types.CompletionList | None:
        found = await self.client.text_document_completion_async(
            types.CompletionParams(self.document, position)
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
