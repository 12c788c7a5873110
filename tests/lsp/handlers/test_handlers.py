"""Handlers are short, and look up at most once what they know of a project."""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities

from repository import ROOT
from statuslens.lsp import extensions
from statuslens.lsp.handlers import commands, language
from statuslens.lsp.language_server import StatusLensServer
from statuslens.lsp.session import DocumentProject, Session

LSP = ROOT / "server" / "statuslens" / "lsp"
MOST_LINES = 10
TEXT = """\
from fastapi import HTTPException

def read():
    raise HTTPException(404)
"""
START = types.Position(3, 24)
END = types.Position(3, 27)


def handlers() -> Iterator[tuple[str, int]]:
    """Each handler, and how many lines its body has but for its docstring."""
    for path in LSP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_handler(path, node):
                body = node.body[ast.get_docstring(node) is not None :]
                lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                yield f"{path.relative_to(LSP)}: {node.name}", lines


def is_handler(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    registering = ("server.feature", "server.command", "server.request", "lsp_method")
    calls = (one.func for one in node.decorator_list if isinstance(one, ast.Call))
    is_registered = any(ast.unparse(call) in registering for call in calls)
    return is_registered or (path.parent.name == "handlers" and not node.name.startswith("_"))


def test_handlers_are_short() -> None:
    found = dict(handlers())
    assert len(found) > 25
    assert {name: lines for name, lines in found.items() if lines > MOST_LINES} == {}


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a session was asked for the settings and for the environment of a file."""
    counted: Counter[str] = Counter()

    def count(name: str) -> None:
        original = getattr(Session, name)

        def counting(self: Session, *arguments: Any) -> Any:
            counted[name] += 1
            return original(self, *arguments)

        monkeypatch.setattr(Session, name, counting)

    count("settings_of")
    count("environment")
    return counted


@pytest.fixture
def ls(tmp_path: Path) -> StatusLensServer:
    """A server that has a file open, in this process."""
    (tmp_path / "pyproject.toml").write_text("[tool.statuslens]\nprovider = 'http'\n", "utf-8")
    os.utime(tmp_path / "pyproject.toml", (1, 1))  # what has just changed is read again
    os.utime(tmp_path, (1, 1))
    ls = StatusLensServer()
    capabilities = client_capabilities("visual-studio-code")
    params = types.InitializeParams(capabilities=capabilities, root_uri=tmp_path.as_uri())
    list(ls.protocol.lsp_initialize(params))
    item = types.TextDocumentItem(uri_of(ls), "python", 1, TEXT)
    list(ls.protocol.lsp_text_document__did_open(types.DidOpenTextDocumentParams(item)))
    return ls


def uri_of(ls: StatusLensServer) -> str:
    return f"{ls.workspace.root_uri}/app.py"


Ask = Callable[[StatusLensServer, types.TextDocumentIdentifier], object]


def code_action(ls: StatusLensServer, document: types.TextDocumentIdentifier) -> object:
    context = types.CodeActionContext(diagnostics=[])
    params = types.CodeActionParams(document, types.Range(START, END), context)
    return language.text_document_code_action(ls, params)


def completion(ls: StatusLensServer, document: types.TextDocumentIdentifier) -> object:
    return language.text_document_completion(ls, types.CompletionParams(document, START))


def diagnostic(ls: StatusLensServer, document: types.TextDocumentIdentifier) -> object:
    params = types.DocumentDiagnosticParams(document)
    return language.text_document_diagnostic(ls, params).items


def inlay_hint(ls: StatusLensServer, document: types.TextDocumentIdentifier) -> object:
    params = types.InlayHintParams(document, types.Range(types.Position(0, 0), END))
    return language.text_document_inlay_hint(ls, params)


def resolved_item(ls: StatusLensServer, document: types.TextDocumentIdentifier) -> object:
    new = ["http", "HTTPStatus", "HTTPStatus"]
    data = {"code": 404, "uri": document.uri, "offset": len(TEXT) - 5, "import": new}
    item = types.CompletionItem("HTTPStatus.NOT_FOUND", data=data)
    return language.completion_item_resolve(ls, item).additional_text_edits


def constants(ls: StatusLensServer, document: types.TextDocumentIdentifier) -> object:
    return commands.constants(ls, extensions.PositionParams(document.uri, START))


def environment(ls: StatusLensServer, document: types.TextDocumentIdentifier) -> object:
    return commands.environment(ls, extensions.DocumentParams(document.uri))


@pytest.mark.parametrize(
    "ask",
    [code_action, completion, constants, diagnostic, environment, inlay_hint, resolved_item],
)
def test_a_request_looks_settings_and_environment_up_once(
    ls: StatusLensServer, lookups: Counter[str], ask: Ask
) -> None:
    assert ask(ls, types.TextDocumentIdentifier(uri_of(ls)))
    assert lookups == {"settings_of": 1, "environment": 1}


def test_a_hover_needs_neither(ls: StatusLensServer, lookups: Counter[str]) -> None:
    params = types.HoverParams(types.TextDocumentIdentifier(uri_of(ls)), START)
    assert language.text_document_hover(ls, params)
    assert lookups == {}


def test_settings_and_environment_are_the_same_until_something_changes(
    ls: StatusLensServer,
) -> None:
    document = ls.document(uri_of(ls))
    assert document is not None
    first, second = DocumentProject(ls.session, document), DocumentProject(ls.session, document)
    assert first.settings.provider == "http"
    assert first.settings is second.settings
    assert first.environment is second.environment
    assert document.source.path is not None
    configuration = document.source.path.parent / "pyproject.toml"
    configuration.write_text("[tool.statuslens]\nprovider = 'fastapi'\n")
    assert ls.session.look_again(now=True)
    assert DocumentProject(ls.session, document).settings is not first.settings
