"""The positions of imports: of a new name, of a new line, and the lines around a removed one.

The first imports of a file are its block; blank lines divide it into stretches, isort's sections.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from tree_sitter import Node

from ...project.view import Project
from ...syntax.source import Edit, Source, Span, field
from .order import FIRST_PARTY, STANDARD_LIBRARY, THIRD_PARTY, Line, index_of_line, section_of
from .prelude import (
    ABOUT_FILE,
    DEFINITIONS,
    FUTURE,
    begins_line,
    blank_lines,
    comments_above,
    first_import,
    is_blank,
    is_docstring,
    line_start,
    on_same_line,
    text_of_lines,
    written_between,
)
from .statement import entries_of, line_break_of, new_statement

_IMPORTS = ("import_statement", "import_from_statement", FUTURE)
# Statements allowed above imports: linters accept them.
_CONDITIONAL = ("if_statement", "try_statement", "with_statement")
_DUNDER_ASSIGNMENT = re.compile(r"__\w+__\s*(?::[^=]*)?=")

_SPLIT = re.compile(r"#\s*isort:\s*split")
_NOT_TO_TOUCH = re.compile(r"#.*\b(?:noqa|isort)\b")
# Comments above the first import of a section that are about the section.
_HEADING = re.compile(
    r"#.*(?:import|librar|part(?:y|ies)|stdlib|standard|local|package)", re.IGNORECASE
)


def statement_for(source: Source, module: str, entry: str, above: int | None) -> int | None:
    """The start of the file's `from module import …` that takes the entry `a` or `a as b`."""
    statements = [
        node
        for node in source.root.children
        if node.type == "import_from_statement"
        and entries_of(source, node)
        and not node.has_error
        and (above is None or node.end_byte <= above)
    ]
    own = [node for node in statements if _module(source, node) == module]
    for node in own:
        if entry in entries_of(source, node):
            return node.start_byte
    if _are_single(source, own) or (_is_alias(entry) and not _combines(source, statements)):
        return None
    own = [node for node in own if not _is_only_alias(entries_of(source, node))]
    plain = (node for node in own if not _NOT_TO_TOUCH.search(text_of_lines(source, node)))
    chosen = next(plain, own[0] if own else None)
    return chosen.start_byte if chosen is not None else None


def new_line(source: Source, module: str, entry: str, above: int | None, project: Project) -> Edit:
    """The edit that adds `from module import entry` where isort would."""
    line_break = line_break_of(source)
    text = new_statement(source, module, entry, project.environment.line_length)
    runs = _runs(source, _block(source, above))
    if not runs:
        return first_import(source, text)
    lines = _lines(source, runs, project)
    section = _section(module, lines, project)
    chosen = _run_for(lines, section)
    if chosen is not None:
        run = runs[chosen]
        index = index_of_line(lines[chosen], Line(section, True, module, entry))
        if index == 0 and begins_line(source, run[0]):
            at = _start_above(source, run[0], into_run=True)
            return Edit(Span(at, at), f"{text}{line_break}")
        return _behind(source, run, max(index, 1), f"{line_break}{text}")
    before = sum(min(line.section for line in run) < section for run in lines)
    if before == 0 and begins_line(source, runs[0][0]):
        at = _start_above(source, runs[0][0], into_run=False)
        return Edit(Span(at, at), f"{text}{line_break}{line_break}")
    run = runs[max(before - 1, 0)]
    return _behind(source, run, len(run), f"{line_break}{line_break}{text}")


def without_statement(source: Source, statement: Node) -> Edit:
    """The edit that removes a whole statement, with its line and the blank lines of its stretch."""
    following, previous = on_same_line(source, statement)
    if following is not None:
        return Edit(Span(statement.start_byte, following.start_byte), "")
    if previous is not None:
        return Edit(Span(previous.end_byte, statement.end_byte), "")
    first, last = source.line_at(statement.start_byte), source.line_at(statement.end_byte)
    blank_above = blank_lines(source, first - 1, -1)
    blank_below = blank_lines(source, last + 1, 1)
    is_first = first == blank_above
    is_last = last + 1 + blank_below >= len(source.line_starts)
    top, bottom = first, last + 1
    if is_first:
        bottom += blank_below
    elif is_last:
        top -= blank_above
    elif blank_above and blank_below:
        above = statement.prev_named_sibling
        if above is not None and above.type in DEFINITIONS and blank_above > blank_below:
            bottom += blank_below
        else:
            top -= blank_above
    return Edit(Span(line_start(source, top), line_start(source, bottom)), "")


def _module(source: Source, statement: Node) -> str:
    """The module of an import; of several, the first."""
    if statement.type == FUTURE:
        return "__future__"
    base = field(statement, "module_name")
    names = (source.text_of(base),) if base is not None else entries_of(source, statement)
    return names[0].split()[0] if names else ""


def _is_alias(entry: str) -> bool:
    return len(entry.split()) > 1


def _is_only_alias(entries: Sequence[str]) -> bool:
    return len(entries) == 1 and _is_alias(entries[0])


