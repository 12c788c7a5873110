"""What a name means where it stands: the file's imports, and what hides them.

Nothing is executed; only this file is read. Python's own rules: parameters and anything a
function binds are local to all of it, a class body is seen only from directly inside, and a
comprehension has its own loop variables.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ..syntax.source import Source, Span, named_child, per_source

# Plain literals first: Python's regular expressions search those fastest.
_IMPORT = re.compile(rb"import")
# In its line: the start of a statement, or `from` there.
_BEFORE_IMPORT = re.compile(rb"(?:^(?:\xef\xbb\xbf)?|[;:\r\f])\s*(?:from(?!\w).*)?$", re.DOTALL)
# Up to the end of the line, or of the parentheses.
_IMPORTED = re.compile(rb"import(?:[^\n\r(\\#;]|\\\r?\n?|\((?:[^)#]|#[^\n\r]*)*|#[^\n\r]*)*")
_OPENING_BEHIND = re.compile(rb"[ \t\\]*[(\[]")
_DEFINES = re.compile(rb"(?:def|class)(?:[ \t]|\\\r?\n)+$")
_LONGEST_BEFORE = 80  # bytes; few write more between `def` or `from` and the name

_SCOPES = frozenset(
    {
        "module",
        "function_definition",
        "lambda",
        "class_definition",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
    }
)
_MODULE = Span(0, -1)  # stands for the module's scope, however long the file is
_COMPREHENSIONS = frozenset(s for s in _SCOPES if s.endswith(("comprehension", "expression")))

# Nodes through which a target hands its names up to the statement that binds them.
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

# A statement or expression, and its field that binds names.
_BINDING_FIELDS = {
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
_BINDING_PARENTS = frozenset(
    {"parameters", "lambda_parameters", "delete_statement", "case_pattern", "splat_pattern"}
)


@dataclass(frozen=True, slots=True)
class Import:
    """One name that an import statement binds: `from module import name as local`.

    `name` is None for `import module`; `local` is the name bound here (`a` for `import a.b`).
    `span` is the whole statement; `at_import_time` is false under `if TYPE_CHECKING:`;
    `top_level` is true for a plain statement of the module, not nested in anything.
    """

    module: str
    name: str | None
    local: str
    span: Span
    at_import_time: bool
    top_level: bool

    @property
    def origin(self) -> str:
        """The dotted path that the local name stands for."""
        if self.name is not None:
            return self.module + ("" if self.module.endswith(".") else ".") + self.name
        return self.module if self.local != self.module.partition(".")[0] else self.local


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for at a place: an imported path, or (`origin` None) anything else.

    `certain` means that it is that path whenever the code runs: no other statement of the scope
    binds the name, and the import is not for type checkers only.
    """

    origin: str | None
    certain: bool


@per_source
def imports(source: Source) -> tuple[Import, ...]:
    """Every import of the file, nested ones too, in order; star imports have the name `*`."""
    found = (_imports_at(source, offset) for offset, _ in _import_texts(source))
    return tuple(itertools.chain.from_iterable(found))


def _imports_of_name(source: Source, name: str) -> Iterator[Import]:
    """Those that bind the name."""
    word = name.encode()
    for offset, text in _import_texts(source):
        if word in text:
            yield from (each for each in _imports_at(source, offset) if each.local == name)


@per_source
def _imports_at(source: Source, offset: int) -> tuple[Import, ...]:
    """The imports of the statement whose `import` stands there."""
    keyword = source.node_at(Span(offset, offset + len(b"import")))
    statement = keyword.parent
    if keyword.type != "import" or statement is None:
        return ()
    return tuple(_imports_of(source, statement))


@per_source
def _import_texts(source: Source) -> tuple[tuple[int, bytes], ...]:
    """Where each `import` may stand, and what is behind it, without a look at the tree; more than
    that at times.
    """
    found = []
    data = source.data
    for match in _IMPORT.finditer(data):
        start = match.start()
        first = max(0, start - _LONGEST_BEFORE)
        line = data[first:start].rpartition(b"\n")
        is_cut = first > 0 and not line[1]
        if is_cut or _BEFORE_IMPORT.search(line[2]) is not None:
            text = _IMPORTED.match(data, start)
            found.append((start, text[0] if text is not None else b""))
    return tuple(found)


def visible_imports(source: Source) -> tuple[Import, ...]:
    """The imports of the file; of a piece, those of the whole."""
    return imports(source.whole or source)


