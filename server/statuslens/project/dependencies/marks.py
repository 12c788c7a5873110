"""The names in a folder that matter for the dependencies of a project."""

import itertools
import os
import re
from pathlib import Path

from ..file_system import FileSystem

_MARK = re.compile(
    r"\.?venv|pyproject\.toml|setup\.(?:cfg|py)|PKG-INFO|(?:uv|poetry|Pipfile)\.lock"
    r"|pylock\..*|(?:.*[-_.])?requirements(?:[-_.].*)?|\.?ruff\.toml"
)
# In a folder of more entries, or one that cannot be listed, only these names are looked for.
_MOST = 2_000
_USUAL = (
    *(".venv", "venv", "pyproject.toml", "setup.cfg", "setup.py", "PKG-INFO"),
    *("uv.lock", "poetry.lock", "Pipfile.lock", "pylock.toml"),
    *("requirements.txt", "requirements", ".ruff.toml", "ruff.toml"),
)


def marks(system: FileSystem, folder: Path) -> frozenset[str]:
    """Those names in the folder."""
    return system.look(folder, _marks) or frozenset()


def _marks(folder: Path) -> frozenset[str]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in itertools.islice(entries, _MOST + 1)]
    except PermissionError:
        names = []
    if 0 < len(names) <= _MOST:
        return frozenset(filter(_MARK.fullmatch, names))
    return frozenset(name for name in _USUAL if os.path.lexists(folder / name))
