"""The arguments of the subcommands, and their values as immutable options."""

from __future__ import annotations

import argparse
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..features.rules.finding import Finding

    # argparse has no other name for the result of add_subparsers.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

STDIN = "-"
_NAMELESS = "stdin.py"  # the name of stdin without one

_CHECK_EXAMPLES = """\
examples:
  statuslens check                        check Python files and notebooks in this folder
  statuslens check --fix app tests        and apply safe fixes
  statuslens check --diff app             show what --fix would change
  statuslens check --output-format sarif  for GitHub code scanning
  statuslens check - --stdin-filename app/main.py < app/main.py

exit code: 0 no findings (or all of them fixed), 1 findings, 2 error (e.g. an unreadable file)
"""


class CannotRunError(Exception):
    """The reason why a command cannot run, for the user."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of a command: `paths` as given, or stdin under a name."""

    paths: tuple[str, ...]
    stdin_filename: str | None = None
    force_exclude: bool = False

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Inputs:
        """Raises `CannotRunError` if `-` (stdin) is combined with other paths."""
        if STDIN in arguments.paths and len(arguments.paths) > 1:
            raise CannotRunError("'-' (stdin) cannot be combined with other paths")
        stdin_filename = arguments.stdin_filename if "stdin_filename" in arguments else None
        force_exclude = "force_exclude" in arguments and arguments.force_exclude
        return cls(tuple(arguments.paths), stdin_filename, force_exclude)

    @property
    def from_stdin(self) -> bool:
        return self.paths == (STDIN,)

    @property
    def stdin_path(self) -> str:
        return self.stdin_filename or _NAMELESS


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The options of `check`."""

    inputs: Inputs
    fix: bool
    unsafe_fixes: bool
    diff: bool
    select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    output_format: str
    statistics: bool
    exit_zero: bool

    def allows(self, finding: Finding) -> bool:
        """Whether the options allow the finding's fix to be applied, if it has one."""
        return finding.safe or self.unsafe_fixes

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> CheckOptions:
        """Raises `CannotRunError` if the arguments contradict each other."""
        if arguments.statistics and arguments.output_format in ("github", "sarif"):
            raise CannotRunError("--statistics requires --output-format text, concise or json")
        return cls(
            inputs=Inputs.of(arguments),
            fix=arguments.fix,
            unsafe_fixes=arguments.unsafe_fixes,
            diff=arguments.diff,
            select=tuple(arguments.select) if arguments.select is not None else None,
            ignore=tuple(arguments.ignore) if arguments.ignore is not None else None,
            output_format=arguments.output_format,
            statistics=arguments.statistics,
            exit_zero=arguments.exit_zero,
        )


def add_commands(commands: Commands) -> None:
    """Add the subcommands; the option `command` has the name of the chosen one."""
    _add_check(commands)
    _add_explain(commands)
    _add_stats(commands)


def _add_check(commands: Commands) -> None:
    about = "report bare status codes and other problems, and fix them"
    parser = _command(commands, "check", about)
    parser.epilog = _CHECK_EXAMPLES
    _add_paths(parser)
    flag = functools.partial(parser.add_argument, action="store_true")
    flag("--fix", help="apply safe fixes")
    flag(
        "--unsafe-fixes",
        help="also report likely (uncertain) findings; with --fix or --diff, apply unsafe fixes",
    )
    flag("--diff", help="show what --fix would change, without changing it")
    for name, what in (("select", "rules to enable"), ("ignore", "rules to disable")):
        parser.add_argument(
            f"--{name}",
            action="extend",
            type=_rules,
            metavar="RULE",
            help=f"{what}, separated by commas; overrides pyproject.toml",
        )
    parser.add_argument(
        "--output-format",
        choices=("text", "concise", "json", "github", "sarif"),
        default="text",
        help="output format (default: text)",
    )
    flag("--statistics", help="show only the number of findings per rule")
    flag("--exit-zero", help="exit with code 0 even if there are findings")
    flag("--force-exclude", help="apply .gitignore and exclude to paths given as arguments, too")
    parser.add_argument("--stdin-filename", metavar="PATH", help="file name for the code on stdin")


def _add_explain(commands: Commands) -> None:
    parser = _command(commands, "explain", "explain a status code")
    parser.epilog = """\
examples:
  statuslens explain 404
  statuslens explain HTTP_410_GONE
  statuslens explain web.HTTPNotFound
  statuslens explain not found
"""
    parser.add_argument("query", nargs="+", metavar="QUERY", help="a number, a constant, or words")
    _add_text_or_json(parser)


def _add_stats(commands: Commands) -> None:
    parser = _command(commands, "stats", "count the usages of status codes")
    parser.epilog = """\
examples:
  statuslens stats
  statuslens stats --output-format json app
"""
    _add_paths(parser)
    _add_text_or_json(parser)


def _command(commands: Commands, name: str, about: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=name)
    return parser


def _add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        default=["."],
        metavar="PATH",
        help="files and folders (default: this folder), or - for stdin",
    )


def _add_text_or_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output-format", choices=("text", "json"), default="text")


def _rules(text: str) -> list[str]:
    from ..project.settings import RULES

    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in RULES:
            message = f"unknown rule {name!r} (choose from {', '.join(RULES)})"
            raise argparse.ArgumentTypeError(message)
    return names
