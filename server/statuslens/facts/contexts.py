"""The kinds of place where a status is expected, and which of them are alike."""

from __future__ import annotations

from typing import Literal

Context = Literal[
    "raise",
    "response",
    "return",
    "deco",
    "deco_other",
    "responses_key",
    "ws_close",
    "compare",
    "compare_order",
    "dict",
    "define",
    "call_other",
    "assert",
    "test_call",
    "test_exc",
    "parametrize",
    "define_test",
    "other",
]
# The same, or nothing: where no status is expected.
ContextOrNone = Literal[Context, ""]
Group = Literal["A", "D", "K", "R", "O"]

# Contexts that are alike: tests, route decorators, keys of `responses`, exceptions; all others.
_GROUPS: dict[ContextOrNone, Group] = {
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


def group_of(context: ContextOrNone) -> Group:
    """Which of `GROUPS` the context belongs to."""
    return _GROUPS.get(context, "O")


def table_key(context: ContextOrNone, method: str) -> str:
    """The name of the table for a context and a method."""
    return f"{context}|{method}" if method else context
