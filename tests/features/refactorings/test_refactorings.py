"""What is offered at the cursor, and the file after it.

Where a module's name must stay imported, the examples use it once more, as in `vars(status)`.
"""

from __future__ import annotations

import ast
import functools
import types
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from packaging.version import Version

from drawing import dedented, with_cursor
from statuslens.edits.text_edits import applied
from statuslens.facts.vocabularies import vocabularies
from statuslens.features import rules
from statuslens.features.refactorings import (
    Refactoring,
    Target,
    may_concern,
    refactorings,
    rewritten,
)
from statuslens.features.refactorings import shortlist as shortlisted
from statuslens.project.environment import UNKNOWN, Environment, Library, Range
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source, Span

PYTHON_3_10 = Environment({"http": Library(allowed=Range(Version("3.10")))})
PYTHON_3_12 = Environment({"http": Library(Version("3.13"), Range(Version("3.12")))})


def offered(text: str, environment: Environment = UNKNOWN) -> tuple[Refactoring, ...]:
    source, offset = with_cursor(text)
    return refactorings(source, Span(offset, offset), environment)


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
    result = applied(source, rewritten(source, one.target, environment))
    assert rewritten(result, one.target, environment) == (), "it is not done when it is done"
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


# One status


def test_a_constant_to_a_number() -> None:
    check(
        """
        from fastapi import HTTPException, status
        known = vars(status)
        raise HTTPException(status.HTTP_4‸04_NOT_FOUND)
        """,
        "Replace with the number 404",
        """
        from fastapi import HTTPException, status
        known = vars(status)
        raise HTTPException(404)
        """,
    )


@pytest.mark.parametrize(
    ("imported", "constant"),
    [
        ("from http import HTTPStatus", "HTTPStatus.NOT_FOUND"),
        ("from http import HTTPStatus as S", "S.NOT_FOUND.value"),
        ("import http", "http.HTTPStatus.NOT_FOUND"),
        ("from starlette.status import HTTP_404_NOT_FOUND", "HTTP_404_NOT_FOUND"),
        ("from rest_framework.status import *", "HTTP_404_NOT_FOUND"),
        ("from httpx import codes", "codes.NOT_FOUND"),
        ("import requests", "requests.codes.not_found"),
        ("import litestar.status_codes", "litestar.status_codes.HTTP_404_NOT_FOUND"),
    ],
)
def test_every_spelling_to_a_number_from_every_part_of_it(imported: str, constant: str) -> None:
    for cursor in range(len(constant) + 1):
        text = f"{imported}\nf(status_code={constant[:cursor]}‸{constant[cursor:]})\n"
        if constant.endswith(".value") and cursor > constant.index(".value"):
            continue
        assert "f(status_code=404)\n" in after(text, "Replace with the number 404")


def test_a_number_to_the_constant_of_the_file() -> None:
    check(
        """
        from http import HTTPStatus
        import fastapi
        f(status_code=40‸4)
        g(status_code=HTTPStatus.OK)
        """,
        "Replace 404 with HTTPStatus.NOT_FOUND",
        """
        from http import HTTPStatus
        import fastapi
        f(status_code=HTTPStatus.NOT_FOUND)
        g(status_code=HTTPStatus.OK)
        """,
    )


def test_likely_places_count_at_the_cursor_but_not_elsewhere() -> None:
    text = "import requests\nanswer(status=4‸04)\nanswer(status=404)\nanswer(status=404)\n"
    assert [one.title for one in offered(text)] == ["Replace 404 with HTTPStatus.NOT_FOUND"]


