"""From one spelling of a status to another: at the cursor and in the whole file."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from drawing import with_cursor
from features.refactorings.offers import PYTHON_3_10, after, check, offered, titles
from projects import project_of
from statuslens.edits.text_edits import applied
from statuslens.features import rules
from statuslens.features.refactorings import refactorings, rewritten
from statuslens.features.refactorings.offer import Target
from statuslens.project.environment import Environment, Library
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source, Span


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
    found = rules.check(source, project_of(source, settings=Settings(style="number")), likely=True)
    assert [f for f in found if f.rule == "magic-status"] == []


def test_the_code_around_a_value_does_not_keep_it() -> None:
    source = Source(
        "from http import HTTPStatus\n"
        "from fastapi import status\n"
        "x[status.HTTP_200_OK] = {status.HTTP_200_OK: [status.HTTP_200_OK]}\n"
        "def f(x: int = status.HTTP_200_OK) -> Annotated[int, g(status.HTTP_200_OK)]: ...\n"
        "f(x=status.HTTP_200_OK, y=HTTPStatus.OK.value)\n"
        "match x:\n"
        "    case status.HTTP_200_OK | K(code=status.HTTP_200_OK): ...\n"
    )
    after = applied(source, rewritten(source, Target("number"), project_of(source)))
    assert after.text == (
        "x[200] = {200: [200]}\n"
        "def f(x: int = 200) -> Annotated[int, g(200)]: ...\n"
        "f(x=200, y=200)\n"
        "match x:\n"
        "    case 200 | K(code=200): ...\n"
    )
    found = rules.check(source, project_of(source, settings=Settings(style="number")))
    assert applied(source, rules.fix(source, found, project_of(source))).text == after.text


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


def test_a_single_place_has_no_offer_for_the_file() -> None:
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
