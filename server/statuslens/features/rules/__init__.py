"""The rules: what each finds in a file, and the edits that mend it. One module each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...edits.text_edits import applied, difference, edits_for
from ...project.environment import UNKNOWN, Environment
from ...project.settings import Settings
from ...syntax.source import Edit, Source
from . import (
    deprecated_name,
    magic_status,
    name_too_new,
    unknown_name,
    unregistered_code,
    unused_ignore,
    wrong_kind,
)
from .finding import Finding, Rule

__all__ = [
    "ROUNDS",
    "RULES",
    "Finding",
    "Rule",
    "check",
    "fix",
    "fix_all",
    "ignore",
    "together",
]

_MODULES = (
    magic_status,
    deprecated_name,
    name_too_new,
    unknown_name,
    wrong_kind,
    unregistered_code,
    unused_ignore,
)
RULES = {module.RULE.name: module.RULE for module in _MODULES}

ROUNDS = 10  # a fix may let another rule see something; more than that is a circle


def check(
    source: Source,
    settings: Settings,
    path: str = "",
    environment: Environment = UNKNOWN,
    *,
    likely: bool = False,
) -> tuple[Finding, ...]:
    """What the selected rules find, in the order of the file; with `likely` also what is not
    certain. `path`, relative to the folder of the project, decides about `perFileIgnores`;
    `environment` about which names there are.
    """
    found = [
        finding
        for rule in RULES.values()
        if _runs(rule, settings, path)
        for finding in rule.check(source, settings, environment, likely)
    ]
    if settings.selects(unused_ignore.NAME, path) and unused_ignore.comments(source):
        found += unused_ignore.unused(source, _all_there_is(source, settings, environment))
    comments = unused_ignore.comments(source)
    # A wrong number wants another one, not a name.
    wrong = {finding.span for finding in found if finding.rule == wrong_kind.NAME}
    found = [f for f in found if f.rule != magic_status.NAME or f.span not in wrong]
    kept = (f for f in found if not _is_silenced(source, f, comments))
    return tuple(sorted(kept, key=lambda finding: finding.span))


def fix(
    source: Source, findings: Iterable[Finding], environment: Environment = UNKNOWN
) -> tuple[Edit, ...]:
    """The edits that mend all those findings that `together` gives, at once."""
    chosen = (finding.replacement for finding in together(findings))
    return edits_for(source, (new for new in chosen if new is not None), environment.line_length)


def fix_all(
    source: Source,
    check: Callable[[Source], Iterable[Finding]],
    environment: Environment = UNKNOWN,
) -> tuple[Edit, ...]:
    """The edits of every safe fix of what `check` finds, and of what it finds after them, until
    nothing is left: what the command line writes with `--fix`.
    """
    edits = fix(source, _safe(check(source)), environment)
    first = after = applied(source, edits)
    for _ in range(ROUNDS - 1):
        more = fix(after, _safe(check(after)), environment)
        if not more:
            break
        after = applied(after, more)
    return edits if after is first else difference(source, after)


def _safe(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.safe)


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


def _runs(rule: Rule, settings: Settings, path: str) -> bool:
    if rule.opt_in and settings.select is None:
        return False
    return settings.selects(rule.name, path)


def _all_there_is(
    source: Source, settings: Settings, environment: Environment
) -> set[tuple[int, str]]:
    """Line and rule of every finding, those of rules that are turned off too."""
    return {
        (source.line_at(finding.span.start), rule.name)
        for rule in RULES.values()
        for chosen in (settings, Settings(), Settings(style="number"))
        for finding in rule.check(source, chosen, environment, True)
    }


def _is_silenced(
    source: Source, finding: Finding, comments: Iterable[unused_ignore.Comment]
) -> bool:
    line = source.line_at(finding.span.start)
    return any(c.line == line and c.silences(finding.rule) for c in comments)
