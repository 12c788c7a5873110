"""Edits over all files of the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities

from lsp.rewriting import CONSTANTS, IN_FILE, IN_WORKSPACE, converted, refusal, rewrites
from lsp.sessions import Session, start, stop
from statuslens.edits.text_edits import applied
from statuslens.lsp.documents import Positions
from statuslens.lsp.workspace_edits import edits_or_none
from statuslens.syntax.source import Edit, Source, Span


def test_a_file_that_raises_is_left_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> NoReturn:
        raise KeyError("case_pattern")

    edits = (Edit(Span(0, 0), "x"),)
    assert edits_or_none("file:///a.py", lambda: edits) == edits
    assert edits_or_none("file:///a.py", fails) == ()
    assert caplog.messages == ["Could not compute the edits of file:///a.py"]


@pytest.mark.end_to_end
async def test_a_choice_from_a_text_that_has_changed_since(session: Session) -> None:
    session.open(CONSTANTS)
    found = await rewrites(session)
    session.type_at("known", "more = 1\n")
    for title in (IN_FILE, IN_WORKSPACE):
        assert await refusal(session, found[title]) == types.LSPErrorCodes.ContentModified
    session.close()
    assert await refusal(session, found[IN_FILE]) == types.LSPErrorCodes.ContentModified


@pytest.mark.end_to_end
@pytest.mark.parametrize("client", ["visual-studio-code", "neovim"])
async def test_rewriting_the_workspace(client: str, tmp_path: Path) -> None:
    folder = tmp_path / "my shop"
    (folder / "build").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[tool.statuslens]\nexclude = ['left_out.py']\n")
    (folder / ".gitignore").write_text("build/\n")
    for name in ("app.py", "open.py", "closed.py", "left_out.py", "not_mine.py", "build/made.py"):
        (folder / name).write_text(CONSTANTS, "utf-8")
    latin = "# coding: latin-1\n" + CONSTANTS.replace("😀", "")
    (folder / "latin.py").write_bytes(latin.encode("latin-1").replace(b"\n", b"\r\n"))
    (folder / "broken.py").write_bytes(b"# coding: utf-8\nstatus = '\xff'\n")
    (folder / "notebook.ipynb").write_text("{}")
    (folder / "other.py").write_text("f(status_code=404)\n")
    settings = {"exclude": ["not_mine.py"]}
    session = await start(client_capabilities(client), settings, folder.as_uri())
    session.client.set_configuration({"statuslens": settings})
    session.open("# newer\n" + CONSTANTS, (folder / "open.py").as_uri())
    session.open(CONSTANTS, (folder / "app.py").as_uri())
    action = (await rewrites(session))[IN_WORKSPACE]
    assert action.edit is None
    edit = (await session.client.code_action_resolve_async(action)).edit
    assert edit is not None
    changes: dict[str, tuple[int | None, list[types.TextEdit]]] = {}
    if client == "visual-studio-code":
        for change in edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            texts = [one for one in change.edits if isinstance(one, types.TextEdit)]
            changes[change.text_document.uri] = (change.text_document.version, texts)
    else:
        changes = {uri: (None, list(edits)) for uri, edits in (edit.changes or {}).items()}
    before = {
        "app.py": CONSTANTS,
        "open.py": "# newer\n" + CONSTANTS,
        "closed.py": CONSTANTS,
        "latin.py": latin.replace("\n", "\r\n"),
    }
    assert list(changes) == [
        (folder / name).as_uri() for name in ("app.py", "closed.py", "latin.py", "open.py")
    ]
    for name, text in before.items():
        version, edits = changes[(folder / name).as_uri()]
        is_open = client == "visual-studio-code" and name in ("app.py", "open.py")
        assert version == (1 if is_open else None)
        positions = Positions(Source(text), session.encoding)
        result = applied(Source(text), [Edit(positions.span(e.range), e.new_text) for e in edits])
        body = result.text.replace("from http import HTTPStatus", "").split("import status")[1]
        expected = converted(text).replace("from http import HTTPStatus", "")
        assert body == expected.split("import status")[1]
        assert "from http import HTTPStatus" in result.text
    await stop(session)


@pytest.mark.end_to_end
async def test_a_wrong_pyproject_keeps_the_workspace_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.statuslens]\nexclude = 1\n")
    session = await start(client_capabilities("visual-studio-code"), folder=tmp_path.as_uri())
    session.open(CONSTANTS, (tmp_path / "app.py").as_uri())
    action = (await rewrites(session))[IN_WORKSPACE]
    assert await refusal(session, action) == types.LSPErrorCodes.RequestFailed
    await stop(session)
