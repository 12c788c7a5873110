"""The server processes that the tests ask, for two kinds of client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pytest_lsp import client_capabilities

from lsp.sessions import Session, start, stop


@pytest_asyncio.fixture(params=["visual-studio-code", "neovim"])
async def session(request: pytest.FixtureRequest) -> AsyncIterator[Session]:
    session = await start(client_capabilities(request.param))
    yield session
    await stop(session)
