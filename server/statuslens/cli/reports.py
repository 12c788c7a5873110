"""The output formats of findings: for a terminal, for scripts, for GitHub.

Lines and columns count from 1 here, columns in characters.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .. import __version__
from ..features import rules
from ..features.rules.finding import Finding, Rule
from ..project.settings import RULES, Severity
from ..syntax.source import Edit, Source, Span

if TYPE_CHECKING:
    from rich.text import Text

Json = dict[str, Any]

_SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# Severity → level in SARIF, command of GitHub, colour.
_SARIF_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}
_GITHUB_COMMANDS = _SARIF_LEVELS | {"information": "notice", "hint": "notice"}
_COLOURS = {"error": "red", "warning": "yellow", "information": "blue", "hint": "cyan"}

WITH_EDITS = frozenset({"json", "sarif"})  # the formats with the edits of a fix
_CONTEXT = 2  # lines shown above and below a finding
# Control characters, as visible symbols.
_VISIBLE: dict[int, int | str] = {code: 0x2400 + code for code in range(32)}
_VISIBLE |= {0x7F: 0x2421, ord("\t"): "    "}


@dataclass(frozen=True, slots=True)
class Report:
    """A finding and its file: `name` is the displayed path, `cell` the number of a notebook's cell.
    `edits` are those of the fix, for formats that write them; `is_fixable` says whether `--fix`
    would apply it.
    """

    name: str
    cell: int | None
    source: Source
    finding: Finding
    severity: Severity
    edits: tuple[Edit, ...]
    is_fixable: bool

    @property
    def location(self) -> str:
        line, column = position(self.source, self.finding.span.start)
        cell = f"cell {self.cell}:" if self.cell is not None else ""
        return f"{self.name}:{cell}{line}:{column}"


def position(source: Source, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, the column in characters."""
    line = source.line_at(offset)
    return line + 1, len(source.text_between(source.line_starts[line], offset)) + 1


def concise(reports: Iterable[Report]) -> Iterator[Text]:
    """One line for each finding."""
    for report in reports:
        yield _joined((report.location, "bold"), (": ", ""), *_headline(report))


def full(reports: Iterable[Report]) -> Iterator[Text]:
    """Each finding with its source lines, and carets below."""
    for report in reports:
        source, finding = report.source, report.finding
        first, column = position(source, finding.span.start)
        last, end = position(source, finding.span.end)
        shown = range(max(1, first - _CONTEXT), min(last + _CONTEXT, len(source.line_starts)) + 1)
        lines = {number: _line(source, number) for number in shown}
        while not lines[max(lines)].strip() and max(lines) > last:
            del lines[max(lines)]
        width = len(str(max(lines)))
        bar = (f"{' ' * width} |", "blue")
        parts = [*_headline(report), (f"\n{' ' * width}--> ", "blue"), (report.location, "")]
        parts += [("\n", ""), bar]
        for number, text in lines.items():
            parts += [(f"\n{number:>{width}} |", "blue"), (f" {_visible(text)}".rstrip(), "")]
            if number == first:
                until = end - 1 if last == first else len(text)
                before, marked = text[: column - 1], text[column - 1 : until]
                carets = "^" * max(1, _width(marked))
                parts += [("\n", ""), bar, (f" {' ' * _width(before)}", "")]
                parts.append((carets, f"bold {_COLOURS[report.severity]}"))
        parts += [("\n", ""), bar]
        if finding.title:
            parts += [("\nhelp", "bold cyan"), (f": {finding.title}", "")]
        yield _joined(*parts, ("\n", ""))


def summary(reports: Sequence[Report], fixed: int) -> str:
    """The counts below the findings, as in ruff."""
    if not reports and not fixed:
        return "All checks passed!"
    found = f"Found {_counted(len(reports) + fixed, 'finding')}"
    lines = [f"{found} ({fixed} fixed, {len(reports)} remaining)." if fixed else f"{found}."]
    by_flag = sum(report.is_fixable for report in reports)
    hidden = sum(report.finding.replacement is not None for report in reports) - by_flag
    if by_flag:
        lines.append(f"[*] {by_flag} fixable with `--fix`.")
    if hidden:
        lines.append(f"{_counted(hidden, 'more fix', 'more fixes')} with `--unsafe-fixes`.")
    return "\n".join(lines)


def would_fix(fixed: int) -> str:
    return f"Would fix {_counted(fixed, 'finding')}." if fixed else "No changes."


def as_json(reports: Iterable[Report]) -> str:
    return _dumped([_described(report) for report in reports])


def github(reports: Iterable[Report]) -> str:
    """Workflow commands, which GitHub shows at the lines of a pull request."""
    lines = []
    for report in reports:
        line, column = position(report.source, report.finding.span.start)
        end_line, end_column = position(report.source, report.finding.span.end)
        where = {"line": line, "col": column, "endLine": end_line, "endColumn": end_column}
        if report.cell is not None:
            where = {"line": 1}  # GitHub sees the notebook's JSON
        properties = {"title": f"statuslens ({report.finding.rule})", "file": report.name} | where
        written = ",".join(f"{key}={_escaped(str(v), ':,')}" for key, v in properties.items())
        message = f"{report.location}: {report.finding.rule}: {report.finding.message}"
        lines.append(f"::{_GITHUB_COMMANDS[report.severity]} {written}::{_escaped(message)}\n")
    return "".join(lines)


