"""Completions, and what comes with the one that is chosen."""

from __future__ import annotations

import pytest
from lsprotocol import types

from lsp.sessions import TEXT, Session

pytestmark = pytest.mark.end_to_end


async def test_completion_and_its_documentation(session: Session) -> None:
    session.open(TEXT)
    session.type_at("raise", "raise HTTPException(status_code=)\n    ")
    found = await session.complete(session.at(")\n    raise"))
    assert found is not None
    first, *_ = found.items
    assert first.label == "status.HTTP_404_NOT_FOUND"
    assert sorted(found.items, key=lambda item: item.sort_text or "") == list(found.items)
    details = first.label_details.description if first.label_details else first.detail
    assert details is not None
    assert "usual for GET" in details
    assert first.text_edit is not None or found.item_defaults is not None
    assert first.additional_text_edits
    (imported,) = first.additional_text_edits
    assert imported.new_text == ", status"
    assert first.documentation is None
    resolved = await session.client.completion_item_resolve_async(first)
    assert isinstance(resolved.documentation, types.MarkupContent)
    assert resolved.documentation.value.startswith("**404 Not Found**")
    # A client that sends the item back without its edits gets them again, and no other.
    first.additional_text_edits = None
    resolved = await session.client.completion_item_resolve_async(first)
    assert list(resolved.additional_text_edits or ()) == [imported]


async def test_an_import_for_each_name_comes_with_the_item_that_is_chosen(session: Session) -> None:
    session.open("from starlette.status import HTTP_200_OK\nf(status_code=)\n")
    found = await session.complete(session.at(")\n"))
    assert found is not None
    other = next(item for item in found.items if item.label == "HTTP_404_NOT_FOUND")
    assert other.additional_text_edits is None
    resolved = await session.client.completion_item_resolve_async(other)
    assert resolved.additional_text_edits
    assert [edit.new_text for edit in resolved.additional_text_edits] == [", HTTP_404_NOT_FOUND"]


async def test_completion_elsewhere_is_null(session: Session) -> None:
    session.open(TEXT)
    assert await session.complete(session.at("app = ")) is None
