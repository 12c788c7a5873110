"""What a project declares: its name, its requirements (also as lines of text), and its Python."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..environment import Range
from ..file_system import FileSystem
from .marks import marks
from .version_ranges import either, normal, range_of

# The words in the name of a file of requirements that the project itself runs without.
_OPTIONAL = frozenset(
    {"ci", "dev", "develop", "development", "doc", "docs", "lint", "test", "testing", "tests"}
    | {"tools", "typing"}
)
_FILE = re.compile(r"(?:.*[-_.])?requirements(?:[-_.].*)?\.txt")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_OPTIONS = re.compile(r"\s--?[a-z].*")


@dataclass(frozen=True, slots=True)
class Requirement:
    distribution: str
    range: Range
    is_optional: bool = False


def requirements_files(system: FileSystem, folder: Path) -> list[Path]:
    """`requirements.txt` first, those for development last."""
    found = [folder / name for name in marks(system, folder) if _FILE.fullmatch(name)]
    if "requirements" in marks(system, folder):
        below = folder / "requirements"
        found += [below / name for name in system.names(below) if name.endswith(".txt")]
    return sorted(found, key=lambda p: (is_for_development(p), p.name != "requirements.txt", p))


def is_for_development(file: Path) -> bool:
    """Whether the project itself runs without what the file lists."""
    return not _OPTIONAL.isdisjoint(re.split(r"[-_.]", file.name.lower()))


def listed_requirements(text: str) -> tuple[Requirement, ...]:
    """What a `requirements.txt` asks for itself: no option, no URL without a name."""
    lines = (_COMMENT.sub("", line) for line in text.replace("\\\n", " ").splitlines())
    lines = (_OPTIONS.sub("", line).strip() for line in lines if not line.startswith("-"))
    return parsed(lines)


def parsed(lines: Iterable[str], *, is_optional: bool = False) -> tuple[Requirement, ...]:
    """Each line that is a requirement."""
    from packaging import requirements as packaging

    found = []
    for line in lines:
        with contextlib.suppress(packaging.InvalidRequirement):
            one = packaging.Requirement(line)
            extra = one.marker is not None and re.search(r"\bextra\b", str(one.marker)) is not None
            asked = range_of(one.specifier, line)
            found.append(Requirement(normal(one.name), asked, is_optional or extra))
    return tuple(found)


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
        """All versions that some requirement allows; an optional one counts only on its own."""
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
