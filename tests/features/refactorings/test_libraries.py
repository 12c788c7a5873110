"""Whose names may be written: what the file imports, or its project has."""

from __future__ import annotations

from pathlib import Path

from features.refactorings.offers import titles
from projects import project_of
from statuslens.edits.text_edits import applied
from statuslens.features.refactorings import (
    Target,
    refactorings,
    rewritten,
)
from statuslens.project.environment import Environment
from statuslens.syntax.source import Source, Span


def test_only_what_the_file_imports_or_its_framework_has() -> None:
    text = "f(status_code=HTTPStatus.NOT_‸FOUND)\n"
    python = "from http import HTTPStatus\n"
    number = "Replace with the number 404"
    assert titles(f"{python}{text}") == [number]
    assert titles(f"{python}import httpx\n{text}") == [number]
    assert titles(f"{python}import rest_framework\n{text}") == [
        "Convert to status.HTTP_404_NOT_FOUND",
        number,
        "Convert to HTTP_404_NOT_FOUND",
    ]
    assert titles(f"{python}from requests import codes\nimport starlette\n{text}") == [
        "Convert to codes.not_found",
        number,
        "Convert to status.HTTP_404_NOT_FOUND",
        "Convert to HTTP_404_NOT_FOUND",
    ]


def test_a_module_of_the_project_hides_that_of_python(tmp_path: Path) -> None:
    (tmp_path / "http.py").touch()
    text = "from fastapi import status\nf(status_code=status.HTTP_404_NOT_FOUND)\n"
    source = Source(text, tmp_path / "app.py")
    at = Span(text.index("404"), text.index("404"))
    assert "HTTPStatus" not in str(
        [one.title for one in refactorings(source, at, project_of(source))]
    )
    assert rewritten(source, Target("member", "http", "starlette"), project_of(source)) == ()


def test_another_file_takes_no_library_that_its_project_lacks() -> None:
    source = Source("from http import HTTPStatus\nf(status_code=HTTPStatus.OK)\n")
    target = Target("member", "rest_framework", "http")
    assert rewritten(source, target, project_of(source)) == ()
    assert (
        rewritten(
            source,
            target,
            project_of(source, environment=Environment(dependencies=frozenset({"django"}))),
        )
        == ()
    )
    needs = Environment(dependencies=frozenset({"djangorestframework"}))
    assert (
        "f(status_code=status.HTTP_200_OK)"
        in applied(source, rewritten(source, target, project_of(source, environment=needs))).text
    )
    fastapi = Environment(dependencies=frozenset({"fastapi"}))
    text = applied(
        source,
        rewritten(
            source, Target("member", "starlette", "http"), project_of(source, environment=fastapi)
        ),
    ).text
    assert "from fastapi import status\n" in text
