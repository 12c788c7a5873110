"""How far reading the workspace is, as the client shows it."""

from __future__ import annotations

import uuid

from lsprotocol import types
from pygls.lsp.server import LanguageServer


class ScanProgress:
    """A progress of the client's, once it has made one. Nothing waits for its answer. After its end
    it can begin again.
    """

    def __init__(self, ls: LanguageServer) -> None:
        self._progress = ls.work_done_progress
        self._token: str | None = None  # what has begun and not ended
        self._is_visible = False
        self._last = types.WorkDoneProgressReport(percentage=0)

    def begin(self) -> None:
        token = self._token = str(uuid.uuid4())
        self._last = types.WorkDoneProgressReport(percentage=0)
        self._progress.create(token, lambda *_answer: self._created(token))

    def report(self, done: int, of: int) -> None:
        self._last = types.WorkDoneProgressReport(
            message=f"{done:,} of {of:,} files", percentage=100 * done // max(1, of)
        )
        if self._token is not None and self._is_visible:
            self._progress.report(self._token, self._last)

    def end(self) -> None:
        if self._token is not None and self._is_visible:
            self._progress.end(self._token, types.WorkDoneProgressEnd())
        self._token, self._is_visible = None, False

    def _created(self, token: str) -> None:
        if token == self._token:
            self._is_visible = True
            value = types.WorkDoneProgressBegin("Status codes", cancellable=False, percentage=0)
            self._progress.begin(token, value)
            self._progress.report(token, self._last)