def _combines(source: Source, statements: Sequence[Node]) -> bool:
    """Whether `a as b` is combined with other names: isort's combine_as_imports."""
    lists = (entries_of(source, node) for node in statements)
    return any(len(names) > 1 and any(map(_is_alias, names)) for names in lists)


def _are_single(source: Source, own: Sequence[Node]) -> bool:
    """Whether each name of the module has its own statement: isort's force_single_line."""
    lists = [entries_of(source, node) for node in own]
    plain = [names for names in lists if not _is_alias(names[0])]
    return len(plain) > 1 and all(len(names) == 1 for names in plain)


def _block(source: Source, above: int | None) -> list[Node]:
    """The first imports of the file, if others may be added there and above the byte `above`."""
    found: list[Node] = []
    for node in source.root.named_children:
        if node.type == "comment":
            if found and _SPLIT.match(source.text_of(node)):
                break
        elif node.type in _IMPORTS and not node.has_error:
            if found or node.type != FUTURE:
                found.append(node)
        elif found or not _may_stand_above(source, node):
            break
    return found if above is None or (found and found[0].start_byte < above) else []


def _may_stand_above(source: Source, node: Node) -> bool:
    if node.type == "expression_statement":
        is_dunder = _DUNDER_ASSIGNMENT.match(source.text_of(node)) is not None
        return is_dunder or is_docstring(source, node)
    return node.type in _CONDITIONAL and not node.has_error


def _runs(source: Source, block: Sequence[Node]) -> list[list[Node]]:
    runs: list[list[Node]] = []
    for node in block:
        if runs and not _has_blank_line(source, runs[-1][-1].end_byte, node.start_byte):
            runs[-1].append(node)
        else:
            runs.append([node])
    return runs


def _has_blank_line(source: Source, start: int, end: int) -> bool:
    lines = range(source.line_at(start) + 1, source.line_at(end))
    return any(is_blank(source, line) for line in lines)


def _lines(source: Source, runs: Sequence[Sequence[Node]], project: Project) -> list[list[Line]]:
    """The import lines in isort's order; packages in a section of their own are first-party."""
    found: list[list[Line]] = []
    for run in runs:
        lines = [_line(source, node, project) for node in run]
        sections = {line.section for line in lines}
        if sections == {THIRD_PARTY, FIRST_PARTY}:
            lines = [replace(line, section=THIRD_PARTY) for line in lines]
        elif sections == {THIRD_PARTY} and found and _is_past(found):
            lines = [replace(line, section=FIRST_PARTY) for line in lines]
        found.append(lines)
    return found


def _line(source: Source, node: Node, project: Project) -> Line:
    module = _module(source, node)
    names = entries_of(source, node) or ("*",)
    is_from = node.type != "import_statement"
    return Line(section_of(module, project), is_from, module, names[0] if is_from else "")


def _is_past(before: Sequence[Sequence[Line]]) -> bool:
    """Whether third parties end `before`, unless blank lines part `import` and `from` elsewhere."""
    *earlier, last = before
    if {line.section for line in last} not in ({THIRD_PARTY}, {FIRST_PARTY}):
        return False
    standard = [run for run in earlier if {line.section for line in run} == {STANDARD_LIBRARY}]
    return len(standard) < 2 or any(line.is_from for line in last)


def _section(module: str, lines: Sequence[Sequence[Line]], project: Project) -> int:
    """The section with the file's other imports of the package, or the one isort would use."""
    package = module.partition(".")[0]
    for line in (line for run in lines for line in run):
        if package and line.module.partition(".")[0] == package:
            return line.section
    return section_of(module, project)


def _run_for(lines: Sequence[Sequence[Line]], section: int) -> int | None:
    """The stretch of that section; of several, the one with `from` imports."""
    found = [n for n, run in enumerate(lines) if any(line.section == section for line in run)]
    with_from = [n for n in found if any(line.is_from for line in lines[n])]
    return next(iter(with_from or found), None)


def _behind(source: Source, run: Sequence[Node], index: int, text: str) -> Edit:
    """The edit that adds the line `text` before `index`, also between statements of one line."""
    while index < len(run) and not begins_line(source, run[index]):
        index += 1
    statement = run[index - 1]
    following, _ = on_same_line(source, statement)
    if following is not None:
        return written_between(source, statement, following, text)
    at = source.line_span(source.line_at(statement.end_byte)).end
    return Edit(Span(at, at), text)


def _start_above(source: Source, first: Node, *, into_run: bool) -> int:
    """The offset of a new line above a stretch and its comments, but below those about the file."""
    *_, node = first, *comments_above(source, first)
    line = source.line_at(node.start_byte)
    if node is not first:
        text = source.text_of(node)
        is_heading = _HEADING.search(text) is not None
        is_of_file = line == 0 and (into_run or not is_heading or ABOUT_FILE.match(text))
        if is_of_file or (into_run and is_heading):
            line = source.line_at(first.start_byte)
    return line_start(source, line)
