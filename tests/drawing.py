"""How the tests draw: a cursor in the source, and what is expected under the line it is about.

raise HTTPException(40‸4)
                    ▔▔▔ 404 Not Found
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable

from statuslens.syntax.source import Source, Span

CURSOR = "‸"
_MARK = re.compile(r"^ *(▔+)(?: (.*))?$")


def with_cursor(text: str) -> tuple[Source, int]:
    """The source without its one cursor mark, and the byte offset where it stood."""
    text = textwrap.dedent(text).removeprefix("\n")
    before, mark, after = text.partition(CURSOR)
    assert mark, "the source has no cursor"
    assert CURSOR not in after, "the source has two cursors"
    return Source(before + after), len(before.encode())


def undrawn(text: str) -> str:
    """The source alone, without the expectation drawn under its lines."""
    lines = textwrap.dedent(text).removeprefix("\n").splitlines(keepends=True)
    return "".join(line for line in lines if not _MARK.match(line.rstrip("\n")))


def drawn(source: Source, marks: Iterable[tuple[Span, str]]) -> str:
    """The source with each mark drawn under its line: `▔▔▔ words`."""
    below: dict[int, list[str]] = {}
    for span, words in marks:
        line = source.line_at(span.start)
        start = source.line_starts[line]
        indent = len(source.data[start : span.start].decode())
        width = len(source.data[span.start : span.end].decode())
        below.setdefault(line, []).append(f"{' ' * indent}{'▔' * width} {words}".rstrip())
    text = []
    for number, words in enumerate(source.text.splitlines()):
        text += [words, *below.get(number, ())]
    return "\n".join(text) + "\n"


def check(feature: Callable[[Source], Iterable[tuple[Span, str]]], expected: str) -> None:
    """`expected` is a source with everything drawn into it that `feature` finds there."""
    source = Source(undrawn(expected))
    assert drawn(source, feature(source)) == dedented(expected)


def sources(text: str) -> list[str]:
    """Several files, one below the other, with a blank line between them."""
    return [f"{file}\n" for file in dedented(text).rstrip().split("\n\n")]


def pairs(text: str) -> list[tuple[str, str]]:
    """Several files before and after a change:

    import os
    →
    from fastapi import status
    ── What the next ones are about
    """
    found = []
    for block in re.split(r"^──.*\n", dedented(text), flags=re.MULTILINE):
        before, arrow, after = block.partition("→\n")
        if block:
            assert arrow, block
            found.append((before, after))
    return found


def dedented(text: str) -> str:
    return textwrap.dedent(text).removeprefix("\n")
