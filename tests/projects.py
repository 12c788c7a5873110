"""The views of a project that tests hand to the engine."""

from __future__ import annotations

import re
from pathlib import Path

from statuslens.project.environment import UNKNOWN, Environment
from statuslens.project.file_system import FileSystem
from statuslens.project.settings import Settings
from statuslens.project.view import Files, Index, Project, Uses
from statuslens.syntax.source import Source
from statuslens.workspace.summary_index import IndexOnDemand

ALONE = Project()
_FOLDER_OF_TEST = re.compile(r"pytest-\d+")


def project_of(
    source: Source | None = None,
    *,
    settings: Settings = Settings(),  # noqa: B008 - it never changes
    environment: Environment = UNKNOWN,
    path: str = "",
    uses: Uses | None = None,
    index: Index | None = None,
    system: FileSystem | None = None,
) -> Project:
    """The view of a source. One with a path in the folder of a test sees the files there, as they
    are now; another sees only itself.
    """
    file = (source.whole or source).path if source is not None else None
    system, root = system or FileSystem(), folder_of_test(file)
    files = Files(file, root, system, index or IndexOnDemand(system))
    return Project(files, settings, path, environment, uses)


def folder_of_test(path: Path | None) -> Path | None:
    """The folder that pytest gave the test, where its project begins."""
    folders = (path, *path.parents) if path is not None else ()
    return next((f for f in folders if _FOLDER_OF_TEST.fullmatch(f.parent.name)), None)
