"""The language server: one short handler per LSP method, each a translation and nothing more."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcContentModified, JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from .. import __version__
from ..features import completion, hover, refactorings, rules
from ..features.card import card
from ..features.inlay_hints import inlay_hints
from ..project import settings as settings_
from ..project.settings import Settings
from ..syntax.source import Edit, Source
from ..workspace.client import FILES, WorkspaceClient
from . import convert, extensions
from .convert import Positions
from .documents import Document, DocumentProtocol, changed_files, path_of, paths_of
from .progress import ScanProgress

if TYPE_CHECKING:
    from ..project.configuration import Configurations
    from ..project.dependencies import Installations
    from ..project.environment import Environment

logger = logging.getLogger(__name__)

_LEAVING_OUT = (".gitignore", "pyproject.toml")  # they say what is not read
_PUSH_DELAY = 0.2  # seconds without a change before diagnostics are pushed


class StatusLensServer(LanguageServer):
    """Holds what the handlers share: the settings, and which diagnostics are still to be pushed."""

    protocol: DocumentProtocol

    def __init__(self) -> None:
        super().__init__("statuslens", __version__, protocol_cls=DocumentProtocol)
        self.settings = settings_.Settings()
        self._settings_of_folders: dict[str, Settings] = {}
        self._pushes: dict[str, asyncio.TimerHandle] = {}
        self._told: frozenset[str] = frozenset()
        self._judged: set[tuple[str, Path]] = set()  # interpreters, by the folder they are for
        self._configurations: Configurations | None = None
        self._installations: Installations | None = None
        self._counted: object = None  # what the folders were last read for
        self.watching = WorkspaceClient(self._source_at)

    def document(self, uri: str) -> Document | None:
        return self.protocol.documents.get(unquote(uri))

    def positions(self, document: Document) -> Positions:
        return Positions(document.source, self.protocol.encoding())

    def can(self, capability: str) -> bool:
        """Whether the client announced the capability, named as in LSP but in snake case."""
        return bool(get_capability(self.client_capabilities, capability))

    def reads_markdown(self, capability: str) -> bool:
        """Whether Markdown is what the client likes best: its formats come in its order."""
        formats = get_capability(self.client_capabilities, capability) or ()
        return next(iter(formats), None) == types.MarkupKind.Markdown

    @functools.cached_property
    def item_support(self) -> convert.ItemSupport:
        """What the client announced for completion."""
        item = "text_document.completion.completion_item"
        resolved = get_capability(self.client_capabilities, f"{item}.resolve_support.properties")
        defaults = get_capability(
            self.client_capabilities, "text_document.completion.completion_list.item_defaults"
        )
        return convert.ItemSupport(
            label_details=self.can(f"{item}.label_details_support"),
            insert_replace=self.can(f"{item}.insert_replace_support"),
            preselect=self.can(f"{item}.preselect_support"),
            tags=self.can(f"{item}.tag_support.value_set"),
            default_range="editRange" in (defaults or ()),
            resolves_imports="additionalTextEdits" in (resolved or ()),
        )

    def findings(self, document: Document, *, likely: bool = False) -> tuple[rules.Finding, ...]:
        settings, path = self.settings_for(document)
        if _is_excluded(settings.exclude, path):
            return ()
        environment = self.environment_for(document)
        return rules.check(
            document.source, settings, path, environment, likely=likely, on_failure=rules.log
        )

    def environment_for(self, document: Document) -> Environment:
        """What the project that the file belongs to has installed, locked or asked for."""
        from ..project import dependencies, environment  # only now: a hover needs none of it

        if document.source.path is None:
            return environment.UNKNOWN
        settings, _ = self.settings_for(document)
        folder, interpreter = document.source.path.parent, settings.interpreter
        if interpreter and (interpreter, folder) not in self._judged:
            self._judged.add((interpreter, folder))
            problem = dependencies.interpreter_problem(interpreter, folder)
            self._tell([problem] if problem is not None else [])
        self._installations = self._installations or dependencies.Installations(os.environ)
        return self._installations.of(folder, interpreter)

    def settings_for(self, document: Document) -> tuple[Settings, str]:
        """The settings for a file, the editor's before those of `pyproject.toml`, and its path in
        the folder that they are relative to.
        """
        from ..project import configuration  # only now: a hover needs none of it

        path, relative = document.source.path, self._path(document.uri)
        given = self._settings_of_folders.get(self._folder(document.uri), self.settings)
        if path is None:
            return given, relative
        self._configurations = self._configurations or configuration.Configurations()
        try:
            found = self._configurations.nearest(path.parent)
        except configuration.ConfigurationError as error:
            self._tell(str(error).splitlines())
            return given, relative
        if found is None:
            return given, relative
        return given.over(found.settings), found.path(path)

    def count_workspace(self, *, anew: bool = False) -> None:
        """Read the folders, in another process, if they or what is left out are not as before."""
        folders = _folders(self)
        # A client that watches no files tells of these only by what it saves later.
        wanted = folders, self.settings.exclude, () if self.watches_files else _stamps(folders)
        if anew or wanted != self._counted:
            self._counted = wanted
            progress = ScanProgress(self) if self.can("window.work_done_progress") else None
            self.watching.start(folders, self.settings.exclude, progress)

    @property
    def watches_files(self) -> bool:
        """Whether the client tells of every change on disk."""
        return self.can("workspace.did_change_watched_files.dynamic_registration")

    def opened_at(self, path: Path) -> Document | None:
        """The open file that is there on disk."""
        opened = self.protocol.documents.values()
        return next((document for document in opened if document.source.path == path), None)

    def _source_at(self, path: Path) -> Source | None:
        document = self.opened_at(path)
        return document.source if document is not None else None

    def forget_configurations(self) -> None:
        """Read every `pyproject.toml` anew when it is next asked for."""
        self._configurations = None
        self._told = frozenset()
        self._judged.clear()

    def _tell(self, messages: Iterable[str]) -> None:
        """Say what is wrong with the settings, each thing once."""
        new = [message for message in messages if message not in self._told]
        self._told |= frozenset(new)
        for message in new:
            logger.warning("%s", message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def configure(self, raw: object, of_folders: Mapping[str, object] | None = None) -> None:
        """Take settings from the client, and those of folders that have their own, by URI; say once
        what is wrong with them.
        """
        self.settings = self._parsed(raw)
        self._settings_of_folders = {
            folder: self._parsed(own) for folder, own in (of_folders or {}).items()
        }

    def _parsed(self, raw: object) -> Settings:
        given_none = raw == []  # as Lua writes an empty table
        parsed, messages = settings_.parse(None if given_none else raw)
        try:
            _is_excluded(parsed.exclude, "")
        except ValueError as error:
            given = list(parsed.exclude)
            messages += (f"statuslens.exclude: {given!r} is not allowed: {error}. Using none.",)
            parsed = replace(parsed, exclude=())
        self._tell(messages)
        return parsed

    def refresh(self) -> None:
        """Have the client ask anew for what hangs on settings and environments."""
        if self.can("workspace.inlay_hint.refresh_support"):
            self.workspace_inlay_hint_refresh(None)
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
        folder, uri = self._folder(uri), unquote(uri)
        return uri.removeprefix(_inside(folder)) if folder else uri.rpartition("/")[2]

    def _folder(self, uri: str) -> str:
        """The URI of the innermost workspace folder that has the file; "" if there is none."""
        folders = list(self.workspace.folders) or [self.workspace.root_uri or ""]
        around = (f for f in folders if f and unquote(uri).startswith(_inside(f)))
        return max(around, key=len, default="")


def _inside(folder: str) -> str:
    return unquote(folder.rstrip("/")) + "/"


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
    ls.count_workspace()
    registrations = [
        types.Registration(id=method, method=method, register_options=options)
        for capability, method, options in _registrations()
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
        ls.count_workspace()
        ls.refresh()


@server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
def did_change_watched_files(
    ls: StatusLensServer, params: types.DidChangeWatchedFilesParams
) -> None:
    changed, deleted, others = changed_files(params.changes)
    ls.watching.deleted(deleted)
    ls.watching.changed_on_disk(changed)
    if others:
        ls.forget_configurations()
        ls.refresh()
    if any(path.name in _LEAVING_OUT for path in others):
        ls.count_workspace(anew=True)


# Of a folder, watchers tell of nothing that was in it.
_FOLDERS = types.FileOperationPattern("**/*", types.FileOperationPatternKind.Folder)
_FILE_OPERATIONS = types.FileOperationRegistrationOptions(
    [types.FileOperationFilter(_FOLDERS, "file")]
)


@server.feature(types.WORKSPACE_DID_CREATE_FILES, _FILE_OPERATIONS)
def did_create_files(ls: StatusLensServer, params: types.CreateFilesParams) -> None:
    ls.watching.changed_on_disk(paths_of(each.uri for each in params.files))


@server.feature(types.WORKSPACE_DID_RENAME_FILES, _FILE_OPERATIONS)
def did_rename_files(ls: StatusLensServer, params: types.RenameFilesParams) -> None:
    ls.watching.deleted(paths_of(each.old_uri for each in params.files))
    ls.watching.changed_on_disk(paths_of(each.new_uri for each in params.files))


@server.feature(types.WORKSPACE_DID_DELETE_FILES, _FILE_OPERATIONS)
def did_delete_files(ls: StatusLensServer, params: types.DeleteFilesParams) -> None:
    ls.watching.deleted(paths_of(each.uri for each in params.files))


@server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
async def did_change_workspace_folders(
    ls: StatusLensServer, _params: types.DidChangeWorkspaceFoldersParams
) -> None:
    if ls.can("workspace.configuration"):
        await _fetch_configuration(ls)
    else:
        ls.count_workspace()


@server.feature(types.SHUTDOWN)
def shutdown(ls: StatusLensServer, _params: None) -> None:
    ls.watching.stop()


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def did_open(ls: StatusLensServer, params: types.DidOpenTextDocumentParams) -> None:
    _count_open(ls, params.text_document.uri)
    if not ls.pulls_diagnostics:
        ls.push_diagnostics(params.text_document.uri, delay=0)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def did_change(ls: StatusLensServer, params: types.DidChangeTextDocumentParams) -> None:
    _count_open(ls, params.text_document.uri)
    if not ls.pulls_diagnostics:
        ls.push_diagnostics(params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_SAVE)
def did_save(ls: StatusLensServer, params: types.DidSaveTextDocumentParams) -> None:
    """A client that watches no files for us may have saved, or not told of, any of them."""
    if (path := path_of(params.text_document.uri)) is not None:
        ls.watching.changed_on_disk([path])
    if not ls.watches_files:
        ls.forget_configurations()
        ls.refresh()
        ls.count_workspace()


@server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
def did_close(ls: StatusLensServer, params: types.DidCloseTextDocumentParams) -> None:
    if (path := path_of(params.text_document.uri)) is not None:
        ls.watching.closed(path)
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
    types.CompletionOptions(
        trigger_characters=[".", "=", "(", "[", "{", " "], resolve_provider=True
    ),
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
    environment = ls.environment_for(document)
    others = ls.watching.others(document.source.path)
    found = completion.completions(document.source, offset, settings, environment, others)
    if found is None:
        return None
    client = ls.item_support
    needed = {item.new_import for item in found.items if item.new_import is not None}
    # One import for all is cheap to send; one for each name, only where nobody asks for it later.
    later = len(needed) > 1 and client.resolves_imports
    imports = {
        new: completion.edits_of(document.source, new, offset, environment)
        for new in (() if later else needed)
    }
    return convert.completion_list(found, imports, offset, document.uri, positions, client)


@server.feature(types.COMPLETION_ITEM_RESOLVE)
def completion_item_resolve(
    ls: StatusLensServer, params: types.CompletionItem
) -> types.CompletionItem:
    """The card, and the import anew: some clients send items back without it, and use the answer's
    alone.
    """
    named = convert.resolved_name(params.data)
    markdown = ls.reads_markdown("text_document.completion.completion_item.documentation_format")
    text = card(*named, markdown=markdown) if named is not None else None
    if text is not None:
        params.documentation = convert.documentation(text, markdown=markdown)
    wanted = convert.resolved_import(params.data)
    document = ls.document(wanted[0]) if wanted is not None else None
    if wanted is not None and document is not None:
        _, offset, new = wanted
        environment = ls.environment_for(document)
        edits = completion.edits_of(document.source, new, offset, environment)
        params.additional_text_edits = ls.positions(document).text_edits(edits)
    return params


@server.feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.CodeActionOptions(
        code_action_kinds=[types.CodeActionKind.QuickFix, convert.REWRITE, convert.FIX_ALL],
        resolve_provider=True,
    ),
)
def text_document_code_action(
    ls: StatusLensServer, params: types.CodeActionParams
) -> Sequence[types.CodeAction] | None:
    document = ls.document(params.text_document.uri)
    if document is None or not ls.can("text_document.code_action.code_action_literal_support"):
        return None
    only = params.context.only
    by_itself = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
    findings = ls.findings(document, likely=True)
    safe = rules.together(finding for finding in findings if finding.safe)
    actions: list[types.CodeAction] = []
    if convert.wants(only, types.CodeActionKind.QuickFix.value):
        chosen = ls.positions(document).span(params.range)
        near = [finding for finding in findings if finding.span.touches(chosen)]
        actions += _quick_fixes(ls, document, near, params.context.diagnostics)
    # No editor shows the whole file's fix in a light bulb that comes by itself.
    if safe and convert.wants(only, convert.FIX_ALL) and not (by_itself and only is None):
        actions.append(convert.fix_all(safe, _edit(ls, document, _all_fixes(ls, document))))
    if convert.wants(only, convert.REWRITE) and not by_itself:
        known = [action.edit for action in actions]
        actions += (
            action
            for action in _rewrites(ls, document, params.range, briefly=only is None)
            if action.edit is None or action.edit not in known
        )
    return actions


@server.feature(types.CODE_ACTION_RESOLVE)
async def code_action_resolve(ls: StatusLensServer, params: types.CodeAction) -> types.CodeAction:
    chosen = convert.chosen_rewrite(params.data)
    if chosen is None:
        return params
    uri, version, scope, target = chosen
    document = ls.document(uri)
    if document is None or document.version != version:
        raise JsonRpcContentModified(f"{uri} has changed since")
    if scope == "workspace":
        params.edit = await _edit_of_workspace(ls, document, target)
    else:
        params.edit = _edit(ls, document, _rewritten(ls, document, target))
    return params


@server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
def text_document_inlay_hint(
    ls: StatusLensServer, params: types.InlayHintParams
) -> list[types.InlayHint] | None:
    document = ls.document(params.text_document.uri)
    if document is None or not ls.settings_for(document)[0].inlay_hints:
        return None
    positions = ls.positions(document)
    markdown = ls.reads_markdown("text_document.hover.content_format")
    environment = ls.environment_for(document)
    safe = {finding.span.end: finding for finding in ls.findings(document) if finding.safe}

    def edits(offset: int) -> tuple[Edit, ...]:
        finding = safe.get(offset)
        return rules.fix(document.source, [finding], environment) if finding is not None else ()

    return [
        convert.inlay_hint(hint, positions, edits(hint.offset), markdown=markdown)
        for hint in inlay_hints(document.source, positions.span(params.range))
    ]


@server.feature("statuslens/codes")
def codes(_ls: StatusLensServer, _params: object) -> list[extensions.Code]:
    return extensions.codes()


@server.feature("statuslens/environment")
def about(ls: StatusLensServer, params: Any) -> extensions.About | None:
    document = ls.document(params.uri)
    if document is None:
        return None
    settings, _ = ls.settings_for(document)
    return extensions.about(document.source, settings, ls.environment_for(document))


@server.feature("statuslens/constants")
def constants(ls: StatusLensServer, params: Any) -> list[dict[str, Any]]:
    document = ls.document(params.uri)
    if document is None:
        return []
    settings, _ = ls.settings_for(document)
    positions = ls.positions(document)
    at = types.Position(params.position.line, params.position.character)
    found = extensions.constants(
        document.source,
        positions.offset(at),
        settings,
        ls.environment_for(document),
        ls.watching.others(document.source.path),
    )
    return [
        {
            "code": each.code,
            "label": each.label,
            "detail": each.detail,
            "edits": positions.text_edits(each.edits),
        }
        for each in found
    ]


@server.feature("statuslens/usage")
async def usage(ls: StatusLensServer, _params: object) -> list[extensions.Used]:
    await ls.watching.until_read()
    return extensions.usage(ls.watching.workspace)


@server.feature("statuslens/places")
async def places(ls: StatusLensServer, params: Any) -> list[dict[str, Any]]:
    found = []
    paths = dict.fromkeys(each.path for each in ls.watching.workspace.files_with(params.code))
    for path in paths:
        await asyncio.sleep(0)  # other messages are answered meanwhile
        document = _document_at(ls, path)
        if document is None:
            continue
        positions, source = ls.positions(document), document.source
        for span in extensions.spans_of(source, params.code):
            line = source.line_span(source.line_at(span.start))
            text = source.data[line.start : line.end].decode("utf-8", "replace").strip()
            found.append({"uri": document.uri, "range": positions.range(span), "text": text})
    return found


@server.command("statuslens.explain")
def explain(_ls: StatusLensServer, query: str | int) -> str:
    return extensions.explained(str(query))


@server.command("statuslens.fixAll")
async def fix_file(ls: StatusLensServer, uri: str) -> int:
    document = ls.document(uri)
    edits = _all_fixes(ls, document) if document is not None else ()
    if document is None or not edits:
        return 0
    return await _apply(ls, _edit(ls, document, edits), files=1)


@server.command("statuslens.fixAllInWorkspace")
async def fix_workspace(ls: StatusLensServer, preview: bool = False) -> int:
    changes = await _changes(ls, None, lambda document: _all_fixes(ls, document))
    if not changes:
        return 0
    versioned = ls.can("workspace.workspace_edit.document_changes")
    edit = convert.edit_of_files(changes, versioned=versioned)
    if preview and versioned and ls.can("workspace.workspace_edit.change_annotation_support"):
        edit = convert.to_confirm(edit, "Fix what Status Lens reports")
    return await _apply(ls, edit, files=len(changes))


def pull_diagnostics(
    ls: StatusLensServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    document = ls.document(params.text_document.uri)
    items = _diagnostics(ls, document) if document is not None else []
    return types.RelatedFullDocumentDiagnosticReport(items=items)


def _registrations() -> Iterator[tuple[str, str, object]]:
    """What the client is asked to tell, where it can be asked: capability, method, options."""
    from ..project.dependencies import WATCHED

    configuration = types.WORKSPACE_DID_CHANGE_CONFIGURATION
    yield "workspace.did_change_configuration", configuration, {"section": convert.SOURCE}
    watchers = [{"globPattern": pattern} for pattern in (*WATCHED, *FILES)]
    files = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    yield "workspace.did_change_watched_files", files, {"watchers": watchers}


@functools.lru_cache(maxsize=8)
def _excluding(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file


def _is_excluded(patterns: tuple[str, ...], path: str) -> bool:
    return bool(patterns) and _excluding(patterns)(path)


def serve(tcp: tuple[str, int] | None = None) -> None:
    """Speak LSP over stdin and stdout, or over TCP to the first client of that address."""
    # What lives long, as the counts of a workspace do, is not to be gone through while one types.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    if tcp is not None:
        server.start_tcp(*tcp)
    else:
        server.start_io()


def _count_open(ls: StatusLensServer, uri: str) -> None:
    document = ls.document(uri)
    if document is not None and document.source.path is not None:
        ls.watching.opened_or_changed(document.source.path)


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
    environment = ls.environment_for(document)
    for finding in findings:
        if edits := rules.fix(source, [finding], environment):
            edit = _edit(ls, document, edits)
            yield convert.quick_fix(finding, edit, about[finding])
    for finding in findings:
        if finding.certain and (edits := rules.ignore(source, finding)):
            yield convert.ignore(finding, _edit(ls, document, edits), about[finding])


def _all_fixes(ls: StatusLensServer, document: Document) -> tuple[Edit, ...]:
    (settings, path), environment = ls.settings_for(document), ls.environment_for(document)

    def check(source: Source) -> tuple[rules.Finding, ...]:
        return rules.check(source, settings, path, environment, likely=True, on_failure=rules.log)

    return rules.fix_all(document.source, check, environment)


def _edit(ls: StatusLensServer, document: Document, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    text_edits = ls.positions(document).text_edits(edits)
    versioned = ls.can("workspace.workspace_edit.document_changes")
    return convert.workspace_edit(document.uri, document.version, text_edits, versioned=versioned)


def _rewrites(
    ls: StatusLensServer, document: Document, at: types.Range, *, briefly: bool
) -> Iterator[types.CodeAction]:
    """What may be written otherwise there; the edits of a file or more only once one is chosen,
    where the client can ask for them then.
    """
    settings, _ = ls.settings_for(document)
    environment, span = ls.environment_for(document), ls.positions(document).span(at)
    found = refactorings.refactorings(document.source, span, environment, settings.provider)
    later = _resolves_edits(ls)
    for one in refactorings.shortlist(found) if briefly else found:
        if one.scope == "place":
            yield convert.rewrite(one, _edit(ls, document, one.edits))
        elif one.scope == "workspace" and not (later and _folders(ls)):
            continue
        elif later:
            yield convert.rewrite_later(one, document.uri, document.version)
        else:
            edits = _rewritten(ls, document, one.target)
            yield convert.rewrite(one, _edit(ls, document, edits))


def _resolves_edits(ls: StatusLensServer) -> bool:
    """Whether the client can ask for an action's edit when it is chosen."""
    support = get_capability(
        ls.client_capabilities, "text_document.code_action.resolve_support.properties"
    )
    return ls.can("text_document.code_action.data_support") and "edit" in (support or ())


