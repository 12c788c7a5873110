"""The edits that fix findings: of some at once, or of all until nothing is left to fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ...edits.text_edits import applied, difference, edits_for
from ...project.view import Project
from ...syntax.source import Edit, Source
from .finding import Finding

_ROUNDS = 10  # a fix may let another rule find something; more than that is a circle

Sources = tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file after its fixes: `texts` are its one text, or those of a notebook's cells, and
    `findings` what remains of each in `sources`, the same as they are checked.

    `rounds` has the edits of each text, round by round; `count` is how many findings were fixed.
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
    """The texts with every allowed fix of what `check` finds, and of what it finds after them,
    until nothing is left. `sources_of` gives the texts as they are checked: a notebook's cells with
    the names of the others, and its magics masked; the edits are those of the texts themselves.
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
    source: Source,
    check: Callable[[Source], tuple[Finding, ...]],
    project: Project,
) -> tuple[Edit, ...]:
    """The edits of every safe fix, as `--fix` applies them."""
    done = fixed((source,), lambda texts: texts, check, is_safe, project)
    if len(done.rounds) == 1:  # several small edits, which leave the cursor where it is
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
    """The title of the fix of all these findings in a file."""
    replaces = all(finding.replaces_number for finding in findings)
    verb, noun = ("Replace", "status number") if replaces else ("Fix", "finding")
    chosen = f"the {noun}" if len(findings) == 1 else f"all {len(findings)} {noun}s"
    return f"{verb} {chosen} in this file"


def is_safe(finding: Finding) -> bool:
    """Whether a fix may be applied without looking."""
    return finding.safe
