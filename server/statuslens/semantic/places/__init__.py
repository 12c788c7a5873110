"""The place of an expression, read from the code around it.

An expression passes its place to its parts (`404 if gone else 200`), a collection to its elements.
The call, comparison or assignment around them decides.
"""

from collections.abc import Callable

from tree_sitter import Node

from ...project.view import Project
from ...syntax.source import Source
from .calls import of_argument, of_keyword
from .collections import of_element, of_pair
from .place import Place, is_class_of, of_operand, through_wrappers
from .statements import of_assignment, of_default, of_pattern, of_returned

__all__ = ["Place", "is_class_of", "place_of"]

# Type of the parent → the reader of the place: `(source, parent, expression)`.
_READERS: dict[str, Callable[[Source, Node, Node, Project], Place | None]] = {
    "keyword_argument": of_keyword,
    "argument_list": of_argument,
    "comparison_operator": of_operand,
    "tuple": of_element,
    "list": of_element,
    "set": of_element,
    "pair": of_pair,
    "assignment": of_assignment,
    "default_parameter": of_default,
    "typed_default_parameter": of_default,
    "return_statement": of_returned,
    "expression_list": of_returned,
    "case_pattern": of_pattern,
    "union_pattern": of_pattern,
}


def place_of(source: Source, node: Node, project: Project) -> Place | None:
    """The place of `node`, any expression; None if no status is expected there."""
    child, parent = through_wrappers(source, node)
    if parent is None:
        return None
    read = _READERS.get(parent.type)
    return read(source, parent, child, project) if read is not None else None
