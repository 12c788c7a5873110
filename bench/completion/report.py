"""The output of the measure."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from bench.completion.asking import Answer
from bench.completion.orders import ORDERS
from bench.tables import apart, grouped, percent, print_groups, table

# Packages with fewer constants do not count for the mean.
ENOUGH = 100
# The order whose causes and shares are shown, and what is typed before each is asked.
SHOWN = "workspace"
TYPED = ("nothing typed", "first digit typed")


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
        return cls(*map(statistics.fmean, zip(*(score.figures for score in scores), strict=True)))

    @property
    def figures(self) -> tuple[float, float, float, float]:
        return self.mrr, self.top1, self.top3, self.top5

    @property
    def tops(self) -> tuple[str, ...]:
        """As cells of a table."""
        return tuple(f"{each:.1f}" for each in (self.top1, self.top3, self.top5))


def print_scores(answers: Sequence[Answer], trained_on: Collection[str]) -> None:
    by_project = grouped(answers, lambda answer: answer.project)
    enough = [found for found in by_project.values() if len(found) >= ENOUGH]
    out = sum(project in trained_on for project in by_project)
    print(f"{out} of {len(by_project)} packages are in the training data; ", end="")
    print("these are ranked by a model trained without any of them\n")
    _print_table("all constants", lambda order, typed: Score.of(_ranks(answers, order, typed)))
    if enough:
        _print_table(
            f"mean of {len(enough)} packages",
            lambda order, typed: Score.mean(
                [Score.of(_ranks(found, order, typed)) for found in enough]
            ),
        )
    else:
        print(f"mean: no package with {ENOUGH} constants\n")
    groups = {
        "place": grouped(answers, lambda answer: answer.context),
        "package": by_project,
        "form": grouped(answers, lambda answer: "direct name" if answer.is_direct else "member"),
    }
    for typed, words in enumerate(TYPED):
        print(f"MRR, {words}; and of {SHOWN} the top 1, 3 and 5\n")
        for title, found in groups.items():
            header = (title, "constants", *ORDERS, "top 1", "3", "5")
            rows = [_row(name, inside, typed) for name, inside in found.items()]
            print(f"{table(header, rows)}\n")


def _row(name: str, answers: Sequence[Answer], typed: int) -> tuple[str | int, ...]:
    scores = {order: Score.of(_ranks(answers, order, typed)) for order in ORDERS}
    mrrs = (f"{score.mrr:.3f}" for score in scores.values())
    return name, len(answers), *mrrs, *scores[SHOWN].tops


def _print_table(title: str, score: Callable[[str, int], Score]) -> None:
    columns = ("MRR", "top 1", "top 3", "top 5")
    rows = []
    for order in ORDERS:
        scores = [score(order, typed) for typed in range(len(TYPED))]
        rows.append((order, *(cell for each in scores for cell in (f"{each.mrr:.3f}", *each.tops))))
    above = [(words, len(columns)) for words in TYPED]
    print(f"{table((title, *columns * len(TYPED)), rows, above)}\n")


def _ranks(answers: Iterable[Answer], order: str, typed: int) -> list[int]:
    return [answer.ranks[order][typed] for answer in answers]


def print_missing(answers: Sequence[Answer], causes: int, count: int) -> None:
    """The codes that statuslens does not offer, by cause, and the ones it only offers after a
    digit.
    """

    def examples(found: Sequence[Answer]) -> list[Answer]:
        return apart(found, count, lambda answer: (answer.project, answer.file))

    missing = [answer for answer in answers if answer.cause]
    print(f"Not offered: {len(missing):,} ({percent(len(missing), len(answers))} %)")
    reasons = grouped(missing, lambda answer: answer.cause.partition(": ")[0])
    print_groups(reasons, lambda _: ())
    print("\nBy what is written around them\n")
    print_groups(grouped(missing, lambda answer: answer.cause), examples, causes)
    lost = [a for a in answers if not a.cause and not a.ranks[SHOWN][1]]
    print(f"\nOffered, but no more once the first digit is typed: {len(lost):,}")
    for answer in examples(lost):
        print(f"           {answer}")
    lower = [a for a in answers if a.ranks[SHOWN][0] > a.ranks["formula"][0]]
    print(f"\nOffered lower than by the formula with the finished file's place: {len(lower):,}")
    print_groups(grouped(lower, lambda answer: answer.context), examples)


def print_times(answers: Sequence[Answer], seconds: float) -> None:
    each = sorted(1000 * answer.seconds for answer in answers)
    late = each[int(0.95 * (len(each) - 1))]
    print(
        f"\none list: median {statistics.median(each):.1f} ms, 95 % within {late:.1f} ms, ", end=""
    )
    print(f"longest {each[-1]:.0f} ms; everything: {seconds:.0f} s")
