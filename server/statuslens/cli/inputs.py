"""Finds and reads the files of a command."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ..project import files
from ..project.configuration import ConfigurationError, Configurations
from ..project.dependencies import Installations, interpreter_problem
from ..project.file_system import TOP, FileSystem
from ..project.files import UnreadableError
from ..project.settings import Settings
from ..project.view import Files, Project, project_root
from ..project.walk import Walk
from ..workspace.summary_index import IndexOnDemand
from .arguments import STDIN, CannotRunError, Inputs
from .terminal import tracked


def read_files(
    inputs: Inputs, configurations: Configurations, problems: list[str]
) -> Iterator[files.File]:
    """Each file; a file that cannot be read is added to `problems` with the reason. Raises
    `CannotRunError` for an invalid configuration of any file, before the first.
    """
    walk = Walk(configurations, force_exclude=inputs.force_exclude)
    try:
        stdin = [files.absolute(inputs.stdin_path)] if inputs.from_stdin else None
        found = stdin or walk.files(map(Path, inputs.paths))
        for path in found:
            configurations.at(path.parent)
    except ConfigurationError as error:
        raise CannotRunError(str(error)) from None
    problems += (f"{_shown(path)}: {reason}" for path, reason in walk.problems)
    for path in tracked(found):
        file = _read(path, inputs, problems)
        if file is not None:
            yield file


def name_of(path: Path, inputs: Inputs) -> str:
    """The file's name in messages."""
    return STDIN if inputs.from_stdin and inputs.stdin_filename is None else _shown(path)


def _read(path: Path, inputs: Inputs, problems: list[str]) -> files.File | None:
    try:
        if inputs.from_stdin:
            return files.parsed(path, sys.stdin.buffer.read())
        return files.read(path)
    except UnreadableError as error:
        problems.append(f"{name_of(path, inputs)}: {error}")
        return None


def _shown(path: Path) -> str:
    """The path as the user would write it: from the working directory, with `/`."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


class Projects:
    """Makes the views; each file they depend on is read once in a run."""

    def __init__(self) -> None:
        self._system = FileSystem()
        self.configurations = Configurations(self._system)
        self._installations = Installations(self._system, os.environ)
        self._index = IndexOnDemand(self._system)
        here = Path.cwd()
        self._folders = [] if _is_around_home(self._system, here) else [here]
        self._problems: dict[tuple[str, Path], str | None] = {}

    def of(self, path: Path, changed: Callable[[Settings], Settings] = lambda s: s) -> Project:
        """The view of the file at `path`; `changed` has the settings of the command line."""
        configuration = self.configurations.at(path.parent)
        settings = changed(configuration.settings)
        root = project_root(self._system, path, self._folders)
        return Project(
            Files(path, root, self._system, self._index),
            settings,
            configuration.path(path),
            self._installations.of(path.parent, settings.interpreter),
        )

    def interpreter_problem(self, path: Path, project: Project) -> str | None:
        """The problem with the interpreter in the file's settings, if any."""
        key = project.settings.interpreter, path.parent
        if key[0] and key not in self._problems:
            self._problems[key] = interpreter_problem(self._system, *key)
        return self._problems.get(key)


def _is_around_home(system: FileSystem, folder: Path) -> bool:
    """Whether the home folder is inside: the files there belong to many projects."""
    home = os.path.expanduser("~")  # noqa: PTH111 - a missing home folder is not an error
    return Path(home).is_relative_to(folder) and not system.exists(folder / TOP)
