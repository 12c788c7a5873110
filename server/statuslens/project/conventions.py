"""Which library's names the files around a file use: what a package does, a new file of it does.

Only files are read, their import lines alone, and a package only once.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..syntax.source import Source
from .regular_files import read_regular

# `from fastapi import …`, `from http import …`, with the names up to the statement's end.
_IMPORT = re.compile(
    rb"^from[ \t]+(fastapi|starlette|rest_framework|litestar|http|httpx|requests)(?:\.\w+)*"
    rb"[ \t]+import[ \t]+(\([^)]*\)|(?:[^\n\\]|\\\r?\n)*)",
    re.MULTILINE,
)
_NAMES = re.compile(rb"\b(?:status|status_codes|HTTPStatus|codes|HTTP_\d{3}_\w+)\b")
_SKIPPED = frozenset({"node_modules", "site-packages", "venv", "__pycache__", "build", "dist"})
_MOST_FILES = 500  # enough to know a habit
_LARGEST = 200_000  # bytes; generated code has no habits
_KEPT = 300  # seconds; habits change slowly


def usual_provider(source: Source) -> str | None:
    """The provider, as the setting names it, that most files of the source's package import their
    names from; None where none does.
    """
    if source.path is None:
        return None
    counts = _counted(_package(source.path.parent), int(time.monotonic() / _KEPT))
    return max(sorted(counts), key=lambda provider: counts[provider]) if counts else None


@functools.lru_cache(maxsize=256)
def _package(folder: Path) -> Path:
    """The outermost package around the folder, else the folder."""
    while (folder / "__init__.py").is_file() and (folder.parent / "__init__.py").is_file():
        folder = folder.parent
    return folder


@functools.lru_cache(maxsize=64)
def _counted(package: Path, _when: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in _files(package):
        with contextlib.suppress(OSError):
            data = read_regular(path, _LARGEST) or b""
            counts.update({m[1].decode() for m in _IMPORT.finditer(data) if _NAMES.search(m[2])})
    return counts


def _files(package: Path) -> Iterator[Path]:
    found = 0
    is_package = (package / "__init__.py").is_file()
    for folder, folders, names in os.walk(package):
        if not is_package:  # whatever else is below the folder of a file that stands alone
            folders.clear()
        folders[:] = sorted(f for f in folders if f not in _SKIPPED and not f.startswith("."))
        for name in sorted(names):
            if name.endswith(".py"):
                yield Path(folder, name)
                found += 1
                if found == _MOST_FILES:
                    return
