"""Which libraries and versions a project has, found in its files alone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from packaging.version import Version

from drawing import dedented
from statuslens.facts.vocabularies import vocabularies
from statuslens.project.dependencies import WATCHED, Installations, interpreter_problem
from statuslens.project.environment import Environment, Library, Range

NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The root of a repository: nothing above it counts."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    return folder


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedented(text), "utf-8")


def install(
    environment: Path, *distributions: str, python: str = "3.12", packages: str = ""
) -> Path:
    """An environment with `name-version` folders in it; returns its site-packages."""
    write(environment / "pyvenv.cfg", f"home = /nowhere/bin\nversion = {python}.4\n")
    site_packages = environment / (packages or f"lib/python{python}/site-packages")
    site_packages.mkdir(parents=True, exist_ok=True)
    for distribution in distributions:
        (site_packages / f"{distribution}.dist-info").mkdir()
    return site_packages


def environment(
    folder: Path, interpreter: str = "", variables: Mapping[str, str] = NO_VARIABLES
) -> Environment:
    return Installations(variables).of(folder, interpreter)


def version(folder: Path, key: str = "starlette", interpreter: str = "") -> str | None:
    found = environment(folder, interpreter).library(key).version
    return str(found) if found is not None else None


def allowed(folder: Path, key: str = "starlette") -> str:
    """As `0.40.0 … <0.49.0`: what a project may run on."""
    found = environment(folder).library(key).allowed
    sign = "<" if found.open_ended else ""
    return f"{found.lowest or ''} … {sign}{found.highest or ''}".strip()


def age(folder: Path, seconds: int = 3600) -> None:
    """As if nothing below had been touched for an hour."""
    for path in (folder, *folder.rglob("*")):
        then = path.stat().st_mtime - seconds
        os.utime(path, (then, then))


# --- Where the version that runs is found -----------------------------------------------------


def test_nothing_is_known_of_an_empty_folder(project: Path) -> None:
    found = environment(project / "not" / "there")
    assert found.libraries == {}
    assert found.dependencies is None


def test_the_environment_beside_the_code(project: Path) -> None:
    install(project / ".venv", "starlette-0.47.3", "djangorestframework-3.15.2")
    found = environment(project / "src" / "app")
    assert found.library("starlette").version == Version("0.47.3")
    assert found.library("rest_framework").version == Version("3.15.2")
    assert found.library("http").version == Version("3.12.4")
    assert found.library("litestar") == Library()


def test_dot_venv_goes_before_venv(project: Path) -> None:
    install(project / "venv", "starlette-0.44.0", "httpx-0.28.1")
    install(project / ".venv", "starlette-0.48.0")
    assert version(project) == "0.48.0"
    assert version(project, "httpx") == "0.28.1"


def test_the_nearest_environment_counts(project: Path) -> None:
    install(project / ".venv", "starlette-0.48.0")
    install(project / "service" / "venv", "starlette-0.44.0")
    assert version(project / "service" / "app") == "0.44.0"
    assert version(project / "other") == "0.48.0"


def test_a_package_called_venv_is_none(project: Path) -> None:
    write(project / "src" / "venv" / "__init__.py")
    install(project / ".venv", "starlette-0.48.0")
    assert version(project / "src") == "0.48.0"


def test_nothing_above_the_repository_counts(project: Path) -> None:
    install(project.parent / ".venv", "starlette-0.48.0")
    write(project.parent / "requirements.txt", "starlette==0.48.0")
    assert version(project) is None


def test_nothing_above_the_home_folder_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    install(tmp_path / ".venv", "starlette-0.48.0")
    assert version(tmp_path / "home" / "code") is None
    install(tmp_path / "home" / ".venv", "starlette-0.44.0")
    assert version(tmp_path / "home" / "code") == "0.44.0"


def test_the_interpreter_that_the_editor_names_goes_first(project: Path, tmp_path: Path) -> None:
    install(project / ".venv", "starlette-0.48.0", "httpx-0.28.1")
    install(tmp_path / "other", "starlette-0.44.0", python="3.10")
    write(tmp_path / "other" / "bin" / "python")
    for interpreter in (tmp_path / "other", tmp_path / "other" / "bin" / "python"):
        assert version(project, interpreter=str(interpreter)) == "0.44.0"
        assert version(project, "http", str(interpreter)) == "3.10.4"
        assert version(project, "httpx", str(interpreter)) == "0.28.1"  # it has none itself


def test_an_interpreter_named_from_the_folder_or_one_above_or_home(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(project / "env", "starlette-0.44.0")
    write(project / "env" / "bin" / "python")
    monkeypatch.setenv("HOME", str(project))
    monkeypatch.setenv("USERPROFILE", str(project))
    for interpreter in ("env", "./env/bin/python", "../project/env", "~/env/bin/python"):
        assert version(project / "src" / "app", interpreter=interpreter) == "0.44.0"


def test_an_environments_interpreter_is_a_link_that_is_not_followed(
    project: Path, tmp_path: Path
) -> None:
    system = tmp_path / "usr"
    write(system / "bin" / "python3.11")
    (system / "lib/python3.11/site-packages/starlette-0.40.0.dist-info").mkdir(parents=True)
    install(project / "env", "starlette-0.48.0", python="3.11")
    (project / "env" / "bin").mkdir()
    (project / "env" / "bin" / "python").symlink_to(system / "bin" / "python3.11")
    assert version(project, interpreter="env/bin/python") == "0.48.0"
    (project / "python").symlink_to(system / "bin" / "python3.11")
    assert version(project, interpreter="python") == "0.40.0"


def test_a_pythons_own_packages(project: Path, tmp_path: Path) -> None:
    usr = tmp_path / "usr"
    write(usr / "bin" / "python3.11")
    (usr / "bin" / "python3").symlink_to("python3.11")
    (usr / "lib/python3.9/site-packages/starlette-0.20.0.dist-info").mkdir(parents=True)
    (usr / "lib/python3.13/site-packages/starlette-0.49.0.dist-info").mkdir(parents=True)
    (usr / "lib/python3/dist-packages/httpx-0.23.3.egg-info").mkdir(parents=True)
    (usr / "local/lib/python3.11/dist-packages/starlette-0.47.3.dist-info").mkdir(parents=True)
    interpreter = str(usr / "bin" / "python3")
    assert version(project, "http", interpreter) == "3.11"
    assert version(project, "starlette", interpreter) == "0.47.3"
    assert version(project, "httpx", interpreter) == "0.23.3"


def test_an_environment_that_sees_the_pythons_packages_too(project: Path, tmp_path: Path) -> None:
    (tmp_path / "usr/lib/python3.12/site-packages/httpx-0.28.1.dist-info").mkdir(parents=True)
    install(project / ".venv", "starlette-0.48.0")
    write(
        project / ".venv" / "pyvenv.cfg",
        f"""
        home = {tmp_path / "usr" / "bin"}
        include-system-site-packages = true
        version_info = 3.12.1.final.0
        """,
    )
    assert version(project) == "0.48.0"
    assert version(project, "httpx") == "0.28.1"
    assert version(project, "http") == "3.12.1"


def test_an_environment_that_says_it_is_its_own_python(project: Path) -> None:
    install(project / ".venv", "starlette-0.48.0")
    write(
        project / ".venv" / "pyvenv.cfg",
        f"home = {project / '.venv' / 'bin'}\ninclude-system-site-packages = true\n",
    )
    assert version(project) == "0.48.0"
    assert version(project, "http") == "3.12"


def test_the_layout_of_windows(project: Path) -> None:
    install(project / ".venv", "starlette-0.47.3", packages="Lib/site-packages")
    write(project / ".venv" / "Scripts" / "python.exe")
    assert version(project) == "0.47.3"
    install(project / "env", "starlette-0.48.0", packages="Lib/site-packages")
    write(project / "env" / "Scripts" / "python.exe")
    assert version(project, interpreter=str(project / "env" / "Scripts" / "python.exe")) == "0.48.0"
    assert version(project, interpreter="env/Scripts/python") == "0.48.0"
    (project / "py" / "Lib" / "site-packages" / "starlette-0.49.0.dist-info").mkdir(parents=True)
    write(project / "py" / "python.exe")
    assert version(project, interpreter="py/python.exe") == "0.49.0"


def test_conda(project: Path, tmp_path: Path) -> None:
    conda = tmp_path / "conda"
    (conda / "lib/python3.13/site-packages/starlette-0.48.0.dist-info").mkdir(parents=True)
    write(conda / "conda-meta" / "python-dateutil-2.9.0-py_0.json")
    write(conda / "conda-meta" / "python-3.13.2-hf623796_100_cp313.json")
    found = environment(project, variables={"CONDA_PREFIX": str(conda)})
    assert found.library("starlette").version == Version("0.48.0")
    assert found.library("http").version == Version("3.13.2")


def test_the_environment_variables_come_last(project: Path, tmp_path: Path) -> None:
    install(tmp_path / "active", "starlette-0.44.0", "httpx-0.27.0")
    install(tmp_path / "conda", "starlette-0.40.0", "httpx-0.26.0", "falcon-4.0.0")
    variables = {"VIRTUAL_ENV": str(tmp_path / "active"), "CONDA_PREFIX": str(tmp_path / "conda")}
    install(project / ".venv", "starlette-0.48.0")
    found = environment(project, variables=variables)
    assert [str(found.library(key).version) for key in ("starlette", "httpx", "falcon")] == [
        "0.48.0",
        "0.27.0",
        "4.0.0",
    ]


def test_eggs_and_leftovers_of_an_upgrade(project: Path) -> None:
    site_packages = install(project / ".venv", "starlette-0.44.0", "starlette-0.48.0", "~httpx-1.0")
    (site_packages / "falcon-3.1.3-py3.12-linux-x86_64.egg-info").mkdir()
    (site_packages / "litestar.egg-info").mkdir()
    (site_packages / "aiohttp-what.dist-info").mkdir()
    assert version(project) == "0.48.0"
    assert version(project, "falcon") == "3.1.3"
    assert [version(project, key) for key in ("httpx", "litestar", "aiohttp")] == [None] * 3


def make_command(path: Path) -> None:
    """A file that a shell would run as a command of that name."""
    path = path.with_name(f"{path.name}.exe") if sys.platform == "win32" else path
    write(path)
    path.chmod(0o755)


def test_a_command_is_looked_up_on_the_path(project: Path, tmp_path: Path) -> None:
    install(tmp_path / "first", "starlette-0.44.0")
    install(tmp_path / "second", "starlette-0.48.0")
    make_command(tmp_path / "first" / "bin" / "python3.12")
    make_command(tmp_path / "second" / "bin" / "python3")
    make_command(tmp_path / "second" / "bin" / "python3.12")
    path = os.pathsep.join(str(tmp_path / name / "bin") for name in ("none", "first", "second"))
    for command, expected in (("python3", "0.48.0"), ("python3.12", "0.44.0")):
        found = environment(project, command, {"PATH": path}).library("starlette").version
        assert str(found) == expected
        assert interpreter_problem(command, project, {"PATH": path}) is None
    for variables in ({}, {"PATH": ""}, {"PATH": str(tmp_path / "none")}):
        assert environment(project, "python3", variables).libraries == {}
        assert interpreter_problem("python3", project, variables) == (
            "The interpreter 'python3' is neither in the project nor on the PATH."
        )


def test_a_command_goes_before_a_folder_that_is_no_environment(
    project: Path, tmp_path: Path
) -> None:
    install(tmp_path / "usr", "starlette-0.44.0")
    for name in ("python", "env"):
        make_command(tmp_path / "usr" / "bin" / name)
    variables = {"PATH": str(tmp_path / "usr" / "bin")}
    write(project / "python" / "app.py")
    write(project / "env" / "bin" / "python")
    assert environment(project, "python", variables).library("starlette").version is not None
    assert interpreter_problem("python", project, variables) is None
    assert "has no Python" in (interpreter_problem("python", project, NO_VARIABLES) or "")
    assert "has no Python" in (interpreter_problem("env", project, variables) or "")
    install(project / "python", "starlette-0.48.0")
    found = environment(project, "python", variables).library("starlette").version
    assert found == Version("0.48.0")


def test_the_folder_of_the_workspace_is_that_of_the_project(project: Path, tmp_path: Path) -> None:
    install(project / "env", "starlette-0.44.0")
    write(project / "env" / "bin" / "python")
    for name in ("env", "env/bin/python"):
        interpreter = "${workspaceFolder}/" + name
        assert version(project / "src" / "app", interpreter=interpreter) == "0.44.0"
        assert interpreter_problem(interpreter, project / "src") is None
    make_command(tmp_path / "bin" / "python3")
    told = interpreter_problem(
        "${workspaceFolder}/python3", project, {"PATH": str(tmp_path / "bin")}
    )
    assert told == "The interpreter '${workspaceFolder}/python3' does not exist."
    assert "has no Python" in (interpreter_problem("${workspaceFolder}", project) or "")


def test_a_python_that_is_replaced_is_noticed(project: Path, tmp_path: Path) -> None:
    usr = tmp_path / "usr"
    for minor, starlette in (("11", "0.44.0"), ("12", "0.48.0")):
        write(usr / "bin" / f"python3.{minor}")
        (usr / f"lib/python3.{minor}/site-packages/starlette-{starlette}.dist-info").mkdir(
            parents=True
        )
    link = usr / "bin" / "python3"
    link.symlink_to("python3.11")
    age(tmp_path)
    known = Installations()
    assert known.of(project, str(link)).library("starlette").version == Version("0.44.0")
    link.unlink()
    link.symlink_to("python3.12")
    assert known.of(project, str(link)).library("starlette").version == Version("0.48.0")


@pytest.mark.parametrize(
    ("made", "interpreter", "problem"),
    [
        ((), "", None),
        ((), "env/bin/python", "The interpreter 'env/bin/python' does not exist."),
        (("env/bin/python",), "env/bin/python", "has no Python with a site-packages folder"),
        (("env/bin/python",), "env", "has no Python with a site-packages folder"),
        (("env/bin/python", "env/lib/python3.12/site-packages/x.py"), "env/bin/python", None),
        (("env/Lib/site-packages/x.py",), "env", None),
    ],
)
def test_an_interpreter_without_a_python(
    project: Path, made: tuple[str, ...], interpreter: str, problem: str | None
) -> None:
    for name in made:
        write(project / name)
    told = interpreter_problem(interpreter, project)
    assert told is None if problem is None else problem in (told or "")


# --- Lock files -------------------------------------------------------------------------------

UV_LOCK = """
    version = 1
    requires-python = ">=3.10"

    [[package]]
    name = "anyio"
    version = "4.11.0"
    source = { registry = "r" }
    dependencies = [
        { name = "idna" },
    ]

    [[package]]
    name = "starlette"
    version = "0.47.3"

    [package.metadata]
    name = "httpx"
    version = "0.28.1"
