"""The requests and commands of our own, which `extensions` describes."""

from __future__ import annotations

import asyncio
from typing import Any

from lsprotocol import types

from .. import convert, extensions, workspace_edits
from ..fixes import fix_all
from ..language_server import StatusLensServer, server


@server.feature("statuslens/codes")
def codes(_ls: StatusLensServer, _params: object) -> list[extensions.Code]:
    return extensions.codes()


@server.feature("statuslens/environment")
def environment(ls: StatusLensServer, params: Any) -> extensions.About | None:
    document = ls.document(params.uri)
    if document is None:
        return None
    return extensions.about(document, ls.session.project(document))


@server.feature("statuslens/constants")
def constants(ls: StatusLensServer, params: Any) -> list[extensions.Constant]:
    document = ls.document(params.uri)
    if document is None:
        return []
    at = types.Position(params.position.line, params.position.character)
    offset, project = document.positions.offset(at), ls.session.project(document)
    return list(extensions.constants(document, offset, project))


@server.feature("statuslens/usage")
async def usage(ls: StatusLensServer, _params: object) -> list[extensions.Used]:
    await ls.workspace_client.until_read()
    return extensions.usage(ls.workspace_client.workspace)


@server.feature("statuslens/places")
async def places(ls: StatusLensServer, params: Any) -> list[extensions.Place]:
    paths = dict.fromkeys(
        each.path for each in ls.workspace_client.workspace.files_with(params.code)
    )
    found: list[extensions.Place] = []
    for path in paths:
        await asyncio.sleep(0)  # other messages are answered meanwhile
        document = workspace_edits.document_at(ls, path)
        if document is not None:
            found += extensions.places(document, params.code)
    return found


@server.command("statuslens.explain")
def explain(_ls: StatusLensServer, query: str | int) -> str:
    return extensions.explained(str(query))


@server.command("statuslens.fixAll")
async def fix_file(ls: StatusLensServer, uri: str) -> int:
    document = ls.document(uri)
    edits = fix_all(document, ls.session.project(document)) if document is not None else ()
    if document is None or not edits:
        return 0
    edit = convert.edit_of(document, edits, versioned=ls.client.versions_edits)
    return await workspace_edits.apply(ls, edit, files=1)


@server.command("statuslens.fixAllInWorkspace")
async def fix_workspace(ls: StatusLensServer, preview: bool = False) -> int:
    return await workspace_edits.fix_workspace(ls, preview=preview)
