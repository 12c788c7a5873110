"""What a rule reports, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from ...edits.text_edits import Replacement
from ...project.settings import Severity
from ...project.view import Project
from ...syntax.source import Source, Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One report. `title` and `replacement` are its fix, where there is one; `safe` fixes may be
    applied without looking.

    `certain` is false where the place is only likely one for a status: such a finding is not
    reported, but its fix is offered where the cursor is, and applied on explicit demand. `code` is
    0 where the finding is about no status; `replaces_number` says that the fix replaces a number.
    """

    rule: str
    code: int
    span: Span
    message: str
    title: str = ""
    replacement: Replacement | None = None
    safe: bool = True
    certain: bool = True
    replaces_number: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, default severity and manual page. `check(source, project, likely)` finds
    what it reports, uncertain findings only if `likely`; None where the suppression does.

    An `opt_in` rule runs only where it is selected. Where a rule finds something, the findings of
    the rules that it `overrides` are dropped. `tag` is how editors draw its findings.
    """

    name: str
    severity: Severity
    manual: str
    check: Callable[[Source, Project, bool], Iterator[Finding]] | None
    opt_in: bool = False
    overrides: tuple[str, ...] = ()
    tag: Literal["deprecated", "unnecessary"] | None = None
