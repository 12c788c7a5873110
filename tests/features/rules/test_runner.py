"""Which rules run on a file, and what one that raises costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from projects import project_of
from statuslens.features import rules
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source


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