def _rewritten(
    ls: StatusLensServer, document: Document, target: refactorings.Target
) -> tuple[Edit, ...]:
    settings, _ = ls.settings_for(document)
    environment = ls.environment_for(document)
    return refactorings.rewritten(document.source, target, environment, settings.provider)


async def _edit_of_workspace(
    ls: StatusLensServer, first: Document, target: refactorings.Target
) -> types.WorkspaceEdit:
    """One edit of every file, `first` too."""

    def edits_of(document: Document) -> tuple[Edit, ...]:
        concerned = refactorings.may_concern(document.source, target)
        return _rewritten(ls, document, target) if concerned else ()

    changes = await _changes(ls, first, edits_of)
    versioned = ls.can("workspace.workspace_edit.document_changes")
    return convert.edit_of_files(changes, versioned=versioned)


async def _changes(
    ls: StatusLensServer, first: Document | None, edits_of: Callable[[Document], Sequence[Edit]]
) -> list[tuple[str, int | None, list[types.TextEdit]]]:
    """What `edits_of` changes in every file, `first` too: URI, version, edits. Other messages are
    answered meanwhile: where one of them changes what has been looked at, there is no edit.
    """
    seen: list[tuple[Document, int]] = []
    changes = []
    for document in _documents_of_workspace(ls, first):
        await asyncio.sleep(0)
        edits = edits_of(document)
        is_open = ls.document(document.uri) is document
        version = document.version if is_open else None
        if version is not None:
            seen.append((document, version))
        if edits:
            changes.append((document.uri, version, ls.positions(document).text_edits(edits)))
    for document, version in seen:
        if ls.document(document.uri) is not document or document.version != version:
            raise JsonRpcContentModified(f"{document.uri} has changed meanwhile")
    return changes


