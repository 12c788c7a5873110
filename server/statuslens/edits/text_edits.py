"""Text edits that replace statuses, add the needed imports and remove unused ones.

A new import extends the existing `from module import …` statement, in its order and layout, or
becomes a new line where isort would put it. Sorted imports stay sorted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..project.view import Project
from ..syntax.source import Edit, Source, Span
from .imports.placement import new_line, statement_for, without_statement
from .imports.statement import alike, changed, entries_of
from .imports.unused import unused, used_in
from .spelling import NewImport


@dataclass(frozen=True, slots=True)
class Replacement:
    """Write `text` at `span`; `new_import` is the import that `text` needs."""

    span: Span
    text: str
    new_import: NewImport | None = None


def edits_for(
    source: Source, replacements: Iterable[Replacement], project: Project
) -> tuple[Edit, ...]:
    """The edits for all replacements, in order, and the removal of imports they leave unused."""
    replacements = sorted(replacements, key=lambda replacement: replacement.span)
    needed: dict[NewImport, int] = {}
    for replacement in replacements:
        if replacement.new_import is not None:
            needed.setdefault(replacement.new_import, replacement.span.start)
    draft = _Draft.of(source, [Edit(r.span, r.text) for r in replacements])
    above = min(needed.values(), default=None)
    names = used_in(source, (replacement.span for replacement in replacements))
    return _with_imports(draft, needed, above, names, project).edits()


def import_edits(
    source: Source, needed: Iterable[NewImport], above: int | None, project: Project
) -> Iterator[Edit]:
    """The edits that import all of `needed`, in order; if given, above the use at `above`."""
    needed = list(needed)
    if len(needed) == 1:  # as for items of a completion list: no draft is needed
        yield from _import_edit(source, needed[0], above, project)
    else:
        yield from _with_imports(_Draft.of(source, ()), needed, above, frozenset(), project).edits()


def _import_edit(
    source: Source, new: NewImport, above: int | None, project: Project
) -> Iterator[Edit]:
    start = statement_for(source, new.module, new.entry, above)
    if start is None:
        yield new_line(source, new.module, new.entry, above, project)
        return
    statement = next(node for node in source.root.children if node.start_byte == start)
    if new.entry not in entries_of(source, statement):
        yield changed(source, statement, (), (new.entry,), project.environment.line_length)


def applied(source: Source, edits: Iterable[Edit]) -> Source:
    """The file after `edits`, which must not overlap."""
    in_order = sorted(edits, key=lambda edit: edit.span)
    if not in_order:
        return source
    parts = []
    at = in_order[0].span.start
    for edit in in_order:  # of two edits at one offset, the first stays first
        parts += [source.text_between(at, edit.span.start), edit.text]
        at = edit.span.end
    return source.edited(Edit(Span(in_order[0].span.start, at), "".join(parts)))


def difference(before: Source, after: Source) -> tuple[Edit, ...]:
    """The edit that turns `before` into `after`; none if they are equal."""
    if before.data == after.data:
        return ()
    old, new = before.text, after.text
    start = alike(old, new)
    behind = alike(old[start:][::-1], new[start:][::-1])
    first = len(old[:start].encode("utf-8", "surrogatepass"))
    size = len(old[start : len(old) - behind].encode("utf-8", "surrogatepass"))
    return (Edit(Span(first, first + size), new[start : len(new) - behind]),)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A range of the new text; `origin` is its offset in the old text, if it was there."""

    data: bytes
    origin: int | None


