"""Which code comes next, and why: what is nearer says more."""

from __future__ import annotations

import pytest

from statuslens.facts.catalogue import registered
from statuslens.facts.contexts import Context
from statuslens.features.completion.ranking import ranked
from statuslens.features.completion.situation import Situation
from statuslens.workspace.counts import Counts, Others, Use
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
