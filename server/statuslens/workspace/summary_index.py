"""The summaries of many files, and the questions about a whole project that they answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..project.file_system import FileSystem, modules_in
from ..project.view import Index
from ..semantic.summaries import EMPTY, Summary, is_watched, summary_of
from ..syntax.source import Source, per_source


class SummaryIndex:
    """Keeps a summary per file. Answers from counts and an inverted map, not from every file."""

    def __init__(self) -> None:
        self._summaries: dict[Path, Summary] = {}
        self._importers: defaultdict[str, set[Path]] = defaultdict(set)  # by reference
        self._providers: dict[Path, Counter[str]] = {}  # by root

    def update(self, path: Path, summary: Summary | None) -> bool:
        """Set or remove the file's summary; whether the usual provider of a project has changed."""
        known, new = self._summaries.pop(path, EMPTY), summary or EMPTY
        if new:
            self._summaries[path] = new
        for reference in known.references - new.references:
            self._importers[reference].discard(path)
        for reference in new.references - known.references:
            self._importers[reference].add(path)
        has_changed = False
        for root, counts in self._providers.items() if known.providers != new.providers else ():
            if path.is_relative_to(root):
                before = _most(counts)
                counts.subtract(known.providers)
                counts.update(new.providers)
                has_changed = has_changed or _most(counts) != before
        return has_changed

    def usual_provider(self, root: Path, _path: Path) -> str | None:
        """See `Index`."""
        counts = self._providers.get(root)
        if counts is None:
            files = self._summaries.items()
            found = (each.providers for path, each in files if path.is_relative_to(root))
            counts = self._providers[root] = Counter(p for providers in found for p in providers)
        return _most(counts)

    def may_be_taken(self, root: Path, path: Path, name: str) -> bool:
        """See `Index`."""
        module = path.parent.name if path.stem == "__init__" else path.stem
        if not is_watched(module, name):
            return True
        return any(
            other != path and other.is_relative_to(root)
            for reference in (f"{module}.{name}", f"{module}.*", "*")
            for other in self._importers.get(reference, ())
        )


class _Delegate:
    """Answers as another index does, chosen for each question."""

    def usual_provider(self, root: Path, path: Path) -> str | None:
        """See `Index`."""
        return self._index_for(root, path).usual_provider(root, path)

    def may_be_taken(self, root: Path, path: Path, name: str) -> bool:
        """See `Index`."""
        return self._index_for(root, path).may_be_taken(root, path, name)

    def _index_for(self, root: Path, path: Path) -> Index:
        raise NotImplementedError


class WorkspaceSummaries(_Delegate):
    """The summaries of the workspace's files: from the scanning process, or from the editor for
    open files. `on_change` is called when answers may have changed.
    """

    def __init__(
        self, open_sources: Callable[[], Iterable[Source]], on_change: Callable[[], None]
    ) -> None:
        self.folders: tuple[Path, ...] = ()
        self.is_complete = False
        self._open_sources = open_sources
        self._on_change = on_change
        self._on_disk: dict[Path, Summary] = {}
        self._open_paths: set[Path] = set()  # as they are in the editor
        self._index = SummaryIndex()

    def start(self, folders: tuple[Path, ...]) -> None:
        """Begin to read these folders."""
        self.is_complete = False
        if folders != self.folders:
            self.folders = folders
            self._on_disk, self._open_paths, self._index = {}, set(), SummaryIndex()

    def complete(self, files: Container[Path], changes: Container[Path]) -> None:
        """Record the end of a scan: forget files in neither; a folder covers all files in it."""
        for path in list(self._on_disk):
            if path not in files and not any(p in changes for p in (path, *path.parents)):
                self.update(path, None)
        self.is_complete = True
        self._on_change()

    def update(self, path: Path, summary: Summary | None) -> None:
        """Take the summary that the file on disk has now; None if it does not exist any more."""
        self._on_disk.pop(path, None)
        if summary:
            self._on_disk[path] = summary
        if path not in self._open_paths and self._index.update(path, summary) and self.is_complete:
            self._on_change()

    def removed(self, folder: Path) -> None:
        """Forget the file, or the folder and all files in it."""
        for path in [path for path in self._on_disk if path.is_relative_to(folder)]:
            self.update(path, None)

    def knows(self, root: Path) -> bool:
        """Whether the project's files are read."""
        return self.is_complete and any(
            root.is_relative_to(folder) or folder.is_relative_to(root) for folder in self.folders
        )

    def _index_for(self, _root: Path, _path: Path) -> SummaryIndex:
        opened = {source.path: source for source in self._open_sources() if source.path is not None}
        for path in self._open_paths - opened.keys():
            self._index.update(path, self._on_disk.get(path))
        self._open_paths = {path for path in opened if self._is_inside(path)}
        for path in self._open_paths:
            self._index.update(path, _summary(opened[path]))
        return self._index

    def _is_inside(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self.folders)


@dataclass(frozen=True, slots=True)
class ServerIndex(_Delegate):
    """Answers from the workspace's summaries once they are complete, before from the neighbours."""

    summaries: WorkspaceSummaries
    neighbours: NeighbourIndex

    def _index_for(self, root: Path, _path: Path) -> Index:
        return self.summaries if self.summaries.knows(root) else self.neighbours


class IndexOnDemand(_Delegate):
    """Reads a whole project at the first question about it, for the command line."""

    def __init__(self, system: FileSystem) -> None:
        self._system = system
        self._by_root: dict[Path, SummaryIndex] = {}

    def _index_for(self, root: Path, _path: Path) -> SummaryIndex:
        if root not in self._by_root:
            from ..project.walk import workspace_files  # only now: the server needs none of it

            self._by_root[root] = _index_of(self._system, workspace_files([root], [root], (), []))
        return self._by_root[root]


class NeighbourIndex(_Delegate):
    """Knows the open files, and those beside the file that asks, until the rest is read."""

    def __init__(self, system: FileSystem, open_sources: Callable[[], Iterable[Source]]) -> None:
        self._system = system
        self._open_sources = open_sources

    def may_be_taken(self, root: Path, path: Path, name: str) -> bool:
        """See `Index`; in doubt in a folder of many files."""
        return self._beside(path) is None or super().may_be_taken(root, path, name)

    def _index_for(self, _root: Path, path: Path) -> SummaryIndex:
        index = _index_of(self._system, self._beside(path) or ())
        for source in self._open_sources():
            if source.path is not None:
                index.update(source.path, _summary(source))
        return index

    def _beside(self, path: Path) -> Sequence[Path] | None:
        return self._system.look(path.parent, modules_in)


def _most(counts: Counter[str]) -> str | None:
    """The provider with the most files; among equals, the first by name."""
    usual = max(sorted(counts), key=lambda provider: counts[provider], default=None)
    return usual if usual is not None and counts[usual] > 0 else None


def _index_of(system: FileSystem, paths: Iterable[Path]) -> SummaryIndex:
    index = SummaryIndex()
    for path in paths:
        index.update(path, system.read(path, _summary_of_text))
    return index


def _summary_of_text(text: str) -> Summary:
    return summary_of(text.encode())


@per_source
def _summary(source: Source) -> Summary:
    return summary_of(source.data)
