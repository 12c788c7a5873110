"""Learn the completion's ranking from real uses: `make train`, or

    scripts/train.py ROWS.jsonl.gz OUT.json       learn from the rows, write the tables and weights
    scripts/train.py ROWS.jsonl.gz --evaluate     how good that is, five-fold by project
    scripts/train.py … --without tiled zenml      leave these packages out (names in data/README.md)

The rows are described in `data/README.md`. The features are `statuslens.ranking`'s own; what each
weighs is a conditional logit's, fitted by gradient descent on constants, per group of contexts:
with a workspace's counts and without. Tables are counted without the projects of the fold that is
fitted on, or a table would be trusted for knowing the answer. Standard library only; the same rows
give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from statuslens.facts.catalogue import registered
from statuslens.facts.contexts import GROUPS, Context, group_of, table_key
from statuslens.facts.ranking_model import Trained
from statuslens.features.completion.ranking import LEARNT, LEAST, Features, features
from statuslens.workspace.counts import Counts, Others, Use
from statuslens.workspace.uses import Situation, linked

FOLDS = 5
VARIANTS = ("workspace", "alone")
CODES = frozenset({*registered("http"), *registered("websocket")})
PACKAGES = Path(__file__).parents[1] / "data" / "train_packages.json"

# What a project with n uses of a kind weighs, divided by the root of n.
CONSTANTS, NUMBERS = 5.0, 2.5
MIN_PROJECTS, MIN_USES = 4, 30  # of a word, to be learnt
SMOOTHING = 3.0  # of a word's counts: as many times what the place alone expects
UNSEEN = 0.05  # of a code that no project has
ROUNDS, RATE, PULL = 6, 0.08, 1e-3
LIMIT = 400  # rows per project to fit on

VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
RESPONSE = re.compile(
    r"[Rr]esponse$|^(?:redirect|send_response|set_status|respond|json_message|send_error|render)$"
)
EXCEPTION = re.compile(r"(?:Exception|Error)$|^abort$")
CLOSING = frozenset({"close", "WebSocketException", "WebSocketDisconnect"})
DEFINITIONS = re.compile(
    "default_arg|assign_(?:attr|collection|name)|const_def|class_attr|getattr_default"
)
AS_THEY_ARE: dict[str, Context] = {
    "parametrize": "parametrize",
    "responses_key": "responses_key",
}
COMPARISONS = re.compile("compare_(?:eq|in)|unittest_assert|assert_bare|match_case")


@dataclass(frozen=True, slots=True)
class Row:
    """One use of a status, in a project's file; `situation` is all that is around it."""

    project: int
    file: int
    index: int  # among the uses of the file
    is_constant: bool


@dataclass(frozen=True)
class Corpus:
    """Uses by project and file, and a row for each."""

    files: dict[tuple[int, int], tuple[Use, ...]]
    rows: tuple[Row, ...]
    vocabulary: tuple[str, ...]

    def use(self, row: Row) -> Use:
        return self.files[row.project, row.file][row.index]

    def situation(self, row: Row) -> Situation:
        uses = self.files[row.project, row.file]
        use = uses[row.index]
        return Situation(
            use.context, use.method, use.words, uses[: row.index], uses[row.index + 1 :],
            use.function,
        )  # fmt: skip

    def projects(self) -> list[int]:
        return sorted({project for project, _ in self.files})

    def folds(self) -> dict[int, int]:
        """Each project's, at random."""
        projects = self.projects()
        random.Random(0).shuffle(projects)
        return {project: i % FOLDS for i, project in enumerate(projects)}


# Reading the rows


def read(path: Path, without: Collection[int] = ()) -> Corpus:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        raw = [json.loads(line) for line in lines]
    raw = [r for r in raw if r["p"] not in without]
    vocabulary = sorted(
        {word for r in raw for key in ("pw", "qw", "gw") for word in r.get(key, ())}
    )
    raw = [r for r in raw if r["code"] in CODES and (r["k"] == "c" or r["st"] == "yes")]
    raw = [r for r in raw if r["pos"] != "compare_order"]
    raw.sort(key=lambda r: (r["p"], r["f"], r["ln"], r["col"]))
    files, rows = {}, []
    for (project, file), group in itertools.groupby(raw, key=lambda r: (r["p"], r["f"])):
        members = list(group)
        files[project, file] = tuple(linked(list(_uses(members))))
        rows += [Row(project, file, i, r["k"] == "c") for i, r in enumerate(members)]
    return Corpus(files, tuple(rows), tuple(vocabulary))


