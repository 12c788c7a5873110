"""How many of the statuses in real code statuslens finds, and how much else it takes for one.

    python -m bench.detection                      recall and precision on the packages of the list
    python -m bench.detection FOLDER FOLDER …      the same figures for these folders instead
    python -m bench.detection --only tiled zenml   some of the packages
    python -m bench.detection --misses 200         more of the causes

Recall: a named constant is a status by definition. Each is replaced by its number, all of a file
at once and in memory; the detector has to find them again. Not counted: imports, definitions of
constants, `.phrase` and its like; `.value` goes with its name. That no constant is forgotten is
checked by Python's own parser. Precision: every bare number that is found in packages without web
code, and a sample of those in the others, is held against `verdicts.txt`.

The exit code is 1 if a figure is below its limit.
"""

from __future__ import annotations

import argparse
import ast
import functools
import hashlib
import re
import statistics
import sys
import tokenize
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

from tree_sitter import Node

from bench import corpus
from statuslens.facts.vocabularies import vocabularies
from statuslens.semantic.imports import imports
from statuslens.semantic.usages import Usage, find_usages
from statuslens.syntax.source import Source, Span, named_child

HERE = Path(__file__).resolve().parent
VERDICTS = HERE / "verdicts.txt"
SAMPLE = HERE.parents[1] / ".cache" / "sample.txt"
SAMPLE_SIZE = 200
SAMPLE_SEED = "statuslens"

# Percent: found at all, and found for certain.
RECALL_LIMITS = (97.0, 92.0)
MEAN_LIMITS = (95.0, 90.0)
SAMPLE_LIMIT = 99.0
# Packages with fewer constants do not count for the mean.
ENOUGH = 25

_TELLING = re.compile(r"(?:HTTP|WS)_(\d{3,4})(?:_|$)")
_MAY_MATTER = re.compile(rb"(?<![\w.])[1-5]\d\d\d?(?![\w.])|HTTP_\d|WS_\d|HTTPStatus|codes\.")
_WRAPPERS = ("parenthesized_expression", "conditional_expression", "boolean_operator")
_COLLECTIONS = {
    "tuple": "tuple",
    "expression_list": "tuple",
    "list": "list",
    "set": "set",
    "list_splat": "list",
}

# The framework of a file is the first of these that it imports.
_FRAMEWORKS = (
    "fastapi",
    "rest_framework",
    "litestar",
    "starlette",
    "flask",
    "sanic",
    "tornado",
    "falcon",
    "django",
    "aiohttp",
    "httpx",
    "requests",
    "urllib3",
    "http",
)


@dataclass(frozen=True)
class Task:
    """One file of a project."""

    project: str
    root: Path
    path: Path


