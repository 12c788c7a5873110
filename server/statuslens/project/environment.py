"""The libraries and versions of a project, which decide which names exist.

`dependencies` reads the facts from the project's files. The version that runs (installed or locked)
decides; if it is unknown, a name must exist in every version that the project allows.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from packaging.version import Version

from ..facts.vocabularies import Name, Vocabulary

State = Literal["current", "deprecated", "missing", "removed"]


@dataclass(frozen=True, slots=True)
class Range:
    """The versions from `lowest` to `highest` (included unless `open_ended`); None for no bound.
    `requirement` is the text that sets the bound, as the user wrote it.
    """

    lowest: Version | None = None
    highest: Version | None = None
    open_ended: bool = False
    requirement: str = ""

    def begins_before(self, version: str) -> bool:
        """Whether a version in the range is older than `version`."""
        return self.lowest is None or self.lowest < Version(version)

    def reaches(self, version: str) -> bool:
        """Whether a version in the range is `version` or newer."""
        if self.highest is None:
            return True
        limit = Version(version)
        return limit < self.highest if self.open_ended else limit <= self.highest


@dataclass(frozen=True, slots=True)
class Library:
    """The project's versions of one library: `version` runs, if known; `allowed` is the range that
    the project requires, of the library if `direct`, else of the package that depends on it
    (FastAPI on Starlette). `names` and `deprecated` (old name → new) are read from the installed
    source, if any.
    """

    version: Version | None = None
    allowed: Range = field(default_factory=Range)
    direct: bool = False
    names: Mapping[str, int] | None = None
    deprecated: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A name to write. `safe` is false if an older version that the project supports lacks it."""

    name: Name
    safe: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Environment:
    """The libraries of a project by key of `vocabularies()`; `http` is Python. `dependencies` are
    its distributions, `optional` those only in an extra or a group, in normal form (lower case,
    dashes); None if none is readable. `line_length` is that of its style.
    """

    libraries: Mapping[str, Library] = field(default_factory=dict)
    dependencies: frozenset[str] | None = None
    optional: frozenset[str] = frozenset()
    line_length: int = 88

    def is_like(self, other: Environment) -> bool:
        """Whether the other environment has the same content."""
        return all(getattr(self, each.name) == getattr(other, each.name) for each in fields(self))

    def library(self, key: str) -> Library:
        return self.libraries.get(key, _UNKNOWN)

    def choice(self, vocabulary: Vocabulary, code: int) -> Choice | None:
        """The name of `code` that exists here, if one certainly does, preferably a current one."""
        return _choices(self, vocabulary).get(code)

    def is_known(self, key: str) -> bool:
        """Whether anything restricts the versions of the library."""
        library = self.library(key)
        return library.version is not None or library.allowed != Range()

    def state(self, name: Name) -> State:
        """The state of `name` in the version that runs; if that is unknown, in every allowed
        version; if nothing is known, in the newest. `missing` names come in a later version.
        """
        library = self.library(name.library)
        if library.names is not None:
            if name.name not in library.names:
                return "missing" if name.deprecated is None else "removed"
            old = library.deprecated is not None and name.name in library.deprecated
            return "deprecated" if old else "current"
        if library.version is not None:
            runs = Range(library.version, library.version)
        else:
            runs = library.allowed if library.allowed != Range() else _NEWEST
        if name.since is not None and not runs.reaches(name.since):
            return "missing"
        if name.removed is not None and not runs.begins_before(name.removed):
            return "removed"
        if name.deprecated is not None and not runs.begins_before(name.deprecated):
            return "deprecated"
        return "current"

    def is_too_new(self, name: Name) -> bool:
        """Whether the oldest version that the project supports lacks `name`. The requirements of
        another library, which depends on this one, only count while no version is known.
        """
        library = self.library(name.library)
        if name.since is None or library.allowed.lowest is None:
            return False
        is_promise = library.direct or library.version is None
        return is_promise and library.allowed.begins_before(name.since)

    def formats_as_number(self) -> bool:
        """Whether `str(HTTPStatus.OK)` is `200` in each Python of the project (from 3.11 on)."""
        python = self.library("http")
        oldest = [v for v in (python.version, python.allowed.lowest) if v is not None]
        return not oldest or min(oldest) >= _FORMATS_AS_NUMBER

    def depends_on(self, distribution: str) -> bool | None:
        """Whether the project needs the distribution at run time; None if unknown."""
        if self.dependencies is None:
            return None
        return distribution in self.dependencies and distribution not in self.optional

    def names(self, vocabulary: Vocabulary) -> tuple[Name, ...]:
        """The library's names that exist here, for each code the preferred one first."""
        return _names(self, vocabulary)

    def knows(self, vocabulary: Vocabulary, word: str) -> bool:
        """Whether the library has a name `word`, in any version or as it is installed."""
        return word in vocabulary.names or word in (self.library(vocabulary.key).names or {})


