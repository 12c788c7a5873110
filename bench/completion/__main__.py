"""How far up in the list of completions the code is that real code has at the cursor.

    python -m bench.completion                      the web packages of the list
    python -m bench.completion FOLDER FOLDER …      these folders instead
    python -m bench.completion --only tiled zenml   some of the packages
    python -m bench.completion --all                every place; else at most 1,500 per package

The name of each constant is taken out of its file, one at a time and in memory, and statuslens is
asked at the cursor that is left: behind the dot of `status.`, or where nothing stands. A direct
name's import goes too if nothing else uses it. The rank of the code that stood there is counted in
distinct codes; one that is not offered scores 0. Once more with the first digit typed.

Python's own parser says what is a constant. Imports, definitions of constants and constants with a
member behind them (`.value`, `.phrase`) are left out. The rest of the project is the workspace.
Packages that fed the training data are ranked by a model trained without any of them.
"""

from __future__ import annotations

import argparse
import ast
import functools
import hashlib
import json
import math
import multiprocessing
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from bench import corpus

sys.path.append(str(Path(__file__).parents[2] / "scripts"))
import train
from bench.causes import cause_of
from bench.constants import Module, read, replaceable
from bench.rewriting import without_imports
from statuslens.facts import ranking_model
from statuslens.facts.catalogue import kind_of
from statuslens.facts.contexts import group_of, table_key
from statuslens.facts.ranking_model import Trained
from statuslens.facts.vocabularies import Name, vocabularies
from statuslens.features.completion import completions, ranking
from statuslens.project.settings import Settings
from statuslens.semantic.usages import Usage, find_usages
from statuslens.syntax.source import Edit, Source, Span
from statuslens.workspace import counts
from statuslens.workspace import uses as uses_module
from statuslens.workspace.counts import Counts, Others, Use
from statuslens.workspace.uses import uses

SAMPLE_SIZE = 1_500
# Packages with fewer places do not count for the mean.
ENOUGH = 100

# How the formula that this is compared with fills narrower counts up from wider ones.
_CONTEXT, _METHOD, _PROJECT, _FILE = 5.0, 30.0, 5.0, 4.0

_MAY_HAVE_STATUS = re.compile(rb"(?<![\w.])[1-5]\d\d\d?(?![\w.])|HTTP_\d|WS_\d|HTTPStatus|codes")
_NUMBERED = re.compile(r"(?:HTTP|WS)_\d")

# What a process that asks knows: each project's uses by file, and the tables of others' code.
_workspaces: dict[str, dict[Path, tuple[Use, ...]]] = {}
_without_packages: list[Trained] = []


@dataclass(frozen=True)
class Task:
    """One file of a project, and which of its places, by number, are asked about."""

    project: str
    root: Path
    path: Path
    asked: tuple[int, ...] = ()


@dataclass(frozen=True)
class Constant:
    """A constant in place: the token that is taken out, and where else that changes the file."""

    name: Name
    token: Span
    expression: Span
    is_direct: bool
    imports: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Moment:
    """The cursor where a constant was, and `typed` before it; `source` is the file without it.

    `use` is the constant in the finished file, if it is at a place there; `model` has nothing of
    the project, `others` what its other files have.
    """

    source: Source
    offset: int
    typed: str
    name: Name
    uses: tuple[Use, ...]
    use: Use | None
    others: Others
    model: Trained

    def offered(self, others: Others | None) -> list[int]:
        """What statuslens offers."""
        with patch.object(ranking, "trained", lambda: self.model):
            found = completions(self.source, self.offset, Settings(), others=others)
        return [item.code for item in found.items] if found is not None else []


@dataclass(frozen=True)
class Answer:
    """The rank of the code in each variant's list, 0 if it is not there: with nothing typed, and
    with its first digit. `cause` says why statuslens does not offer it.
    """

    project: str
    file: str
    line: int
    text: str
    name: Name
    context: str
    is_direct: bool
    ranks: Mapping[str, tuple[int, int]]
    seconds: float
    cause: str = ""

    def __str__(self) -> str:
        text = self.text if len(self.text) <= 110 else self.text[:109] + "…"
        return f"{self.project}: {self.file}:{self.line}: {text}  [{self.context}]"


