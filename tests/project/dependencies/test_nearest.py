"""Which files declare the dependencies of a folder."""

from __future__ import annotations

from pathlib import Path

from project.dependencies.projects import environment, write


def test_setup_files_beside_each_other_complete_each_other(project: Path) -> None:
    write(project / "pyproject.toml", '[project]\nname = "x"\ndynamic = ["dependencies"]\n')
    write(project / "setup.py", 'from setuptools import setup\nsetup(install_requires=["falcon"])')
    assert environment(project).dependencies == frozenset({"x", "falcon"})


def test_a_member_of_a_workspace_has_its_own_dependencies(project: Path) -> None:
    write(project / "pyproject.toml", '[project]\nname = "all"\ndependencies = ["falcon"]\n')
    write(project / "api" / "pyproject.toml", '[project]\nname = "api"\ndependencies = ["httpx"]')
    write(project / "api" / "plugin" / "pyproject.toml", "[tool.mypy]\n")
    assert environment(project / "api" / "plugin").dependencies == frozenset({"api", "httpx"})
    assert environment(project / "web").dependencies == frozenset({"all", "falcon"})