"""
LOCKS = {
    "uv.lock": UV_LOCK,
    "poetry.lock": UV_LOCK,
    "pylock.toml": UV_LOCK.replace("[[package]]", "[[packages]]"),
    "pylock.dev.toml": UV_LOCK.replace("[[package]]", "[[packages]]"),
    "Pipfile.lock": json.dumps({"default": {"starlette": {"version": "==0.47.3"}, "x": {}}}),
    "requirements.txt": """
        --index-url somewhere
        -r base.txt
        starlette[full]==0.47.3 ; python_version >= "3.9" \\
            --hash=sha256:0123
            # via fastapi
        httpx>=0.28
    """,
    "requirements-dev.txt": "starlette === 0.47.3  # the newest",
    "requirements/base.txt": "Starlette==0.47.3",
}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files(project: Path, name: str) -> None:
    write(project / name, LOCKS[name])
    assert version(project / "src") == "0.47.3"
    assert version(project / "src", "httpx") is None


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_installed_goes_before_what_is_locked(project: Path, name: str) -> None:
    write(project / name, LOCKS[name])
    install(project / ".venv", "starlette-0.48.0")
    assert version(project) == "0.48.0"


def test_what_is_not_installed_is_looked_up_in_the_lock_file(project: Path) -> None:
    write(project / "uv.lock", UV_LOCK)
    install(project / ".venv", "httpx-0.28.1")
    assert version(project) == "0.47.3"


def test_the_lock_file_of_a_workspace_stands_above_its_members(project: Path) -> None:
    write(project / "uv.lock", UV_LOCK)
    write(project / "api" / "pyproject.toml", '[project]\ndependencies = ["starlette>=0.40"]\n')
    write(project / "old" / "requirements.txt", "starlette==0.44.0\n")
    assert version(project / "api" / "src") == "0.47.3"
    assert version(project / "old" / "src") == "0.44.0"
    assert environment(project / "api").library("starlette").allowed.lowest == Version("0.40")


def test_several_locked_versions_are_bounds(project: Path) -> None:
    fork = '\n[[package]]\nname = "starlette"\nversion = "0.44.0"\n'
    write(project / "uv.lock", dedented(UV_LOCK) + fork)
    write(project / "pyproject.toml", '[project]\ndependencies = ["starlette"]\n')
    assert environment(project).library("starlette") == Library(
        allowed=Range(Version("0.44.0"), Version("0.47.3"), told_by="starlette 0.44.0 to 0.47.3"),
        direct=True,
    )


def test_requirements_that_differ_by_a_marker_are_bounds(project: Path) -> None:
    write(
        project / "requirements.txt",
        """
        starlette==0.44.0 ; python_version < "3.9"
        starlette==0.48.0 ; python_version >= "3.9"
        """,
    )
    assert version(project) is None
    assert allowed(project) == "0.44.0 … 0.48.0"


# --- What a project asks for ------------------------------------------------------------------


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
    told = environment(project).library("starlette").allowed.told_by
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
    assert environment(project).library("starlette").allowed.told_by == (
        f'starlette = "{constraint}"'
    )
    assert allowed(project, "http") == "3.10 … <4"


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
    assert environment(project).library("http").allowed.told_by == "requires-python >=3.10"


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


def test_the_requirements_of_tests_are_not_the_projects(project: Path) -> None:
    write(project / "pyproject.toml", '[project]\nname = "x"\ndependencies = ["falcon"]\n')
    write(project / "tests" / "requirements.txt", "pytest\n")
    write(project / "worker" / "requirements.txt", "httpx\n")
    assert environment(project / "tests").dependencies == frozenset({"x", "falcon"})
    assert environment(project / "worker").dependencies == frozenset({"httpx"})


# --- How long a line may be -------------------------------------------------------------------


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
    known = Installations()
    table = "[tool.ruff]\n" if name == "pyproject.toml" else ""
    assert known.of(project).line_length == 88
    for length in (90, 120):
        write(project / name, f"{table}line-length = {length}\n")
        age(project)
        assert known.of(project).line_length == length
    (project / name).unlink()
    assert known.of(project).line_length == 88


# --- FastAPI brings Starlette -----------------------------------------------------------------


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
    assert starlette.allowed.told_by == requirement


def test_both_asked_for(project: Path) -> None:
    write(
        project / "pyproject.toml",
        '[project]\ndependencies = ["fastapi>=0.116.2,<0.120", "starlette>=0.44"]\n',
    )
    starlette = environment(project).library("starlette")
    assert allowed(project) == "0.44 … <0.49.0"
    assert starlette.direct
    assert starlette.allowed.told_by == "starlette>=0.44"


def test_a_fastapi_that_runs_says_more_than_the_one_asked_for(project: Path) -> None:
    write(project / "pyproject.toml", '[project]\ndependencies = ["fastapi"]\n')
    write(project / "requirements.txt", "fastapi==0.116.1\n")
    assert allowed(project) == "0.40.0 … <0.48.0"
    install(project / ".venv", "fastapi-0.140.0")
    assert allowed(project) == "0.46.0 …"
    assert environment(project).library("starlette").allowed.told_by == "fastapi 0.140.0"
    assert version(project) is None


# --- Names from the installed source ----------------------------------------------------------

STARLETTE = '''
    """Status codes."""
    import warnings
    __all__ = ["HTTP_104_UPLOAD_RESUMPTION", "HTTP_413_CONTENT_TOO_LARGE"]
    HTTP_104_UPLOAD_RESUMPTION = 104
    HTTP_413_CONTENT_TOO_LARGE = 413
    TIMEOUT = 30
    __deprecated__ = {"HTTP_413_REQUEST_ENTITY_TOO_LARGE": 413}

    def __getattr__(name: str) -> int:
        changes = {"HTTP_413_REQUEST_ENTITY_TOO_LARGE": "HTTP_413_CONTENT_TOO_LARGE"}
        raise AttributeError(changes[name])
'''


def test_names_of_a_starlette_that_is_newer_than_we_are(project: Path) -> None:
    site_packages = install(project / ".venv", "starlette-9.0.0")
    write(site_packages / "starlette" / "status.py", STARLETTE)
    found = environment(project)
    assert found.library("starlette").names == {
        "HTTP_104_UPLOAD_RESUMPTION": 104,
        "HTTP_413_CONTENT_TOO_LARGE": 413,
        "HTTP_413_REQUEST_ENTITY_TOO_LARGE": 413,
    }
    assert found.library("starlette").deprecated == {
        "HTTP_413_REQUEST_ENTITY_TOO_LARGE": "HTTP_413_CONTENT_TOO_LARGE"
    }
    choice = found.choice(vocabularies()["starlette"], 104)
    assert choice is not None
    assert choice.name.name == "HTTP_104_UPLOAD_RESUMPTION"


def test_names_of_the_starlette_that_is_here() -> None:
    pytest.importorskip("starlette")
    starlette = environment(Path("/"), sys.prefix).library("starlette")
    assert starlette.names is not None
    assert starlette.names["HTTP_200_OK"] == 200
    assert starlette.names["WS_1005_NO_STATUS_RCVD"] == 1005
    assert starlette.names["HTTP_422_UNPROCESSABLE_ENTITY"] == 422
    assert len(starlette.names) > 70
    assert starlette.deprecated is not None
    assert starlette.deprecated["HTTP_422_UNPROCESSABLE_ENTITY"] == (
        "HTTP_422_UNPROCESSABLE_CONTENT"
    )


def test_deprecated_names_whose_successor_is_not_told(project: Path) -> None:
    site_packages = install(project / ".venv", "starlette-9.0.0")
    write(
        site_packages / "starlette" / "status.py",
        """
        HTTP_413_CONTENT_TOO_LARGE = 413
        __deprecated__ = {"HTTP_413_REQUEST_ENTITY_TOO_LARGE": 413}
        """,
    )
    assert environment(project).library("starlette").deprecated == {
        "HTTP_413_REQUEST_ENTITY_TOO_LARGE": "HTTP_413_CONTENT_TOO_LARGE"
    }


@pytest.mark.parametrize(
    ("key", "distribution", "path", "text", "names"),
    [
        (
            "rest_framework",
            "djangorestframework-3.15.2",
            "rest_framework/status.py",
            "def is_success(code):\n    return 200 <= code <= 299\n\nHTTP_200_OK = 200\n",
            {"HTTP_200_OK": 200},
        ),
        (
            "litestar",
            "litestar-2.25.0",
            "litestar/status_codes.py",
            "from typing import Final\nHTTP_200_OK: Final = 200\n'''HTTP status code OK'''\n",
            {"HTTP_200_OK": 200},
        ),
        (
            "httpx",
            "httpx-0.28.1",
            "httpx/_status_codes.py",
            """
            class codes(IntEnum):
                def is_success(self): ...
                OK = 200, "OK"
            for code in codes: ...
            """,
            {"OK": 200},
        ),
        (
            "falcon",
            "falcon-3.1.3",
            "falcon/status_codes.py",
            """
            HTTP_404 = HTTP_NOT_FOUND = '404 Not Found'
            HTTP_MISSING: Final[str] = HTTP_404
            HTTP_702 = '702 Emacs'
            """,
            {"HTTP_404": 404, "HTTP_NOT_FOUND": 404, "HTTP_MISSING": 404},
        ),
        (
            "websockets",
            "websockets-17.4",
            "websockets/frames.py",
            "OP = 100\nclass CloseCode(enum.IntEnum):\n    NORMAL_CLOSURE = 1000\n",
            {"NORMAL_CLOSURE": 1000},
        ),
        (
            "aiohttp",
            "aiohttp-3.14.5",
            "aiohttp/_websocket/models.py",
            "class WSCloseCode(IntEnum):\n    OK = 1000\n",
            {"OK": 1000},
        ),
        (
            "aiohttp",
            "aiohttp-3.9.5",
            "aiohttp/http_websocket.py",
            "class WSCloseCode(IntEnum):\n    OK = 1000\n",
            {"OK": 1000},
        ),
        (
            "wsproto",
            "wsproto-1.3.2",
            "wsproto/frame_protocol.py",
            "class CloseReason(IntEnum):\n    #: normal\n    NORMAL_CLOSURE = 1000\n",
            {"NORMAL_CLOSURE": 1000},
        ),
        ("requests", "requests-2.32.0", "requests/status_codes.py", "OK = 200\n", None),
    ],
)
def test_names_of_the_other_libraries(
    project: Path,
    key: str,
    distribution: str,
    path: str,
    text: str,
    names: Mapping[str, int] | None,
) -> None:
    site_packages = install(project / ".venv", distribution)
    write(site_packages / path, text)
    found = environment(project).library(key)
    assert found.version is not None
    assert found.names == names
    assert found.deprecated is None


# --- What is broken ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"def (:\n",
        b"\xff\xff",
        b"x = 1\0",
        b"import os\n",
        b"(" * 9999,
        b"__deprecated__ = 3\n",
        b"__deprecated__ = {[]: 3}\n",
        b"__deprecated__ = read()\n",
    ],
)
def test_a_source_that_says_nothing(project: Path, data: bytes) -> None:
    site_packages = install(project / ".venv", "starlette-0.48.0")
    (site_packages / "starlette").mkdir()
    (site_packages / "starlette" / "status.py").write_bytes(data)
    found = environment(project).library("starlette")
    assert (found.version, found.names) == (Version("0.48.0"), None)


NAMES_OF_FILES = [
    *(name for name in LOCKS if "/" not in name),
    *("pyproject.toml", "setup.cfg", "setup.py", "PKG-INFO", ".venv/pyvenv.cfg"),
]


@pytest.mark.parametrize("name", NAMES_OF_FILES)
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
    for name in NAMES_OF_FILES:
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


def test_requirements_that_powershell_wrote(project: Path) -> None:
    (project / "requirements.txt").write_bytes("starlette==0.47.3\r\n".encode("utf-16"))
    assert version(project) == "0.47.3"


# --- Changes ----------------------------------------------------------------------------------


def test_what_does_not_change_is_not_read_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(project / ".venv", "starlette-0.47.3")
    write(project / "pyproject.toml", '[project]\ndependencies = ["starlette"]\n')
    age(project)
    known = Installations()
    before = known.of(project)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", pytest.fail)
        patch.setattr(os, "scandir", pytest.fail)
        again = known.of(project)
    assert again is before


def test_an_upgrade_is_noticed(project: Path) -> None:
    site_packages = install(project / ".venv", "starlette-0.47.3")
    known = Installations()
    assert known.of(project).library("starlette").version == Version("0.47.3")
    (site_packages / "starlette-0.47.3.dist-info").rename(
        site_packages / "starlette-0.48.0.dist-info"
    )
    assert known.of(project).library("starlette").version == Version("0.48.0")


def test_a_later_upgrade_is_noticed(project: Path) -> None:
    site_packages = install(project / ".venv", "starlette-0.47.3")
    age(project)
    known = Installations()
    assert known.of(project).library("starlette").version == Version("0.47.3")
    (site_packages / "starlette-0.48.0.dist-info").mkdir()
    assert known.of(project).library("starlette").version == Version("0.48.0")


@pytest.mark.parametrize("hours", [0, 1])
def test_each_new_file_is_noticed(project: Path, hours: int) -> None:
    known = Installations()
    seen = []

    def look(name: str, text: str) -> None:
        write(project / name, text)
        found = known.of(project / "src")
        starlette = found.library("starlette")
        seen.append((str(starlette.version or starlette.allowed.told_by), found.dependencies))
        age(project, hours * 3600)

    look("src/app.py", "")
    look("requirements.txt", "starlette>=0.40\n")
    look("pyproject.toml", "[project]\ndependencies = ['starlette>=0.44']\n")
    look("pyproject.toml", "[project]\ndependencies = ['starlette>=0.46']\n")
    look("uv.lock", UV_LOCK)
    look("uv.lock", UV_LOCK.replace("0.47.3", "0.47.2"))
    look(".venv/lib/python3.12/site-packages/starlette-0.48.0.dist-info/METADATA", "")
    look("src/venv/lib/python3.12/site-packages/starlette-0.49.0.dist-info/METADATA", "")
    asked = frozenset({"starlette"})
    assert seen == [
        ("", None),
        ("starlette>=0.40", asked),
        ("starlette>=0.44", asked),
        ("starlette>=0.46", asked),
        ("0.47.3", asked),
        ("0.47.2", asked),
        ("0.48.0", asked),
        ("0.49.0", asked),
    ]


def test_what_is_taken_away_is_noticed(project: Path) -> None:
    write(project / "uv.lock", UV_LOCK)
    age(project)
    known = Installations()
    assert known.of(project).library("starlette").version is not None
    (project / "uv.lock").unlink()
    assert known.of(project).library("starlette").version is None


def test_an_interpreter_that_is_made_later_is_noticed(project: Path, tmp_path: Path) -> None:
    known = Installations()
    other = tmp_path / "other"
    assert known.of(project, str(other)).library("starlette").version is None
    install(other, "starlette-0.47.3")
    assert known.of(project, str(other)).library("starlette").version == Version("0.47.3")


def test_every_library_is_watched() -> None:
    (packages,) = [pattern for pattern in WATCHED if "site-packages" in pattern]
    named = set(packages.partition("{")[2].partition("}")[0].split(","))
    assert named == {v.distribution for v in vocabularies().values()} - {"python"} | {"fastapi"}
