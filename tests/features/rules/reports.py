"""The messages of the rules, as `drawing.check` draws them."""

from __future__ import annotations

from collections.abc import Callable

from projects import project_of
from statuslens.features import rules
from statuslens.project.environment import UNKNOWN, Environment
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source, Span

Reports = Callable[[Source], list[tuple[Span, str]]]


def reports(settings: Settings | None = None, environment: Environment = UNKNOWN) -> Reports:
    def of(source: Source) -> list[tuple[Span, str]]:
        found = rules.check(
            source,
            project_of(source, settings=settings or Settings(), path="", environment=environment),
        )
        return [(finding.span, finding.message) for finding in found]

    return of


def reports_without_fix(settings: Settings) -> Reports:
    def of(source: Source) -> list[tuple[Span, str]]:
        found = rules.check(source, project_of(source, settings=settings))
        assert all(finding.replacement is None for finding in found)
        return [(finding.span, finding.message) for finding in found]

    return of
