"""The text of one file: its UTF-8 bytes, its syntax tree, its lines.

All offsets here and in the layers above are bytes of the UTF-8 text, from 0, as in tree-sitter.
Only `lsp` and `cli` convert them to lines and columns.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Point, Range, Tree

from .statements import Statement, statements

PYTHON = Language(tree_sitter_python.language())
_PARSER = Parser(PYTHON)

# LSP ends a line at \n, \r\n and \r only; str.splitlines also at form feeds and seven others.
_LINE_BREAK = re.compile(rb"\n|\r(?!\n)")
_INDENT = (b" ", b"\t")
_DEFINITION = re.compile(rb"\A(?:[@#\s].*\n(?:.*\n)*?)?(?:async )?(?:def|class)\b")
_LONE_CARRIAGE_RETURN = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of a file, in bytes from 0."""

    start: int
    end: int

    def touches(self, other: Span) -> bool:
        """Whether the spans overlap or are adjacent, as a cursor and the word before it."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class Edit:
    """The replacement of `span` with `text`."""

    span: Span
    text: str


class Source:
    """One immutable version of one file: an edit creates a new one. `path` is None if it is not on
    disk. The tree is parsed on first use, reusing that of the previous version. Parsing never
    fails: half-typed code has `ERROR` nodes.
    """

    def __init__(self, text: str | bytes, path: Path | None = None) -> None:
        # Clients may send lone surrogates, which must be sent back unchanged.
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        self._begin(data, None, path=path)

    def _begin(
        self,
        data: bytes,
        line_starts: list[int] | None,
        previous: Tree | None = None,
        whole: Source | None = None,
        path: Path | None = None,
    ) -> None:
        self.data = data
        self.path = path
        self._line_starts = line_starts
        self.whole = whole
        self.derived: dict[object, Any] = {}
        self._previous = previous
        self._tree: Tree | None = None

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "surrogatepass")

    @property
    def line_starts(self) -> list[int]:
        """The offsets of the line starts, in order."""
        if self._line_starts is None:
            self._line_starts = _line_starts(self.data)
        return self._line_starts

    @property
    def tree(self) -> Tree:
        if self._tree is None:
            text = _with_line_feeds(self.data)
            old = self._previous
            self._tree = _PARSER.parse(text) if old is None else _PARSER.parse(text, old)
            self._previous = None
        return self._tree

    @property
    def root(self) -> Node:
        return self.tree.root_node

    def node_at(self, span: Span) -> Node:
        """The smallest node that contains `span`."""
        return self.root.descendant_for_byte_range(span.start, span.end) or self.root

    def binds_nothing_at(self, offset: int) -> bool:  # noqa: ARG002 - only parts can know
        """Whether no module-level name is bound at `offset`, as far as known without parsing."""
        return False

    def text_of(self, node: Node | None) -> str:
        """The text of a node; empty for none."""
        return self.text_between(node.start_byte, node.end_byte) if node is not None else ""

    def text_between(self, start: int, end: int) -> str:
        """The text from byte `start` to byte `end`."""
        return self.data[start:end].decode("utf-8", "surrogatepass")

    def line_at(self, offset: int) -> int:
        """The line of `offset`, from 0."""
        return bisect_right(self.line_starts, offset) - 1

    def line_span(self, line: int) -> Span:
        """The span of line `line` (from 0), without its line break."""
        start = self.line_starts[line]
        if line + 1 == len(self.line_starts):
            return Span(start, len(self.data))
        end = self.line_starts[line + 1] - 1
        if end > start and self.data[end - 1 : end + 1] == b"\r\n":
            end -= 1
        return Span(start, end)

    def edited(self, edit: Edit) -> Source:
        """The file after one edit. The cost depends on the size of the change, not of the file."""
        start, old_end = edit.span.start, edit.span.end
        new = edit.text.encode("utf-8", "surrogatepass")
        new_end = start + len(new)
        data = self.data[:start] + new + self.data[old_end:]
        line_starts = self._line_starts_after(data, start, old_end, new_end)
        after = object.__new__(Source)
        tree = self._tree_after(data, start, old_end, new_end)
        after._begin(data, line_starts, tree, self.whole, self.path)
        return after

    def piece(self, span: Span) -> Source:
        """The whole lines at `span` as a separate source (see `part`)."""
        return self.part(self.data[span.start : span.end])

    def part(self, data: bytes) -> Source:
        """Some statements as a source; module-level names are looked up in this file (`whole`)."""
        part = object.__new__(Source)
        part._begin(data, None, whole=self)
        return part

    def _line_starts_after(self, data: bytes, start: int, old_end: int, new_end: int) -> list[int]:
        # A line start at S depends on the bytes up to S itself (\r before \n). So starts before
        # `start` stay, starts after `old_end` move, and the ones between are computed again.
        before = self.line_starts[: max(1, bisect_left(self.line_starts, start))]
        shift = new_end - old_end
        behind = self.line_starts[bisect_right(self.line_starts, old_end) :]
        between = []
        for match in _LINE_BREAK.finditer(data, max(0, start - 1)):
            if match.end() > new_end:
                break
            if match.end() >= start and match.end() > before[-1]:
                between.append(match.end())
        return [*before, *between, *(s + shift for s in behind)]

    def _tree_after(self, data: bytes, start: int, old_end: int, new_end: int) -> Tree | None:
        tree = self._tree or self._previous
        if tree is None:
            return None
        if self.data[start - 1 : start] == b"\r" and start:
            start -= 1  # the next byte decides the meaning of this \r
        tree = tree.copy()
        old_text, new_text = _with_line_feeds(self.data), _with_line_feeds(data)
        tree.edit(
            start,
            old_end,
            new_end,
            _point(old_text, start),
            _point(old_text, old_end),
            _point(new_text, new_end),
        )
        return tree


class PiecewiseSource(Source):
    """A file that is read in part: its statements, `pieces`, are parsed on first use. Ancestors of
    a node end at its statement; those of a method include its class without the other methods.
    """

    def __init__(self, text: str | bytes, path: Path | None = None) -> None:
        super().__init__(text, path)
        self._parts: dict[int, Tree] = {}

    @functools.cached_property
    def pieces(self) -> tuple[Statement, ...]:
        return tuple(statements(self.data))

    def node_at(self, span: Span) -> Node:
        index = bisect_right(self.pieces, span.start, key=_start) - 1
        if index < 0 or span.end > self.pieces[index].end:
            return super().node_at(span)  # spans several statements
        tree = self._parts.get(index) or self._parsed(index)
        return tree.root_node.descendant_for_byte_range(span.start, span.end) or tree.root_node

    def piece_at(self, offset: int) -> Statement:
        """The piece at `offset`."""
        return self.pieces[bisect_right(self.pieces, offset, key=_start) - 1]

    def binds_nothing_at(self, offset: int) -> bool:
        """True inside a function or class without a `global` declaration."""
        piece = self.piece_at(offset)
        if b"global" in piece.text:
            return False
        if piece.header:
            return True
        line = self.data[self.data.rfind(b"\n", 0, offset) + 1 :][:1]
        return line in _INDENT and _DEFINITION.search(piece.text) is not None

    def _with_class(self, index: int) -> tuple[int, ...]:
        """The pieces to parse together: with a method its class, with an import all others."""
        pieces, piece = self.pieces, self.pieces[index]
        if piece.header:
            first = index
            while pieces[first].header:
                first -= 1
            return first, index
        if piece.is_import:
            return tuple(i for i, each in enumerate(pieces) if each.is_import)
        last = index + 1
        while last < len(pieces) and pieces[last].header:
            last += 1
        return tuple(range(index, last))

    def _parsed(self, index: int) -> Tree:
        indexes = self._with_class(index)
        parser = Parser(PYTHON, included_ranges=[_range(self.pieces[each]) for each in indexes])
        tree = parser.parse(_with_line_feeds(self.data))
        is_method = bool(self.pieces[index].header)
        self._parts.update((each, tree) for each in ((index,) if is_method else indexes))
        return tree


def _start(piece: Statement) -> int:
    return piece.start


def _range(piece: Statement) -> Range:
    end = piece.line + piece.text.count(b"\n")
    behind = len(piece.text) - piece.text.rfind(b"\n") - 1
    return Range(Point(piece.line, 0), Point(end, behind), piece.start, piece.end)


def _line_starts(data: bytes) -> list[int]:
    starts = [0, *itertools.accumulate(map(len, data.splitlines(keepends=True)))]
    if len(starts) > 1 and not data.endswith((b"\n", b"\r")):
        starts.pop()
    return starts


def field(node: Node | None, *path: str) -> Node | None:
    """The node behind these fields, each of the one before; None where one is missing."""
    for name in path:
        node = node.child_by_field_name(name) if node is not None else None
    return node


def children_of(node: Node | None) -> list[Node]:
    """The named children; none of no node."""
    return node.named_children if node is not None else []


def named_child(node: Node | None, index: int) -> Node | None:
    """The named child at `index`, from 0; None if there are fewer."""
    if node is None or index >= node.named_child_count:
        return None
    return node.named_children[index]


_Function = TypeVar("_Function", bound=Callable[..., Any])


def per_source(function: _Function) -> _Function:
    """Cache the results of `function(source, *arguments)` as long as that version lives."""

    @functools.wraps(function)
    def remembered(source: Source, *arguments: Any) -> Any:
        key = (function, *arguments)
        if key not in source.derived:
            source.derived[key] = function(source, *arguments)
        return source.derived[key]

    return cast(_Function, remembered)


def of_whole(function: _Function) -> _Function:
    """Called with a piece, the function gets the whole file."""

    @functools.wraps(function)
    def called(source: Source, *arguments: Any) -> Any:
        return function(source.whole or source, *arguments)

    return cast(_Function, called)


def per_file(function: _Function) -> _Function:
    """Like `per_source`, of the whole file."""
    return of_whole(per_source(function))


def _with_line_feeds(data: bytes) -> bytes:
    """The text with LF for lone CRs, which end a line in Python, but not in the grammar."""
    return _LONE_CARRIAGE_RETURN.sub(b"\n", data) if b"\r" in data else data


def _point(data: bytes, offset: int) -> Point:
    """The row and column of tree-sitter, which only counts LF."""
    return Point(data.count(b"\n", 0, offset), offset - data.rfind(b"\n", 0, offset) - 1)