@dataclass(frozen=True)
class Spot:
    """A status, or what was taken for one: where it stands and what the detector says of it.

    `line` counts from 1; `context` is the place's, `—` without one; `cause` tells of a constant
    what is written around it.
    """

    project: str
    file: str
    line: int
    text: str
    code: int
    framework: str
    context: str
    confidence: str
    cause: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a verdict is about: lines may move, and twice the same is judged once."""
        return self.project, self.file, self.text, str(self.code)


@dataclass(frozen=True)
class Report:
    """What one file gave: constants found again or not, bare numbers found, constants that only
    Python's parser saw, and why others do not count.
    """

    constants: tuple[Spot, ...] = ()
    findings: tuple[Spot, ...] = ()
    forgotten: tuple[Spot, ...] = ()
    left_out: tuple[str, ...] = ()
    unreadable: str | None = None


@dataclass(frozen=True)
class Constant:
    """A named constant: the expression that is replaced, with its module and `.value`."""

    span: Span
    token: Span
    code: int


@dataclass(frozen=True)
class Recall:
    """Of so many constants these were found."""

    total: int
    certain: int
    likely: int

    @classmethod
    def of(cls, spots: Iterable[Spot]) -> Recall:
        counts = Counter(spot.confidence for spot in spots)
        return cls(counts.total(), counts["certain"], counts["likely"])

    @property
    def percents(self) -> tuple[float, float]:
        """Found at all, and for certain."""
        total = max(1, self.total)
        return 100 * (self.certain + self.likely) / total, 100 * self.certain / total


Verdicts = dict[tuple[str, str, str, str], tuple[str, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description="How many statuses are found, and what else.")
    corpus.add_choice(parser)
    parser.add_argument("--misses", type=int, default=100, help="causes shown (default: 100)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    options = parser.parse_args()
    verdicts = read_verdicts(VERDICTS)
    folders = corpus.chosen(parser, options)
    web = folders or corpus.only(corpus.web_packages(), options)
    other = [] if folders else corpus.only(corpus.other_packages(), options)
    reports = read_all([*web, *other], options.jobs)
    in_web = [report for project in web for report in reports[project.name]]
    in_other = [report for project in other for report in reports[project.name]]
    passed = True
    if web:
        passed &= print_recall(in_web, options.misses)
        passed &= print_findings(in_web, verdicts)
    if other:
        passed &= print_precision(in_other, verdicts)
    return 0 if passed else 1


def read_all(projects: Sequence[corpus.Project], jobs: int) -> dict[str, list[Report]]:
    """The report of each file by project, read by so many processes."""
    tasks = []
    for project in projects:
        corpus.progress(f"listing {project.name}")
        tasks += [Task(project.name, project.root, path) for path in project.files()]
    reports: dict[str, list[Report]] = {project.name: [] for project in projects}
    with ProcessPoolExecutor(jobs) as pool:
        for number, report in enumerate(pool.map(read, tasks, chunksize=20)):
            task = tasks[number]
            if number % 20 == 0:
                corpus.progress(f"{number:,} of {len(tasks):,} files, {task.project}")
            reports[task.project].append(report)
    corpus.progress("")
    return reports


def read(task: Task) -> Report:
    """Find the file's statuses; then once more with its constants replaced by their numbers."""
    try:
        data = task.path.read_bytes()
        if not _MAY_MATTER.search(data):
            return Report()
        text = data.decode(tokenize.detect_encoding(BytesIO(data).readline)[0])
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        return Report(unreadable=f"{task.project}: {task.path.name}: {error}")
    source = Source(text, task.path)
    usages = find_usages(source)
    spot = functools.partial(_spot, task, source, _framework(source))
    named = {usage.span: usage.code for usage in usages if usage.name is not None}
    seen = _seen_by_python(source)
    constants, left_out = _constants(source, {**seen, **named})
    again = {}
    if constants:
        replaced, starts = _replaced(source, constants)
        found = find_usages(Source(replaced, task.path))
        numbers = {usage.span.start: usage for usage in found if usage.name is None}
        again = {c: numbers[start] for c, start in starts.items() if start in numbers}
    return Report(
        tuple(spot(c.token, c.code, again.get(c), whole=c.span) for c in constants),
        tuple(spot(usage.span, usage.code, usage) for usage in usages if usage.name is None),
        tuple(spot(c.token, c.code, None) for c in constants if c.token not in named),
        tuple(left_out),
    )


def _spot(
    task: Task,
    source: Source,
    framework: str,
    token: Span,
    code: int,
    usage: Usage | None,
    whole: Span | None = None,
) -> Spot:
    line = source.line_at(token.start)
    span = source.line_span(line)
    place = usage.place if usage is not None else None
    return Spot(
        project=task.project,
        file=task.path.relative_to(task.root).as_posix(),
        line=line + 1,
        text=" ".join(source.data[span.start : span.end].decode(errors="replace").split()),
        code=code,
        framework=framework,
        context=place.context if place is not None else "—",
        confidence=place.confidence if place is not None else "missed",
        cause=_cause(source, source.node_at(whole)) if whole is not None else "",
    )


# Constants


def _constants(source: Source, tokens: dict[Span, int]) -> tuple[list[Constant], list[str]]:
    """The constants that count, of these tokens and their codes, in order; why others do not."""
    found, left_out = [], []
    for token, code in sorted(tokens.items()):
        node = source.node_at(token)
        if (node.start_byte, node.end_byte, node.type) != (token.start, token.end, "identifier"):
            continue
        expression = _whole_constant(source, node)
        reason = _why_not_counted(source, expression)
        if reason is None:
            span = Span(expression.start_byte, expression.end_byte)
            found.append(Constant(span, token, code))
        else:
            left_out.append(reason)
    return found, left_out


