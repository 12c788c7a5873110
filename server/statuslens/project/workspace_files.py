"""Which files of a workspace's folders are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from .configuration import Configuration, ConfigurationError, Configurations
from .file_system import FileSystem
from .walk import SUFFIXES, Walk


def workspace_files(
    wanted: Sequence[Path], roots: Sequence[Path], exclude: Sequence[str], problems: list[str]
) -> Iterator[Path]:
    """The files at or below the wanted paths that a walk from the roots finds, some twice where
    roots are in each other. `exclude` are further patterns; folders that cannot be read go to
    `problems`.
    """
    if not roots:
        yield from wanted
    configurations = _Forgiving(FileSystem())
    for root in roots:
        below = [path for path in wanted if path.is_relative_to(root)]
        below = [path for path in below if path == root or path.exists()]
        if not below or not root.is_dir():
            continue
        walk = Walk(configurations, force_exclude=True, here=root, exclude=tuple(exclude))
        yield from (path for path in walk.each(below) if path.suffix in SUFFIXES)
        problems += (f"{path}: {reason}" for path, reason in walk.problems)


class _Forgiving(Configurations):
    """An invalid `pyproject.toml` says nothing: the server tells the user of it."""

    def nearest(self, folder: Path) -> Configuration | None:
        try:
            return super().nearest(folder)
        except ConfigurationError:
            return None
