"""The summaries of many files, and the questions about a whole project that they answer."""

from __future__ import annotations

import itertools
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..project.file_system import FileSystem, modules_in
from ..project.files import File
from ..project.view import Index
from ..syntax.source import Source, per_source

_NONE: frozenset[str] = frozenset()
_ANY = "*"
_MOST_REFERENCES = 500  # pairs; a file with more is in doubt

# The names that an edit may remove an import of. Each sign costs a pass over every file, so names
# of libraries are not among them: their imports stay.
_NAME = (
    rb"(?:status_codes|status|HTTPStatus|HTTP_\w+|http_status|http|codes"
    rb"|CloseCode|CloseReason|WSCloseCode)"
)
# Every name has one of these in it, or `http` outside of an address.
_SIGNS = (b"status", b"HTTP", b"codes", b"Close")
_HTTP = re.compile(rb"http(?!s|://)")
_IS_NAME = re.compile(_NAME)
_WATCHED = re.compile(rb"\b%b\b" % _NAME)
_STAR = re.compile(rb"import\s+\*")
_IMPORT = re.compile(rb"import\b(?=((?:\s*\((?:[^)#]|#[^\n]*\n)*)?))((?:[^#\r\n\\]|\\\r?\n?)*)")
_COMMENT = re.compile(rb"#[^\n]*")
# A pattern that begins with one certain character is found many times as fast.
_USES = tuple(
    re.compile(start + rb"((?:status|HTTP|http|codes|Close|WSClose)\w*)")
    for start in (rb"\.\s*", rb",\s*['\"]")
)
_ALIAS = re.compile(rb"as\s+(\w+)")
_WORD = re.compile(rb"\w+")
_DOTTED = re.compile(rb"(?<![\w.])[\w.]+\Z")
_LAST_WORD = re.compile(rb"(?<!\w)\w+\Z")
_LOOK_BACK = 100  # bytes

_PROVIDERS = frozenset(
    {"fastapi", "starlette", "rest_framework", "litestar", "http", "httpx", "requests"}
)
_CONSTANT = re.compile(rb"\b(?:status|status_codes|HTTPStatus|codes|HTTP_\d{3}_\w+)\b")

# Names before a dot in nearly every file; of a module of that name, everything may be taken.
_COMMON = frozenset({"self", "cls"})


@dataclass(frozen=True, slots=True)
class Summary:
    """The imports of a file. `providers` are the libraries of its constants, as in the setting
    `provider`; `references` are pairs such as `errors.status`: the last part of a module's name,
    and a name that the file may take from it.
    """

    providers: frozenset[str] = _NONE
    references: frozenset[str] = _NONE

    def __bool__(self) -> bool:
        return bool(self.providers or self.references)


EMPTY = Summary()


def summary_of(data: bytes) -> Summary:
    """The summary of a file with these bytes."""
    has_names = _HTTP.search(data) is not None or any(sign in data for sign in _SIGNS)
    if not has_names and (b"*" not in data or _STAR.search(data) is None):
        return EMPTY
    providers: set[str] = set()
    references: set[tuple[bytes, bytes]] = set()
    for match in _IMPORT.finditer(data):
        names, line = match[1], match[2]
        if b"#" in names:
            names = _COMMENT.sub(b"", names)
        found = _WATCHED.findall(names + line)
        if not found and b"*" not in line and b"*" not in names:
            continue
        before = data[max(0, match.start() - _LOOK_BACK) : match.start()]
        dotted = _DOTTED.search(before.rstrip()) if before[-1:].isspace() else None
        if dotted is None:
            continue
        modules = _WORD.findall(dotted[0])
        if b"*" in line or b"*" in names:
            found.append(b"*")
        references.update((module, name) for module in modules for name in found)
        first = dotted[0].partition(b".")[0].decode("utf-8", "replace")
        if first in _PROVIDERS and _imports_constant(before, dotted, names, line):
            providers.add(first)
    references.update(_used(data))
    return Summary(frozenset(map(sys.intern, providers)), _pairs(references))


def is_watched(module: str, name: str) -> bool:
    """Whether a summary records references to `name` in `module`."""
    watched = name.isascii() and _IS_NAME.fullmatch(name.encode()) is not None
    return watched and module not in _COMMON


