"""The settings in `pyproject.toml`, for the files below it."""

import functools
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .file_system import FileSystem, folders_up
from .files import UnreadableError, read_regular, reason
from .settings import Settings, parse_table


class ConfigurationError(Exception):
    """Describes each invalid key or value and the file, one line each."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings for the files below `root`; their patterns are relative to it."""

    root: Path
    settings: Settings = field(default_factory=Settings)

    def path(self, file: Path) -> str:
        """The file's path below `root`, with `/`; elsewhere its name."""
        is_below = file.is_relative_to(self.root)
        return file.relative_to(self.root).as_posix() if is_below else file.name

    def excludes(self, path: Path, *, is_folder: bool = False) -> bool:
        """Whether the settings exclude the file or folder, which is below `root`."""
        if not self.settings.exclude or not path.is_relative_to(self.root):
            return False
        return self.settings.excludes(self.path(path) + "/" * is_folder)


class Configurations:
    """The configuration of a folder: the nearest `[tool.statuslens]` up to `folders_up`'s end."""

    def __init__(self, system: FileSystem) -> None:
        self._system = system
        self._revision = system.disk_revision
        self._by_folder: dict[Path, Configuration | None] = {}

    def at(self, folder: Path) -> Configuration:
        return self.nearest(folder) or Configuration(folder)

    def nearest(self, folder: Path) -> Configuration | None:
        """The folder's configuration, if any. Raises `ConfigurationError` for an invalid one."""
        if self._revision != self._system.disk_revision:
            self._revision = self._system.disk_revision
            self._by_folder.clear()
        if folder not in self._by_folder:
            found = (self._own(above) for above in folders_up(self._system, folder))
            self._by_folder[folder] = next(filter(None, found), None)
        return self._by_folder[folder]

    def _own(self, folder: Path) -> Configuration | None:
        file = folder / "pyproject.toml"
        if not self._system.is_file(file):
            return None
        settings, messages = self._system.look(file, _settings_in) or (None, ())
        if messages:
            raise ConfigurationError("\n".join(f"{file}: {message}" for message in messages))
        return Configuration(folder, settings) if settings is not None else None


@functools.lru_cache(maxsize=8)  # `pyproject.toml` is read by more than one
def toml(text: str) -> Mapping[str, Any]:
    """The text as TOML. Raises `ValueError` if it is invalid."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(text)


def _settings_in(file: Path) -> tuple[Settings | None, tuple[str, ...]]:
    """The settings in a `pyproject.toml`, if any, and the problems in them."""
    try:
        content = toml(read_regular(file).decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None, ()
    except (OSError, ValueError, UnreadableError) as error:
        return None, (reason(error),)
    tool = content.get("tool")
    if not isinstance(tool, Mapping) or "statuslens" not in tool:
        return None, ()
    return parse_table(tool["statuslens"])
