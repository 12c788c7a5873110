"""One test for each request about a file; files of every kind."""

from __future__ import annotations

import http
import os
from pathlib import Path

import pytest
import starlette.status
from lsprotocol import types

from lsp.rewriting import CONSTANTS, IN_FILE, converted, rewrites
from lsp.sessions import FILE, TEXT, Session, start, stop

pytestmark = pytest.mark.end_to_end


async def test_hover(session: Session) -> None:
    session.open(TEXT)
    found = await session.hover(session.at("200"))
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == types.MarkupKind.Markdown
    assert found.contents.value.startswith("**200 OK** · Successful")
    assert found.range == session.around("200")
    for nothing in ("fastapi", "app = ", "read", '"é"'):
        assert await session.hover(session.at(nothing)) is None


async def test_inlay_hints(session: Session) -> None:
    session.open(TEXT)
    params = types.InlayHintParams(session.document, session.around(TEXT))
    hints = await session.client.text_document_inlay_hint_async(params)
    assert hints is not None
    assert [(hint.label, hint.position) for hint in hints] == [
        ("OK", session.around("200").end),
        ("Not Found", session.around("404").end),
    ]
    assert isinstance(hints[0].tooltip, types.MarkupContent)
    assert hints[0].tooltip.value.startswith("**200 OK**")


async def test_functions_of_another_file_of_the_project(session: Session, tmp_path: Path) -> None:
    (tmp_path / "errors.py").write_text("def problem(detail, status_code): ...\n")
    text = "from errors import problem\nproblem('no', 404)\n"
    session.open(text, (tmp_path / "app.py").as_uri())
    assert [d.range for d in await session.diagnostics()] == [session.around("404")]


async def test_rewriting_a_file_when_it_is_chosen(session: Session) -> None:
    session.open(CONSTANTS)
    action = (await rewrites(session))[IN_FILE]
    assert action.edit is None
    resolved = await session.client.code_action_resolve_async(action)
    assert resolved.title == action.title
    assert resolved.edit is not None
    assert session.after(resolved.edit) == converted(CONSTANTS)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "file",
        {"scope": "file"},
        {"uri": 1, "version": 1, "scope": "file", "form": "number"},
        {"uri": FILE, "version": "1", "scope": "file", "form": "number"},
        {"uri": FILE, "version": 1, "scope": ["file"], "form": {}},
    ],
)
async def test_data_of_another_server(session: Session, data: object) -> None:
    session.open(CONSTANTS)
    action = types.CodeAction("mine", data=data)
    assert (await session.client.code_action_resolve_async(action)).edit is None


async def test_an_unknown_target_changes_nothing(session: Session) -> None:
    session.open(CONSTANTS)
    for form in ("member", "direct", "predicate"):
        data = {"uri": FILE, "version": 1, "scope": "file", "form": form, "to": "x", "of": "y"}
        resolved = await session.client.code_action_resolve_async(types.CodeAction("", data=data))
        assert resolved.edit is not None
        assert session.after(resolved.edit) == CONSTANTS


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "file:///alone.pyi", "file:///c%3A/a%20b.py"]
)
async def test_files_without_a_folder_or_a_name(session: Session, uri: str) -> None:
    session.open(TEXT, uri)
    assert await session.hover(session.at("404")) is not None
    assert len(await session.diagnostics()) == 2
    action, _ = await session.actions(session.around("404"), ["quickfix"])
    assert action.edit is not None
    assert "status.HTTP_404_NOT_FOUND" in session.after(action.edit)


async def test_pipes_and_devices_beside_a_file_are_not_read(
    session: Session, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    os.mkfifo(tmp_path / "errors.py")
    (tmp_path / "endless.py").symlink_to("/dev/zero")
    (tmp_path / "below").mkdir()
    os.mkfifo(tmp_path / "below" / "pipe.py")
    text = "from errors import Problem\nimport endless\nimport json\n" + TEXT
    session.open(text + "raise Problem(410)\n", (tmp_path / "alone.py").as_uri())
    assert await session.hover(session.at("404")) is not None
    action, _ = await session.actions(session.around("404"), ["quickfix"])
    assert action.edit is not None
    assert "status.HTTP_404_NOT_FOUND" in session.after(action.edit)


@pytest.mark.filterwarnings("ignore:.*is deprecated")
async def test_hover_on_every_constant_of_starlette_and_python(session: Session) -> None:
    names = [name for name in dir(starlette.status) if name.startswith(("HTTP_", "WS_"))]
    members = [member.name for member in http.HTTPStatus]
    uses = [f"status.{name}" for name in names] + [f"HTTPStatus.{name}" for name in members]
    codes = [getattr(starlette.status, name) for name in names]
    codes += [http.HTTPStatus[name].value for name in members]
    head = "from fastapi import status\nfrom http import HTTPStatus\n"
    session.open(head + "".join(f"{use}\n" for use in uses))
    assert len(uses) > 140
    for line, (use, code) in enumerate(zip(uses, codes, strict=True), start=2):
        prefix = use.index(".") + 1
        found = await session.hover(types.Position(line, prefix))
        assert found is not None, use
        assert isinstance(found.contents, types.MarkupContent)
        assert found.contents.value.startswith(f"**{code} "), use
        end = types.Position(line, len(use))
        assert found.range == types.Range(types.Position(line, prefix), end)


async def test_a_client_that_counts_characters() -> None:
    general = types.GeneralClientCapabilities(position_encodings=["utf-32", "utf-16"])
    session = await start(types.ClientCapabilities(general=general))
    assert session.encoding == "utf-32"
    session.open(TEXT)
    found = await session.hover(session.at("200"))
    assert found is not None
    assert found.range == session.around("200")
    await stop(session)
