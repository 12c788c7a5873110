"""The language server: one short handler per LSP method, each a translation and nothing more."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer

from . import __version__, completion, convert, hover, rules
from . import settings as settings_
from .card import card
from .convert import Positions
from .documents import Document, DocumentProtocol
from .inlay import inlay_hints
from .settings import Settings
from .source import Edit

if TYPE_CHECKING:
    from .project import Configurations

logger = logging.getLogger(__name__)

_PUSH_DELAY = 0.2  # seconds without a change before diagnostics are pushed


class StatusLensServer(LanguageServer):
    """Holds what the handlers share: the settings, and which diagnostics are still to be pushed."""

    protocol: DocumentProtocol

    def __init__(self) -> None:
        super().__init__("statuslens", __version__, protocol_cls=DocumentProtocol)
        self.settings = settings_.Settings()
        self._pushes: dict[str, asyncio.TimerHandle] = {}
        self._told: frozenset[str] = frozenset()
        self._configurations: Configurations | None = None

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

    def findings(self, document: Document, *, likely: bool = False) -> tuple[rules.Finding, ...]:
        settings, path = self.settings_for(document)
        if _is_excluded(settings.exclude, path):
            return ()
        return rules.check(document.source, settings, path, likely=likely)

    def settings_for(self, document: Document) -> tuple[Settings, str]:
        """The settings for a file, the editor's before those of `pyproject.toml`, and its path in
        the folder that they are relative to.
        """
        from . import project  # only now: a hover needs none of it

        path, relative = document.source.path, self._path(document.uri)
        if path is None:
            return self.settings, relative
        self._configurations = self._configurations or project.Configurations(rules.NAMES)
        try:
            found = self._configurations.nearest(path.parent)
        except project.ConfigurationError as error:
            self._tell(str(error).splitlines())
            return self.settings, relative
        if found is None:
            return self.settings, relative
        return self.settings.over(found.settings), found.path(path)

    def forget_configurations(self) -> None:
        """Read every `pyproject.toml` anew when it is next asked for."""
        self._configurations = None
        self._told = frozenset()

    def _tell(self, messages: Iterable[str]) -> None:
        """Say what is wrong with the settings, each thing once."""
        new = [message for message in messages if message not in self._told]
        self._told |= frozenset(new)
        for message in new:
            logger.warning("%s", message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def configure(self, raw: object) -> None:
        """Take settings from the client; say once what is wrong with them."""
        self.settings, messages = settings_.parse(raw, rules.NAMES)
        try:
            _is_excluded(self.settings.exclude, "")
        except ValueError as error:
            given = list(self.settings.exclude)
            messages += (f"statuslens.exclude: {given!r} is not allowed: {error}. Using none.",)
            self.settings = replace(self.settings, exclude=())
        self._tell(messages)

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


# What the client is asked to tell, where it can be asked: capability, method, options.
_REGISTRATIONS = (
    (
        "workspace.did_change_configuration",
        types.WORKSPACE_DID_CHANGE_CONFIGURATION,
        {"section": convert.SOURCE},
    ),
    (
        "workspace.did_change_watched_files",
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        {"watchers": [{"globPattern": "**/pyproject.toml"}]},
    ),
)

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
    registrations = [
        types.Registration(id=method, method=method, register_options=options)
        for capability, method, options in _REGISTRATIONS
        if ls.can(f"{capability}.dynamic_registration")
    ]
    if registrations:
        await ls.client_register_capability_async(types.RegistrationParams(registrations))


@server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
async def did_change_configuration(
    ls: StatusLensServer, params: types.DidChangeConfigurationParams
) -> None:
    if ls.can("workspace.configuration"):
        await _fetch_configuration(ls)
    elif isinstance(params.settings, dict):
        ls.configure(params.settings.get(convert.SOURCE))
        ls.refresh_diagnostics()


@server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
def did_change_watched_files(
    ls: StatusLensServer, _params: types.DidChangeWatchedFilesParams
) -> None:
    ls.forget_configurations()
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
    settings, _ = ls.settings_for(document)
    found = completion.completions(document.source, offset, settings)
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
    findings = ls.findings(document, likely=True)
    safe = rules.together(finding for finding in findings if finding.safe)
    actions: list[types.CodeAction] = []
    if convert.wants(only, types.CodeActionKind.QuickFix.value):
        chosen = ls.positions(document).span(params.range)
        near = [finding for finding in findings if finding.span.touches(chosen)]
        actions += _quick_fixes(ls, document, near, params.context.diagnostics)
    if safe and convert.wants(only, convert.FIX_ALL):
        actions.append(convert.fix_all(safe, _edit(ls, document, rules.fix(document.source, safe))))
    return actions


@server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
def text_document_inlay_hint(
    ls: StatusLensServer, params: types.InlayHintParams
) -> list[types.InlayHint] | None:
    document = ls.document(params.text_document.uri)
    if document is None or not ls.settings_for(document)[0].inlay_hints:
        return None
    positions = ls.positions(document)
    markdown = ls.reads_markdown("text_document.hover.content_format")
    found = inlay_hints(document.source, positions.span(params.range))
    return [convert.inlay_hint(hint, positions, markdown=markdown) for hint in found]


def pull_diagnostics(
    ls: StatusLensServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    document = ls.document(params.text_document.uri)
    items = _diagnostics(ls, document) if document is not None else []
    return types.RelatedFullDocumentDiagnosticReport(items=items)


@functools.lru_cache(maxsize=8)
def _excluding(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file


def _is_excluded(patterns: tuple[str, ...], path: str) -> bool:
    return bool(patterns) and _excluding(patterns)(path)


def serve(tcp: tuple[str, int] | None = None) -> None:
    """Speak LSP over stdin and stdout, or over TCP to the first client of that address."""
    if tcp is not None:
        server.start_tcp(*tcp)
    else:
        server.start_io()


def _diagnostics(ls: StatusLensServer, document: Document) -> list[types.Diagnostic]:
    positions = ls.positions(document)
    settings, _ = ls.settings_for(document)
    return [convert.diagnostic(f, positions, settings) for f in ls.findings(document)]


def _quick_fixes(
    ls: StatusLensServer,
    document: Document,
    findings: Sequence[rules.Finding],
    diagnostics: Sequence[types.Diagnostic],
) -> Iterator[types.CodeAction]:
    """What mends each finding, then what silences those that are reported."""
    positions, source = ls.positions(document), document.source
    about = {
        finding: [
            diagnostic
            for diagnostic in diagnostics
            if diagnostic.source == convert.SOURCE
            and positions.span(diagnostic.range) == finding.span
        ]
        for finding in findings
    }
    for finding in findings:
        if edits := rules.fix(source, [finding]):
            edit = _edit(ls, document, edits)
            yield convert.quick_fix(finding, edit, about[finding])
    for finding in findings:
        if finding.safe and (edits := rules.ignore(source, finding)):
            yield convert.ignore(finding, _edit(ls, document, edits), about[finding])


def _edit(ls: StatusLensServer, document: Document, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    text_edits = ls.positions(document).text_edits(edits)
    versioned = ls.can("workspace.workspace_edit.document_changes")
    return convert.workspace_edit(document.uri, document.version, text_edits, versioned=versioned)


async def _fetch_configuration(ls: StatusLensServer) -> None:
    wanted = types.ConfigurationParams([types.ConfigurationItem(section=convert.SOURCE)])
    (raw,) = await ls.workspace_configuration_async(wanted)
    ls.configure(raw)
    ls.refresh_diagnostics()