def _uses(members: Sequence[dict[str, Any]]) -> Iterator[Use]:
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for r in members:
        if r["fl"]:
            starts[tuple(r["fn"])].append(r["fl"])
    for r in members:
        # A decorator stands before its function.
        later = (start for start in starts[tuple(r["fn"])] if start > r["ln"])
        function = r["fl"] or min(later, default=r["ln"] + 1)
        context = context_of(r)
        words = tuple(dict.fromkeys(_words(r)))
        yield Use(
            r["code"], r["ln"], context, method_of(r, context), words, function if r["fn"] else -1
        )


def context_of(row: dict[str, Any]) -> Context:
    """The context, as `Place.context` calls it."""
    position, callee, test = row["pos"], row.get("c") or "", row.get("t")
    if position in AS_THEY_ARE:
        return AS_THEY_ARE[position]
    if position in ("call_kwarg", "call_pos"):
        return _context_of_call(row, callee, bool(test))
    if COMPARISONS.fullmatch(position):
        return "assert" if test else "compare"
    if DEFINITIONS.fullmatch(position):
        return "define_test" if test else "define"
    return next((kind for kind in ("return", "dict") if position.startswith(kind)), "other")


def _context_of_call(row: dict[str, Any], callee: str, test: bool) -> Context:
    if row.get("dn") is not None:
        routed = row.get("m") in VERBS and (callee in VERBS or callee == row["dn"])
        return "deco" if routed else "deco_other"
    if callee in CLOSING:
        return "ws_close"
    if callee.startswith("assert"):
        return "assert"
    if row.get("rz") or EXCEPTION.search(callee):
        return "test_exc" if test else "raise"
    if test:
        return "test_call"
    return "response" if RESPONSE.search(callee) else "call_other"


def method_of(row: dict[str, Any], context: Context) -> str:
    if context in ("deco", "responses_key", "deco_other"):
        method = row.get("m")
    elif group_of(context) == "A":
        method = row.get("tm")
    else:
        method = row.get("rm") or (row.get("tm") if row.get("t") else None)
    return method if method in VERBS else ""


def _words(row: dict[str, Any]) -> Iterator[str]:
    """As `statuslens.signals.words` finds them."""
    name = [word for word in row["fn"] if word != "test"]
    yield from (f"f:{word}" for word in name)
    yield from (f"b:{a}_{b}" for a, b in itertools.pairwise(name))
    guard = row.get("g")
    if guard:
        yield f"g:{guard}"
    for word in row.get("gw", ()):
        yield f"w:{word}"
        yield f"w:{guard}~{word}"
    if row.get("x"):
        yield f"x:{row['x']}"
    for letter, key in (("p", "pw"), ("q", "qw")):
        said = row.get(key, ())
        yield from (f"{letter}:{word}" for word in said)
        yield from (f"{letter}:{min(pair)}_{max(pair)}" for pair in itertools.pairwise(said))


# Counting


def counted(corpus: Corpus, rows: Iterable[Row]) -> Trained:
    """The tables of these rows; without weights."""
    rows = list(rows)
    numbers = Counter((row.project, row.is_constant) for row in rows)
    counts: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    counts[""].update(dict.fromkeys(CODES, UNSEEN))
    weighted = []
    for row in rows:
        use = corpus.use(row)
        weight = CONSTANTS if row.is_constant else NUMBERS
        weight /= math.sqrt(numbers[row.project, row.is_constant])
        weighted.append((row, use, weight))
        for place in {"", use.context, table_key(use.context, use.method)}:
            counts[place][use.code] += weight
    tables = Trained({place: dict(found) for place, found in counts.items()}, {}, {}, frozenset())
    return Trained(tables.counts, _learnt(weighted, tables), {}, frozenset(corpus.vocabulary))


def _learnt(
    weighted: Iterable[tuple[Row, Use, float]], tables: Trained
) -> dict[str, dict[int, float]]:
    """log(seen / expected) of each code beside each word, where the place alone expects; from the
    value of a code that was not seen there.
    """
    seen: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    places: defaultdict[str, defaultdict[tuple[Context, str], float]] = defaultdict(
        lambda: defaultdict(float)
    )
    projects: defaultdict[str, set[int]] = defaultdict(set)
    numbers: Counter[str] = Counter()
    for row, use, weight in weighted:
        for word in use.words:
            key = group_of(use.context) + word
            seen[key][use.code] += weight
            places[key][use.context, use.method] += weight
            projects[key].add(row.project)
            numbers[key] += 1
    overall = tables.shares("", "")
    result = {}
    for key in sorted(seen):
        if len(projects[key]) < MIN_PROJECTS or numbers[key] < MIN_USES:
            continue
        total = sum(seen[key].values())
        unseen = math.log(SMOOTHING / (SMOOTHING + total))
        lifts = {}
        for code, count in sorted(seen[key].items()):
            expected = sum(n * tables.shares(*place)[code] for place, n in places[key].items())
            smooth = SMOOTHING * overall[code]
            lifts[code] = round(math.log((count + smooth) / (expected + smooth)) - unseen, 1)
        result[key] = lifts
    return result


