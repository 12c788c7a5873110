"""Code actions: fixes and refactorings, for the kinds that a client requests."""

from __future__ import annotations

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities

from lsp.rewriting import CONSTANTS, IN_FILE, REWRITE, converted, rewrites
from lsp.sessions import FOLDER, TEXT, Session, start, stop
from statuslens.lsp import convert

pytestmark = pytest.mark.end_to_end


async def test_a_likely_place_is_not_reported_but_its_fix_is_offered(session: Session) -> None:
    session.open("import requests\nanswer(status=404)\n")
    assert await session.diagnostics() == []
    (action,) = await session.actions(session.around("404"), ["quickfix"])
    assert action.is_preferred is False
    assert await session.actions(session.around("404"), ["source.fixAll"]) == []


async def test_the_quick_fix_of_one_number(session: Session) -> None:
    session.open(TEXT)
    _, about = await session.diagnostics()
    action, ignore = await session.actions(about.range, ["quickfix"], (about,))
    assert ignore.title == "Ignore magic-status on this line"
    assert ignore.edit is not None
    assert session.after(ignore.edit) == TEXT.replace(
        '"é")', '"é")  # statuslens: ignore[magic-status]'
    )
    assert action.title == "Replace 404 with status.HTTP_404_NOT_FOUND"
    assert (action.kind, action.is_preferred) == ("quickfix", True)
    assert action.diagnostics is not None
    assert [d.range for d in action.diagnostics] == [about.range]
    assert action.edit is not None
    assert (action.edit.document_changes is not None) == (session.encoding == "utf-16")
    assert session.after(action.edit) == TEXT.replace("404", "status.HTTP_404_NOT_FOUND").replace(
        "HTTPException\n", "HTTPException, status\n"
    )


@pytest.mark.parametrize("only", [["source.fixAll.statuslens"], ["source.fixAll"], ["source"]])
async def test_fix_all(session: Session, only: list[str]) -> None:
    session.open(TEXT)
    (action,) = await session.actions(session.around("app"), only)
    assert action.title == "Replace all 2 status numbers in this file"
    assert action.kind == convert.FIX_ALL
    assert action.edit is not None
    after = session.after(action.edit)
    assert "import FastAPI, HTTPException, status\n" in after
    assert "status_code=status.HTTP_200_OK" in after
    assert "HTTPException(status.HTTP_404_NOT_FOUND" in after


async def test_code_actions_where_there_is_nothing_to_fix(session: Session) -> None:
    session.open(TEXT)
    assert await session.actions(session.around("read"), ["quickfix"]) == []
    assert await session.actions(session.around("read"), ["refactor"]) == []
    session.open("x = 404\n", f"{FOLDER}/other.py")
    assert await session.actions(session.around("404")) == []


def without_resolve() -> types.ClientCapabilities:
    capabilities = client_capabilities("visual-studio-code")
    assert capabilities.text_document is not None
    assert capabilities.text_document.code_action is not None
    capabilities.text_document.code_action.resolve_support = None
    return capabilities


async def test_rewriting_one_status(session: Session) -> None:
    session.open(CONSTANTS)
    found = await rewrites(session)
    action = found["Convert to HTTPStatus.NOT_FOUND"]
    assert action.kind == "refactor.rewrite"
    assert action.edit is not None
    one, other = converted(CONSTANTS), "status.HTTP_200_OK"
    assert session.after(action.edit) == one.replace("HTTPStatus.OK", other)
    action = found["Replace with the number 404"]
    assert action.edit is not None
    assert session.after(action.edit) == CONSTANTS.replace("status.HTTP_404_NOT_FOUND", "404")


@pytest.mark.parametrize("only", [["refactor"], [""], REWRITE])
async def test_all_rewriting_for_those_who_ask_for_it(session: Session, only: list[str]) -> None:
    session.open(CONSTANTS)
    assert len(await rewrites(session, only)) == 9
    for other in (["quickfix"], ["source"], ["refactor.extract"], ["refactor.rewrite.more"]):
        assert await rewrites(session, other) == {}


async def test_some_rewriting_for_those_who_ask_for_anything(session: Session) -> None:
    session.open(CONSTANTS)
    assert len(await rewrites(session, None)) == 6
    session.open(TEXT)
    titles = [action.title for action in await session.actions(session.around("404"))]
    assert titles == [
        "Replace 404 with status.HTTP_404_NOT_FOUND",  # not twice
        "Ignore magic-status on this line",
        "Replace all 2 status numbers in this file",
        "Replace all 2 numbers with constants in this file",
        "Replace all numbers with constants in the workspace",
    ]


async def test_no_rewriting_that_nobody_asked_for(session: Session) -> None:
    session.open(CONSTANTS)
    context = types.CodeActionContext((), trigger_kind=types.CodeActionTriggerKind.Automatic)
    params = types.CodeActionParams(session.document, session.around("404_NOT"), context)
    assert await session.client.text_document_code_action_async(params) in ([], ())


async def test_rewriting_for_a_client_that_cannot_ask_again() -> None:
    session = await start(without_resolve())
    session.open(CONSTANTS)
    found = await rewrites(session)
    assert not any("workspace" in title for title in found)
    action = found[IN_FILE]
    assert action.edit is not None
    assert session.after(action.edit) == converted(CONSTANTS)
    await stop(session)
