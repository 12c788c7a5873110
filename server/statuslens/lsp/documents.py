"""The files that are open in the editor, as the editor has them."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.protocol import JsonRPCRequestMessage, LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

from ..syntax.source import Source
from .positions import Positions, edited

logger = logging.getLogger(__name__)

_PYTHON = frozenset({".py", ".pyi", ".pyw", ".ipynb"})


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a file: `version` is the client's number for it, None where the file is read
    from disk and not open.
    """

    uri: str
    source: Source
    positions: Positions
    version: int | None = None


class DocumentProtocol(LanguageServerProtocol):
    """Keeps the open files itself: pygls breaks lines as `str.splitlines` does, which is not LSP's
    rule, so that an edit behind a form feed would land on the wrong line.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.documents: dict[str, Document] = {}
        self._by_path: dict[Path, Document] = {}

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(
        self, params: types.DidOpenTextDocumentParams
    ) -> Generator[Any, Any, None]:
        opened = params.text_document
        source = Source(opened.text, path_of(opened.uri))
        self._keep(self.document(opened.uri, source, opened.version))
        yield from self._then(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Generator[Any, Any, None]:
        document = self.documents.get(unquote(params.text_document.uri))
        if document is None:
            logger.warning(
                "A change of %s, which is not open, is left out", params.text_document.uri
            )
            return
        source = edited(document.source, params.content_changes, self.encoding())
        self._keep(self.document(document.uri, source, params.text_document.version))
        yield from self._then(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(
        self, params: types.DidCloseTextDocumentParams
    ) -> Generator[Any, Any, None]:
        closed = self.documents.pop(unquote(params.text_document.uri), None)
        if closed is not None and closed.source.path is not None:
            self._by_path.pop(closed.source.path, None)
        yield from self._then(types.TEXT_DOCUMENT_DID_CLOSE, params)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Leaves the parameters of our own requests to `extensions`, as they are."""
        is_own = str(data.get("method")).startswith("statuslens/")
        if is_own and "id" in data and "jsonrpc" in data:
            return JsonRPCRequestMessage(
                data["id"], data["method"], data["jsonrpc"], data.get("params")
            )
        return super().structure_message(data)

    def document(self, uri: str, source: Source, version: int | None = None) -> Document:
        """A version of a file, with positions in the units that were negotiated."""
        return Document(uri, source, Positions(source, self.encoding()), version)

    def at(self, path: Path) -> Document | None:
        """The open document of the file that is there on disk."""
        return self._by_path.get(path)

    def encoding(self) -> types.PositionEncodingKind:
        """The units of a position's column, as negotiated."""
        return types.PositionEncodingKind(self.workspace.position_encoding)

    def _keep(self, document: Document) -> None:
        self.documents[unquote(document.uri)] = document
        if document.source.path is not None:
            self._by_path[document.source.path] = document

    def _then(self, method: str, params: Any) -> Generator[Any, Any, None]:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None


def path_of(uri: str) -> Path | None:
    """Where the file is on disk, if it is there."""
    path = to_fs_path(uri)
    return Path(path) if path is not None and uri.startswith("file:") else None


def paths_of(uris: Iterable[str]) -> list[Path]:
    """Those that are on disk."""
    return [path for uri in uris if (path := path_of(uri)) is not None]


def changed_files(
    events: Iterable[types.FileEvent],
) -> tuple[list[Path], list[Path], list[Path]]:
    """What a client has watched: the Python files that are there, those that are no more, which may
    be folders with such files, and whatever else has changed.
    """
    written, deleted, others = [], [], []
    for event in events:
        path = path_of(event.uri)
        if path is None:
            continue
        is_python = path.suffix in _PYTHON
        if not is_python:
            others.append(path)
        if event.type == types.FileChangeType.Deleted:
            deleted.append(path)
        elif is_python:
            written.append(path)
    return written, deleted, others
