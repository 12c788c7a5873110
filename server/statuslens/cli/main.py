"""The command line: `check`, `explain` and `stats`. What each prints is made elsewhere.

Exit codes are ruff's: 0 where there is nothing to say, 1 for findings, 2 where something could not
be run or read. Imports are late: `--version` and the language server need none of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from ..features.rules import Finding
    from ..project.configuration import Configuration, Configurations
    from ..project.environment import Environment
    from ..project.files import File
    from ..project.settings import Settings
    from ..syntax.source import Source
    from .reports import Report

    # There is no other name for what add_subparsers gives.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001
    Run = Callable[[argparse.Namespace], int]

CLEAN, FINDINGS, FAILED = 0, 1, 2

_STDIN = "-"
_NAMELESS = "stdin.py"  # what comes from stdin without a name
_PATIENCE = 1.0  # seconds before progress is shown

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


def add_commands(commands: Commands) -> None:
    """Add the subcommands; each has its function as option `run`, for `main`."""
    _add_check(commands)
    _add_explain(commands)
    _add_stats(commands)


def main(options: argparse.Namespace) -> int:
    """Run the subcommand that the options name; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what its encoding lacks is spelled out
            stream.reconfigure(errors="backslashreplace")
    if _STDIN in getattr(options, "paths", ()) and len(options.paths) > 1:
        return _failed("- is stdin, and stands alone")
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except CannotRunError as error:
        return _failed(str(error))
    except BrokenPipeError:  # the reader, `head` for example, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS
    except KeyboardInterrupt:
        return 130
    return code


def check(options: argparse.Namespace) -> int:
    """Check files, and fix them or show how."""
    if options.statistics and options.output_format in ("github", "sarif"):
        raise CannotRunError("--statistics is written as text, concise or json only")
    reports: list[Report] = []
    changed: list[_Checked] = []
    problems: list[str] = []
    fixed = 0
    for outcome in _outcomes(options):
        if isinstance(outcome, str):
            problems.append(outcome)
            continue
        reports += outcome.reports
        fixed += outcome.fixed
        if options.diff and outcome.after != outcome.file.texts:
            changed.append(outcome)
    if options.diff:
        _print_diffs(changed)
        found = bool(changed)
    else:
        _print_reports(reports, fixed, options, whole=not problems)
        found = bool(reports)
    return _exit_code(problems, found=found and not options.exit_zero)


def explain(options: argparse.Namespace) -> int:
    """What a status means."""
    from ..features.explain import explain as explained

    as_json = options.output_format == "json"
    text, code = explained(options.query, as_json=as_json, width=_terminal_width())
    sys.stdout.write(text.rstrip("\n") + "\n")
    return code


def stats(options: argparse.Namespace) -> int:
    """How often each code is used."""
    from ..features.stats import stats as counted

    problems: list[str] = []

    def sources() -> Iterator[tuple[str, Source]]:
        for file in _files(options):
            if isinstance(file, str):
                problems.append(file)
            else:
                yield from ((_shown(file.path), source) for source in file.sources(file.texts))

    as_json = options.output_format == "json"
    text = counted(sources(), as_json=as_json, width=_terminal_width())
    sys.stdout.write(text.rstrip("\n") + "\n")
    return _exit_code(problems, found=False)


@dataclass(frozen=True, slots=True)
class _Checked:
    """What became of a file: its texts after the fixes, how many those were, and what remains."""

    name: str
    file: File
    after: tuple[str, ...]
    fixed: int
    reports: list[Report]


def _outcomes(options: argparse.Namespace) -> Iterator[_Checked | str]:
    """Each file checked, and written where it is to be; or why not."""
    from ..project.dependencies import Installations, interpreter_problem
    from ..project.files import UnreadableError

    configurations, installations = _configurations(), Installations(os.environ)
    told: set[str] = set()
    for file in _files(options, configurations):
        if isinstance(file, str):
            yield file
            continue
        folder = file.path.parent
        configuration = configurations.at(folder)
        interpreter = configuration.settings.interpreter
        problem = interpreter_problem(interpreter, folder) if interpreter else None
        if problem is not None and problem not in told:
            told.add(problem)
            yield problem
        outcome = _checked(file, configuration, installations.of(folder, interpreter), options)
        try:
            if options.fix and not options.diff:
                _write(outcome, options)
        except UnreadableError as error:
            yield f"{outcome.name}: {error}"
        yield outcome


