"""Which libraries a project has, in which versions: what is installed, locked and asked for.

Nothing of the project is imported or run: the version of an installed library is in the name of a
folder, its names are in the text of its source. A file that is missing or broken is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ..environment import Environment
from ..file_system import FileSystem, folders_up
from .marks import marks
from .resolve import environment_of
from .site_packages import installed_by, interpreter_path, is_command

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
    """What the projects have, as `system` sees their files and these environment variables say."""

    def __init__(
        self, system: FileSystem, variables: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._system = system
        self._variables = variables
        self._environments: dict[tuple[tuple[Path, ...], Path | None], tuple[int, Environment]] = {}

    def of(self, folder: Path, interpreter: str = "") -> Environment:
        """What the project of a file in `folder` has; the same object as long as nothing changes.
        `interpreter` is the Python that the editor names for it, or the folder of its environment:
        a path, also one from `folder` or one above, or a command.
        """
        system = self._system
        folders = folders_up(system, folder)
        path = interpreter_path(system, interpreter, folders, self._variables)
        key = tuple(folder for folder in folders if marks(system, folder)), path
        revision, known = self._environments.get(key, (None, None))
        now = system.disk_revision
        if known is None or revision != now:
            environment = environment_of(system, key[0], path, self._variables)
            known = known if known is not None and known.is_like(environment) else environment
            self._environments[key] = now, known
        return known


def interpreter_problem(
    system: FileSystem, interpreter: str, folder: Path, variables: Mapping[str, str] = os.environ
) -> str | None:
    """Why `interpreter` says nothing about the project in `folder`; None where it does.

    `variables` are those of `Installations`, as it is used: the process's own.
    """
    if not interpreter:
        return None
    path = interpreter_path(system, interpreter, folders_up(system, folder), variables)
    if path is None and is_command(interpreter):
        return f"The interpreter {interpreter!r} is neither in the project nor on the PATH."
    if path is None:
        return f"The interpreter {interpreter!r} does not exist."
    if installed_by(system, path) is None:
        return f"The interpreter {interpreter!r} has no Python with a site-packages folder."
    return None
