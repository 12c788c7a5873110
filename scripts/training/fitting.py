"""The weight of each feature: a conditional logit, fitted by gradient descent."""

from __future__ import annotations

import itertools
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from statuslens.facts.contexts import GROUPS, group_of
from statuslens.facts.ranking_model import RankingModel
from statuslens.features.completion.ranking import LEARNT, LEAST, Features, features
from statuslens.workspace.index import Counts, Others
from training.rows import Corpus, Row
from training.tables import counted

VARIANTS = ("workspace", "alone")
ROUNDS, RATE, PULL = 6, 0.08, 1e-3
LIMIT = 400  # rows per project to fit on


@dataclass(frozen=True, slots=True)
class Example:
    """The features of each code, the actual code, and the weight of the example."""

    values: dict[str, dict[int, float]]
    code: int
    weight: float


def examples(
    corpus: Corpus, rows: Sequence[Row], tables: RankingModel, variant: str
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
    scores = scores_of(values, weights)
    top = max(scores.values())
    odds = {code: math.exp(score - top) for code, score in scores.items()}
    total = sum(odds.values())
    return {code: each / total for code, each in odds.items()}


def scores_of(values: Features, weights: dict[str, float]) -> dict[int, float]:
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
