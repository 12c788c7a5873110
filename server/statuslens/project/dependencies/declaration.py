"""What a project declares: its name, what it needs, and the Python for it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from ..environment import Range
from .distributions import normal
from .requirements import Requirement
from .version_ranges import either, range_of


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the files of one folder ask for.

    `states` is whether they say which distributions the project needs; None where they do not
    mention any.
    """

    name: str = ""
    requirements: tuple[Requirement, ...] = ()
    python: Range | None = None
    states: bool | None = False

    @property
    def is_complete(self) -> bool:
        return self.states is not False

    def distributions(self) -> tuple[frozenset[str], frozenset[str]]:
        """The needed ones, with the project itself, and the optional ones."""
        needed = {one.distribution for one in self.requirements if not one.is_optional}
        optional = {one.distribution for one in self.requirements if one.is_optional}
        own = {normal(self.name)} if self.name else set()
        return frozenset(needed | own), frozenset(optional)

    def asked(self, distribution: str) -> Range | None:
        """All versions of it that some requirement allows; an optional one counts only where no
        other is there.
        """
        own = [one for one in self.requirements if one.distribution == distribution]
        ranges = [one.range for one in own if not one.is_optional] or [one.range for one in own]
        return either(ranges) if ranges else None

    def merged(self, other: Declaration) -> Declaration:
        known = {self.states, other.states}
        return Declaration(
            self.name or other.name,
            self.requirements + other.requirements,
            self.python or other.python,
            True if True in known else False if False in known else None,
        )


def python_range(specifier: object, key: str) -> Range | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if isinstance(specifier, str):
        with contextlib.suppress(InvalidSpecifier):
            return range_of(SpecifierSet(specifier), f"{key} {specifier}")
    return None
