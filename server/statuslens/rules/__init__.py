"""The rules: what each finds in a file, and the edits that mend it. One module each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..edits import edits_for
from ..settings import Settings
from ..source import Edit, Source, Span
from . import magic_status
from .finding import Finding, Rule

__all__ = ["NAMES", "RULES", "Finding", "Rule", "check", "fix"]

RULES = {rule.name: rule for rule in (magic_status.RULE,)}
NAMES = tuple(RULES)

_IGNORE = re.compile(rb"#\s*statuslens:\s*ignore(?:\[([\w\s,-]*)\])?")


def check(source: Source, settings: Settings, path: str = "") -> tuple[Finding, ...]:
    """What the selected rules find, in the order of the file. `path`, relative to the folder of
    the project, decides about `perFileIgnores`.
    """
    found = (
        finding
        for rule in RULES.values()
        if settings.selects(rule.name, path)
        for finding in rule.check(source, settings)
    )
    silenced = dict(_silenced(source))
    return tuple(f for f in found if f.rule not in silenced.get(source.line_at(f.span.start), ()))


def fix(source: Source, findings: Iterable[Finding]) -> tuple[Edit, ...]:
    """The edits that mend all those findings that have a fix, at once."""
    return edits_for(source, (f.replacement for f in findings if f.replacement is not None))


def _silenced(source: Source) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line → rules that a comment on it turns off."""
    for match in _IGNORE.finditer(source.data):
        if source.node_at(Span(*match.span())).type == "comment":
            listed = match[1].decode().split(",") if match[1] is not None else NAMES
            yield source.line_at(match.start()), tuple(name.strip() for name in listed)