# Fitting


@dataclass(frozen=True, slots=True)
class Example:
    """What the features say of each code, which one it was, and how much that counts."""

    values: dict[str, dict[int, float]]
    code: int
    weight: float


def examples(
    corpus: Corpus, rows: Sequence[Row], tables: Trained, variant: str
) -> Iterator[tuple[str, Example]]:
    """An example of each row, with its group."""
    wholes: dict[int, Counts] = {}
    by_project: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_project[row.project].append(row)
    sizes = {project: len(found) for project, found in by_project.items()}
    for project, found in sorted(by_project.items()):
        if variant == "workspace":
            uses = (u for (p, _), all_ in corpus.files.items() if p == project for u in all_)
            wholes[project] = Counts(uses)
        own: dict[int, Counts] = {}
        for row in found:
            others = None
            if variant == "workspace":
                if row.file not in own:
                    own = {row.file: Counts(corpus.files[project, row.file])}
                others = Others(wholes[project], own[row.file])
            situation = corpus.situation(row)
            values: Features = dict(features(situation, others, tables))
            usual = tables.logarithms(situation.context, situation.method, LEAST)
            values["place"] = dict(usual)
            weight = sizes[project] ** -0.7
            yield group_of(situation.context), Example(values, corpus.use(row).code, weight)


NAMES = (
    "place", "project", "file", "recent", "before", "after", "same", "same1", "other", "other1",
    *(f"word {letter}" for letter in LEARNT),
    *(f"{scope} {kind}" for scope in ("file", "project") for kind in "fwqv"),
)  # fmt: skip
# Common codes alone would teach that a file's and a project's own habits say little. A rare code
# that somebody uses again and again has to come up all the same.
HABITS, TRUST = ("file", "project"), 0.5
START = {"place": 1.0, "project": 0.8, "file": 0.8, **{f"word {x}": 0.3 for x in LEARNT}}


def fit(found: Sequence[Example]) -> dict[str, float]:
    """The weights, by AdaGrad, averaged over the later rounds."""
    weights = {name: START.get(name, 0.1) for name in NAMES}
    squares = dict.fromkeys(NAMES, 1e-2)
    total = sum(example.weight for example in found) or 1.0
    sums, turns = dict.fromkeys(NAMES, 0.0), 0
    order = list(range(len(found)))
    for turn in range(ROUNDS):
        random.Random(turn).shuffle(order)
        for index in order:
            example = found[index]
            shares = _shares(example.values, weights)
            scale = example.weight * len(found) / total
            for name, values in example.values.items():
                if not values:
                    continue
                gradient = values.get(example.code, 0.0)
                gradient -= sum(shares[code] * value for code, value in values.items())
                slope = scale * gradient - PULL * (weights[name] - START.get(name, 0.1))
                squares[name] += slope * slope
                weights[name] += RATE * slope / math.sqrt(squares[name])
            for name in HABITS:
                weights[name] = max(weights[name], TRUST * weights["place"])
        if turn >= ROUNDS // 2:
            turns += 1
            for name, weight in weights.items():
                sums[name] += weight
    return {name: round(total_ / turns, 3) for name, total_ in sums.items()}


def _shares(values: Features, weights: dict[str, float]) -> dict[int, float]:
    scores = _scores(values, weights)
    top = max(scores.values())
    odds = {code: math.exp(score - top) for code, score in scores.items()}
    total = sum(odds.values())
    return {code: each / total for code, each in odds.items()}


def _scores(values: Features, weights: dict[str, float]) -> dict[int, float]:
    place = weights["place"]
    scores = {code: place * value for code, value in values["place"].items()}
    for name, found in values.items():
        if name != "place":
            weight = weights[name]
            for code, value in found.items():
                scores[code] += weight * value
    return scores


def learn(
    corpus: Corpus, rows: Sequence[Row], variant: str, limit: int
) -> dict[str, dict[str, float]]:
    """The weights of each group, from constants among `rows`."""
    folds = corpus.folds()
    found: defaultdict[str, list[Example]] = defaultdict(list)
    for out in sorted({folds[row.project] for row in rows}):
        tables = counted(corpus, (row for row in rows if folds[row.project] != out))
        asked = [row for row in rows if folds[row.project] == out and row.is_constant]
        asked = _fewer(asked, limit)
        for group, example in examples(corpus, asked, tables, variant):
            found[group].append(example)
    return {group: fit(found[group]) for group in GROUPS}