def _whole_constant(source: Source, name: Node) -> Node:
    """The name with its module and `.value`: `HTTPStatus.NOT_FOUND.value`."""
    owner = name.parent
    is_member = owner is not None and owner.child_by_field_name("attribute") == name
    expression = owner if owner is not None and is_member else name
    return _asked(source, expression, "value") or expression


def _asked(source: Source, expression: Node, attribute: str | None = None) -> Node | None:
    """`expression.attribute`, or of any attribute, if that is what it stands in."""
    parent = expression.parent
    if parent is None or parent.child_by_field_name("object") != expression:
        return None
    word = parent.child_by_field_name("attribute")
    asked = word is not None and attribute in (None, source.text_of(word))
    return parent if asked else None


def _why_not_counted(source: Source, expression: Node) -> str | None:
    parent = expression.parent
    around = parent
    while around is not None and around.type in ("dotted_name", "aliased_import"):
        around = around.parent
    if around is None or around.type in ("import_from_statement", "import_statement"):
        return "imported"
    if _asked(source, expression) is not None:
        return "asked for .phrase or the like"
    if parent is None or parent.type not in ("assignment", "keyword_argument"):
        return None
    target = parent.child_by_field_name("left")
    if target is not None and (target == expression or _is_constant(source.text_of(target))):
        return "definition of a constant"
    return "name of a keyword" if parent.child_by_field_name("name") == expression else None


def _replaced(source: Source, constants: Sequence[Constant]) -> tuple[str, dict[Constant, int]]:
    """The text with numbers in place of constants, and where each number starts in it."""
    parts, starts, end, length = [], {}, 0, 0
    for constant in constants:
        parts += [source.data[end : constant.span.start], str(constant.code).encode()]
        starts[constant] = length + len(parts[-2])
        length = starts[constant] + len(parts[-1])
        end = constant.span.end
    parts.append(source.data[end:])
    return b"".join(parts).decode("utf-8", "surrogatepass"), starts


