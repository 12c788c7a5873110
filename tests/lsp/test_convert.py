"""Edits, code actions and items as clients can take them."""

from __future__ import annotations

import pytest
from lsprotocol import types
from packaging.version import Version

from drawing import with_cursor
from lsp.sessions import TEXT, Session
from projects import project_of
from statuslens.features.completion import Completion, Completions, completions, edits_of
from statuslens.lsp import convert
from statuslens.lsp.client import ItemSupport
from statuslens.lsp.documents import Positions
from statuslens.project.environment import UNKNOWN, Environment, Library
from statuslens.syntax.source import Source, Span


@pytest.mark.parametrize(
    ("only", "wanted"),
    [
        (None, True),
        ([], False),
        (["source"], True),
        (["source.fixAll"], True),
        (["source.fixAll.statuslens"], True),
        (["source.fixAll.ruff"], False),
        (["source.fixAllOther"], False),
        (["quickfix"], False),
        ([""], True),
        ([types.CodeActionKind.SourceFixAll], True),
    ],
)
def test_kinds_of_code_actions_are_hierarchical(only: list[str] | None, wanted: bool) -> None:
    assert convert.wants(only, convert.FIX_ALL) is wanted


def test_an_edit_is_versioned_only_for_clients_that_can() -> None:
    edits = [
        types.TextEdit(
            Positions(Source("a"), types.PositionEncodingKind.Utf8).range(Span(0, 1)), "b"
        )
    ]
    plain = convert.edit_of_files([("file:///a.py", 7, edits)], versioned=False)
    assert (plain.changes, plain.document_changes) == ({"file:///a.py": edits}, None)
    versioned = convert.edit_of_files([("file:///a.py", 7, edits)], versioned=True)
    assert versioned.changes is None
    assert versioned.document_changes is not None
    (change,) = versioned.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.version, list(change.edits)) == (7, edits)


def listed(
    text: str, client: ItemSupport, environment: Environment = UNKNOWN
) -> types.CompletionList:
    """The list at the cursor, for such a client."""
    source, offset = with_cursor(text)
    found = completions(source, offset, project_of(source, environment=environment))
    assert found is not None
    news = {item.new_import for item in found.items if item.new_import is not None}
    imports = {new: edits_of(source, offset, new, project_of(source)) for new in news}
    positions = Positions(source, types.PositionEncodingKind.Utf16)
    return convert.completion_list(found, imports, offset, "file:///a.py", positions, client)


def span(start: int, end: int) -> types.Range:
    return types.Range(types.Position(0, start), types.Position(0, end))


MIDDLE = "raise HTTPException(4‸04)"  # the cursor in a word, which is replaced or pushed on


def test_a_client_that_announces_nothing_gets_plain_items() -> None:
    found = listed(MIDDLE, ItemSupport())
    first = found.items[0]
    assert found.item_defaults is None
    assert first.text_edit == types.TextEdit(span(20, 23), "HTTPStatus.BAD_REQUEST")
    assert first.detail == "400 Bad Request · RFC 9110"
    assert (first.label_details, first.preselect, first.tags) == (None, None, None)


def test_a_client_that_can_insert_or_replace_chooses() -> None:
    first = listed(MIDDLE, ItemSupport(insert_replace=True)).items[0]
    label = "HTTPStatus.BAD_REQUEST"
    assert first.text_edit == types.InsertReplaceEdit(label, span(20, 21), span(20, 23))
    at_its_end = listed("raise HTTPException(404‸)", ItemSupport(insert_replace=True)).items[0]
    assert at_its_end.text_edit == types.TextEdit(span(20, 23), "HTTPStatus.NOT_FOUND")


def test_one_range_for_the_whole_list_where_the_client_takes_it() -> None:
    found = listed(MIDDLE, ItemSupport(default_range=True))
    assert found.item_defaults == types.CompletionItemDefaults(edit_range=span(20, 23))
    assert all(item.text_edit is None for item in found.items)
    found = listed(MIDDLE, ItemSupport(default_range=True, insert_replace=True))
    both = types.EditRangeWithInsertReplace(span(20, 21), span(20, 23))
    assert found.item_defaults == types.CompletionItemDefaults(edit_range=both)


def test_the_label_has_no_number_twice() -> None:
    client = ItemSupport(label_details=True)
    member = listed("from http import HTTPStatus\nraise HTTPException(‸)", client).items[0]
    assert member.label_details == types.CompletionItemLabelDetails(
        detail=" 400", description="Bad Request · RFC 9110"
    )
    named = listed("from fastapi import status\nraise HTTPException(‸)", client).items[0]
    assert named.label_details == types.CompletionItemLabelDetails(
        description="Bad Request · RFC 9110"
    )
    assert (member.detail, named.detail) == (None, None)


def test_why_a_code_is_likely_comes_first_and_the_likeliest_is_selected() -> None:
    name = Completion(404, "status.HTTP_404_NOT_FOUND", "Not Found", "404", None, False)
    items = (name._replace(reason="9 times in this project", preselect=True), name)
    client = ItemSupport(label_details=True, preselect=True)
    positions = Positions(Source(""), types.PositionEncodingKind.Utf16)
    found = convert.completion_list(
        Completions(Span(0, 0), items), {}, 0, "file:///a.py", positions, client
    )
    details = [item.label_details.description for item in found.items if item.label_details]
    assert details == ["9 times in this project", "Not Found"]
    assert [item.preselect for item in found.items] == [True, None]
    assert [item.sort_text for item in found.items] == ["000", "001"]


def test_a_deprecated_name_is_tagged_where_the_client_shows_it() -> None:
    text = "from fastapi import status\nraise HTTPException(status.‸)"
    new = Environment({"starlette": Library(Version("0.48.0"))})
    tagged = listed(text, ItemSupport(tags=True), new).items
    assert tagged[0].tags is None
    assert tagged[-1].tags == (types.CompletionItemTag.Deprecated,)
    assert listed(text, ItemSupport(), new).items[-1].tags is None


@pytest.mark.parametrize("data", [None, "x", {"code": "404"}, {"uri": 1, "import": ["a"]}])
def test_an_item_of_somebody_else_is_left_alone(data: object) -> None:
    assert convert.resolved_name(data) is None
    assert convert.resolved_import(data) is None


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
