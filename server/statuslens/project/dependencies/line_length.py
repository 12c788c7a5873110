"""How long a line may be: what the project tells its formatter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ..file_system import FileSystem
from .marks import marks
from .parsing import table, toml

# The tools whose tables in `pyproject.toml` say it, in the order in which their word counts.
_TOOLS = (("ruff", "line-length"), ("black", "line-length"), ("isort", "line_length"))


def line_length(system: FileSystem, folders: Iterable[Path]) -> int | None:
    """The one that the nearest file says, None where none does."""
    for folder in folders:
        names = marks(system, folder)
        for name, parse in _FILES.items():
            found = system.read(folder / name, parse) if name in names else None
            if found is not None:
                return found
    return None


def _told_to_ruff(text: str) -> int | None:
    return _sensible(toml(text).get("line-length"))


def _told_in_pyproject(text: str) -> int | None:
    tool = table(toml(text).get("tool"))
    told = (_sensible(table(tool.get(name)).get(key)) for name, key in _TOOLS)
    return next((length for length in told if length is not None), None)


def _sensible(value: object) -> int | None:
    return value if isinstance(value, int) and 20 <= value <= 1000 else None


_FILES: Mapping[str, Callable[[str], int | None]] = {
    ".ruff.toml": _told_to_ruff,  # before the other one, as Ruff has it
    "ruff.toml": _told_to_ruff,
    "pyproject.toml": _told_in_pyproject,
}
