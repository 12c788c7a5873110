"""What the client shows of a scan, whenever it answers that it can."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from statuslens.lsp.language_server import ScanProgress


class Client:
    """The progress that a client shows, in words; `answer` is its answer to the last request."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.answer: Callable[[], None] = lambda: None

    def create(self, _token: str, callback: Callable[[Any], None]) -> None:
        self.answer = lambda: callback(None)

    def begin(self, _token: str, value: types.WorkDoneProgressBegin) -> None:
        self.shown.append(value.title)

    def report(self, _token: str, value: types.WorkDoneProgressReport) -> None:
        self.shown.append(f"{value.message or ''} {value.percentage} %".strip())

    def end(self, _token: str, _value: types.WorkDoneProgressEnd) -> None:
        self.shown.append("end")


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def progress(client: Client) -> ScanProgress:
    return ScanProgress(cast(LanguageServer, SimpleNamespace(work_done_progress=client)))


def test_a_scan_from_its_begin_to_its_end(client: Client, progress: ScanProgress) -> None:
    progress.begin()
    client.answer()
    progress.report(500, 2000)
    progress.end()
    assert client.shown == ["Status codes", "0 %", "500 of 2,000 files 25 %", "end"]


def test_a_late_answer_shows_how_far_the_scan_is(client: Client, progress: ScanProgress) -> None:
    progress.begin()
    progress.report(1, 2)
    assert client.shown == []
    client.answer()
    assert client.shown == ["Status codes", "1 of 2 files 50 %"]


def test_an_answer_after_the_end_shows_nothing(client: Client, progress: ScanProgress) -> None:
    progress.begin()
    progress.end()
    client.answer()
    progress.report(1, 2)
    assert client.shown == []


def test_it_can_begin_again(client: Client, progress: ScanProgress) -> None:
    progress.begin()
    late = client.answer
    progress.begin()
    late()
    assert client.shown == []
    client.answer()
    progress.end()
    assert client.shown == ["Status codes", "0 %", "end"]
