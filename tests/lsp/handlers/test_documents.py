"""A document as the client changes it."""

from __future__ import annotations

import pytest
from lsprotocol import types

from lsp.sessions import TEXT, Session

pytestmark = pytest.mark.end_to_end


async def test_hover_after_a_change_behind_a_form_feed(session: Session) -> None:
    session.open(TEXT)
    session.type_at("@app", "# 😀\r\n")
    session.type_at("04, ", "1")
    found = await session.hover(session.at("4104"))
    assert found is None  # no such status
    session.type_at("4104", "1008; f(status_code=")
    found = await session.hover(session.at("200"))
    assert found is not None
    assert found.range == session.around("200")


async def test_did_close_forgets_the_text(session: Session) -> None:
    session.open(TEXT)
    position = session.at("200")
    session.close()
    assert await session.hover(position) is None
    assert await session.complete(position) is None
    assert await session.actions(types.Range(position, position)) == []


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
async def test_every_line_break_and_no_final_one(session: Session, line_break: str) -> None:
    session.open(TEXT.rstrip("\n").replace("\n", line_break))
    found = await session.hover(session.at("404"))
    assert found is not None
    assert found.range == session.around("404")