def _files(
    options: argparse.Namespace, configurations: Configurations | None = None
) -> Iterator[File | str]:
    """Each file that the command is about, or why it cannot be read."""
    from ..project.configuration import ConfigurationError
    from ..project.files import absolute
    from ..project.walk import Walk

    configurations = configurations or _configurations()
    walk = Walk(configurations, force_exclude=getattr(options, "force_exclude", False))
    from_stdin = options.paths == [_STDIN]
    try:
        if from_stdin:
            found = [absolute(getattr(options, "stdin_filename", None) or _NAMELESS)]
        else:
            found = walk.files(map(Path, options.paths))
        for path in found:  # a wrong one is told before anything is written
            configurations.at(path.parent)
    except ConfigurationError as error:
        raise CannotRunError(str(error)) from None
    yield from (f"{_shown(path)}: {reason}" for path, reason in walk.problems)
    for path in _tracked(found):
        yield _read(path, options, from_stdin=from_stdin)


def _read(path: Path, options: argparse.Namespace, *, from_stdin: bool) -> File | str:
    from ..project import files

    try:
        return files.parsed(path, sys.stdin.buffer.read()) if from_stdin else files.read(path)
    except files.UnreadableError as error:
        return f"{_name(path, options)}: {error}"


def _configurations() -> Configurations:
    from ..project.configuration import Configurations

    return Configurations()


def _checked(
    file: File, configuration: Configuration, environment: Environment, options: argparse.Namespace
) -> _Checked:
    from ..edits.text_edits import applied
    from ..features import rules
    from ..syntax.source import Source

    settings = _settings(configuration.settings, options)
    path = configuration.path(file.path)
    texts, fixed = file.texts, 0
    for _ in range(rules.ROUNDS):
        sources = file.sources(texts)
        found = [
            rules.check(source, settings, path, environment, likely=options.unsafe_fixes)
            for source in sources
        ]
        mended = [rules.together(f for f in one if _is_allowed(f, options)) for one in found]
        if not any(mended) or not (options.fix or options.diff):
            break
        fixed += sum(map(len, mended))
        # The edits are made to the text itself: of a notebook, the source has its magics masked.
        edits = [rules.fix(s, some, environment) for s, some in zip(sources, mended, strict=True)]
        texts = tuple(
            applied(Source(text), some).text for text, some in zip(texts, edits, strict=True)
        )
    name = _name(file.path, options)
    numbers = file.cells or (None,)
    reports = [
        report
        for number, source, one in zip(numbers, sources, found, strict=True)
        for report in _reports((name, number), source, one, settings, environment, options)
    ]
    return _Checked(name, file, texts, fixed, reports)


def _reports(
    where: tuple[str, int | None],
    source: Source,
    findings: Sequence[Finding],
    settings: Settings,
    environment: Environment,
    options: argparse.Namespace,
) -> Iterator[Report]:
    from ..features import rules
    from ..syntax.source import Source
    from .reports import WITH_EDITS, Report

    text = Source(source.text)  # without the tree, which is what takes the room
    for finding in findings:
        severity = settings.severity.get(finding.rule, rules.RULES[finding.rule].severity)
        is_written = options.output_format in WITH_EDITS
        edits = rules.fix(source, [finding], environment) if is_written else ()
        fixed_by_flag = finding.replacement is not None and _is_allowed(finding, options)
        yield Report(*where, text, finding, severity, edits, fixed_by_flag)


def _is_allowed(finding: Finding, options: argparse.Namespace) -> bool:
    """Whether its fix, if it has one, may be made."""
    return finding.safe or bool(options.unsafe_fixes)


def _settings(settings: Settings, options: argparse.Namespace) -> Settings:
    """The settings of the file's folder, with what the command line says instead."""
    if options.select is not None:
        ignore = tuple(rule for rule in settings.ignore if rule not in options.select)
        settings = replace(settings, select=tuple(options.select), ignore=ignore)
    if options.ignore is not None:
        settings = replace(settings, ignore=tuple(options.ignore))
    return settings


