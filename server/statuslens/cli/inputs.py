"""The files that a command is about: found, and read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ..project import files
from ..project.configuration import ConfigurationError, Configurations
from ..project.files import UnreadableError
from ..project.walk import Walk
from .arguments import STDIN, CannotRunError, Inputs
from .terminal import tracked


def read_files(
    inputs: Inputs, configurations: Configurations, problems: list[str]
) -> Iterator[files.File]:
    """Each file; why one cannot be read goes to `problems`. Raises `CannotRunError` for a wrong
    configuration of any of them, before the first.
    """
    walk = Walk(configurations, force_exclude=inputs.force_exclude)
    try:
        if inputs.from_stdin:
            found = [files.absolute(inputs.stdin_path)]
        else:
            found = walk.files(map(Path, inputs.paths))
        for path in found:
            configurations.at(path.parent)
    except ConfigurationError as error:
        raise CannotRunError(str(error)) from None
    problems += (f"{_shown(path)}: {reason}" for path, reason in walk.problems)
    for path in tracked(found):
        file = _read(path, inputs, problems)
        if file is not None:
            yield file


def name_of(path: Path, inputs: Inputs) -> str:
    """The file's name in messages."""
    return STDIN if inputs.from_stdin and inputs.stdin_filename is None else _shown(path)


def _read(path: Path, inputs: Inputs, problems: list[str]) -> files.File | None:
    try:
        if inputs.from_stdin:
            return files.parsed(path, sys.stdin.buffer.read())
        return files.read(path)
    except UnreadableError as error:
        problems.append(f"{name_of(path, inputs)}: {error}")
        return None


def _shown(path: Path) -> str:
    """The path as the user would write it: from the working directory, with `/`."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()
