"""A range of codes asks for a class."""

from __future__ import annotations

import types
from collections.abc import Callable
from http import HTTPStatus

import pytest
from packaging.version import Version

from drawing import dedented
from features.refactorings.offers import (
    PYTHON_3_10,
    PYTHON_3_12,
    after,
    check_predicate,
    offered,
    predicates,
    titles,
)
from statuslens.project.environment import Environment, Library

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
    ((_, result),) = predicates(
        f"from rest_framework import status\nx = not (‸{condition}) or ok\n"
    )
    assert result.endswith(f"x = not (status.{NAMES[digit - 1]}(code_of.status_code)) or ok\n")
    before, after = f"not ({condition})", f"not (status.{NAMES[digit - 1]}(code_of.status_code))"
    for code in range(99, 601):
        known = {"status": _module(), "code_of": types.SimpleNamespace(status_code=code)}
        assert eval(before, known) == eval(after, known)


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


def test_the_code_around_the_range_stays() -> None:
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
def test_ranges_that_are_not_a_class_of_codes(condition: str) -> None:
    assert predicates(f"from rest_framework import status\nok = {condition}\n") == []


def test_the_file_must_have_the_names() -> None:
    condition = "if 200 <= r.status‸_code < 300: ...\n"
    for imported in ("from fastapi import status", "import httpx", "import rest_framework", ""):
        assert predicates(f"{imported}\n{condition}") == []
    found = dict(predicates(f"from httpx import codes\n{condition}"))
    assert list(found) == ["Convert to codes.is_success(r.status_code)"]
    old = Environment({"httpx": Library(Version("0.19.0"))})
    assert predicates(f"from httpx import codes\n{condition}", old) == []


def test_python_asks_since_3_12_and_refuses_what_is_unregistered() -> None:
    text = "from http import HTTPStatus\nif r.status_code // 100 == ‸3: ...\n"
    assert predicates(text) == predicates(text, PYTHON_3_10) == []
    ((title, result),) = predicates(text, PYTHON_3_12)
    assert title == (
        "Convert to HTTPStatus(r.status_code).is_redirection (ValueError if it is unregistered)"
    )
    assert result.endswith("if HTTPStatus(r.status_code).is_redirection: ...\n")
    # Nobody looks at each of them, so that it is offered only one by one.
    twice = text + "if r.status_code // 100 == 3: ...\n"
    assert {one.scope for one in offered(twice, PYTHON_3_12)} == {"place"}
    with pytest.raises(ValueError, match="299"):
        HTTPStatus(299)


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
    assert bool(predicates(text)) == is_one
    old = Environment({"httpx": Library(Version("0.19.0"))})
    assert predicates(text, old) == []
