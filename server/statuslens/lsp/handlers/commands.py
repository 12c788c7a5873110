"""The custom requests and commands, described in `extensions`."""

import asyncio

from .. import convert, extensions, workspace_edits
from ..code_actions import fix_all
from ..language_server import StatusLensServer, server


@server.feature("statuslens/codes")
def codes(_ls: StatusLensServer, _params: object) -> list[extensions.Code]:
    return extensions.codes()


@server.request("statuslens/environment")
def environment(ls: StatusLensServer, params: extensions.DocumentParams) -> extensions.About | None:
    document = ls.document(params.uri)
    return extensions.about(document, ls.project(document)) if document is not None else None


@server.request("statuslens/constants")
def constants(ls: StatusLensServer, params: extensions.PositionParams) -> list[extensions.Constant]:
    document = ls.document(params.uri)
    if document is None:
        return []
    offset, project = document.positions.offset(params.position), ls.project(document)
    return list(extensions.constants(document, offset, project))


@server.feature("statuslens/usage")
async def usage(ls: StatusLensServer, _params: object) -> list[extensions.CodeUsages]:
    await ls.workspace_client.until_read()
    return extensions.usage(ls.workspace_client.workspace)


@server.request("statuslens/usages")
async def usages(ls: StatusLensServer, params: extensions.CodeParams) -> list[extensions.Usage]:
    paths = dict.fromkeys(
        each.path for each in ls.workspace_client.workspace.files_with(params.code)
    )
    found: list[extensions.Usage] = []
    for path in paths:
        await asyncio.sleep(0)  # other messages are answered meanwhile
        document = workspace_edits.document_at(ls, path)
        if document is not None:
            found += extensions.usages(document, params.code, ls.project(document))
    return found


@server.command("statuslens.explain")
def explain(_ls: StatusLensServer, query: str | int) -> str:
    """The cards of the statuses that the words can mean, as Markdown."""
    from ...features.explain import explain  # rarely needed

    return explain([str(query)], as_json=False, markdown=True)[0]


@server.command("statuslens.fixAll")
async def fix_file(ls: StatusLensServer, uri: str) -> int:
    document = ls.document(uri)
    edits = fix_all(document, ls.project(document)) if document is not None else ()
    if document is None or not edits:
        return 0
    edit = convert.edit_of(document, edits, versioned=ls.client.versions_edits)
    return await workspace_edits.apply(ls, edit, files=1)


@server.command("statuslens.fixAllInWorkspace")
async def fix_workspace(ls: StatusLensServer, preview: bool = False) -> int:
    return await workspace_edits.fix_workspace(ls, preview=preview)
