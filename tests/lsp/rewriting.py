"""A file of constants, and the rewriting that the server offers for it."""

from __future__ import annotations

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lsp.sessions import Session

REWRITE = ["refactor.rewrite"]
CONSTANTS = """\
from fastapi import status  # é😀
known = vars(status)
f(status_code=status.HTTP_404_NOT_FOUND)
g(status_code=status.HTTP_200_OK)
"""
IN_WORKSPACE = "Convert all to HTTPStatus in the workspace"
IN_FILE = "Convert all 2 to HTTPStatus in this file"


def converted(text: str) -> str:
    return "from http import HTTPStatus\n\n" + text.replace(
        "status.HTTP_404_NOT_FOUND", "HTTPStatus.NOT_FOUND"
    ).replace("status.HTTP_200_OK", "HTTPStatus.OK")


async def rewrites(
    session: Session, only: list[str] | None = REWRITE
) -> dict[str, types.CodeAction]:
    actions = await session.actions(session.around("404_NOT"), only)
    return {action.title: action for action in actions}


async def refusal(session: Session, action: types.CodeAction) -> int:
    """The code of the error that the server answers."""
    with pytest.raises(JsonRpcException) as raised:
        await session.client.code_action_resolve_async(action)
    return raised.value.code
