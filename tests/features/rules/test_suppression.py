"""Comments that silence findings: which they silence, and the edit that writes one."""

from __future__ import annotations

import pytest

from projects import ALONE, project_of
from statuslens.edits.text_edits import applied
from statuslens.features import rules
from statuslens.features.rules.suppression import ignore
from statuslens.syntax.source import Source


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
