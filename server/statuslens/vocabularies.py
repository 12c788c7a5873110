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


@dataclass(frozen=True, slots=True)
class Name:
    """A constant of a library (a key of `vocabularies()`). Versions are the library's; for `http`
    they are Python's.
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
    def in_every_version(self) -> bool:
        """Whether code that uses it runs, without a warning, on any version of the library."""
        return self.since is None and self.deprecated is None and self.removed is None


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The names of one library; `paths` are the dotted ways to reach the object that has them."""

    key: str
    title: str
    paths: tuple[str, ...]
    names: Mapping[str, Name]

    def current(self, code: int) -> Name | None:
        """The newest name of `code` here."""
        return next((n for n in self._of(code) if n.deprecated is None), None)

    def stable(self, code: int) -> Name | None:
        """A name of `code` that every version of the library has; None where there is none."""
        return next((n for n in self._of(code) if n.in_every_version), None)

    def _of(self, code: int) -> tuple[Name, ...]:
        return _names_by_code(self.key).get(code, ())


@functools.cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Every library's names, by the key that the `provider` setting uses."""
    text = resources.files("statuslens").joinpath("data/vocabularies.json").read_text("utf-8")
    return MappingProxyType(
        {
            key: Vocabulary(
                key,
                entry["title"],
                tuple(entry["paths"]),
                MappingProxyType({n: Name(key, n, **facts) for n, facts in entry["names"].items()}),
            )
            for key, entry in json.loads(text).items()
        }
    )


@functools.cache
def vocabulary_at(path: str) -> Vocabulary | None:
    """The vocabulary behind a dotted path such as `fastapi.status` or `http.HTTPStatus`."""
    return next((v for v in vocabularies().values() if path in v.paths), None)


@functools.cache
def telling_name(name: str) -> Name | None:
    """A name that can mean nothing else wherever it stands: `HTTP_404_NOT_FOUND`, `WS_1008_…`."""
    if not name.startswith(("HTTP_", "WS_")):
        return None
    return next((v.names[name] for v in vocabularies().values() if name in v.names), None)


@functools.cache
def _names_by_code(key: str) -> Mapping[int, tuple[Name, ...]]:
    by_code: dict[int, tuple[Name, ...]] = {}
    for name in vocabularies()[key].names.values():
        by_code[name.code] = (*by_code.get(name.code, ()), name)
    return by_code