def _seen_by_python(source: Source) -> dict[Span, int]:
    """The constants' tokens and codes as Python's own parser sees them, by their names alone."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.data)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Attribute, ast.Name)) or node.end_lineno is None:
            continue
        code = _code_by_name(node)
        if code is not None and node.end_col_offset is not None:
            name = (node.attr if isinstance(node, ast.Attribute) else node.id).encode()
            end = source.line_starts[node.end_lineno - 1] + node.end_col_offset
            span = Span(end - len(name), end)
            if source.data[span.start : span.end] == name:  # not so in some f-strings
                found[span] = code
    return found


def _code_by_name(node: ast.Attribute | ast.Name) -> int | None:
    word = node.attr if isinstance(node, ast.Attribute) else node.id
    match = _TELLING.match(word)
    if match:
        return int(match[1])
    if isinstance(node, ast.Attribute):
        owner = node.value
        of = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", None)
        if of == "HTTPStatus" and word in HTTPStatus.__members__:
            return HTTPStatus[word].value
    return None


def _is_constant(name: str) -> bool:
    return bool(_TELLING.match(name)) or name in _all_names()


@functools.cache
def _all_names() -> frozenset[str]:
    return frozenset().union(*(v.names for v in vocabularies().values()))


def _framework(source: Source) -> str:
    packages = {entry.module.partition(".")[0] for entry in imports(source)}
    return next((framework for framework in _FRAMEWORKS if framework in packages), "none of them")


# What is written around a missed one


def _cause(source: Source, node: Node) -> str:
    """Which position of what construct `node` has: `keyword code of fail(…)`."""
    child, parent = node, node.parent
    while parent is not None and parent.type in _WRAPPERS:
        child, parent = parent, parent.parent
    if parent is None:
        return "alone"
    kind = parent.type
    if kind in _COLLECTIONS:
        around = _cause(source, parent)
        if kind == "expression_list" or around.startswith(("returned", "yielded")):
            index = [n.id for n in parent.named_children].index(child.id)
            return f"{around}: tuple element {index}"
        return f"{_COLLECTIONS[kind]} element, {around}"
    if kind == "pair":
        return _cause_in_pair(source, parent, child)
    describe = _DESCRIBED.get(kind)
    return describe(source, parent, child) if describe is not None else f"inside {kind}"


def _cause_in_pair(source: Source, pair: Node, child: Node) -> str:
    key = pair.child_by_field_name("key")
    dictionary = pair.parent
    around = _cause(source, dictionary) if dictionary is not None else "alone"
    if key == child or key is None:
        return f"dict key, {around}"
    if key.type == "string":
        return f"dict value for {_short(source, key)}"
    return f"dict value for any {key.type}, {around}"


def _cause_in_keyword(source: Source, keyword: Node, _: Node) -> str:
    name = keyword.child_by_field_name("name")
    call = keyword.parent.parent if keyword.parent is not None else None
    word = source.text_of(name) if name is not None else "?"
    return f"keyword {word} of {_callee(source, call)}"


def _cause_in_arguments(source: Source, arguments: Node, child: Node) -> str:
    values = [n.id for n in arguments.named_children if n.type != "comment"]
    return f"positional {values.index(child.id)} of {_callee(source, arguments.parent)}"


def _cause_in_comparison(source: Source, comparison: Node, child: Node) -> str:
    parts = comparison.children
    index = [n.id for n in parts].index(child.id)
    other = index - 2 if index >= 2 else index + 2
    operator = parts[(index + other) // 2].type if other < len(parts) else "?"
    operand = parts[other] if other < len(parts) else comparison
    return f"compared {operator} with {_short(source, operand)}"


def _cause_in_assignment(source: Source, assignment: Node, _: Node) -> str:
    target = assignment.child_by_field_name("left") or assignment.child_by_field_name("name")
    kind = "class attribute" if _is_in_class(assignment) else "assignment to"
    return f"{kind} {_short(source, target)}"


def _cause_in_default(source: Source, parameter: Node, _: Node) -> str:
    name = parameter.child_by_field_name("name") or named_child(parameter, 0)
    return f"default of {_short(source, name)}"


def _cause_in_subscript(source: Source, subscript: Node, _: Node) -> str:
    return f"subscript of {_short(source, subscript.child_by_field_name('value'))}"


def _is_in_class(statement: Node) -> bool:
    block = statement.parent.parent if statement.parent is not None else None
    owner = block.parent if block is not None else None
    return owner is not None and owner.type == "class_definition"


def _callee(source: Source, call: Node | None) -> str:
    if call is None or call.type != "call":
        return f"a {call.type if call is not None else '?'}"
    function = call.child_by_field_name("function")
    if function is None:
        return "?"
    attribute = function.child_by_field_name("attribute")
    decorator = "@" if call.parent is not None and call.parent.type == "decorator" else ""
    return decorator + (f"….{source.text_of(attribute)}" if attribute else _short(source, function))


def _member(source: Source, attribute: Node) -> str:
    return _short(source, attribute.child_by_field_name("attribute"))


def _short(source: Source, node: Node | None) -> str:
    text = " ".join(source.text_of(node).split()) if node is not None else "?"
    return text if len(text) <= 40 else text[:39] + "…"


_DESCRIBED: dict[str, Callable[[Source, Node, Node], str]] = {
    "keyword_argument": _cause_in_keyword,
    "argument_list": _cause_in_arguments,
    "comparison_operator": _cause_in_comparison,
    "assignment": _cause_in_assignment,
    "augmented_assignment": _cause_in_assignment,
    "named_expression": _cause_in_assignment,
    "default_parameter": _cause_in_default,
    "typed_default_parameter": _cause_in_default,
    "subscript": _cause_in_subscript,
    "return_statement": lambda *_: "returned",
    "yield": lambda *_: "yielded",
    "interpolation": lambda *_: "in an f-string",
    "case_pattern": lambda *_: "case",
    "union_pattern": lambda *_: "case",
    "dotted_name": lambda *_: "case",
    "binary_operator": lambda *_: "arithmetic",
    "attribute": lambda source, parent, _: f"asked for .{_member(source, parent)}",
}


# Verdicts


def read_verdicts(path: Path) -> Verdicts:
    """By package, file, line's text and number: `status` or `false`, and the reason."""
    verdicts = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            project, file, text, code, verdict, reason = (*line.split("\t"), "", "", "", "")[:6]
            if verdict not in ("status", "false") or (verdict == "false" and not reason):
                raise SystemExit(f"{path.name}:{number}: no verdict, or false without a reason")
            verdicts[project, file, text, code] = verdict, reason
    return verdicts


