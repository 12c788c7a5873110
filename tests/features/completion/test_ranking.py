"""Which code comes next, and why: what is nearer says more."""

from __future__ import annotations

import re

import pytest

from drawing import with_cursor
from projects import project_of
from statuslens.facts.catalogue import registered
from statuslens.facts.contexts import Context
from statuslens.features.completion.ranking import Situation, ranked, situation
from statuslens.semantic.places import place_of
from statuslens.syntax.recovery import repairs
from statuslens.syntax.source import Span
from statuslens.workspace.index import Counts, Others, Use
from workspace.counted import use


def at(
    context: Context = "raise",
    method: str = "get",
    words: str = "",
    before: tuple[Use, ...] = (),
    after: tuple[Use, ...] = (),
    siblings: tuple[int, ...] = (),
) -> Situation:
    said = tuple(words.split())
    return Situation(context, method, said, before, after, 9, frozenset(siblings))


def first(situation: Situation, others: Others | None = None) -> int:
    return ranked(registered("http"), situation, others)[0].code


def others(*uses: Use) -> Others:
    return Others(Counts(uses), Counts())


@pytest.mark.parametrize(
    ("context", "method", "code"),
    [
        ("deco", "post", 201),
        ("deco", "delete", 204),
        ("deco", "get", 200),
        ("raise", "get", 404),
        ("raise", "post", 400),
        ("assert", "get", 200),
        ("compare_order", "", 200),
        ("no such context", "", 200),
    ],
)
def test_what_is_usual_in_a_place(context: Context, method: str, code: int) -> None:
    assert first(at(context, method)) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("x:IntegrityError", 409),
        ("q:already", 409),
        ("q:forbidden", 403),
        ("q:too", 429),
    ],
)
def test_what_the_words_say(words: str, code: int) -> None:
    best = [found.code for found in ranked(registered("http"), at("raise", "post", words))]
    assert best.index(code) < 4
    usual = [found.code for found in ranked(registered("http"), at("raise", "post"))]
    assert best.index(code) < usual.index(code)


def rank(code: int, situation: Situation, others: Others | None = None) -> int:
    """From 1."""
    found = [each.code for each in ranked(registered("http"), situation, others)]
    return found.index(code) + 1


@pytest.mark.parametrize(("times", "highest"), [(1, 4), (3, 3), (10, 2), (40, 1)])
def test_a_habit_of_the_file_comes_up_the_more_often_it_is_seen(times: int, highest: int) -> None:
    assert rank(418, at()) > 10
    teapots = (use(418),) * times
    assert rank(418, at(before=teapots)) <= highest
    assert rank(418, at(after=teapots)) <= highest


@pytest.mark.parametrize(("times", "highest"), [(1, 4), (4, 2), (10, 1)])
def test_a_habit_of_the_workspace_comes_up_too(times: int, highest: int) -> None:
    assert rank(418, at(), others(*(use(418),) * times)) <= highest
    assert rank(404, at(), others()) == 1


def test_a_word_means_what_it_means_in_this_project() -> None:
    known = others(
        *(use(418, "raise", "get", "q:tea"),) * 4, *(use(404, "raise", "get", "q:key"),) * 4
    )
    assert rank(418, at(words="q:tea"), known) < rank(418, at(words="q:key"), known)
    assert first(at(words="q:key"), known) == 404


def test_a_code_of_the_same_collection_does_not_come_again() -> None:
    assert first(at("assert", "get", siblings=(200,))) != 200
    last = ranked((200, 418, 506), at("assert", "get", siblings=(200,)))[-1]
    assert last.code == 200


def test_shares_sum_up_and_fall() -> None:
    found = ranked(registered("http"), at())
    assert sum(each.share for each in found) == pytest.approx(1)
    assert [each.share for each in found] == sorted((e.share for e in found), reverse=True)
    assert {each.code for each in found} == set(registered("http"))


def test_a_code_that_nobody_registered_is_ranked_last() -> None:
    assert [found.code for found in ranked((999, 404), at())] == [404, 999]
    assert ranked((), at()) == []
    assert ranked((404, 200), None)[0].code == 200


