"""The language server: one short handler per LSP method, each a translation and nothing more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Generator, Sequence
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from . import __version__, completion, convert, hover, rules
from . import settings as settings_
from .card import card
from .convert import Positions
from .source import Source, Span

logger = logging.getLogger(__name__)

_PUSH_DELAY = 0.2  # seconds without a change before diagnostics are pushed


class Document:
    """An open file: its text now, and the client's number for that version."""

    def __init__(self, uri: str, source: Source, version: int) -> None:
        self.uri = uri
        self.source = source
        self.version = version


class DocumentProtocol(LanguageServerProtocol):
    """Keeps the open files itself: pygls breaks lines as `str.splitlines` does, which is not LSP's
    rule, so that an edit behind a form feed would land on the wrong line.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.documents: dict[str, Document] = {}

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(
        self, params: types.DidOpenTextDocumentParams
    ) -> Generator[Any, Any, None]:
        opened = params.text_document
        document = Document(opened.uri, Source(opened.text), opened.version)
        self.documents[unquote(opened.uri)] = document
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
        document.source = convert.edited(document.source, params.content_changes, self.encoding())
        document.version = params.text_document.version
        yield from self._then(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(
        self, params: types.DidCloseTextDocumentParams
    ) -> Generator[Any, Any, None]:
        self.documents.pop(unquote(params.text_document.uri), None)
        yield from self._then(types.TEXT_DOCUMENT_DID_CLOSE, params)

    def encoding(self) -> types.PositionEncodingKind:
        """The units of a position's column, as negotiated."""
        return types.PositionEncodingKind(self.workspace.position_encoding)

    def _then(self, method: str, params: Any) -> Generator[Any, Any, None]:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None


class StatusLensServer(LanguageServer):
    """Holds what the handlers share: the settings, and which diagnostics are still to be pushed."""

    protocol: DocumentProtocol

    def __init__(self) -> None:
        super().__init__("statuslens", __version__, protocol_cls=DocumentProtocol)
        self.settings = settings_.Settings()
        self._pushes: dict[str, asyncio.TimerHandle] = {}
        self._told: frozenset[str] = frozenset()

    def document(self, uri: str) -> Document | None:
        return self.protocol.documents.get(unquote(uri))

    def positions(self, document: Document) -> Positions:
        return Positions(document.source, self.protocol.encoding())

    def can(self, capability: str) -> bool:
        """Whether the client announced the capability, named as in LSP but in snake case."""
        return bool(get_capability(self.client_capabilities, capability))

    def reads_markdown(self, capability: str) -> bool:
        formats = get_capability(self.client_capabilities, capability) or ()
        return types.MarkupKind.Markdown in formats

    def findings(self, document: Document) -> tuple[rules.Finding, ...]:
        return rules.check(document.source, self.settings, self._path(document.uri))

    def configure(self, raw: object) -> None:
        """Take settings from the client; say once what is wrong with them."""
        self.settings, messages = settings_.parse(raw, rules.NAMES)
        told, self._told = self._told, frozenset(messages)
        for message in sorted(self._told - told):
            logger.warning("%s", message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def refresh_diagnostics(self) -> None:
        if self.pulls_diagnostics:
            if self.can("workspace.diagnostics.refresh_support"):
                self.workspace_diagnostic_refresh(None)
            return
        for document in self.protocol.documents.values():
            self.push_diagnostics(document.uri, delay=0)

    @property
    def pulls_diagnostics(self) -> bool:
        """A client that can ask for diagnostics does; never both, or each would show twice."""
        return get_capability(self.client_capabilities, "text_document.diagnostic") is not None

    def push_diagnostics(self, uri: str, delay: float = _PUSH_DELAY) -> None:
        """Publish the file's diagnostics once it has been left alone for `delay` seconds."""
        pending = self._pushes.pop(uri, None)
        if pending is not None:
            pending.cancel()
        loop = asyncio.get_running_loop()
        self._pushes[uri] = loop.call_later(delay, self._publish, uri)

    def _publish(self, uri: str) -> None:
        self._pushes.pop(uri, None)
        document = self.document(uri)
        items = _diagnostics(self, document) if document is not None else []
        version = document.version if document is not None else None
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=items, version=version)
        )

    def report_server_error(self, error: Exception, source: Any) -> None:
        """To the log, not into the user's face."""
        logger.error("%s: %s", getattr(source, "__name__", source), error, exc_info=error)

    def _path(self, uri: str) -> str:
        """The file's path within its workspace folder."""
        folders = [unquote(folder.rstrip("/")) + "/" for folder in self.workspace.folders]
        if not folders and self.workspace.root_uri is not None:
            folders = [unquote(self.workspace.root_uri.rstrip("/")) + "/"]
        uri = unquote(uri)
        folder = max((f for f in folders if uri.startswith(f)), key=len, default="")
        return uri.removeprefix(folder) if folder else uri.rpartition("/")[2]


server = StatusLensServer()


@server.feature(types.INITIALIZE)
def initialize(ls: StatusLensServer, params: types.InitializeParams) -> None:
    if ls.pulls_diagnostics:
        options = types.DiagnosticOptions(
            identifier=convert.SOURCE, inter_file_dependencies=False, workspace_diagnostics=False
        )
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(pull_diagnostics)
    ls.configure(params.initialization_options)


@server.feature(types.INITIALIZED)
async def initialized(ls: StatusLensServer, _params: types.InitializedParams) -> None:
    if ls.can("workspace.configuration"):
        await _fetch_configuration(ls)
    if ls.can("workspace.did_change_configuration.dynamic_registration"):
        registration = types.Registration(
            id="configuration",
            method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
            register_options={"section": convert.SOURCE},
        )
        await ls.client_register_capability_async(types.RegistrationParams([registration]))


