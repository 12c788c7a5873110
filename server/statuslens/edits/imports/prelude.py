"""The prelude of a file, which stays above all imports (docstring, `__future__`, comments about the
file), and the position of the first import below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tree_sitter import Node

from ...syntax.source import Edit, Source, Span, named_child
from .lines import (
    DEFINITIONS,
    begins_line,
    blank_lines,
    blank_lines_above,
    comments_above,
    is_blank,
    line_start,
    on_same_line,
    written_between,
)
from .statement import line_break_of

FUTURE = "future_import_statement"
_TEXT = re.compile(r"[rRuU]?['\"]")  # neither bytes nor formatted
# Comments about the file, at its start.
ABOUT_FILE = re.compile(
    r"#!|#.*(?:coding[:=]|copyright|licen[cs]e|spdx|-\*-|noqa|\w+:\s*\w)", re.IGNORECASE
)


def first_import(source: Source, text: str) -> Edit:
    """The offset after the docstring and `__future__`, or after the comments about the file, or the
    start of the file.
    """
    line_break = line_break_of(source)
    above = _prelude(source)
    if above is not None:
        following, _ = on_same_line(source, above)
        if following is not None:
            return written_between(source, above, following, f"{line_break}{line_break}{text}")
    above_line = source.line_at(above.end_byte) if above is not None else -1
    thing = _next_thing(source, above_line)
    blank = blank_lines(source, above_line + 1, 1)
    if above is None:
        line = above_line + 1 + blank if thing is not None else 0
        at = line_start(source, line)
        gap = blank_lines_above(source, thing) if thing is not None else 0
        return Edit(Span(at, at), f"{text}{line_break * (1 + gap)}")
    start = source.line_span(above_line).end
    before = 1 if above.type != "comment" or blank else 0
    text = f"{line_break * (1 + before)}{text}"
    if thing is None:
        return Edit(Span(start, start), text)
    wanted = blank_lines_above(source, thing)
    end = source.line_span(above_line + max(blank - wanted, 0)).end
    return Edit(Span(start, end), text + line_break * max(wanted - blank, 0))


def is_docstring(source: Source, node: Node) -> bool:
    """Whether the file's first statement is a string, possibly concatenated or in parentheses."""
    above = node.prev_named_sibling
    while above is not None and above.type == "comment":
        above = above.prev_named_sibling
    if node.type != "expression_statement" or above is not None:
        return False
    inner: Node | None = named_child(node, 0) if node.named_child_count == 1 else None
    while inner is not None and inner.type == "parenthesized_expression":
        inner = next((child for child in inner.named_children if child.type != "comment"), None)
    if inner is None or inner.type not in ("string", "concatenated_string"):
        return False
    parts = inner.named_children if inner.type == "concatenated_string" else [inner]
    strings = [part for part in parts if part.type == "string"]
    return all(_TEXT.match(source.text_of(string)) for string in strings)


def _prelude(source: Source) -> Node | None:
    """The last node that must stay above all imports."""
    last: Node | None = None
    comments: list[Node] = []
    for node in source.root.named_children:
        if node.type == "comment":
            comments.append(node)
        elif node.type == FUTURE or is_docstring(source, node):
            last = node
        else:
            break
    if last is None:
        return _comments_about_file(source, comments)
    # A directive directly after it is about the file, too.
    line = source.line_at(last.end_byte)
    below = [c for c in comments if c.start_byte > last.end_byte and begins_line(source, c)]
    while below and source.line_at(below[0].start_byte) == line + 1:
        line += 1
        last_comment = below.pop(0)
        if line + 1 >= len(source.line_starts) or is_blank(source, line + 1):
            return last_comment
    return last


def _comments_about_file(source: Source, comments: Sequence[Node]) -> Node | None:
    """The last comment that is not about the statement in the line below it."""
    if not comments:
        return None
    last_line = source.line_at(comments[-1].start_byte)
    thing = _next_thing(source, last_line)
    if thing is None or source.line_at(thing.start_byte) > last_line + 1:
        return comments[-1]
    lines = [comments[-1], *comments_above(source, comments[-1])]
    first = source.line_at(lines[-1].start_byte)
    is_about_file = any(ABOUT_FILE.match(source.text_of(comment)) for comment in lines)
    if first == 0 and (is_about_file or thing.type not in DEFINITIONS):
        return comments[-1]
    return comments[-len(lines) - 1] if len(comments) > len(lines) else None


def _next_thing(source: Source, line: int) -> Node | None:
    """The first statement or comment below a line."""
    children = source.root.named_children
    return next((node for node in children if source.line_at(node.start_byte) > line), None)