def _imports_constant(before: bytes, dotted: re.Match[bytes], names: bytes, line: bytes) -> bool:
    """Whether the import is a statement `from library import constant` of the module itself."""
    statement = before[: dotted.start()].rpartition(b"\n")[2]
    return statement.rstrip() == b"from" and _CONSTANT.search(names or line) is not None


def _used(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The pairs of `module.name` and `module, "name"`, also by another name of the module."""
    found = set()
    for match in itertools.chain.from_iterable(use.finditer(data) for use in _USES):
        if _IS_NAME.fullmatch(match[1]) is not None:
            before = data[max(0, match.start() - _LOOK_BACK) : match.start()]
            module = _LAST_WORD.search(before.rstrip())
            if module is not None:
                found.add((module[0], match[1]))
    yield from found
    used = {module for module, _ in found}
    for match in _ALIAS.finditer(data) if used else ():
        if match[1] in used:
            before = data[max(0, match.start() - _LOOK_BACK) : match.start()]
            original = _LAST_WORD.search(before.rstrip()) if before[-1:].isspace() else None
            if original is not None:
                yield from ((original[0], name) for alias, name in found if alias == match[1])


def _pairs(references: Iterable[tuple[bytes, bytes]]) -> frozenset[str]:
    texts = (
        f"{module.decode()}.{name.decode()}"
        for module, name in references
        if module.isascii() and name.isascii()
    )
    pairs = frozenset(sys.intern(t) for t in texts if t.partition(".")[0] not in _COMMON)
    return pairs if len(pairs) <= _MOST_REFERENCES else frozenset({_ANY})


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
    """The scanned summaries and those of open files; calls `on_change` if answers may change."""

    def __init__(
        self, open_sources: Callable[[], Iterable[Source]], on_change: Callable[[], None]
    ) -> None:
        self.folders: tuple[Path, ...] = ()
        self.is_complete = False
        self._open_sources = open_sources
        self._on_change = on_change
        self._on_disk: dict[Path, Summary] = {}
        self._open_paths: set[Path] = set()  # as they are in the editor
        self._exclusions: set[Path] = set()  # open files that a scan would not read
        self._index = SummaryIndex()

    def start(self, folders: tuple[Path, ...]) -> None:
        """Begin to read these folders. If they are the same, the old summaries count until then."""
        if folders != self.folders:
            self.is_complete, self.folders = False, folders
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

    def exclude(self, path: Path, *, is_excluded: bool) -> None:
        """Record whether a scan would not read the open file."""
        (self._exclusions.add if is_excluded else self._exclusions.discard)(path)

    def knows(self, root: Path) -> bool:
        """Whether the project's files are read, as far as they are in the workspace."""
        is_there = self.covers(root) or any(folder.is_relative_to(root) for folder in self.folders)
        return self.is_complete and is_there

    def covers(self, root: Path) -> bool:
        """Whether the whole project is in the workspace."""
        return any(root.is_relative_to(folder) for folder in self.folders)

    def _index_for(self, _root: Path, _path: Path) -> SummaryIndex:
        sources = [(each.path, each) for each in self._open_sources() if each.path is not None]
        opened = {p: s for p, s in sources if p not in self._exclusions and self.covers(p)}
        closed, self._open_paths = self._open_paths - opened.keys(), {*opened}
        changes = [self._index.update(path, self._on_disk.get(path)) for path in closed]
        changes += [self._index.update(path, _summary(each)) for path, each in opened.items()]
        if any(changes) and self.is_complete:
            self._on_change()
        return self._index


@dataclass(frozen=True, slots=True)
class ServerIndex(_Delegate):
    """Answers from the workspace's summaries once they are complete, before from the neighbours.
    Nobody knows all importers in a project that is not in the workspace as a whole.
    """

    summaries: WorkspaceSummaries
    neighbours: NeighbourIndex

    def may_be_taken(self, root: Path, path: Path, name: str) -> bool:
        """See `Index`."""
        is_known = self.summaries.covers(root)
        return not is_known or self._index_for(root, path).may_be_taken(root, path, name)

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
        index.update(path, system.parse(path, summary_of_file))
    return index


def summary_of_file(file: File) -> Summary:
    """The summary of a file on disk; for a notebook, of all cells."""
    return summary_of("\n".join(file.texts).encode("utf-8", "surrogatepass"))


@per_source
def _summary(source: Source) -> Summary:
    return summary_of(source.data)
