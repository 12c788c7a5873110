"""Distributions, requirements as ranges of versions, and the Starlette of each FastAPI."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from ...facts.vocabularies import vocabularies
from ..environment import Range

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

# Keys of vocabularies; FastAPI re-exports Starlette's names.
PYTHON = "http"
STARLETTE = "starlette"
FASTAPI = "fastapi"


@functools.cache
def counted() -> frozenset[str]:
    """The relevant distributions."""
    return frozenset(vocabulary.distribution for vocabulary in vocabularies().values()) | {FASTAPI}


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def version_of(text: str) -> Version | None:
    """The version in the text; None if it is invalid."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


# The oldest Starlette that FastAPI accepts from a version on; and the first one that is too new for
# every FastAPI before a version.
_OLDEST_STARLETTE = (("0.116.1", "0.40.0"), ("0.134.0", "0.46.0"), ("0.165.0", "1.6.0"))
_TOO_NEW_STARLETTE = (("0.116.2", "0.48.0"), ("0.128.3", "0.49.0"), ("0.133.0", "1.0.0"))


def starlette_of(fastapi: Range) -> Range:
    """The versions of Starlette that these versions of FastAPI allow."""
    oldest = [version for first, version in _OLDEST_STARLETTE if not fastapi.begins_before(first)]
    too_new = [version for end, version in _TOO_NEW_STARLETTE if not fastapi.reaches(end)]
    return Range(
        Version(oldest[-1]) if oldest else None,
        Version(too_new[0]) if too_new else None,
        bool(too_new),
        fastapi.requirement,
    )


def range_of(specifiers: SpecifierSet, requirement: str) -> Range:
    """The range from the lowest to the highest version that the specifiers allow."""
    found = Range(requirement=requirement)
    for specifier in specifiers:
        found = both(found, _specified(specifier.operator, specifier.version, requirement))
    return found


def poetry_range(name: str, text: str) -> Range:
    """`^1.2` allows versions until the first nonzero number changes, `~1.2` until 1.3."""
    requirement = f'{name} = "{text}"'
    ranges = []
    for alternative in re.split(r"\s*\|\|?\s*", text):
        found = Range(requirement=requirement)
        for operator, version in re.findall(r"([\^~<>=!]*)\s*([^\s,<>=!~^]+)", alternative):
            found = both(found, _poetry_part(operator, version, requirement))
        ranges.append(found)
    return either(ranges)


def both(one: Range, other: Range) -> Range:
    """The versions in both ranges; the requirement of the lower bound is kept."""
    lower = max((one, other), key=_lower_bound)
    bounded = [r for r in (one, other) if r.highest is not None]
    upper = min(bounded, key=_upper_bound) if bounded else Range()
    source = lower if lower.lowest is not None or upper.highest is None else upper
    requirement = source.requirement or one.requirement or other.requirement
    return Range(lower.lowest, upper.highest, upper.open_ended, requirement)


def either(ranges: Collection[Range]) -> Range:
    """The range from the lowest to the highest version in any of the ranges."""
    lower = min(ranges, key=_lower_bound)
    unbounded = any(r.highest is None for r in ranges)
    upper = Range() if unbounded else max(ranges, key=_upper_bound)
    return Range(lower.lowest, upper.highest, upper.open_ended, lower.requirement)


def _specified(operator: str, text: str, requirement: str) -> Range:
    """The range of one specifier; unbounded if it excludes versions in between, such as `!=`."""
    version = version_of(text.removesuffix(".*"))
    if version is None:  # `===` allows any text
        return Range(requirement=requirement)
    if operator in (">", ">="):
        return Range(version, None, requirement=requirement)
    if operator in ("<", "<="):
        return Range(None, version, operator == "<", requirement)
    if operator == "~=":
        return Range(version, _after(version.release[:-1]), True, requirement)
    if text.endswith(".*") and operator == "==":
        return Range(version, _after(version.release), True, requirement)
    if operator in ("==", "==="):
        return Range(version, version, requirement=requirement)
    return Range(requirement=requirement)


def _poetry_part(operator: str, text: str, requirement: str) -> Range:
    if operator not in ("^", "~"):
        return _specified("==" if operator in ("", "=") else operator, text, requirement)
    version = version_of(text)
    if version is None:
        return Range(requirement=requirement)
    given = version.release
    first = next((i for i, number in enumerate(given) if number), len(given) - 1)
    kept = given[: first + 1] if operator == "^" else given[:2]
    return Range(version, _after(kept), True, requirement)


def _after(release: Sequence[int]) -> Version:
    *before, last = release
    return Version(".".join(map(str, [*before, last + 1])))


def _lower_bound(one: Range) -> tuple[bool, Version]:
    return one.lowest is not None, one.lowest or Version("0")


def _upper_bound(one: Range) -> tuple[Version, bool]:
    return one.highest or Version("0"), not one.open_ended
