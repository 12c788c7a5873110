"""Edits of all files of the workspace, computed while other messages are answered."""

import asyncio
import functools
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcException

from ..features import refactorings
from ..features.refactorings.offer import Target
from ..syntax.source import Edit, Source
from . import convert
from .code_actions import fix_all, rewritten
from .documents import Document
from .language_server import StatusLensServer
from .session import DocumentProject

logger = logging.getLogger(__name__)

EditsOf = Callable[[Document, DocumentProject], Sequence[Edit]]


async def apply(ls: StatusLensServer, edit: types.WorkspaceEdit, files: int) -> int:
    """Ask the client to apply the edit; returns the number of files in it."""
    answer = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit))
    return files if answer.applied else 0


async def fix_workspace(ls: StatusLensServer, *, preview: bool) -> int:
    """Ask the client to apply every safe fix in the workspace; returns the number of files."""
    changes = await _changes(ls, None, fix_all)
    if not changes:
        return 0
    versioned = ls.client.versions_edits
    edit = convert.edit_of_files(changes, versioned=versioned)
    can_confirm = ls.client.can("workspace.workspace_edit.change_annotation_support")
    if preview and versioned and can_confirm:
        edit = convert.to_confirm(edit, "Fix what Status Lens reports")
    return await apply(ls, edit, files=len(changes))


async def chosen_edit(ls: StatusLensServer, chosen: convert.ChosenRewrite) -> types.WorkspaceEdit:
    """The edit of a refactoring that was offered for one version of a document."""
    document = ls.document(chosen.uri)
    if document is None or document.version != chosen.version:
        raise JsonRpcContentModified(f"{chosen.uri} has changed since")
    if chosen.scope == "workspace":
        return await _rewrite_workspace(ls, document, chosen.target)
    edits = rewritten(document, ls.project(document), chosen.target)
    return convert.edit_of(document, edits, versioned=ls.client.versions_edits)


def document_at(ls: StatusLensServer, path: Path) -> Document | None:
    """The file from the editor, else from disk; None for one that cannot be read."""
    from ..project import files  # only now: a hover needs none of it
    from ..project.files import UnreadableError

    document = ls.protocol.at(path) or ls.protocol.at(ls.session.system.real_path(path))
    if document is not None:
        return document
    try:
        (text, *cells) = files.read(path).texts
    except (UnreadableError, ValueError):
        return None
    return ls.protocol.document(path.as_uri(), Source(text, path)) if not cells else None


def edits_or_none(uri: str, edits: Callable[[], Sequence[Edit]]) -> Sequence[Edit]:
    """The edits of one file; none, with a message in the log, if computing them fails."""
    try:
        return edits()
    except Exception:  # costs this file, not the others
        logger.exception("Could not compute the edits of %s", uri)
        return ()


async def _changes(
    ls: StatusLensServer, first: Document | None, edits_of: EditsOf
) -> list[tuple[str, int | None, list[types.TextEdit]]]:
    """The URI, version and edits of every file. Raises if an open file changes meanwhile."""
    opened: list[Document] = []
    changes = []
    for document, project in _documents(ls, first, await _paths(ls)):
        await asyncio.sleep(0)
        edits = edits_or_none(document.uri, functools.partial(edits_of, document, project))
        if document.version is not None:
            opened.append(document)
        if edits:
            changes.append((document.uri, document.version, document.positions.text_edits(edits)))
    for document in opened:
        if ls.document(document.uri) is not document:
            raise JsonRpcContentModified(f"{document.uri} has changed meanwhile")
    return changes


def _documents(
    ls: StatusLensServer, first: Document | None, paths: Iterable[Path]
) -> Iterator[tuple[Document, DocumentProject]]:
    """`first`, then every readable Python file at the paths, from the editor or from disk."""
    if first is not None:
        yield first, ls.project(first)
    for path in paths:
        document = document_at(ls, path) if path.suffix != ".ipynb" else None
        if document is None or document is first:
            continue
        project = ls.project(document)
        if not project.settings.excludes(project.path):
            yield document, project


async def _paths(ls: StatusLensServer) -> list[Path]:
    """The files of the workspace, found in a thread: a large folder would hold up the others."""
    from ..project import configuration, file_system, walk  # only now: a hover needs none of it

    walked = walk.Walk(configuration.Configurations(file_system.FileSystem()))
    try:
        return await asyncio.to_thread(walked.files, ls.session.folders_on_disk())
    except configuration.ConfigurationError as error:
        raise JsonRpcException(str(error), types.LSPErrorCodes.RequestFailed) from None


async def _rewrite_workspace(
    ls: StatusLensServer, first: Document, target: Target
) -> types.WorkspaceEdit:
    """One edit that brings every file to `target`, including `first`."""

    def edits_of(document: Document, project: DocumentProject) -> tuple[Edit, ...]:
        concerned = refactorings.may_concern(document.source, target)
        return rewritten(document, project, target) if concerned else ()

    changes = await _changes(ls, first, edits_of)
    return convert.edit_of_files(changes, versioned=ls.client.versions_edits)
