"""The summaries of many files, and the questions about a whole project that they answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ..project.file_system import FileSystem, modules_in
from ..semantic.summaries import EMPTY, Summary, is_watched, summary_of
from ..syntax.source import Source, per_source


class SummaryIndex:
    """Keeps a summary per file. Answers from counts and an inverted map, not from every file."""

    def __init__(self) -> None:
        self._summaries: dict[Path, Summary] = {}
        self._takers: defaultdict[str, set[Path]] = defaultdict(set)  # by what they take
        self._providers: dict[
            Path, Counter[str]
        ] = {}  # by root, of the roots that were asked about

    def update(self, path: Path, summary: Summary | None) -> None:
        """Take the summary that the file has now; None if there is no such file any more."""
        known, new = self._summaries.pop(path, EMPTY), summary or EMPTY
        if new:
            self._summaries[path] = new
        for taken in known.taken - new.taken:
            self._takers[taken].discard(path)
        for taken in new.taken - known.taken:
            self._takers[taken].add(path)
        if known.providers != new.providers:
            for root, counts in self._providers.items():
                if path.is_relative_to(root):
                    counts.subtract(known.providers)
                    counts.update(new.providers)

    def usual_provider(self, root: Path, _path: Path) -> str | None:
        """See `Index`."""
        counts = self._providers.get(root)
        if counts is None:
            files = self._summaries.items()
            found = (each.providers for path, each in files if path.is_relative_to(root))
            counts = self._providers[root] = Counter(p for providers in found for p in providers)
        usual = max(sorted(counts), key=lambda provider: counts[provider], default=None)
        return usual if usual is not None and counts[usual] > 0 else None

    def may_be_taken(self, root: Path, path: Path, name: str) -> bool:
        """See `Index`."""
        module = path.parent.name if path.stem == "__init__" else path.stem
        if not is_watched(module, name):
            return True
        return any(
            other != path and other.is_relative_to(root)
            for taken in (f"{module}.{name}", f"{module}.*", "*")
            for other in self._takers.get(taken, ())
        )


class IndexOnDemand:
    """Reads a whole project when it is first asked about, for a face without an index."""

    def __init__(self, system: FileSystem) -> None:
        self._system = system
        self._by_root: dict[Path, SummaryIndex] = {}

    def usual_provider(self, root: Path, path: Path) -> str | None:
        """See `Index`."""
        return self._of(root).usual_provider(root, path)

    def may_be_taken(self, root: Path, path: Path, name: str) -> bool:
        """See `Index`."""
        return self._of(root).may_be_taken(root, path, name)

    def _of(self, root: Path) -> SummaryIndex:
        if root not in self._by_root:
            from ..project.walk import workspace_files  # only now: the server needs none of it

            self._by_root[root] = _index_of(self._system, workspace_files([root], [root], (), []))
        return self._by_root[root]


class NeighbourIndex:
    """Knows the open files and those in the folder of the file that asks, for as long as nobody
    knows more.
    """

    def __init__(self, system: FileSystem, opened: Callable[[], Iterable[Source]]) -> None:
        self._system = system
        self._opened = opened

    def usual_provider(self, root: Path, path: Path) -> str | None:
        """See `Index`."""
        return self._around(path).usual_provider(root, path)

    def may_be_taken(self, root: Path, path: Path, name: str) -> bool:
        """See `Index`; in doubt in a folder of many files."""
        is_known = self._beside(path) is not None
        return not is_known or self._around(path).may_be_taken(root, path, name)

    def _around(self, path: Path) -> SummaryIndex:
        index = _index_of(self._system, self._beside(path) or ())
        for source in self._opened():
            if source.path is not None:
                index.update(source.path, _summary(source))
        return index

    def _beside(self, path: Path) -> Sequence[Path] | None:
        return self._system.look(path.parent, modules_in)


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
