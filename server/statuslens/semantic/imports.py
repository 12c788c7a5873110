"""The import statements of a file, found without parsing all of it."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ..syntax.source import Source, Span, field, per_file, per_source
from .enclosing import ancestors

# Literals first: Python's regular expressions find them fastest.
_IMPORT = re.compile(rb"import")
# The text before it in its line: the start of a statement, or `from`.
_BEFORE_IMPORT = re.compile(rb"(?:^(?:\xef\xbb\xbf)?|[;:\r\f])\s*(?:from(?!\w).*)?$", re.DOTALL)
# Up to the end of the line, or of the parentheses.
_IMPORTED = re.compile(rb"import(?:[^\n\r(\\#;]|\\\r?\n?|\((?:[^)#]|#[^\n\r]*)*|#[^\n\r]*)*")
_LONGEST_BEFORE = 80  # bytes; the text between `from` and `import` is rarely longer


IMPORT_STATEMENTS = frozenset(
    {"import_statement", "import_from_statement", "future_import_statement"}
)
IMPORT_NODES = IMPORT_STATEMENTS | {"aliased_import"}  # around a name in an import


@dataclass(frozen=True, slots=True)
class Import:
    """One name that an import binds: `from module import name as local`; `name` is None for `import
    module`. `local` is the name bound here (`a` for `import a.b`), `span` the whole statement.
    `at_import_time` is false under `if TYPE_CHECKING:`, `top_level` true unless nested.
    """

    module: str
    name: str | None
    local: str
    span: Span
    at_import_time: bool
    top_level: bool

    @property
    def package(self) -> str:
        """The top-level package of the module; empty for a relative import."""
        return self.module.partition(".")[0]

    @property
    def origin(self) -> str:
        """The dotted path of the imported object."""
        if self.name is not None:
            return self.module + ("" if self.module.endswith(".") else ".") + self.name
        return self.module if self.local != self.package else self.local


@per_source
def imports(source: Source) -> tuple[Import, ...]:
    """All imports of the file in order, including nested ones; star imports have the name `*`."""
    found = (_imports_at(source, offset) for offset, _ in _import_texts(source))
    return tuple(itertools.chain.from_iterable(found))


def imports_of_name(source: Source, name: str) -> Iterator[Import]:
    """The imports that bind the name."""
    word = name.encode()
    for offset, text in _import_texts(source):
        if word in text:
            yield from (each for each in _imports_at(source, offset) if each.local == name)


def visible_imports(source: Source) -> tuple[Import, ...]:
    """The imports of the file; for a piece, those of the whole file."""
    return imports(source.whole or source)


@per_file
def imported_packages(source: Source) -> frozenset[str]:
    """The top-level packages that the file imports."""
    return frozenset(entry.package for entry in visible_imports(source))


@per_file
def packages_always_imported(source: Source) -> frozenset[str]:
    """The same, without imports in functions or under conditions."""
    return frozenset(entry.package for entry in visible_imports(source) if entry.top_level)


def import_around(entry: Node) -> Node | None:
    """The statement that imports `entry`, a dotted name, or imports from it."""
    statement = entry.parent
    if statement is not None and statement.type == "aliased_import":
        statement = statement.parent
    is_import = statement is not None and statement.type in IMPORT_STATEMENTS
    return statement if is_import else None


def has_star_import(source: Source) -> bool:
    return any(entry.name == "*" for entry in visible_imports(source))


@per_source
def _imports_at(source: Source, offset: int) -> tuple[Import, ...]:
    """The imports of the statement whose `import` is at this offset."""
    keyword = source.node_at(Span(offset, offset + len(b"import")))
    statement = keyword.parent
    if keyword.type != "import" or statement is None:
        return ()
    return tuple(_imports_of(source, statement))


@per_source
def _import_texts(source: Source) -> tuple[tuple[int, bytes], ...]:
    """The offset of each `import`, perhaps false ones, and the text after it, without the tree."""
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


def _imports_of(source: Source, statement: Node) -> Iterator[Import]:
    span = Span(statement.start_byte, statement.end_byte)
    runs, top_level = _how_imported(source, statement)
    module: str | None = source.text_of(field(statement, "module_name")) or None
    if statement.type == "future_import_statement":
        module = "__future__"

    def imported(path: str, local: str) -> Import:
        return Import(module or path, path if module else None, local, span, runs, top_level)

    for child in statement.children_by_field_name("name"):
        if child.type == "aliased_import":
            name, alias = field(child, "name"), field(child, "alias")
            if name is not None and alias is not None:
                yield imported(source.text_of(name), source.text_of(alias))
        else:
            path = source.text_of(child)
            yield imported(path, path if module is not None else path.partition(".")[0])
    if any(child.type == "wildcard_import" for child in statement.children):
        yield imported("*", "*")


def _how_imported(source: Source, statement: Node) -> tuple[bool, bool]:
    """Whether the import runs with the program, and whether it is a plain top-level statement."""
    conditions = (
        source.text_of(field(node, "condition"))
        for node in ancestors(statement)
        if node.type == "if_statement"
    )
    runs = not any(condition.endswith("TYPE_CHECKING") for condition in conditions)
    return runs, statement.parent is not None and statement.parent.type == "module"
