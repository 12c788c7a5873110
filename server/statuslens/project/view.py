"""An immutable view of the project for one request: `Project`, made for one file.

It answers questions about settings, environment and other files, and never returns a path to read.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from ..syntax.source import Source
from .file_system import FileSystem, folders_up
from .settings import Settings

if TYPE_CHECKING:
    from .environment import Environment

_MARK = "pyproject.toml"
_PACKAGE = ("__init__.py", "__init__.pyi")


class Index(Protocol):
    """Answers that need an index of all files; `root` is the folder of a project."""

    def usual_provider(self, root: Path, path: Path) -> str | None:
        """The provider that most files import constants from, if any; `path` is who asks."""

    def may_be_taken(self, root: Path, path: Path, name: str) -> bool:
        """Whether another file of the project may import `name` from the module at `path`."""


class Uses(Protocol):
    """The uses of codes in the rest of the workspace."""

    def codes(self, key: str) -> Counter[int]: ...
    def beside(self, group: str, word: str) -> Counter[int]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Files:
    """The project's other files, as seen from the file at `path`. `root` is the project's folder;
    None for a file without a project, to which only modules in its own folder belong.
    """

    path: Path | None = None
    root: Path | None = None
    system: FileSystem = field(default_factory=FileSystem)
    index: Index | None = None

    def state(self, source: Source) -> tuple[Path | None, int]:
        """A key that differs once answers about other files may have changed for `source`."""
        path = (source.whole or source).path
        is_own = path is not None and path == self.path
        revision = self.system.revision_without(path) if is_own else self.system.revision
        return self.root, revision

    def module(self, source: Source, dotted: str) -> Source | None:
        """The project's file that `source` would import as `dotted`: `app.errors`, `..errors`."""
        for stem in self._stems(source.path, dotted) if source.path is not None else ():
            for path in (Path(f"{stem}.py"), stem / "__init__.py"):
                if self.system.is_file(path):
                    return self.system.source(path)
        return None

    def is_top_level_module(self, name: str) -> bool:
        """Whether a folder above the file that is not a package has a module `name`: run from
        there, Python imports it instead of its own.
        """
        return any(
            self.system.is_file(above / f"{name}.py")
            or self.system.is_file(above / name / "__init__.py")
            for above in self._folders()
            if not self._is_package(above)
        )

    def is_own(self, package: str) -> bool:
        """Whether the package is one of the project's top-level packages."""
        is_there = self.system.is_folder
        for folder in self._folders():
            if self._is_package(folder):
                if folder.name == package:
                    return True
                continue
            for base in (folder, folder / "src"):
                if is_there(base / package) or self.system.is_file(base / f"{package}.py"):
                    return True
        return False

    def has_submodule(self, name: str) -> bool:
        """Whether the file's folder has a module or a package `name`."""
        if self.path is None:
            return False
        folder = self.path.parent
        return self.system.is_file(folder / f"{name}.py") or self.system.is_folder(folder / name)

    def may_be_taken(self, name: str) -> bool:
        """Whether another file of the project may import `name` from this one."""
        if self.path is None or self.root is None or self.index is None:
            return False
        return self.index.may_be_taken(self.root, self.path, name)

    def usual_provider(self) -> str | None:
        """The provider that most files of the project import constants from, if any."""
        if self.path is None or self.root is None or self.index is None:
            return None
        return self.index.usual_provider(self.root, self.path)

    def _folders(self) -> Iterator[Path]:
        """The folder of the file, and the ones above that may have modules of the project."""
        return self._folders_from(self.path.parent) if self.path is not None else iter(())

    def _folders_from(self, folder: Path) -> Iterator[Path]:
        yield folder
        if self.root is not None and folder.is_relative_to(self.root):
            yield from (above for above in folder.parents if above.is_relative_to(self.root))
            if self._is_package(self.root):  # which is imported from its parent folder
                yield self.root.parent

    def _stems(self, importer: Path, dotted: str) -> list[Path]:
        """The possible paths of the module, without `.py`."""
        name = dotted.lstrip(".")
        levels = len(dotted) - len(name)
        parts = name.split(".") if name else []
        folders = list(self._folders_from(importer.parent))
        if not levels:
            return [base.joinpath(*parts) for f in folders for base in (f, f / "src")]
        return [folder.joinpath(*parts) for folder in folders[levels - 1 : levels]]

    def _is_package(self, folder: Path) -> bool:
        return _is_package(self.system, folder)


def project_root(system: FileSystem, path: Path, opened: Iterable[Path]) -> Path | None:
    """The root of the file's project: the folder of the nearest `pyproject.toml`, else the
    innermost of the `opened` folders around it, else the outermost package; None if there is none.
    """
    for folder in folders_up(system, path.parent):
        if system.is_file(folder / _MARK):
            return folder
    if around := [folder for folder in opened if path.is_relative_to(folder)]:
        return max(around, key=lambda folder: len(folder.parts))
    packages = itertools.takewhile(lambda folder: _is_package(system, folder), path.parents)
    return max(packages, key=lambda folder: -len(folder.parts), default=None)


def _is_package(system: FileSystem, folder: Path) -> bool:
    return any(system.is_file(folder / name) for name in _PACKAGE)


def _unknown() -> Environment:
    from .environment import UNKNOWN  # a hover does not need it

    return UNKNOWN


@dataclass(frozen=True, eq=False)
class Project:
    """Everything known beyond the file itself. `path` is relative to the folder of the settings,
    with `/`; `uses` are those of the rest of the workspace, None if they are not counted.
    """

    files: Files = field(default_factory=Files)
    settings: Settings = field(default_factory=Settings)
    path: str = ""
    environment: Environment = field(default_factory=_unknown)
    uses: Uses | None = None

    def with_settings(self, settings: Settings) -> Project:
        """The same view with other settings."""
        return Project(self.files, settings, self.path, self.environment, self.uses)


_Function = TypeVar("_Function", bound=Callable[..., Any])


def per_project(function: _Function) -> _Function:
    """Cache the result of `function(source, …, project, …)` as long as this version of the file
    lives and no other file changes. The function may use `project.files` and nothing else of it.
    """
    at = function.__code__.co_varnames.index("project") - 1

    @functools.wraps(function)
    def remembered(source: Source, *arguments: Any) -> Any:
        key = (function, *arguments[:at], *arguments[at + 1 :])
        state = arguments[at].files.state(source)
        known = source.derived.get(key)
        if known is None or known[0] != state:
            known = source.derived[key] = state, function(source, *arguments)
        return known[1]

    return cast(_Function, remembered)
