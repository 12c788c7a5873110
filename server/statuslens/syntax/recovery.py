"""Repairs of half-typed code, to find the place at the cursor.

A repair inserts a name at the cursor and closes open brackets. Only the top-level statement around
the cursor is parsed: neither the length of the file nor errors elsewhere in it matter.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from .source import Edit, Source, Span
from .statements import begins_statement, is_decorator

_PLACEHOLDER = "statuslens_cursor"

# The tokens needed to count brackets: strings, comments and brackets.
_TOKENS = re.compile(
    rb"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*|[()\[\]{}]",
    re.DOTALL,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_LINES_BACK = 30

_CASE = re.compile(rb"[ \t]*case\b")
# A longer statement, such as a large class, is cheaper to reparse within its file.
_LARGEST_PIECE = 16_000


def repairs(source: Source, span: Span) -> Iterator[tuple[Source, Node]]:
    """The statement around `span` with a name in its place, and the node of that name: first as it
    is, then with open brackets closed. Ends at the first repair without a syntax error.
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
    """The texts to try after the name: nothing, the rest of a `case`, a key's value, brackets."""
    yield ""
    if _CASE.match(source.data, source.line_starts[source.line_at(offset)], offset):
        yield ": pass"
    for closing in _closings(source, offset):
        if closing.startswith("}"):
            yield ": 0"
            yield f": 0{closing}"
        yield closing


def _closings(source: Source, offset: int) -> Iterator[str]:
    """The closing brackets for `offset`, counted from further and further lines above."""
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
    """The innermost statement or definition; with a large error, the root."""
    current = node
    while current.parent is not None and not current.type.endswith(("_statement", "_definition")):
        current = current.parent
    return current


def _statement_around(source: Source, offset: int) -> Span | None:
    """The statement at `offset`, found by lines (brackets may be missing); None for a large one."""
    starts = source.line_starts
    first = last = _beginning(source, source.line_at(offset))
    while first and is_decorator(source.data, starts[_beginning(source, first - 1)]):
        first = _beginning(source, first - 1)
    while last < len(starts) and is_decorator(source.data, starts[last]):
        last = _next_beginning(source, last)
    last = _next_beginning(source, last)
    end = starts[last] if last < len(starts) else len(source.data)
    return Span(starts[first], end) if end - starts[first] <= _LARGEST_PIECE else None


def _beginning(source: Source, line: int) -> int:
    """The first line of the top-level statement at `line`."""
    while line and not _begins_statement(source, line):
        line -= 1
    return line


def _next_beginning(source: Source, line: int) -> int:
    """The line where the next top-level statement begins; after the last, the number of lines."""
    end = len(source.line_starts)
    return next((n for n in range(line + 1, end) if _begins_statement(source, n)), end)


def _begins_statement(source: Source, line: int) -> bool:
    start = source.line_starts[line]
    if not begins_statement(source.data, start):
        return False
    # Lines within a multi-line string can begin with anything.
    node = source.node_at(Span(start, start))
    return node.type not in ("string_content", "string") or node.start_byte == start
