"""The counts of `stats`, and its chart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from drawing import dedented
from projects import ALONE, project_of
from repository import ROOT
from statuslens.features.stats import CodeCount, Statistics, count, stats
from statuslens.project.view import Project
from statuslens.syntax.source import Source
from statuslens.workspace.index import Workspace
from statuslens.workspace.uses import uses

API = """
from fastapi import APIRouter, HTTPException, WebSocket, status

router = APIRouter()


@router.post("/items", status_code=status.HTTP_201_CREATED, responses={404: {}})
def create(item):
    raise HTTPException(404)


@router.get("/items/{number}")
def read(number):
    raise HTTPException(status.HTTP_404_NOT_FOUND)


@router.websocket("/feed")
async def feed(websocket: WebSocket):
    await websocket.close(1008)
"""
TESTS = """
from http import HTTPStatus


def test_read(client):
    response = client.get("/items/1")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.status_code < 500
"""
FILES = [
    ("api.py", Source(API), ALONE),
    ("test_api.py", Source(TESTS), ALONE),
    ("empty.py", Source(""), ALONE),
]


def drawing(*sources: tuple[str, Source, Project], width: int = 60) -> str:
    return stats(sources, as_json=False, width=width)


def test_the_whole_chart() -> None:
    assert drawing(*FILES) == dedented("""
        3 status codes with 6 usages in 2 of 3 files

        404 Not Found          ████████████████████████████  4   67%
        201 Created            ███████                       1   17%
        1008 Policy Violation  ███████                       1   17%

        By context
          raised                2   33%
          assertions in tests   1   17%
          route decorators      1   17%
          documented responses  1   17%
          WebSocket closes      1   17%

        By spelling
          bare numbers                        3   50%
          status.HTTP_… (FastAPI, Starlette)  2   33%
          HTTPStatus.… (Python)               1   17%

        Not counted: 1 range comparison (e.g. status_code < 400).
    """).rstrip("\n")


def test_the_counts() -> None:
    counted = count(FILES)
    assert counted == Statistics(
        codes=(
            CodeCount(
                code=404,
                usages=4,
                files=2,
                contexts={"raise": 2, "assert": 1, "responses_key": 1},
                spellings={"number": 2, "http": 1, "starlette": 1},
            ),
            CodeCount(201, 1, 1, {"deco": 1}, {"starlette": 1}),
            CodeCount(1008, 1, 1, {"ws_close": 1}, {"number": 1}),
        ),
        files=3,
        files_with_status=2,
        class_bounds=1,
    )
    assert counted.usages == 6
    assert sum(counted.contexts.values()) == sum(counted.spellings.values()) == 6


def test_json_has_the_same_numbers() -> None:
    found: dict[str, Any] = json.loads(stats(FILES, as_json=True, width=0))
    first, *_ = found.pop("codes")
    assert first == {
        "code": 404,
        "phrase": "Not Found",
        "usages": 4,
        "files": 2,
        "contexts": {"raise": 2, "assert": 1, "responses_key": 1},
        "spellings": {"number": 2, "http": 1, "starlette": 1},
    }
    assert found == {
        "files": 3,
        "files_with_status": 2,
        "usages": 6,
        "class_bounds": 1,
        "contexts": {"raise": 2, "assert": 1, "deco": 1, "responses_key": 1, "ws_close": 1},
        "spellings": {"number": 3, "starlette": 2, "http": 1},
    }


def test_imports_and_names_where_no_status_is_expected_are_not_counted() -> None:
    text = """
        from starlette.status import HTTP_404_NOT_FOUND, HTTP_409_CONFLICT as conflict
        status_code = HTTP_404_NOT_FOUND
        answer = HTTP_404_NOT_FOUND
    """
    (only,) = count([("a.py", Source(dedented(text)), ALONE)]).codes
    assert (only.code, only.usages, only.contexts) == (404, 1, {"define": 1})


def test_the_workspace_counts_alike() -> None:
    """What an editor shows as the usage of the workspace has the same numbers."""
    examples = ROOT / "examples"
    workspace = Workspace([examples])
    sources = {path: Source(path.read_text(), path) for path in examples.rglob("*.py")}
    for path, source in sources.items():
        workspace.update(path, uses(source, project_of(source)))
    counted = count((str(path), source, ALONE) for path, source in sources.items())
    assert {each.code: each.usages for each in counted.codes} == workspace.others(None).codes("")
    assert counted.usages > 50


def test_every_librarys_constants_are_counted_and_classes_are_not() -> None:
    text = """
        import falcon, httpx, requests
        from aiohttp import WSCloseCode, web
        from websockets import CloseCode
        response.status = falcon.HTTP_201
        response.status = falcon.HTTP_CREATED
        status_codes = {httpx.codes.created, requests.codes.CREATED}
        close_codes = {CloseCode.GOING_AWAY, WSCloseCode.GOING_AWAY}
        raise web.HTTPCreated
    """
    sources = [("a.py", Source(dedented(text)), ALONE)]
    first, second = count(sources).codes
    assert (first.code, first.spellings) == (201, {"falcon": 2, "httpx": 1, "requests": 1})
    assert (second.code, second.spellings) == (1001, {"aiohttp": 1, "websockets": 1})
    assert drawing(*sources).endswith(
        dedented("""
        By spelling
          falcon.HTTP_… (Falcon)    2   33%
          WSCloseCode.… (aiohttp)   1   17%
          codes.… (HTTPX)           1   17%
          codes.… (Requests)        1   17%
          CloseCode.… (websockets)  1   17%
        """).rstrip("\n")
    )


def test_the_cells_of_a_notebook_are_one_file() -> None:
    cell = Source("import fastapi\nraise fastapi.HTTPException(404)\n")
    counted = count([("a.ipynb", cell, ALONE), ("a.ipynb", cell, ALONE)])
    assert (counted.files, counted.codes[0].files, counted.codes[0].usages) == (1, 1, 2)


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        ([], "No Python files."),
        ([("a.py", Source("port = 404"), ALONE)], "No status codes in 1 file."),
        (
            [("a.py", Source(""), ALONE), ("b.py", Source("r.status_code >= 400"), ALONE)],
            dedented("""
                No status codes in 2 files.

                Not counted: 1 range comparison (e.g. status_code < 400).
            """).rstrip("\n"),
        ),
    ],
)
def test_nothing_to_count_is_said(sources: list[tuple[str, Source, Project]], text: str) -> None:
    assert drawing(*sources, width=90) == text
    assert json.loads(stats(sources, as_json=True, width=90))["codes"] == []


def some(**amounts: int) -> list[tuple[str, Source, Project]]:
    """A file that raises each code so many times: `some(_404=3)`."""
    lines = [f"raise HTTPException({c[1:]})\n" * n for c, n in amounts.items()]
    return [("a.py", Source("from fastapi import HTTPException\n" + "".join(lines)), ALONE)]


def chart(sources: list[tuple[str, Source, Project]], width: int) -> str:
    return drawing(*sources, width=width).split("\n\n")[1]


def test_bars_count_in_eighths() -> None:
    found = chart(some(_404=64, _409=33, _410=9, _418=1), width=35)
    assert found == dedented("""
        404 Not Found     ███████  64   60%
        409 Conflict      ███▋     33   31%
        410 Gone          █         9    8%
        418 I'm a teapot  ▏         1    1%
    """).rstrip("\n")


def test_what_is_rare_is_still_seen() -> None:
    found = chart(some(_200=1000, _404=2), width=38)
    assert found == dedented("""
        200 OK         ██████████  1,000  >99%
        404 Not Found  ▏               2   <1%
    """).rstrip("\n")


def test_in_a_narrow_window_labels_are_shortened_and_then_bars_go() -> None:
    sources = some(_500=2, _431=1)
    assert chart(sources, width=32) == dedented("""
        500 Internal Ser…  ████  2   67%
        431 Request Head…  ██    1   33%
    """).rstrip("\n")
    assert chart(sources, width=24) == dedented("""
        500 Internal S…  2   67%
        431 Request He…  1   33%
    """).rstrip("\n")


@pytest.mark.parametrize("width", [1, 5, 10, 20, 30, 40, 60, 80, 100, 200])
def test_nothing_is_wider_than_asked(width: int) -> None:
    for sources in (FILES, some(_431=1000, _1007=1), []):
        lines = drawing(*sources, width=width).splitlines()
        assert max(len(line) for line in lines) <= width


def test_a_wide_window_does_not_stretch_the_bars_out_of_sight() -> None:
    assert max(len(line) for line in drawing(*FILES, width=300).splitlines()) < 100
