"""Text edits: a status replaced, and the imports that it needs, each written once.

An import extends the file's own `from module import …` statement, in its order and layout, or
becomes a line where isort would put it.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from .names import NewImport
from .source import Edit, Source, Span, named_child

_IMPORT_STATEMENTS = ("import_statement", "import_from_statement", "future_import_statement")


@dataclass(frozen=True, slots=True)
class Replacement:
    """Write `text` at `span`; `new_import` is what `text` needs at the top of the file."""

    span: Span
    text: str
    new_import: NewImport | None = None


def edits_for(source: Source, replacements: Iterable[Replacement]) -> tuple[Edit, ...]:
    """One set of edits that makes all the replacements at once, in the order of the file."""
    replacements = tuple(replacements)
    found = [Edit(replacement.span, replacement.text) for replacement in replacements]
    found += import_edits(source, {r.new_import for r in replacements if r.new_import is not None})
    return tuple(sorted(found, key=lambda edit: edit.span))


def import_edits(source: Source, needed: Iterable[NewImport]) -> Iterator[Edit]:
    """The edits that import all of `needed`, none of which the file has; no two at one place."""
    by_module: dict[str, list[str]] = {}
    for new in sorted(needed, key=lambda new: (new.module, _order(new.name), new.is_alias)):
        entry = f"{new.name} as {new.local}" if new.is_alias else new.name
        by_module.setdefault(new.module, []).append(entry)
    for module, entries in by_module.items():
        statement = _statement_of(source, module)
        if statement is not None:
            yield from _extended(source, statement, entries)
        else:
            yield _new_line(source, module, f"from {module} import {', '.join(entries)}")


def applied(source: Source, edits: Iterable[Edit]) -> Source:
    """The file after `edits`, which must not overlap."""
    in_order = sorted(edits, key=lambda edit: edit.span)
    for edit in in_order[::-1]:  # of two at one place the first comes to stand first
        source = source.edited(edit)
    return source


def _statement_of(source: Source, module: str) -> Node | None:
    """The file's own top-level `from module import names`."""
    for statement in source.root.children:
        base = statement.child_by_field_name("module_name")
        if statement.type != "import_from_statement" or base is None:
            continue
        if source.text_of(base) == module and statement.children_by_field_name("name"):
            return statement
    return None


def _extended(source: Source, statement: Node, new: list[str]) -> Iterator[Edit]:
    """The names put where they belong in a sorted list, else at its end; its layout is kept."""
    entries = statement.children_by_field_name("name")
    keys = [_order(source.text_of(node)) for node in entries]
    behind: dict[int, list[str]] = {}
    for entry in new:
        index = bisect_right(keys, _order(entry)) if keys == sorted(keys) else len(keys)
        behind.setdefault(index, []).append(entry)
    in_parentheses = any(child.type == "(" for child in statement.children)
    for index, names in behind.items():
        node = entries[min(index, len(entries) - 1)]
        indent = _indent_before(source, node) if in_parentheses else None
        if index == len(entries):
            yield from _appended(source, node, indent, names)
        else:
            gap = " " if indent is None else f"{_line_break(source)}{indent}"
            text = "".join(f"{name},{gap}" for name in names)
            yield Edit(Span(node.start_byte, node.start_byte), text)


def _appended(source: Source, last: Node, indent: str | None, names: list[str]) -> Iterator[Edit]:
    if indent is None:
        text = "".join(f", {name}" for name in names)
        yield Edit(Span(last.end_byte, last.end_byte), text)
        return
    # Behind the line's end, so that a comment stays with its name.
    line_end = source.line_span(source.line_at(last.end_byte)).end
    following = last.next_sibling
    comma = "," if following is not None and following.type == "," else ""
    if not comma:
        yield Edit(Span(last.end_byte, last.end_byte), ",")
    gap = f"{_line_break(source)}{indent}"
    yield Edit(Span(line_end, line_end), gap + f",{gap}".join(names) + comma)


def _indent_before(source: Source, node: Node) -> str | None:
    """The white space before a node that begins its line; None when it does not."""
    start = source.line_span(source.line_at(node.start_byte)).start
    before = source.data[start : node.start_byte].decode("utf-8", "surrogatepass")
    return before if before.isspace() else None


def _new_line(source: Source, module: str, statement: str) -> Edit:
    line_break = _line_break(source)
    new = _section(module), 1, module
    header = [n for n in source.root.children if n.type in _IMPORT_STATEMENTS]
    before = [n for n in header if _place(source, n) <= new]
    if before:
        last = before[-1]
        at = source.line_span(source.line_at(last.end_byte)).end
        gap = line_break if _place(source, last)[0] != new[0] else ""
        text = f"{line_break}{gap}{statement}"
        following = header[header.index(last) + 1 :]
        if following and gap and _place(source, following[0])[0] != new[0]:
            text += "" if _blank_line_behind(source, at) else line_break
        return Edit(Span(at, at), text)
    if header:
        at = source.line_span(source.line_at(header[0].start_byte)).start
        gap = line_break if _place(source, header[0])[0] != new[0] else ""
        return Edit(Span(at, at), f"{statement}{line_break}{gap}")
    return _first_import(source, statement, line_break)


def _first_import(source: Source, statement: str, line_break: str) -> Edit:
    """Behind the docstring, or behind the comments the file begins with, or at its start."""
    above: Node | None = None
    for node in source.root.children:
        if node.type == "comment" and (above is None or above.type == "comment"):
            above = node
        elif node.type == "expression_statement" and _is_string(node):
            above = node
            break
        else:
            break
    if above is None:
        return Edit(Span(0, 0), f"{statement}{line_break}{line_break}")
    at = source.line_span(source.line_at(above.end_byte)).end
    gap = line_break if above.type != "comment" else ""
    return Edit(Span(at, at), f"{line_break}{gap}{statement}")


def _is_string(statement: Node) -> bool:
    child = named_child(statement, 0)
    return child is not None and child.type == "string"


def _blank_line_behind(source: Source, at: int) -> bool:
    line = source.line_at(at) + 1
    if line >= len(source.line_starts):
        return True
    span = source.line_span(line)
    return not source.data[span.start : span.end].strip()


def _place(source: Source, statement: Node) -> tuple[int, int, str]:
    """Where isort's defaults put an import: section, plain imports first, module."""
    if statement.type == "future_import_statement":
        return 0, 1, ""
    if statement.type == "import_statement":
        name = statement.child_by_field_name("name")
        module = source.text_of(name).partition(" ")[0] if name is not None else ""
        return _section(module), 0, module
    base = statement.child_by_field_name("module_name")
    module = source.text_of(base) if base is not None else ""
    return _section(module), 1, module


def _section(module: str) -> int:
    """The sections of isort: the standard library, third parties, the project's own."""
    if module.startswith("."):
        return 3
    return 1 if module.partition(".")[0] in sys.stdlib_module_names else 2


def _order(entry: str) -> tuple[int, str]:
    """The order of isort for names: CONSTANTS, Classes, functions and modules."""
    name = entry.partition(" ")[0]
    if name.isupper() and len(name) > 1:
        return 0, name
    return (1 if name[:1].isupper() else 2), name


def _line_break(source: Source) -> str:
    end = source.line_span(0).end
    first = source.data[end : end + 2]
    if first == b"\r\n":
        return "\r\n"
    return "\r" if first[:1] == b"\r" else "\n"
