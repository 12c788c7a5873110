"""What the versions of a project say about names."""

from __future__ import annotations

import pytest
from packaging.version import Version

from statuslens.facts.vocabularies import Name, vocabularies
from statuslens.project.environment import UNKNOWN, Choice, Environment, Library, Range

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
