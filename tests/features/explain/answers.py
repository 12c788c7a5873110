"""The answers of `explain`."""

from __future__ import annotations

import json
from typing import Any

from statuslens.features.explain import explain
from statuslens.features.explain.search import search


def answer(*query: str, markdown: bool = False) -> str:
    text, code = explain(query, as_json=False, markdown=markdown)
    assert code == 0, text
    return text


def complaint(*query: str) -> str:
    text, code = explain(query, as_json=False)
    assert code == 1
    return text


def objects(*query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(explain(query, as_json=True)[0])
    return found


def codes(query: str) -> list[int]:
    return [meant.code for meant in search(query)]