def _verdict(verdicts: Verdicts, spot: Spot) -> str:
    return verdicts.get(spot.key, ("unjudged", ""))[0]


def _sample(findings: Iterable[Spot]) -> list[Spot]:
    """Chosen by hash: a finding stays in the sample when others come or go."""

    def draw(spot: Spot) -> str:
        return hashlib.sha256("\t".join((SAMPLE_SEED, *spot.key)).encode()).hexdigest()

    unique = {spot.key: spot for spot in findings}.values()
    return sorted(sorted(unique, key=draw)[:SAMPLE_SIZE], key=lambda s: (s.project, s.file, s.line))


def write_sample(sample: Iterable[Spot], verdicts: Verdicts, path: Path) -> None:
    """As lines for `verdicts.txt`, each below its place; `?` where a verdict is due."""
    lines = []
    for spot in sample:
        verdict, reason = verdicts.get(spot.key, ("?", ""))
        lines.append(f"# {spot.file}:{spot.line}  {spot.context}, {spot.confidence}")
        lines.append("\t".join((*spot.key, verdict, reason)).rstrip())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


# What is printed


def print_recall(reports: Sequence[Report], causes: int) -> bool:
    constants = [spot for report in reports for spot in report.constants]
    overall = Recall.of(constants)
    by_project = _grouped(constants, lambda spot: spot.project)
    print("Recall: named constants replaced by their numbers, and found again\n")
    print(_recall_table("package", by_project))
    print(_recall_row("all", overall))
    print(f"\n{_recall_table('framework', _grouped(constants, lambda spot: spot.framework))}")
    print(f"\n{_recall_table('place', _grouped(constants, lambda spot: spot.context))}")
    for confidence in ("missed", "likely"):
        _print_causes(confidence, [s for s in constants if s.confidence == confidence], causes)
    _print_forgotten(reports)
    counted = [Recall.of(spots) for spots in by_project.values() if len(spots) >= ENOUGH]
    means = tuple(
        statistics.fmean(recall.percents[which] for recall in counted) if counted else 0.0
        for which in (0, 1)
    )
    print()
    passed = _print_limits("recall, all constants", overall.percents, RECALL_LIMITS)
    if counted:
        title = f"recall, mean of {len(counted)} packages"
        passed &= _print_limits(title, (means[0], means[1]), MEAN_LIMITS)
    else:
        print(f"recall, mean: no package with {ENOUGH} constants")
    return passed


def print_findings(reports: Sequence[Report], verdicts: Verdicts) -> bool:
    """The bare numbers found, and the sample of them."""
    findings = [spot for report in reports for spot in report.findings]
    print("\nBare numbers found\n")
    print(f"{'package':32}{'certain':>9}{'likely':>9}")
    for project, spots in sorted(_grouped(findings, lambda spot: spot.project).items()):
        counts = Counter(spot.confidence for spot in spots)
        print(f"{project:32}{counts['certain']:9,}{counts['likely']:9,}")
    print(f"\n{'place':32}{'certain':>9}{'likely':>9}")
    for context, spots in _grouped(findings, lambda spot: spot.context).items():
        counts = Counter(spot.confidence for spot in spots)
        print(f"{context:32}{counts['certain']:9,}{counts['likely']:9,}")
    sample = _sample(findings)
    write_sample(sample, verdicts, SAMPLE)
    judged = Counter(_verdict(verdicts, spot) for spot in sample)
    print(f"\nA sample of {len(sample)} is in {SAMPLE.relative_to(HERE.parents[1])}.")
    known = [spot for spot in findings if _verdict(verdicts, spot) == "false"]
    print(f"Judged false, in the sample or not: {len(known)}")
    for spot in known:
        print(f"  {_line(spot)}\n      {verdicts[spot.key][1]}")
    right, wrong = judged["status"], judged["false"]
    if not right + wrong:
        print("None of it is judged yet.")
        return True
    share = 100 * right / (right + wrong)
    print(f"sample, {right + wrong} judged, {judged['unjudged']} not: ", end="")
    passed = share >= SAMPLE_LIMIT
    print(f"{share:.1f} % are statuses, {_passed(passed)} (limit {SAMPLE_LIMIT:.0f})")
    return passed