def _write(outcome: _Checked, options: argparse.Namespace) -> None:
    from ..project import files

    file = outcome.file
    changed = outcome.after != file.texts
    data = file.with_texts(outcome.after) if changed else file.data
    if options.paths == [_STDIN]:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    elif changed:
        files.write(file.path, data)


def _print_reports(
    reports: list[Report], fixed: int, options: argparse.Namespace, *, whole: bool
) -> None:
    """Print what was found; `whole` says whether everything could be read."""
    from . import reports as formats

    # What --fix made of stdin is on stdout: the rest goes beside it.
    stream = sys.stderr if options.fix and options.paths == [_STDIN] else sys.stdout
    style = options.output_format
    if style in formats.WHOLE:
        write = formats.statistics_json if options.statistics else formats.WHOLE[style]
        stream.write(write(reports))
        return
    lines = formats.statistics_table if options.statistics else formats.LINE_BY_LINE[style]
    console = _console(stream)
    for line in lines(reports):
        console.print(line, soft_wrap=True)
    # A line of `concise` is a finding, always.
    below = console if style == "text" else _console(sys.stderr)
    if reports or fixed or whole:
        below.print(formats.summary(reports, fixed))


def _print_diffs(changed: list[_Checked]) -> None:
    """Print what `--fix` would change."""
    from . import reports as formats

    console = _console(sys.stdout)
    for one in changed:
        cells = one.file.cells or (None,)
        for cell, before, after in zip(cells, one.file.texts, one.after, strict=True):
            if before == after:
                continue
            name = one.name if cell is None else f"{one.name}:cell {cell}"
            text = formats.diff(name, before, after)
            if console.is_terminal:
                console.print(formats.coloured_diff(text), soft_wrap=True)
            else:  # byte for byte, so that `patch` takes it
                sys.stdout.buffer.write(text.encode(one.file.encoding.removesuffix("-sig")))
    sys.stdout.flush()
    _console(sys.stderr).print(formats.would_fix(sum(one.fixed for one in changed)))


def _exit_code(problems: list[str], *, found: bool) -> int:
    if problems:
        return _failed("\n".join(problems))
    return FINDINGS if found else CLEAN


def _failed(reasons: str) -> int:
    sys.stdout.flush()
    sys.stderr.writelines(f"statuslens: {reason}\n" for reason in reasons.splitlines())
    return FAILED


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(
        file=stream,
        # With NO_COLOR rich would still write bold.
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        highlight=False,
        markup=False,
        emoji=False,
    )


_Item = TypeVar("_Item")


def _tracked(items: Sequence[_Item]) -> Iterator[_Item]:
    """The items; on a terminal, a bar shows how far they are once that takes long."""
    start = time.monotonic()
    bar = None
    with ExitStack() as until_the_end:
        for done, item in enumerate(items):
            if bar is not None:
                bar.update(bar.task_ids[0], completed=done)
            elif time.monotonic() - start > _PATIENCE and sys.stderr.isatty():
                bar = until_the_end.enter_context(_bar())
                bar.add_task("Reading", total=len(items), completed=done)
            yield item


def _bar() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=_console(sys.stderr), transient=True)


def _terminal_width() -> int:
    return shutil.get_terminal_size().columns


def _name(path: Path, options: argparse.Namespace) -> str:
    is_nameless = options.paths == [_STDIN] and getattr(options, "stdin_filename", None) is None
    return _STDIN if is_nameless else _shown(path)


def _shown(path: Path) -> str:
    """The path as the user would write it: from the working directory, with `/`."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def _add_check(commands: Commands) -> None:
    parser = _command(commands, "check", check, "report bare numbers, and write the constants")
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
    parser = _command(commands, "explain", explain, "tell what a status means")
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
    parser = _command(commands, "stats", stats, "count which statuses are used, and how")
    parser.epilog = """\
examples:
  statuslens stats
  statuslens stats --output-format json app
"""
    _add_paths(parser)
    _add_text_or_json(parser)


def _command(commands: Commands, name: str, run: Run, about: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
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
