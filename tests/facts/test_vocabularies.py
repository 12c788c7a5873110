"""The constants and classes of each library, with their versions."""

from __future__ import annotations

import keyword

import pytest
import starlette.status
from packaging.version import Version

from statuslens.facts.catalogue import status
from statuslens.facts.vocabularies import (
    Vocabulary,
    class_at,
    classes,
    numbered_name,
    vocabularies,
    vocabulary_at,
    vocabulary_of_name,
)


def _starlette_names() -> list[str]:
    return [name for name in dir(starlette.status) if name.startswith(("HTTP_", "WS_"))]


@pytest.mark.filterwarnings("ignore:.*is deprecated")
@pytest.mark.parametrize("name", _starlette_names())
def test_every_name_of_starlette_is_known_by_its_code(name: str) -> None:
    known = vocabularies()["starlette"].names[name]
    assert known.code == getattr(starlette.status, name)
    assert numbered_name(name) == known
    assert status(known.code) is not None
    assert (known.deprecated is not None) == (name not in starlette.status.__all__)


def test_there_are_no_names_that_starlette_lacks_but_the_removed_ones() -> None:
    ours = {
        name.name for name in vocabularies()["starlette"].names.values() if name.removed is None
    }
    assert ours == set(_starlette_names())


def test_a_name_that_not_every_version_has_is_known_as_such() -> None:
    names = vocabularies()["starlette"].names
    current = {name.code: name for name in names.values() if name.since == "0.48.0"}
    assert tuple(current) == (413, 414, 416, 422)
    for name in current.values():
        assert name.replaces is not None
        old = names[name.replaces]
        assert (old.code, old.deprecated, old.replacement) == (name.code, "0.48.0", name.name)
        assert old.removed is None


@pytest.mark.parametrize(
    ("library", "since"),
    [
        (
            "starlette",
            {
                "0.48.0": [
                    "HTTP_413_CONTENT_TOO_LARGE",
                    "HTTP_414_URI_TOO_LONG",
                    "HTTP_416_RANGE_NOT_SATISFIABLE",
                    "HTTP_422_UNPROCESSABLE_CONTENT",
                ],
                "0.19.1": ["WS_1005_NO_STATUS_RCVD", "WS_1006_ABNORMAL_CLOSURE"],
            },
        ),
        (
            "rest_framework",
            {
                "3.10.0": [
                    "HTTP_208_ALREADY_REPORTED",
                    "HTTP_226_IM_USED",
                    "HTTP_308_PERMANENT_REDIRECT",
                    "HTTP_426_UPGRADE_REQUIRED",
                    "HTTP_506_VARIANT_ALSO_NEGOTIATES",
                    "HTTP_508_LOOP_DETECTED",
                    "HTTP_509_BANDWIDTH_LIMIT_EXCEEDED",
                    "HTTP_510_NOT_EXTENDED",
                ],
                "3.11.0": ["HTTP_418_IM_A_TEAPOT"],
                "3.14.0": [
                    "HTTP_102_PROCESSING",
                    "HTTP_103_EARLY_HINTS",
                    "HTTP_421_MISDIRECTED_REQUEST",
                    "HTTP_425_TOO_EARLY",
                ],
            },
        ),
        (
            "http",
            {
                "3.7": ["MISDIRECTED_REQUEST"],
                "3.8": ["UNAVAILABLE_FOR_LEGAL_REASONS"],
                "3.9": ["EARLY_HINTS", "IM_A_TEAPOT", "TOO_EARLY"],
                "3.13": [
                    "CONTENT_TOO_LARGE",
                    "RANGE_NOT_SATISFIABLE",
                    "UNPROCESSABLE_CONTENT",
                    "URI_TOO_LONG",
                ],
            },
        ),
        ("httpx", {"0.14.3": ["EARLY_HINTS", "TOO_EARLY"]}),
        (
            "requests",
            # The first is older, but stood for 122.
            {"2.32.0": ["uri_too_long", "content_too_large", "unprocessable_content", "too_early"]},
        ),
        ("litestar", {}),
        ("aiohttp", {}),
        ("wsproto", {}),
    ],
)
def test_since_when_names_are_there(library: str, since: dict[str, list[str]]) -> None:
    found: dict[str, list[str]] = {}
    for name in vocabularies()[library].names.values():
        if name.since is not None:
            found.setdefault(name.since, []).append(name.name)
    assert {v: sorted(names) for v, names in found.items()} == {
        v: sorted(names) for v, names in since.items()
    }


def test_starlette_has_taken_two_names_away() -> None:
    removed = [name for name in vocabularies()["starlette"].names.values() if name.removed]
    assert [(n.name, n.code, n.deprecated, n.removed, n.replacement) for n in removed] == [
        ("WS_1004_NO_STATUS_RCVD", 1004, "0.19.1", "0.45.0", "WS_1005_NO_STATUS_RCVD"),
        ("WS_1005_ABNORMAL_CLOSURE", 1005, "0.19.1", "0.45.0", "WS_1006_ABNORMAL_CLOSURE"),
    ]


def test_python_has_renamed_four_and_kept_the_old_names() -> None:
    names = vocabularies()["http"].names
    renamed = {name.code: name for name in names.values() if name.replaces is not None}
    assert tuple(sorted(renamed)) == (413, 414, 416, 422)
    for name in renamed.values():
        assert name.since == "3.13"
        assert name.replaces is not None
        assert names[name.replaces].deprecated is None
        assert names[name.replaces].code == name.code


@pytest.mark.parametrize(
    "vocabulary",
    [*vocabularies().values(), *classes().values()],
    ids=lambda vocabulary: vocabulary.key,
)
def test_names_are_names_of_statuses_and_versions_are_versions(vocabulary: Vocabulary) -> None:
    assert vocabulary.oldest is None or Version(vocabulary.oldest)
    for name in vocabulary.names.values():
        assert vocabulary_of_name(name) is vocabulary
        assert name.name.isidentifier()
        assert not keyword.iskeyword(name.name)
        assert status(name.code) is not None
        assert all(Version(v) for v in (name.since, name.deprecated, name.removed) if v)
        assert name.replacement is None or name.replacement in vocabulary.names
        if vocabulary.type == "class":
            assert class_at(f"{vocabulary.paths[0]}.{name.name}") == name


def test_what_a_name_is() -> None:
    types = {key: vocabulary.type for key, vocabulary in vocabularies().items()}
    assert types == {
        "starlette": "int",
        "rest_framework": "int",
        "litestar": "int",
        "http": "enum",
        "httpx": "enum",
        "requests": "int",
        "falcon": "str",
        "websockets": "enum",
        "aiohttp": "enum",
        "wsproto": "enum",
    }
    assert [v.key for v in vocabularies().values() if not v.is_number] == ["falcon"]


def test_classes_are_known_by_their_paths() -> None:
    found = class_at("django.http.Http404")
    assert found is not None
    assert (found.library, found.code) == ("django.http", 404)
    for path in ("NotFound", "http.NotFound", "django.http.HttpResponse", "sanic.SanicException"):
        assert class_at(path) is None


def test_paths_lead_to_vocabularies() -> None:
    assert vocabulary_at("fastapi.status") is vocabularies()["starlette"]
    assert vocabulary_at("falcon.HTTPStatus") is None
    assert numbered_name("NOT_FOUND") is None
