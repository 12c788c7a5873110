"""The other modules of a file's own project, found by how the file imports them.

Only files are read, and only those that stand beside or above the file itself: never an installed
package, never anything executed.
"""

from __future__ import annotations

import functools
from pathlib import Path

from ..syntax.source import ReadInParts, Source
from .regular_files import read_regular

_LEVELS_UP = 8  # how far above the file its project may begin
_LARGEST = 1_000_000  # bytes; nobody writes a larger module by hand


def module_of(source: Source, dotted: str) -> Source | None:
    """The file behind `dotted`, such as `app.errors` or `..errors`, as `source` would import it;
    None where it is no file of the same project.
    """
    if source.path is None:
        return None
    for stem in _stems(source.path, dotted):
        for path in (Path(f"{stem}.py"), stem / "__init__.py"):
            try:
                changed = path.stat().st_mtime_ns
            except OSError:
                continue
            return _read(path, changed)
    return None


def is_module(source: Source, dotted: str) -> bool:
    """Whether the file is the module `dotted` itself, as far as its path tells."""
    if source.path is None:
        return False
    path = source.path.parent if source.path.name == "__init__.py" else source.path.with_suffix("")
    return path.parts[-dotted.count(".") - 1 :] == tuple(dotted.split("."))


def is_top_level_module(source: Source, name: str) -> bool:
    """Whether a folder above the file, no package itself, has a module `name`: run from there,
    Python finds it before its own.
    """
    return source.path is not None and _is_above(source.path.parent, name)


@functools.lru_cache(maxsize=1024)
def _is_above(folder: Path, name: str) -> bool:
    return any(
        (above / f"{name}.py").is_file() or (above / name / "__init__.py").is_file()
        for above in (folder, *folder.parents[: _LEVELS_UP - 1])
        if not (above / "__init__.py").is_file()
    )


def _stems(path: Path, dotted: str) -> list[Path]:
    """Where the module may be, without `.py`."""
    name = dotted.lstrip(".")
    levels = len(dotted) - len(name)
    parts = name.split(".") if name else []
    if levels:
        folder = path.parent
        for _ in range(levels - 1):
            folder = folder.parent
        return [folder.joinpath(*parts)]
    return [folder.joinpath(*parts) for folder in path.parents[:_LEVELS_UP]]


@functools.lru_cache(maxsize=256)
def _read(path: Path, _changed: int) -> Source | None:
    try:
        data = read_regular(path, _LARGEST)
        return ReadInParts(data.decode("utf-8"), path) if data is not None else None
    except (OSError, UnicodeDecodeError):
        return None
