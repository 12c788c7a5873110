"""The language features: hover, completion, code actions, inlay hints, diagnostics."""

from lsprotocol import types

from ...features import hover
from ...features.inlay_hints import inlay_hints
from .. import convert
from ..code_actions import KINDS, CodeActions, safe_fixes
from ..diagnostics import diagnostics
from ..language_server import StatusLensServer, server
from ..workspace_edits import chosen_edit


@server.feature(types.TEXT_DOCUMENT_HOVER)
def text_document_hover(ls: StatusLensServer, params: types.HoverParams) -> types.Hover | None:
    document = ls.document(params.text_document.uri)
    if document is None:
        return None
    offset, markdown = document.positions.offset(params.position), ls.client.hover_markdown
    found = hover.hover(document.source, offset, ls.project(document), markdown=markdown)
    return (
        convert.hover(found, document.positions, markdown=markdown) if found is not None else None
    )


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
    offset, project = document.positions.offset(params.position), ls.project(document)
    return convert.completions(document, offset, project, ls.client.item_support)


@server.feature(types.COMPLETION_ITEM_RESOLVE)
def completion_item_resolve(
    ls: StatusLensServer, params: types.CompletionItem
) -> types.CompletionItem:
    """Adds the card, and the import again: some clients return items without it."""
    card = convert.documentation(params.data, markdown=ls.client.item_markdown)
    params.documentation = card or params.documentation
    wanted = convert.resolved_import(params.data)
    document = ls.document(wanted.uri) if wanted is not None else None
    if wanted is not None and document is not None:
        edits = convert.import_edits(document, wanted.offset, wanted.new, ls.project(document))
        params.additional_text_edits = document.positions.text_edits(edits)
    return params


@server.feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.CodeActionOptions(code_action_kinds=KINDS, resolve_provider=True),
)
def text_document_code_action(
    ls: StatusLensServer, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    document = ls.document(params.text_document.uri)
    if document is None or not ls.client.takes_code_actions:
        return None
    project, has_folders = ls.project(document), bool(ls.session.folders_on_disk())
    actions = CodeActions(document, project, ls.client, has_folders)
    return actions.at(document.positions.span(params.range), params.context)


@server.feature(types.CODE_ACTION_RESOLVE)
async def code_action_resolve(ls: StatusLensServer, params: types.CodeAction) -> types.CodeAction:
    chosen = convert.chosen_rewrite(params.data)
    if chosen is not None:
        params.edit = await chosen_edit(ls, chosen)
    return params


@server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
def text_document_inlay_hint(
    ls: StatusLensServer, params: types.InlayHintParams
) -> list[types.InlayHint] | None:
    document = ls.document(params.text_document.uri)
    if document is None or not (project := ls.project(document)).settings.inlay_hints:
        return None
    positions, markdown = document.positions, ls.client.hover_markdown
    fix = safe_fixes(document, project)
    return [
        convert.inlay_hint(hint, positions, fix(hint.offset), markdown=markdown)
        for hint in inlay_hints(document.source, positions.span(params.range), project)
    ]


def text_document_diagnostic(
    ls: StatusLensServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    """Registered for clients that pull diagnostics."""
    document = ls.document(params.text_document.uri)
    items = diagnostics(document, ls.project(document)) if document is not None else []
    return types.RelatedFullDocumentDiagnosticReport(items=items)
