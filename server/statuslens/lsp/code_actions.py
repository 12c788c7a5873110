"""The code actions of a document: quick fixes, the fix of the whole file, and refactorings."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lsprotocol import types

from ..features import refactorings, rules
from ..syntax.source import Edit, Span
from . import convert
from .client import Client
from .diagnostics import findings
from .documents import Document
from .fixes import fix_all, rewritten
from .session import DocumentProject

KINDS = [types.CodeActionKind.QuickFix, convert.REWRITE, convert.FIX_ALL]


def code_actions(
    document: Document,
    span: Span,
    project: DocumentProject,
    client: Client,
    context: types.CodeActionContext,
) -> list[types.CodeAction]:
    """The actions at `span`, of the kinds that the client asks for."""
    wants = functools.partial(convert.wants, context.only)
    by_itself = context.trigger_kind == types.CodeActionTriggerKind.Automatic
    found = findings(document, project, likely=True)
    make = _Maker(document, project, client)
    actions: list[types.CodeAction] = []
    if wants(types.CodeActionKind.QuickFix.value):
        near = [finding for finding in found if finding.span.touches(span)]
        actions += make.quick_fixes(near, context.diagnostics)
    # No editor shows the whole file's fix in a light bulb that comes by itself.
    if wants(convert.FIX_ALL) and not (by_itself and context.only is None):
        actions += make.fix_all(found)
    if wants(convert.REWRITE) and not by_itself:
        known = [action.edit for action in actions]
        actions += (
            action
            for action in make.rewrites(span, briefly=context.only is None)
            if action.edit is None or action.edit not in known
        )
    return actions


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the actions of one document."""

    document: Document
    project: DocumentProject
    client: Client

    def quick_fixes(
        self, near: Sequence[rules.Finding], diagnostics: Sequence[types.Diagnostic]
    ) -> Iterator[types.CodeAction]:
        """The fix of each finding, then the comments that silence those that are reported."""
        source, positions = self.document.source, self.document.positions
        about = {
            finding: [
                diagnostic
                for diagnostic in diagnostics
                if diagnostic.source == convert.SOURCE
                and positions.span(diagnostic.range) == finding.span
            ]
            for finding in near
        }
        for finding in near:
            if edits := rules.fix(source, [finding], self.project):
                yield convert.quick_fix(finding, self._edit(edits), about[finding])
        for finding in near:
            if finding.certain and (edits := rules.ignore(source, finding)):
                yield convert.ignore(finding, self._edit(edits), about[finding])

    def fix_all(self, found: Sequence[rules.Finding]) -> Iterator[types.CodeAction]:
        safe = rules.together(finding for finding in found if finding.safe)
        if safe:
            yield convert.fix_all(safe, self._edit(fix_all(self.document, self.project)))

    def rewrites(self, span: Span, *, briefly: bool) -> Iterator[types.CodeAction]:
        """What can be written differently at `span`; the edits of a file or more only once one is
        chosen, where the client can ask for them then.
        """
        source, later = self.document.source, self.client.resolves_edits
        found = refactorings.refactorings(source, span, self.project)
        for one in refactorings.shortlist(found) if briefly else found:
            if one.scope == "place":
                yield convert.rewrite(one, self._edit(one.edits))
            elif one.scope == "workspace" and not (later and self.project.has_folders):
                continue
            elif later:
                yield convert.rewrite_later(one, self.document.uri, self.document.version)
            else:
                edits = rewritten(self.document, self.project, one.target)
                yield convert.rewrite(one, self._edit(edits))

    def _edit(self, edits: Sequence[Edit]) -> types.WorkspaceEdit:
        return convert.edit_of(self.document, edits, versioned=self.client.versions_edits)
