"""The kinds of place, and groups of similar ones."""

from typing import Literal, get_args

_Answer = Literal["raise", "response", "return", "deco", "deco_other", "responses_key", "ws_close"]
_Value = Literal["compare", "compare_order", "dict", "define", "call_other", "other"]
_Test = Literal["assert", "test_call", "test_exc", "parametrize", "define_test"]
Context = Literal[_Answer, _Value, _Test]
ContextOrNone = Literal[Context, ""]  # "" for a position where no status is expected
Group = Literal["A", "D", "K", "R", "O"]

# Similar contexts: tests, route decorators, keys of `responses`, exceptions; all others.
_GROUPS: dict[ContextOrNone, Group] = {
    **dict.fromkeys(get_args(_Test), "A"),
    "deco": "D",
    "deco_other": "K",
    "responses_key": "K",
    "raise": "R",
}
GROUPS = "ADKRO"


def group_of(context: ContextOrNone) -> Group:
    """The group of a context."""
    return _GROUPS.get(context, "O")


def table_key(context: ContextOrNone, method: str) -> str:
    """The name of the table for a context and a method."""
    return f"{context}|{method}" if method else context
