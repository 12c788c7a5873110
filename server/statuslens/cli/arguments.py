"""The arguments of the subcommands, and what they ask for as immutable values."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..features.rules import Finding

    # argparse has no other name for the result of add_subparsers.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

STDIN = "-"
_NAMELESS = "stdin.py"  # how stdin without a name is checked

_CHECK_EXAMPLES = """\
examples:
  statuslens check                        the Python files and notebooks below this folder
  statuslens check --fix app tests        and write the constants
  statuslens check --diff app             show what --fix would change
  statuslens check --output-format sarif  for GitHub's code scanning
  statuslens check - --stdin-filename app/main.py < app/main.py

exit code: 0 no findings (or all of them fixed), 1 findings, 2 something could not be read
"""


class CannotRunError(Exception):
    """Says why, in the user's words."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files that a command is about: `paths` as they were given, or stdin under a name."""

    paths: tuple[str, ...]
    stdin_filename: str | None = None
    force_exclude: bool = False

    @classmethod
    def of(cls, given: argparse.Namespace) -> Inputs:
        """Raises `CannotRunError` where stdin is not the only one."""
        if STDIN in given.paths and len(given.paths) > 1:
            raise CannotRunError("- is stdin, and stands alone")
        stdin_filename = given.stdin_filename if "stdin_filename" in given else None
        return cls(
            tuple(given.paths), stdin_filename, "force_exclude" in given and given.force_exclude
        )

    @property
    def from_stdin(self) -> bool:
        return self.paths == (STDIN,)

    @property
    def stdin_path(self) -> str:
        return self.stdin_filename or _NAMELESS


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What `check` is asked to do."""

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
        """Whether the fix of a finding, if it has one, may be applied."""
        return finding.safe or self.unsafe_fixes

    @classmethod
    def of(cls, given: argparse.Namespace) -> CheckOptions:
        """Raises `CannotRunError` where the arguments contradict each other."""
        if given.statistics and given.output_format in ("github", "sarif"):
            raise CannotRunError("--statistics is written as text, concise or json only")
        return cls(
            inputs=Inputs.of(given),
            fix=given.fix,
            unsafe_fixes=given.unsafe_fixes,
            diff=given.diff,
            select=tuple(given.select) if given.select is not None else None,
            ignore=tuple(given.ignore) if given.ignore is not None else None,
            output_format=given.output_format,
            statistics=given.statistics,
            exit_zero=given.exit_zero,
        )


def add_commands(commands: Commands) -> None:
    """Add the subcommands; each has its name as option `command`, for `main`."""
    _add_check(commands)
    _add_explain(commands)
    _add_stats(commands)


def _add_check(commands: Commands) -> None:
    parser = _command(commands, "check", "report bare numbers, and write the constants")
    parser.epilog = _CHECK_EXAMPLES
    _add_paths(parser)
    parser.add_argument("--fix", action="store_true", help="make the safe fixes")
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="report what is only likely, too; with --fix or --diff, change it",
    )
    parser.add_argument(
        "--diff", action="store_true", help="print what --fix would change, change nothing"
    )
    for name, what in (("select", "only these rules"), ("ignore", "not these rules")):
        parser.add_argument(
            f"--{name}",
            action="extend",
            type=_rules,
            metavar="RULE",
            help=f"{what}, separated by commas; wins over pyproject.toml",
        )
    parser.add_argument(
        "--output-format",
        choices=("text", "concise", "json", "github", "sarif"),
        default="text",
        help="how findings are written (default: text)",
    )
    parser.add_argument(
        "--statistics", action="store_true", help="count the findings of each rule instead"
    )
    parser.add_argument("--exit-zero", action="store_true", help="exit with 0 for findings, too")
    parser.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out ignored and excluded files even where they are named",
    )
    parser.add_argument(
        "--stdin-filename", metavar="PATH", help="the name of what is read from stdin"
    )


def _add_explain(commands: Commands) -> None:
    parser = _command(commands, "explain", "tell what a status means")
    parser.epilog = """\
examples:
  statuslens explain 404
  statuslens explain HTTP_410_GONE
  statuslens explain web.HTTPNotFound
  statuslens explain not found
"""
    parser.add_argument("query", nargs="+", metavar="QUERY", help="a number, a name, or words")
    _add_text_or_json(parser)


def _add_stats(commands: Commands) -> None:
    parser = _command(commands, "stats", "count which statuses are used, and how")
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
        help="files and folders (default: this folder); - is stdin",
    )


def _add_text_or_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output-format", choices=("text", "json"), default="text")


def _rules(text: str) -> list[str]:
    from ..project.settings import RULES

    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in RULES]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"{', '.join(unknown)}: no such rule, only {', '.join(RULES)}"
        )
    return names
