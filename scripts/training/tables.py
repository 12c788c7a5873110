"""The frequency of each code at each place, and beside each word."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from statuslens.facts.contexts import Context, group_of, table_key
from statuslens.facts.ranking_model import RankingModel
from statuslens.workspace.index import Use
from training.rows import CODES, Corpus, Row

# The weight of a project with n uses of a kind is this, divided by the root of n.
CONSTANTS, NUMBERS = 5.0, 2.5
MIN_PROJECTS, MIN_USES = 4, 30  # of a word, to be learnt
SMOOTHING = 3.0  # of a word's counts: as many times what the place alone expects
UNSEEN = 0.05  # of a code that no project has


def counted(corpus: Corpus, rows: Iterable[Row]) -> RankingModel:
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
        for key in {"", use.context, table_key(use.context, use.method)}:
            counts[key][use.code] += weight
    tables = RankingModel({key: dict(found) for key, found in counts.items()}, {}, {}, frozenset())
    return RankingModel(tables.counts, _learnt(weighted, tables), {}, frozenset(corpus.known_words))


def _learnt(
    weighted: Iterable[tuple[Row, Use, float]], tables: RankingModel
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
