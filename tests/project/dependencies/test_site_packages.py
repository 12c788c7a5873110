"""Which interpreter and environment is a project's, and what is installed there."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.version import Version

from project.dependencies.projects import (
    NO_VARIABLES,
    environment,
    install,
    make_command,
    version,
    write,
)
from statuslens.facts.vocabularies import vocabularies
from statuslens.project.dependencies import interpreter_problem
from statuslens.project.environment import Library
from statuslens.project.file_system import FileSystem


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
        assert interpreter_problem(FileSystem(), command, project, {"PATH": path}) is None
    for variables in ({}, {"PATH": ""}, {"PATH": str(tmp_path / "none")}):
        assert environment(project, "python3", variables).libraries == {}
        assert interpreter_problem(FileSystem(), "python3", project, variables) == (
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
    assert interpreter_problem(FileSystem(), "python", project, variables) is None
    assert "has no Python" in (
        interpreter_problem(FileSystem(), "python", project, NO_VARIABLES) or ""
    )
    assert "has no Python" in (interpreter_problem(FileSystem(), "env", project, variables) or "")
    install(project / "python", "starlette-0.48.0")
    found = environment(project, "python", variables).library("starlette").version
    assert found == Version("0.48.0")


def test_the_folder_of_the_workspace_is_that_of_the_project(project: Path, tmp_path: Path) -> None:
    install(project / "env", "starlette-0.44.0")
    write(project / "env" / "bin" / "python")
    for name in ("env", "env/bin/python"):
        interpreter = "${workspaceFolder}/" + name
        assert version(project / "src" / "app", interpreter=interpreter) == "0.44.0"
        assert interpreter_problem(FileSystem(), interpreter, project / "src") is None
    make_command(tmp_path / "bin" / "python3")
    told = interpreter_problem(
        FileSystem(), "${workspaceFolder}/python3", project, {"PATH": str(tmp_path / "bin")}
    )
    assert told == "The interpreter '${workspaceFolder}/python3' does not exist."
    assert "has no Python" in (
        interpreter_problem(FileSystem(), "${workspaceFolder}", project) or ""
    )


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


def test_deprecated_names_without_a_known_successor(project: Path) -> None:
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
