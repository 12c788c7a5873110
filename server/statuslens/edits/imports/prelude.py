"""The prelude of a file, which stays above all imports, and the place of the first import."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from ...syntax.source import Edit, Source, Span, named_child
from .statement import line_break_of

FUTURE = "future_import_statement"
_TEXT = re.compile(r"[rRuU]?['\"]")  # neither bytes nor formatted
# Comments about the file, at its start.
ABOUT_FILE = re.compile(
    r"#!|#.*(?:coding[:=]|copyright|licen[cs]e|spdx|-\*-|noqa|\w+:\s*\w)", re.IGNORECASE
)

DEFINITIONS = ("function_definition", "class_definition", "decorated_definition")
_BYTE_ORDER_MARK = "\ufeff".encode()


def first_import(source: Source, text: str) -> Edit:
    """Writes `text` below the docstring and `__future__`, else below comments about the file."""
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
        at = line_start(source, above_line + 1 + blank if thing is not None else 0)
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


def on_same_line(source: Source, statement: Node) -> tuple[Node | None, Node | None]:
    """The statements before and after this one in its lines."""
    following, previous = statement.next_named_sibling, statement.prev_named_sibling
    return (
        following if following is not None and _goes_on(source, statement, following) else None,
        previous if previous is not None and _goes_on(source, previous, statement) else None,
    )


def begins_line(source: Source, node: Node) -> bool:
    return on_same_line(source, node)[1] is None


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
    return source.text_between(start, source.line_span(source.line_at(node.end_byte)).end)


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


def _goes_on(source: Source, one: Node, following: Node) -> bool:
    """Whether the second statement begins in the last line of the first."""
    same_line = source.line_at(one.end_byte) == source.line_at(following.start_byte)
    return same_line and "comment" not in (one.type, following.type)
