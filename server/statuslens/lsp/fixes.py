"""The edits of a document: fixes of its findings, and refactorings."""

from __future__ import annotations

import functools
from collections.abc import Callable

from ..features import refactorings, rules
from ..syntax.source import Edit
from .diagnostics import check, findings
from .documents import Document
from .session import DocumentProject


def fix_all(document: Document, project: DocumentProject) -> tuple[Edit, ...]:
    """The edits of every safe fix in the document."""
    find = functools.partial(check, project=project, likely=True)
    return rules.fix_all(document.source, find, project)


def safe_fixes(document: Document, project: DocumentProject) -> Callable[[int], tuple[Edit, ...]]:
    """The edits of the safe fix for what ends at a byte; none where there is none."""
    by_end = {found.span.end: found for found in findings(document, project) if found.safe}

    def fix(end: int) -> tuple[Edit, ...]:
        chosen = [by_end[end]] if end in by_end else []
        return rules.fix(document.source, chosen, project)

    return fix


def rewritten(
    document: Document, project: DocumentProject, target: refactorings.Target
) -> tuple[Edit, ...]:
    """The edits that bring the whole document to `target`."""
    return refactorings.rewritten(document.source, target, project)
