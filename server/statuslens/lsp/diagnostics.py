"""The diagnostics of a document, and when they are pushed to a client that does not pull them."""

import asyncio
from collections.abc import Callable

from lsprotocol import types

from ..features import rules
from ..features.rules.finding import Finding
from ..syntax.source import Source
from . import convert
from .documents import Document
from .session import DocumentProject

DELAY = 0.2  # seconds without a change before diagnostics are pushed


def findings(
    document: Document, project: DocumentProject, *, likely: bool = False
) -> tuple[Finding, ...]:
    """The findings in the document; none where it is excluded."""
    if project.settings.excludes(project.path):
        return ()
    return check(document.source, project, likely=likely)


def check(source: Source, project: DocumentProject, *, likely: bool) -> tuple[Finding, ...]:
    """The findings in one version of a document; a rule that fails is logged."""
    return rules.check(source, project, likely=likely, on_failure=rules.log)


def diagnostics(document: Document, project: DocumentProject) -> list[types.Diagnostic]:
    settings, positions = project.settings, document.positions
    return [convert.diagnostic(f, positions, settings) for f in findings(document, project)]


class Debouncer:
    """Calls `then` with a URI once that document has not changed for a moment."""

    def __init__(self, then: Callable[[str], None]) -> None:
        self._then = then
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def call_after(self, seconds: float, uri: str) -> None:
        """Call in `seconds`, instead of an earlier call still pending for this document."""
        pending = self._timers.pop(uri, None)
        if pending is not None:
            pending.cancel()
        self._timers[uri] = asyncio.get_running_loop().call_later(seconds, self._call, uri)

    def stop(self) -> None:
        """Call nothing that is still to come."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _call(self, uri: str) -> None:
        self._timers.pop(uri, None)
        self._then(uri)
