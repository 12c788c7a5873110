"""The lines around a statement: other statements in them, blank lines, comments above."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ...syntax.source import Edit, Source, Span
from .statement import line_break_of

DEFINITIONS = ("function_definition", "class_definition", "decorated_definition")
_BYTE_ORDER_MARK = "\ufeff".encode()


def on_same_line(source: Source, statement: Node) -> tuple[Node | None, Node | None]:
    """The statements before and after this one in its lines."""
    following, previous = statement.next_named_sibling, statement.prev_named_sibling
    return (
        following if following is not None and _goes_on(source, statement, following) else None,
        previous if previous is not None and _goes_on(source, previous, statement) else None,
    )


def begins_line(source: Source, node: Node) -> bool:
    return on_same_line(source, node)[1] is None


def _goes_on(source: Source, one: Node, following: Node) -> bool:
    """Whether the second statement begins in the last line of the first."""
    same_line = source.line_at(one.end_byte) == source.line_at(following.start_byte)
    return same_line and "comment" not in (one.type, following.type)


def comments_above(source: Source, node: Node) -> Iterator[Node]:
    """The comments in the lines directly above a node, upwards."""
    line = source.line_at(node.start_byte)
    above = node.prev_named_sibling
    while above is not None and above.type == "comment":
        line -= 1
        if source.line_at(above.start_byte) != line or not begins_line(source, above):
            return
        yield above
        above = above.prev_named_sibling


def blank_lines_above(source: Source, thing: Node) -> int:
    """The number of blank lines that formatters put between imports and the code after them."""
    node: Node | None = thing
    while node is not None and node.type == "comment":
        line = source.line_at(node.end_byte)
        node = node.next_named_sibling
        if node is not None and source.line_at(node.start_byte) != line + 1:
            return 1
    is_stub = source.path is not None and source.path.suffix == ".pyi"
    return 2 if node is not None and node.type in DEFINITIONS and not is_stub else 1


def blank_lines(source: Source, line: int, step: int) -> int:
    """The number of blank lines from `line` on, up or down."""
    count = 0
    while 0 <= line < len(source.line_starts) and is_blank(source, line):
        count += 1
        line += step
    return count


def is_blank(source: Source, line: int) -> bool:
    span = source.line_span(line)
    return not source.data[span.start : span.end].removeprefix(_BYTE_ORDER_MARK).strip()


def line_start(source: Source, line: int) -> int:
    if line >= len(source.line_starts):
        return len(source.data)
    if line == 0 and source.data.startswith(_BYTE_ORDER_MARK):
        return len(_BYTE_ORDER_MARK)
    return source.line_starts[line]


def written_between(source: Source, statement: Node, following: Node, text: str) -> Edit:
    gap = line_break_of(source) * (1 + blank_lines_above(source, following))
    return Edit(Span(statement.end_byte, following.start_byte), f"{text}{gap}")


def text_of_lines(source: Source, node: Node) -> str:
    start = source.line_span(source.line_at(node.start_byte)).start
    end = source.line_span(source.line_at(node.end_byte)).end
    return source.data[start:end].decode("utf-8", "surrogatepass")