# A constant where no other value could stand, or that is somebody else's.
NO_VALUES = [
    "from starlette.status import HTTP_4‸04_NOT_FOUND\n",
    "from starlette.status import HTTP_4‸04_NOT_FOUND as missing\n",
    "HTTP_404_NOT‸_FOUND = 404\n",
    "HTTP_404_NOT‸_FOUND: Final = 404\n",
    "def f(HTTP_404_NOT‸_FOUND=404): ...\n",
    "def f(HTTP_404_NOT‸_FOUND): ...\n",
    "f(HTTP_404_NOT‸_FOUND=404)\n",
    "match x:\n    case HTTP_404_NOT‸_FOUND: ...\n",
    "match x:\n    case 1 | HTTP_404_NOT‸_FOUND: ...\n",
    "match x:\n    case K(HTTP_404_NOT‸_FOUND=1): ...\n",
    "match x:\n    case K(code=HTTP_404_NOT‸_FOUND): ...\n",
    "from fastapi import status\nstatus.HTTP_404_NOT‸_FOUND = 4\n",
    "from fastapi import status\nstatus.HTTP_404_NOT‸_FOUND += 4\n",
    "from fastapi import status\na, status.HTTP_404_NOT‸_FOUND = 4, 5\n",
    "from fastapi import status\ndel status.HTTP_404_NOT‸_FOUND\n",
    "from fastapi import status\ndel a, status.HTTP_404_NOT‸_FOUND\n",
    "from fastapi import status\nwith f() as (a, status.HTTP_404_NOT‸_FOUND): ...\n",
    "from fastapi import status\nfor status.HTTP_404_NOT‸_FOUND in x: ...\n",
    "from http import HTTPStatus\nprint(HTTPStatus.NOT‸_FOUND.phrase)\n",
    "from http import HTTPStatus\nprint(HTTPStatus.NOT‸_FOUND.value.bit_length())\n",
    "from http import HTTPStatus\nmatch x:\n    case HTTPStatus.NOT‸_FOUND.phrase: ...\n",
    "from http import HTTPStatus\ndef f(x: Literal[HTTPStatus.NOT‸_FOUND]): ...\n",
    "from http import HTTPStatus\ndef f(x: HTTPStatus.NOT‸_FOUND | None): ...\n",
    "from http import HTTPStatus\nX = Literal[HTTPStatus.NOT‸_FOUND]\n",
    "class Own:\n    HTTP_404_NOT_FOUND = 4\nf(status_code=Own.HTTP_404‸_NOT_FOUND)\n",
    "f(status_code=make().HTTP_404‸_NOT_FOUND)\n",
]


@pytest.mark.parametrize(
    "text",
    [
        "x = 4‸04\n",
        "f(status_code=4‸99)\n",  # nobody has a name for it
        "assert r.status_code >= 4‸00\n",  # the end of a class
        "from aiohttp import web\nraise web.HTTP‸NotFound()\n",
        "import falcon\nresp.status = falcon.HTTP_4‸04\n",  # a line of text
        *NO_VALUES,
        "",
    ],
)
def test_where_there_is_nothing_to_rewrite(text: str) -> None:
    assert offered(text if "‸" in text else f"{text}‸") == ()


@pytest.mark.parametrize("text", NO_VALUES)
def test_the_rule_leaves_them_too(text: str) -> None:
    source, _ = with_cursor(text)
    found = rules.check(source, Settings(style="number"), likely=True)
    assert [f for f in found if f.rule == "magic-status"] == []


def test_what_stands_around_a_value_does_not_keep_it() -> None:
    source = Source(
        "from http import HTTPStatus\n"
        "from fastapi import status\n"
        "x[status.HTTP_200_OK] = {status.HTTP_200_OK: [status.HTTP_200_OK]}\n"
        "def f(x: int = status.HTTP_200_OK) -> Annotated[int, g(status.HTTP_200_OK)]: ...\n"
        "f(x=status.HTTP_200_OK, y=HTTPStatus.OK.value)\n"
        "match x:\n"
        "    case status.HTTP_200_OK | K(code=status.HTTP_200_OK): ...\n"
    )
    after = applied(source, rewritten(source, Target("number")))
    assert after.text == (
        "x[200] = {200: [200]}\n"
        "def f(x: int = 200) -> Annotated[int, g(200)]: ...\n"
        "f(x=200, y=200)\n"
        "match x:\n"
        "    case 200 | K(code=200): ...\n"
    )
    found = rules.check(source, Settings(style="number"))
    assert applied(source, rules.fix(source, found)).text == after.text


# Between spellings


def test_from_fastapi_to_python() -> None:
    check(
        """
        from fastapi import status
        known = vars(status)
        f(status_code=status.HTTP_4‸04_NOT_FOUND)
        """,
        "Convert to HTTPStatus.NOT_FOUND",
        """
        from http import HTTPStatus

        from fastapi import status
        known = vars(status)
        f(status_code=HTTPStatus.NOT_FOUND)
        """,
    )


