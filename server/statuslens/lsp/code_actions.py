"""The code actions of a document, and their edits: fixes and refactorings."""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from ..features import refactorings, rules
from ..features.refactorings.offer import Target
from ..features.rules.finding import Finding
from ..features.rules.unused_ignore import ignore
from ..syntax.source import Edit, Span
from . import convert
from .client import Client
from .diagnostics import check, findings
from .documents import Document
from .session import DocumentProject

_QUICK_FIX = types.CodeActionKind.QuickFix
KINDS = [_QUICK_FIX, convert.REWRITE, convert.FIX_ALL]


@dataclass(frozen=True, slots=True)
class CodeActions:
    """The actions of one document; `has_folders` says whether there is a workspace to rewrite."""

    document: Document
    project: DocumentProject
    client: Client
    has_folders: bool

    def at(self, span: Span, context: types.CodeActionContext) -> list[types.CodeAction]:
        """The actions at `span`, of the requested kinds."""
        wants = functools.partial(convert.wants, context.only)
        by_itself = context.trigger_kind == types.CodeActionTriggerKind.Automatic
        found = findings(self.document, self.project, likely=True)
        actions: list[types.CodeAction] = []
        if wants(_QUICK_FIX.value):
            near = [finding for finding in found if finding.span.touches(span)]
            actions += self._quick_fixes(near, context.diagnostics)
        # An automatic light bulb has no room for the fix of a whole file.
        if wants(convert.FIX_ALL) and not (by_itself and context.only is None):
            actions += self._fix_all(found)
        if wants(convert.REWRITE) and not by_itself:
            known = [action.edit for action in actions]
            actions += (
                action
                for action in self._rewrites(span, briefly=context.only is None)
                if action.edit is None or action.edit not in known
            )
        return actions

    def _quick_fixes(
        self, near: Sequence[Finding], diagnostics: Sequence[types.Diagnostic]
    ) -> Iterator[types.CodeAction]:
        """The fix of each finding, then the comments that silence the reported ones."""
        source, positions = self.document.source, self.document.positions
        about = {
            finding: [
                diagnostic
                for diagnostic in diagnostics
                if diagnostic.source == convert.SOURCE
                and positions.span(diagnostic.range) == finding.span
            ]
            or None
            for finding in near
        }
        for finding in near:
            if edits := rules.fix(source, [finding], self.project):
                more = {"diagnostics": about[finding], "is_preferred": finding.safe}
                yield self._action(finding.title, _QUICK_FIX, edits, **more)
        for finding in near:
            if finding.certain and (edits := ignore(source, finding)):
                title = f"Ignore {finding.rule} on this line"
                yield self._action(title, _QUICK_FIX, edits, diagnostics=about[finding])

    def _fix_all(self, found: Sequence[Finding]) -> Iterator[types.CodeAction]:
        if safe := rules.together(finding for finding in found if finding.safe):
            edits = fix_all(self.document, self.project)
            yield self._action(rules.title_of_all(safe), convert.FIX_ALL, edits)

    def _rewrites(self, span: Span, *, briefly: bool) -> Iterator[types.CodeAction]:
        """The refactorings at `span`; clients that resolve them get the edits of files later."""
        source, later = self.document.source, self.client.resolves_edits
        found = refactorings.refactorings(source, span, self.project)
        for one in refactorings.shortlist(found) if briefly else found:
            if one.scope == "place":
                yield self._action(one.title, convert.REWRITE, one.edits)
            elif one.scope == "workspace" and not (later and self.has_folders):
                continue
            elif later:
                yield convert.rewrite_later(one, self.document.uri, self.document.version)
            else:
                edits = rewritten(self.document, self.project, one.target)
                yield self._action(one.title, convert.REWRITE, edits)

    def _action(
        self, title: str, kind: types.CodeActionKind | str, edits: Sequence[Edit], **more: Any
    ) -> types.CodeAction:
        edit = convert.edit_of(self.document, edits, versioned=self.client.versions_edits)
        return types.CodeAction(title=title, kind=kind, edit=edit, **more)


def fix_all(document: Document, project: DocumentProject) -> tuple[Edit, ...]:
    """The edits of every safe fix in the document."""
    find = functools.partial(check, project=project, likely=True)
    return rules.fix_all(document.source, find, project)


def safe_fixes(document: Document, project: DocumentProject) -> Callable[[int], tuple[Edit, ...]]:
    """The edits of the safe fix for the finding that ends at a byte; none if there is none."""
    by_end = {found.span.end: found for found in findings(document, project) if found.safe}

    def fix(end: int) -> tuple[Edit, ...]:
        chosen = [by_end[end]] if end in by_end else []
        return rules.fix(document.source, chosen, project)

    return fix


def rewritten(document: Document, project: DocumentProject, target: Target) -> tuple[Edit, ...]:
    """The edits that bring the whole document to `target`."""
    return refactorings.rewritten(document.source, target, project)
