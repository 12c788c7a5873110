"""Between byte offsets and LSP positions: the only module where one becomes the other."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from ..syntax.source import Edit, Source, Span


class Positions:
    """LSP positions of one version of a file, in the units that were negotiated."""

    def __init__(self, source: Source, encoding: types.PositionEncodingKind) -> None:
        self._source = source
        self._encoding = encoding

    def offset(self, position: types.Position) -> int:
        """The byte a position means. Past the end of a line it is the line's end, past the last
        line the file's; within a character, its start.
        """
        if position.line >= len(self._source.line_starts):
            return len(self._source.data)
        line = self._source.line_span(position.line)
        data = self._source.data[line.start : line.end]
        if self._encoding == types.PositionEncodingKind.Utf8 or data.isascii():
            column = min(position.character, len(data))
            while column and column < len(data) and data[column] & 0xC0 == 0x80:
                column -= 1
            return line.start + column
        units = column = 0
        for character in data.decode("utf-8", "surrogatepass"):
            units += self._units(character)
            if units > position.character:
                break
            column += len(character.encode("utf-8", "surrogatepass"))
        return line.start + column

    def position(self, offset: int) -> types.Position:
        line = self._source.line_at(offset)
        before = self._source.data[self._source.line_starts[line] : offset]
        if self._encoding == types.PositionEncodingKind.Utf8 or before.isascii():
            return types.Position(line, len(before))
        text = before.decode("utf-8", "surrogatepass")
        return types.Position(line, sum(map(self._units, text)))

    def span(self, wanted: types.Range) -> Span:
        start, end = self.offset(wanted.start), self.offset(wanted.end)
        return Span(min(start, end), max(start, end))

    def range(self, span: Span) -> types.Range:
        return types.Range(self.position(span.start), self.position(span.end))

    def text_edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        return [types.TextEdit(self.range(edit.span), edit.text) for edit in edits]

    def _units(self, character: str) -> int:
        return (
            2 if self._encoding == types.PositionEncodingKind.Utf16 and character > "\uffff" else 1
        )


def edited(
    source: Source,
    changes: Iterable[types.TextDocumentContentChangeEvent],
    encoding: types.PositionEncodingKind,
) -> Source:
    """The file after the changes of one notification, each of which builds on the one before."""
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            span = Positions(source, encoding).span(change.range)
            source = source.edited(Edit(span, change.text))
        else:
            source = Source(change.text, source.path)
    return source