def test_from_python_to_the_framework() -> None:
    check(
        """
        from http import HTTPStatus
        from fastapi import FastAPI
        known = list(HTTPStatus)
        f(status_code=HTTPStatus.NOT_‸FOUND.value)
        """,
        "Convert to status.HTTP_404_NOT_FOUND",
        """
        from http import HTTPStatus
        from fastapi import FastAPI, status
        known = list(HTTPStatus)
        f(status_code=status.HTTP_404_NOT_FOUND)
        """,
    )


def test_direct_names_of_fastapi_are_those_of_starlette() -> None:
    check(
        """
        from fastapi import status
        known = vars(status)
        f(status_code=status.HTTP_4‸04_NOT_FOUND)
        """,
        "Convert to HTTP_404_NOT_FOUND",
        """
        from fastapi import status
        from starlette.status import HTTP_404_NOT_FOUND
        known = vars(status)
        f(status_code=HTTP_404_NOT_FOUND)
        """,
    )


def test_from_direct_names_and_the_same_of_two_for_one_number() -> None:
    check(
        """
        from rest_framework.status import HTTP_413_REQUEST_ENTITY_TOO_LARGE
        known = HTTP_413_REQUEST_ENTITY_TOO_LARGE
        f(status_code=HTTP_4‸13_REQUEST_ENTITY_TOO_LARGE)
        """,
        "Convert to status.HTTP_413_REQUEST_ENTITY_TOO_LARGE",
        """
        from rest_framework import status
        from rest_framework.status import HTTP_413_REQUEST_ENTITY_TOO_LARGE
        known = HTTP_413_REQUEST_ENTITY_TOO_LARGE
        f(status_code=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        """,
    )


def test_a_member_of_an_enumeration_stays_one_with_its_value() -> None:
    check(
        """
        from http import HTTPStatus
        from httpx import codes
        known = list(HTTPStatus)
        f(status_code=HTTPStatus.NOT_‸FOUND.value, other=codes.OK)
        """,
        "Convert to codes.NOT_FOUND.value",
        """
        from http import HTTPStatus
        from httpx import codes
        known = list(HTTPStatus)
        f(status_code=codes.NOT_FOUND.value, other=codes.OK)
        """,
    )


def test_a_pattern_needs_a_dot() -> None:
    check(
        """
        from fastapi import status
        known = vars(status)
        match response.status_code:
            case status.HTTP_4‸04_NOT_FOUND: ...
        """,
        "Convert to HTTPStatus.NOT_FOUND",
        """
        from http import HTTPStatus

        from fastapi import status
        known = vars(status)
        match response.status_code:
            case HTTPStatus.NOT_FOUND: ...
        """,
    )
    pattern = "match r.status_code:\n    case status.HTTP_4‸00_BAD_REQUEST: ..."
    assert titles(f"from fastapi import status\n{pattern}") == [
        "Convert to HTTPStatus.BAD_REQUEST",
        "Replace with the number 400",
    ]


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
    assert "HTTPStatus" not in str([one.title for one in refactorings(source, at)])
    assert rewritten(source, Target("member", "http", "starlette")) == ()


def test_only_names_that_exist() -> None:
    text = "from fastapi import status\nf(status_code=status.HTTP_4‸13_REQUEST_ENTITY_TOO_LARGE)\n"

    def to_python(environment: Environment) -> str:
        return titles(text, environment)[0]

    assert to_python(PYTHON_3_10) == "Convert to HTTPStatus.REQUEST_ENTITY_TOO_LARGE"
    newest = Environment({"http": Library(Version("3.13"))})
    assert to_python(newest) == "Convert to HTTPStatus.CONTENT_TOO_LARGE"
    close = "from fastapi import status\nawait ws.close(status.WS_1008‸_POLICY_VIOLATION)\n"
    assert titles(close) == [
        "Replace with the number 1008",
        "Convert to WS_1008_POLICY_VIOLATION",
    ]


