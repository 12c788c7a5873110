"""The edits of fixes: of those chosen, and of all of them until nothing is left."""

from __future__ import annotations

from drawing import dedented
from projects import ALONE, project_of
from statuslens.edits.text_edits import Replacement, applied
from statuslens.features.rules import Finding, check, fix, fix_all, fixed, is_safe, together
from statuslens.syntax.source import Source, Span


def found(source: Source) -> tuple[Finding, ...]:
    return check(source, project_of(source))


def finding(start: int, end: int, text: str) -> Finding:
    span = Span(start, end)
    return Finding("magic-status", 404, span, "words", replacement=Replacement(span, text))


def test_of_two_fixes_of_the_same_text_the_first_is_applied() -> None:
    first, inside, after = finding(0, 3, "a"), finding(1, 2, "b"), finding(3, 4, "c")
    without = Finding("wrong-kind", 404, Span(0, 1), "words")
    assert together([after, inside, without, first]) == (first, after)
    source = Source("1234")
    assert applied(source, fix(source, [after, inside, first], project_of(source))).text == "ac"


def test_each_fix_is_an_edit_of_its_own() -> None:
    source = Source("from fastapi import status\nf(status_code=404)\nf(status_code=410)\n")
    edits = fix_all(source, found, project_of(source))
    assert [edit.text for edit in edits] == ["status.HTTP_404_NOT_FOUND", "status.HTTP_410_GONE"]


def test_what_is_found_after_a_fix_is_fixed_as_well() -> None:
    def one_at_a_time(source: Source) -> tuple[Finding, ...]:
        return found(source)[:1]

    source = Source("from fastapi import status\nf(status_code=404)\nf(status_code=410)\n")
    done = fixed((source,), lambda texts: texts, one_at_a_time, is_safe, ALONE)
    assert done.texts[0].text == dedented("""
        from fastapi import status
        f(status_code=status.HTTP_404_NOT_FOUND)
        f(status_code=status.HTTP_410_GONE)
    """)
    assert (len(done.rounds), done.count, done.findings) == (2, 2, ((),))
    assert (
        applied(source, fix_all(source, one_at_a_time, project_of(source))).text
        == done.texts[0].text
    )


def test_fixes_that_never_end_are_given_up() -> None:
    def forever(source: Source) -> tuple[Finding, ...]:
        return (finding(0, len(source.data), f"{source.text}x"),)

    done = fixed((Source(""),), lambda texts: texts, forever, is_safe, ALONE)
    assert 1 < done.count < 100
    assert done.texts[0].text == "x" * done.count
    assert len(done.findings[0]) == 1


def test_fixes_that_are_not_allowed_remain() -> None:
    source = Source("f(status_code=404)\n")
    done = fixed((source,), lambda texts: texts, found, lambda _: False, ALONE)
    assert (done.texts, done.count) == ((source,), 0)
    assert [one.rule for one in done.findings[0]] == ["magic-status"]
