"""`check`: finds problems in each file, applies fixes or shows them, and prints a report."""

import functools
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..features import rules
from ..features.rules.finding import Finding
from ..project import files
from ..project.files import UnreadableError
from ..project.settings import Settings
from ..project.view import Project
from ..syntax.source import Source
from . import reports
from .arguments import CheckOptions
from .inputs import Projects, name_of, read_files
from .reports import Report
from .terminal import console, exit_code, failure_in


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A file, its texts after `count` fixes, and the remaining findings."""

    name: str
    file: files.File
    texts: tuple[str, ...]
    count: int
    reports: list[Report]


def check(options: CheckOptions) -> int:
    """Check files, and fix them or show the fixes; returns the exit code."""
    problems: list[str] = []
    found: list[Report] = []
    changed: list[_Outcome] = []
    fixed = 0
    for outcome in _outcomes(options, problems):
        found += outcome.reports
        fixed += outcome.count
        if options.diff and outcome.texts != outcome.file.texts:
            changed.append(outcome)
    if options.diff:
        _print_diffs(changed)
    else:
        _print_reports(found, fixed, options, whole=not problems)
    has_findings = bool(changed if options.diff else found)
    return exit_code(problems, found=has_findings and not options.exit_zero)


def _outcomes(options: CheckOptions, problems: list[str]) -> Iterator[_Outcome]:
    """Check each file, and write it if the options say so."""
    projects = Projects()
    changed = functools.partial(_settings, options=options)
    for file in read_files(options.inputs, projects.configurations, problems):
        name, project = name_of(file.path, options.inputs), projects.of(file.path, changed)
        problem = projects.interpreter_problem(file.path, project)
        if problem is not None and problem not in problems:
            problems.append(problem)
        try:
            outcome = _checked(file, name, project, options, problems)
        except Exception as error:  # costs only this file
            problems.append(failure_in(name, error))
            continue
        try:
            if options.fix and not options.diff:
                _write(outcome, options)
        except UnreadableError as error:
            problems.append(f"{name}: {error}")
        yield outcome


def _checked(
    file: files.File, name: str, project: Project, options: CheckOptions, problems: list[str]
) -> _Outcome:
    def sources_of(texts: tuple[Source, ...]) -> tuple[Source, ...]:
        return texts if file.cells is None else file.sources(tuple(text.text for text in texts))

    def findings(source: Source) -> tuple[Finding, ...]:
        def report(failure: rules.Failure) -> None:
            problems.append(f"{name}: {failure}")

        return rules.check(source, project, likely=options.unsafe_fixes, on_failure=report)

    def is_applied(finding: Finding) -> bool:
        return (options.fix or options.diff) and options.allows(finding)

    texts = tuple(Source(text, file.path) for text in file.texts)
    done = rules.fixed(texts, sources_of, findings, is_applied, project)
    remaining = [
        report
        for cell, source, some in zip(_cells(file), done.sources, done.findings, strict=True)
        for report in _reports((name, cell), source, some, project, options)
    ]
    return _Outcome(name, file, tuple(text.text for text in done.texts), done.count, remaining)


def _reports(
    where: tuple[str, int | None],
    source: Source,
    findings: tuple[Finding, ...],
    project: Project,
    options: CheckOptions,
) -> Iterator[Report]:
    text = Source(source.text)  # without the tree, which is what takes memory
    for finding in findings:
        severity = project.settings.severity.get(finding.rule, rules.RULES[finding.rule].severity)
        is_written = options.output_format in reports.WITH_EDITS
        edits = rules.fix(source, [finding], project) if is_written else ()
        is_fixable = finding.replacement is not None and options.allows(finding)
        yield Report(*where, text, finding, severity, edits, is_fixable)


def _settings(settings: Settings, options: CheckOptions) -> Settings:
    """The settings of the file's folder, overridden by the command line's."""
    if options.select is not None:
        ignore = tuple(rule for rule in settings.ignore if rule not in options.select)
        settings = replace(settings, select=options.select, ignore=ignore)
    if options.ignore is not None:
        settings = replace(settings, ignore=options.ignore)
    return settings


def _cells(file: files.File) -> tuple[int | None, ...]:
    """The cell number of each text; None for the one text of a file that is not a notebook."""
    return (None,) if file.cells is None else file.cells


def _write(outcome: _Outcome, options: CheckOptions) -> None:
    file = outcome.file
    changed = outcome.texts != file.texts
    data = file.with_texts(outcome.texts) if changed else file.data
    if options.inputs.from_stdin:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    elif changed:
        files.write(file.path, data)


def _print_reports(found: list[Report], fixed: int, options: CheckOptions, *, whole: bool) -> None:
    """Print the findings; `whole` says whether every file could be read."""
    # With --fix, stdout has the fixed text of stdin: the report goes to stderr.
    stream = sys.stderr if options.fix and options.inputs.from_stdin else sys.stdout
    style = options.output_format
    if style in reports.WHOLE:
        write = reports.statistics_json if options.statistics else reports.WHOLE[style]
        stream.write(write(found))
        return
    lines = reports.statistics_table if options.statistics else reports.LINE_BY_LINE[style]
    out = console(stream)
    for line in lines(found):
        out.print(line, soft_wrap=True)
    # Every line of `concise` is a finding.
    below = out if style == "text" else console(sys.stderr)
    if found or fixed or whole:
        below.print(reports.summary(found, fixed))


def _print_diffs(changed: list[_Outcome]) -> None:
    """Print the changes that `--fix` would make."""
    out = console(sys.stdout)
    for one in changed:
        for cell, before, after in zip(_cells(one.file), one.file.texts, one.texts, strict=True):
            if before == after:
                continue
            name = one.name if cell is None else f"{one.name}:cell {cell}"
            text = reports.diff(name, before, after)
            if out.is_terminal:
                out.print(reports.coloured_diff(text), soft_wrap=True)
            else:  # byte for byte, so that `patch` takes it
                sys.stdout.buffer.write(text.encode(one.file.encoding.removesuffix("-sig")))
    sys.stdout.flush()
    console(sys.stderr).print(reports.would_fix(sum(one.count for one in changed)))
