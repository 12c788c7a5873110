"""Which versions of a library the package allows, and which of its names they have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from bench.archives import METADATA
from statuslens.facts.vocabularies import Name, vocabularies

_ANY_VERSION = "9999"


@dataclass(frozen=True)
class Declared:
    """The requirements of the package by distribution, `python` among them."""

    wanted: Mapping[str, tuple[SpecifierSet, ...]] = field(default_factory=dict)

    def has(self, name: Name) -> bool:
        """Whether some allowed version has the name."""
        sets = self._sets(name)
        return not sets or any(_allows(specifiers, name, inside=True) for specifiers in sets)

    def lacks(self, name: Name) -> bool:
        """Whether some allowed version does not have it."""
        if not self._sets(name):
            return bool(name.since or name.removed)
        return any(_allows(specifiers, name, inside=False) for specifiers in self._sets(name))

    def _sets(self, name: Name) -> tuple[SpecifierSet, ...]:
        return self.wanted.get(vocabularies()[name.library].distribution, ())


def declarations(root: Path) -> Declared:
    """The requirements of its metadata; environments and extras make no difference."""
    try:
        headers = HeaderParser().parsestr((root / METADATA).read_text("utf-8"))
    except OSError:
        return Declared()
    wanted: dict[str, list[SpecifierSet]] = defaultdict(list)
    for line in headers.get_all("Requires-Dist", []):
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        wanted[key].append(requirement.specifier)
    if headers["Requires-Python"]:
        wanted["python"].append(SpecifierSet(headers["Requires-Python"]))
    return Declared({key: tuple(sets) for key, sets in wanted.items()})


def _allows(specifiers: SpecifierSet, name: Name, *, inside: bool) -> bool:
    """Whether one of the telling versions is allowed, with the name (`inside`) or without it."""
    versions = {_ANY_VERSION, "0", *(v for v in (name.since, name.removed) if v)}
    versions |= {s.version.removesuffix(".*") for s in specifiers}
    versions |= {f"{v}.1" for v in versions}
    for version in map(Version, versions):
        since = name.since is None or version >= Version(name.since)
        there = since and (name.removed is None or version < Version(name.removed))
        if there == inside and specifiers.contains(version):
            return True
    return False
