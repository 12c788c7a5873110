"""The settings and environment of a file, from the editor, `pyproject.toml` and the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities

from lsp.sessions import TEXT, Session, start, stop

pytestmark = pytest.mark.end_to_end


async def test_settings_from_the_client(session: Session) -> None:
    session.open(TEXT)
    assert len(await session.diagnostics()) == 2
    settings = {"ignoreCodes": [200], "severity": {"magic-status": "warning"}, "provider": "http"}
    session.client.set_configuration({"statuslens": settings})
    session.client.workspace_did_change_configuration(
        types.DidChangeConfigurationParams(settings={"statuslens": settings})
    )
    while len(found := await session.diagnostics()) != 1:
        pass
    assert found[0].severity == types.DiagnosticSeverity.Warning
    assert "HTTPStatus.NOT_FOUND" in found[0].message


async def test_wrong_settings_are_said_once_and_the_rest_is_kept() -> None:
    options = {"provider": "django", "ignoreCodes": [200]}
    session = await start(client_capabilities("neovim"), options)
    session.client.set_configuration({"statuslens": options})
    session.open(TEXT)
    assert len(await session.diagnostics()) == 1
    (message,) = session.client.messages
    assert message.type == types.MessageType.Warning
    assert message.message.startswith("statuslens.provider: invalid value 'django': expected ")
    await stop(session)


async def test_pyproject_counts_where_the_editor_says_nothing(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "app").mkdir()
    project = tmp_path / "pyproject.toml"
    project.write_text('[tool.statuslens]\nignore-codes = [200]\nprovider = "http"\n')
    session.open(TEXT, (tmp_path / "app" / "main.py").as_uri())
    (found,) = await session.diagnostics()
    assert "HTTPStatus.NOT_FOUND" in found.message
    project.write_text("[tool.statuslens]\nexclude = ['app/']\n")
    changed = types.FileEvent(project.as_uri(), types.FileChangeType.Changed)
    session.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    while await session.diagnostics():
        pass


async def test_the_names_are_those_of_the_version_that_is_there(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\ndependencies = ["fastapi"]\n')
    lock = tmp_path / "uv.lock"
    session.open("from fastapi import status\nf(status_code=422)\n", (tmp_path / "a.py").as_uri())
    for version, name in (
        ("0.47.3", "HTTP_422_UNPROCESSABLE_ENTITY"),
        ("0.48.0", "HTTP_422_UNPROCESSABLE_CONTENT"),
    ):
        lock.write_text(f'[[package]]\nname = "starlette"\nversion = "{version}"\n')
        changed = types.FileEvent(lock.as_uri(), types.FileChangeType.Changed)
        session.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([changed])
        )
        while name not in (await session.diagnostics())[0].message:
            pass
        offered = await session.complete(session.at(")"))
        assert offered is not None
        written = {item.label for item in offered.items}
        assert {label for label in written if "_422_" in label} == {f"status.{name}"}


async def test_an_interpreter_that_is_not_there_is_said_once(tmp_path: Path) -> None:
    session = await start(client_capabilities("neovim"), {"interpreter": "/no/python"})
    session.client.set_configuration({"statuslens": {"interpreter": "/no/python"}})
    session.open(TEXT, (tmp_path / "a.py").as_uri())
    assert len(await session.diagnostics()) == 2
    await session.complete(session.at("200"))
    (message,) = session.client.messages
    assert message.message == "The interpreter '/no/python' does not exist."
    await stop(session)


async def test_a_wrong_pyproject_is_said_once(session: Session, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.statuslens]\nstyle = "names"\n')
    session.open(TEXT, (tmp_path / "main.py").as_uri())
    assert len(await session.diagnostics()) == 2
    await session.complete(session.at("200"))
    (message,) = session.client.messages
    assert "style: invalid value 'names': expected constant, number or off" in message.message


async def test_wrong_patterns_are_said() -> None:
    session = await start(client_capabilities("neovim"), {"exclude": ["!"]})
    session.open(TEXT)
    assert len(await session.diagnostics()) == 2
    (message,) = session.client.messages
    assert message.message.startswith("statuslens.exclude: invalid value ['!']")
    await stop(session)
