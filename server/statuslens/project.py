"""The project on disk: which files there are, how each is read and written back, and what
`pyproject.toml` says about them.

Nothing of the project is imported or run. What cannot be read is told, never raised past `read`.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import re
import stat
import sys
import tempfile
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pathspec import GitIgnoreSpec

from . import notebooks
from .settings import Settings, parse_table
from .source import Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIGURATION = "pyproject.toml"
SUFFIXES = (".py", ".pyi", ".pyw", ".ipynb")
_NOTEBOOK = ".ipynb"
# In the first two lines, as far as one can see at a glance.
_DECLARES_ENCODING = re.compile(rb"(?:[^\n\r]*(?:\r\n?|\n))?[^\n\r]*coding")
# What ruff leaves out, too. Hidden folders are left out by their dot.
_EXCLUDED = frozenset(
    {"__pypackages__", "_build", "buck-out", "dist", "node_modules", "site-packages", "venv"}
)


_HAVE_IGNORES = frozenset({".git", ".gitignore"})


class UnreadableError(Exception):
    """Says why a file could not be read or written."""


class ConfigurationError(Exception):
    """Says which file, key and value is wrong, and what is allowed: one line for each."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings for the files below `root`, which the patterns in them are relative to."""

    root: Path
    settings: Settings = field(default_factory=Settings)
    exclude: GitIgnoreSpec = field(default_factory=lambda: GitIgnoreSpec.from_lines([]))

    def path(self, file: Path) -> str:
        """The file's path below `root`, with `/`; elsewhere its name."""
        if file.is_relative_to(self.root):
            return file.relative_to(self.root).as_posix()
        return file.name


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was read: `texts` is its one text, or one for each Python cell in `cells`."""

    path: Path
    data: bytes
    encoding: str
    texts: tuple[str, ...]
    cells: tuple[int, ...] | None = None

    def sources(self, texts: tuple[str, ...]) -> tuple[Source, ...]:
        """Each text parsed; of a notebook, with the names of the other cells."""
        if self.cells is not None:
            return notebooks.sources(texts, self.path)
        return tuple(Source(text, self.path) for text in texts)

    def with_texts(self, texts: tuple[str, ...]) -> bytes:
        """The file's bytes with these texts, all else as it was: encoding, BOM, line endings."""
        before = self.data.decode(self.encoding)
        if before.encode(self.encoding) != self.data:
            raise UnreadableError(f"cannot be written back in {self.encoding} unchanged")
        (after,) = texts if self.cells is None else (self._notebook(before, texts),)
        try:
            return after.encode(self.encoding)
        except UnicodeError as error:
            raise UnreadableError(f"cannot be written: {error}") from None

    def _notebook(self, before: str, texts: tuple[str, ...]) -> str:
        pairs = zip(self.cells or (), self.texts, texts, strict=True)
        return notebooks.written(before, {cell: new for cell, old, new in pairs if new != old})


def absolute(path: str | Path) -> Path:
    """The path from the root, links in it left as they are: they are what the user wrote."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - that would follow them


def read(path: Path) -> File:
    """The file at `path`."""
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableError(_reason(error)) from None
    return parsed(path, data)


def parsed(path: Path, data: bytes) -> File:
    """The file that would stand at `path` with this content: decoded as Python would."""
    try:
        if path.suffix == _NOTEBOOK:
            encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
            cells = notebooks.cells(data.decode(encoding))
            texts, numbers = tuple(c.text for c in cells), tuple(c.number for c in cells)
            return File(path, data, encoding, texts, numbers)
        encoding = "utf-8"
        if data.startswith(codecs.BOM_UTF8) or _DECLARES_ENCODING.match(data) is not None:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return File(path, data, encoding, (data.decode(encoding),))
    except notebooks.NotebookError as error:
        raise UnreadableError(str(error)) from None
    except (SyntaxError, LookupError, ValueError) as error:
        raise UnreadableError(f"not text in an encoding that Python knows: {error}") from None


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, all at once: a reader sees the old file or the new one."""
    target = Path(os.path.realpath(path))  # a link stays one
    try:
        if not os.access(target, os.W_OK):
            raise PermissionError(13, os.strerror(13))
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(stat.S_IMODE(target.stat().st_mode))
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UnreadableError(f"cannot be written: {_reason(error)}") from None