@dataclass(frozen=True)
class Score:
    """Mean reciprocal rank, and the percentages at the top, among the first three and five."""

    mrr: float
    top1: float
    top3: float
    top5: float

    @classmethod
    def of(cls, ranks: Sequence[int]) -> Score:
        def top(limit: int) -> float:
            return 100 * sum(0 < rank <= limit for rank in ranks) / len(ranks)

        mrr = statistics.fmean(1 / rank if rank else 0.0 for rank in ranks)
        return cls(mrr, top(1), top(3), top(5))

    @classmethod
    def mean(cls, scores: Sequence[Score]) -> Score:
        return cls(
            statistics.fmean(score.mrr for score in scores),
            statistics.fmean(score.top1 for score in scores),
            statistics.fmean(score.top3 for score in scores),
            statistics.fmean(score.top5 for score in scores),
        )

    def __str__(self) -> str:
        return f"{self.mrr:8.3f}{self.top1:7.1f}{self.top3:7.1f}{self.top5:7.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(description="How far up the right completion is.")
    corpus.add_choice(parser)
    parser.add_argument("--all", action="store_true", help="every place, not a sample")
    parser.add_argument("--examples", type=int, default=3, help="shown per cause (default: 3)")
    parser.add_argument("--causes", type=int, default=40, help="causes shown (default: 40)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    options = parser.parse_args()
    projects = corpus.chosen(parser, options) or corpus.only(corpus.web_packages(), options)
    start = time.monotonic()
    if any(project.name in _packages() for project in projects):
        _without_packages.append(trained_without())
    with ProcessPoolExecutor(options.jobs) as pool:
        tasks, places = _tasks(pool, projects, math.inf if options.all else SAMPLE_SIZE)
    # A new one, whose processes start with what was read.
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("fork")) as pool:
        answers = []
        for number, found in enumerate(pool.map(ask, tasks, chunksize=4)):
            corpus.progress(f"{number:,} of {len(tasks):,} files, {tasks[number].project}")
            answers += found
    corpus.progress("")
    if not answers:
        print("no constants there")
        return 0
    print(f"{len(answers):,} of {places:,} constants taken out, one at a time\n")
    print_scores(answers)
    print_missing(answers, options.causes, options.examples)
    print_times(answers, time.monotonic() - start)
    return 0


def _tasks(
    pool: ProcessPoolExecutor, projects: Sequence[corpus.Project], limit: float
) -> tuple[list[Task], int]:
    """The files with places to ask about, spread evenly over each project; how many there are."""
    chosen, total = [], 0
    for project in projects:
        corpus.progress(f"reading {project.name}")
        files = [Task(project.name, project.root, path) for path in project.files()]
        found = list(pool.map(count, files, chunksize=20))
        places = [(i, n) for i, (number, _) in enumerate(found) for n in range(number)]
        step = max(1.0, len(places) / limit)
        asked = defaultdict(list)
        for index in range(math.ceil(len(places) / step)):
            file, number = places[int(index * step)]
            asked[file].append(number)
        _workspaces[project.name] = {
            file.path: used for file, (_, used) in zip(files, found, strict=True)
        }
        chosen += [
            Task(project.name, project.root, files[file].path, tuple(numbers))
            for file, numbers in asked.items()
        ]
        total += len(places)
    return chosen, total


def count(task: Task) -> tuple[int, tuple[Use, ...]]:
    """How many constants of the file can be asked about; every use of a status in it."""
    try:
        if not _MAY_HAVE_STATUS.search(task.path.read_bytes()):
            return 0, ()
    except OSError:
        return 0, ()
    module = read(task.path)
    if module is None:
        return 0, ()
    return len(replaceable(module)), uses(Source(module.text, task.path))


@functools.cache
def _whole(project: str) -> Counts:
    return Counts(use for found in _workspaces[project].values() for use in found)


