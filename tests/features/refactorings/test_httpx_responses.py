"""Which responses are those of httpx, which are asked themselves."""

from __future__ import annotations

import pytest
from packaging.version import Version

from features.refactorings.offers import check_predicate, predicates
from statuslens.project.environment import Environment, Library


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
