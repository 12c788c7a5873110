"""The environment of a project is read again after a change to one of its files, and only then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from packaging.version import Version

from project.dependencies.projects import UV_LOCK, LookingAgain, age, install, write
from statuslens.facts.vocabularies import vocabularies
from statuslens.project.dependencies import WATCHED, interpreter_problem
from statuslens.project.file_system import FileSystem


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
    known = LookingAgain()
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
    told = interpreter_problem(FileSystem(), interpreter, project)
    assert told is None if problem is None else problem in (told or "")


def test_what_does_not_change_is_not_read_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(project / ".venv", "starlette-0.47.3")
    write(project / "pyproject.toml", '[project]\ndependencies = ["starlette"]\n')
    age(project)
    known = LookingAgain()
    before = known.of(project)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", pytest.fail)
        patch.setattr(os, "scandir", pytest.fail)
        again = known.of(project)
    assert again is before


def test_an_upgrade_is_noticed(project: Path) -> None:
    site_packages = install(project / ".venv", "starlette-0.47.3")
    known = LookingAgain()
    assert known.of(project).library("starlette").version == Version("0.47.3")
    (site_packages / "starlette-0.47.3.dist-info").rename(
        site_packages / "starlette-0.48.0.dist-info"
    )
    assert known.of(project).library("starlette").version == Version("0.48.0")


def test_a_later_upgrade_is_noticed(project: Path) -> None:
    site_packages = install(project / ".venv", "starlette-0.47.3")
    age(project)
    known = LookingAgain()
    assert known.of(project).library("starlette").version == Version("0.47.3")
    (site_packages / "starlette-0.48.0.dist-info").mkdir()
    assert known.of(project).library("starlette").version == Version("0.48.0")


@pytest.mark.parametrize("hours", [0, 1])
def test_each_new_file_is_noticed(project: Path, hours: int) -> None:
    known = LookingAgain()
    seen = []

    def look(name: str, text: str) -> None:
        write(project / name, text)
        found = known.of(project / "src")
        starlette = found.library("starlette")
        seen.append((str(starlette.version or starlette.allowed.requirement), found.dependencies))
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
    known = LookingAgain()
    assert known.of(project).library("starlette").version is not None
    (project / "uv.lock").unlink()
    assert known.of(project).library("starlette").version is None


def test_an_interpreter_that_is_made_later_is_noticed(project: Path, tmp_path: Path) -> None:
    known = LookingAgain()
    other = tmp_path / "other"
    assert known.of(project, str(other)).library("starlette").version is None
    install(other, "starlette-0.47.3")
    assert known.of(project, str(other)).library("starlette").version == Version("0.47.3")


def test_a_command_that_is_installed_later_is_noticed(project: Path, tmp_path: Path) -> None:
    known = LookingAgain({"PATH": str(tmp_path / "usr" / "bin")})
    assert known.of(project, "python3").libraries == {}
    install(tmp_path / "usr", "starlette-0.44.0")
    command = tmp_path / "usr" / "bin" / "python3"
    write(command)
    assert known.of(project, "python3").libraries == {}, "it cannot be run"
    command.chmod(0o755)
    assert known.of(project, "python3").library("starlette").version == Version("0.44.0")
    command.unlink()
    assert known.of(project, "python3").libraries == {}


def test_a_folder_that_cannot_be_listed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(project / ".venv", "starlette-0.44.0")
    scandir = os.scandir

    def refused(folder: Path) -> object:
        if folder == project:
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refused)
    assert LookingAgain().of(project).library("starlette").version == Version("0.44.0")


def test_every_library_is_watched() -> None:
    (packages,) = [pattern for pattern in WATCHED if "site-packages" in pattern]
    named = set(packages.partition("{")[2].partition("}")[0].split(","))
    assert named == {v.distribution for v in vocabularies().values()} - {"python"} | {"fastapi"}