async def _apply(ls: StatusLensServer, edit: types.WorkspaceEdit, files: int) -> int:
    """Have the client apply the edit; how many files that changes."""
    answer = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit))
    return files if answer.applied else 0


def _documents_of_workspace(ls: StatusLensServer, first: Document | None) -> Iterator[Document]:
    """`first`, then every Python file of the workspace: as the editor has it, else as it is on
    disk. Notebooks, and what cannot be read, are passed over.
    """
    from ..project import configuration, walk  # only now: a hover needs none of it

    if first is not None:
        yield first
    walked = walk.Walk(configuration.Configurations())
    try:
        paths = walked.files(_folders(ls))
    except configuration.ConfigurationError as error:
        raise JsonRpcException(str(error), types.LSPErrorCodes.RequestFailed) from None
    for path in paths:
        if (first is not None and path == first.source.path) or path.suffix == ".ipynb":
            continue
        document = _document_at(ls, path)
        if document is None:
            continue
        settings, relative = ls.settings_for(document)
        if not _is_excluded(settings.exclude, relative):
            yield document


def _document_at(ls: StatusLensServer, path: Path) -> Document | None:
    """The file as the editor has it, else as it is on disk; None for one that cannot be read."""
    from ..project import files

    document = ls.opened_at(path)
    if document is not None:
        return document
    try:
        (text, *cells) = files.read(path).texts
    except (files.UnreadableError, ValueError):
        return None
    return Document(path.as_uri(), Source(text, path), version=0) if not cells else None


def _folders(ls: StatusLensServer) -> list[Path]:
    """The workspace's folders that are on disk."""
    uris = [folder.uri for folder in ls.workspace.folders.values()]
    uris = uris or [ls.workspace.root_uri or ""]
    paths = (to_fs_path(uri) for uri in uris if uri.startswith("file:"))
    return [Path(path) for path in paths if path is not None]


def _stamps(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """The state of what says in the folders themselves what is not read of them."""
    found = {}
    for path in (folder / name for folder in folders for name in _LEAVING_OUT):
        with contextlib.suppress(OSError):
            status = path.stat()
            found[path] = status.st_mtime_ns, status.st_size
    return found


async def _fetch_configuration(ls: StatusLensServer) -> None:
    """Ask for the settings; where there are several folders, for those of each, too."""
    folders = list(ls.workspace.folders)
    scopes = [None, *(folders if len(folders) > 1 else ())]
    items = [types.ConfigurationItem(scope_uri=uri, section=convert.SOURCE) for uri in scopes]
    raw, *own = await ls.workspace_configuration_async(types.ConfigurationParams(items))
    ls.configure(raw, dict(zip(folders, own, strict=False)))
    ls.count_workspace()
    ls.refresh()
