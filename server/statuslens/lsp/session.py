"""The state of one client: its settings, and the settings and environment of each of its files."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..project.file_system import FileSystem
from ..project.settings import Settings, parse
from ..project.view import Files, Project, project_root
from ..syntax.source import Source
from ..workspace.index import Others
from ..workspace.summary_index import NeighbourIndex, ServerIndex, WorkspaceSummaries
from .documents import Document, paths_of

if TYPE_CHECKING:
    from ..project.configuration import Configuration, Configurations
    from ..project.dependencies import Installations
    from ..project.environment import Environment

logger = logging.getLogger(__name__)

_MOST_FILES = 512  # whose projects are remembered


class DocumentProject(Project):
    """The view of a document. Costly parts are computed once, on first use."""

    _session: Session
    _document: Document

    def __init__(self, session: Session, document: Document) -> None:
        vars(self).update(
            _session=session, _document=document, files=session.files(document.source.path)
        )

    @functools.cached_property
    def settings(self) -> Settings:
        return self._settings_and_path[0]

    @functools.cached_property
    def path(self) -> str:
        return self._settings_and_path[1]

    @functools.cached_property
    def environment(self) -> Environment:
        return self._session.environment(self._document, self.settings.interpreter)

    @functools.cached_property
    def uses(self) -> Others:
        return self._session.uses(self._document.source.path)

    @functools.cached_property
    def _settings_and_path(self) -> tuple[Settings, str]:
        return self._session.settings_of(self._document)


class Session:
    """The settings of one client, and everything cached about its projects. `folders` returns the
    URIs of its folders, `buffer` the open file at a path, `buffers` all open files, `uses` the uses
    in all files but one; `summaries` are the workspace's; `show` shows the user a message.
    """

    def __init__(
        self,
        folders: Callable[[], list[str]],
        buffer: Callable[[Path], Source | None],
        buffers: Callable[[], Iterable[Source]],
        summaries: WorkspaceSummaries,
        uses: Callable[[Path | None], Others],
        show: Callable[[str], None],
    ) -> None:
        self.settings = Settings()
        self.system = FileSystem(buffer)
        self.index = ServerIndex(summaries, NeighbourIndex(self.system, buffers))
        self.uses = uses
        self._folders = folders
        self._show = show
        self._settings_by_folder: dict[str, Settings] = {}
        # By folder and root of the configuration: the configuration, and both combined.
        self._combinations: dict[tuple[str, Path], tuple[Configuration, Settings]] = {}
        self._files: dict[Path, tuple[object, Files]] = {}
        self._messages: set[str] = set()  # each is shown once
        self._interpreters: set[tuple[str, Path]] = set()  # checked, each for a folder
        self._configurations: Configurations | None = None
        self._installations: Installations | None = None

    def files(self, path: Path | None) -> Files:
        """The view of the other files from the file at `path`."""
        if path is None:
            return Files(system=self.system)
        state = self.system.revision_without(path), self._folders()
        known = self._files.get(path)
        if known is None or known[0] != state:
            if len(self._files) >= _MOST_FILES:
                self._files.clear()
            root = project_root(self.system, path, self.folders_on_disk())
            known = self._files[path] = state, Files(path, root, self.system, self.index)
        return known[1]

    def configure(self, raw: object, of_folders: Mapping[str, object] | None = None) -> None:
        """Take the client's settings, and by URI those of folders; report invalid ones once."""
        self.settings = self._parsed(raw)
        self._settings_by_folder = {
            uri: self._parsed(own) for uri, own in (of_folders or {}).items()
        }
        self._combinations.clear()

    def look_again(self, *, now: bool = False) -> bool:
        """Whether anything on disk has changed; checks once a second at most, unless `now`."""
        has_changed = self.system.refresh(now=now)
        if has_changed:
            self._interpreters.clear()
        return has_changed

    def folders_on_disk(self) -> list[Path]:
        """The client's folders that are on disk."""
        return paths_of(self._folders())

    def roots_to_read(self) -> list[Path]:
        """The client's folders, each with the rest of its project, which may begin above it."""
        opened, home = self.folders_on_disk(), Path(os.path.expanduser("~"))  # noqa: PTH111 - it may be missing
        roots = [project_root(self.system, folder / "any.py", opened) for folder in opened]
        pairs = zip(opened, roots, strict=True)
        found = (root if root and not home.is_relative_to(root) else each for each, root in pairs)
        return list(dict.fromkeys(found))

    def settings_of(self, document: Document) -> tuple[Settings, str]:
        """The settings for a file, the editor's first, and its path in their folder."""
        from ..project import configuration  # only now: a hover needs none of it

        path, folder = document.source.path, self._folder(document.uri)
        given = self._settings_by_folder.get(folder, self.settings)
        relative = _path_within(folder, document.uri)
        if path is None:
            return given, relative
        self._configurations = self._configurations or configuration.Configurations(self.system)
        try:
            found = self._configurations.nearest(path.parent)
        except configuration.ConfigurationError as error:
            self._warn(str(error).splitlines())
            return given, relative
        if found is None:
            return given, relative
        if self._messages:
            self._resolved(f"{found.root / 'pyproject.toml'}: ")
        key = folder, found.root
        known, combined = self._combinations.get(key, (None, given))
        if known is not found:
            combined = given.over(found.settings)
            self._combinations[key] = found, combined
        return combined, found.path(path)

    def environment(self, document: Document, interpreter: str) -> Environment:
        """The environment of the project that the file belongs to."""
        from ..project import dependencies, environment  # only now: a hover needs none of it

        if document.source.path is None:
            return environment.UNKNOWN
        folder = document.source.path.parent
        if interpreter and (interpreter, folder) not in self._interpreters:
            self._interpreters.add((interpreter, folder))
            problem = dependencies.interpreter_problem(self.system, interpreter, folder)
            self._warn([problem] if problem is not None else [])
            if problem is None:
                self._resolved(f"The interpreter {interpreter!r} ")
        if self._installations is None:
            self._installations = dependencies.Installations(self.system, os.environ)
        return self._installations.of(folder, interpreter)

    def _warn(self, messages: Iterable[str]) -> None:
        """Log and show problems with the settings, each message once."""
        for message in messages:
            if message not in self._messages:
                self._messages.add(message)
                logger.warning("%s", message)
                self._show(message)

    def _resolved(self, subject: str) -> None:
        """Show a message that begins so again, should the problem return."""
        self._messages = {each for each in self._messages if not each.startswith(subject)}

    def _parsed(self, raw: object) -> Settings:
        parsed, messages = parse(None if raw == [] else raw)  # [] is Lua's empty table
        self._warn(messages)
        return parsed

    def _folder(self, uri: str) -> str:
        """The URI of the innermost workspace folder around the file; "" if there is none."""
        around = (f for f in self._folders() if f and unquote(uri).startswith(_prefix(f)))
        return max(around, key=len, default="")


def _path_within(folder: str, uri: str) -> str:
    uri = unquote(uri)
    return uri.removeprefix(_prefix(folder)) if folder else uri.rpartition("/")[2]


def _prefix(folder: str) -> str:
    return unquote(folder.rstrip("/")) + "/"
