"""What tells which code comes next: what stands around a place, and what the file already has.

The words of a place say where they stand by their first letter:

    f  the function's name             b  two words of it
    g  what kind of `if` is around     w  a word of its test, alone and with the kind
    x  the exception of the `except`
    p  what stands before in the call  q  what stands behind it; a word, or two neighbours
    u  the code before in the context  v  the one before in the function  n  the one behind there

They are taken as the rows were that the ranking is trained with (`data/README.md`).
"""

from __future__ import annotations

import bisect
import functools
import itertools
import operator
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tree_sitter import Node

from ..facts.contexts import Context, ContextOrNone, group_of
from ..facts.ranking_model import vocabulary
from ..semantic.enclosing import name_of
from ..semantic.places import Place
from ..semantic.usages import (
    Usage,
    candidates,
    counted_usages,
    find_usages,
    may_hold_usage,
    usages_in,
    usages_of,
)
from ..syntax.source import ReadInParts, Source, Span, named_child
from ..syntax.statements import Statement, statements
from .counts import Use

_MOST_WORDS = 8
_LONGEST_ARGUMENT = 200  # bytes that are read of it
_LONGEST_NAME = 30  # of an exception
_MOST_FILES = 64  # versions that are remembered
_MOST_STATEMENTS = 8192

# What is passed to a call: there, the other arguments say something.
_ARGUMENTS: frozenset[ContextOrNone] = frozenset(
    {
        "raise",
        "response",
        "call_other",
        "deco",
        "deco_other",
        "test_call",
        "test_exc",
        "ws_close",
    }
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NEGATION_OF_OPERATOR = re.compile(r"\bis\s+not\b|\bnot\s+in\b")
_COLLECTIONS = frozenset({"tuple", "list", "set", "dictionary", "union_pattern"})
_INSIDE = frozenset({"pair", "parenthesized_expression", "conditional_expression", "case_pattern"})
_KINDS_OF_TEST = {
    "not_operator": "not",
    "boolean_operator": "bool",
    "call": "call",
    "await": "call",
    "comparison_operator": "cmp",
}


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Situation:
    """A place where a code is to stand: what is around it, and the uses before and after it in the
    file, each in order. `function` is that of the uses which stand in the same one. The codes in
    `taken` stand in the same collection, where none stands twice.
    """

    context: ContextOrNone
    method: str
    words: tuple[str, ...]
    before: tuple[Use, ...]
    after: tuple[Use, ...]
    function: int
    taken: frozenset[int] = frozenset()


def uses(source: Source) -> tuple[Use, ...]:
    """Every code of the file where one is expected, in order."""
    return _uses_in(source, source.data)


def uses_once(source: ReadInParts) -> tuple[Use, ...]:
    """The same of a file that is asked about only once: nothing of it is remembered."""
    spans = sorted(candidates(source, source.data))
    found: list[Use] = []
    for piece, inside in itertools.groupby(spans, lambda span: source.piece_at(span.start)):
        if not piece.is_import:
            shift = len(piece.header) - piece.start
            there = (Span(span.start + shift, span.end + shift) for span in inside)
            part = _part(source, piece)
            found += _in_file(piece, _uses_of_part(part, piece, usages_of(part, there)))
    return tuple(linked(found))


def situation(
    source: Source, offset: int, repaired: Source, node: Node, place: Place | None
) -> Situation:
    """What is known about the place at byte `offset` of a file that is being typed: `node` stands
    for it in `repaired`, the part of the file that was made whole.
    """
    line = source.line_at(offset)
    span = source.line_span(line)
    # Without its line the file stays the same while the line is typed.
    others = _uses_in(source, source.data[: span.start] + source.data[span.end :])
    first = bisect.bisect_right(others, line, key=operator.attrgetter("line"))
    function = _function_line(node, line - node.start_point.row)
    row = node.start_point.row
    beside = [
        (usage.span.start, use_of(repaired, usage, usage.place, line - row))
        for usage in usages_in(repaired, repaired.line_span(row))
        if usage.place is not None and not usage.span.touches(_span(node))
    ]
    before = (*others[:first], *(use for start, use in beside if start < node.start_byte))
    after = (*(use for start, use in beside if start > node.start_byte), *others[first:])
    context = place.context if place is not None else ""
    method = place.method or "" if place is not None else ""
    said = [*words(repaired, node, context), *links(context, function, before, after)]
    taken = _taken(repaired, node, context)
    return Situation(context, method, tuple(said), before, after, function, taken)


def _taken(source: Source, node: Node, context: ContextOrNone) -> frozenset[int]:
    """The codes beside `node` in a collection, a dictionary's keys or the parts of a pattern."""
    around = node.parent
    while around is not None and around.type in _INSIDE:
        around = around.parent
    if around is None or around.type not in _COLLECTIONS:
        return frozenset()
    return frozenset(
        usage.code
        for usage in usages_in(source, _span(around))
        if usage.place is not None
        and usage.place.context == context
        and not usage.span.touches(_span(node))
    )


def links(
    context: ContextOrNone, function: int, before: Sequence[Use], after: Sequence[Use]
) -> Iterator[str]:
    """The words of a place about the uses next to it."""
    earlier = next((use.code for use in reversed(before) if use.context == context), None)
    if earlier is not None:
        yield f"u:{earlier}"
    if function >= 0:
        for letter, nearest in (("v", reversed(before)), ("n", iter(after))):
            use = next((use for use in nearest if use.function == function), None)
            yield f"{letter}:{_brief(use)}"


def linked(found: Sequence[Use]) -> Iterator[Use]:
    """The uses of a file, each with the words about those next to it."""
    last: dict[str, int] = {}
    behind: list[Use | None] = [None] * len(found)
    nearest: dict[int, Use] = {}
    for i in range(len(found) - 1, -1, -1):
        behind[i] = nearest.get(found[i].function)
        nearest[found[i].function] = found[i]
    nearest.clear()
    for use, after in zip(found, behind, strict=True):
        more = [f"u:{last[use.context]}"] if use.context in last else []
        if use.function >= 0:
            more += [f"v:{_brief(nearest.get(use.function))}", f"n:{_brief(after)}"]
        code, line, context, method, said, function = use
        yield Use(code, line, context, method, (*said, *more), function)
        last[use.context] = use.code
        nearest[use.function] = use


def _brief(use: Use | None) -> str:
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
        _function_line(node, first_line),
    )


