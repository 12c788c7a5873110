"""How often each code is used, by context, line and function."""

from __future__ import annotations

from statuslens.workspace.counts import Counts, Others
from workspace.counted import use


def test_what_was_counted_is_taken_out_again() -> None:
    counts = Counts()
    for each in (use(404, "raise", "get", "f:read"), use(200, "deco")):
        counts.add(each)
    counts.remove(use(200, "deco"))
    assert +counts.codes("") == {404: 1}
    assert counts.codes("raise|get") == {404: 1}
    assert counts.beside("R", "f:read") == {404: 1}
    assert not counts.beside("A", "f:read")
    assert not counts.codes("no such key")
    whole = Counts([use(404), use(404), use(500)])
    assert Others(whole, Counts([use(404)])).codes("raise") == {404: 1, 500: 1}