def _fewer(rows: Sequence[Row], limit: int) -> list[Row]:
    """Of each project at most `limit`, evenly."""
    chosen = []
    for _, found in itertools.groupby(rows, key=lambda row: row.project):
        members = list(found)
        number = min(limit, len(members))
        chosen += [members[i * len(members) // number] for i in range(number)]
    return chosen


# The results


def model(corpus: Corpus, limit: int) -> dict[str, Any]:
    """What `data/ranking.json` holds."""
    tables = counted(corpus, corpus.rows)
    tasks = [(corpus, corpus.rows, variant, limit) for variant in VARIANTS]
    with ProcessPoolExecutor(2) as pool:
        weights = dict(zip(VARIANTS, pool.map(_learn, tasks), strict=True))
    return {
        "counts": {
            place: {str(code): round(count, 2) for code, count in sorted(found.items())}
            for place, found in sorted(tables.counts.items())
        },
        "words": {
            word: {str(code): lift for code, lift in lifts.items()}
            for word, lifts in sorted(tables.words.items())
        },
        "weights": weights,
        "vocabulary": list(corpus.vocabulary),
    }


def _learn(task: tuple[Corpus, Sequence[Row], str, int]) -> dict[str, dict[str, float]]:
    return learn(*task)


def evaluate(corpus: Corpus, limit: int, least: int = 100) -> None:
    """Print the accuracy, each fold with tables and weights of the others; macro over the projects
    with at least `least` constants.
    """
    sizes = Counter(row.project for row in corpus.rows if row.is_constant)
    tasks = [(corpus, out, variant, limit) for out in range(FOLDS) for variant in VARIANTS]
    ranks: dict[str, dict[int, list[tuple[str, int]]]] = {name: {} for name in VARIANTS}
    with ProcessPoolExecutor(2) as pool:
        for (_, _, variant, _), found in zip(tasks, pool.map(_ranks, tasks), strict=True):
            ranks[variant].update({p: r for p, r in found.items() if sizes[p] >= least})
    for variant, by_project in ranks.items():
        contexts = {c for found in by_project.values() for c, _ in found}
        for context in ["", *sorted(contexts)]:
            print(f"{variant:10} {context or 'all':14}", _summary(by_project, context))


def _ranks(task: tuple[Corpus, int, str, int]) -> dict[int, list[tuple[str, int]]]:
    corpus, out, variant, limit = task
    folds = corpus.folds()
    rows = [row for row in corpus.rows if folds[row.project] != out]
    weights = learn(corpus, rows, variant, limit)
    tables = counted(corpus, rows)
    asked = [row for row in corpus.rows if folds[row.project] == out and row.is_constant]
    result: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    asked.sort(key=lambda row: row.project)
    for row, (group, example) in zip(asked, examples(corpus, asked, tables, variant), strict=True):
        scores = _scores(example.values, weights[group])
        mine = scores[example.code]
        rank = 1 + sum(s > mine or (s == mine and c < example.code) for c, s in scores.items())
        result[row.project].append((corpus.use(row).context, rank))
    return dict(result)


def _summary(by_project: dict[int, list[tuple[str, int]]], context: str) -> str:
    chosen = [[rank for c, rank in found if context in ("", c)] for found in by_project.values()]
    chosen = [ranks for ranks in chosen if ranks]

    def mean(value: Callable[[int], float]) -> float:
        return sum(sum(map(value, ranks)) / len(ranks) for ranks in chosen) / len(chosen)

    def top(limit: int) -> float:
        return mean(lambda rank: float(rank <= limit))

    tops = " ".join(f"{top(limit):.3f}" for limit in (1, 3, 5))
    number = sum(map(len, chosen))
    return f"MRR {mean(lambda rank: 1 / rank):.4f} top 1, 3, 5 {tops} of {number} in {len(chosen)}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Learn the completion's ranking from real uses.")
    parser.add_argument("rows", type=Path)
    parser.add_argument("out", type=Path, nargs="?", help="the JSON to write")
    parser.add_argument("--evaluate", action="store_true", help="print the accuracy instead")
    parser.add_argument("--without", nargs="+", default=[], metavar="PACKAGE")
    parser.add_argument("--limit", type=int, default=LIMIT, help="rows per project to fit on")
    arguments = parser.parse_args()
    left_out = set()
    if arguments.without:
        packages = json.loads(PACKAGES.read_text("utf-8"))["packages"]
        left_out = {packages[name] for name in arguments.without}
    corpus = read(arguments.rows, left_out)
    if arguments.evaluate:
        evaluate(corpus, arguments.limit)
    elif arguments.out is None:
        parser.error("where to write?")
    else:
        text = json.dumps(model(corpus, arguments.limit), separators=(",", ":")) + "\n"
        arguments.out.write_text(text, "utf-8")
        print(f"{arguments.out}: {len(text)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
