"""Runs the rules on one file: the selected ones, without those that another overrides or a comment
silences. A rule that raises costs that rule in that file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...project.settings import Style
from ...project.view import Project
from ...syntax.source import Source
from . import (
    deprecated_name,
    magic_status,
    name_too_new,
    suppression,
    unknown_name,
    unregistered_code,
    unused_ignore,
    wrong_kind,
)
from .finding import Check, Finding, Rule

logger = logging.getLogger(__name__)

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


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that raised `error` on the file at `path`."""

    rule: str
    path: Path | None
    error: Exception

    def __str__(self) -> str:
        return f"rule {self.rule} failed: {type(self.error).__name__}: {self.error}"


OnFailure = Callable[[Failure], None]


def log(failure: Failure) -> None:
    """Log a failure, with its traceback."""
    logger.error("%s: %s", failure.path or "unsaved file", failure, exc_info=failure.error)


def check(
    source: Source,
    project: Project,
    *,
    likely: bool = False,
    on_failure: OnFailure | None = None,
) -> tuple[Finding, ...]:
    """The findings of the selected rules, in the order of the file; with `likely` also those that
    are not certain. `project.path` decides about `perFileIgnores`.
    A rule that raises is handed to `on_failure`, once; without that, its error is raised.
    """
    run = _Run(source, on_failure)
    given = Check(project, likely)
    selected = [rule for rule in RULES.values() if _is_selected(rule, project)]
    found = _without_overridden([f for rule in selected for f in run.findings(rule, given)])
    if comments := suppression.comments(source):
        if unused_ignore.RULE in selected:
            found += run.unused(given)
        found = [f for f in found if not suppression.is_silenced(source, f, comments)]
    if on_failure is not None:
        for failure in run.failures.values():
            on_failure(failure)
    return tuple(sorted(found, key=lambda finding: finding.span))


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the rules on a file; `failures` are those of its rules, by their names."""

    source: Source
    on_failure: OnFailure | None
    failures: dict[str, Failure] = field(default_factory=dict)

    def findings(self, rule: Rule, given: Check) -> tuple[Finding, ...]:
        try:
            return tuple(rule.check(self.source, given)) if rule.check is not None else ()
        except Exception as error:  # nobody can foresee every file
            if self.on_failure is None:
                raise
            self.failures.setdefault(rule.name, Failure(rule.name, self.source.path, error))
            return ()

    def unused(self, given: Check) -> Iterator[Finding]:
        """The comments that would silence nothing even if every rule was on."""
        lines = {
            (self.source.line_at(finding.span.start), rule.name)
            for style in ("constant", "number")
            for rule in RULES.values()
            for finding in self.findings(rule, _revealing(given, style))
        }
        # A comment may silence what a failed rule would have found.
        return suppression.unused(self.source, lines) if not self.failures else iter(())


def _is_selected(rule: Rule, project: Project) -> bool:
    if rule.opt_in and project.settings.select is None:
        return False
    return project.settings.selects(rule.name, project.path)


def _without_overridden(found: list[Finding]) -> list[Finding]:
    overridden = {(rule, f.span) for f in found for rule in RULES[f.rule].overrides}
    return [f for f in found if (f.rule, f.span) not in overridden]


def _revealing(given: Check, style: Style) -> Check:
    """The same in this style, with likely findings and no code ignored."""
    settings = replace(given.settings, style=style, ignore_codes=frozenset())
    return Check(given.project.with_settings(settings), likely=True)