@server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
async def did_change_configuration(
    ls: StatusLensServer, params: types.DidChangeConfigurationParams
) -> None:
    if ls.can("workspace.configuration"):
        await _fetch_configuration(ls)
    elif isinstance(params.settings, dict):
        ls.configure(params.settings.get(convert.SOURCE))
        ls.refresh_diagnostics()


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def did_open(ls: StatusLensServer, params: types.DidOpenTextDocumentParams) -> None:
    if not ls.pulls_diagnostics:
        ls.push_diagnostics(params.text_document.uri, delay=0)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def did_change(ls: StatusLensServer, params: types.DidChangeTextDocumentParams) -> None:
    if not ls.pulls_diagnostics:
        ls.push_diagnostics(params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
def did_close(ls: StatusLensServer, params: types.DidCloseTextDocumentParams) -> None:
    if not ls.pulls_diagnostics:
        ls.push_diagnostics(params.text_document.uri, delay=0)


@server.feature(types.TEXT_DOCUMENT_HOVER)
def text_document_hover(ls: StatusLensServer, params: types.HoverParams) -> types.Hover | None:
    document = ls.document(params.text_document.uri)
    if document is None:
        return None
    positions = ls.positions(document)
    markdown = ls.reads_markdown("text_document.hover.content_format")
    found = hover.hover(document.source, positions.offset(params.position), markdown=markdown)
    return convert.hover(found, positions, markdown=markdown) if found is not None else None


@server.feature(
    types.TEXT_DOCUMENT_COMPLETION,
    types.CompletionOptions(trigger_characters=[".", "=", "(", "{", " "], resolve_provider=True),
)
def text_document_completion(
    ls: StatusLensServer, params: types.CompletionParams
) -> types.CompletionList | None:
    document = ls.document(params.text_document.uri)
    if document is None:
        return None
    positions = ls.positions(document)
    offset = positions.offset(params.position)
    found = completion.completions(document.source, offset, ls.settings)
    label_details = ls.can("text_document.completion.completion_item.label_details_support")
    if found is None:
        return None
    return convert.completion_list(found, positions, label_details=label_details)


@server.feature(types.COMPLETION_ITEM_RESOLVE)
def completion_item_resolve(
    ls: StatusLensServer, params: types.CompletionItem
) -> types.CompletionItem:
    named = convert.resolved_name(params.data)
    markdown = ls.reads_markdown("text_document.completion.completion_item.documentation_format")
    text = card(*named, markdown=markdown) if named is not None else None
    if text is not None:
        params.documentation = convert.documentation(text, markdown=markdown)
    return params


@server.feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, convert.FIX_ALL]),
)
def text_document_code_action(
    ls: StatusLensServer, params: types.CodeActionParams
) -> Sequence[types.CodeAction] | None:
    document = ls.document(params.text_document.uri)
    if document is None or not ls.can("text_document.code_action.code_action_literal_support"):
        return None
    only = params.context.only
    fixable = [f for f in ls.findings(document) if f.replacement is not None]
    actions = []
    if convert.wants(only, types.CodeActionKind.QuickFix.value):
        chosen = ls.positions(document).span(params.range)
        near = [finding for finding in fixable if finding.span.touches(chosen)]
        actions += [_quick_fix(ls, document, f, params.context.diagnostics) for f in near]
    if fixable and convert.wants(only, convert.FIX_ALL):
        actions.append(convert.fix_all(len(fixable), _edit(ls, document, fixable)))
    return actions


def pull_diagnostics(
    ls: StatusLensServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    document = ls.document(params.text_document.uri)
    items = _diagnostics(ls, document) if document is not None else []
    return types.RelatedFullDocumentDiagnosticReport(items=items)


def serve(tcp: tuple[str, int] | None = None) -> None:
    """Speak LSP over stdin and stdout, or over TCP to the first client of that address."""
    if tcp is not None:
        server.start_tcp(*tcp)
    else:
        server.start_io()


def _diagnostics(ls: StatusLensServer, document: Document) -> list[types.Diagnostic]:
    positions = ls.positions(document)
    return [convert.diagnostic(f, positions, ls.settings) for f in ls.findings(document)]


def _quick_fix(
    ls: StatusLensServer,
    document: Document,
    finding: rules.Finding,
    diagnostics: Sequence[types.Diagnostic],
) -> types.CodeAction:
    positions = ls.positions(document)
    about = [
        d for d in diagnostics if d.source == convert.SOURCE and _is_at(positions, d, finding.span)
    ]
    return convert.quick_fix(finding, _edit(ls, document, [finding]), about)


def _is_at(positions: Positions, diagnostic: types.Diagnostic, span: Span) -> bool:
    return positions.span(diagnostic.range) == span


def _edit(
    ls: StatusLensServer, document: Document, findings: Sequence[rules.Finding]
) -> types.WorkspaceEdit:
    edits = ls.positions(document).text_edits(rules.fix(document.source, findings))
    versioned = ls.can("workspace.workspace_edit.document_changes")
    return convert.workspace_edit(document.uri, document.version, edits, versioned=versioned)


async def _fetch_configuration(ls: StatusLensServer) -> None:
    wanted = types.ConfigurationParams([types.ConfigurationItem(section=convert.SOURCE)])
    (raw,) = await ls.workspace_configuration_async(wanted)
    ls.configure(raw)
    ls.refresh_diagnostics()