def test_a_key_would_be_text_below_python_3_11() -> None:
    text = "from fastapi import status\nget('/', responses={status.HTTP_4‸04_NOT_FOUND: {}})\n"
    assert "Convert to HTTPStatus.NOT_FOUND" in titles(text)
    assert "Convert to HTTPStatus.NOT_FOUND" not in titles(text, PYTHON_3_10)


def test_a_name_that_is_hidden_is_not_written() -> None:
    text = """
        from fastapi import FastAPI
        from http import HTTPStatus
        def f(status, HTTP_404_NOT_FOUND):
            g(status_code=HTTPStatus.NOT‸_FOUND)
        """
    assert titles(text) == [
        "Convert to http_status.HTTP_404_NOT_FOUND",
        "Replace with the number 404",
    ]


# In the whole file


def test_all_of_a_library_in_the_file() -> None:
    check(
        """
        from fastapi import status
        from rest_framework.status import HTTP_200_OK
        known = vars(status)
        f(status_code=status.HTTP_4‸04_NOT_FOUND)
        anything(status.HTTP_409_CONFLICT)
        f(status_code=HTTP_200_OK)
        ws.close(code=status.WS_1008_POLICY_VIOLATION)
        """,
        "Convert all 2 to HTTPStatus in this file",
        """
        from http import HTTPStatus

        from fastapi import status
        from rest_framework.status import HTTP_200_OK
        known = vars(status)
        f(status_code=HTTPStatus.NOT_FOUND)
        anything(HTTPStatus.CONFLICT)
        f(status_code=HTTP_200_OK)
        ws.close(code=status.WS_1008_POLICY_VIOLATION)
        """,
    )


def test_all_constants_to_numbers() -> None:
    check(
        """
        from http import HTTPStatus
        from fastapi import status
        from app import HTTP_410_GONE
        known = [*HTTPStatus, *vars(status)]
        f(status_code=HTTPStatus.NOT_‸FOUND)
        f(status_code=status.HTTP_404_NOT_FOUND)
        f(status_code=HTTP_410_GONE)
        print(HTTPStatus.OK, HTTPStatus.OK.value, HTTPStatus.OK.phrase, status.HTTP_200_OK)
        """,
        "Replace all 4 constants with numbers in this file",
        """
        from http import HTTPStatus
        from fastapi import status
        from app import HTTP_410_GONE
        known = [*HTTPStatus, *vars(status)]
        f(status_code=404)
        f(status_code=404)
        f(status_code=HTTP_410_GONE)
        print(HTTPStatus.OK, 200, HTTPStatus.OK.phrase, 200)
        """,
    )


def test_all_numbers_to_constants() -> None:
    check(
        """
        from fastapi import status
        f(status_code=4‸04)
        f(status_code=status.HTTP_404_NOT_FOUND)
        f(status_code=200, status=200, x=200)
        f(status_code=499)
        """,
        "Replace all 2 numbers with constants in this file",
        """
        from fastapi import status
        f(status_code=status.HTTP_404_NOT_FOUND)
        f(status_code=status.HTTP_404_NOT_FOUND)
        f(status_code=status.HTTP_200_OK, status=200, x=200)
        f(status_code=499)
        """,
    )


def test_what_would_not_be_safe_is_left_out_and_not_counted() -> None:
    text = """
        from fastapi import status
        known = vars(status)
        f(status_code=status.HTTP_4‸04_NOT_FOUND)
        f(status_code=status.HTTP_409_CONFLICT)
        match response.status_code:
            case status.HTTP_200_OK: ...
        def g(HTTP_404_NOT_FOUND):
            return f(status_code=status.HTTP_404_NOT_FOUND)
        def h(status):
            return f(status_code=status.HTTP_404_NOT_FOUND)
        """
    check(
        text,
        "Convert all 2 to direct names in this file",
        """
        from fastapi import status
        from starlette.status import HTTP_404_NOT_FOUND, HTTP_409_CONFLICT
        known = vars(status)
        f(status_code=HTTP_404_NOT_FOUND)
        f(status_code=HTTP_409_CONFLICT)
        match response.status_code:
            case status.HTTP_200_OK: ...
        def g(HTTP_404_NOT_FOUND):
            return f(status_code=status.HTTP_404_NOT_FOUND)
        def h(status):
            return f(status_code=status.HTTP_404_NOT_FOUND)
        """,
    )
    assert titles(text, scope="file") == [
        "Convert all 4 to HTTPStatus in this file",
        "Replace all 4 constants with numbers in this file",
        "Convert all 2 to direct names in this file",
    ]


