"""Settings in `pyproject.toml`, which apply to the files below it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .disk import TOP, is_outermost
from .files import reason
from .regular_files import read_regular
from .settings import Settings, parse_table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


CONFIGURATION = "pyproject.toml"
_LARGEST = 1_000_000  # bytes


class ConfigurationError(Exception):
    """Names file, key and value, and what is expected: one line for each problem."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings for the files below `root`, which the patterns in them are relative to."""

    root: Path
    settings: Settings = field(default_factory=Settings)

    def path(self, file: Path) -> str:
        """The file's path below `root`, with `/`; elsewhere its name."""
        if file.is_relative_to(self.root):
            return file.relative_to(self.root).as_posix()
        return file.name

    def excludes(self, path: Path, *, is_folder: bool = False) -> bool:
        """Whether the settings exclude the file or folder, which is below `root`."""
        if not self.settings.exclude or not path.is_relative_to(self.root):
            return False
        return self.settings.excludes(self.path(path) + "/" * is_folder)


class Configurations:
    """What applies to a folder: the nearest `pyproject.toml` with `[tool.statuslens]`, sought up to
    the root of the repository or the home folder.
    """

    def __init__(self) -> None:
        self._known: dict[Path, Configuration | None] = {}

    def at(self, folder: Path) -> Configuration:
        return self.nearest(folder) or Configuration(folder)

    def nearest(self, folder: Path) -> Configuration | None:
        """The same; None if there is no such file."""
        if folder not in self._known:
            own = configuration(folder / CONFIGURATION)
            is_repository = (folder / TOP).exists()
            if own is None and not is_outermost(folder, is_repository=is_repository):
                own = self.nearest(folder.parent)
            self._known[folder] = own
        return self._known[folder]


def configuration(file: Path) -> Configuration | None:
    """The configuration in that `pyproject.toml`; None if it does not exist, is not a regular file,
    or has no such table.
    """
    try:
        content = tomllib.loads((read_regular(file, _LARGEST) or b"").decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file}: {reason(error)}") from None
    tool = content.get("tool")
    if not isinstance(tool, Mapping) or "statuslens" not in tool:
        return None
    settings, messages = parse_table(tool["statuslens"])
    if messages:
        raise ConfigurationError("\n".join(f"{file}: {message}" for message in messages))
    return Configuration(file.parent, settings)
