"""Patterns as in .gitignore, in settings. pathspec is imported only where there are some."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def matches(patterns: tuple[str, ...], path: str) -> bool:
    """Whether the patterns match `path`, which is relative to their folder and has `/`, at its end
    too for a folder.
    """
    return bool(patterns) and _spec(patterns).match_file(path)


def is_valid(pattern: str) -> bool:
    try:
        _spec((pattern,))
    except ValueError:
        return False
    return True


@functools.lru_cache(maxsize=64)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
