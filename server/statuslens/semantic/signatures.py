"""The signatures of callables that take a status, from the tables of APIs and the project."""

import functools
import re
from dataclasses import dataclass

from tree_sitter import Node

from ..facts import apis
from ..facts.apis import Call, Confidence, says_status
from ..project.view import Project, per_project
from ..syntax.source import Source, Span, children_of, field, named_child, of_whole, per_file
from .enclosing import enclosing, name_of
from .imports import imported_packages
from .scopes import dotted_path, meaning, resolved

_DEFINED = re.compile(rb"(?:def|class)[ \t]+([\w\x80-\xff]+)")
_SPLATS = ("list_splat_pattern", "keyword_separator", "dictionary_splat_pattern")
_MOST_HOPS = 4  # a name may be re-exported from file to file


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a callable; `call` is None if it is unknown."""

    call: Call | None
    confidence: Confidence = "likely"


_UNKNOWN = Signature(None)
_CLOSE = Signature(apis.CLOSE, "certain")


def signature(source: Source, call: Node, project: Project) -> Signature:
    """The signature of the callee of a call."""
    function = call.child_by_field_name("function")
    if function is None:
        return _UNKNOWN
    found = resolved(source, function)
    if found is not None and found.origin is not None:
        row = apis.CALLS.get(found.origin)
        if row is not None:
            return Signature(row, "certain" if found.certain else "likely")
        return _of_import(source, found.origin, project)
    if function.type == "attribute":
        return _of_method(source, call, function, project)
    if function.type == "identifier":
        word = source.text_of(function)
        bound = meaning(source, word, function.start_byte)
        if bound is None:
            return Signature(_rows_by_name().get(word))
        if bound.origin is None:
            other = _assigned(source, word)
            if other is not None:
                return _of_import(source, other, project)
            return _of_own(source, word, project)
    return _UNKNOWN


@per_file
def packages(source: Source) -> frozenset[str]:
    """The top-level packages that the file imports."""
    names = imported_packages(source)
    families = {name.partition("_")[0] for name in names} & apis.WEB_PACKAGES
    return names | families


@per_file
def is_about_http(source: Source) -> bool:
    """Whether the file is about HTTP, judging by its imports, its text, or its package."""
    if source.path is not None and not apis.WEB_PACKAGES.isdisjoint(source.path.parts):
        return True
    return not apis.WEB_PACKAGES.isdisjoint(packages(source)) or apis.says_http(source.data)


def _of_method(source: Source, call: Node, function: Node, project: Project) -> Signature:
    value, word = field(function, "object"), source.text_of(field(function, "attribute"))
    if value is None:
        return _UNKNOWN
    if word == "close":
        return _of_close(source, value)
    if word == "__init__" and source.text_of(value).startswith("super("):
        return _of_bases(source, enclosing(call, "class_definition"), project)
    table = apis.METHODS
    if call.parent is not None and call.parent.type == "decorator":
        table = {**table, **apis.DECORATORS}
    needed, row = table.get(word, (None, None))
    if needed is None:
        receiver = source.text_of(value)
        return _of_own(source, word, project) if receiver in ("self", "cls") else _UNKNOWN
    if needed and packages(source).isdisjoint(needed):
        return Signature(row) if is_about_http(source) else _UNKNOWN
    return Signature(row, "certain")


def _of_close(source: Source, value: Node) -> Signature:
    is_attribute = value.type == "attribute"
    word = source.text_of(field(value, "attribute") if is_attribute else value)
    annotation = None if is_attribute else _annotation_of(source, value, word)
    if annotation is not None:
        known = annotation in apis.WEBSOCKET_CLASSES
    else:
        known = word in apis.WEBSOCKET_NAMES or (word == "self" and _is_websocket(source, value))
    return _CLOSE if known else _UNKNOWN


def _is_websocket(source: Source, node: Node) -> bool:
    """Whether the class around is a WebSocket: a consumer of Channels or a handler of Tornado."""
    bases = _bases(enclosing(node, "class_definition"))
    return any(apis.WEBSOCKET_BASE.search(source.text_of(base)) for base in bases)


def _annotation_of(source: Source, node: Node, word: str) -> str | None:
    """The annotated class of the parameter `word` of the function around `node`."""
    for parameter in children_of(field(enclosing(node, "function_definition"), "parameters")):
        name = field(parameter, "name") or named_child(parameter, 0)
        annotation = field(parameter, "type")
        if annotation is not None and source.text_of(name) == word:
            return dotted_path(source, named_child(annotation, 0))
    return None


@functools.cache
def _rows_by_name() -> dict[str, Call]:
    """FastAPI's callables, for a callee that is not imported yet, as while typing."""
    return {
        path.rpartition(".")[2]: row
        for path, row in apis.CALLS.items()
        if path.startswith(("fastapi.", "starlette."))
    }


@per_file
def is_about_websocket(source: Source) -> bool:
    return b"websocket" in source.data.lower()


def status_name(source: Source, name: str) -> Confidence | None:
    """Whether a variable, key or parameter of this name holds a status in this file."""
    confidence = says_status(name)
    return confidence if confidence == "certain" or is_about_http(source) else None


