"""Rules and their findings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from ...edits.text_edits import Replacement
from ...project.settings import Severity
from ...project.view import Project
from ...syntax.source import Source, Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One report. `title` and `replacement` are its fix, if any; `safe` fixes may be applied
    without review. `certain` is false at a likely place: such a finding is not reported, but its
    fix is offered at the cursor and applied on request. `code` is 0 if it is not about a status;
    `replaces_number` says that the fix replaces a number.
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
    """A rule: its name, default severity and manual page. `check(source, project, likely)` yields
    findings, uncertain ones only if `likely`; None if the package yields them. An `opt_in` rule
    runs only if selected. Its findings replace those of rules in `overrides`; `tag` is for editors.
    """

    name: str
    severity: Severity
    manual: str
    check: Callable[[Source, Project, bool], Iterator[Finding]] | None
    opt_in: bool = False
    overrides: tuple[str, ...] = ()
    tag: Literal["deprecated", "unnecessary"] | None = None
