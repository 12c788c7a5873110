"""How far reading the workspace is, as the client shows it."""

from __future__ import annotations

import uuid
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer


class ScanProgress:
    """A progress of the client's, once it has made one. Nothing waits for its answer."""

    def __init__(self, ls: LanguageServer) -> None:
        self._progress = ls.work_done_progress
        self._token = str(uuid.uuid4())
        self._is_shown = False
        self._has_ended = False
        self._last = types.WorkDoneProgressReport(percentage=0)

    def begin(self) -> None:
        self._progress.create(self._token, self._created)

    def report(self, done: int, of: int) -> None:
        self._last = types.WorkDoneProgressReport(
            message=f"{done:,} of {of:,} files", percentage=100 * done // max(1, of)
        )
        if self._is_shown:
            self._progress.report(self._token, self._last)

    def end(self) -> None:
        if self._is_shown:
            self._progress.end(self._token, types.WorkDoneProgressEnd())
        self._is_shown, self._has_ended = False, True

    def _created(self, *_answer: Any) -> None:
        if not self._has_ended:
            self._is_shown = True
            value = types.WorkDoneProgressBegin("Status codes", cancellable=False, percentage=0)
            self._progress.begin(self._token, value)
            self._progress.report(self._token, self._last)
