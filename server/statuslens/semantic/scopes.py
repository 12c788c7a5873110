"""The meaning of a name at an offset, from the file's imports and the names that shadow them.

Follows Python's rules: names bound in a function are local to all of it, class bodies are only
visible from directly inside, comprehensions have their own loop variables. Reads no other file.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ..syntax.source import Source, Span, field, named_child, per_source
from .enclosing import FUNCTIONS, ancestors, enclosing, outside
from .imports import Import, import_around, imports, imports_of_name

_OPENING_BEHIND = re.compile(rb"[ \t\\]*[(\[]")
_DEFINES = re.compile(rb"(?:def|class)(?:[ \t]|\\\r?\n)+$")
_LONGEST_BEFORE = 80  # bytes; the text between `def` and the name is rarely longer

_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_DEFINITIONS = frozenset({"function_definition", "class_definition", "lambda"})
_SCOPES = _COMPREHENSIONS | _DEFINITIONS | {"module"}
_MODULE = Span(0, -1)  # the module's scope, whatever the length of the file

# Nodes between a target and the statement that binds its names.
_PATTERNS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "as_pattern_target"}
    | {"dictionary_splat_pattern", "expression_list", "parenthesized_expression"}
    | {"tuple", "list", "type", "splat_type"}
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


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a name at an offset: an imported path, or (`origin` None) anything else. It is
    `certain` if nothing else in the scope binds it, and the import is not only for type checkers.
    """

    origin: str | None
    certain: bool


def meaning(source: Source, name: str, offset: int) -> Meaning | None:
    """The meaning of `name` at byte `offset`; None if no scope visible from there binds it."""
    bindings = _bindings(source, name)
    if bindings.keys() == {_MODULE} and source.whole is None:
        return bindings[_MODULE]  # visible everywhere
    if bindings:
        for scope in _scopes_around(source, offset):
            if scope in bindings and (scope != _MODULE or source.whole is None):
                return bindings[scope]
    return _bindings(source.whole, name).get(_MODULE) if source.whole is not None else None


def has_run(source: Source, name: str, offset: int) -> bool:
    """Whether an import of `name` has certainly run before byte `offset`: unconditionally and
    above, or the code is in a function that is called later.
    """
    if source.whole is not None:  # a cell of a notebook, or a piece: the order is the user's
        return True
    nodes = ancestors(source.node_at(Span(offset, offset)))
    around = [node for node in nodes if node.type in ("module", "block")]
    for entry in imports(source):
        if entry.local != name or not entry.at_import_time:
            continue
        block = source.node_at(entry.span).parent
        if block is None or block not in around:
            continue
        if entry.span.end <= offset or _runs_later(source, entry.span, offset):
            return True
    return False


def resolved(source: Source, node: Node | None) -> Meaning | None:
    """The meaning of an expression such as `fastapi.status`; None if its first name is unbound."""
    if node is not None and node.type == "identifier":
        return meaning(source, source.text_of(node), node.start_byte)
    attribute = field(node, "attribute")
    found = resolved(source, field(node, "object")) if attribute is not None else None
    if found is None or found.origin is None:
        return None
    return Meaning(f"{found.origin}.{source.text_of(attribute)}", found.certain)


def resolved_part(source: Source, whole: Node, part: Node) -> Meaning | None:
    """The meaning of `a.b` for a `part` `b` of `a.b.c`, in an import statement or a pattern."""
    statement = import_around(whole)
    if statement is not None:
        module = statement.child_by_field_name("module_name")
        if module is None or module == whole:
            return None
        return Meaning(f"{source.text_of(module)}.{source.text_of(part)}", certain=True)
    first, *others = (each for each in whole.named_children if each.start_byte <= part.start_byte)
    found = meaning(source, source.text_of(first), first.start_byte)
    if found is None or found.origin is None:
        return None
    return Meaning(".".join((found.origin, *map(source.text_of, others))), found.certain)


def dotted_path(source: Source, node: Node | None) -> str | None:
    """The dotted path of an expression, if it resolves through an import."""
    found = resolved(source, node)
    return found.origin if found is not None else None


def binder_of(node: Node) -> Node | None:
    """The statement, parameter or pattern that binds the target `node`; None if it does not."""
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
            is_field = kind in _FIELDS
            binds = field(parent, _FIELDS[kind]) == child if is_field else kind in _WHOLE
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
    is_name = field(parent, "name") == node
    return parent is not None and (is_name or parent.type in ("aliased_import", "keyword_pattern"))


