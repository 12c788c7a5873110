"""How each library spells the codes: names, since when, deprecated in favour of what.

The names are data (`data/vocabularies.json`, made by `scripts/make_data.py`).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Literal

Type = Literal["int", "enum", "str", "class"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name that stands for a status, in a library (a key of `vocabularies()` or `classes()`).
    Versions are the library's; for `http` they are Python's. None for `since`: it was always there.
    """

    library: str
    name: str
    code: int
    since: str | None = None
    replaces: str | None = None
    deprecated: str | None = None
    replacement: str | None = None
    removed: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The names of one library; `paths` are the dotted ways to reach the object that has them.

    `type` is what a name is: an int, an int with methods (enum), a status line (str) or a class.
    `distribution` is what one installs to have it; `oldest` the oldest version that counts where
    a project says nothing.
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
        """Whether a name can stand where a number can."""
        return self.type in ("int", "enum")


@functools.cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """The libraries' constants, by a key; those of numbers are values of the `provider` setting."""
    return MappingProxyType({key: entry for key, entry in _all().items() if entry.type != "class"})


@functools.cache
def classes() -> Mapping[str, Vocabulary]:
    """The exceptions and responses that stand for one status, by the module that has them."""
    return MappingProxyType({key: entry for key, entry in _all().items() if entry.type == "class"})


def vocabulary_of_name(name: Name) -> Vocabulary:
    """The vocabulary that `name` belongs to."""
    return _all()[name.library]


@functools.cache
def vocabulary_at(path: str) -> Vocabulary | None:
    """The vocabulary behind a dotted path such as `fastapi.status` or `http.HTTPStatus`."""
    return next((v for v in vocabularies().values() if path in v.paths), None)


@functools.cache
def telling_name(name: str) -> Name | None:
    """A name that can mean nothing else wherever it stands: `HTTP_404_NOT_FOUND`, `WS_1008_…`."""
    if not name.startswith(("HTTP_", "WS_")):
        return None
    known = (v for v in vocabularies().values() if v.is_number and name in v.names)
    return next((v.names[name] for v in known), None)


@functools.cache
def class_at(path: str) -> Name | None:
    """The class behind a dotted path such as `aiohttp.web.HTTPNotFound`."""
    module, _, word = path.rpartition(".")
    return next(
        (v.names[word] for v in classes().values() if module in v.paths and word in v.names), None
    )


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
