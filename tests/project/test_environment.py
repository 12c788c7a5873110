"""The names that exist in the versions of a project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.version import Version

from statuslens.facts.vocabularies import Name, vocabularies
from statuslens.project.dependencies import Installations
from statuslens.project.environment import UNKNOWN, Choice, Environment, Library, Range
from statuslens.project.file_system import FileSystem

STARLETTE = vocabularies()["starlette"]
OLD = STARLETTE.names["HTTP_422_UNPROCESSABLE_ENTITY"]
NEW = STARLETTE.names["HTTP_422_UNPROCESSABLE_CONTENT"]
GONE = STARLETTE.names["WS_1004_NO_STATUS_RCVD"]


def allowed(lowest: str | None = None, below: str | None = None) -> Range:
    return Range(
        Version(lowest) if lowest is not None else None,
        Version(below) if below is not None else None,
        open_ended=True,
    )


@pytest.mark.parametrize(
    ("library", "old", "new", "gone"),
    [
        # Where nothing is known, as in the newest version: only completion asks then.
        (Library(), "deprecated", "current", "removed"),
        (Library(Version("0.44.0")), "current", "missing", "deprecated"),
        (Library(Version("0.47.3")), "current", "missing", "removed"),
        (Library(Version("0.48.0")), "deprecated", "current", "removed"),
        (Library(allowed=allowed("0.40")), "current", "current", "deprecated"),
        (Library(allowed=allowed(None, "0.48")), "current", "missing", "current"),
        (Library(allowed=allowed("0.48")), "deprecated", "current", "removed"),
    ],
)
def test_the_state_of_a_name(library: Library, old: str, new: str, gone: str) -> None:
    environment = Environment({"starlette": library})
    assert [environment.state(name) for name in (OLD, NEW, GONE)] == [old, new, gone]


def test_the_end_of_a_range_may_belong_to_it() -> None:
    at_most = Range(None, Version("0.48.0"))
    assert at_most.reaches("0.48.0")
    assert not at_most.reaches("0.48.1")
    assert not allowed(None, "0.48.0").reaches("0.48.0")


def test_what_the_project_promises_may_be_too_old_for_a_name() -> None:
    def is_too_new(library: Library) -> bool:
        return Environment({"starlette": library}).is_too_new(NEW)

    assert is_too_new(Library(allowed=allowed("0.40"), direct=True))
    assert is_too_new(Library(Version("1.0"), allowed("0.40"), direct=True))
    assert not is_too_new(Library(allowed=allowed("0.48"), direct=True))
    assert not is_too_new(Library(allowed=allowed(None, "0.48"), direct=True))
    # What FastAPI brings is promised by nobody once it is there.
    assert is_too_new(Library(allowed=allowed("0.40")))
    assert not is_too_new(Library(Version("1.0"), allowed("0.40")))


def test_the_installed_source_knows_best() -> None:
    names = {"HTTP_422_UNPROCESSABLE_ENTITY": 422, "HTTP_599_NEW": 599}
    library = Library(Version("0.48.0"), names=names, deprecated={})
    environment = Environment({"starlette": library})
    assert environment.state(OLD) == "current"
    assert environment.state(NEW) == "missing"
    assert environment.state(GONE) == "removed"
    assert environment.choice(STARLETTE, 599) == Choice(Name("starlette", "HTTP_599_NEW", 599))
    assert environment.knows(STARLETTE, "HTTP_599_NEW")
    assert not UNKNOWN.knows(STARLETTE, "HTTP_599_NEW")


def test_names_are_offered_the_one_to_write_first() -> None:
    def of_422(library: Library) -> list[str]:
        environment = Environment({"starlette": library})
        return [name.name for name in environment.names(STARLETTE) if name.code == 422]

    assert of_422(Library(Version("0.47.3"))) == [OLD.name]
    assert of_422(Library(Version("1.0"))) == [NEW.name, OLD.name]
    assert of_422(Library(allowed=allowed("0.40"))) == [OLD.name, NEW.name]


def test_members_of_enumerations_are_numbers_in_text_from_3_11_on() -> None:
    def formats(library: Library) -> bool:
        return Environment({"http": library}).formats_as_number()

    assert formats(Library())
    assert formats(Library(Version("3.11.2")))
    assert not formats(Library(Version("3.10.13")))
    assert not formats(Library(Version("3.13"), allowed("3.9"), direct=True))


# A column for each name there is. Its head lists the projects: `0.48.0` is installed, `>=0.48` is
# asked for, `1.10.0>=0.40` is both. `-` is no name, and `!` one that a version which the project
# allows does not have.
NAMES = {
    "starlette": """
            | 0.20.0 0.44.0 0.46.0 0.47.3             | 0.48.0 1.10.0 >=0.48
            | >=0.40 <0.48 >=0.44,<0.49 0.47.3>=0.40  | 1.10.0>=0.48
        413 | HTTP_413_REQUEST_ENTITY_TOO_LARGE       | HTTP_413_CONTENT_TOO_LARGE
        414 | HTTP_414_REQUEST_URI_TOO_LONG           | HTTP_414_URI_TOO_LONG
        416 | HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE | HTTP_416_RANGE_NOT_SATISFIABLE
        422 | HTTP_422_UNPROCESSABLE_ENTITY           | HTTP_422_UNPROCESSABLE_CONTENT
        306 | HTTP_306_RESERVED                       | HTTP_306_RESERVED
        509 | -                                       | -
       1005 | WS_1005_NO_STATUS_RCVD                  | WS_1005_NO_STATUS_RCVD
    """,
    "starlette, where an older one is allowed": """
            | 0.48.0>=0.40 1.10.0>=0.46
        413 | HTTP_413_CONTENT_TOO_LARGE!
        414 | HTTP_414_URI_TOO_LONG!
        416 | HTTP_416_RANGE_NOT_SATISFIABLE!
        422 | HTTP_422_UNPROCESSABLE_CONTENT!
        306 | HTTP_306_RESERVED
        509 | -
       1005 | WS_1005_NO_STATUS_RCVD
    """,
    "rest_framework": """
            | 3.14.0 3.18.3 >=3.14
        413 | HTTP_413_REQUEST_ENTITY_TOO_LARGE
        414 | HTTP_414_REQUEST_URI_TOO_LONG
        416 | HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE
        422 | HTTP_422_UNPROCESSABLE_ENTITY
        306 | HTTP_306_RESERVED
        509 | HTTP_509_BANDWIDTH_LIMIT_EXCEEDED
       1005 | -
    """,
    "litestar": """
            | 2.0.0 2.25.0 >=2
        413 | HTTP_413_REQUEST_ENTITY_TOO_LARGE
        414 | HTTP_414_REQUEST_URI_TOO_LONG
        416 | HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE
        422 | HTTP_422_UNPROCESSABLE_ENTITY
        306 | HTTP_306_RESERVED
        509 | -
       1005 | WS_1005_NO_STATUS_RECEIVED
    """,
    "http": """
            | 3.10 3.11 3.12                          | 3.13 3.14
            | >=3.10 >=3.11 >=3.12 3.13>=3.10 3.14>=3.12 | >=3.13 >=3.14 3.13>=3.13 3.14>=3.13
        413 | REQUEST_ENTITY_TOO_LARGE                | CONTENT_TOO_LARGE
        414 | REQUEST_URI_TOO_LONG                    | URI_TOO_LONG
        416 | REQUESTED_RANGE_NOT_SATISFIABLE         | RANGE_NOT_SATISFIABLE
        422 | UNPROCESSABLE_ENTITY                    | UNPROCESSABLE_CONTENT
        306 | -                                       | -
        509 | -                                       | -
       1005 | -                                       | -
    """,
}


def columns() -> Iterator[tuple[str, str, dict[int, str]]]:
    """The library, a project, and the name of each code in it."""
    for title, table in NAMES.items():
        rows = [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]
        for number in range(1, len(rows[0])):
            names = {int(row[0]): row[number] for row in rows if row[0]}
            heads = " ".join(row[number] for row in rows if not row[0])
            for project in heads.split():
                yield title.partition(",")[0], project, names


@pytest.mark.parametrize(("key", "project", "names"), list(columns()))
def test_the_name_that_exists_there(
    key: str, project: str, names: dict[int, str], tmp_path: Path
) -> None:
    installed, asked = re.findall("^([0-9.]*)(.*)$", project)[0]
    make(tmp_path, key, installed, asked)
    environment = Installations(FileSystem()).of(tmp_path)
    chosen = {code: environment.choice(vocabularies()[key], code) for code in names}
    assert names == {
        code: "-" if choice is None else choice.name.name + ("" if choice.safe else "!")
        for code, choice in chosen.items()
    }


def make(folder: Path, key: str, installed: str, asked: str) -> None:
    """A project in `folder` that runs on one version and asks for others."""
    distribution = vocabularies()[key].distribution
    packages = folder / ".venv" / "lib" / "python3.12" / "site-packages"
    (folder / ".git").mkdir()
    lines = ["[project]"]
    if key == "http":
        lines += [f'requires-python = "{asked}"'] if asked else []
        if installed:
            (folder / ".venv").mkdir()
            (folder / ".venv" / "pyvenv.cfg").write_text(f"version = {installed}.1\n")
    else:
        lines += [f'dependencies = ["{distribution}{asked}"]'] if asked else []
        if installed:
            (packages / f"{distribution}-{installed}.dist-info").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("\n".join(lines))
