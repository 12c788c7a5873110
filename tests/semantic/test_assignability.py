"""Where a number must stay one, whatever the rule `magic-status` thinks of it."""

from __future__ import annotations

import pytest

from projects import project_of
from statuslens.features import rules
from statuslens.project.environment import UNKNOWN
from statuslens.syntax.source import Source


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
