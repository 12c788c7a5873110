"""What the client does with its documents: open, change, save, close."""

from __future__ import annotations

from lsprotocol import types

from ..documents import path_of
from ..language_server import StatusLensServer, server


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def did_open(ls: StatusLensServer, params: types.DidOpenTextDocumentParams) -> None:
    _count(ls, params.text_document.uri)
    ls.push_diagnostics(params.text_document.uri, delay=0)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def did_change(ls: StatusLensServer, params: types.DidChangeTextDocumentParams) -> None:
    _count(ls, params.text_document.uri)
    ls.push_diagnostics(params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_SAVE)
def did_save(ls: StatusLensServer, params: types.DidSaveTextDocumentParams) -> None:
    """A client that watches no files for us may have saved, or not reported, any of them."""
    if (path := path_of(params.text_document.uri)) is not None:
        ls.workspace_client.changed_on_disk([path])
    ls.look_again(now=True)
    if not ls.client.watches_files:
        ls.count_workspace()


@server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
def did_close(ls: StatusLensServer, params: types.DidCloseTextDocumentParams) -> None:
    if (path := path_of(params.text_document.uri)) is not None:
        ls.workspace_client.closed(path)
        ls.buffer_changed(path)
    ls.push_diagnostics(params.text_document.uri, delay=0)


def _count(ls: StatusLensServer, uri: str) -> None:
    document = ls.document(uri)
    if document is not None and document.source.path is not None:
        ls.workspace_client.opened_or_changed(document.source.path)
        ls.buffer_changed(document.source.path)
