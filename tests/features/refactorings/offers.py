"""What is offered at a cursor, and the file after it.

Where a module's name must stay imported, the examples use it once more, as in `vars(status)`.
"""

from __future__ import annotations

import ast
import functools

from packaging.version import Version

from drawing import dedented, with_cursor
from projects import project_of
from statuslens.edits.text_edits import applied
from statuslens.facts.vocabularies import vocabularies
from statuslens.features.refactorings import refactorings, rewritten
from statuslens.features.refactorings.offer import Refactoring
from statuslens.project.environment import UNKNOWN, Environment, Library, Range
from statuslens.syntax.source import Span

PYTHON_3_10 = Environment({"http": Library(allowed=Range(Version("3.10")))})
PYTHON_3_12 = Environment({"http": Library(Version("3.13"), Range(Version("3.12")))})


def offered(text: str, environment: Environment = UNKNOWN) -> tuple[Refactoring, ...]:
    source, offset = with_cursor(text)
    return refactorings(source, Span(offset, offset), project_of(source, environment=environment))


def titles(text: str, environment: Environment = UNKNOWN, scope: str = "place") -> list[str]:
    return [one.title for one in offered(text, environment) if one.scope == scope]


def after(text: str, title: str, environment: Environment = UNKNOWN) -> str:
    """The file after the offer of that title."""
    source, _ = with_cursor(text)
    found = {one.title: one for one in offered(text, environment)}
    assert title in found, list(found)
    one = found[title]
    if one.scope == "place":
        return applied(source, one.edits).text
    result = applied(
        source, rewritten(source, one.target, project_of(source, environment=environment))
    )
    assert rewritten(result, one.target, project_of(result, environment=environment)) == (), (
        "it is not done when it is done"
    )
    return result.text


def check(before: str, title: str, expected: str, environment: Environment = UNKNOWN) -> None:
    result = after(before, title, environment)
    assert result == dedented(expected)
    source, _ = with_cursor(before)
    assert folded(result) == folded(source.text)


def folded(text: str) -> str:
    """The syntax tree with every constant as its number, and without the imports."""
    return ast.dump(_Folded().visit(ast.parse(text)))


class _Folded(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_numbers()[node.id]) if node.id in _numbers() else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = self.visit(node.value)
        if node.attr == "value" and isinstance(value, ast.Constant):
            return value
        return ast.Constant(_numbers()[node.attr]) if node.attr in _numbers() else node

    def visit_Import(self, _node: ast.Import) -> None:
        return None

    def visit_ImportFrom(self, _node: ast.ImportFrom) -> None:
        return None


@functools.cache
def _numbers() -> dict[str, int]:
    return {
        word: name.code
        for vocabulary in vocabularies().values()
        if vocabulary.is_number and vocabulary.key not in ("aiohttp", "websockets", "wsproto")
        for name in vocabulary.names.values()
        for word in (name.name, name.name.lower(), name.name.upper())
    }


def predicates(text: str, environment: Environment = UNKNOWN) -> list[tuple[str, str]]:
    source, _ = with_cursor(text)
    return [
        (one.title, applied(source, one.edits).text)
        for one in offered(text, environment)
        if one.target.form == "predicate" and one.scope == "place"
    ]


def check_predicate(
    before: str, title: str, expected: str, environment: Environment = UNKNOWN
) -> None:
    found = dict(predicates(before, environment))
    assert title in found, found
    assert found[title] == dedented(expected)