def meaning(source: Source, name: str, offset: int) -> Meaning | None:
    """What `name` means for code that stands at byte `offset`; None when the file binds it nowhere
    that is seen from there (a builtin, a star import, or not there yet).
    """
    bindings = _bindings(source, name)
    if bindings.keys() == {_MODULE} and source.whole is None:
        return bindings[_MODULE]  # seen from everywhere
    if bindings:
        for scope in _scopes_around(source, offset):
            if scope in bindings and (scope != _MODULE or source.whole is None):
                return bindings[scope]
    return _bindings(source.whole, name).get(_MODULE) if source.whole is not None else None


def has_run(source: Source, name: str, offset: int) -> bool:
    """Whether an import of `name` has run for certain where the code at byte `offset` runs: it is
    no part of a branch that may be left out, and stands above, or the code is in a function that
    is called later.
    """
    if source.whole is not None:  # a cell of a notebook, or a piece: the order is the user's
        return True
    around = [node for node in _nodes_around(source, offset) if _is_block(node)]
    for entry in imports(source):
        if entry.local != name or not entry.at_import_time:
            continue
        block = source.node_at(entry.span).parent
        if block is None or block not in around:
            continue
        if entry.span.end <= offset or _runs_later(source, entry.span, offset):
            return True
    return False


def resolved(source: Source, node: Node) -> Meaning | None:
    """What an expression such as `status` or `fastapi.status` means, through the file's imports;
    None where it starts with anything but a name that the file binds.
    """
    if node.type == "identifier":
        return meaning(source, source.text_of(node), node.start_byte)
    if node.type == "attribute":
        value, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        found = resolved(source, value) if value is not None else None
        if found is not None and found.origin is not None and attribute is not None:
            return Meaning(f"{found.origin}.{source.text_of(attribute)}", found.certain)
    return None


def dotted_path(source: Source, node: Node) -> str | None:
    """The dotted path that an expression stands for, if it is one through an import."""
    found = resolved(source, node)
    return found.origin if found is not None else None


def has_star_import(source: Source) -> bool:
    return any(entry.name == "*" for entry in visible_imports(source))


def _imports_of(source: Source, statement: Node) -> Iterator[Import]:
    span = Span(statement.start_byte, statement.end_byte)
    runs, top_level = _how_imported(source, statement)
    base = statement.child_by_field_name("module_name")
    module = source.text_of(base) if base is not None else None
    if statement.type == "future_import_statement":
        module = "__future__"

    def imported(path: str, local: str) -> Import:
        if module is None:
            return Import(path, None, local, span, runs, top_level)
        return Import(module, path, local, span, runs, top_level)

    for child in statement.children_by_field_name("name"):
        if child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None and alias is not None:
                yield imported(source.text_of(name), source.text_of(alias))
        else:
            path = source.text_of(child)
            yield imported(path, path if module is not None else path.partition(".")[0])
    if any(child.type == "wildcard_import" for child in statement.children):
        yield imported("*", "*")


def _how_imported(source: Source, statement: Node) -> tuple[bool, bool]:
    """Whether the import runs with the program, and whether it is a plain top-level statement."""
    runs, parent = True, statement.parent
    top_level = parent is not None and parent.type == "module"
    while parent is not None:
        if parent.type == "if_statement":
            condition = parent.child_by_field_name("condition")
            if condition is not None and source.text_of(condition).endswith("TYPE_CHECKING"):
                runs = False
        parent = parent.parent
    return runs, top_level


@per_source
def _bindings(source: Source, name: str) -> dict[Span, Meaning]:
    """Scope → what `name` means in it, for each scope of the file that binds it."""
    imported: dict[Span, list[Import]] = {}
    for entry in _imports_of_name(source, name):
        statement = source.node_at(entry.span)
        imported.setdefault(_scope_of(statement), []).append(entry)
    bound: set[Span] = set()
    declared_elsewhere: set[Span] = set()
    for node in _lone_identifiers(source, name):
        parent = node.parent
        if parent is not None and parent.type in ("global_statement", "nonlocal_statement"):
            declared_elsewhere.add(_scope_of(node))
            bound.add(_MODULE)
        else:
            scope = _binding_scope(node)
            if scope is not None:
                bound.add(scope)
    meanings = {}
    for scope in {*imported, *bound} - declared_elsewhere:
        origins = imported.get(scope, [])
        only = scope not in bound and len({i.origin for i in origins}) == 1
        meanings[scope] = Meaning(
            origin=origins[0].origin if origins else None,
            certain=only and any(i.at_import_time for i in origins),
        )
    return meanings


def _lone_identifiers(source: Source, name: str) -> Iterator[Node]:
    """Where the name stands in a way that could bind it: a use as `name.x`, `name(…)` cannot."""
    for match in _lone(name.encode()).finditer(source.data) if name else ():
        start, end = match.span()
        if _only_calls(source.data, start, end) or source.binds_nothing_at(start):
            continue
        node = source.node_at(Span(start, end))
        if node.type == "identifier" and node.end_byte == end:
            yield node


