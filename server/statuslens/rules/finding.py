"""What a rule reports, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..edits import Replacement
from ..settings import Settings
from ..source import Source, Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One report. `title` and `replacement` are its fix, where one is certain.

    `safe` is false where the place is only likely one for a status: such a finding is not reported,
    but its fix is offered where the cursor is, and applied on explicit demand.
    """

    rule: str
    code: int
    span: Span
    message: str
    title: str = ""
    replacement: Replacement | None = None
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, its severity by default, its manual page, and what it finds in a file,
    the last argument saying whether likely places count.
    """

    name: str
    severity: str
    manual: str
    check: Callable[[Source, Settings, bool], Iterator[Finding]]
