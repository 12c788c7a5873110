"""The server object: what the handlers share."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, get_type_hints
from urllib.parse import unquote

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from .. import __version__
from ..syntax.source import Source
from ..workspace.client import WorkspaceClient
from . import extensions
from .client import Client
from .diagnostics import DELAY, Debouncer, diagnostics
from .documents import Document, DocumentProtocol
from .progress import ScanProgress
from .session import Session

logger = logging.getLogger(__name__)

Handler = TypeVar("Handler", bound=Callable[..., Any])

IGNORING = (".gitignore", "pyproject.toml")  # they decide which files are not read


class StatusLensServer(LanguageServer):
    """The open documents, the client's abilities, its session, and the counts of its workspace."""

    protocol: DocumentProtocol

    def __init__(self) -> None:
        super().__init__("statuslens", __version__, protocol_cls=DocumentProtocol)
        self.workspace_client = WorkspaceClient(self._source_at)
        self.session = Session(self._folders, self.workspace_client.others, self._show_warning)
        self._scanned: object = None  # what the folders were last read for
        self._pushes = Debouncer(self._publish)

    @functools.cached_property
    def client(self) -> Client:
        return Client(self.client_capabilities)

    def request(self, method: str) -> Callable[[Handler], Handler]:
        """Registers the handler of a request of our own, whose parameters are read as the class
        that its signature names.
        """

        def register(handler: Handler) -> Handler:
            expected = get_type_hints(handler)["params"]

            def answer(ls: StatusLensServer, params: object) -> Any:
                return handler(ls, extensions.read(params, expected))

            async def answer_later(ls: StatusLensServer, params: object) -> Any:
                return await answer(ls, params)

            self.feature(method)(answer_later if asyncio.iscoroutinefunction(handler) else answer)
            return handler

        return register

    def document(self, uri: str) -> Document | None:
        """The open document."""
        return self.protocol.documents.get(unquote(uri))

    def document_at(self, path: Path) -> Document | None:
        """The open document of the file that is there on disk."""
        documents = self.protocol.documents.values()
        return next((document for document in documents if document.source.path == path), None)

    def count_workspace(self, *, again: bool = False) -> None:
        """Read the folders, in another process, if they or what is left out have changed."""
        folders, exclude = self.session.folders_on_disk(), self.session.settings.exclude
        # A client that watches no files reports changes of these only by what it saves later.
        wanted = folders, exclude, () if self.client.watches_files else _stamps(folders)
        if again or wanted != self._scanned:
            self._scanned = wanted
            shows = self.client.can("window.work_done_progress")
            self.workspace_client.start(folders, exclude, ScanProgress(self) if shows else None)

    def refresh(self) -> None:
        """Have the client ask again for whatever depends on settings and environments."""
        if self.client.can("workspace.inlay_hint.refresh_support"):
            self.workspace_inlay_hint_refresh(None)
        if self.client.pulls_diagnostics and self.client.can(
            "workspace.diagnostics.refresh_support"
        ):
            self.workspace_diagnostic_refresh(None)
        for document in self.protocol.documents.values():
            self.push_diagnostics(document.uri, delay=0)

    def push_diagnostics(self, uri: str, delay: float = DELAY) -> None:
        """Publish the file's diagnostics after `delay` seconds without a change, for a client that
        does not pull them.
        """
        if not self.client.pulls_diagnostics:
            self._pushes.call_after(delay, uri)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """To the log, not into the user's face."""
        logger.error("%s: %s", getattr(source, "__name__", source), error, exc_info=error)

    def _publish(self, uri: str) -> None:
        document = self.document(uri)
        items, version = [], None
        if document is not None:
            items = diagnostics(document, self.session.project(document))
            version = document.version
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=items, version=version)
        )

    def _show_warning(self, message: str) -> None:
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def _folders(self) -> list[str]:
        return list(self.workspace.folders) or [self.workspace.root_uri or ""]

    def _source_at(self, path: Path) -> Source | None:
        document = self.document_at(path)
        return document.source if document is not None else None


def _stamps(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """The state of the files in the folders themselves that decide what is not read."""
    found = {}
    for path in (folder / name for folder in folders for name in IGNORING):
        with contextlib.suppress(OSError):
            status = path.stat()
            found[path] = status.st_mtime_ns, status.st_size
    return found


server = StatusLensServer()
