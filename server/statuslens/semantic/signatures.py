"""The signatures of callables that take a status: the tables of APIs, and the definitions of the
project.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from tree_sitter import Node

from ..facts import apis
from ..facts.apis import Call, Confidence, says_status
from ..facts.contexts import Context
from ..project.view import Project, per_project_file
from ..syntax.source import Source, Span, named_child, per_file
from .enclosing import enclosing, name_of
from .imports import imported_packages
from .scopes import dotted_path, meaning, resolved

_DEFINED = re.compile(rb"(?:def|class)[ \t]+([\w\x80-\xff]+)")
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
            return (
                _of_own(source, word, project)
                if other is None
                else _of_import(source, other, project)
            )
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
    if not apis.WEB_PACKAGES.isdisjoint(packages(source)):
        return True
    return apis.says_http(source.data)


def _of_method(source: Source, call: Node, function: Node, project: Project) -> Signature:
    value, attribute = (function.child_by_field_name(f) for f in ("object", "attribute"))
    if value is None or attribute is None:
        return _UNKNOWN
    word = source.text_of(attribute)
    if word == "close":
        return _of_close(source, value)
    if word == "__init__" and source.text_of(value).startswith("super("):
        return _of_base_class(source, call, project)
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
    if value.type == "attribute":
        attribute = value.child_by_field_name("attribute")
        word = source.text_of(attribute) if attribute is not None else ""
    else:
        word = source.text_of(value)
        annotation = _annotation_of(source, value, word)
        if annotation is not None:
            known = annotation in apis.WEBSOCKET_CLASSES
            return _CLOSE if known else _UNKNOWN
    known = word in apis.WEBSOCKET_NAMES or (word == "self" and _is_websocket(source, value))
    return _CLOSE if known else _UNKNOWN


def _is_websocket(source: Source, node: Node) -> bool:
    """Whether the class around is a WebSocket: a consumer of Channels or a handler of Tornado."""
    definition = enclosing(node, "class_definition")
    bases = _bases(definition) if definition is not None else []
    return any(apis.WEBSOCKET_BASE.search(source.text_of(base)) for base in bases)


def _annotation_of(source: Source, node: Node, word: str) -> str | None:
    """The annotated class of the parameter `word` of the function around `node`."""
    function = enclosing(node, "function_definition")
    parameters = function.child_by_field_name("parameters") if function is not None else None
    for parameter in parameters.named_children if parameters is not None else ():
        name = parameter.child_by_field_name("name") or named_child(parameter, 0)
        annotation = parameter.child_by_field_name("type")
        if name is None or annotation is None or source.text_of(name) != word:
            continue
        expression = named_child(annotation, 0)
        return dotted_path(source, expression) if expression is not None else None
    return None


@functools.cache
def _rows_by_name() -> dict[str, Call]:
    """The signature of a callee that is not imported yet, as while typing: FastAPI's callable of
    that name.
    """
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
    """Whether `code` of an exception may be a status in this file: some libraries have their own
    codes.
    """
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


@per_project_file
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


@per_project_file
def _of_own(source: Source, name: str, project: Project, hops: int = 0) -> Signature:
    """The signature of a function, method or class of this file: from the names of its parameters
    or fields, or from its base class. `hops` is the number of definitions that led here.
    """
    definition = _definition(source, name) if hops < _MOST_HOPS else None
    return _of_definition(source, definition, hops, project) if definition else _UNKNOWN


def _of_definition(source: Source, definition: Node, hops: int, project: Project) -> Signature:
    context: Context = "call_other"
    if definition.type == "function_definition":
        names = _parameters(source, definition)
    else:
        if looks_like_error(source, definition):
            context = "raise"
        initialiser = _member(source, definition, "__init__")
        if initialiser is not None:
            names = _parameters(source, initialiser)
        else:
            names = _fields(source, definition)
            if not names:
                return _of_bases(source, definition, project, hops)
    is_error = context == "raise" and has_status_codes(source)
    for index, name in enumerate(names):
        confidence = "likely" if name == "code" and is_error else status_name(source, name)
        if confidence is not None:
            return Signature(Call(index, name, context), confidence)
    return _UNKNOWN


def _of_bases(source: Source, definition: Node, project: Project, hops: int = 0) -> Signature:
    for base in _bases(definition):
        path = dotted_path(source, base)
        if path is not None:
            found = _of_import(source, path, project, hops + 1)
        else:
            found = _of_own(source, source.text_of(base), project, hops + 1)
        if found.call is not None:
            return found
    return _UNKNOWN


def _bases(definition: Node) -> list[Node]:
    bases = definition.child_by_field_name("superclasses")
    return bases.named_children if bases is not None else []


def _of_base_class(source: Source, call: Node, project: Project) -> Signature:
    """The signature of the base class, for `super().__init__(…)`."""
    definition = enclosing(call, "class_definition")
    return _of_bases(source, definition, project) if definition is not None else _UNKNOWN


@per_file
def _definition(source: Source, name: str) -> Node | None:
    """The only function or class of that name in the file; None if there are several."""
    found = []
    for offset in _definitions(source).get(name.encode(), ()):
        definition = source.node_at(Span(offset, offset)).parent
        if definition is not None and definition.type.endswith("_definition"):
            found.append(definition)
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
    parameters = function.child_by_field_name("parameters")
    names = []
    for parameter in parameters.named_children if parameters is not None else ():
        if parameter.type in (
            "list_splat_pattern",
            "keyword_separator",
            "dictionary_splat_pattern",
        ):
            names.append("")  # the positions of the following ones are unknown
            continue
        if parameter.type == "comment":
            continue
        name = parameter.child_by_field_name("name")
        if name is None:
            name = parameter if parameter.type == "identifier" else named_child(parameter, 0)
        names.append(source.text_of(name) if name is not None else "")
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _fields(source: Source, definition: Node) -> list[str]:
    """The annotated fields of a class body: a data class, named tuple or model."""
    body = definition.child_by_field_name("body")
    names = []
    for statement in body.named_children if body is not None else ():
        assignment = named_child(statement, 0) if statement.type == "expression_statement" else None
        if assignment is None or assignment.type != "assignment":
            continue
        left, kind = (assignment.child_by_field_name(f) for f in ("left", "type"))
        if left is not None and kind is not None and left.type == "identifier":
            names.append(source.text_of(left))
    return names


def _member(source: Source, definition: Node, name: str) -> Node | None:
    body = definition.child_by_field_name("body")
    for statement in body.named_children if body is not None else ():
        if statement.type == "function_definition" and name_of(source, statement) == name:
            return statement
    return None


def looks_like_error(source: Source, definition: Node) -> bool:
    """Whether the class is an exception, by its name or that of a base class."""
    named = [name_of(source, definition), *map(source.text_of, _bases(definition))]
    is_other = any(apis.OTHER_PROTOCOL.search(name) for name in named)
    return not is_other and any(name.endswith(("Error", "Exception")) for name in named)
