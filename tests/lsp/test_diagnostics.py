"""Diagnostics, pulled or pushed."""

from __future__ import annotations

import pytest
from lsprotocol import types

from lsp.sessions import TEXT, Session

pytestmark = pytest.mark.end_to_end


async def test_diagnostics_follow_the_text(session: Session) -> None:
    session.open(TEXT)
    first = await session.diagnostics()
    assert [(d.range, d.code, d.source, d.severity) for d in first] == [
        (session.around(n), "magic-status", "statuslens", types.DiagnosticSeverity.Hint)
        for n in ("200", "404")
    ]
    assert first[1].message == "Magic number 404 (Not Found): use `status.HTTP_404_NOT_FOUND`"
    session.type_at("200", "1")  # no status
    second = await session.diagnostics()
    assert [d.range for d in second] == [session.around("404")]


async def test_closing_takes_pushed_diagnostics_away(session: Session) -> None:
    session.open(TEXT)
    assert len(await session.diagnostics()) == 2
    session.close()
    assert await session.diagnostics() == []
