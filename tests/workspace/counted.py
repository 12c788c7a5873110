"""A use of a status, as the workspace counts it."""

from __future__ import annotations

from statuslens.facts.contexts import Context
from statuslens.workspace.index import Use


def use(code: int, context: Context = "raise", method: str = "get", *words: str) -> Use:
    return Use(code, 0, context, method, words, 0)
