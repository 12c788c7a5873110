"""Adds names to an import statement and removes names, in its own order and layout.

A line that becomes too long is split as formatters do: in parentheses, one name per line.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from tree_sitter import Node

from ...syntax.source import Edit, Source, Span
from .order import index_of_name

_INDENT = "    "
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_END_OF_LEAD = re.compile(r"[ \t]*\\?(?:\r\n|\r|\n)[ \t\f]*\Z")
# Formatters ignore these in the length of a line.
_PRAGMA = re.compile(r"\s*#\s*(?:noqa|nosec|(?:type|pyright|pylint|flake8|ruff|isort):).*")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name; `lead` is the text since the last comma or line end, `trail` that after its comma."""

    lead: str
    text: str
    trail: str = ""

    @property
    def begins_line(self) -> bool:
        return _LINE_BREAK.search(self.lead) is not None


@dataclass(frozen=True, slots=True)
class _Names:
    """The part after the word `import`; `comma` is whether there is a trailing comma."""

    head: str
    entries: tuple[_Entry, ...]
    comma: bool
    close: str

    @property
    def text(self) -> str:
        parts = [self.head]
        for entry in self.entries:
            comma = "," if self.comma or entry is not self.entries[-1] else ""
            parts += [entry.lead, entry.text, comma, entry.trail]
        return "".join([*parts, self.close])

    @property
    def in_parentheses(self) -> bool:
        return "(" in self.head


def entries_of(source: Source, statement: Node) -> tuple[str, ...]:
    """The entries of a statement: `a`, `a.b`, `a as b`."""
    return tuple(map(source.text_of, statement.children_by_field_name("name")))


def changed(
    source: Source, statement: Node, removed: Collection[int], added: Iterable[str], width: int
) -> Edit:
    """The edit that adds entries and removes those at the given indexes, all only if it adds."""
    names = _names(source, statement)
    everything = len(removed) == len(names.entries)
    for index in sorted(removed, reverse=True):
        if index > 0 or not everything:
            names = _without(names, index)
    placeholder = names.entries[0].text
    first_new = len(names.entries)
    for entry in added:
        index = index_of_name([e.text for e in names.entries], entry)
        first_new = min(first_new, index)
        names = _with(source, names, index, entry)
    if everything:
        index = next(n for n, e in enumerate(names.entries) if e.text == placeholder)
        names = _without(names, index)
        first_new = max(0, first_new - 1)
    return _fitted(source, statement, names, first_new, width)


def new_statement(source: Source, module: str, entry: str, width: int) -> str:
    """`from module import entry`, split over lines if needed."""
    text = f"from {module} import {entry}"
    if len(text) <= width:
        return text
    return f"from {module} import{_exploded([entry], '', line_break_of(source)).text}"


def line_break_of(source: Source) -> str:
    """The line ending of the file."""
    end = source.line_span(0).end
    first = _LINE_BREAK.match(source.text_between(end, end + 2))
    return first[0] if first is not None else "\n"


