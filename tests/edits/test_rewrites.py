"""Rewrites of usages where not every spelling is possible: patterns, keys, texts."""

from __future__ import annotations

import pytest
from packaging.version import Version

from drawing import dedented
from edits.fixing import OLD_PYTHON, check_fixed, fixed
from projects import project_of
from statuslens.features import rules
from statuslens.project.environment import UNKNOWN, Environment, Library
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source


@pytest.mark.parametrize(
    "text",
    [
        "match response.status_code:\n    case -404:\n        pass\n",
        'f"{response.status_code == 404=}"\n',
        "response.status_code is 404\n",
    ],
)
def test_where_only_a_number_will_do(text: str) -> None:
    source = Source(f"from fastapi import status\n{text}")
    assert fixed(source, unsafe=True) == source.text


def test_patterns_that_match_all_there_is() -> None:
    check_fixed(
        """
        from http import HTTPStatus
        match response.status_code:
            case (404 | 410) | 500:
                pass
            case 203 as found:
                pass
            case [404, other]:
                pass
        """,
        """
        from http import HTTPStatus
        match response.status_code:
            case (HTTPStatus.NOT_FOUND | HTTPStatus.GONE) | HTTPStatus.INTERNAL_SERVER_ERROR:
                pass
            case HTTPStatus.NON_AUTHORITATIVE_INFORMATION as found:
                pass
            case [404, other]:
                pass
        """,
    )


def test_a_member_that_is_asked_for_its_phrase_stays_one() -> None:
    text = "from http import HTTPStatus\nassert response.status_code == HTTPStatus.GONE\n"
    number = Settings(style="number")
    assert "== 410" in fixed(Source(text), settings=number)
    asked = Source(f"{text}print(error.status_code.phrase)\n")
    assert fixed(asked, settings=number) == asked.text
    defined = Source("from http import HTTPStatus\nstatus_code = HTTPStatus.GONE\n")
    assert fixed(defined, settings=number) == defined.text


def test_a_pattern_takes_no_bare_name() -> None:
    check_fixed(
        """
        from starlette.status import HTTP_200_OK
        match response.status_code:
            case 404 | 410:
                pass
        """,
        """
        from starlette import status
        from starlette.status import HTTP_200_OK
        match response.status_code:
            case status.HTTP_404_NOT_FOUND | status.HTTP_410_GONE:
                pass
        """,
    )


def test_a_key_is_text_below_python_3_11() -> None:
    text = """
        from http import HTTPStatus
        from fastapi import FastAPI
        app = FastAPI(responses={404: {}})
    """
    source = Source(dedented(text))
    assert "{HTTPStatus.NOT_FOUND: {}}" in fixed(source)
    assert "{HTTPStatus.NOT_FOUND: {}}" in fixed(
        source, Environment({"http": Library(Version("3.11"))})
    )
    assert fixed(source, Environment({"http": OLD_PYTHON})) == source.text
    assert "{status.HTTP_404_NOT_FOUND: {}}" in fixed(
        source, Environment({"http": OLD_PYTHON}), unsafe=True
    )


def test_numbers_instead_of_constants() -> None:
    source = Source(
        dedented("""
            import http
            from http import HTTPStatus
            from fastapi import FastAPI, status
            from starlette.status import HTTP_200_OK

            @app.get("/", status_code=status.HTTP_201_CREATED)
            def f():
                assert response.status_code == HTTP_200_OK
                match response.status_code:
                    case status.HTTP_404_NOT_FOUND:
                        return http.HTTPStatus.OK.value, HTTPStatus.OK.phrase
                return HTTPStatus.GONE
        """)
    )
    assert fixed(source, settings=Settings(style="number")) == dedented("""
        from http import HTTPStatus
        from fastapi import FastAPI

        @app.get("/", status_code=201)
        def f():
            assert response.status_code == 200
            match response.status_code:
                case 404:
                    return 200, HTTPStatus.OK.phrase
            return HTTPStatus.GONE
    """)


@pytest.mark.parametrize(
    ("text", "may_be_a_member"),
    [
        ("def f(r):\n    status_code = 200\n    if r:\n        status_code = 404\n", True),
        ("def f(r):\n    status_code = 200\n    status_code = r.status_code\n", False),
        ("def f(r):\n    status_code: int = 200\n    status_code = r.status_code\n", True),
        ("def f(r):\n    status_code = 200\ndef g(r):\n    status_code = r.status_code\n", True),
        ("class A:\n def f(s, r):\n  s.status_code = 200\n  s.status_code = r.code\n", False),
        ("status_codes = [200, 404]\nok = x.status_code in status_codes\n", True),
        ("status_codes = [200, 404]\nstatus_codes.append(x)\n", False),
        ("status_codes = {'x': 200}\nstatus_codes['y'] = f()\n", False),
        ("status_codes = {'x': 200}\nfor x, y in status_codes.items(): pass\n", True),
    ],
)
def test_a_variable_for_any_number_keeps_its_type(text: str, may_be_a_member: bool) -> None:
    """A type checker would take it for a variable of HTTPStatus."""
    after = fixed(Source(f"from http import HTTPStatus\n{text}"))
    assert ("HTTPStatus.OK" in after) == may_be_a_member
    assert "status.HTTP_200_OK" in fixed(Source(f"from fastapi import status\n{text}"))


def is_fixed(text: str) -> bool:
    """Whether the fix of a file that knows `HTTPStatus` changes anything below the imports."""
    source = Source(f"from http import HTTPStatus\nfrom typing import Literal\n\n{text}")
    findings = rules.check(source, project_of(source, path="app.py", environment=UNKNOWN))
    return bool(rules.fix(source, findings, project_of(source, environment=UNKNOWN)))


@pytest.mark.parametrize(
    "text",
    [
        "status_code: Literal[404] = 404\n",
        "def f(status_code: Literal[200, 404] = 404): ...\n",
        "def status_code() -> Literal[404]:\n    return 404\n",
        "def f(status_code: 'Literal[404]' = 404): ...\n",
        "status_codes: list[Literal[404]] = [404]\n",
    ],
)
def test_a_literal_stays(text: str) -> None:
    assert not is_fixed(text)
    assert is_fixed(text.replace("Literal[404]", "int").replace("Literal[200, 404]", "int"))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("status_code = 404\n", "status_code = compute()\n"),
        ("status_code = 404\n", "status_code += 1\n"),
        ("status_code = 404\n", "for status_code in numbers: ...\n"),
        ("class A:\n    status_code = 404\n", "class B(A):\n    status_code = compute()\n"),
        ("class A:\n    status_code = 404\n", "    def f(self):\n        self.status_code = n\n"),
    ],
)
def test_a_variable_that_any_number_comes_to_gets_no_member(text: str, other: str) -> None:
    assert is_fixed(text)
    assert not is_fixed(f"{text}{other}")


def test_a_variable_that_other_statuses_come_to_gets_a_member() -> None:
    assert is_fixed("status_code = 404\nstatus_code = 500\n")
    assert is_fixed("class A:\n    status_code = 404\n\nclass B(A):\n    status_code = 500\n")