@dataclass(frozen=True, slots=True)
class _Draft:
    """A file while it is edited: its current text, and the origin of each piece."""

    now: Source
    pieces: tuple[_Piece, ...]
    before: Source

    @staticmethod
    def of(source: Source, edits: Sequence[Edit]) -> _Draft:
        pieces = []
        at = 0
        for edit in edits:
            pieces += [_Piece(source.data[at : edit.span.start], at), _new(edit)]
            at = edit.span.end
        pieces.append(_Piece(source.data[at:], at))
        return _Draft(applied(source, edits), tuple(pieces), source)

    def changed(self, edit: Edit) -> _Draft:
        before = _cut(self.pieces, 0, edit.span.start)
        behind = _cut(self.pieces, edit.span.end, len(self.now.data))
        return _Draft(self.now.edited(edit), (*before, _new(edit), *behind), self.before)

    def edits(self) -> tuple[Edit, ...]:
        """The edits from the old text to the new one."""
        found = []
        at = 0
        text = b""
        for piece in (*self.pieces, _Piece(b"", len(self.before.data))):
            if piece.origin is None:
                text += piece.data
            elif piece.data or piece.origin == len(self.before.data):
                if text or piece.origin > at:
                    found.append(
                        Edit(Span(at, piece.origin), text.decode("utf-8", "surrogatepass"))
                    )
                at = piece.origin + len(piece.data)
                text = b""
        return tuple(found)

    def now_at(self, offset: int | None) -> int | None:
        """The current offset of the old `offset`."""
        if offset is None:
            return None
        at = found = 0
        for piece in self.pieces:
            if piece.origin is not None and piece.origin < offset:
                found = at + min(len(piece.data), offset - piece.origin)
            at += len(piece.data)
        return found


def _new(edit: Edit) -> _Piece:
    return _Piece(edit.text.encode("utf-8", "surrogatepass"), None)


def _cut(pieces: Iterable[_Piece], start: int, end: int) -> Iterator[_Piece]:
    at = 0
    for piece in pieces:
        first, last = max(start - at, 0), min(end - at, len(piece.data))
        if first < last:
            origin = piece.origin + first if piece.origin is not None else None
            yield _Piece(piece.data[first:last], origin)
        at += len(piece.data)


def _with_imports(
    draft: _Draft,
    needed: Iterable[NewImport],
    above: int | None,
    names: frozenset[str],
    project: Project,
) -> _Draft:
    """The draft with the needed imports, and without those of `names` that became unused."""
    added: dict[int, list[str]] = {}  # by the start of the statement that takes them
    own_lines = []
    first_use = draft.now_at(above)
    for new in sorted(needed, key=lambda new: (new.module, new.local)):
        start = statement_for(draft.now, new.module, new.entry, first_use)
        if start is None:
            own_lines.append(new)
        else:
            added.setdefault(start, []).append(new.entry)
    removed = _removed(draft.now, names, project) if names else {}
    for start in sorted({*added, *removed}, reverse=True):
        draft = _changed(draft, start, removed.get(start, ()), added.get(start, ()), project)
    for new in own_lines:
        # A line that was added for another name of the module also takes this one.
        first_use = draft.now_at(above)
        start = statement_for(draft.now, new.module, new.entry, first_use)
        if start is not None:
            draft = _changed(draft, start, (), (new.entry,), project)
        else:
            draft = draft.changed(new_line(draft.now, new.module, new.entry, first_use, project))
    return draft


def _removed(source: Source, names: frozenset[str], project: Project) -> dict[int, list[int]]:
    """Start of a statement → indexes of its unused entries."""
    found: dict[int, list[int]] = {}
    for entry in unused(source, names, project):
        statement = source.node_at(entry.span)
        ends = [text.split()[-1] for text in entries_of(source, statement)]
        if entry.name is None:
            ends = [end.partition(".")[0] for end in ends]
        found.setdefault(statement.start_byte, []).append(ends.index(entry.local))
    return found


def _changed(
    draft: _Draft, start: int, removed: Collection[int], added: Iterable[str], project: Project
) -> _Draft:
    """The draft after removing and adding entries of the import statement at `start`."""
    now = draft.now
    statement = next(node for node in now.root.children if node.start_byte == start)
    present = entries_of(now, statement)
    added = [entry for entry in added if entry not in present]
    if not added and len(removed) == len(present):
        return draft.changed(without_statement(now, statement))
    if not added and not removed:
        return draft
    return draft.changed(changed(now, statement, removed, added, project.environment.line_length))
