"""How long a line may be in a project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from project.dependencies.projects import LookingAgain, age, environment, write


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 88),
        ({"ruff.toml": "line-length = 100"}, 100),
        ({".ruff.toml": "line-length = 90", "ruff.toml": "line-length = 100"}, 90),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 101"}, 101),
        ({"pyproject.toml": "[tool.black]\nline-length = 102"}, 102),
        ({"pyproject.toml": "[tool.isort]\nline_length = 103"}, 103),
        (
            {
                "pyproject.toml": """
                    tool.isort.line_length = 103
                    tool.black.line-length = 102
                    tool.ruff.line-length = 101
                """
            },
            101,
        ),
        (
            {
                "pyproject.toml": """
                    tool.isort.line_length = 103
                    tool.black.line-length = 102
                    tool.ruff.lint.select = ["E"]
                """
            },
            102,
        ),
        (
            {"ruff.toml": "line-length = 100", "pyproject.toml": "tool.ruff.line-length = 101"},
            100,
        ),
        (
            {"ruff.toml": "preview = true", "pyproject.toml": "tool.ruff.line-length = 101"},
            101,
        ),
        # The nearest file that says it; what counts for linters alone does not.
        (
            {"pyproject.toml": "tool.ruff.line-length = 101", "src/ruff.toml": "line-length = 99"},
            99,
        ),
        (
            {
                "ruff.toml": "line-length = 100",
                "src/pyproject.toml": '[project]\nname = "x"\n[tool.ruff]\n',
                "src/app/setup.cfg": "[flake8]\nmax-line-length = 120",
                "tox.ini": "[flake8]\nmax-line-length = 120",
            },
            100,
        ),
        # Nonsense.
        ({"ruff.toml": "line-length = 20"}, 20),
        ({"ruff.toml": "line-length = 19"}, 88),
        ({"ruff.toml": "line-length = 1000"}, 1000),
        ({"ruff.toml": "line-length = 1001"}, 88),
        ({"ruff.toml": 'line-length = "100"'}, 88),
        ({"ruff.toml": "line-length = true"}, 88),
        ({"ruff.toml": "line-length = 100.0"}, 88),
        ({"ruff.toml": "line-length = "}, 88),
        ({"pyproject.toml": "tool = 3"}, 88),
        ({"pyproject.toml": "tool.ruff = 3\ntool.black.line-length = 102"}, 102),
        ({"pyproject.toml": "tool.ruff.line-length = -1\ntool.black.line-length = 102"}, 102),
    ],
)
def test_the_length_of_a_line(project: Path, files: Mapping[str, str], expected: int) -> None:
    for name, text in files.items():
        write(project / name, text)
    assert environment(project / "src" / "app").line_length == expected


@pytest.mark.parametrize("name", ["pyproject.toml", "ruff.toml", ".ruff.toml"])
def test_a_new_length_of_a_line_is_noticed(project: Path, name: str) -> None:
    known = LookingAgain()
    table = "[tool.ruff]\n" if name == "pyproject.toml" else ""
    assert known.of(project).line_length == 88
    for length in (90, 120):
        write(project / name, f"{table}line-length = {length}\n")
        age(project)
        assert known.of(project).line_length == length
    (project / name).unlink()
    assert known.of(project).line_length == 88
