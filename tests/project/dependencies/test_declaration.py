"""The requirements in the files of a project."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from drawing import dedented
from project.dependencies.projects import LOCKS, UV_LOCK, allowed, environment, version, write

DECLARATIONS = {
    "pyproject.toml": """
        [project]
        name = "My.App"
        requires-python = ">=3.11"
        dependencies = ["Django_Rest.Framework>=3", "starlette>=0.46"]
        optional-dependencies.client = ["httpx", "starlette>=0.48"]
        [dependency-groups]
        dev = [{include-group = "test"}]
        test = ["pytest"]
    """,
    "pyproject.toml ": """
        [tool.poetry]
        name = "My.App"
        [tool.poetry.dependencies]
        python = ">=3.11"
        Django_Rest_Framework = {git = "somewhere"}
        starlette = [{version = ">=0.46", python = "<3.12"}, {version = ">=0.48"}]
        httpx = {version = "*", optional = true}
        [tool.poetry.group.test.dependencies]
        pytest = "*"
    """,
    "setup.cfg": """
        [metadata]
        name = My.App
        [options]
        python_requires = >=3.11
        install_requires =
            Django_Rest_Framework>=3
            starlette>=0.46; python_version < '4'
        [options.extras_require]
        client = httpx
            pytest
    """,
    "setup.py": """
        import setuptools
        NEEDED = ["Django_Rest_Framework", "starlette >= 0.46"]
        EVERYTHING = open("README").read()
        setuptools.setup(
            name="My.App",
            description=EVERYTHING,
            install_requires=NEEDED,
            extras_require={"client": ["httpx", "pytest"]},
            python_requires=">=3.11",
        )
    """,
    "PKG-INFO": """
        Metadata-Version: 2.1
        Name: My.App
        Requires-Python: >=3.11
        Requires-Dist: Django_Rest_Framework
        Requires-Dist: starlette (>=0.46)
        Requires-Dist: httpx; extra == "client"
        Requires-Dist: pytest; extra == "client"

        Requires-Dist: no-header
    """,
}


@pytest.mark.parametrize("name", DECLARATIONS)
def test_the_files_that_declare_dependencies(project: Path, name: str) -> None:
    write(project / name.strip(), DECLARATIONS[name])
    found = environment(project / "src")
    assert found.dependencies == frozenset(
        {"my-app", "django-rest-framework", "starlette", "httpx", "pytest"}
    )
    assert found.optional == {"httpx", "pytest"}
    assert found.library("starlette").direct
    assert found.library("starlette").allowed.lowest == Version("0.46")
    assert found.library("http").allowed.lowest == Version("3.11")
    assert found.library("http").direct


def test_who_tells_the_oldest_python(project: Path) -> None:
    write(project / "pyproject.toml", '[project]\nrequires-python = ">=3.10"\n')
    assert environment(project).library("http").allowed.requirement == "requires-python >=3.10"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[project]\nname = "x"\ndynamic = ["dependencies"]\n'),
        ("setup.cfg", "[metadata]\nname = x\n[options]\ninstall_requires = file: r.txt\n"),
        ("setup.py", 'setup(name="x", install_requires=open("r.txt").readlines())\n'),
        ("setup.py", 'setup(name="x", **more)\n'),
    ],
)
def test_dependencies_that_are_written_elsewhere(project: Path, name: str, text: str) -> None:
    write(project / name, text)
    assert environment(project).dependencies is None
    write(project / "requirements.txt", "starlette>=0.44\n")
    assert environment(project).dependencies == frozenset({"x", "starlette"})


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


FILES = [
    *(name for name in LOCKS if "/" not in name),
    *("pyproject.toml", "setup.cfg", "setup.py", "PKG-INFO", ".venv/pyvenv.cfg"),
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"[project\n",
        b"{",
        b"[]",
        b'{"default": []}',
        b"project = 3\ntool = 4\n",
        b"[project]\ndependencies = 3\nname = 4\nrequires-python = 5\n",
        b'[project]\ndependencies = [[1], "?", "falcon"]\nrequires-python = "klingon"\n',
        b"[tool]\npoetry = 3\n",
        b"[tool.poetry]\ndependencies = 3\ngroup = [1]\n",
        b"[tool.poetry.dependencies]\nstarlette = 3\nhttpx = {version = 4}\npython = 3\n",
        b"setup(install_requires=3, extras_require=[], name=4, python_requires=5)",
        b"setup(install_requires=",
        b"[options]\ninstall_requires = %(x)s\n[options]\n",
        b"no section",
        b'[[package]]\nname = "starlette"\nversion = "klingon"\n',
        b'[[package]]\nversion = "1.0"\n',
        b"Name:\nRequires-Dist: ???\n",
        b"version = 3\n",
    ],
)
def test_a_broken_file_says_nothing(project: Path, name: str, data: bytes) -> None:
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_bytes(data)
    assert environment(project).library("starlette").version is None


def test_folders_where_files_should_be(project: Path) -> None:
    for name in FILES:
        (project / name).mkdir(parents=True)
    assert environment(project).libraries == {}


def test_the_other_files_still_count(project: Path) -> None:
    write(project / "pyproject.toml", "[project\n")
    write(project / "uv.lock", "<<<<<<< HEAD\n" + dedented(UV_LOCK))
    write(project / "requirements.txt", "starlette==?\nfalcon==4.0.0\n")
    found = environment(project)
    assert found.library("starlette").version == Version("0.47.3")
    assert found.library("falcon").version == Version("4.0.0")
    assert found.dependencies == frozenset({"falcon"})
