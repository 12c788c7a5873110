"""Converts the values of features to LSP's, and the `data` that clients return back."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from lsprotocol import types

from ..edits.spelling import NewImport
from ..facts.vocabularies import Name, classes, vocabularies
from ..features import completion, rules
from ..features.card import card
from ..features.completion import Completions, details
from ..features.hover import Hover
from ..features.inlay_hints import InlayHint
from ..features.refactorings.offer import FORMS, SCOPES, Refactoring, Scope, Target
from ..features.rules.finding import Finding
from ..project.settings import Settings
from ..syntax.source import Edit
from .client import ItemSupport
from .documents import Document, Positions
from .session import DocumentProject

SOURCE = "statuslens"
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"
REWRITE = types.CodeActionKind.RefactorRewrite.value

_MEMBER = types.CompletionItemKind.EnumMember
_CONSTANT = types.CompletionItemKind.Constant
_DEPRECATED = (types.CompletionItemTag.Deprecated,)


def hover(found: Hover, positions: Positions, *, markdown: bool) -> types.Hover:
    return types.Hover(markup(found.text, markdown=markdown), positions.range(found.span))


def completions(
    document: Document, offset: int, project: DocumentProject, support: ItemSupport
) -> types.CompletionList | None:
    """The proposals at byte `offset`; None where no status is expected."""
    found = completion.completions(document.source, offset, project)
    if found is None:
        return None
    needed = {item.new_import for item in found.items if item.new_import is not None}
    now = needed if support.wants_now(needed) else ()
    imports = {new: import_edits(document, offset, new, project) for new in now}
    return completion_list(found, imports, offset, document.uri, document.positions, support)


def import_edits(
    document: Document, offset: int, new: NewImport, project: DocumentProject
) -> tuple[Edit, ...]:
    """The edits that add an item's import, for a use at byte `offset`."""
    return completion.edits_of(document.source, offset, new, project)


def documentation(data: object, *, markdown: bool) -> types.MarkupContent | None:
    """The card of the item with this `data`."""
    named = resolved_name(data)
    text = card(*named, markdown=markdown) if named is not None else None
    return markup(text, markdown=markdown) if text is not None else None


def completion_list(
    found: Completions,
    imports: Mapping[NewImport, Sequence[Edit]],
    cursor: int,
    uri: str,
    positions: Positions,
    client: ItemSupport,
) -> types.CompletionList:
    """An incomplete list: clients ask again at every letter. `imports` are the known edits."""
    at = positions.range(found.span)
    typed = types.Range(at.start, positions.position(cursor))
    several = client.insert_replace and typed != at  # with the cursor within the word
    edits = {new: positions.text_edits(those) for new, those in imports.items()}
    items = []
    for index, item in enumerate(found.items):
        text_edit: types.TextEdit | types.InsertReplaceEdit | None = None
        if not client.default_range and several:
            text_edit = types.InsertReplaceEdit(item.label, typed, at)
        elif not client.default_range:
            text_edit = types.TextEdit(at, item.label)
        new = item.new_import
        detail, label_details = _details(item.code, item.label, item.detail, item.reason)
        items.append(
            types.CompletionItem(
                label=item.label,
                kind=_MEMBER if item.is_member else _CONSTANT,
                label_details=label_details if client.label_details else None,
                detail=None if client.label_details else detail,
                sort_text=f"{index:03}",
                filter_text=item.filter_text,
                text_edit=text_edit,
                additional_text_edits=edits.get(new) if new is not None else None,
                tags=_DEPRECATED if item.deprecated and client.tags else None,
                preselect=True if item.preselect and client.preselect else None,
                data={"code": item.code, **_name_data(item.name), **_import_data(new, uri, cursor)},
            )
        )
    defaults = None
    if client.default_range:
        both = types.EditRangeWithInsertReplace(typed, at)
        defaults = types.CompletionItemDefaults(edit_range=both if several else at)
    return types.CompletionList(is_incomplete=True, items=items, item_defaults=defaults)


@functools.lru_cache(maxsize=1024)
def _details(
    code: int, label: str, words: str, reason: str | None
) -> tuple[str, types.CompletionItemLabelDetails]:
    """The details in one line, for clients that show only one, and in two parts."""
    number, words = details(code, label, words, reason)
    shown = f" {number}" if number is not None else None
    return f"{code} {words}", types.CompletionItemLabelDetails(detail=shown, description=words)


def _name_data(name: Name | None) -> dict[str, Any]:
    return {"library": name.library, "name": name.name} if name is not None else {}


def _import_data(new: NewImport | None, uri: str, cursor: int) -> dict[str, Any]:
    if new is None:
        return {}
    return {"import": [new.module, new.name, new.local], "uri": uri, "offset": cursor}