def print_precision(reports: Sequence[Report], verdicts: Verdicts) -> bool:
    findings = [spot for report in reports for spot in report.findings]
    print("\nIn packages without web code\n")
    for verdict in ("false", "unjudged", "status"):
        spots = [spot for spot in findings if _verdict(verdicts, spot) == verdict]
        print(f"{verdict}: {len(spots)}")
        for spot in spots:
            reason = verdicts.get(spot.key, ("", ""))[1]
            print(f"  {_line(spot)}" + (f"\n      {reason}" if reason else ""))
    wrong = sum(_verdict(verdicts, spot) != "status" for spot in findings)
    print(f"\nprecision: {wrong} of {len(findings)} false or unjudged, {_passed(not wrong)}")
    return not wrong


def _print_causes(confidence: str, spots_of_all: Sequence[Spot], shown: int) -> None:
    causes = list(_grouped(spots_of_all, lambda spot: spot.cause).items())
    print(f"\n{confidence}: {len(spots_of_all)}, by what is written around them\n")
    for cause, spots in causes[:shown]:
        print(f"{len(spots):5}  {cause}")
        for spot in _apart(spots):
            print(f"           {_line(spot)}")
    rest = causes[shown:]
    if rest:
        print(f"{sum(len(spots) for _, spots in rest):5}  by {len(rest)} other causes")


def _print_forgotten(reports: Sequence[Report]) -> None:
    """Constants that only Python's parser saw: counted above like the others."""
    forgotten = [spot for report in reports for spot in report.forgotten]
    print(f"\nConstants that statuslens does not know for one: {len(forgotten)}")
    for spot in _apart(forgotten, 20):
        print(f"  {_line(spot)}")
    left_out = Counter(reason for report in reports for reason in report.left_out)
    print("Not counted: " + ", ".join(f"{n:,} {reason}" for reason, n in left_out.most_common()))
    for report in reports:
        if report.unreadable is not None:
            print(f"  not read: {report.unreadable}")


def _apart(spots: Sequence[Spot], count: int = 3) -> list[Spot]:
    """Some that differ, from different files first."""
    by_file = {(spot.project, spot.file): spot for spot in reversed(spots)}
    by_text = {spot.text: spot for spot in reversed([*reversed(by_file.values()), *spots])}
    return list(reversed(by_text.values()))[:count]


def _line(spot: Spot) -> str:
    text = spot.text if len(spot.text) <= 110 else spot.text[:109] + "…"
    place = "" if spot.context == "—" else f"  [{spot.context}, {spot.confidence}]"
    return f"{spot.project}: {spot.file}:{spot.line}: {text}{place}"


def _recall_table(title: str, groups: dict[str, list[Spot]]) -> str:
    header = f"{title:32}{'constants':>10}{'found %':>9}{'certain %':>11}{'likely':>8}{'missed':>8}"
    return "\n".join([header, *(_recall_row(n, Recall.of(s)) for n, s in groups.items())])


def _recall_row(name: str, recall: Recall) -> str:
    found, certain = recall.percents
    missed = recall.total - recall.certain - recall.likely
    return f"{name:32}{recall.total:10,}{found:9.1f}{certain:11.1f}{recall.likely:8,}{missed:8,}"


def _print_limits(title: str, percents: tuple[float, float], limits: tuple[float, float]) -> bool:
    passed = all(percent >= limit for percent, limit in zip(percents, limits, strict=True))
    print(f"{title}: {percents[0]:.2f} % found, {percents[1]:.2f} % certain, ", end="")
    print(f"{_passed(passed)} (limits {limits[0]:.0f} and {limits[1]:.0f})")
    return passed


def _passed(passed: bool) -> str:
    return "PASS" if passed else "BELOW"


def _grouped(spots: Iterable[Spot], by: Callable[[Spot], str]) -> dict[str, list[Spot]]:
    """The largest group first."""
    groups: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        groups[by(spot)].append(spot)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


if __name__ == "__main__":
    sys.exit(main())
