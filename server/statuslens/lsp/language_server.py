"""The server object, which all handlers share."""

import asyncio
import functools
import logging
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, get_type_hints
from urllib.parse import unquote

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from .. import __version__
from ..project.file_system import Stamp
from ..syntax.source import Source
from ..workspace.client import WorkspaceClient
from ..workspace.summary_index import WorkspaceSummaries
from . import extensions
from .client import Client
from .diagnostics import DELAY, Debouncer, diagnostics
from .documents import Document, DocumentProtocol
from .session import DocumentProject, Session

logger = logging.getLogger(__name__)

Handler = TypeVar("Handler", bound=Callable[..., Any])

_SECOND = 1.0  # between two looks at the disk, for a client that does not report changes
IGNORING = (".gitignore", "pyproject.toml")  # they decide which files are left out


class StatusLensServer(LanguageServer):
    """The open documents, the client's capabilities, its session and its workspace's index."""

    protocol: DocumentProtocol

    def __init__(self) -> None:
        super().__init__("statuslens", __version__, protocol_cls=DocumentProtocol)
        summaries = WorkspaceSummaries(self._sources, self._others_changed)
        self.workspace_client = WorkspaceClient(self._source_at, summaries)
        uses, warn = self.workspace_client.others, self._show_warning
        buffers = self._source_at, self._sources
        self.session = Session(self._folders, *buffers, summaries, uses, warn)
        self.protocol.real_path = self.session.system.real_path
        self._last_scan: object = None  # the folders and exclusions of the last scan
        self._pushes = Debouncer(self._publish)
        self._last_diagnostics: dict[str, types.PublishDiagnosticsParams] = {}
        self._refreshes = Debouncer(lambda _: self.refresh())
        self._clock: asyncio.TimerHandle | None = None

    @functools.cached_property
    def client(self) -> Client:
        return Client(self.client_capabilities)

    def request(self, method: str) -> Callable[[Handler], Handler]:
        """Register the handler of a custom request, whose signature has the parameters' class."""

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

    def project(self, document: Document) -> DocumentProject:
        """The view of the document's project for one request, up to date with the disk."""
        self.look_again()
        return DocumentProject(self.session, document)

    def look_again(self, *, now: bool = False) -> None:
        """Notice changes on disk; open documents may have other answers then."""
        if self.session.look_again(now=now):
            self.protocol.resolve_links()
            self._others_changed()

    def buffer_changed(self, path: Path) -> None:
        """Notice a change in the editor; other documents may have other answers then."""
        changed = [self.session.system.buffer_changed(each) for each in self.protocol.paths(path)]
        if any(changed):
            self._others_changed()

    def watch(self) -> None:
        """Check the disk once a second if the client watches no files and a document is open."""
        if self._clock is not None:
            self._clock.cancel()
        self._clock = None
        if self.protocol.documents and not self.client.watches_files:
            self._clock = asyncio.get_running_loop().call_later(_SECOND, self.watch)
            self.look_again()

    def stop(self) -> None:
        """Cancel all pending work."""
        self.workspace_client.stop()
        self._pushes.stop()
        self._refreshes.stop()
        if self._clock is not None:
            self._clock.cancel()

    def count_workspace(self, *, again: bool = False) -> None:
        """Scan the folders in another process, if they or the exclusions have changed."""
        folders, exclude = self.session.folders_on_disk(), self.session.settings.exclude
        roots = self.session.roots_to_read()
        # A client that watches no files reports changes to these only when it saves another file.
        wanted = folders, roots, exclude, () if self.client.watches_files else self._stamps(folders)
        if again or wanted != self._last_scan:
            self._last_scan = wanted
            listener = ScanProgress(self) if self.client.can("window.work_done_progress") else None
            is_unwatched = not self.client.watches_files or roots != folders
            self.workspace_client.start(
                folders, exclude, listener, roots=roots, is_unwatched=is_unwatched
            )

    def refresh(self) -> None:
        """Ask the client to request again everything that depends on settings and environments."""
        if self.client.can("workspace.inlay_hint.refresh_support"):
            self.workspace_inlay_hint_refresh(None)
        if self.client.pulls_diagnostics and self.client.can(
            "workspace.diagnostics.refresh_support"
        ):
            self.workspace_diagnostic_refresh(None)
        for document in self.protocol.documents.values():
            self.push_diagnostics(document.uri, delay=0)

    def push_diagnostics(self, uri: str, delay: float = DELAY) -> None:
        """Publish diagnostics after `delay` seconds without a change, if none are pulled."""
        if not self.client.pulls_diagnostics:
            self._pushes.call_after(delay, uri)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log the error; do not show it to the user."""
        logger.error("%s: %s", getattr(source, "__name__", source), error, exc_info=error)

    def _publish(self, uri: str) -> None:
        document = self.document(uri)
        items = diagnostics(document, self.project(document)) if document is not None else []
        version = document.version if document is not None else None
        params = types.PublishDiagnosticsParams(uri=uri, diagnostics=items, version=version)
        if params != self._last_diagnostics.pop(uri, None):
            self.text_document_publish_diagnostics(params)
        if document is not None:
            self._last_diagnostics[uri] = params

    def _show_warning(self, message: str) -> None:
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def _folders(self) -> list[str]:
        return list(self.workspace.folders) or [self.workspace.root_uri or ""]

    def _others_changed(self) -> None:
        self._refreshes.call_after(DELAY, "")

    def _sources(self) -> list[Source]:
        return [document.source for document in self.protocol.documents.values()]

    def _source_at(self, path: Path) -> Source | None:
        document = self.protocol.at(path)
        return document.source if document is not None else None

    def _stamps(self, folders: Iterable[Path]) -> list[Stamp]:
        """The state of the files in the folders themselves that decide which files are left out."""
        paths = (folder / name for folder in folders for name in IGNORING)
        return [self.session.system.stamp(str(path)) for path in paths]


server = StatusLensServer()


class ScanProgress:
    """A progress indicator, shown once the client has created it; `end` allows another."""

    def __init__(self, ls: LanguageServer) -> None:
        self._progress = ls.work_done_progress
        self._token: str | None = None  # of a progress that has not ended
        self._is_visible = False
        self._last = types.WorkDoneProgressReport(percentage=0)

    def begin(self) -> None:
        token = self._token = str(uuid.uuid4())
        self._last = types.WorkDoneProgressReport(percentage=0)
        self._progress.create(token, lambda *_answer: self._created(token))

    def report(self, done: int, of: int) -> None:
        self._last = types.WorkDoneProgressReport(
            message=f"{done:,} of {of:,} files", percentage=100 * done // max(1, of)
        )
        if self._token is not None and self._is_visible:
            self._progress.report(self._token, self._last)

    def end(self) -> None:
        if self._token is not None and self._is_visible:
            self._progress.end(self._token, types.WorkDoneProgressEnd())
        self._token, self._is_visible = None, False

    def _created(self, token: str) -> None:
        if token == self._token:
            self._is_visible = True
            value = types.WorkDoneProgressBegin("Status codes", cancellable=False, percentage=0)
            self._progress.begin(token, value)
            self._progress.report(token, self._last)