class Configurations:
    """What applies to a folder: the nearest `pyproject.toml` above that has `[tool.statuslens]`."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        self._rules = rules
        self._known: dict[Path, Configuration | None] = {}

    def at(self, folder: Path) -> Configuration:
        return self.nearest(folder) or Configuration(folder)

    def nearest(self, folder: Path) -> Configuration | None:
        """None where no file above says anything."""
        if folder not in self._known:
            own = configuration(folder / CONFIGURATION, self._rules)
            if own is None and folder.parent != folder:
                own = self.nearest(folder.parent)
            self._known[folder] = own
        return self._known[folder]


def configuration(file: Path, rules: tuple[str, ...]) -> Configuration | None:
    """What that `pyproject.toml` says; None where it is not there or says nothing about us."""
    try:
        content = tomllib.loads(file.read_bytes().decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file}: {_reason(error)}") from None
    tool = content.get("tool")
    if not isinstance(tool, Mapping) or "statuslens" not in tool:
        return None
    settings, messages = parse_table(tool["statuslens"], rules)
    if messages:
        raise ConfigurationError("\n".join(f"{file}: {message}" for message in messages))
    try:
        exclude = GitIgnoreSpec.from_lines(settings.exclude)
    except ValueError as error:
        raise ConfigurationError(
            f"{file}: [tool.statuslens] exclude: {list(settings.exclude)!r} is not allowed, only "
            f"patterns as in .gitignore: {error}"
        ) from None
    return Configuration(file.parent, settings, exclude)


@dataclass(frozen=True, slots=True)
class _Ignores:
    """What one ignore file says about the paths below its folder."""

    folder: Path
    spec: GitIgnoreSpec


class Walk:
    """The files to check below some paths, and (`problems`) what could not be looked into.

    A path that is given is looked at whatever the ignore files say, unless `force_exclude`: then
    what a walk from `here`, the working directory, would leave out is left out.
    """

    def __init__(
        self,
        configurations: Configurations,
        *,
        force_exclude: bool = False,
        here: Path | None = None,
    ) -> None:
        self.problems: list[tuple[Path, str]] = []
        self._configurations = configurations
        self._force_exclude = force_exclude
        self._here = here
        self._known: dict[Path, tuple[_Ignores, ...]] = {}

    def files(self, paths: Iterable[Path]) -> list[Path]:
        """Each file once, in order; a link only where its target is not there itself."""
        return sorted(self.each(paths))

    def each(self, paths: Iterable[Path]) -> Iterator[Path]:
        """The same as they are found, links at last."""
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
            self.problems.append((path, _reason(error)))
            return
        if self._force_exclude and self._is_left_out(path, is_folder):
            return
        if is_folder:
            inherited = self._ignores_above(path)
            yield from self._walk(path, () if _is_ignored(path, True, inherited) else inherited)
        else:
            yield path, path.is_symlink()

    def _walk(self, folder: Path, inherited: tuple[_Ignores, ...]) -> Iterator[tuple[Path, bool]]:
        exclude = self._configurations.at(folder)
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append((folder, _reason(error)))
            return
        ignores = inherited
        if any(entry.name in _HAVE_IGNORES for entry in listed):
            ignores = (*inherited, *self._ignores_in(folder))
        for entry in listed:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.name.endswith(SUFFIXES):
                continue
            path = folder / entry.name
            if _is_excluded(path, is_folder, exclude) or _is_ignored(path, is_folder, ignores):
                continue
            if is_folder:
                yield from self._walk(path, ignores)
            elif entry.is_file(follow_symlinks=False):
                yield path, False
            elif not path.is_dir() and not _is_special(path):
                yield path, entry.is_symlink()

    def _is_left_out(self, path: Path, is_folder: bool) -> bool:
        """Whether a walk from where we are would leave `path` out."""
        here = self._here or Path.cwd()
        below = [p for p in (path, *path.parents) if p != here and p.is_relative_to(here)]
        return any(
            _is_excluded(p, is_folder or p != path, self._configurations.at(p.parent))
            or _is_ignored(p, is_folder or p != path, self._ignores_above(p))
            for p in below
        )

    def _ignores_above(self, path: Path) -> tuple[_Ignores, ...]:
        """From the root of the repository down to the folder that `path` is in."""
        found: tuple[_Ignores, ...] = ()
        for folder in (path, *path.parents):
            if folder != path:
                found = (*self._ignores_in(folder), *found)
            if (folder / ".git").exists():
                break
        return found

    def _ignores_in(self, folder: Path) -> tuple[_Ignores, ...]:
        if folder not in self._known:
            self._known[folder] = tuple(_read_ignores(folder))
        return self._known[folder]


def _is_excluded(path: Path, is_folder: bool, configuration: Configuration) -> bool:
    if path.name.startswith(".") or (is_folder and path.name in _EXCLUDED):
        return True
    if not configuration.exclude.patterns:
        return False
    slash = "/" if is_folder else ""
    return configuration.exclude.match_file(configuration.path(path) + slash)


def _is_ignored(path: Path, is_folder: bool, ignores: tuple[_Ignores, ...]) -> bool:
    """The last pattern that matches decides, and the deepest ignore file has the last word."""
    slash = "/" if is_folder else ""
    for one in reversed(ignores):
        verdict = one.spec.check_file(path.relative_to(one.folder).as_posix() + slash).include
        if verdict is not None:
            return verdict
    return False


def _read_ignores(folder: Path) -> Iterator[_Ignores]:
    for name in (".git/info/exclude", ".gitignore"):
        with contextlib.suppress(OSError, UnicodeError):
            lines = (folder / name).read_text("utf-8-sig").splitlines()
            yield _Ignores(folder, GitIgnoreSpec.from_lines(_valid(lines)))


def _valid(lines: Iterable[str]) -> Iterator[str]:
    """As git does, leave out a pattern that is none."""
    for line in lines:
        with contextlib.suppress(ValueError):
            GitIgnoreSpec.from_lines([line])
            yield line


def _is_special(path: Path) -> bool:
    """Pipes and devices: reading one could wait forever. A broken link is told when it is read."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
