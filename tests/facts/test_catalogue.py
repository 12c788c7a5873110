"""The meaning of each code: the packaged data against the facts, `http` and Starlette itself."""

from __future__ import annotations

import http
import subprocess
import sys

import pytest

from repository import ROOT
from statuslens.facts.catalogue import Status, kind_of, registered, status
from statuslens.facts.vocabularies import (
    vocabularies,
)
from statuslens.features.card import card

# The registry and Python disagree on these; the registry is what we show, but for the teapot.
PHRASES_OF_PYTHON = {418: "I'm a Teapot"}
# http.HTTPStatus kept the former phrases until Python 3.13.
RENAMED = (413, 414, 416, 422)


def everything() -> list[Status]:
    return [*registered("http").values(), *registered("websocket").values()]


def test_the_packaged_data_and_the_manuals_are_what_their_sources_give() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "make_data.py"), "--check"]
    result = subprocess.run(script, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_all_of_the_registries_are_there() -> None:
    assert len(registered("http")) == 64
    assert len(registered("websocket")) == 19


@pytest.mark.parametrize("member", http.HTTPStatus, ids=lambda member: member.name)
def test_the_catalogue_agrees_with_python(member: http.HTTPStatus) -> None:
    meant = registered("http")[member.value]
    known = {meant.title, *meant.former_phrases} if member.value in RENAMED else {meant.title}
    assert PHRASES_OF_PYTHON.get(member.value, member.phrase).casefold() in {
        phrase.casefold() for phrase in known
    }
    name = vocabularies()["http"].names[member.name]
    assert name.code == member.value


def test_only_what_no_python_names_is_not_in_httpstatus() -> None:
    missing = registered("http").keys() - {member.value for member in http.HTTPStatus}
    assert missing == {104, 306}


@pytest.mark.parametrize("meant", everything(), ids=lambda meant: str(meant.code))
def test_each_code_has_a_sentence_of_its_own(meant: Status) -> None:
    assert 40 <= len(meant.sentence) <= 200
    assert meant.sentence.endswith(".")
    assert meant.sentence[0].isupper()
    assert [other.sentence for other in everything()].count(meant.sentence) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (99, None),
        (100, "http"),
        (599, "http"),
        (600, None),
        (1000, "websocket"),
        (4999, "websocket"),
    ]
    + [(5000, None), (0, None), (-404, None)],
)
def test_the_ranges_of_the_two_kinds(code: int, kind: str | None) -> None:
    assert kind_of(code) == kind
    assert (status(code) is None) == (kind is None)
    assert (card(code) is None) == (kind is None)


def test_codes_nobody_registered_say_so() -> None:
    nginx = status(499)
    assert nginx is not None
    assert nginx.registry == "unregistered"
    assert nginx.notes == ("nginx: client closed the request (log only)",)
    private = status(4001)
    assert private is not None
    assert "private use" in private.sentence
