"""How good the ranking is, five-fold by project."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from training.fitting import VARIANTS, examples, learn, scores_of
from training.rows import FOLDS, Corpus
from training.tables import counted


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
        scores = scores_of(example.values, weights[group])
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