def sarif(reports: Iterable[Report]) -> str:
    """SARIF 2.1.0, for GitHub's code scanning and many editors."""
    described = [_sarif_rule(rule) for rule in rules.RULES.values()]
    driver = {"name": "statuslens", "version": __version__, "rules": described}
    results = [_sarif_result(report) for report in reports]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _dumped({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def statistics(reports: Iterable[Report]) -> list[Json]:
    """The number of findings of each rule, and how many of them `--fix` would fix."""
    reports = list(reports)
    counts = Counter(report.finding.rule for report in reports)
    fixable = Counter(report.finding.rule for report in reports if report.is_fixable)
    return [
        {"rule": rule, "count": count, "fixable": fixable[rule]}
        for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def statistics_json(reports: Iterable[Report]) -> str:
    return _dumped(statistics(reports))


def statistics_table(reports: Iterable[Report]) -> Iterator[Text]:
    rows = statistics(reports)
    width = max((len(str(row["count"])) for row in rows), default=0)
    for row in rows:
        about = rules.RULES[row["rule"]].manual.partition("\n")[0]
        fixable = "[*]" if row["fixable"] else "[ ]"
        yield _joined(
            (f"{row['count']:>{width}}", "bold"),
            (f"  {row['rule']}", "bold red"),
            (f"  {fixable}", "cyan"),
            (f"  {about}", ""),
        )


def diff(name: str, before: str, after: str) -> str:
    """A unified diff for `patch`: lines end only at line feeds."""
    lines = difflib.unified_diff(_lines(before), _lines(after), name, name)
    missing_end = "\n\\ No newline at end of file\n"
    return "".join(line if line.endswith("\n") else line + missing_end for line in lines)


def coloured_diff(text: str) -> Text:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    parts = [(line, colours.get(line[:1], "")) for line in _lines(text)]
    return _joined(*((_visible_line(line), style) for line, style in parts))


def _headline(report: Report) -> Iterator[tuple[str, str]]:
    yield report.finding.rule, f"bold {_COLOURS[report.severity]}"
    if report.is_fixable:
        yield " [*]", "cyan"
    yield f" {_visible(report.finding.message)}", ""


def _joined(*parts: tuple[str, str]) -> Text:
    from rich.text import Text  # only for this format

    return Text.assemble(*parts)


def _line(source: Source, number: int) -> str:
    span = source.line_span(number - 1)
    return source.data[span.start : span.end].decode("utf-8", "replace")


def _visible(text: str) -> str:
    return text.translate(_VISIBLE)


def _visible_line(line: str) -> str:
    return _visible(line.removesuffix("\n")) + "\n" * line.endswith("\n")


def _width(text: str) -> int:
    """The width of the text in columns of a terminal: some characters take two, some none."""
    from rich.cells import cell_len

    return cell_len(_visible(text))


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _dumped(value: object) -> str:
    # ASCII, so that no encoding of stdout and no file name can spoil it.
    return json.dumps(value, indent=2) + "\n"


def _described(report: Report) -> Json:
    finding = report.finding
    fix = {
        "safe": finding.safe,
        "title": finding.title,
        "edits": [{**_span(report.source, edit.span), "text": edit.text} for edit in report.edits],
    }
    return {
        "path": report.name,
        "cell": report.cell,
        "rule": finding.rule,
        "code": finding.code or None,
        "message": finding.message,
        **_span(report.source, finding.span),
        "fix": fix if report.edits else None,
    }


def _span(source: Source, span: Span) -> Json:
    ends = {"start": position(source, span.start), "end": position(source, span.end)}
    return {key: {"line": line, "column": column} for key, (line, column) in ends.items()}


def _escaped(text: str, also: str = "") -> str:
    for character in f"%\r\n{also}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _sarif_rule(rule: Rule) -> Json:
    title, _, manual = rule.manual.strip().partition("\n")
    configuration: Json = {"level": _SARIF_LEVELS[rule.severity]}
    if rule.opt_in:
        configuration["enabled"] = False
    return {
        "id": rule.name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": manual.strip() or title, "markdown": manual.strip() or title},
        "defaultConfiguration": configuration,
    }


def _sarif_result(report: Report) -> Json:
    finding, source = report.finding, report.source
    artifact = {"uri": quote(report.name, errors="surrogateescape")}
    location: Json = {"physicalLocation": {"artifactLocation": artifact}}
    message = finding.message
    if report.cell is None:
        location["physicalLocation"]["region"] = _region(source, finding.span)
    else:  # a line of the cell is not a line of the file
        location["physicalLocation"]["region"] = {"startLine": 1}
        location["logicalLocations"] = [{"name": f"cell {report.cell}"}]
        message = f"{report.location.removeprefix(report.name + ':')}: {message}"
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": RULES.index(finding.rule),
        "level": _SARIF_LEVELS[report.severity],
        "message": {"text": message},
        "locations": [location],
    }
    if report.edits and report.cell is None:
        replacements = [
            {"deletedRegion": _region(source, e.span), "insertedContent": {"text": e.text}}
            for e in report.edits
        ]
        change = {"artifactLocation": artifact, "replacements": replacements}
        result["fixes"] = [{"description": {"text": finding.title}, "artifactChanges": [change]}]
    return result


def _region(source: Source, span: Span) -> Json:
    keys = ("startLine", "startColumn", "endLine", "endColumn")
    ends = (*position(source, span.start), *position(source, span.end))
    return dict(zip(keys, ends, strict=True))


# Format → its writer of the whole output; the others are printed line by line.
WHOLE: Mapping[str, Callable[[Sequence[Report]], str]]
WHOLE = {"json": as_json, "github": github, "sarif": sarif}
LINE_BY_LINE: Mapping[str, Callable[[Sequence[Report]], Iterator[Text]]]
LINE_BY_LINE = {"text": full, "concise": concise}
