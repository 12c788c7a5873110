"""A server in the process of the test, whose disk access and messages can be watched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.workspace import Workspace

from statuslens.lsp.client import Client
from statuslens.lsp.documents import Document
from statuslens.lsp.handlers import workspace
from statuslens.lsp.language_server import StatusLensServer


class Server(StatusLensServer):
    """Its client can do what `can` names; `sent` is what the server sent of its own accord."""

    def __init__(self, *folders: Path, watches: bool = False, pulls: bool = False) -> None:
        super().__init__()
        self.sent: list[Any] = []
        abilities = types.WorkspaceClientCapabilities(
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
                dynamic_registration=watches
            ),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=pulls),
        )
        text_document = types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities() if pulls else None,
            code_action=types.CodeActionClientCapabilities(
                code_action_literal_support=types.ClientCodeActionLiteralOptions(
                    types.ClientCodeActionKindOptions(["quickfix"])
                )
            ),
        )
        self.client = Client(types.ClientCapabilities(abilities, text_document))
        named = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
        self.protocol._workspace = Workspace(None, workspace_folders=named)

    def open(self, path: Path, text: str | None = None, uri: str | None = None) -> Document:
        text = path.read_text() if text is None else text
        item = types.TextDocumentItem(uri or path.as_uri(), "python", 1, text)
        params = types.DidOpenTextDocumentParams(item)
        list(self.protocol.lsp_text_document__did_open(params))
        workspace.did_open(self, params)
        document = self.document(item.uri)
        assert document is not None
        return document

    def type(self, uri: str, text: str) -> None:
        document = self.document(uri)
        assert document is not None
        identifier = types.VersionedTextDocumentIdentifier((document.version or 0) + 1, uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        params = types.DidChangeTextDocumentParams(identifier, [change])
        list(self.protocol.lsp_text_document__did_change(params))
        workspace.did_change(self, params)

    def close(self, uri: str) -> None:
        params = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        list(self.protocol.lsp_text_document__did_close(params))
        workspace.did_close(self, params)

    def text_document_publish_diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        self.sent.append(params)

    def workspace_diagnostic_refresh(self, params: None, callback: Any = None) -> Any:  # noqa: ARG002
        self.sent.append(types.WORKSPACE_DIAGNOSTIC_REFRESH)

    def window_show_message(self, params: types.ShowMessageParams) -> None:
        self.sent.append(params)