def has_status_codes(source: Source) -> bool:
    """Whether `code` of an exception may be a status: some libraries have codes of their own."""
    return is_about_http(source) and packages(source).isdisjoint(apis.OWN_ERROR_CODES)


@per_file
def _assigned(source: Source, name: str) -> str | None:
    """The path that `name = path` assigns, if it is the only definition of the name in the file."""
    word = name.encode()
    if b"\n" + word not in source.data and not source.data.startswith(word):
        return None
    pattern = rb"^%b[ \t]*=[ \t]*([\w.]+)[ \t]*$" % re.escape(word)
    found = list(re.finditer(pattern, source.data, re.MULTILINE))
    if len(found) != 1:
        return None
    return dotted_path(source, source.node_at(Span(*found[0].span(1))))


@of_whole
@per_project
def _of_import(source: Source, origin: str, project: Project, hops: int = 0) -> Signature:
    """The signature of a callee from another file of the project, read from there."""
    if origin in apis.CALLS:
        return Signature(apis.CALLS[origin], "certain")
    for step in range(hops, _MOST_HOPS):
        module, _, name = origin.rpartition(".")
        file = project.files.module(source, module or ".")
        if file is None:
            return _UNKNOWN
        found = meaning(file, name, len(file.data))
        if found is None or found.origin is None:
            return _of_own(file, name, project, step + 1)
        if found.origin in apis.CALLS:
            return Signature(apis.CALLS[found.origin], "certain")
        source, origin = file, found.origin  # re-exported from another file
    return _UNKNOWN


@of_whole
@per_project
def _of_own(source: Source, name: str, project: Project, hops: int = 0) -> Signature:
    """The signature of a function, method or class of this file, after `hops` other definitions."""
    definition = _definition(source, name) if hops < _MOST_HOPS else None
    return _of_definition(source, definition, hops, project) if definition else _UNKNOWN


def _of_definition(source: Source, definition: Node, hops: int, project: Project) -> Signature:
    is_function = definition.type == "function_definition"
    is_error = not is_function and looks_like_error(source, definition)
    called = definition if is_function else _member(source, definition, "__init__")
    names = _fields(source, definition) if called is None else _parameters(source, called)
    if called is None and not names:
        return _of_bases(source, definition, project, hops)
    has_code = is_error and has_status_codes(source)
    for index, name in enumerate(names):
        confidence = "likely" if name == "code" and has_code else status_name(source, name)
        if confidence is not None:
            return Signature(Call(index, name, "raise" if is_error else "call_other"), confidence)
    return _UNKNOWN


def _of_bases(
    source: Source, definition: Node | None, project: Project, hops: int = 0
) -> Signature:
    for base in _bases(definition):
        path = dotted_path(source, base)
        if path is not None:
            found = _of_import(source, path, project, hops + 1)
        else:
            found = _of_own(source, source.text_of(base), project, hops + 1)
        if found.call is not None:
            return found
    return _UNKNOWN


def _bases(definition: Node | None) -> list[Node]:
    return children_of(field(definition, "superclasses"))


@per_file
def _definition(source: Source, name: str) -> Node | None:
    """The only function or class of that name in the file; None if there are several."""
    offsets = _definitions(source).get(name.encode(), ())
    nodes = (source.node_at(Span(offset, offset)).parent for offset in offsets)
    found = [node for node in nodes if node is not None and node.type.endswith("_definition")]
    return found[0] if len(found) == 1 else None


@per_file
def _definitions(source: Source) -> dict[bytes, list[int]]:
    """Name → offsets of possible definitions of functions and classes."""
    found: dict[bytes, list[int]] = {}
    for match in _DEFINED.finditer(source.data):
        found.setdefault(match[1], []).append(match.start(1))
    return found


def _parameters(source: Source, function: Node) -> list[str]:
    """The positional parameters, without `self`."""
    names = []
    for parameter in children_of(field(function, "parameters")):
        if parameter.type in _SPLATS:
            names.append("")  # the positions of the following ones are unknown
        elif parameter.type == "identifier":
            names.append(source.text_of(parameter))
        elif parameter.type != "comment":
            names.append(source.text_of(field(parameter, "name") or named_child(parameter, 0)))
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _fields(source: Source, definition: Node) -> list[str]:
    """The annotated fields of a class body: a data class, named tuple or model."""
    names = []
    for statement in children_of(field(definition, "body")):
        assignment = named_child(statement, 0) if statement.type == "expression_statement" else None
        if assignment is not None and assignment.type == "assignment":
            left = field(assignment, "left")
            if left is not None and left.type == "identifier" and field(assignment, "type"):
                names.append(source.text_of(left))
    return names


def _member(source: Source, definition: Node, name: str) -> Node | None:
    body = children_of(field(definition, "body"))
    methods = (statement for statement in body if statement.type == "function_definition")
    return next((method for method in methods if name_of(source, method) == name), None)


def looks_like_error(source: Source, definition: Node) -> bool:
    """Whether the class is an exception, by its name or that of a base class."""
    named = [name_of(source, definition), *map(source.text_of, _bases(definition))]
    is_other = any(apis.OTHER_PROTOCOL.search(name) for name in named)
    return not is_other and any(name.endswith(("Error", "Exception")) for name in named)
