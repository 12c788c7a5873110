"""What the ranking was trained to: `data/ranking.json`, made by `scripts/train.py`."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from .contexts import ContextOrNone, table_key

# How many counts of the wider table weigh as much as the narrower one says nothing.
_CONTEXT_WEIGHT = 5.0
_METHOD_WEIGHT = 30.0

Shares = Mapping[int, float]


@dataclass(frozen=True)
class Trained:
    """Counts of each code by place, those beside each word, and what each feature weighs.

    `words` holds, for a group and a word, how much more likely (as a logarithm) each code is that
    was seen there than one that was not. `weights` are by variant (`alone`, `workspace`), group
    and feature. `vocabulary` has the words of tests and arguments that say anything.
    """

    counts: Mapping[str, Mapping[int, float]]
    words: Mapping[str, Mapping[int, float]]
    weights: Mapping[str, Mapping[str, Mapping[str, float]]]
    vocabulary: frozenset[str]

    def shares(self, context: ContextOrNone, method: str) -> Shares:
        """How likely each code is in that place; every code is a little."""
        place = table_key(context, method)
        known = self._shares.get(place)
        if known is None:
            known = self._shares[place] = self._mixed(context, method)
        return known

    def logarithms(self, context: ContextOrNone, method: str, least: float) -> Mapping[int, float]:
        """Of the shares in that place, `least` added to each."""
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
        """Each narrower count is trusted as far as it goes and filled up from the wider one."""
        counts = self.counts[""]
        total = sum(counts.values())
        shares: Shares = {code: count / total for code, count in counts.items()}
        shares = filled(self.counts.get(context, {}), shares, _CONTEXT_WEIGHT)
        narrow = self.counts.get(table_key(context, method), {}) if method else {}
        return filled(narrow, shares, _METHOD_WEIGHT)


def filled(counts: Mapping[int, float], wider: Shares, weight: float) -> Shares:
    """The shares that `counts` give, filled up from the wider ones as from so many counts."""
    if not counts:
        return wider
    total = sum(counts.values()) + weight
    return {code: (counts.get(code, 0.0) + weight * share) / total for code, share in wider.items()}


@functools.cache
def trained() -> Trained:
    """What comes with the package."""
    return read(resources.files("statuslens").joinpath("data/ranking.json").read_text("utf-8"))


def read(text: str) -> Trained:
    """From the JSON that `scripts/train.py` writes."""
    found = json.loads(text)
    return Trained(
        {place: _by_code(counts) for place, counts in found["counts"].items()},
        {word: _by_code(lifts) for word, lifts in found["words"].items()},
        found["weights"],
        frozenset(found["vocabulary"]),
    )


def vocabulary() -> frozenset[str]:
    """The words of tests and arguments that say something about a status."""
    return trained().vocabulary


def _by_code(values: Mapping[str, float]) -> dict[int, float]:
    return {int(code): value for code, value in values.items()}