@per_source
def _bindings(source: Source, name: str) -> dict[Span, Meaning]:
    """Scope → meaning of `name` in it, for each scope that binds it."""
    imported: dict[Span, list[Import]] = {}
    for entry in imports_of_name(source, name):
        imported.setdefault(_scope_of(source.node_at(entry.span)), []).append(entry)
    bound: set[Span] = set()
    declared_elsewhere: set[Span] = set()
    for node in _lone_identifiers(source, name):
        if is_declared(node):
            declared_elsewhere.add(_scope_of(node))
            bound.add(_MODULE)
        elif (scope := _binding_scope(node)) is not None:
            bound.add(scope)
    meanings = {}
    for scope in {*imported, *bound} - declared_elsewhere:
        origins = imported.get(scope, [])
        only = scope not in bound and len({i.origin for i in origins}) == 1
        origin = origins[0].origin if origins else None
        meanings[scope] = Meaning(origin, only and any(i.at_import_time for i in origins))
    return meanings


def _lone_identifiers(source: Source, name: str) -> Iterator[Node]:
    """The occurrences of the name that could bind it; uses as `name.x` or `name(…)` cannot."""
    for match in _lone(name.encode()).finditer(source.data) if name else ():
        start, end = match.span()
        if _only_calls(source.data, start, end) or source.binds_nothing_at(start):
            continue
        node = source.node_at(Span(start, end))
        if node.type == "identifier" and node.end_byte == end:
            yield node


@functools.lru_cache(maxsize=1024)
def _lone(word: bytes) -> re.Pattern[bytes]:
    """The occurrences of the word that are not part of a longer or dotted name."""
    word = re.escape(word)  # first, and only then the text before it: this is faster
    return re.compile(rb"%b(?!\w|[ \t]*\.)(?<![\w.]%b)" % (word, word))


def _only_calls(data: bytes, start: int, end: int) -> bool:
    """Whether the name from `start` to `end` is called or indexed there, and not defined."""
    if _OPENING_BEHIND.match(data, end) is None:
        return False
    return _DEFINES.search(data, max(0, start - _LONGEST_BEFORE), start) is None


def _binding_scope(node: Node) -> Span | None:
    """The scope in which this identifier binds its name; None if it is only read."""
    binder = binder_of(node)
    if binder is None:
        return None
    if binder.type in ("function_definition", "class_definition"):
        return _scope_of(binder.parent or binder)
    if binder.type == "named_expression":
        return _scope_of_walrus(binder)
    return _scope_of(binder)


def _scope_of(node: Node) -> Span:
    scope = enclosing(node, *_SCOPES)
    return Span(scope.start_byte, scope.end_byte) if scope and scope.parent else _MODULE


def _scope_of_walrus(node: Node) -> Span:
    """`name := …` binds outside comprehensions around it, in a default outside the function."""
    for around in ancestors(node):
        is_own = around.type in _DEFINITIONS
        if is_own and around.parent is not None and _is_inside(around, node.start_byte):
            return Span(around.start_byte, around.end_byte)
    return _MODULE


@per_source
def _scopes_around(source: Source, offset: int) -> tuple[Span, ...]:
    """The scopes visible from `offset`, innermost first."""
    nodes = ancestors(source.node_at(Span(offset, offset)))
    around = [n for n in nodes if n.parent and n.type in _SCOPES and _is_inside(n, offset)]
    visible = [n for n in around if n is around[0] or n.type != "class_definition"]
    return (*(Span(n.start_byte, n.end_byte) for n in visible), _MODULE)


def _runs_later(source: Source, span: Span, offset: int) -> bool:
    """Whether `offset` is in the body of a function that does not contain `span`."""
    return any(
        node.type in FUNCTIONS
        and _is_inside(node, offset)
        and not node.start_byte <= span.start < node.end_byte
        for node in ancestors(source.node_at(Span(offset, offset)))
    )


def _is_inside(scope: Node, offset: int) -> bool:
    """Whether the node is evaluated inside the scope: not defaults, decorators, bases etc."""
    if scope.type in _COMPREHENSIONS:
        first = next((c for c in scope.named_children if c.type == "for_in_clause"), None)
        through = field(first, "right")
        return through is None or not through.start_byte <= offset < through.end_byte
    body = field(scope, "body") if scope.type in _DEFINITIONS else None
    return body is None or offset >= body.start_byte
