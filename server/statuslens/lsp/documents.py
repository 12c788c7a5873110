"""The files that are open in the editor, in the editor's state."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.protocol import JsonRPCRequestMessage, LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

from ..project.files import absolute
from ..syntax.source import Edit, Source, Span

logger = logging.getLogger(__name__)

_PYTHON = frozenset({".py", ".pyi", ".pyw", ".ipynb"})
_Calls = Generator[Any, Any, None]  # of the handlers of a message, in pygls


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a file. `version` is the client's number, None if it is read from disk."""

    uri: str
    source: Source
    positions: Positions
    version: int | None = None


class DocumentProtocol(LanguageServerProtocol):
    """Keeps the open files itself: pygls splits lines like `str.splitlines`, unlike LSP."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.real_path: Callable[[Path], Path] = Path  # without links
        self.documents: dict[str, Document] = {}  # the last one that changed is the last
        self._by_path: dict[Path, Document] = {}
        self._real: dict[Path, Path] = {}  # by the path as the client has it

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> _Calls:
        opened = params.text_document
        path = path_of(opened.uri)
        source = Source(opened.text, path if path is not None and path.name else None)
        self._keep(self.document(opened.uri, source, opened.version))
        yield from self._then(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> _Calls:
        document = self.documents.get(unquote(params.text_document.uri))
        if document is None:
            logger.warning("Ignored a change to %s, which is not open", params.text_document.uri)
            return
        source = edited(document.source, params.content_changes, self.encoding())
        self._keep(self.document(document.uri, source, params.text_document.version))
        yield from self._then(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> _Calls:
        closed = self.documents.pop(unquote(params.text_document.uri), None)
        if closed is not None and closed.source.path is not None:
            self._index()
        yield from self._then(types.TEXT_DOCUMENT_DID_CLOSE, params)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Leaves the parameters of custom requests to `extensions`."""
        method = str(data.get("method"))
        if method.startswith("statuslens/") and "id" in data and "jsonrpc" in data:
            return JsonRPCRequestMessage(data["id"], method, data["jsonrpc"], data.get("params"))
        return super().structure_message(data)

    def document(self, uri: str, source: Source, version: int | None = None) -> Document:
        """A version of a file, with positions in the negotiated encoding."""
        return Document(uri, source, Positions(source, self.encoding()), version)

    def at(self, path: Path) -> Document | None:
        """The open document of the file at a path."""
        return self._by_path.get(path)

    def paths(self, path: Path) -> set[Path]:
        """The path that a document has or had, and the same without links."""
        return {path, self._real.get(path, path)}

    def resolve_links(self) -> None:
        """Find each document at its real path, after links on disk may have changed."""
        self._real.clear()
        self._index()

    def encoding(self) -> types.PositionEncodingKind:
        """The negotiated position encoding."""
        return types.PositionEncodingKind(self.workspace.position_encoding)

    def _keep(self, document: Document) -> None:
        key = unquote(document.uri)
        self.documents.pop(key, None)
        self.documents[key] = document
        self._index()

    def _index(self) -> None:
        paths = {d.source.path: d for d in self.documents.values() if d.source.path is not None}
        for path in paths.keys() - self._real.keys():
            self._real[path] = self.real_path(path)
        self._by_path = {self._real[path]: document for path, document in paths.items()} | paths

    def _then(self, method: str, params: Any) -> _Calls:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None


def path_of(uri: str) -> Path | None:
    """The path of a file on disk, without `..`; None for another URI."""
    path = to_fs_path(uri)
    return absolute(path) if path and uri.startswith("file:") and "\0" not in path else None


def paths_of(uris: Iterable[str]) -> list[Path]:
    """The paths of the URIs that are on disk."""
    return [path for uri in uris if (path := path_of(uri)) is not None]


def changed_files(events: Iterable[types.FileEvent]) -> tuple[list[Path], list[Path], list[Path]]:
    """The events of watched files: Python files, deleted paths (perhaps folders), other changes."""
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


class Positions:
    """LSP positions in one version of a file, in the negotiated encoding."""

    def __init__(self, source: Source, encoding: types.PositionEncodingKind) -> None:
        self._source = source
        self._encoding = encoding

    def offset(self, position: types.Position) -> int:
        """The byte offset of a position. A position past the end of a line is the line's end, past
        the last line the file's end; within a character, its start.
        """
        if position.line >= len(self._source.line_starts):
            return len(self._source.data)
        line = self._source.line_span(position.line)
        data = self._source.data[line.start : line.end]
        if self._encoding == types.PositionEncodingKind.Utf8 or data.isascii():
            column = min(position.character, len(data))
            while column and column < len(data) and data[column] & 0xC0 == 0x80:
                column -= 1
            return line.start + column
        units = column = 0
        for character in data.decode("utf-8", "surrogatepass"):
            units += self._units(character)
            if units > position.character:
                break
            column += len(character.encode("utf-8", "surrogatepass"))
        return line.start + column

    def position(self, offset: int) -> types.Position:
        line = self._source.line_at(offset)
        before = self._source.data[self._source.line_starts[line] : offset]
        if self._encoding == types.PositionEncodingKind.Utf8 or before.isascii():
            return types.Position(line, len(before))
        return types.Position(line, sum(map(self._units, before.decode("utf-8", "surrogatepass"))))

    def span(self, wanted: types.Range) -> Span:
        start, end = self.offset(wanted.start), self.offset(wanted.end)
        return Span(min(start, end), max(start, end))

    def range(self, span: Span) -> types.Range:
        return types.Range(self.position(span.start), self.position(span.end))

    def text_edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        return [types.TextEdit(self.range(edit.span), edit.text) for edit in edits]

    def _units(self, character: str) -> int:
        is_utf16 = self._encoding == types.PositionEncodingKind.Utf16
        return 2 if is_utf16 and character > "\uffff" else 1


def edited(
    source: Source,
    changes: Iterable[types.TextDocumentContentChangeEvent],
    encoding: types.PositionEncodingKind,
) -> Source:
    """The file after the changes of one notification, each based on the one before."""
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            source = source.edited(
                Edit(Positions(source, encoding).span(change.range), change.text)
            )
        else:
            source = Source(change.text, source.path)
    return source
