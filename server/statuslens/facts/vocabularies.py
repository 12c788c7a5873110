"""The names of the codes in each library, with the versions that have or deprecate them.

The names are data: `scripts/make_data.py` builds `data/vocabularies.json`.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Literal

from .catalogue import Kind

_IN_BOTH_CASES = frozenset({"httpx", "requests"})
_USERS = {"starlette": "FastAPI, Starlette"}  # FastAPI's `status` is Starlette's

NUMBERED: dict[str, Kind] = {"HTTP_": "http", "WS_": "websocket"}  # names with a number begin so

Type = Literal["int", "enum", "str", "class"]


@dataclass(frozen=True, slots=True)
class Name:
    """A library's name for a status; `library` is a key of `vocabularies()` or `classes()`.
    Versions are the library's, for `http` Python's; `since` is None for names in every version.
    """

    library: str
    name: str
    code: int
    since: str | None = None
    replaces: str | None = None
    deprecated: str | None = None
    replacement: str | None = None
    removed: str | None = None

    @property
    def is_numbered(self) -> bool:
        """Whether the name has its number in it, as `HTTP_404_NOT_FOUND` has."""
        return numbered_kind(self.name) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The names of one library: numbers (int), numbers with methods (enum), status lines (str) or
    classes. `paths` are the dotted paths of the object that has them, `distribution` is the package
    to install, `oldest` the oldest version to consider if the project does not restrict it.
    """

    key: str
    title: str
    paths: tuple[str, ...]
    type: Type
    distribution: str
    oldest: str | None
    names: Mapping[str, Name]

    @property
    def is_number(self) -> bool:
        """Whether the names can replace numbers."""
        return self.type in ("int", "enum")

    @property
    def in_both_cases(self) -> bool:
        """Whether each name exists in small letters and in capitals; `names` has one of the two."""
        return self.key in _IN_BOTH_CASES

    @property
    def users(self) -> str:
        """The title of the library and of the libraries that re-export its names."""
        return _USERS.get(self.key, self.title)


@functools.cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """The constants of each library, by key; for numbers, a value of the setting `provider`."""
    return MappingProxyType({key: entry for key, entry in _all().items() if entry.type != "class"})


@functools.cache
def classes() -> Mapping[str, Vocabulary]:
    """The exceptions and responses with a fixed status, by module."""
    return MappingProxyType({key: entry for key, entry in _all().items() if entry.type == "class"})


def vocabulary_of_name(name: Name) -> Vocabulary:
    """The vocabulary of `name`."""
    return _all()[name.library]


@functools.cache
def vocabulary_at(path: str) -> Vocabulary | None:
    """The vocabulary at a dotted path such as `fastapi.status` or `http.HTTPStatus`."""
    return next((v for v in vocabularies().values() if path in v.paths), None)


def numbered_kind(name: str) -> Kind | None:
    """The kind of code that a name beginning with `HTTP_` or `WS_` has; None for other names."""
    return next((kind for prefix, kind in NUMBERED.items() if name.startswith(prefix)), None)


@functools.cache
def numbered_name(name: str) -> Name | None:
    """The constant of an unambiguous name such as `HTTP_404_NOT_FOUND`; None for other names."""
    if numbered_kind(name) is None:
        return None
    known = (v for v in vocabularies().values() if v.is_number and name in v.names)
    return next((v.names[name] for v in known), None)


@functools.cache
def class_at(path: str) -> Name | None:
    """The class at a dotted path such as `aiohttp.web.HTTPNotFound`."""
    module, _, word = path.rpartition(".")
    found = (v.names.get(word) for v in classes().values() if module in v.paths)
    return next(filter(None, found), None)


@functools.cache
def _all() -> Mapping[str, Vocabulary]:
    text = resources.files("statuslens").joinpath("data/vocabularies.json").read_text("utf-8")
    return {
        key: Vocabulary(
            key,
            entry["title"],
            tuple(entry["paths"]),
            entry["type"],
            entry["distribution"],
            entry["oldest"],
            MappingProxyType({n: Name(key, n, **facts) for n, facts in entry["names"].items()}),
        )
        for key, entry in json.loads(text).items()
    }
