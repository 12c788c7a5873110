"""Comments that silence nothing: which are reported, and the line after the fix."""

from __future__ import annotations

import pytest

from drawing import pairs
from projects import ALONE, project_of
from statuslens.edits.text_edits import applied
from statuslens.features import rules
from statuslens.features.rules.unused_ignore import ignore
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source


def names(text: str, settings: Settings | None = None) -> list[str]:
    return [
        finding.rule
        for finding in rules.check(Source(text), project_of(settings=settings or Settings()))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("f(status_code=404)  # statuslens: ignore", []),
        ("f(status_code=404)  # statuslens: ignore[magic-status]", []),
        ("f(status_code=404)  # statuslens: ignore[magic-status, other]", []),
        ("f(404)  # statuslens: ignore", ["unused-ignore"]),
        ("f(404)  # statuslens: ignore[magic-status]", ["unused-ignore"]),
        ("f(404)  # statuslens: ignore[magic-status, unused-ignore]", []),
        ("f(status_code=404)  # statuslens: ignore[other]", ["magic-status", "unused-ignore"]),
        ("# statuslens: ignore\nf(status_code=404)", ["unused-ignore", "magic-status"]),
        ("x = '# statuslens: ignore'", []),
    ],
)
def test_what_is_unused(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_a_rule_that_is_turned_off_could_come_back() -> None:
    text = "f(status_code=404)  # statuslens: ignore\n"
    for settings in (
        Settings(style="off"),
        Settings(ignore=("magic-status",)),
        Settings(select=("unused-ignore",)),
        Settings(ignore_codes=frozenset({404})),
    ):
        assert names(text, settings) == []


def test_it_can_be_turned_off_itself() -> None:
    assert names("x  # statuslens: ignore", Settings(ignore=("unused-ignore",))) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *pairs("""
            x = 1  # statuslens: ignore
            y
            →
            x = 1
            y
            ──
            x = 1  # statuslens: ignore[magic-status]: a reason
            →
            x = 1
            ──
            x = 1  # noqa # statuslens: ignore
            →
            x = 1  # noqa
            ──
            x = 1  # statuslens: ignore # noqa
            →
            x = 1  # noqa
            ── The new import is written where the comment goes.
            # statuslens: ignore
            f(status_code=404)
            →

            from http import HTTPStatus

            f(status_code=HTTPStatus.NOT_FOUND)
            ──
            from http import HTTPStatus as s  # statuslens: ignore
            f(status_code=404)
            →
            from http import HTTPStatus as s
            f(status_code=s.NOT_FOUND)
        """),
        ("x = 1\r\n    # statuslens: ignore\r\ny\r\n", "x = 1\r\ny\r\n"),
        ("x = 1\n# statuslens: ignore", "x = 1"),
    ],
)
def test_the_fix_leaves_the_rest_of_the_line(before: str, after: str) -> None:
    source = Source(before)
    assert (
        applied(
            source, rules.fix(source, rules.check(source, project_of(source)), project_of(source))
        ).text
        == after
    )


@pytest.mark.parametrize(
    ("comment", "silent"),
    [
        ("# statuslens: ignore", True),
        ("# statuslens: ignore[magic-status]", True),
        ("# noqa # statuslens:ignore[other, magic-status]", True),
        ("# statuslens: ignore[other]", False),
        ("# see statuslens", False),
    ],
)
def test_a_comment_on_the_line_silences_it(comment: str, silent: bool) -> None:
    found = rules.check(Source(f"f(status_code=404)  {comment}\n"), ALONE)
    assert (found == ()) == silent


def test_the_comment_must_be_one() -> None:
    assert rules.check(Source("f('# statuslens: ignore', status_code=404)\n"), ALONE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(status_code=404)", "f(status_code=404)  # statuslens: ignore[magic-status]"),
        (
            "f(status_code=404)  # noqa\n",
            "f(status_code=404)  # noqa  # statuslens: ignore[magic-status]\n",
        ),
        (
            "f(status_code=404)  # statuslens: ignore[unused-ignore]\r\n",
            "f(status_code=404)  # statuslens: ignore[unused-ignore, magic-status]\r\n",
        ),
        (
            "f(\n    status_code=404,\n)\n",
            "f(\n    status_code=404,  # statuslens: ignore[magic-status]\n)\n",
        ),
        ('f(status_code=404, x="""\n""")\n', None),
        ("f(status_code=404, \\\n  x=1)\n", None),
    ],
)
def test_the_comment_that_silences_a_finding(before: str, after: str | None) -> None:
    source = Source(before)
    (finding,) = (f for f in rules.check(source, project_of(source)) if f.rule == "magic-status")
    edits = ignore(source, finding)
    assert (applied(source, edits).text if edits else None) == after
    if after is not None:
        found = rules.check(Source(after), ALONE)
        assert "magic-status" not in {f.rule for f in found}
