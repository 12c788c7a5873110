"""Every rule's manual page: its bad example is reported, and its good one is the fix."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from packaging.version import Version

from drawing import dedented
from projects import ALONE, project_of
from statuslens.edits.text_edits import Replacement, applied
from statuslens.facts.vocabularies import vocabularies
from statuslens.features import rules
from statuslens.features.rules import check, fix, fix_all, fixed, is_safe, together
from statuslens.features.rules.finding import Finding, Rule
from statuslens.project.environment import Environment, Library
from statuslens.project.settings import RULES, Settings
from statuslens.syntax.source import Source, Span


@pytest.mark.parametrize("rule", rules.RULES.values(), ids=lambda rule: rule.name)
def test_the_manual_of_a_rule_holds(rule: Rule) -> None:
    """The bad example is reported, its fix is the good one, and that one is clean."""
    settings, environment = Settings(select=RULES), _environment(rule.manual)
    bad, good = (Source(_example(rule.manual, word)) for word in ("Bad", "Good"))
    found = rules.check(bad, project_of(bad, settings=settings, path="", environment=environment))
    assert {f.rule for f in found} == {rule.name}
    if any(f.replacement is not None for f in found):
        assert applied(bad, rules.fix(bad, found, project_of(bad))).text == good.text
    else:
        assert "There is no fix" in " ".join(rule.manual.split())
    assert (
        rules.check(good, project_of(good, settings=settings, path="", environment=environment))
        == ()
    )


def _environment(manual: str) -> Environment:
    """The project that a manual's examples are for: `The examples are for Starlette 0.48.`"""
    told = re.search(r"^The examples are for ([\w ]+) ([\d.]+)\.$", manual, re.MULTILINE)
    if told is None:
        return Environment()
    keys = {vocabulary.title: key for key, vocabulary in vocabularies().items()}
    return Environment({keys[told[1]]: Library(Version(told[2]))})


def _example(manual: str, word: str) -> str:
    lines = manual.partition(f"\n{word}:\n\n")[2].splitlines()
    end = next((n for n, line in enumerate(lines) if line and not line.startswith(" ")), len(lines))
    return textwrap.dedent("\n".join(lines[:end])).rstrip("\n") + "\n"


@pytest.mark.parametrize(
    ("pattern", "path", "silent"),
    [
        ("tests/**", "tests/test_a.py", True),
        ("tests/**", "tests/unit/test_a.py", True),
        ("tests", "tests/test_a.py", True),
        ("tests", "app/tests/test_a.py", True),
        ("test_*.py", "app/test_a.py", True),
        ("**/conftest.py", "conftest.py", True),
        ("app/*.py", "app/v1/a.py", False),
        ("/conftest.py", "app/conftest.py", False),
        ("test_[ab].py", "app/test_a.py", True),
        ("./app", "app/a.py", False),
        ("tests/**", "app/tests.py", False),
        ("test.py", "testXpy", False),
    ],
)
def test_rules_can_be_turned_off_per_file(pattern: str, path: str, silent: bool) -> None:
    settings = Settings(per_file_ignores={pattern: ("magic-status",)})
    assert (
        rules.check(Source("f(status_code=404)"), project_of(settings=settings, path=path)) == ()
    ) == silent


def test_a_rule_that_raises_is_logged_with_its_file(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> NoReturn:
        raise KeyError("case_pattern")

    monkeypatch.setitem(rules.RULES, "wrong-kind", replace(rules.RULES["wrong-kind"], check=fails))
    source = Source("f(status_code=404)", Path("app.py"))
    found = rules.check(source, project_of(source), on_failure=rules.log)
    assert [finding.rule for finding in found] == ["magic-status"]
    assert caplog.messages == ["app.py: rule wrong-kind failed: KeyError: 'case_pattern'"]
    with pytest.raises(KeyError):
        rules.check(source, project_of(source))


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