def test_below_python_3_11_a_member_reads_otherwise_in_a_text() -> None:
    text = """
        from fastapi import status
        f(status_code=status.HTTP_4‸04_NOT_FOUND)
        f(status_code=status.HTTP_409_CONFLICT)
        print(status.HTTP_200_OK)
        get("/", responses={status.HTTP_409_CONFLICT: {}})
        """
    assert "Convert all 4 to HTTPStatus in this file" in titles(text, scope="file")
    assert "Convert all 2 to HTTPStatus in this file" in titles(text, PYTHON_3_10, "file")


def test_one_place_alone_is_no_file() -> None:
    text = "from fastapi import status\nf(status_code=status.HTTP_4‸04_NOT_FOUND)\n"
    assert {one.scope for one in offered(text)} == {"place"}
    # Nor is a place that the others' change would leave out.
    text = """
        from http import HTTPStatus
        import fastapi
        anything(HTTPStatus.NOT‸_FOUND)
        f(status_code=HTTPStatus.CONFLICT)
        f(status_code=HTTPStatus.CONFLICT)
        """
    assert {one.scope for one in offered(text)} == {"place"}


def test_the_order_and_the_short_list() -> None:
    text = """
        from fastapi import status
        f(status_code=status.HTTP_4‸04_NOT_FOUND)
        f(status_code=status.HTTP_404_NOT_FOUND)
        """
    assert [one.title for one in shortlisted(offered(text))] == [
        "Convert to HTTPStatus.NOT_FOUND",
        "Replace with the number 404",
        "Convert to HTTP_404_NOT_FOUND",
        "Convert all 2 to HTTPStatus in this file",
        "Replace all 2 constants with numbers in this file",
        "Convert all to HTTPStatus in the workspace",
    ]
    assert len(offered(text)) == 9


def test_a_selection_that_holds_one_status() -> None:
    source = Source("f(status_code=404)\nf(status_code=200)\n")
    one = refactorings(source, Span(0, 18))
    assert one[0].title == "Replace 404 with HTTPStatus.NOT_FOUND"
    assert refactorings(source, Span(0, 37)) == ()


# Another file of the workspace


def test_another_file_takes_no_library_that_its_project_lacks() -> None:
    source = Source("from http import HTTPStatus\nf(status_code=HTTPStatus.OK)\n")
    target = Target("member", "rest_framework", "http")
    assert rewritten(source, target) == ()
    assert rewritten(source, target, Environment(dependencies=frozenset({"django"}))) == ()
    needs = Environment(dependencies=frozenset({"djangorestframework"}))
    assert (
        "f(status_code=status.HTTP_200_OK)"
        in applied(source, rewritten(source, target, needs)).text
    )
    fastapi = Environment(dependencies=frozenset({"fastapi"}))
    text = applied(source, rewritten(source, Target("member", "starlette", "http"), fastapi)).text
    assert "from fastapi import status\n" in text


def test_a_target_of_a_strange_client() -> None:
    source = Source("from http import HTTPStatus\nf(status_code=HTTPStatus.OK, code=200)\n")
    for to in ("", "nothing", "falcon", "aiohttp.web", "response", "websockets"):
        for form in ("member", "direct", "predicate"):
            target = Target(form, to, "http")
            assert rewritten(source, target) == ()


def test_a_glance_tells_most_files() -> None:
    target = Target("member", "http", "rest_framework")
    assert may_concern(Source("from rest_framework import status"), target)
    assert not may_concern(Source("import fastapi"), target)
    assert may_concern(Source("anything"), Target("constant"))
    assert not may_concern(Source("anything"), Target("predicate", "httpx"))


# A class of codes