@functools.cache
def _packages() -> dict[str, int]:
    """The packages of the list whose code is in the training data."""
    packages: dict[str, int] = json.loads(train.PACKAGES.read_text("utf-8"))["packages"]
    return packages


def trained_without() -> Trained:
    """The tables and weights learnt without these packages: made once, and kept."""
    rows = train.PACKAGES.with_name("occurrences_train.jsonl.gz")
    state = hashlib.sha256(rows.read_bytes())
    for module in (train, ranking, uses_module, ranking_model, counts):
        state.update(Path(module.__file__ or "").read_bytes())
    kept = corpus.CACHE.parent / "trained" / f"{state.hexdigest()[:16]}.json"
    if not kept.exists():
        corpus.progress("training without the packages of the list")
        kept.parent.mkdir(parents=True, exist_ok=True)
        learnt = train.model(train.read(rows, set(_packages().values())), train.LIMIT)
        kept.write_text(json.dumps(learnt), "utf-8")
    return ranking_model.read(kept.read_text("utf-8"))


def ask(task: Task) -> list[Answer]:
    """Take the chosen constants out of the file, one at a time, and ask each variant."""
    module = read(task.path)
    if module is None:
        return []
    source = Source(module.text, task.path)
    usages = {usage.span: usage for usage in find_usages(source)}
    constants = sorted(_constants(module), key=lambda constant: constant.token)
    known = _workspaces[task.project][task.path]
    at = {(use.line, use.code): use for use in known}
    others = Others(_whole(task.project), Counts(known))
    model = _without_packages[0] if task.project in _packages() else ranking_model.trained()
    answers = []
    for number in task.asked:
        constant = constants[number]
        usage = usages.get(constant.token)
        place = usage.place if usage is not None else None
        use = at.get((source.line_at(constant.token.start), constant.name.code))

        def moment(typed: str, constant: Constant = constant, use: Use | None = use) -> Moment:
            after, offset = _without(source, constant, typed)
            return Moment(after, offset, typed, constant.name, known, use, others, model)

        name = constant.name
        digit = _NUMBERED.match(name.name)
        plain, typed = moment(""), moment(digit[0] if digit else str(name.code)[0])
        start = time.perf_counter()
        offered = plain.offered(others)
        seconds = time.perf_counter() - start
        ranks = {
            variant: (_rank(name.code, order(plain)), _rank(name.code, order(typed)))
            for variant, order in VARIANTS.items()
        }
        line = source.line_at(constant.token.start)
        span = source.line_span(line)
        cause = ""
        if name.code not in offered:
            around = cause_of(source, source.node_at(constant.expression))
            cause = f"{_why_missing(constant, usage, offered)}: {around}"
        answers.append(
            Answer(
                project=task.project,
                file=task.path.relative_to(task.root).as_posix(),
                line=line + 1,
                text=" ".join(source.data[span.start : span.end].decode(errors="replace").split()),
                name=name,
                context=place.context if place is not None else "—",
                is_direct=constant.is_direct,
                ranks=ranks,
                seconds=seconds,
                cause=cause,
            )
        )
    return answers


def _constants(module: Module) -> Iterator[Constant]:
    """The file's constants that count."""
    used = Counter(node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name))
    for node, name in replaceable(module).items():
        start, end = module.span(node)
        is_direct = isinstance(node, ast.Name)
        length = len((node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)).encode())
        imports = []
        # What an `__init__.py` imports may be there for others.
        if isinstance(node, ast.Name) and used[node.id] == 1 and module.path.name != "__init__.py":
            edits = without_imports(module, {node: name})
            imports = [Edit(Span(*span), text) for span, text in edits.items()]
        yield Constant(name, Span(end - length, end), Span(start, end), is_direct, tuple(imports))


def _without(source: Source, constant: Constant, typed: str) -> tuple[Source, int]:
    """The file with `typed` in the constant's place, and the offset behind that."""
    offset = constant.token.start + len(typed)
    edits = [Edit(constant.token, typed), *constant.imports]
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        source = source.edited(edit)
        if edit.span.start < constant.token.start:
            offset += len(edit.text.encode()) - (edit.span.end - edit.span.start)
    return source, offset


