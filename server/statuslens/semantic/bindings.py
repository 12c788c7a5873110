"""The nodes that bind a name: assignments, definitions, parameters, patterns."""

from __future__ import annotations

from tree_sitter import Node

from ..syntax.source import named_child
from .enclosing import outside

# Nodes between a target and the statement that binds its names.
_PATTERNS = frozenset(
    {
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "list_splat_pattern",
        "dictionary_splat_pattern",
        "as_pattern_target",
        "expression_list",
        "parenthesized_expression",
        "tuple",
        "list",
        "type",
        "splat_type",
    }
)

# Type of a statement or expression → its field that binds names.
_FIELDS = {
    "assignment": "left",
    "augmented_assignment": "left",
    "named_expression": "name",
    "for_statement": "left",
    "for_in_clause": "left",
    "function_definition": "name",
    "class_definition": "name",
    "default_parameter": "name",
    "typed_default_parameter": "name",
    "as_pattern": "alias",
    "type_alias_statement": "left",
}
_WHOLE = frozenset(
    {"parameters", "lambda_parameters", "delete_statement", "case_pattern", "splat_pattern"}
)
_DECLARATIONS = frozenset({"global_statement", "nonlocal_statement"})


def binder_of(node: Node) -> Node | None:
    """The statement, parameter or pattern that binds the name or target `node`; None if it is only
    read, or imported.
    """
    child, parent = outside(node, _PATTERNS)
    if parent is None:
        return None
    owner = parent.parent
    match parent.type:
        case "dotted_name":  # `case name:` captures; a.b does not, nor does an import
            captures = owner is not None and owner.type in ("case_pattern", "keyword_pattern")
            binds = captures and parent.named_child_count == 1
        case "type_parameter":  # `def f[name](…)`; in `list[name]` it is only read
            binds = owner is not None and owner.type.endswith("_definition")
        case "typed_parameter":
            binds = named_child(parent, 0) == child
        case "as_pattern" if parent.child_by_field_name("alias") is None:  # of `case`
            binds = parent.named_children[-1] == child
        case kind:
            field = _FIELDS.get(kind)
            named = parent.child_by_field_name(field) if field is not None else None
            binds = named == child if field is not None else kind in _WHOLE
    return parent if binds else None


def is_declared(node: Node) -> bool:
    """Whether the name is part of a `global` or `nonlocal` statement."""
    return node.parent is not None and node.parent.type in _DECLARATIONS


def is_bound(node: Node) -> bool:
    """Whether `node` is assigned, deleted, or the name of an argument."""
    if node.type == "dotted_name":  # of a pattern: one word captures, or is a class
        return node.named_child_count == 1
    if binder_of(node) is not None or is_declared(node):
        return True
    parent = node.parent
    if parent is None:
        return False
    is_name = parent.child_by_field_name("name") == node
    return is_name or parent.type in ("aliased_import", "keyword_pattern")
