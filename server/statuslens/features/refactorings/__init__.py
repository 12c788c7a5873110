"""Rewrites of a status on demand: at the cursor, in the whole file, in every file.

A constant becomes a number or another library's constant, a number a constant, and a comparison
with both ends of a class (`200 <= code < 300`) a library's predicate (`is_success`). At the cursor,
every rewrite with the same meaning is offered; elsewhere only certain usages change.
"""

from collections.abc import Iterable

from ...edits.text_edits import Replacement, edits_for
from ...facts.vocabularies import vocabularies
from ...project.environment import Environment
from ...project.view import Project, per_project
from ...syntax.source import Edit, Source, Span
from . import class_ranges, spellings
from .offer import SCOPES, Refactoring, Target

_MOST = {"place": 3, "file": 2, "workspace": 1}  # a light bulb still shows the actions of others


def refactorings(source: Source, span: Span, project: Project) -> tuple[Refactoring, ...]:
    """The rewrites at `span` (a cursor or selection): there, in the file, in the workspace."""
    at_place, in_file, in_workspace = [], [], []
    for offers in (class_ranges.offers, spellings.offers):
        for offer in offers(source, span, project):
            target, edits = offer.target, edits_for(source, [offer.replacement], project)
            at_place.append(Refactoring(offer.title, "place", target, edits))
            everywhere = _all_replacements(source, target, project)
            if len(everywhere) < 2 or all(new.span != offer.replacement.span for new in everywhere):
                continue
            title = f"{offer.every.format(f' {len(everywhere)}')} in this file"
            in_file.append(Refactoring(title, "file", target))
            title = f"{offer.every.format('')} in the workspace"
            in_workspace.append(Refactoring(title, "workspace", target))
    return (*at_place, *in_file, *in_workspace)


def shortlist(found: Iterable[Refactoring]) -> tuple[Refactoring, ...]:
    """The first few of each scope, for a list with actions of other servers."""
    found = tuple(found)
    return tuple(
        one for scope in SCOPES for one in [o for o in found if o.scope == scope][: _MOST[scope]]
    )


def rewritten(source: Source, target: Target, project: Project) -> tuple[Edit, ...]:
    """The edits that bring the whole file to `target`, certain usages only."""
    if target.form in ("member", "direct") and not spellings.may_import(source, target.to, project):
        return ()
    return edits_for(source, _all_replacements(source, target, project), project)


def may_concern(source: Source, target: Target) -> bool:
    """Whether the file may have anything to rewrite, judged from its bytes without parsing."""
    vocabulary = vocabularies().get(target.of)
    if vocabulary is not None:
        return any(root.encode() in source.data for root in spellings.roots(vocabulary))
    return target.form != "predicate" or any(word in source.data for word in (b"status", b"code"))


def _all_replacements(source: Source, target: Target, project: Project) -> tuple[Replacement, ...]:
    """Every safe replacement that brings the file to `target`, in order."""
    provider, usual = project.settings.provider, project.files.usual_provider()
    return _everywhere(source, target, provider, usual, project.environment, project)


@per_project
def _everywhere(
    source: Source,
    target: Target,
    _provider: str,
    _usual: str | None,
    _environment: Environment,
    project: Project,
) -> tuple[Replacement, ...]:
    """The same, remembered for these."""
    if target.form == "predicate":
        found = class_ranges.rewrites(source, target, project)
    else:
        found = spellings.rewrites(source, target, project)
    replacements: list[Replacement] = []
    for one in found:
        new = one.replacement
        if one.safe and (not replacements or replacements[-1].span.end <= new.span.start):
            replacements.append(new)
    return tuple(replacements)