@functools.lru_cache(maxsize=64)
def _names(environment: Environment, vocabulary: Vocabulary) -> tuple[Name, ...]:
    there = {
        name: state
        for name in _every_name(environment, vocabulary)
        if (state := environment.state(name)) in ("current", "deprecated")
    }

    def order(name: Name) -> tuple[bool, bool]:
        choice = environment.choice(vocabulary, name.code)
        return choice is not None and choice.name != name, there[name] == "deprecated"

    return tuple(sorted(there, key=order))


@functools.lru_cache(maxsize=64)
def _choices(environment: Environment, vocabulary: Vocabulary) -> Mapping[int, Choice]:
    by_code: dict[int, list[Name]] = {}
    for name in _every_name(environment, vocabulary):
        by_code.setdefault(name.code, []).append(name)
    chosen = ((code, _chosen(environment, vocabulary, names)) for code, names in by_code.items())
    return {code: choice for code, choice in chosen if choice is not None}


def _chosen(environment: Environment, vocabulary: Vocabulary, names: list[Name]) -> Choice | None:
    if environment.library(vocabulary.key).version is None:
        versions = _range(environment, vocabulary)
        fit = [name for name in names if _is_throughout(name, versions)]
        best = _first(fit, lambda name: name.deprecated is None)
        return Choice(best) if best is not None else None
    states = {name: environment.state(name) for name in names}
    fit = [name for name in names if states[name] == "current"]
    fit = fit or [name for name in names if states[name] == "deprecated"]
    best = _first(fit, lambda name: not environment.is_too_new(name))
    return Choice(best, not environment.is_too_new(best)) if best is not None else None


def _every_name(environment: Environment, vocabulary: Vocabulary) -> Iterator[Name]:
    """The library's names; those only in the installed source are the newest."""
    yield from vocabulary.names.values()
    for word, code in (environment.library(vocabulary.key).names or {}).items():
        if word not in vocabulary.names:
            yield Name(vocabulary.key, word, code)


def _range(environment: Environment, vocabulary: Vocabulary) -> Range:
    """The versions in which a name must exist."""
    allowed = environment.library(vocabulary.key).allowed
    if allowed.lowest is not None or vocabulary.oldest is None:
        return allowed
    return Range(Version(vocabulary.oldest), allowed.highest, allowed.open_ended)


def _is_throughout(name: Name, versions: Range) -> bool:
    since_the_first = name.since is None or not versions.begins_before(name.since)
    to_the_last = name.removed is None or not versions.reaches(name.removed)
    return since_the_first and to_the_last


def _first(names: list[Name], preferred: Callable[[Name], bool]) -> Name | None:
    """The first preferred one, else the first."""
    return next((name for name in names if preferred(name)), names[0] if names else None)


_UNKNOWN = Library()
_NEWEST = Range(Version("9999"))
_FORMATS_AS_NUMBER = Version("3.11")

UNKNOWN = Environment()  # of a project without any information
