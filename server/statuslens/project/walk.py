"""Finds the files below folders that neither ignore files nor settings exclude."""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from .configuration import Configuration, ConfigurationError, Configurations
from .file_system import FileSystem
from .files import UnreadableError, absolute, read_regular, reason
from .settings import Settings

_SUFFIXES = (".py", ".pyi", ".pyw", ".ipynb")
# Ruff excludes these, too. Hidden folders are excluded by their dot.
_EXCLUDED = frozenset(
    {"__pypackages__", "_build", "buck-out", "dist", "node_modules", "site-packages", "venv"}
)
_HAVE_IGNORES = frozenset({".git", ".gitignore"})


@dataclass(frozen=True, slots=True)
class _Ignores:
    """The patterns of one ignore file, for the paths below its folder."""

    folder: Path
    spec: GitIgnoreSpec


class Walk:
    """Finds the files to check below some paths; `problems` has the unreadable folders. Given paths
    are never excluded, unless `force_exclude` excludes all that a walk from `here`, the working
    directory, would exclude. `exclude` has more patterns, relative to `here`.
    """

    def __init__(
        self,
        configurations: Configurations,
        *,
        force_exclude: bool = False,
        here: Path | None = None,
        exclude: tuple[str, ...] = (),
    ) -> None:
        self.problems: list[tuple[Path, str]] = []
        self._configurations = configurations
        self._force_exclude = force_exclude
        self._here = here or Path.cwd()
        self._exclude = Configuration(self._here, Settings(exclude=exclude))
        self._ignores_by_folder: dict[Path, tuple[_Ignores, ...]] = {}

    def files(self, paths: Iterable[Path]) -> list[Path]:
        """Each file once, sorted; a link only if its target is not among them."""
        return sorted(self.each(paths))

    def each(self, paths: Iterable[Path]) -> Iterator[Path]:
        """The same files in the order of the walk, links last."""
        seen: set[str] = set()
        links: dict[str, Path] = {}
        for path in paths:
            for file, is_link in self._below(absolute(path)):
                if is_link:
                    links.setdefault(os.path.realpath(file), file)
                elif str(file) not in seen:
                    seen.add(str(file))
                    yield file
        yield from (link for target, link in links.items() if target not in seen)

    def _below(self, path: Path) -> Iterator[tuple[Path, bool]]:
        """Each file, and whether it is a link."""
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            self.problems.append((path, reason(error)))
            return
        if self._force_exclude and self._is_left_out(path, is_folder):
            return
        if is_folder:
            inherited = self._ignores_above(path)
            yield from self._walk(path, () if _is_ignored(path, True, inherited) else inherited)
        else:
            yield path, path.is_symlink()

    def _walk(self, folder: Path, inherited: tuple[_Ignores, ...]) -> Iterator[tuple[Path, bool]]:
        configuration = self._configurations.nearest(folder)
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append((folder, reason(error)))
            return
        ignores = inherited
        if any(entry.name in _HAVE_IGNORES for entry in listed):
            ignores = (*inherited, *self._ignores_in(folder))
        for entry in listed:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.name.endswith(_SUFFIXES):
                continue
            path = folder / entry.name
            if self._is_excluded(path, is_folder, configuration):
                continue
            if _is_ignored(path, is_folder, ignores):
                continue
            if is_folder:
                yield from self._walk(path, ignores)
            elif entry.is_file(follow_symlinks=False):
                yield path, False
            elif not path.is_dir() and not _is_special(path):
                yield path, entry.is_symlink()

    def _is_left_out(self, path: Path, is_folder: bool) -> bool:
        """Whether a walk from `here` would exclude `path`."""
        here = self._here
        below = [p for p in (path, *path.parents) if p != here and p.is_relative_to(here)]
        return any(
            self._is_excluded(p, is_folder or p != path, self._configurations.nearest(p.parent))
            or _is_ignored(p, is_folder or p != path, self._ignores_above(p))
            for p in below
        )

    def _is_excluded(
        self, path: Path, is_folder: bool, configuration: Configuration | None
    ) -> bool:
        """Whether its name, the configuration of its folder or `exclude` excludes it."""
        if path.name.startswith(".") or (is_folder and path.name in _EXCLUDED):
            return True
        if configuration is not None and configuration.excludes(path, is_folder=is_folder):
            return True
        return self._exclude.excludes(path, is_folder=is_folder)

    def _ignores_above(self, path: Path) -> tuple[_Ignores, ...]:
        """The ignore files from the root of the repository down to the folder of `path`."""
        found: tuple[_Ignores, ...] = ()
        for folder in (path, *path.parents):
            if folder != path:
                found = (*self._ignores_in(folder), *found)
            if (folder / ".git").exists():
                break
        return found

    def _ignores_in(self, folder: Path) -> tuple[_Ignores, ...]:
        if folder not in self._ignores_by_folder:
            self._ignores_by_folder[folder] = tuple(_read_ignores(folder))
        return self._ignores_by_folder[folder]


def workspace_files(
    wanted: Sequence[Path], roots: Sequence[Path], exclude: Sequence[str], problems: list[str]
) -> Iterator[Path]:
    """The files at or below `wanted` that a walk from the roots finds, some twice if roots overlap.
    `exclude` has more patterns; unreadable folders are added to `problems`.
    """
    if not roots:
        yield from wanted
    configurations = _Forgiving(FileSystem())
    for root in roots:
        below = [p for p in wanted if p.is_relative_to(root) and (p == root or p.exists())]
        if not below or not root.is_dir():
            continue
        walk = Walk(configurations, force_exclude=True, here=root, exclude=tuple(exclude))
        yield from (path for path in walk.each(below) if path.suffix in _SUFFIXES)
        problems += (f"{path}: {reason}" for path, reason in walk.problems)


def _is_ignored(path: Path, is_folder: bool, ignores: tuple[_Ignores, ...]) -> bool:
    """Whether git ignores the path: the last match in the deepest ignore file decides."""
    slash = "/" if is_folder else ""
    for one in reversed(ignores):
        verdict = one.spec.check_file(path.relative_to(one.folder).as_posix() + slash).include
        if verdict is not None:
            return verdict
    return False


def _read_ignores(folder: Path) -> Iterator[_Ignores]:
    for name in (".git/info/exclude", ".gitignore"):
        with contextlib.suppress(OSError, UnicodeError, UnreadableError):
            lines = read_regular(folder / name).decode("utf-8-sig").splitlines()
            yield _Ignores(folder, GitIgnoreSpec.from_lines(_valid(lines)))


def _valid(lines: Iterable[str]) -> Iterator[str]:
    """The valid patterns; git skips the others, too."""
    for line in lines:
        with contextlib.suppress(ValueError):
            GitIgnoreSpec.from_lines([line])
            yield line


def _is_special(path: Path) -> bool:
    """Whether it is a pipe or device. A broken link is reported when it is read."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


class _Forgiving(Configurations):
    """Ignores an invalid `pyproject.toml`: the server reports it."""

    def nearest(self, folder: Path) -> Configuration | None:
        try:
            return super().nearest(folder)
        except ConfigurationError:
            return None
