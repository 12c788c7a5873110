"""The rules, one module each; their findings in a file, and the edits that fix them.

Selected rules run, without the findings that another rule overrides or a comment silences. A rule
that raises costs only that rule in that file. Fixes are applied together, or until none is left.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...edits.text_edits import applied, difference, edits_for
from ...project.settings import Style
from ...project.view import Project
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

logger = logging.getLogger(__name__)

_MODULES = (magic_status, deprecated_name, name_too_new, unknown_name, wrong_kind)
RULES = {module.RULE.name: module.RULE for module in (*_MODULES, unregistered_code, unused_ignore)}
_ROUNDS = 10  # a fix may cause another finding; more rounds than that are a cycle

Sources = tuple[Source, ...]


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
    source: Source, project: Project, *, likely: bool = False, on_failure: OnFailure | None = None
) -> tuple[Finding, ...]:
    """The findings of the selected rules, in the order of the file; uncertain ones only if
    `likely`. `project.path` decides about `perFileIgnores`. A rule that raises is passed to
    `on_failure`, once; without that, its error is raised.
    """
    run = _Run(source, on_failure)
    settings = project.settings
    chosen = (rule for rule in RULES.values() if not rule.opt_in or settings.select is not None)
    selected = [rule for rule in chosen if settings.selects(rule.name, project.path)]
    found = [f for rule in selected for f in run.findings(rule, project, likely)]
    overridden = {(rule, f.span) for f in found for rule in RULES[f.rule].overrides}
    found = [f for f in found if (f.rule, f.span) not in overridden]
    if comments := unused_ignore.comments(source):
        if unused_ignore.RULE in selected:
            found += run.unused(project)
        found = [f for f in found if not unused_ignore.is_silenced(source, f, comments)]
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

    def findings(self, rule: Rule, project: Project, likely: bool) -> tuple[Finding, ...]:
        try:
            return tuple(rule.check(self.source, project, likely)) if rule.check else ()
        except Exception as error:  # costs only this rule
            if self.on_failure is None:
                raise
            self.failures.setdefault(rule.name, Failure(rule.name, self.source.path, error))
            return ()

    def unused(self, project: Project) -> Iterator[Finding]:
        """The comments that would silence nothing even if every rule were selected."""
        styles: tuple[Style, ...] = ("constant", "number")
        settings = [replace(project.settings, style=s, ignore_codes=frozenset()) for s in styles]
        lines = {
            (self.source.line_at(finding.span.start), rule.name)
            for revealing in map(project.with_settings, settings)
            for rule in RULES.values()
            for finding in self.findings(rule, revealing, likely=True)
        }
        # A comment may silence a finding of a rule that failed.
        return unused_ignore.unused(self.source, lines) if not self.failures else iter(())


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file after its fixes: `texts` are its one text, or those of a notebook's cells; `findings`
    are the remaining ones in each of `sources`, the texts as they are checked. `rounds` has the
    edits of each text, round by round; `count` is the number of fixed findings.
    """

    texts: Sources
    sources: Sources
    findings: tuple[tuple[Finding, ...], ...]
    rounds: tuple[tuple[tuple[Edit, ...], ...], ...]
    count: int


def fixed(
    texts: Sources,
    sources_of: Callable[[Sources], Sources],
    check: Callable[[Source], tuple[Finding, ...]],
    is_allowed: Callable[[Finding], bool],
    project: Project,
) -> FixedFile:
    """The texts after all allowed fixes, repeated until nothing is left to fix. `sources_of` gives
    the texts to check: a notebook's cells with the names of the others and masked magics.
    """
    rounds: list[tuple[tuple[Edit, ...], ...]] = []
    count = 0
    while True:
        sources = sources_of(texts)
        findings = tuple(check(source) for source in sources)
        chosen = [together(filter(is_allowed, found)) for found in findings]
        if not any(chosen) or len(rounds) == _ROUNDS:
            return FixedFile(texts, sources, findings, tuple(rounds), count)
        count += sum(map(len, chosen))
        pairs = zip(sources, chosen, strict=True)
        rounds.append(tuple(fix(source, some, project) for source, some in pairs))
        texts = tuple(applied(text, some) for text, some in zip(texts, rounds[-1], strict=True))


def fix_all(
    source: Source, check: Callable[[Source], tuple[Finding, ...]], project: Project
) -> tuple[Edit, ...]:
    """The edits of every safe fix, as `--fix` applies them."""
    done = fixed((source,), lambda texts: texts, check, is_safe, project)
    if len(done.rounds) == 1:  # several small edits keep the cursor where it is
        return done.rounds[0][0]
    return difference(source, done.texts[0])


def fix(source: Source, findings: Iterable[Finding], project: Project) -> tuple[Edit, ...]:
    """The edits that fix all the findings that `together` chooses, at once."""
    chosen = (finding.replacement for finding in together(findings))
    return edits_for(source, (new for new in chosen if new is not None), project)


def together(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that have a fix; of two that would change the same text, the first."""
    chosen: list[Finding] = []
    end = 0
    for finding in sorted(findings, key=lambda finding: finding.span):
        new = finding.replacement
        if new is not None and new.span.start >= end:
            chosen.append(finding)
            end = new.span.end
    return tuple(chosen)


def title_of_all(findings: Sequence[Finding]) -> str:
    """The title of the fix for all these findings in a file."""
    replaces = all(finding.replaces_number for finding in findings)
    verb, noun = ("Replace", "status number") if replaces else ("Fix", "finding")
    chosen = f"the {noun}" if len(findings) == 1 else f"all {len(findings)} {noun}s"
    return f"{verb} {chosen} in this file"


def is_safe(finding: Finding) -> bool:
    """Whether a fix may be applied without review."""
    return finding.safe
