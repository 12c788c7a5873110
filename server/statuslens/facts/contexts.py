"""The kinds of place that a status stands in, and which of them are alike."""

from __future__ import annotations

# Contexts that are alike: tests, route decorators, keys of `responses`, exceptions; all others.
_GROUPS = {
    "assert": "A",
    "test_call": "A",
    "test_exc": "A",
    "parametrize": "A",
    "define_test": "A",
    "deco": "D",
    "deco_other": "K",
    "responses_key": "K",
    "raise": "R",
}
GROUPS = "ADKRO"


def group_of(context: str) -> str:
    """Which of `GROUPS` the context belongs to."""
    return _GROUPS.get(context, "O")


def table_key(context: str, method: str) -> str:
    """The name of the table for a context and a method."""
    return f"{context}|{method}" if method else context
