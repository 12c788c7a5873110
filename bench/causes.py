"""How the code around a node reads: why the detector may have missed the status there."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from bench.tables import shortened
from statuslens.syntax.source import Source, named_child

_WRAPPERS = ("parenthesized_expression", "conditional_expression", "boolean_operator")
_COLLECTIONS = {
    "tuple": "tuple",
    "expression_list": "tuple",
    "list": "list",
    "set": "set",
    "list_splat": "list",
}


def cause_of(source: Source, node: Node) -> str:
    """Which position of what construct `node` has: `keyword code of fail(…)`."""
    child, parent = node, node.parent
    while parent is not None and parent.type in _WRAPPERS:
        child, parent = parent, parent.parent
    if parent is None:
        return "alone"
    kind = parent.type
    if kind in _COLLECTIONS:
        around = cause_of(source, parent)
        if kind == "expression_list" or around.startswith(("returned", "yielded")):
            index = [n.id for n in parent.named_children].index(child.id)
            return f"{around}: tuple element {index}"
        return f"{_COLLECTIONS[kind]} element, {around}"
    if kind == "pair":
        return _cause_in_pair(source, parent, child)
    describe = _DESCRIBED.get(kind)
    return describe(source, parent, child) if describe is not None else f"inside {kind}"


def line_text(source: Source, line: int) -> str:
    """A line, counted from 0, with single spaces."""
    span = source.line_span(line)
    return " ".join(source.data[span.start : span.end].decode(errors="replace").split())


def _cause_in_pair(source: Source, pair: Node, child: Node) -> str:
    key = pair.child_by_field_name("key")
    dictionary = pair.parent
    around = cause_of(source, dictionary) if dictionary is not None else "alone"
    if key == child or key is None:
        return f"dict key, {around}"
    if key.type == "string":
        return f"dict value for {_short(source, key)}"
    return f"dict value for any {key.type}, {around}"


def _cause_in_keyword(source: Source, keyword: Node, _: Node) -> str:
    name = keyword.child_by_field_name("name")
    call = keyword.parent.parent if keyword.parent is not None else None
    word = source.text_of(name) if name is not None else "?"
    return f"keyword {word} of {_callee(source, call)}"


def _cause_in_arguments(source: Source, arguments: Node, child: Node) -> str:
    values = [n.id for n in arguments.named_children if n.type != "comment"]
    return f"positional {values.index(child.id)} of {_callee(source, arguments.parent)}"


def _cause_in_comparison(source: Source, comparison: Node, child: Node) -> str:
    parts = comparison.children
    index = [n.id for n in parts].index(child.id)
    other = index - 2 if index >= 2 else index + 2
    operator = parts[(index + other) // 2].type if other < len(parts) else "?"
    operand = parts[other] if other < len(parts) else comparison
    return f"compared {operator} with {_short(source, operand)}"


def _cause_in_assignment(source: Source, assignment: Node, _: Node) -> str:
    target = assignment.child_by_field_name("left") or assignment.child_by_field_name("name")
    kind = "class attribute" if _is_in_class(assignment) else "assignment to"
    return f"{kind} {_short(source, target)}"


def _cause_in_default(source: Source, parameter: Node, _: Node) -> str:
    name = parameter.child_by_field_name("name") or named_child(parameter, 0)
    return f"default of {_short(source, name)}"


def _cause_in_subscript(source: Source, subscript: Node, _: Node) -> str:
    return f"subscript of {_short(source, subscript.child_by_field_name('value'))}"


def _is_in_class(statement: Node) -> bool:
    block = statement.parent.parent if statement.parent is not None else None
    owner = block.parent if block is not None else None
    return owner is not None and owner.type == "class_definition"


def _callee(source: Source, call: Node | None) -> str:
    if call is None or call.type != "call":
        return f"a {call.type if call is not None else '?'}"
    function = call.child_by_field_name("function")
    if function is None:
        return "?"
    attribute = function.child_by_field_name("attribute")
    decorator = "@" if call.parent is not None and call.parent.type == "decorator" else ""
    return decorator + (f"….{source.text_of(attribute)}" if attribute else _short(source, function))


def _member(source: Source, attribute: Node) -> str:
    return _short(source, attribute.child_by_field_name("attribute"))


def _short(source: Source, node: Node | None) -> str:
    return shortened(" ".join(source.text_of(node).split()), 40) if node is not None else "?"


_DESCRIBED: dict[str, Callable[[Source, Node, Node], str]] = {
    "keyword_argument": _cause_in_keyword,
    "argument_list": _cause_in_arguments,
    "comparison_operator": _cause_in_comparison,
    "assignment": _cause_in_assignment,
    "augmented_assignment": _cause_in_assignment,
    "named_expression": _cause_in_assignment,
    "default_parameter": _cause_in_default,
    "typed_default_parameter": _cause_in_default,
    "subscript": _cause_in_subscript,
    "return_statement": lambda *_: "returned",
    "yield": lambda *_: "yielded",
    "interpolation": lambda *_: "in an f-string",
    "case_pattern": lambda *_: "case",
    "union_pattern": lambda *_: "case",
    "dotted_name": lambda *_: "case",
    "binary_operator": lambda *_: "arithmetic",
    "attribute": lambda source, parent, _: f"asked for .{_member(source, parent)}",
}
