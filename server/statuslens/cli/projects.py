"""The view that each file of a run has of its project."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ..project.configuration import Configurations
from ..project.dependencies import Installations, interpreter_problem
from ..project.file_system import FileSystem
from ..project.settings import Settings
from ..project.view import Files, Project, project_root
from ..workspace.summary_index import IndexOnDemand


class Projects:
    """Makes them; what they read is read once in a run."""

    def __init__(self) -> None:
        self._system = FileSystem()
        self.configurations = Configurations(self._system)
        self._installations = Installations(self._system, os.environ)
        self._index = IndexOnDemand(self._system)
        self._here = Path.cwd()
        self._problems: dict[tuple[str, Path], str | None] = {}

    def of(self, path: Path, changed: Callable[[Settings], Settings] = lambda s: s) -> Project:
        """The view of the file at `path`; `changed` gives the settings of the command line."""
        configuration = self.configurations.at(path.parent)
        settings = changed(configuration.settings)
        root = project_root(self._system, path, [self._here])
        return Project(
            Files(path, root, self._system, self._index),
            settings,
            configuration.path(path),
            self._installations.of(path.parent, settings.interpreter),
        )

    def interpreter_problem(self, path: Path, project: Project) -> str | None:
        """Why the interpreter that the settings name says nothing about the file's project."""
        key = project.settings.interpreter, path.parent
        if key[0] and key not in self._problems:
            self._problems[key] = interpreter_problem(self._system, *key)
        return self._problems.get(key)
