"""What a file may take from other modules, and whose constants it imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from statuslens.semantic.summaries import EMPTY, Summary, summary_of
from statuslens.workspace.summary_index import SummaryIndex


def may_take(summary: Summary, module: str, name: str) -> bool:
    index = SummaryIndex()
    index.update(Path("/other.py"), summary)
    return index.may_be_taken(Path("/"), Path(f"/{module}.py"), name)


@pytest.mark.parametrize(
    "text",
    [
        "from app.a import status",
        "from .a import x, status as codes",
        "from .a import (\n    x,  # (one)\n    status,\n)",
        "from .a import (x,\n    status)",
        "from .a import x, \\\n    status",
        "from .a import *",
        "from .a.b import status",
        "from . import a\n\na.status.HTTP_200_OK",
        "from . import a as other\n\nother.status.HTTP_200_OK",
        "from ...a import status",
        "import app.a\n\napp.a.status.HTTP_200_OK",
        "import a\n\na . status",
        "patch('app.a.status')",
        "monkeypatch.setattr(a, 'status', None)",
        'import app.a as b\n\nmonkeypatch.setattr(b,\n    "status", None)',
    ],
)
def test_what_may_be_taken(text: str) -> None:
    assert may_take(summary_of(f"{text}\n".encode()), "a", "status")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "from fastapi import status",
        "from .ab import status",
        "from .a import x\n\nstatus = 1",
        "from .a import (x)\n\nstatus = 1",
        "from .a import x  # status",
        "from .a import (\n    x,  # status\n)",
        "from .a import statuses",
        "a.statuses",
        "f(a, 'x', 'status')",
        "a = 1\nfrom fastapi import status",
        "# https://a.org/http",
    ],
)
def test_what_is_not_taken(text: str) -> None:
    summary = summary_of(f"{text}\n".encode())
    assert not may_take(summary, "a", "status")
    assert may_take(summary, "a", "helper")  # nobody has looked for it
    assert may_take(summary, "self", "status")


@pytest.mark.parametrize(
    "name",
    ["HTTPStatus", "codes", "status_codes", "http", "requests", "HTTP_404", "HTTP_404_NOT_FOUND"],
)
def test_the_names_that_are_looked_for(name: str) -> None:
    for text in (f"from app.a import {name}\n", f"a.{name}.x\n"):
        assert may_take(summary_of(text.encode()), "a", name)
        assert not may_take(summary_of(text.encode()), "a", "status")
    assert not may_take(EMPTY, "a", name)


@pytest.mark.parametrize(
    ("text", "providers"),
    [
        ("from fastapi import FastAPI, status", "fastapi"),
        ("from starlette.status import HTTP_404_NOT_FOUND", "starlette"),
        ("from http import (\n    HTTPMethod,\n    HTTPStatus,\n)", "http"),
        ("from requests import codes\nfrom httpx import codes", "httpx requests"),
        ("from fastapi import FastAPI", ""),
        ("def f():\n    from http import HTTPStatus", ""),
        ("from .fastapi import status", ""),
        ("from falcon import status_codes", ""),
        ("import http.HTTPStatus", ""),
    ],
)
def test_the_libraries_whose_constants_are_imported(text: str, providers: str) -> None:
    assert summary_of(f"{text}\n".encode()).providers == frozenset(providers.split())


def test_a_file_with_too_much_to_know_is_in_doubt() -> None:
    text = "".join(f"m{number}.status\n" for number in range(600))
    assert may_take(summary_of(text.encode()), "a", "status")