RANGES = [
    "{0} <= code_of.status_code < {1}",
    "{1} > code_of.status_code >= {0}",
    "{0} <= code_of.status_code <= {2}",
    "{3} < code_of.status_code < {1}",
    "code_of.status_code >= {0} and code_of.status_code < {1}",
    "code_of.status_code < {1} and {0} <= code_of.status_code",
    "(code_of.status_code >= {0}) and (code_of.status_code <= {2})",
    "code_of.status_code // 100 == {4}",
    "{4} == code_of.status_code // 100",
]
NAMES = ("is_informational", "is_success", "is_redirect", "is_client_error", "is_server_error")


def _module() -> types.SimpleNamespace:
    def asks(digit: int) -> Callable[[int], bool]:
        return lambda code: digit * 100 <= code <= digit * 100 + 99

    return types.SimpleNamespace(**{name: asks(d) for d, name in enumerate(NAMES, 1)})


@pytest.mark.parametrize("digit", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("written", RANGES)
def test_a_range_asks_for_a_class(written: str, digit: int) -> None:
    low = digit * 100
    condition = written.format(low, low + 100, low + 99, low - 1, digit)
    ((_, result),) = _predicates(
        f"from rest_framework import status\nx = not (‸{condition}) or ok\n"
    )
    assert result.endswith(f"x = not (status.{NAMES[digit - 1]}(code_of.status_code)) or ok\n")
    before, after = f"not ({condition})", f"not (status.{NAMES[digit - 1]}(code_of.status_code))"
    for code in range(99, 601):
        known = {"status": _module(), "code_of": types.SimpleNamespace(status_code=code)}
        assert eval(before, known) == eval(after, known)


def _predicates(text: str, environment: Environment = UNKNOWN) -> list[tuple[str, str]]:
    source, _ = with_cursor(text)
    return [
        (one.title, applied(source, one.edits).text)
        for one in offered(text, environment)
        if one.target.form == "predicate" and one.scope == "place"
    ]


def check_predicate(
    before: str, title: str, expected: str, environment: Environment = UNKNOWN
) -> None:
    found = dict(_predicates(before, environment))
    assert title in found, found
    assert found[title] == dedented(expected)


def test_constants_may_be_the_ends() -> None:
    check_predicate(
        """
        from rest_framework import status
        if status.HTTP_200_OK <= response.status_code < status.HTTP_300_MULTIPLE‸_CHOICES: ...
        """,
        "Convert to status.is_success(response.status_code)",
        """
        from rest_framework import status
        if status.is_success(response.status_code): ...
        """,
    )


def test_what_stands_around_the_range_stays() -> None:
    check_predicate(
        """
        from rest_framework import status
        if a and not (b and r.status_code >= 400 an‸d r.status_code < 500 and c): ...
        """,
        "Convert to status.is_client_error(r.status_code)",
        """
        from rest_framework import status
        if a and not (b and status.is_client_error(r.status_code) and c): ...
        """,
    )
    check_predicate(
        """
        from httpx import codes
        ok = [x for x in y if(200 <= (await ask(x, 200)).status‸_code < 300)]
        """,
        "Convert to codes.is_success((await ask(x, 200)).status_code)",
        """
        from httpx import codes
        ok = [x for x in y if(codes.is_success((await ask(x, 200)).status_code))]
        """,
    )


@pytest.mark.parametrize(
    "condition",
    [
        "200 <= r.status‸_code < 400",
        "200 <= r.status‸_code <= 300",
        "201 <= r.status‸_code < 301",
        "200 < r.status‸_code < 300",
        "600 <= r.status‸_code < 700",
        "200 <= width‸ < 300",
        "200 <= r.status‸_code",
        "0 <= r.status‸_code < 100",
        "r.status_code >= 200 ‸or r.status_code < 300",
        "r.status_code >= 200 ‸and s.status_code < 300",
        "ask().status_code >= 200 ‸and ask().status_code < 300",
        "r.status_code // 100 != ‸2",
        "r.status_code // 10 == ‸2",
        "1 == 200 <= r.status‸_code < 300",
        "(200 <= r.status‸_code  # the good ones\n   < 300)",
        "200 <= r.status_code < f(x‸) < 300",
    ],
)
def test_what_is_no_class_of_codes(condition: str) -> None:
    assert _predicates(f"from rest_framework import status\nok = {condition}\n") == []


def test_the_file_must_have_the_names() -> None:
    condition = "if 200 <= r.status‸_code < 300: ...\n"
    for imported in ("from fastapi import status", "import httpx", "import rest_framework", ""):
        assert _predicates(f"{imported}\n{condition}") == []
    found = dict(_predicates(f"from httpx import codes\n{condition}"))
    assert list(found) == ["Convert to codes.is_success(r.status_code)"]
    old = Environment({"httpx": Library(Version("0.19.0"))})
    assert _predicates(f"from httpx import codes\n{condition}", old) == []


def test_python_asks_since_3_12_and_refuses_what_is_unregistered() -> None:
    text = "from http import HTTPStatus\nif r.status_code // 100 == ‸3: ...\n"
    assert _predicates(text) == _predicates(text, PYTHON_3_10) == []
    ((title, result),) = _predicates(text, PYTHON_3_12)
    assert title == (
        "Convert to HTTPStatus(r.status_code).is_redirection (ValueError if it is unregistered)"
    )
    assert result.endswith("if HTTPStatus(r.status_code).is_redirection: ...\n")
    # Nobody looks at each of them, so that it is offered only one by one.
    twice = text + "if r.status_code // 100 == 3: ...\n"
    assert {one.scope for one in offered(twice, PYTHON_3_12)} == {"place"}
    with pytest.raises(ValueError, match="299"):
        HTTPStatus(299)


def test_a_response_of_httpx_is_asked_itself() -> None:
    check_predicate(
        """
        import httpx
        async def read():
            async with httpx.AsyncClient() as client:
                response = await client.get("/")
            return not 200 <= response.status_code‸ < 300
        """,
        "Convert to response.is_success",
        """
        import httpx
        async def read():
            async with httpx.AsyncClient() as client:
                response = await client.get("/")
            return not response.is_success
        """,
    )


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        ("r = httpx.get('/')", True),
        ("r = get('/')", True),
        ("r = httpx.Client().post('/')", True),
        ("client = httpx.Client()\n    r = client.get('/')\n    r = client.put('/')", True),
        ("r = shared.get('/')", True),
        ("r = given.get('/')", False),
        ("r = ask('/')", False),
        ("r = httpx.get('/')\n    r = ask('/')", False),
        ("r = httpx.get('/')\n    for r in all(): ...", False),
        ("r, s = httpx.get('/'), 1", False),
        ("with httpx.stream('GET', '/') as r: ...", False),
        ("ask(r)", False),
    ],
)
def test_which_responses_are_those_of_httpx(body: str, is_one: bool) -> None:
    text = (
        "import httpx\nfrom httpx import get\nshared = httpx.Client()\n"
        f"def f(given):\n    {body}\n    return r.status_code // 100 == ‸2\n"
    )
    assert bool(_predicates(text)) == is_one
    old = Environment({"httpx": Library(Version("0.19.0"))})
    assert _predicates(text, old) == []


def test_all_ranges_of_the_file() -> None:
    text = """
        from rest_framework import status
        if 200 <= r.status_c‸ode < 300 or r.status_code // 100 == 3: ...
        if 400 <= status_code < 500 and 400 <= code < 500: ...
        """
    title = "Convert all 3 ranges to functions of rest_framework in this file"
    assert after(text, title) == dedented(
        """
        from rest_framework import status
        if status.is_success(r.status_code) or status.is_redirect(r.status_code): ...
        if status.is_client_error(status_code) and 400 <= code < 500: ...
        """
    )


def test_a_range_comes_before_its_ends() -> None:
    text = """
        from rest_framework import status
        if status.HTTP_200_OK‸ <= r.status_code < 300: ...
        """
    assert titles(text)[:2] == [
        "Convert to status.is_success(r.status_code)",
        "Convert to HTTPStatus.OK",
    ]


@pytest.mark.parametrize("text", ["f(status_code=", "if 200 <= r.status_code <", "case 404", "not"])
def test_half_typed_code(text: str) -> None:
    for line in (text, f"from rest_framework import status\n{text}"):
        source = Source(line)
        for offset in range(len(line) + 1):
            refactorings(source, Span(offset, offset))
            refactorings(source, Span(0, offset))