def words(source: Source, node: Node, context: ContextOrNone) -> Iterator[str]:
    """The words of the place that `node` stands in, of that context."""
    function = _function_around(node)
    if function is not None:
        found = [word.lower() for word in _NAME_WORD.findall(name_of(source, function))]
        name = [word for word in found[:_MOST_WORDS] if word != "test"]
        yield from (f"f:{word}" for word in name)
        yield from (f"b:{a}_{b}" for a, b in itertools.pairwise(name))
    yield from _words_of_guard(source, node)
    if context in _ARGUMENTS:
        yield from _words_of_call(source, node)


def _words_of_guard(source: Source, node: Node) -> Iterator[str]:
    """The nearest `if` and the nearest `except` that the place is under, in its function."""
    guard, exception = False, False
    child, parent = node, node.parent
    while parent is not None and child.type not in ("function_definition", "lambda"):
        if not guard and parent.type in ("if_statement", "elif_clause", "else_clause"):
            test = parent.child_by_field_name("condition")
            if parent.type == "else_clause":
                guard = parent.parent is not None and parent.parent.type == "if_statement"
                kind = "else"
            elif child == test:
                guard, kind = parent.type == "elif_clause", "else"
            else:
                guard, kind = child.type == "block", _kind_of_test(test)
            if guard:
                yield f"g:{kind}"
            if guard and kind != "else" and test is not None:
                text = _NEGATION_OF_OPERATOR.sub(" ", source.text_of(test))
                for word in _known(_WORD.findall(text)):
                    yield f"w:{word}"
                    yield f"w:{kind}~{word}"
        if not exception and parent.type == "except_clause" and child.type == "block":
            exception = True
            name = _exception(source, parent)
            if name:
                yield f"x:{name[:_LONGEST_NAME]}"
        child, parent = parent, parent.parent


