"""Places in statements: assignments, defaults, returned values, `case`."""

import re

from tree_sitter import Node

from ...facts import apis
from ...facts.apis import says_status
from ...project.view import Project
from ...syntax.source import Source, field
from ..enclosing import FUNCTIONS, decorators_of, enclosing, handled_method, name_of
from ..signatures import has_status_codes, is_about_websocket, looks_like_error, packages
from .place import Place, holder_of, index_in, place_beside, place_by_name

_ROUTE = re.compile(r"\.(?:route|get|post|put|patch|delete|errorhandler|app_errorhandler)\b")
_CONSTANT = re.compile(r"(?:HTTP|WS)_\d{3}")  # the name contains its number: this is its definition


def of_assignment(source: Source, assignment: Node, child: Node, _project: Project) -> Place | None:
    if field(assignment, "right") != child:
        return None
    name = holder_of(source, field(assignment, "left"))
    if name is None or _CONSTANT.match(name):
        return None
    if name == "code":
        return _class_attribute_code(source, assignment)
    return place_by_name(source, name, "define", assignment)


def of_default(source: Source, parameter: Node, child: Node, _project: Project) -> Place | None:
    if field(parameter, "value") != child:
        return None
    name = name_of(source, parameter)
    if name == "code":
        return _default_code(source, parameter)
    return place_by_name(source, name, "define", parameter)


def of_returned(source: Source, statement: Node, child: Node, _project: Project) -> Place | None:
    """The place in `return body, 404` of a Flask view, in `return 404, body` of a Ninja operation,
    and in the return value of a function whose name means a status.
    """
    function = enclosing(statement, "function_definition")
    if function is None:
        return None
    if statement.type in ("expression_list", "tuple"):
        return _answered(source, function, statement, index_in(statement, child))
    return Place("return") if says_status(name_of(source, function)) == "certain" else None


def of_pattern(source: Source, pattern: Node, _child: Node, _project: Project) -> Place | None:
    """The place in `case 404 | 410:` of `match response.status_code:`."""
    current: Node | None = pattern
    while current is not None and _is_whole_pattern(current):
        if any(child.type in ("-", "+") for child in current.children):
            return None  # `case -404:` is another number
        current = current.parent
    if current is None or current.type != "case_clause":
        return None
    return place_beside(source, current, field(enclosing(current, "match_statement"), "subject"))


def _class_attribute_code(source: Source, assignment: Node) -> Place | None:
    """The place in `code = 404` in the body of a Werkzeug exception."""
    owner = enclosing(assignment, "class_definition", stop=FUNCTIONS)
    if owner is None or not {"werkzeug", "flask", "quart"} & packages(source):
        return None
    return Place("define", "http", confidence="likely") if looks_like_error(source, owner) else None


def _default_code(source: Source, parameter: Node) -> Place | None:
    """The place in the default `code=1000` of a WebSocket's method or `code=404` of an error."""
    owner = enclosing(parameter, "class_definition")
    is_error = owner is not None and looks_like_error(source, owner)
    if not is_about_websocket(source) and not (is_error and has_status_codes(source)):
        return None
    return Place("define", "http", confidence="likely", either=True)


def _answered(source: Source, function: Node, answer: Node, index: int) -> Place | None:
    """The place next to the body that a view returns."""
    wanted = next((i for p, i in apis.STATUS_IN_RETURN.items() if p in packages(source)), None)
    if index != wanted or not _is_view(source, function):
        return None
    return Place("return", "http", handled_method(source, answer))


def _is_view(source: Source, function: Node) -> bool:
    """Whether a decorator, the name of an HTTP method, or a registering call makes it a view."""
    if any(_ROUTE.search(source.text_of(decorator)) for decorator in decorators_of(function)):
        return True
    name = name_of(source, function)
    if name in apis.HTTP_METHODS and enclosing(function, "class_definition") is not None:
        return True
    registers = rb"(?:register_error_handler|add_url_rule)\([^()]*\b%b\b"
    pattern = registers % re.escape(name.encode())
    return re.search(pattern, (source.whole or source).data) is not None


def _is_whole_pattern(node: Node) -> bool:
    """Whether the part of a pattern matches the whole subject, not one item of several."""
    if node.type == "tuple_pattern":
        return node.named_child_count == 1 and not any(c.type == "," for c in node.children)
    return node.type in ("case_pattern", "union_pattern", "as_pattern")
