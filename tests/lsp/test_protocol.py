"""The extension's TypeScript and the server agree on the requests of our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from repository import ROOT
from statuslens.lsp.handlers import commands
from statuslens.lsp.language_server import server

PROTOCOL = (ROOT / "editors" / "vscode" / "protocol.ts").read_text("utf-8")
INTERFACES = {
    name: dict(re.findall(r'\n  "?([\w/]+)"?: (.+);', body))
    for name, body in re.findall(r"\nexport interface (\w+) {((?:\n  .+)*)\n}", PROTOCOL)
}
REQUESTS = INTERFACES.pop("Requests")
NAMES = {int: "number", str: "string", type(None): "null"}


def typescript(annotation: Any) -> str:
    """The type of a JSON value, as TypeScript writes it."""
    arguments = get_args(annotation)
    if isinstance(annotation, UnionType):
        return " | ".join(map(typescript, arguments))
    if get_origin(annotation) in (list, tuple):
        return f"{typescript(arguments[0])}[]"
    return NAMES.get(annotation) or str(annotation.__name__)


def handlers() -> dict[str, Callable[..., Any]]:
    """The handler of each request of our own."""
    source = (ROOT / "server/statuslens/lsp/handlers/commands.py").read_text("utf-8")
    found = re.findall(r'\("(statuslens/\w+)"\)\n(?:async )?def (\w+)', source)
    return {method: getattr(commands, name) for method, name in found}


def classes() -> dict[str, type]:
    """The dataclasses that requests take and answer, by name."""
    found = {}
    for handler in handlers().values():
        hints = get_type_hints(handler)
        for hint in (hints.get("params"), hints["return"]):
            for one in (hint, *get_args(hint)):
                if isinstance(one, type) and is_dataclass(one):
                    found[one.__name__] = one
    return found


def test_both_sides_have_the_same_requests() -> None:
    registered = {name for name in server.protocol.fm.features if name.startswith("statuslens/")}
    assert registered == handlers().keys() == REQUESTS.keys()


@pytest.mark.parametrize("method", REQUESTS)
def test_a_request_takes_and_answers_the_same_on_both_sides(method: str) -> None:
    hints = get_type_hints(handlers()[method])
    params, answer = typescript(hints.get("params", type(None))), typescript(hints["return"])
    assert REQUESTS[method] == f"{{ params: {params}; answer: {answer} }}"


def test_both_sides_have_the_same_values() -> None:
    assert {
        name: {field.name: typescript(get_type_hints(one)[field.name]) for field in fields(one)}
        for name, one in classes().items()
    } == INTERFACES
