"""Half-typed code, made whole for one question: what would stand at the cursor?

A name is put where the cursor is, and brackets that are still open are closed. Only the top-level
statement around the cursor is parsed for that, so that it costs the same in a file of any length,
and an error elsewhere in the file does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from .source import Edit, Source, Span

_PLACEHOLDER = "statuslens_cursor"

# Tokens enough to count brackets by: strings and comments whole, then each bracket.
_TOKENS = re.compile(
    rb"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*|[()\[\]{}]",
    re.DOTALL,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_LINES_BACK = 30

# How a line begins that begins no top-level statement, but goes on with one.
_CONTINUATION = re.compile(rb"[\s#)\]}'\"]|$|(?:else|elif|except|finally)\b")
_CASE = re.compile(rb"[ \t]*case\b")
# A longer statement, such as a large class, is cheaper to parse again within its file.
_LARGEST_PIECE = 16_000


def repairs(source: Source, span: Span) -> Iterator[tuple[Source, Node]]:
    """The statement around `span` with a name there instead, first as it stands, then with what is
    open closed; and the node of that name. Ends as soon as what is around it has no error.
    """
    piece = _statement_around(source, span.start)
    if piece is not None:
        source, span = source.piece(piece), Span(span.start - piece.start, span.end - piece.start)
    cursor = Span(span.start, span.start + len(_PLACEHOLDER))
    for behind in _behind(source, span.start):
        repaired = source.edited(Edit(span, _PLACEHOLDER + behind))
        node = repaired.node_at(cursor)
        if node.type == "identifier":
            yield repaired, node
            if not _surroundings(node).has_error:
                return


def _behind(source: Source, offset: int) -> Iterator[str]:
    """What to write behind the name: nothing, the rest of a `case`, a value for it as a key,
    closing brackets.
    """
    yield ""
    if _CASE.match(source.data, source.line_starts[source.line_at(offset)], offset):
        yield ": pass"
    for closing in _closings(source, offset):
        if closing.startswith("}"):
            yield ": 0"
            yield f": 0{closing}"
        yield closing


def _closings(source: Source, offset: int) -> Iterator[str]:
    """The brackets that are open at `offset`, as seen from ever further lines back."""
    line = source.line_at(offset)
    seen = ""
    for first in range(line, max(-1, line - _LINES_BACK), -1):
        open_brackets: list[str] = []
        for match in _TOKENS.finditer(source.data, source.line_starts[first], offset):
            token = match[0].decode("utf-8", "replace")
            if token in _CLOSING:
                open_brackets.append(_CLOSING[token])
            elif open_brackets and token == open_brackets[-1]:
                open_brackets.pop()
        closing = "".join(reversed(open_brackets))
        if len(closing) > len(seen):
            seen = closing
            yield closing


def _surroundings(node: Node) -> Node:
    """The innermost statement or definition; everything where the error is that large."""
    current = node
    while current.parent is not None and not current.type.endswith(("_statement", "_definition")):
        current = current.parent
    return current


def _statement_around(source: Source, offset: int) -> Span | None:
    """The lines of the top-level statement at `offset`, decorators included; None for a large one.

    Lines tell where it begins and ends, not the tree, which a missing bracket can turn upside down.
    """
    line = source.line_at(offset)
    first = _beginning(source, line)
    while first and _is_decorator(source, before := _beginning(source, first - 1)):
        first = before
    last = line + 1
    only_decorators = _is_decorator(source, first)
    while last < len(source.line_starts):
        if _begins_statement(source, last):
            if not only_decorators:
                break
            only_decorators = _is_decorator(source, last)
        last += 1
    start = source.line_starts[first]
    end = source.line_starts[last] if last < len(source.line_starts) else len(source.data)
    return Span(start, end) if end - start <= _LARGEST_PIECE else None


def _beginning(source: Source, line: int) -> int:
    """The line on which the top-level statement of `line` begins."""
    while line and not _begins_statement(source, line):
        line -= 1
    return line


def _begins_statement(source: Source, line: int) -> bool:
    start = source.line_starts[line]
    if _CONTINUATION.match(source.data, start):
        return False
    # A line within a long string may begin like anything.
    node = source.node_at(Span(start, start))
    return node.type not in ("string_content", "string") or node.start_byte == start


def _is_decorator(source: Source, line: int) -> bool:
    start = source.line_starts[line]
    return source.data[start : start + 1] == b"@"
