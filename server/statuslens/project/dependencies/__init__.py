"""Which libraries a project has, in which versions: what is installed, locked and asked for.

Nothing of the project is imported or run: the version of an installed library is in the name of a
folder, its names are in the text of its source. A file that is missing or broken is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..disk import (
    TOP,
    Disk,
    Stamp,
    Values,
    folders_of,
    stamp_of,
)
from ..environment import Environment
from .resolve import environment_of
from .site_packages import installed_by, interpreter_path, is_command

__all__ = ["WATCHED", "Installations", "interpreter_problem"]

# What tells of a change, as patterns for an editor that watches files.
WATCHED = (
    "**/pyproject.toml",
    "**/{ruff,.ruff}.toml",
    "**/setup.{cfg,py}",
    "**/{uv,poetry,Pipfile}.lock",
    "**/pylock*.toml",
    "**/*requirements*.txt",
    "**/requirements/*.txt",
    "**/pyvenv.cfg",
    (
        "**/site-packages/{aiohttp,djangorestframework,falcon,fastapi,httpx,litestar,requests,"
        "starlette,websockets,wsproto}-*.dist-info/METADATA"
    ),
)


class Installations:
    """What the projects have. It looks again by itself where a file that it read has changed.

    `variables` are the process's environment variables.
    """

    def __init__(self, variables: Mapping[str, str] = MappingProxyType({})) -> None:
        self._variables = variables
        self._known: dict[tuple[tuple[Path, ...], Path | None], _Known] = {}
        self._values: Values = {}

    def of(self, folder: Path, interpreter: str = "") -> Environment:
        """What the project of a file in `folder` has. `interpreter` is the Python that the editor
        names for it, or the folder of its environment: a path, also one from `folder` or one
        above, or a command.
        """
        disk = Disk(self._values)
        folders = folders_of(disk, folder)
        path = interpreter_path(disk, interpreter, folders, self._variables)
        telling = tuple(folder for folder in folders if disk.marks(folder) - {TOP})
        known = self._known.get((telling, path))
        if known is None or not known.still_holds():
            disk = Disk(self._values)
            environment = environment_of(disk, telling, path, self._variables)
            known = self._known[telling, path] = _Known(environment, tuple(disk.seen.items()))
        return known.environment


def interpreter_problem(
    interpreter: str, folder: Path, variables: Mapping[str, str] = os.environ
) -> str | None:
    """Why `interpreter` says nothing about the project in `folder`; None where it does.

    `variables` are those of `Installations`, as it is used: the process's own.
    """
    if not interpreter:
        return None
    disk = Disk({})
    path = interpreter_path(disk, interpreter, folders_of(disk, folder), variables)
    if path is None and is_command(interpreter):
        return f"The interpreter {interpreter!r} is neither in the project nor on the PATH."
    if path is None:
        return f"The interpreter {interpreter!r} does not exist."
    if installed_by(disk, path) is None:
        return f"The interpreter {interpreter!r} has no Python with a site-packages folder."
    return None


@dataclass(frozen=True, slots=True)
class _Known:
    """An environment, and the state of every path that it comes from, there or not."""

    environment: Environment
    seen: tuple[tuple[str, Stamp], ...]

    def still_holds(self) -> bool:
        return all(stamp_of(path) == stamp for path, stamp in self.seen)
