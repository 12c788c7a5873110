"""Questions about a whole project, answered from the summaries of its files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from in_memory import ROOT, InMemoryFiles
from statuslens.project import file_system
from statuslens.project.file_system import FileSystem
from statuslens.workspace.pool import read_file
from statuslens.workspace.summary_index import (
    EMPTY,
    IndexOnDemand,
    NeighbourIndex,
    ServerIndex,
    Summary,
    SummaryIndex,
    WorkspaceSummaries,
    summary_of,
)

FASTAPI = "from fastapi import status\n"
HTTP = "from http import HTTPStatus\n"
APP, TESTS, OTHER = ROOT / "shop/app.py", ROOT / "tests/test_app.py", Path("/other/app.py")


def summary(text: str) -> Summary:
    return summary_of(text.encode())


def test_the_usual_provider_follows_the_files() -> None:
    index = SummaryIndex()
    assert index.usual_provider(ROOT, APP) is None
    index.update(APP, summary(FASTAPI))
    index.update(OTHER, summary(HTTP))
    assert index.usual_provider(ROOT, APP) == "fastapi"
    assert index.usual_provider(OTHER.parent, OTHER) == "http"
    index.update(TESTS, summary(HTTP))
    index.update(ROOT / "b.py", summary(HTTP))
    assert index.usual_provider(ROOT, APP) == "http"
    index.update(TESTS, None)
    index.update(ROOT / "b.py", EMPTY)
    assert index.usual_provider(ROOT, APP) == "fastapi"
    index.update(APP, None)
    assert index.usual_provider(ROOT, APP) is None


def test_of_as_many_files_the_first_name_counts() -> None:
    index = SummaryIndex()
    index.update(APP, summary(HTTP))
    index.update(TESTS, summary(FASTAPI))
    assert index.usual_provider(ROOT, APP) == "fastapi"


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("from shop.app import status", True),
        ("from .app import *", True),
        ("from shop import app\napp.status", True),
        ("patch('shop.app.status')", True),
        ("from shop.other import status", False),
        ("from shop.app import create", False),
    ],
)
def test_a_name_that_another_file_takes(text: str, is_taken: bool) -> None:
    index = SummaryIndex()
    index.update(TESTS, summary(text))
    assert index.may_be_taken(ROOT, APP, "status") is is_taken
    assert not index.may_be_taken(ROOT, TESTS, "status"), "nothing is taken from there"
    assert not index.may_be_taken(APP.parent, APP, "status"), "that is another project"
    index.update(TESTS, None)
    assert not index.may_be_taken(ROOT, APP, "status")


def test_a_package_is_taken_from_by_its_own_name() -> None:
    index = SummaryIndex()
    index.update(TESTS, summary("from shop import status"))
    assert index.may_be_taken(ROOT, ROOT / "shop/__init__.py", "status")


def test_a_name_that_no_summary_covers_may_be_taken() -> None:
    assert SummaryIndex().may_be_taken(ROOT, APP, "s")


def test_folders_without_a_package_around_are_one_project(tmp_path: Path) -> None:
    """`routes`, `exceptions` and `tests` beside a `pyproject.toml`: one habit for all of them."""
    files = {
        "pyproject.toml": "",
        "routes/items.py": "",
        "exceptions/errors.py": FASTAPI,
        "tests/test_items.py": FASTAPI,
        "scripts/load.py": HTTP,
        ".venv/lib/a.py": HTTP,
        "node_modules/b.py": HTTP,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    index = IndexOnDemand(FileSystem())
    assert index.usual_provider(tmp_path, tmp_path / "routes/items.py") == "fastapi"


def test_until_more_is_known_open_files_and_those_beside_count(tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "below/c.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(HTTP)
    files = InMemoryFiles({})
    opened = files.opened
    index = NeighbourIndex(FileSystem(), opened.values)
    path = tmp_path / "a.py"
    assert index.usual_provider(tmp_path, path) == "http"
    assert index.usual_provider(tmp_path, tmp_path / "empty/d.py") is None
    for number in range(4):
        files.open(str(tmp_path / f"new{number}.py"), FASTAPI)
    assert index.usual_provider(tmp_path, path) == "fastapi"
    assert not index.may_be_taken(tmp_path, path, "status")
    files.open(str(tmp_path / "test_a.py"), "from a import status")
    assert index.may_be_taken(tmp_path, path, "status")


def test_a_large_folder_is_not_read_while_somebody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_system, "_MOST_ENTRIES", 10)
    for number in range(11):
        (tmp_path / f"m{number}.py").write_text(HTTP)
    index = NeighbourIndex(FileSystem(), list)
    assert index.usual_provider(tmp_path, tmp_path / "m0.py") is None
    assert index.may_be_taken(tmp_path, tmp_path / "m0.py", "status"), "nobody knows"


def test_the_workspace_has_open_files_as_they_are_in_the_editor() -> None:
    files = InMemoryFiles({})
    changes: list[bool] = []
    summaries = WorkspaceSummaries(files.opened.values, lambda: changes.append(True))
    summaries.start((ROOT,))
    summaries.update(APP, summary(HTTP))
    assert not summaries.knows(ROOT), "it is not complete"
    summaries.complete({APP}, set())
    assert summaries.knows(ROOT)
    assert summaries.knows(APP.parent)
    assert not summaries.knows(OTHER.parent)
    assert summaries.usual_provider(ROOT, APP) == "http"
    files.open("shop/app.py", FASTAPI)
    files.open("/other/app.py", HTTP)
    assert summaries.usual_provider(ROOT, APP) == "fastapi"
    summaries.update(APP, summary(""))  # saved without imports, and then typed
    assert summaries.usual_provider(ROOT, APP) == "fastapi"
    files.opened.clear()
    assert summaries.usual_provider(ROOT, APP) is None


def test_the_old_summaries_count_while_the_same_folders_are_read_again() -> None:
    summaries = WorkspaceSummaries(list, lambda: None)
    summaries.start((ROOT,))
    summaries.update(APP, summary(HTTP))
    summaries.complete({APP}, set())
    summaries.start((ROOT,))
    assert summaries.knows(ROOT)
    assert summaries.usual_provider(ROOT, APP) == "http"
    summaries.start((ROOT, OTHER.parent))
    assert not summaries.knows(ROOT)


def test_an_open_file_that_a_scan_leaves_out_does_not_count() -> None:
    """Whoever looks at the source of a library has no other habit afterwards."""
    files = InMemoryFiles({})
    summaries = WorkspaceSummaries(files.opened.values, lambda: None)
    summaries.start((ROOT,))
    summaries.update(APP, summary(HTTP))
    summaries.complete({APP}, set())
    for name in ("a", "b"):
        path = ROOT / f".venv/lib/{name}.py"
        files.open(str(path), FASTAPI)
        summaries.exclude(path, is_excluded=True)
    assert summaries.usual_provider(ROOT, APP) == "http"
    summaries.exclude(path, is_excluded=False)
    files.open("/project/c.py", FASTAPI)
    assert summaries.usual_provider(ROOT, APP) == "fastapi"


def test_nobody_knows_all_files_of_a_project_that_begins_above_the_workspace(
    tmp_path: Path,
) -> None:
    app, beside = tmp_path / "shop/app.py", tmp_path / "shop/b.py"
    app.parent.mkdir()
    for path in (app, beside):
        path.write_text(HTTP)
    summaries = WorkspaceSummaries(list, lambda: None)
    index = ServerIndex(summaries, NeighbourIndex(FileSystem(), list))
    for folders, is_taken in (((), True), ((app.parent,), True), ((tmp_path,), False)):
        summaries.start(folders)
        assert index.may_be_taken(tmp_path, app, "status") is is_taken
        summaries.update(beside, summary(HTTP))
        summaries.complete({beside}, set())
        assert index.may_be_taken(tmp_path, app, "status") is is_taken
        assert index.usual_provider(tmp_path, app) == "http"


def test_who_depends_on_it_hears_of_what_is_typed() -> None:
    changes: list[bool] = []
    files = InMemoryFiles({})
    summaries = WorkspaceSummaries(files.opened.values, lambda: changes.append(True))
    summaries.start((ROOT,))
    summaries.update(APP, summary(HTTP))
    summaries.complete({APP}, set())
    summaries.usual_provider(ROOT, APP)
    files.open("shop/app.py", HTTP)
    summaries.usual_provider(ROOT, APP)
    assert changes == [True]
    files.open("shop/app.py", FASTAPI)
    assert summaries.usual_provider(ROOT, APP) == "fastapi"
    assert summaries.usual_provider(ROOT, APP) == "fastapi"
    assert changes == [True, True]


@pytest.mark.parametrize(
    "content",
    [
        FASTAPI.encode(),
        b"\xef\xbb\xbf" + FASTAPI.encode(),
        FASTAPI.replace("\n", "\r\n").encode(),
        b"# -*- coding: latin-1 -*-\n" + FASTAPI.encode() + b"# \xe9",
    ],
    ids=["plain", "byte order mark", "CRLF", "another encoding"],
)
def test_every_face_reads_the_same_summary(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "app.py"
    path.write_bytes(content)
    _, read = read_file(path, [tmp_path])
    assert read.providers == {"fastapi"}
    assert IndexOnDemand(FileSystem()).usual_provider(tmp_path, path) == "fastapi"
    assert NeighbourIndex(FileSystem(), list).usual_provider(tmp_path, path) == "fastapi"
    text = content.decode("latin-1").removeprefix("\xef\xbb\xbf")  # as an editor has it
    assert summary(text) == read


def test_the_cells_of_a_notebook_count_in_every_face(tmp_path: Path) -> None:
    path = tmp_path / "book.ipynb"
    cell = {"cell_type": "code", "source": FASTAPI, "metadata": {}, "outputs": []}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}))
    assert read_file(path, [tmp_path])[1].providers == {"fastapi"}
    assert IndexOnDemand(FileSystem()).usual_provider(tmp_path, path) == "fastapi"


def test_who_depends_on_it_hears_when_the_usual_provider_changes() -> None:
    changes: list[bool] = []
    summaries = WorkspaceSummaries(list, lambda: changes.append(True))
    summaries.start((ROOT,))
    summaries.update(APP, summary(HTTP))
    summaries.complete({APP}, set())
    assert changes == [True]
    summaries.usual_provider(ROOT, APP)
    summaries.update(TESTS, summary(HTTP))
    assert changes == [True]
    summaries.update(TESTS, summary(FASTAPI))
    assert changes == [True, True]


def test_what_a_new_scan_does_not_find_is_forgotten() -> None:
    summaries = WorkspaceSummaries(list, lambda: None)
    summaries.start((ROOT,))
    for path in (APP, TESTS):
        summaries.update(path, summary("from shop import status"))
    summaries.start((ROOT,))
    assert not summaries.is_complete
    summaries.complete(set(), {TESTS.parent})
    assert summaries.may_be_taken(ROOT, ROOT / "shop.py", "status"), "it was changed meanwhile"
    summaries.removed(TESTS.parent)
    assert not summaries.may_be_taken(ROOT, ROOT / "shop.py", "status")


def test_neighbours_answer_for_a_project_elsewhere() -> None:
    files = InMemoryFiles({"shop/app.py": "", "shop/b.py": HTTP})
    files.open("shop/new.py", FASTAPI)
    files.open("shop/newer.py", FASTAPI)
    summaries = WorkspaceSummaries(files.opened.values, lambda: None)
    index = ServerIndex(summaries, NeighbourIndex(files, files.opened.values))
    assert index.usual_provider(ROOT, APP) == "fastapi"
    summaries.start((ROOT,))
    for name in ("a", "b", "c"):
        summaries.update(ROOT / f"{name}.py", summary(HTTP))
    assert index.usual_provider(ROOT, APP) == "fastapi"
    summaries.complete({ROOT / f"{name}.py" for name in "abc"}, set())
    assert index.usual_provider(ROOT, APP) == "http"


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
    ["HTTPStatus", "codes", "status_codes", "http", "CloseCode", "HTTP_404", "HTTP_404_NOT_FOUND"],
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
