"""How likely each code is at a place, from counts over real projects.

The counts are data (`data/frequency.json`, made by `scripts/make_data.py`). Each narrower count is
trusted as far as it goes and filled up from the wider one: HTTP method, kind of place, all code.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

from .expected import Place

# How many counts of the wider table weigh as much as the narrower one says nothing.
_CONTEXT_WEIGHT = 5.0
_METHOD_WEIGHT = 30.0

_Counts = Mapping[str, float]


def ranked(codes: Iterable[int], place: Place | None) -> list[int]:
    """The codes, the most likely at `place` first; unseen ones last, in numeric order."""
    context = place.context if place is not None else None
    method = place.method if place is not None else None
    return sorted(codes, key=lambda code: (-_probability(code, context, method), code))


@functools.lru_cache(maxsize=4096)
def _probability(code: int, context: str | None, method: str | None) -> float:
    key, tables = str(code), _tables()
    overall = _share(tables["all"], key)
    if context is None:
        return overall
    by_context = _filled(tables["by_context"].get(context, {}), key, overall, _CONTEXT_WEIGHT)
    if method is None:
        return by_context
    narrow = tables["by_context_method"].get(f"{context}|{method}", {})
    return _filled(narrow, key, by_context, _METHOD_WEIGHT)


def _share(counts: _Counts, key: str) -> float:
    return counts.get(key, 0.0) / sum(counts.values())


def _filled(counts: _Counts, key: str, wider: float, weight: float) -> float:
    return (counts.get(key, 0.0) + weight * wider) / (sum(counts.values()) + weight)


@functools.cache
def _tables() -> dict[str, Any]:
    text = resources.files("statuslens").joinpath("data/frequency.json").read_text("utf-8")
    tables: dict[str, Any] = json.loads(text)
    return tables
