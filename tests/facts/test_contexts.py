"""The contexts of places, and the groups of similar ones."""

from __future__ import annotations

from typing import get_args

import pytest

from statuslens.facts.contexts import GROUPS, Context, ContextOrNone, group_of, table_key


@pytest.mark.parametrize(
    ("group", "members"),
    [
        ("A", "assert test_call test_exc parametrize define_test"),
        ("D", "deco"),
        ("K", "deco_other responses_key"),
        ("R", "raise"),
    ],
)
def test_contexts_that_are_alike_are_in_one_group(group: str, members: str) -> None:
    assert {context for context in get_args(Context) if group_of(context) == group} == set(
        members.split()
    )


def test_every_context_is_in_a_group() -> None:
    assert {group_of(context) for context in ("", *get_args(Context))} == set(GROUPS)


@pytest.mark.parametrize(
    ("context", "method", "key"),
    [("raise", "get", "raise|get"), ("raise", "", "raise"), ("", "", "")],
)
def test_a_table_is_for_a_context_and_a_method(
    context: ContextOrNone, method: str, key: str
) -> None:
    assert table_key(context, method) == key
