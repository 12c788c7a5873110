"""The words of a place: names, tests and arguments around it that hint at the code.

The first letter gives the position of a word:

    f  the function's name             b  two words of it
    g  the kind of the `if` around     w  a word of its test, alone and with the kind
    x  the exception of the `except`
    p  an argument before the place    q  one after it; a word, or two neighbours
    u  the code before in the context  v  the one before in the function  n  the one after there

The last line is about the uses next to a place (see `uses`). The rows that the ranking
is trained with have the same words (`data/README.md`).
"""

import itertools
import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ..facts.contexts import ContextOrNone
from ..facts.ranking_model import known_words
from ..semantic.enclosing import enclosing, name_of
from ..syntax.source import Source, field, named_child

_MOST_WORDS = 8
_LONGEST_ARGUMENT = 200  # bytes
_LONGEST_NAME = 30  # of an exception

# Arguments of a call: there, the other arguments are a hint.
_ARGUMENTS: frozenset[ContextOrNone] = frozenset(
    {"raise", "response", "call_other", "deco", "deco_other", "test_call", "test_exc", "ws_close"}
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NEGATION_OF_OPERATOR = re.compile(r"\bis\s+not\b|\bnot\s+in\b")
_KINDS_OF_TEST = {
    "not_operator": "not",
    "boolean_operator": "bool",
    "call": "call",
    "await": "call",
    "comparison_operator": "cmp",
}


def words(source: Source, node: Node, context: ContextOrNone) -> Iterator[str]:
    """The words of the place at `node`, which has that context."""
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
    """The words of the nearest `if` and `except` around the place, within its function."""
    guard, exception = False, False
    child, parent = node, node.parent
    while parent is not None and child.type not in ("function_definition", "lambda"):
        if not guard and parent.type in ("if_statement", "elif_clause", "else_clause"):
            test = field(parent, "condition")
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
            if name := _exception(source, parent):
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
    """The words of the other arguments of the call."""
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
    values = (field(each, "value") or each for each in behind)
    for letter, nodes in (("p", before), ("q", values)):
        said = list(_known(itertools.chain.from_iterable(_said(source, each) for each in nodes)))
        yield from (f"{letter}:{word}" for word in said)
        yield from (f"{letter}:{min(pair)}_{max(pair)}" for pair in itertools.pairwise(said))


def _said(source: Source, node: Node) -> list[str]:
    end = min(node.end_byte, node.start_byte + _LONGEST_ARGUMENT)
    return _WORD.findall(source.data[node.start_byte : end].decode("utf-8", "replace"))


def _known(found: Iterable[str]) -> Iterator[str]:
    """The words that the ranking knows, each once, in lower case."""
    known = (word for word in dict.fromkeys(map(str.lower, found)) if word in known_words())
    return itertools.islice(known, _MOST_WORDS)


def _function_around(node: Node) -> Node | None:
    """The function around the place, or the one that it decorates."""
    around = enclosing(node, "function_definition", "decorator")
    if around is None or around.type == "function_definition":
        return around
    decorated = field(around.parent, "definition")
    is_function = decorated is not None and decorated.type == "function_definition"
    return decorated if is_function else None


def function_line(node: Node, first_line: int) -> int:
    function = _function_around(node)
    return -1 if function is None else max(0, first_line + function.start_point.row)