def resolved_name(data: object) -> tuple[int, Name | None] | None:
    """The code in an item's `data`, and its name if any; None for other data."""
    if not isinstance(data, dict) or not isinstance(data.get("code"), int):
        return None
    key = str(data.get("library"))
    library = vocabularies().get(key) or classes().get(key)
    return data["code"], library.names.get(str(data.get("name"))) if library is not None else None


class WantedImport(NamedTuple):
    """The import that an item needs, for a use at byte `offset` of a document."""

    uri: str
    offset: int
    new: NewImport


def resolved_import(data: object) -> WantedImport | None:
    """The import in an item's `data`; None if it needs none."""
    match data:
        case {"uri": str(uri), "offset": int(at), "import": [str(module), str(name), str(local)]}:
            return WantedImport(uri, at, NewImport(module, name, local))
    return None


def inlay_hint(
    hint: InlayHint, positions: Positions, edits: Sequence[Edit] = (), *, markdown: bool
) -> types.InlayHint:
    """With `edits`, a double click applies them."""
    text = hint.tooltip(markdown=markdown)
    return types.InlayHint(
        position=positions.position(hint.offset),
        label=hint.label,
        tooltip=markup(text, markdown=markdown) if text is not None else None,
        text_edits=positions.text_edits(edits) or None,
        padding_left=True,
    )


def diagnostic(finding: Finding, positions: Positions, settings: Settings) -> types.Diagnostic:
    rule = rules.RULES[finding.rule]
    severity = settings.severity.get(finding.rule, rule.severity)
    return types.Diagnostic(
        range=positions.range(finding.span),
        message=finding.message,
        severity=types.DiagnosticSeverity[severity.capitalize()],
        code=finding.rule,
        source=SOURCE,
        tags=[types.DiagnosticTag[rule.tag.capitalize()]] if rule.tag is not None else None,
    )


def edit_of(document: Document, edits: Iterable[Edit], *, versioned: bool) -> types.WorkspaceEdit:
    """With the document's version, if supported: the client rejects it for a changed text."""
    text_edits = document.positions.text_edits(edits)
    return edit_of_files([(document.uri, document.version, text_edits)], versioned=versioned)


def edit_of_files(
    changes: Iterable[tuple[str, int | None, Sequence[types.TextEdit]]], *, versioned: bool
) -> types.WorkspaceEdit:
    """One edit of several files, each with the version that is open in the editor, if any."""
    if not versioned:
        return types.WorkspaceEdit(changes={uri: list(edits) for uri, _, edits in changes})
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version), list(edits)
            )
            for uri, version, edits in changes
        ]
    )


def to_confirm(edit: types.WorkspaceEdit, label: str) -> types.WorkspaceEdit:
    """The same with a preview: the client asks to confirm each change."""
    for change in edit.document_changes or ():
        if isinstance(change, types.TextDocumentEdit):
            change.edits = [
                types.AnnotatedTextEdit(label, one.range, one.new_text)
                for one in change.edits
                if isinstance(one, types.TextEdit)
            ]
    edit.change_annotations = {label: types.ChangeAnnotation(label=label, needs_confirmation=True)}
    return edit


def rewrite_later(found: Refactoring, uri: str, version: int | None) -> types.CodeAction:
    """An action whose edit is computed from its `data` once it is chosen."""
    target = {"form": found.target.form, "to": found.target.to, "of": found.target.of}
    data = {"uri": uri, "version": version, "scope": found.scope, **target}
    return types.CodeAction(title=found.title, kind=REWRITE, data=data)


class ChosenRewrite(NamedTuple):
    """A refactoring of one version of a document: its scope and its target."""

    uri: str
    version: int
    scope: Scope
    target: Target


def chosen_rewrite(data: object) -> ChosenRewrite | None:
    """The refactoring in an action's `data`; None for other data."""
    if not isinstance(data, dict):
        return None
    uri, version = data.get("uri"), data.get("version")
    scope = next((one for one in SCOPES if one == data.get("scope")), None)
    form = next((one for one in FORMS if one == data.get("form")), None)
    if not isinstance(uri, str) or not isinstance(version, int) or scope is None or form is None:
        return None
    target = Target(form, str(data.get("to", "")), str(data.get("of", "")))
    return ChosenRewrite(uri, version, scope, target)


def wants(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a request for `only` these kinds includes `kind`; kinds are hierarchical."""
    if only is None:
        return True
    asked = [k.value if isinstance(k, types.CodeActionKind) else k for k in only]
    return any(k == "" or kind == k or kind.startswith(f"{k}.") for k in asked)


def markup(text: str, *, markdown: bool) -> types.MarkupContent:
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.MarkupContent(kind, text)