@pytest.mark.parametrize(
    ("situation", "known", "code", "reason"),
    [
        (at("deco", "post"), None, 201, "usual for POST"),
        (at("raise", ""), None, 404, None),
        (at(before=(use(409), use(409))), None, 409, "2 times in this file"),
        (at(before=(use(409),)), None, 409, None),
        (at(before=(use(409),)), others(use(409, "deco")), 409, "2 times in this project"),
        (at(), others(*(use(404) for _ in range(9))), 404, "9 times in this project"),
    ],
)
def test_reasons(situation: Situation, known: Others | None, code: int, reason: str | None) -> None:
    found = {each.code: each.reason for each in ranked(registered("http"), situation, known)}
    assert found[code] == reason


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
            raise HTTPException(‸)


    class ToolView(View):
        def get(self, request):
            return JsonResponse({}, status=200)

        def delete(self, request):
            return HttpResponse(status=204)
    """


def around(drawn: str) -> Situation:
    """The situation at the cursor of a file that is being typed."""
    source, offset = with_cursor(drawn)
    start = offset - len(re.search(rb"[\w.]*$", source.data[:offset])[0])  # type: ignore[index]
    for repaired, node in repairs(source, Span(start, offset)):
        place = place_of(repaired, node, project_of(repaired))
        if place is not None:
            return situation(source, offset, repaired, node, place, project_of(source))
    raise AssertionError("no place there")


def said(drawn: str, letters: str) -> list[str]:
    return [word for word in around(drawn).words if word[0] in letters]


def test_the_uses_before_and_after_a_place() -> None:
    found = around(ROUTES)
    assert (found.context, found.method) == ("raise", "get")
    assert [use.code for use in found.before] == [201, 422]
    assert [use.code for use in found.after] == [200, 204]
    assert found.function == 8


def test_uses_on_the_line_of_the_cursor_count_too() -> None:
    route = '@app.get("/", status_code=‸, responses={404: {}})\n'
    found = around(f"{route}def f():\n    raise HTTPException(409)\n")
    assert [(use.code, use.function) for use in found.after] == [(404, 1), (409, 1)]
    assert found.function == 1
    assert not found.before


def test_what_is_typed_on_a_line_changes_nothing_elsewhere() -> None:
    for typed in ("‸", "4‸", "status.HTTP_4‸"):
        assert around(ROUTES.replace("‸", typed)).before == around(ROUTES).before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("create_user", "f:create f:user b:create_user"),
        ("createUser", "f:create f:user b:create_user"),
        ("test_get_404", "f:get f:404 b:get_404"),
    ],
)
def test_the_words_of_the_function(name: str, words: str) -> None:
    assert said(f"def {name}():\n    raise HTTPException(‸)\n", "fb") == words.split()
    assert said(f'@app.get("/", status_code=‸)\ndef {name}(): ...\n', "fb") == words.split()


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("if not user:", "g:not w:not w:not~not w:user w:not~user"),
        ("if user is None:", "g:isnone w:user w:isnone~user w:none w:isnone~none"),
        ("if user is not None:", "g:cmp w:user w:cmp~user w:none w:cmp~none"),
        ("if (user.role not in x):", "g:cmp w:user w:cmp~user w:role w:cmp~role"),
        ("if x and y:", "g:bool"),
        ("if await allowed(x):", "g:call w:allowed w:call~allowed"),
        ("if x: ...\n    else:", "g:else"),
        ("if x: ...\n    elif token:", "g:name w:token w:name~token"),
        ("with x:", ""),
    ],
)
def test_the_words_of_the_guard(test: str, words: str) -> None:
    assert said(f"def f():\n    {test}\n        raise HTTPException(‸)\n", "gw") == words.split()


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("except KeyError:", "x:KeyError"),
        ("except (db.IntegrityError, E) as error:", "x:IntegrityError"),
        ("except:", ""),
        ("finally:", ""),
    ],
)
def test_the_word_of_the_exception(clause: str, words: str) -> None:
    text = f"def f():\n    try: ...\n    {clause}\n        raise HTTPException(‸)\n"
    assert said(text, "x") == words.split()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ('status_code=‸, detail="User not found"', "q:user q:not q:found q:not_user q:found_not"),
        ('detail="Forbidden", status_code=‸', "p:forbidden"),
        ("‸, detail=nothing_known", ""),
    ],
)
def test_the_words_of_the_other_arguments(arguments: str, words: str) -> None:
    assert said(f"raise HTTPException({arguments})\n", "pq") == words.split()


def test_the_codes_next_to_a_place() -> None:
    assert said(ROUTES, "uvn") == ["u:422", "v:-", "n:-"]
    more = ROUTES.replace("return tools[key]", "raise HTTPException(410)")
    assert said(more, "uvn") == ["u:410", "v:R 410", "n:-"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("if r.status_code in (404, ‸): ...", {404}),
        ("if r.status_code in [‸, 404, 410]: ...", {404, 410}),
        ('@app.get("/", responses={404: {}, ‸: {}})\ndef f(): ...', {404}),
        ("f(g(404), status_code=‸)", set()),
        ("f(status_code=‸)", set()),
    ],
)
def test_the_codes_that_are_taken(text: str, codes: set[int]) -> None:
    assert around(f"{text}\n").siblings == codes
