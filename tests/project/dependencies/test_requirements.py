"""Requirements files: where they count, and in which encoding."""

from __future__ import annotations

from pathlib import Path

from project.dependencies.projects import allowed, environment, version, write


def test_requirements_files_count_where_nothing_else_declares(project: Path) -> None:
    write(project / "requirements.txt", "fastapi>=0.134\n-e .\n\nuvicorn [standard]\n")
    write(project / "requirements-test.txt", "pytest\nhttpx==0.28.1\n")
    write(project / "pyproject.toml", "[tool.ruff]\n[dependency-groups]\n")
    found = environment(project)
    assert found.dependencies == frozenset({"fastapi", "uvicorn", "pytest", "httpx"})
    assert found.optional == {"pytest", "httpx"}
    assert allowed(project) == "0.46.0 …"
    write(project / "pyproject.toml", '[project]\nname = "x"\ndependencies = ["falcon"]\n')
    assert environment(project).dependencies == frozenset({"x", "falcon"})


def test_the_requirements_of_tests_are_not_the_projects(project: Path) -> None:
    write(project / "pyproject.toml", '[project]\nname = "x"\ndependencies = ["falcon"]\n')
    write(project / "tests" / "requirements.txt", "pytest\n")
    write(project / "worker" / "requirements.txt", "httpx\n")
    assert environment(project / "tests").dependencies == frozenset({"x", "falcon"})
    assert environment(project / "worker").dependencies == frozenset({"httpx"})


def test_requirements_that_powershell_wrote(project: Path) -> None:
    (project / "requirements.txt").write_bytes("starlette==0.47.3\r\n".encode("utf-16"))
    assert version(project) == "0.47.3"