def _rank(code: int, codes: Iterable[int]) -> int:
    """Where the code stands among the distinct ones, from 1; 0 if it does not."""
    distinct = list(dict.fromkeys(codes))
    return distinct.index(code) + 1 if code in distinct else 0


def _why_missing(constant: Constant, usage: Usage | None, offered: Sequence[int]) -> str:
    """Why statuslens does not offer the constant's code."""
    place = usage.place if usage is not None else None
    if not offered:
        if usage is None:
            return "no list, and in the finished file it is no status either"
        if constant.is_direct and place is None:
            return "no list, as no place is known in the finished file either"
        if place is not None and place.order:
            return "no list, as an order comparison bounds a class"
        return "no list, though the finished file has a place"
    if place is not None and kind_of(constant.name.code) != place.kind:
        return "the list is of the other kind"
    return "the list lacks it"


# The orders that are compared


def _alphabetical(moment: Moment) -> list[int]:
    """The library's names, sorted: what an editor shows that knows nothing about them."""
    names = sorted(vocabularies()[moment.name.library].names.values(), key=lambda name: name.name)
    return [
        name.code
        for name in names
        if name.name.startswith(moment.typed) or str(name.code).startswith(moment.typed)
    ]


def _by_frequency(moment: Moment) -> list[int]:
    shares = moment.model.shares("", "")
    return _sorted(moment, shares)


def _by_formula(moment: Moment) -> list[int]:
    """By context, method, file, project and words, which the finished file tells: the formula that
    was published with the training data.
    """
    use = moment.use
    if use is None:
        return _by_frequency(moment)
    model, place = moment.model, table_key(use.context, use.method)
    shares = ranking_model.filled(model.counts.get(use.context, {}), model.shares("", ""), _CONTEXT)
    if use.method:
        shares = ranking_model.filled(model.counts.get(place, {}), shares, _METHOD)
    shares = ranking_model.filled(moment.others.codes(place), shares, _PROJECT)
    mixed: defaultdict[int, float] = defaultdict(float)
    age = 0
    for other in reversed(moment.uses[: moment.uses.index(use)]):
        near = other.context == use.context
        mixed[other.code] += 0.05 + near * 0.1 + (near and other.method == use.method)
        if near and age < 12:
            mixed[other.code] += 0.6**age
            age += 1
    shares = ranking_model.filled(mixed, shares, _FILE)
    learnt = [model.words.get(group_of(use.context) + word) for word in use.words]
    lifts = [lift for lift in learnt if lift is not None]
    scores = {
        code: math.log(share) + sum(lift.get(code, 0.0) for lift in lifts) / len(lifts) ** 0.5
        if lifts
        else math.log(share)
        for code, share in shares.items()
    }
    return _sorted(moment, scores)


def _sorted(moment: Moment, values: Mapping[int, float]) -> list[int]:
    codes = set(_alphabetical(moment))
    return sorted(codes, key=lambda code: (-values.get(code, -math.inf), code))


def _alone(moment: Moment) -> list[int]:
    return moment.offered(None)


def _with_workspace(moment: Moment) -> list[int]:
    return moment.offered(moment.others)


# Whatever gives codes in an order for a moment is one more row of each table.
VARIANTS: dict[str, Callable[[Moment], list[int]]] = {
    "alphabetical": _alphabetical,
    "frequency": _by_frequency,
    "formula": _by_formula,
    "alone": _alone,
    "workspace": _with_workspace,
}


# What is printed


