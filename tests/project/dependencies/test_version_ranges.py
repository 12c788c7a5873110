"""The versions that requirements and the constraints of Poetry allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.dependencies.projects import allowed, environment, install, version, write


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("starlette", "…"),
        ("starlette>=0.40", "0.40 …"),
        ("starlette>0.40", "0.40 …"),
        ("starlette>=0.40,<0.49", "0.40 … <0.49"),
        ("starlette<=0.48.0", "… 0.48.0"),
        ("starlette==0.48.0", "0.48.0 … 0.48.0"),
        ("starlette===0.48.0", "0.48.0 … 0.48.0"),
        ("starlette==0.48.*", "0.48 … <0.49"),
        ("starlette~=0.47.1", "0.47.1 … <0.48"),
        ("starlette~=0.47", "0.47 … <1"),
        ("starlette>=0.40,!=0.45.*,!=0.44.0", "0.40 …"),
        ("Starlette[full] >= 0.40; python_version > '3'", "0.40 …"),
        ("starlette @ file:///somewhere", "…"),
        ("fastapi>=0.1", "…"),
        ("uvicorn>=0.30", "…"),
    ],
)
def test_requirements(project: Path, requirement: str, expected: str) -> None:
    write(project / "pyproject.toml", f'[project]\ndependencies = ["{requirement}"]\n')
    assert allowed(project) == expected
    told = environment(project).library("starlette").allowed.requirement
    assert told == ("" if requirement.startswith("uvicorn") else requirement)


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("^0.47.1", "0.47.1 … <0.48"),
        ("^0.47", "0.47 … <0.48"),
        ("^1.2.3", "1.2.3 … <2"),
        ("^0.0.3", "0.0.3 … <0.0.4"),
        ("^0.0", "0.0 … <0.1"),
        ("^0", "0 … <1"),
        ("~1.2.3", "1.2.3 … <1.3"),
        ("~1.2", "1.2 … <1.3"),
        ("~1", "1 … <2"),
        ("~=1.2", "1.2 … <2"),
        ("*", "…"),
        ("0.47.1", "0.47.1 … 0.47.1"),
        ("0.47.*", "0.47 … <0.48"),
        (">=0.40,<0.48", "0.40 … <0.48"),
        (">= 0.40, < 0.48", "0.40 … <0.48"),
        ("^0.47 || ^1.2", "0.47 … <2"),
        ("klingon", "…"),
    ],
)
def test_constraints_of_poetry(project: Path, constraint: str, expected: str) -> None:
    write(
        project / "pyproject.toml",
        f"""
        [tool.poetry.dependencies]
        python = "^3.10"
        starlette = "{constraint}"
        """,
    )
    assert allowed(project) == expected
    assert environment(project).library("starlette").allowed.requirement == (
        f'starlette = "{constraint}"'
    )
    assert allowed(project, "http") == "3.10 … <4"


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("fastapi", "…"),
        ("fastapi>=0.100", "…"),
        ("fastapi<0.116", "… <0.48.0"),
        ("fastapi==0.100.0", "… <0.48.0"),
        ("fastapi==0.116.1", "0.40.0 … <0.48.0"),
        ("fastapi<=0.116.2", "… <0.49.0"),
        ("fastapi>=0.116.2", "0.40.0 …"),
        ("fastapi>=0.116.2,<0.120", "0.40.0 … <0.49.0"),
        ("fastapi>=0.116.2,<0.128.3", "0.40.0 … <0.49.0"),
        ("fastapi>=0.116.2,<0.130", "0.40.0 … <1.0.0"),
        ("fastapi<0.133.0", "… <1.0.0"),
        ("fastapi>=0.130,<0.140", "0.40.0 …"),
        ("fastapi[standard]>=0.134", "0.46.0 …"),
        ("fastapi~=0.165.2", "1.6.0 …"),
    ],
)
def test_a_fastapi_stands_for_a_range_of_starlette(
    project: Path, requirement: str, expected: str
) -> None:
    write(project / "pyproject.toml", f'[project]\ndependencies = ["{requirement}"]\n')
    assert allowed(project) == expected
    starlette = environment(project).library("starlette")
    assert not starlette.direct
    assert starlette.allowed.requirement == requirement


def test_both_asked_for(project: Path) -> None:
    write(
        project / "pyproject.toml",
        '[project]\ndependencies = ["fastapi>=0.116.2,<0.120", "starlette>=0.44"]\n',
    )
    starlette = environment(project).library("starlette")
    assert allowed(project) == "0.44 … <0.49.0"
    assert starlette.direct
    assert starlette.allowed.requirement == "starlette>=0.44"


def test_a_fastapi_that_runs_says_more_than_the_one_asked_for(project: Path) -> None:
    write(project / "pyproject.toml", '[project]\ndependencies = ["fastapi"]\n')
    write(project / "requirements.txt", "fastapi==0.116.1\n")
    assert allowed(project) == "0.40.0 … <0.48.0"
    install(project / ".venv", "fastapi-0.140.0")
    assert allowed(project) == "0.46.0 …"
    assert environment(project).library("starlette").allowed.requirement == "fastapi 0.140.0"
    assert version(project) is None
