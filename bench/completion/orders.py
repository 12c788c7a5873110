"""The orders of codes that are compared: each function gives one for a moment."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping

from bench.completion.moments import Moment
from statuslens.facts import ranking_model
from statuslens.facts.contexts import group_of, table_key
from statuslens.facts.vocabularies import vocabularies

# How the formula that this is compared with fills narrower counts up from wider ones.
_CONTEXT, _METHOD, _PROJECT, _FILE = 5.0, 30.0, 5.0, 4.0


def _alphabetical(moment: Moment) -> list[int]:
    """The library's names, sorted, as in an editor without knowledge about them."""
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
    model, key = moment.model, table_key(use.context, use.method)
    shares = ranking_model.filled(model.counts.get(use.context, {}), model.shares("", ""), _CONTEXT)
    if use.method:
        shares = ranking_model.filled(model.counts.get(key, {}), shares, _METHOD)
    shares = ranking_model.filled(moment.others.codes(key), shares, _PROJECT)
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
ORDERS: dict[str, Callable[[Moment], list[int]]] = {
    "alphabetical": _alphabetical,
    "frequency": _by_frequency,
    "formula": _by_formula,
    "alone": _alone,
    "workspace": _with_workspace,
}
