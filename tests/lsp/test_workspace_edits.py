"""Edits over all files of the workspace."""

from __future__ import annotations

from typing import NoReturn

import pytest

from statuslens.lsp.workspace_edits import edits_or_none
from statuslens.syntax.source import Edit, Span


def test_a_file_that_raises_is_left_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> NoReturn:
        raise KeyError("case_pattern")

    edits = (Edit(Span(0, 0), "x"),)
    assert edits_or_none("file:///a.py", lambda: edits) == edits
    assert edits_or_none("file:///a.py", fails) == ()
    assert caplog.messages == ["file:///a.py is left as it is"]
