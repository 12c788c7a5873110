"""Patterns as in .gitignore, in settings."""

from __future__ import annotations

import subprocess
import sys

import pytest

from statuslens.project.patterns import is_valid, matches


def test_patterns_are_compiled_only_where_there_are_some() -> None:
    code = (
        "import sys; from statuslens.project.settings import parse\n"
        "assert parse({'exclude': [], 'perFileIgnores': {}})[0].selects('magic-status', 'a.py')\n"
        "print('pathspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        ((), "a.py", False),
        (("*.py",), "a/b.py", True),
        (("*.py", "!b.py"), "a/b.py", False),
        (("gen/",), "a/gen/", True),
        (("gen/",), "a/gen", False),
        (("/gen",), "a/gen", False),
    ],
)
def test_patterns_as_in_gitignore(patterns: tuple[str, ...], path: str, expected: bool) -> None:
    assert matches(patterns, path) == expected


def test_which_patterns_are_valid() -> None:
    assert is_valid("gen/**/*.py")
    assert not is_valid("!")