def alike(one: str, other: str) -> int:
    """The length of the common prefix, in characters."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _names(source: Source, statement: Node) -> _Names:
    children = statement.children
    keyword = next(n for n, child in enumerate(children) if child.type == "import")
    behind = [c for c in children[keyword + 1 :] if c.type not in ("comment", "line_continuation")]
    nodes = statement.children_by_field_name("name")
    in_parentheses = behind[0].type == "("
    at = children[keyword].end_byte
    head = source.text_between(at, behind[0].end_byte) if in_parentheses else ""
    at = behind[0].end_byte if in_parentheses else at
    end = behind[-1].start_byte if in_parentheses else statement.end_byte
    gaps = []
    comma = False
    for node in nodes:
        gaps.append(source.text_between(at, node.start_byte))
        following = next((c for c in behind if c.start_byte >= node.end_byte), None)
        comma = following is not None and following.type == ","
        at = following.end_byte if comma and following is not None else node.end_byte
        if source.text_between(node.end_byte, at).strip(" \t\f") not in ("", ","):
            return _in_lines(source, statement, head or " (")
    gaps.append(source.text_between(at, end))
    split = [_split(gap) if in_parentheses else ("", gap) for gap in gaps]
    entries = [
        _Entry(lead, source.text_of(node), trail)
        for node, (_, lead), (trail, _) in zip(nodes, split, split[1:], strict=False)
    ]
    close = split[-1][1] + (")" if in_parentheses else "")
    return _Names(head + split[0][0], tuple(entries), comma, close)


def _in_lines(source: Source, statement: Node, head: str) -> _Names:
    """The names and comments in lines of their own, where text is between a name and its comma."""
    line_break = line_break_of(source)
    entries: list[_Entry] = []
    lead = ""
    last_line = source.line_at(statement.start_byte)
    for child in statement.children:
        text = source.text_of(child).rstrip("\r")  # the parser treats it as part of a comment
        line = source.line_at(child.start_byte)
        if child.type == "comment":
            if lead or line != last_line:
                lead += f"{line_break}{_INDENT}{text}"
            elif entries:
                trail = f"{entries[-1].trail}  {text}"
                entries[-1] = replace(entries[-1], trail=trail)
            else:
                head += f"  {text}"
        elif child in statement.children_by_field_name("name"):
            entries.append(_Entry(f"{lead}{line_break}{_INDENT}", text))
            lead = ""
        last_line = source.line_at(child.end_byte)
    return _Names(head, tuple(entries), True, f"{lead}{line_break})")


def _split(gap: str) -> tuple[str, str]:
    """The text that belongs to the name before, and to the name after."""
    line_break = _LINE_BREAK.search(gap)
    return (gap[: line_break.start()], gap[line_break.start() :]) if line_break else ("", gap)


def _without(names: _Names, index: int) -> _Names:
    """The names without one entry, and without its comment if it had its own."""
    entries = list(names.entries)
    close = names.close
    gone = entries.pop(index)
    comments = gone.lead[: _last_line_start(gone.lead)] if "#" in gone.lead else ""
    following = entries[index] if index < len(entries) else None
    is_last_of_line = following is None or following.begins_line
    if following is None:
        stays_open = comments or (gone.begins_line and index > 0 and entries[index - 1].trail)
        if stays_open and not _LINE_BREAK.search(close):
            close = gone.lead[_last_line_start(gone.lead) :] + close.lstrip()
        close = comments + close
    elif not following.begins_line:
        entries[index] = replace(following, lead=gone.lead)
    elif comments:
        entries[index] = replace(following, lead=comments + following.lead)
    elif index == 0 and not gone.begins_line and "#" not in following.lead:
        entries[index] = replace(following, lead=gone.lead)
    if is_last_of_line and not gone.begins_line and index > 0:
        entries[index - 1] = replace(entries[index - 1], trail=gone.trail)
    return replace(names, entries=tuple(entries), close=close)


def _with(source: Source, names: _Names, index: int, text: str) -> _Names:
    entries = list(names.entries)
    line_lead = _line_lead(names, index) or f"{line_break_of(source)}{_INDENT}"
    before = entries[index - 1] if index > 0 else None
    first = entries[0]
    if _is_one_per_line(names):
        if before is None and not first.begins_line:
            entries[0] = replace(first, lead=line_lead)
            line_lead = first.lead
        entries.insert(index, _Entry(line_lead, text))
    elif before is not None:
        entries.insert(index, _Entry(line_lead if before.trail.strip() else " ", text))
    elif "#" in first.lead:
        entries.insert(0, _Entry(line_lead, text))
    else:
        entries[0] = replace(first, lead=" ")
        entries.insert(0, _Entry(first.lead, text))
    return replace(names, entries=tuple(entries))


def _is_one_per_line(names: _Names) -> bool:
    first, *others = names.entries
    if not names.in_parentheses or not (others or first.begins_line):
        return False
    return all(entry.begins_line for entry in others)


def _line_lead(names: _Names, index: int) -> str | None:
    """The text at the beginning of a line of the list, near `index`."""
    for entry in (*names.entries[max(0, index - 1) :], *names.entries[::-1]):
        if entry.begins_line:
            return entry.lead[_last_line_start(entry.lead) :]
    return None


def _last_line_start(lead: str) -> int:
    match = _END_OF_LEAD.search(lead)
    return match.start() if match is not None else len(lead)


def _fitted(source: Source, statement: Node, names: _Names, first_new: int, width: int) -> Edit:
    """The edit that writes `names`, split over more lines if a line became too long."""
    keyword = next(child for child in statement.children if child.type == "import")
    span = Span(keyword.end_byte, statement.end_byte)
    line_start = source.line_span(source.line_at(keyword.start_byte)).start
    line_end = source.line_span(source.line_at(statement.end_byte)).end
    before = source.text_between(line_start, span.start)
    behind = source.text_between(span.end, line_end)
    fits = _widest(before + names.text + behind) <= width
    was_too_wide = _widest(before + source.text_between(span.start, span.end) + behind) > width
    is_from = statement.type == "import_from_statement"
    if not fits and is_from and not was_too_wide and not _is_one_per_line(names):
        if any(entry.begins_line for entry in names.entries):
            names = _wrapped(names, len(before), first_new, width)
        else:
            comment = behind if behind.lstrip().startswith("#") else ""
            names = _exploded([e.text for e in names.entries], comment, line_break_of(source))
            span = Span(span.start, span.end + len(comment.encode("utf-8", "surrogatepass")))
    return _smallest_edit(source, span, names.text)


def _widest(text: str) -> int:
    return max(len(_PRAGMA.sub("", line)) for line in _LINE_BREAK.split(text))


def _wrapped(names: _Names, column: int, first_new: int, width: int) -> _Names:
    """A new line, started where a new name, or one moved by it, would be too far right."""
    lead = _line_lead(names, first_new) or ""
    column += len(names.head)
    entries = []
    for index, entry in enumerate(names.entries):
        end = len(_LINE_BREAK.split(f"{entry.lead}{entry.text},")[-1])
        column = end if entry.begins_line else column + end
        if column > width and index >= max(first_new, 1) and not entry.begins_line:
            column = len(_LINE_BREAK.split(f"{lead}{entry.text},")[-1])
            entries.append(replace(entry, lead=lead))
        else:
            entries.append(entry)
    return replace(names, entries=tuple(entries))


def _exploded(names: Iterable[str], comment: str, line_break: str) -> _Names:
    entries = tuple(_Entry(f"{line_break}{_INDENT}", name) for name in names)
    return _Names(f" ({comment}", entries, True, f"{line_break})")


def _smallest_edit(source: Source, span: Span, text: str) -> Edit:
    """Only the difference, in whole words and line breaks."""
    old = source.text_between(span.start, span.end)
    before = _shared(old, text).removesuffix("\r")
    behind = _shared(old[len(before) :][::-1], text[len(before) :][::-1])[::-1].removeprefix("\n")
    start = span.start + len(before.encode("utf-8", "surrogatepass"))
    end = span.end - len(behind.encode("utf-8", "surrogatepass"))
    return Edit(Span(start, end), text[len(before) : len(text) - len(behind)])


def _shared(one: str, other: str) -> str:
    """The common prefix, in whole words."""
    length = alike(one, other)
    following = one[length : length + 1] + other[length : length + 1]
    return re.sub(r"\w+\Z", "", one[:length]) if re.search(r"\w", following) else one[:length]
