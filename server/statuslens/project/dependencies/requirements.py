"""Requirements as lines of text, and the files that list them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..environment import Range
from ..file_system import FileSystem
from .distributions import normal
from .marks import marks
from .version_ranges import range_of

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