@functools.lru_cache(maxsize=1024)
def _lone(word: bytes) -> re.Pattern[bytes]:
    """Where the word is no part of a longer name, or of a dotted one."""
    word = re.escape(word)  # first, and then what is before it: so it is found faster
    return re.compile(rb"%b(?!\w|[ \t]*\.)(?<![\w.]%b)" % (word, word))


def _only_calls(data: bytes, start: int, end: int) -> bool:
    """Whether the name from `start` to `end` is called or indexed there, and not defined."""
    if _OPENING_BEHIND.match(data, end) is None:
        return False
    return _DEFINES.search(data, max(0, start - _LONGEST_BEFORE), start) is None


def _binding_scope(node: Node) -> Span | None:
    """The scope in which this identifier binds its name; None where it only reads it."""
    child, parent = node, node.parent
    while parent is not None and parent.type in _PATTERNS:
        child, parent = parent, parent.parent
    if parent is None:
        return None
    if parent.type == "dotted_name":  # `case name:` captures; a.b does not, nor does an import
        owner = parent.parent
        captures = owner is not None and owner.type in ("case_pattern", "keyword_pattern")
        return _scope_of(parent) if captures and parent.named_child_count == 1 else None
    if parent.type == "type_parameter":  # `def f[name](…)`; of `list[name]` it is only read
        owner = parent.parent
        return _scope_of(parent) if owner is not None and owner.type in _SCOPES else None
    if parent.type == "typed_parameter":
        return _scope_of(parent) if named_child(parent, 0) == child else None
    if parent.type == "as_pattern" and parent.child_by_field_name("alias") is None:
        return _scope_of(parent) if parent.named_children[-1] == child else None  # of `case`
    field = _BINDING_FIELDS.get(parent.type)
    if field is not None:
        if parent.child_by_field_name(field) != child:
            return None
    elif parent.type not in _BINDING_PARENTS:
        return None
    if parent.type in ("function_definition", "class_definition"):
        return _scope_of(parent.parent or parent)
    if parent.type == "named_expression":
        return _scope_of_walrus(parent)
    return _scope_of(parent)


def _scope_of(node: Node) -> Span:
    current: Node = node
    while current.type not in _SCOPES and current.parent is not None:
        current = current.parent
    return Span(current.start_byte, current.end_byte) if current.parent else _MODULE


def _scope_of_walrus(node: Node) -> Span:
    """`name := …` binds outside the comprehensions around it, and in a default outside the
    function.
    """
    current: Node = node
    while current.parent is not None:
        current = current.parent
        is_own = current.type in _SCOPES and current.type not in _COMPREHENSIONS
        if is_own and current.parent is not None and _is_inside(current, node.start_byte):
            return Span(current.start_byte, current.end_byte)
    return _MODULE


@per_source
def _scopes_around(source: Source, offset: int) -> tuple[Span, ...]:
    """The scopes whose names are seen from `offset`, innermost first."""
    scopes = []
    node: Node | None = source.node_at(Span(offset, offset))
    innermost = True
    while node is not None and node.parent is not None:
        if node.type in _SCOPES and _is_inside(node, offset):
            if node.type != "class_definition" or innermost:
                scopes.append(Span(node.start_byte, node.end_byte))
            innermost = False
        node = node.parent
    return (*scopes, _MODULE)


def _nodes_around(source: Source, offset: int) -> Iterator[Node]:
    node: Node | None = source.node_at(Span(offset, offset))
    while node is not None:
        yield node
        node = node.parent


def _is_block(node: Node) -> bool:
    return node.type in ("module", "block")


def _runs_later(source: Source, span: Span, offset: int) -> bool:
    """Whether `offset` is in the body of a function that does not hold `span`."""
    return any(
        node.type in ("function_definition", "lambda")
        and _is_inside(node, offset)
        and not node.start_byte <= span.start < node.end_byte
        for node in _nodes_around(source, offset)
    )


def _is_inside(scope: Node, offset: int) -> bool:
    """Defaults, decorators, annotations and base classes are evaluated outside the scope, and so is
    what a comprehension first goes through.
    """
    if scope.type in _COMPREHENSIONS:
        first = next((c for c in scope.named_children if c.type == "for_in_clause"), None)
        through = first.child_by_field_name("right") if first is not None else None
        return through is None or not through.start_byte <= offset < through.end_byte
    if scope.type not in ("function_definition", "class_definition", "lambda"):
        return True
    body = scope.child_by_field_name("body")
    return body is None or offset >= body.start_byte
