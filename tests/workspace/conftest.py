"""The process that the tests of reading ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workspace.scanning import Process


@pytest.fixture
def process() -> Iterator[Process]:
    process = Process()
    with process.process:
        yield process
        assert process.process.stdin is not None
        process.process.stdin.close()
        assert process.process.wait(10) == 0
