"""The command line: runs `check`, `explain` or `stats`.

Exit codes as in ruff: 0 clean, 1 findings, 2 if something could not be run or read. Imports are
late: `--version` and the language server do not need them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING

from .arguments import CannotRunError, CheckOptions, Inputs
from .terminal import FINDINGS, exit_code, failed, failure_in, width

if TYPE_CHECKING:
    from ..project.view import Project
    from ..syntax.source import Source


def main(arguments: argparse.Namespace) -> int:
    """Run the subcommand in `arguments`; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # escape characters that its encoding lacks
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _COMMANDS[arguments.command](arguments)
        sys.stdout.flush()
    except CannotRunError as error:
        return failed(str(error))
    except BrokenPipeError:  # the reader, for example `head`, has closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS
    except KeyboardInterrupt:
        return 130
    return code


def _check(arguments: argparse.Namespace) -> int:
    options = CheckOptions.of(arguments)
    from .check import check

    return check(options)


def _explain(arguments: argparse.Namespace) -> int:
    from ..features.explain import explain

    text, code = explain(arguments.query, as_json=arguments.output_format == "json", width=width())
    sys.stdout.write(text.rstrip("\n") + "\n")
    return code


def _stats(arguments: argparse.Namespace) -> int:
    inputs = Inputs.of(arguments)
    from ..features.stats import stats
    from .inputs import Projects, name_of, read_files

    problems: list[str] = []
    projects = Projects()

    def sources() -> Iterator[tuple[str, Source, Project]]:
        for file in read_files(inputs, projects.configurations, problems):
            name = name_of(file.path, inputs)
            try:
                found = file.sources(file.texts)
            except Exception as error:  # costs only this file
                fail(name, error)
            else:
                project = projects.of(file.path)
                yield from ((name, source, project) for source in found)

    def fail(name: str, error: Exception) -> None:
        problems.append(failure_in(name, error))

    as_json = arguments.output_format == "json"
    text = stats(sources(), as_json=as_json, width=width(), on_failure=fail)
    sys.stdout.write(text.rstrip("\n") + "\n")
    return exit_code(problems, found=False)


_COMMANDS = {"check": _check, "explain": _explain, "stats": _stats}
