"""Reads the uses in a file: every code where one is expected, with its context and its words.

Each statement is read once, until it or something it depends on changes.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from ..facts.apis import says_http
from ..facts.contexts import Context, group_of
from ..project.view import Project
from ..semantic.places import Place
from ..semantic.signatures import is_about_websocket
from ..semantic.usages import (
    Usage,
    candidates,
    counted_usages,
    find_usages,
    may_hold_usage,
    usages_of,
)
from ..syntax.source import PiecewiseSource, Source, Span
from ..syntax.statements import Statement, statements
from .index import Use
from .outline import Outlines
from .words import function_line, words

# The sizes of the caches.
_MOST_FILES = 64
_MOST_READERS = 16
_MOST_STATEMENTS = 16384

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_files: dict[tuple[object, ...], tuple[Use, ...]] = {}
_statements: dict[tuple[int, int, bytes], tuple[Use, ...]] = {}
_readers: dict[int, _Reader] = {}


def uses(source: Source, project: Project) -> tuple[Use, ...]:
    """Every use in the file, in order."""
    return _uses_in(source, source.data, project)


def uses_without(source: Source, span: Span, project: Project) -> tuple[Use, ...]:
    """The uses of the file without the text at `span`."""
    return _uses_in(source, source.data[: span.start] + source.data[span.end :], project)


def uses_once(source: PiecewiseSource, project: Project) -> tuple[Use, ...]:
    """The same for a file that is read only once: nothing is remembered."""
    spans = sorted(candidates(source, source.data))
    found: list[Use] = []
    for piece, inside in itertools.groupby(spans, lambda span: source.piece_at(span.start)):
        if not piece.is_import:
            shift = len(piece.header) - piece.start
            there = (Span(span.start + shift, span.end + shift) for span in inside)
            part = (source.whole or source).part(piece.header + piece.text)
            found += _in_file(piece, _uses_of_part(part, piece, usages_of(part, there, project)))
    return tuple(linked(found))


def linked(found: Sequence[Use]) -> Iterator[Use]:
    """The uses of a file, each with the words for the uses next to it."""
    last: dict[Context, int] = {}
    behind: list[Use | None] = [None] * len(found)
    nearest: dict[int, Use] = {}
    for i in range(len(found) - 1, -1, -1):
        behind[i] = nearest.get(found[i].function)
        nearest[found[i].function] = found[i]
    nearest.clear()
    for use, after in zip(found, behind, strict=True):
        more = [f"u:{last[use.context]}"] if use.context in last else []
        if use.function >= 0:
            more += [f"v:{brief(nearest.get(use.function))}", f"n:{brief(after)}"]
        code, line, context, method, said, function = use
        yield Use(code, line, context, method, (*said, *more), function)
        last[use.context] = use.code
        nearest[use.function] = use


def brief(use: Use | None) -> str:
    return "-" if use is None else _of_group(use.context, use.code)


@functools.lru_cache(maxsize=1024)
def _of_group(context: Context, code: int) -> str:
    return f"{group_of(context)} {code}"


def use_of(source: Source, usage: Usage, place: Place, first_line: int) -> Use:
    """A use in a part of a file that begins at line `first_line`."""
    node = source.node_at(usage.span)
    return Use(
        usage.code,
        first_line + node.start_point.row,
        place.context,
        place.method or "",
        tuple(dict.fromkeys(words(source, node, place.context))),
        function_line(node, first_line),
    )


class _Reader(NamedTuple):
    """Reads the statements of files with the same outlines; `context` is all other inputs."""

    context: int
    source: PiecewiseSource
    outlines: Outlines
    uses_by_text: dict[tuple[bytes, bytes], tuple[Use, ...]]

    def uses(self, file: Source, statement: Statement, project: Project) -> tuple[Use, ...]:
        """The uses of a statement in the version `file`, lines counted from the statement's own."""
        key = statement.header, statement.text
        known = self.uses_by_text.get(key)
        if known is None:
            known = self.uses_by_text[key] = self._read(file, statement, project)
        return known

    def _read(self, file: Source, statement: Statement, project: Project) -> tuple[Use, ...]:
        text = statement.header + statement.text
        key = self.context, self.outlines.shared, text  # of a text without uses
        if key in _statements:
            return ()
        is_empty = not may_hold_usage(file, statement.text)
        if not is_empty:
            key = self.context, self.outlines.digest_for(text), text
        known = _statements.get(key)
        if known is None:
            part = self.source.part(text)
            found = () if is_empty else _uses_of_part(part, statement, find_usages(part, project))
            known = tuple(found)
            _remember(_statements, key, known, _MOST_STATEMENTS)
        return known


def _uses_in(source: Source, data: bytes, project: Project) -> tuple[Use, ...]:
    """The uses in `data`: the file, or the file without a line."""
    whole = source.whole.data if source.whole is not None else data
    key = source.path, data, whole, project.files.state(source)
    known = _files.get(key)
    if known is None:
        file = PiecewiseSource(whole, source.path)
        reader = _reader(file, project)
        found = file.pieces if data is whole else tuple(statements(data))
        read = (use for each in found for use in _in_file(each, reader.uses(file, each, project)))
        known = tuple(linked(list(read)))
        _remember(_files, key, known, _MOST_FILES)
    return known


def _reader(file: PiecewiseSource, project: Project) -> _Reader:
    outlines = Outlines(file.pieces)
    about = says_http(file.data), is_about_websocket(file), b"codes" in file.data  # in no outline
    context = hash((file.path, project.files.state(file), about))
    key = hash((context, outlines.digest))
    reader = _readers.get(key)
    if reader is None:
        reader = _Reader(context, file, outlines, {})
        _remember(_readers, key, reader, _MOST_READERS)
    return reader


def _uses_of_part(part: Source, statement: Statement, usages: Iterable[Usage]) -> Iterator[Use]:
    first_line = -statement.header.count(b"\n")
    for usage, place in counted_usages(usages):
        yield use_of(part, usage, place, first_line)


def _in_file(statement: Statement, found: Iterable[Use]) -> Iterator[Use]:
    """The uses of a statement, lines counted from the file's first."""
    first = statement.line
    for code, line, context, method, said, function in found:
        in_file = function + first if function >= 0 else -1
        yield Use(code, line + first, context, method, said, in_file)


def _remember(memory: dict[_Key, _Value], key: _Key, value: _Value, most: int) -> None:
    """Keep `value`; when there are too many, the oldest quarter is dropped."""
    if len(memory) >= most:
        for old in list(itertools.islice(memory, most // 4)):
            del memory[old]
    memory[key] = value
