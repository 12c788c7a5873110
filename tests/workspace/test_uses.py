"""The uses of a file, and when a statement is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from drawing import dedented
from projects import ALONE, project_of
from repository import ROOT
from statuslens.project.file_system import FileSystem
from statuslens.project.view import Project
from statuslens.semantic.usages import Usage, find_usages
from statuslens.syntax.source import PiecewiseSource, Source
from statuslens.workspace import uses as uses_module
from statuslens.workspace.uses import uses, uses_once

ROUTES = """
    @app.post("/tools", status_code=201)
    def create_tool(name):
        if not name:
            raise HTTPException(422, "name is required")
        return {}


    @app.get("/tools/{key}")
    def read_tool(key):
        try:
            return tools[key]
        except KeyError:
            raise HTTPException(404)


    class ToolView(View):
        def get(self, request):
            return JsonResponse({}, status=200)

        def delete(self, request):
            return HttpResponse(status=204)
    """


def test_the_uses_of_a_file() -> None:
    source = Source(dedented(ROUTES))
    found = [
        (use.code, use.line, use.context, use.method, use.function)
        for use in uses(source, project_of(source))
    ]
    assert found == [
        (201, 0, "deco", "post", 1),
        (422, 3, "raise", "post", 1),
        (404, 12, "raise", "get", 8),
        (200, 17, "call_other", "get", 16),
        (204, 20, "call_other", "delete", 19),
    ]


@pytest.mark.parametrize("folder", ["examples", "tests"])
def test_a_file_that_is_read_once_has_the_same_uses(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.py"))
    found = 0
    for path in paths:
        text = path.read_text("utf-8")
        once = uses_once(PiecewiseSource(text, path), ALONE)
        assert once == uses(Source(text, path), ALONE), path
        found += len(once)
    assert found > 5


CALLS_PROBLEM = """\
from starlette.requests import Request


def problem(status_code, title):
    return {}


def read_tool():
    return problem(404, "none")
"""


SYSTEM = FileSystem()


def found(text: str, path: str = "/w/app.py") -> list[int]:
    return [use.code for use in uses(Source(text, Path(path)), ALONE)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def problem(status_code,", "def problem(item_id,"),
        ("def problem(", "def other("),
        ("\n\ndef read", "\n\ndef problem(a): ...\n\n\ndef read"),
        ("def problem(", "class problem:\n    def __init__("),
    ],
)
def test_what_a_call_means_follows_the_other_statements(before: str, after: str) -> None:
    assert found(CALLS_PROBLEM) == [404]
    changed = found(CALLS_PROBLEM.replace(before, after))
    assert changed == ([404] if "class" in after else [])
    assert found(CALLS_PROBLEM) == [404]


def test_what_a_class_means_follows_its_base() -> None:
    text = CALLS_PROBLEM.replace("def problem(status_code, title):\n    return {}", "{}")
    base = "class Base:\n    def __init__(self, status_code): ...\n\n\nclass problem(Base): ..."
    assert found(text.format(base).replace("return {", "return {{")) == [404]
    assert found(text.format(base.replace("status_code", "item"))) == []


def test_what_a_file_has_depends_on_its_path() -> None:
    text = "def answer(status, title): ...\n\n\nanswer(404, None)\n"
    http, jobs = "/w/fastapi/a.py", "/w/jobs/a.py"
    assert (found(text, http), found(text, jobs), found(text, http)) == ([404], [], [404])
    other = f"{text}\n"
    assert (found(other, jobs), found(other, http), found(other, jobs)) == ([], [404], [])


def test_a_statement_is_read_again_only_if_what_it_depends_on_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def find(source: Source, project: Project) -> tuple[Usage, ...]:
        read.append(source.text.partition("(")[0].split()[-1])
        return find_usages(source, project)

    monkeypatch.setattr(uses_module, "find_usages", find)
    path = "/w/read_again.py"
    for text, expected in [
        (CALLS_PROBLEM, ["read_tool"]),
        (CALLS_PROBLEM.replace("return {}", "value = 404\n    return {}"), []),
        (CALLS_PROBLEM.replace("title)", "title, more)"), ["read_tool"]),
        (CALLS_PROBLEM.replace("def read", "def other(x): ...\n\n\ndef read"), []),
        (CALLS_PROBLEM.replace("import R", "import Response, R"), ["read_tool"]),
    ]:
        read.clear()
        assert found(text, path) == [404]
        assert read == expected
