"""How the server starts and ends, and what it announces."""

from __future__ import annotations

import subprocess
import sys

import pytest
from lsprotocol import types

from lsp.sessions import SERVER, TEXT, Session, start, stop

pytestmark = pytest.mark.end_to_end


async def test_initialize(session: Session) -> None:
    vscode = session.encoding == "utf-16"
    assert session.encoding in ("utf-16", "utf-8")
    assert (session.capabilities.diagnostic_provider is None) == vscode
    assert session.capabilities.hover_provider
    assert session.capabilities.completion_provider is not None
    assert session.capabilities.completion_provider.resolve_provider


async def test_a_client_that_can_do_nothing() -> None:
    session = await start(types.ClientCapabilities())
    assert session.encoding == "utf-16"
    session.open(TEXT)
    found = await session.hover(session.at("404"))
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == types.MarkupKind.PlainText
    assert len(await session.diagnostics()) == 2
    assert await session.actions(session.around("404")) == []  # it could not read them
    await stop(session)


def test_the_end_of_input_ends_the_server() -> None:
    result = subprocess.run(SERVER, stdin=subprocess.DEVNULL, timeout=30, check=False)
    assert result.returncode == 0


@pytest.mark.parametrize("command", [[], ["--stdio"], ["serve", "--stdio"]])
def test_ways_to_start_it(command: list[str]) -> None:
    message = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
    process = subprocess.run(
        [sys.executable, "-m", "statuslens", *command],
        input=b"Content-Length: %d\r\n\r\n%s" % (len(message), message),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert b'"serverInfo":{"name":"statuslens"' in process.stdout.replace(b": ", b":")


def test_version_and_help() -> None:
    command = [sys.executable, "-m", "statuslens"]
    version = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("statuslens 0.")
    usage = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
    assert "statuslens serve" in usage.stdout
    wrong = subprocess.run(
        [*command, "serve", "--tcp", "nowhere"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "'nowhere' is not HOST:PORT" in wrong.stderr
