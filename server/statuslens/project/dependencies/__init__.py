"""The libraries of a project and their versions: installed, locked and declared ones.

Nothing of the project is imported or run: the version of an installed library comes from the name
of a folder, its names from the text of its source. Missing or broken files are skipped.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ..environment import Environment
from ..file_system import FileSystem, folders_up
from .declaration import marks
from .resolve import environment_of
from .site_packages import installed_by, interpreter_path, is_command

# The files that affect the answer, as patterns for an editor that watches files.
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
    """The environments of projects, from the files in `system` and these environment variables."""

    def __init__(
        self, system: FileSystem, variables: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._system = system
        self._variables = variables
        self._environments: dict[tuple[tuple[Path, ...], Path | None], tuple[int, Environment]] = {}

    def of(self, folder: Path, interpreter: str = "") -> Environment:
        """The environment of a file in `folder`; the same object until something changes.
        `interpreter` is the editor's Python for it, or the folder of its environment: a command or
        a path, perhaps relative to `folder` or a folder above.
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
    """The problem with `interpreter` in `folder`, if any; `variables` are the environment's."""
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