def print_scores(answers: Sequence[Answer]) -> None:
    variants = list(VARIANTS)
    by_project = _grouped(answers, lambda answer: answer.project)
    enough = [found for found in by_project.values() if len(found) >= ENOUGH]
    out = sum(project in _packages() for project in by_project)
    print(f"{out} of {len(by_project)} packages are in the training data; ", end="")
    print("these are ranked by a model trained without any of them\n")
    _print_table("all places", lambda v, typed: Score.of(_ranks(answers, v, typed)))
    if enough:
        title = f"mean of {len(enough)} packages"
        _print_table(
            title,
            lambda v, typed: Score.mean([Score.of(_ranks(found, v, typed)) for found in enough]),
        )
    else:
        print(f"mean: no package with {ENOUGH} places\n")
    last = "workspace"
    by_form = _grouped(answers, lambda answer: "direct name" if answer.is_direct else "member")
    by_context = _grouped(answers, lambda answer: answer.context)
    groups = {"place": by_context, "package": by_project, "form": by_form}
    for typed, words in enumerate(("nothing typed", "first digit typed")):
        print(f"MRR, {words}; and of {last} the top 1, 3 and 5\n")
        for title, grouped in groups.items():
            columns = "".join(f"  {variant}" for variant in variants)
            print(f"{title:22}{'places':>8}{columns}{'top 1':>8}{'3':>7}{'5':>7}")
            for name, found in grouped.items():
                scores = {v: Score.of(_ranks(found, v, typed)) for v in variants}
                mrrs = "".join(f"{scores[v].mrr:{len(v) + 2}.3f}" for v in variants)
                tops = f"{scores[last].top1:8.1f}{scores[last].top3:7.1f}{scores[last].top5:7.1f}"
                print(f"{name:22}{len(found):8,}{mrrs}{tops}")
            print()


def _print_table(title: str, score: Callable[[str, int], Score]) -> None:
    columns = f"{'MRR':>8}{'top 1':>7}{'top 3':>7}{'top 5':>7}"
    print(f"{'':22}{'nothing typed':>29}{'first digit typed':>32}")
    print(f"{title:22}{columns}   {columns}")
    for variant in VARIANTS:
        print(f"{variant:22}{score(variant, 0)}   {score(variant, 1)}")
    print()


def _ranks(answers: Iterable[Answer], variant: str, typed: int) -> list[int]:
    return [answer.ranks[variant][typed] for answer in answers]


def print_missing(answers: Sequence[Answer], causes: int, examples: int) -> None:
    """What statuslens does not offer, by cause; and only not after the first digit."""
    missing = [answer for answer in answers if answer.cause]
    share = 100 * len(missing) / len(answers)
    lost = [a for a in answers if not a.cause and not a.ranks["workspace"][1]]
    print(f"Not offered: {len(missing):,} ({share:.1f} %)")
    reasons = _grouped(missing, lambda answer: answer.cause.partition(": ")[0])
    for reason, found in reasons.items():
        print(f"{len(found):5}  {reason}")
    print("\nBy what is written around them\n")
    grouped = _grouped(missing, lambda answer: answer.cause)
    for cause, found in list(grouped.items())[:causes]:
        print(f"{len(found):5}  {cause}")
        _print_examples(found, examples)
    rest = list(grouped.values())[causes:]
    if rest:
        print(f"{sum(map(len, rest)):5}  by {len(rest)} other causes")
    print(f"\nOffered, but no more once the first digit is typed: {len(lost):,}")
    _print_examples(lost, examples)
    lower = [a for a in answers if a.ranks["workspace"][0] > a.ranks["formula"][0]]
    print(f"\nOffered lower than by the formula with the finished file's place: {len(lower):,}")
    for context, found in _grouped(lower, lambda answer: answer.context).items():
        print(f"{len(found):5}  {context}")
        _print_examples(found, examples)


def _print_examples(answers: Iterable[Answer], examples: int) -> None:
    by_file = {(answer.project, answer.file): answer for answer in answers}
    for answer in list(by_file.values())[:examples]:
        print(f"           {answer}")


def print_times(answers: Sequence[Answer], seconds: float) -> None:
    each = sorted(1000 * answer.seconds for answer in answers)
    late = each[int(0.95 * (len(each) - 1))]
    print(
        f"\none list: median {statistics.median(each):.1f} ms, 95 % within {late:.1f} ms, ", end=""
    )
    print(f"longest {each[-1]:.0f} ms; everything: {seconds:.0f} s")


def _grouped(answers: Iterable[Answer], by: Callable[[Answer], str]) -> dict[str, list[Answer]]:
    """The largest group first."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[by(answer)].append(answer)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


if __name__ == "__main__":
    sys.exit(main())
