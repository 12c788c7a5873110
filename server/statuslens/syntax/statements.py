"""Splits a file into statements without parsing it, so that an edit changes only one of them.

A statement is a top-level one or a method of a class; methods share the first line of the class.
Lines decide where statements begin; a multi-line string belongs to one statement.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# The beginning of a statement: a line at the margin, or a method.
_AT_MARGIN = rb"[^\s#)\]}'\"]"
_BEGINNING = re.compile(rb"\n(?=%b|(?:    |\t)(?:@|def |async def ))" % _AT_MARGIN)
_FIRST = re.compile(_AT_MARGIN)
_CONTINUES = re.compile(rb"(?:else|elif|except|finally)\b")
_INNER = (b" ", b"\t")
_IMPORT = (b"import ", b"from ")
_CLASS_LINE = re.compile(rb"class[ \t]+(\w+)")
_CLASS = re.compile(rb"^class[ \t]+(\w+)", re.MULTILINE)
_DECORATOR = re.compile(rb"[ \t]*@")


class Statement(NamedTuple):
    """A statement: start in bytes and line, both from 0; text; a method's first class line."""

    start: int
    line: int
    text: bytes
    header: bytes = b""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_import(self) -> bool:
        return self.text.startswith(_IMPORT)


def begins_statement(data: bytes, start: int) -> bool:
    """Whether the line at byte `start` begins a top-level statement, unless it is in a string."""
    return _FIRST.match(data, start) is not None and _CONTINUES.match(data, start) is None


def is_decorator(data: bytes, start: int) -> bool:
    """Whether the line at byte `start` is the first one of a decorator."""
    return _DECORATOR.match(data, start) is not None


def statements(data: bytes) -> Iterator[Statement]:
    """The statements of the file, in order."""
    header = outer = b""
    for start, line, text in _pieces(data):
        if not text.startswith(_INNER):
            header, outer = b"", text
        elif not header and (match := _CLASS.search(outer)) is not None:
            header = b"class %b:\n" % match[1]
        yield Statement(start, line, text, header)


def _pieces(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Start, line and text of each statement, decorators included."""
    start = line = 0
    end = 0
    is_open = in_class = False
    for match in _BEGINNING.finditer(data):
        last, end = end, match.end()
        # The lines from `last` to here are complete; do they end a statement?
        if data.count(b'"""', last, end) % 2 != data.count(b"'''", last, end) % 2:
            is_open = not is_open
        if is_open or is_decorator(data, last):
            continue
        if data[end : end + 1] in _INNER:
            in_class = in_class or _CLASS_LINE.match(data, last) is not None
            if not in_class:
                continue
        else:
            if _CONTINUES.match(data, end) is not None:
                continue
            in_class = False
        yield start, line, data[start:end]
        line += data.count(b"\n", start, end)
        start = end
    if start < len(data):
        yield start, line, data[start:]
