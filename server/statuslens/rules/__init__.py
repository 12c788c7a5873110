"""The rules: what each finds in a file, and the edits that mend it. One module each."""

from __future__ import annotations

from collections.abc import Iterable

from ..edits import edits_for
from ..settings import Settings
from ..source import Edit, Source
from . import magic_status, unused_ignore
from .finding import Finding, Rule

__all__ = ["NAMES", "RULES", "Finding", "Rule", "check", "fix", "ignore", "together"]

RULES = {rule.name: rule for rule in (magic_status.RULE, unused_ignore.RULE)}
NAMES = tuple(RULES)


def check(
    source: Source, settings: Settings, path: str = "", *, likely: bool = False
) -> tuple[Finding, ...]:
    """What the selected rules find, in the order of the file; with `likely` also what is not
    certain. `path`, relative to the folder of the project, decides about `perFileIgnores`.
    """
    found = [
        finding
        for rule in RULES.values()
        if settings.selects(rule.name, path)
        for finding in rule.check(source, settings, likely)
    ]
    if settings.selects(unused_ignore.NAME, path) and unused_ignore.comments(source):
        found += unused_ignore.unused(source, _all_there_is(source, settings))
    comments = unused_ignore.comments(source)
    kept = (f for f in found if not _is_silenced(source, f, comments))
    return tuple(sorted(kept, key=lambda finding: finding.span))


def fix(source: Source, findings: Iterable[Finding]) -> tuple[Edit, ...]:
    """The edits that mend all those findings that `together` gives, at once."""
    chosen = (finding.replacement for finding in together(findings))
    return edits_for(source, (new for new in chosen if new is not None))


def ignore(source: Source, finding: Finding) -> tuple[Edit, ...]:
    """The edit that writes a comment which silences the finding; none where none can stand."""
    edit = unused_ignore.comment_for(source, finding)
    return (edit,) if edit is not None else ()


def together(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that have a fix; of two that would change the same text, the first."""
    chosen: list[Finding] = []
    end = 0
    for finding in sorted(findings, key=lambda finding: finding.span):
        new = finding.replacement
        if new is not None and new.span.start >= end:
            chosen.append(finding)
            end = new.span.end
    return tuple(chosen)


def _all_there_is(source: Source, settings: Settings) -> set[tuple[int, str]]:
    """Line and rule of every finding, those of rules that are turned off too."""
    return {
        (source.line_at(finding.span.start), rule.name)
        for rule in RULES.values()
        for chosen in (settings, Settings())
        for finding in rule.check(source, chosen, True)
    }


def _is_silenced(
    source: Source, finding: Finding, comments: Iterable[unused_ignore.Comment]
) -> bool:
    line = source.line_at(finding.span.start)
    return any(c.line == line and c.silences(finding.rule) for c in comments)
