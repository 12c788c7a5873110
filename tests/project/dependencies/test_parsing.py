"""Files that are broken say nothing; the others still count."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from drawing import dedented
from project.dependencies.projects import LOCKS, UV_LOCK, environment, write

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
