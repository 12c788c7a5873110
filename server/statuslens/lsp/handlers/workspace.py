"""The life of a session: start and end, settings, folders, and files on disk."""

from collections.abc import Iterator

from lsprotocol import types

from ...workspace.client import FILES
from .. import convert
from ..documents import changed_files, path_of, paths_of
from ..language_server import IGNORING, StatusLensServer, server
from .language import text_document_diagnostic


@server.feature(types.INITIALIZE)
def initialize(ls: StatusLensServer, params: types.InitializeParams) -> None:
    if ls.client.pulls_diagnostics:
        options = types.DiagnosticOptions(
            identifier=convert.SOURCE, inter_file_dependencies=True, workspace_diagnostics=False
        )
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(text_document_diagnostic)
    ls.session.configure(params.initialization_options)


@server.feature(types.INITIALIZED)
async def initialized(ls: StatusLensServer, _params: types.InitializedParams) -> None:
    if ls.client.can("workspace.configuration"):
        await _fetch_configuration(ls)
    ls.count_workspace()
    if registrations := list(_registrations(ls)):
        await ls.client_register_capability_async(types.RegistrationParams(registrations))


@server.feature(types.SHUTDOWN)
def shutdown(ls: StatusLensServer, _params: None) -> None:
    ls.stop()


@server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
async def did_change_configuration(
    ls: StatusLensServer, params: types.DidChangeConfigurationParams
) -> None:
    if ls.client.can("workspace.configuration"):
        await _fetch_configuration(ls)
    elif isinstance(params.settings, dict):
        ls.session.configure(params.settings.get(convert.SOURCE))
        ls.count_workspace()
        ls.refresh()


@server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
async def did_change_workspace_folders(
    ls: StatusLensServer, _params: types.DidChangeWorkspaceFoldersParams
) -> None:
    if ls.client.can("workspace.configuration"):
        await _fetch_configuration(ls)
    else:
        ls.count_workspace()
        ls.refresh()


@server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
def did_change_watched_files(
    ls: StatusLensServer, params: types.DidChangeWatchedFilesParams
) -> None:
    changed, deleted, others = changed_files(params.changes)
    ls.workspace_client.deleted(deleted)
    ls.workspace_client.changed_on_disk(changed)
    ls.look_again(now=True)
    if any(path.name in IGNORING for path in others):
        ls.count_workspace(again=True)


# Watchers report a deleted folder, but not the files that were in it.
_FOLDERS = types.FileOperationPattern("**/*", types.FileOperationPatternKind.Folder)
_FILTERS = [types.FileOperationFilter(_FOLDERS, "file")]
_FILE_OPERATIONS = types.FileOperationRegistrationOptions(_FILTERS)


@server.feature(types.WORKSPACE_DID_CREATE_FILES, _FILE_OPERATIONS)
def did_create_files(ls: StatusLensServer, params: types.CreateFilesParams) -> None:
    ls.workspace_client.changed_on_disk(paths_of(each.uri for each in params.files))
    ls.look_again(now=True)


@server.feature(types.WORKSPACE_DID_RENAME_FILES, _FILE_OPERATIONS)
def did_rename_files(ls: StatusLensServer, params: types.RenameFilesParams) -> None:
    ls.workspace_client.deleted(paths_of(each.old_uri for each in params.files))
    ls.workspace_client.changed_on_disk(paths_of(each.new_uri for each in params.files))
    ls.look_again(now=True)


@server.feature(types.WORKSPACE_DID_DELETE_FILES, _FILE_OPERATIONS)
def did_delete_files(ls: StatusLensServer, params: types.DeleteFilesParams) -> None:
    ls.workspace_client.deleted(paths_of(each.uri for each in params.files))
    ls.look_again(now=True)


def _registrations(ls: StatusLensServer) -> Iterator[types.Registration]:
    """The notifications to ask the client for, if it supports registration."""
    from ...project.dependencies import WATCHED

    section = {"section": convert.SOURCE}
    watchers = {"watchers": [{"globPattern": pattern} for pattern in (*WATCHED, *FILES)]}
    for capability, method, options in (
        ("did_change_configuration", types.WORKSPACE_DID_CHANGE_CONFIGURATION, section),
        ("did_change_watched_files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watchers),
    ):
        if ls.client.can(f"workspace.{capability}.dynamic_registration"):
            yield types.Registration(id=method, method=method, register_options=options)


async def _fetch_configuration(ls: StatusLensServer) -> None:
    """Request the settings; with several folders, also those of each."""
    folders = list(ls.workspace.folders)
    scopes = [None, *(folders if len(folders) > 1 else ())]
    items = [types.ConfigurationItem(scope_uri=uri, section=convert.SOURCE) for uri in scopes]
    raw, *own = await ls.workspace_configuration_async(types.ConfigurationParams(items))
    ls.session.configure(raw, dict(zip(folders, own, strict=False)))
    ls.count_workspace()
    ls.refresh()


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def did_open(ls: StatusLensServer, params: types.DidOpenTextDocumentParams) -> None:
    _count(ls, params.text_document.uri)
    ls.push_diagnostics(params.text_document.uri, delay=0)
    ls.watch()


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def did_change(ls: StatusLensServer, params: types.DidChangeTextDocumentParams) -> None:
    _count(ls, params.text_document.uri)
    ls.push_diagnostics(params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_SAVE)
def did_save(ls: StatusLensServer, params: types.DidSaveTextDocumentParams) -> None:
    """A client that does not watch files may have saved any of them without a report."""
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