def _kind_of_test(test: Node | None) -> str:
    while test is not None and test.type == "parenthesized_expression":
        test = named_child(test, 0)
    if test is None:
        return "name"
    if test.type == "comparison_operator":
        operators = [child.type for child in test.children if not child.is_named]
        last = named_child(test, test.named_child_count - 1)
        if operators == ["is"] and last is not None and last.type == "none":
            return "isnone"
    return _KINDS_OF_TEST.get(test.type, "name")


def _exception(source: Source, clause: Node) -> str:
    """The last word of the first exception that the clause names."""
    value = named_child(clause, 0)
    while value is not None and value.type in ("as_pattern", "tuple", "parenthesized_expression"):
        value = named_child(value, 0)
    if value is None or value.type not in ("identifier", "attribute"):
        return ""
    return source.text_of(value).rpartition(".")[2]


def _words_of_call(source: Source, node: Node) -> Iterator[str]:
    """What the other arguments of the call say."""
    child, parent = node, node.parent
    while parent is not None and parent.type != "argument_list":
        if parent.type.endswith(("_statement", "block")):
            return
        child, parent = parent, parent.parent
    if parent is None:
        return
    arguments = [each for each in parent.named_children if each.type != "comment"]
    before = [each for each in arguments if each.start_byte < child.start_byte]
    behind = [each for each in arguments if each.start_byte > child.start_byte]
    values = (each.child_by_field_name("value") or each for each in behind)
    for letter, nodes in (("p", before), ("q", values)):
        said = list(_known(itertools.chain.from_iterable(_said(source, each) for each in nodes)))
        yield from (f"{letter}:{word}" for word in said)
        yield from (f"{letter}:{min(pair)}_{max(pair)}" for pair in itertools.pairwise(said))


def _said(source: Source, node: Node) -> list[str]:
    end = min(node.end_byte, node.start_byte + _LONGEST_ARGUMENT)
    return _WORD.findall(source.data[node.start_byte : end].decode("utf-8", "replace"))


def _known(found: Iterable[str]) -> Iterator[str]:
    """Of the words those that the ranking knows, each once, in lower case."""
    known = (word for word in dict.fromkeys(map(str.lower, found)) if word in vocabulary())
    return itertools.islice(known, _MOST_WORDS)


def _function_around(node: Node) -> Node | None:
    """The function that the place is in, or decorates."""
    current: Node | None = node
    while current is not None and current.type != "function_definition":
        if current.type == "decorator" and current.parent is not None:
            definition = current.parent.child_by_field_name("definition")
            is_function = definition is not None and definition.type == "function_definition"
            return definition if is_function else None
        current = current.parent
    return current


def _function_line(node: Node, first_line: int) -> int:
    function = _function_around(node)
    return -1 if function is None else max(0, first_line + function.start_point.row)


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)


# The uses of a file, each statement read once

# No source is kept here: with its tree it is a hundred times as large.
_files: dict[bytes, tuple[Use, ...]] = {}
_statements: dict[tuple[int, bytes, bytes], tuple[Use, ...]] = {}


def _uses_in(source: Source, data: bytes) -> tuple[Use, ...]:
    """The uses in `data`, which is the file or the file without a line."""
    known = _files.get(data)
    if known is None:
        found = list(statements(data))
        # Where the imports are the same, so is what a statement has.
        imports = hash(tuple(each.text for each in found if each.is_import))
        known = tuple(
            linked(
                [use for each in found for use in _in_file(each, _uses_of(source, imports, each))]
            )
        )
        _remember(_files, data, known, _MOST_FILES)
    return known


def _uses_of(source: Source, imports: int, statement: Statement) -> tuple[Use, ...]:
    """The uses of one statement, lines counted from its own."""
    key = imports, statement.header, statement.text
    known = _statements.get(key)
    if known is None:
        known = _read(source, statement) if may_hold_usage(source, statement.text) else ()
        _remember(_statements, key, known, _MOST_STATEMENTS)
    return known


def _read(source: Source, statement: Statement) -> tuple[Use, ...]:
    part = _part(source, statement)
    return tuple(_uses_of_part(part, statement, find_usages(part)))


def _part(source: Source, statement: Statement) -> Source:
    return (source.whole or source).part(statement.header + statement.text)


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
    """Keep `value`; of too many, the oldest quarter goes."""
    if len(memory) >= most:
        for old in list(itertools.islice(memory, most // 4)):
            del memory[old]
    memory[key] = value
