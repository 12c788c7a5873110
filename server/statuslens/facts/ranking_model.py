"""The trained ranking: `data/ranking.json`, written by `scripts/train.py`."""

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from .contexts import ContextOrNone, table_key

# The weight of the wider table, in counts of the narrower one.
_CONTEXT_WEIGHT = 5.0
_METHOD_WEIGHT = 30.0

Shares = Mapping[int, float]


@dataclass(frozen=True)
class RankingModel:
    """Counts of each code by context and beside each word, and the weights of the features by
    variant (`alone`, `workspace`), group and feature. `words` has, for a group and a word, the
    logarithm of how much more likely each seen code is than an unseen one; `known_words` the
    informative words of tests and arguments.
    """

    counts: Mapping[str, Mapping[int, float]]
    words: Mapping[str, Mapping[int, float]]
    weights: Mapping[str, Mapping[str, Mapping[str, float]]]
    known_words: frozenset[str]

    def shares(self, context: ContextOrNone, method: str) -> Shares:
        """The probability of each code in the context; never 0."""
        key = table_key(context, method)
        known = self._shares.get(key)
        if known is None:
            known = self._shares[key] = self._mixed(context, method)
        return known

    def logarithms(self, context: ContextOrNone, method: str, least: float) -> Mapping[int, float]:
        """The logarithms of the shares in the context, each plus `least`."""
        key = table_key(context, method), least
        known = self._logarithms.get(key)
        if known is None:
            shares = self.shares(context, method)
            known = {code: math.log(share + least) for code, share in shares.items()}
            self._logarithms[key] = known
        return known

    @functools.cached_property
    def _logarithms(self) -> dict[tuple[str, float], Mapping[int, float]]:
        return {}

    @functools.cached_property
    def _shares(self) -> dict[str, Shares]:
        return {}

    def _mixed(self, context: ContextOrNone, method: str) -> Shares:
        """Mix the tables: the fewer counts the narrower one has, the more the wider one weighs."""
        counts = self.counts[""]
        total = sum(counts.values())
        shares: Shares = {code: count / total for code, count in counts.items()}
        shares = filled(self.counts.get(context, {}), shares, _CONTEXT_WEIGHT)
        narrow = self.counts.get(table_key(context, method), {}) if method else {}
        return filled(narrow, shares, _METHOD_WEIGHT)


def filled(counts: Mapping[int, float], wider: Shares, weight: float) -> Shares:
    """The shares of `counts`, mixed with the wider ones as if these were `weight` counts."""
    if not counts:
        return wider
    total = sum(counts.values()) + weight
    return {code: (counts.get(code, 0.0) + weight * share) / total for code, share in wider.items()}


@functools.cache
def packaged_model() -> RankingModel:
    """The packaged ranking."""
    return read(resources.files("statuslens").joinpath("data/ranking.json").read_text("utf-8"))


def read(text: str) -> RankingModel:
    """Read the JSON that `scripts/train.py` writes."""
    found = json.loads(text)
    return RankingModel(
        {key: _by_code(counts) for key, counts in found["counts"].items()},
        {word: _by_code(lifts) for word, lifts in found["words"].items()},
        found["weights"],
        frozenset(found["known_words"]),
    )


def known_words() -> frozenset[str]:
    """The informative words of tests and arguments."""
    return packaged_model().known_words


def _by_code(values: Mapping[str, float]) -> dict[int, float]:
    return {int(code): value for code, value in values.items()}
