"""The imports that an edit leaves unused: it removes their last use; nothing else can need them."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ...project.view import Project
from ...semantic.enclosing import enclosing
from ...semantic.imports import IMPORT_STATEMENTS, Import, imports
from ...semantic.scopes import meaning
from ...syntax.source import Source, Span, field
from .prelude import text_of_lines

_RE_EXPORTING = ("__init__.py", "__init__.pyi")
# Signs of names that are looked up dynamically, or of files excluded from checks.
_HIDDEN_USES = re.compile(
    rb"\b(?:globals|locals|vars|eval|exec)\s*\(|#\s*(?:ruff|flake8):\s*noqa"
    rb"|\bmodules\s*(?:\[|\.\s*get\s*\()\s*__name__"
)
# Comments that mark imports kept on purpose.
_DIRECTIVE = re.compile(r"#.*\b(?:noqa|type:|pylint|pyright|mypy|isort|flake8|ruff|pragma|fmt)")
_TYPE_COMMENT = re.compile(r"#\s*type:")
_ALL = re.compile(rb"\b__all__\b")


def used_in(source: Source, spans: Iterable[Span]) -> frozenset[str]:
    """The imports, by local name, that the text of `spans` uses: `import a.b` not by `a.c`."""
    entries = {entry.local: entry for entry in imports(source) if entry.top_level}
    return frozenset(
        name
        for span in spans
        for name, offset in _names_in(source, span)
        if name in entries
        and _means(source, name, span.start, entries[name].origin)
        and _is_for(source, entries[name], offset)
    )


def unused(source: Source, names: frozenset[str], project: Project) -> Iterator[Import]:
    """The removable imports of `names`; none in notebooks, re-exporting files, half-typed code."""
    if source.whole is not None or source.root.has_error or _HIDDEN_USES.search(source.data):
        return
    is_re_exporting = source.path is not None and source.path.name in _RE_EXPORTING
    if is_re_exporting or _has_names_in_parts(source):
        return
    entries = imports(source)
    for entry in entries:
        if entry.local not in names or not entry.top_level or not entry.local.isascii():
            continue
        is_only = sum(other.local == entry.local for other in entries) == 1
        statement = source.node_at(entry.span)
        if not is_only or _is_kept(source, statement, entry) or _is_used(source, entry.local):
            continue
        if not project.files.may_be_taken(entry.local):
            yield entry


def _names_in(source: Source, span: Span) -> Iterator[tuple[str, int]]:
    """The names in the text, with their offsets."""
    for match in re.finditer(rb"\w+", source.data[span.start : span.end]):
        node = source.node_at(Span(span.start + match.start(), span.start + match.end()))
        if node.type == "identifier" and not _is_label(node):
            yield source.text_of(node), node.start_byte


def _is_for(source: Source, entry: Import, offset: int) -> bool:
    """Whether the expression at `offset` needs the whole module that the statement names."""
    if entry.name is not None or entry.origin != entry.local:
        return True
    path = rb"\s*\.\s*".join(re.escape(part.encode()) for part in entry.module.split("."))
    return re.compile(rb"%s\b" % path).match(source.data, offset) is not None


def _means(source: Source, name: str, offset: int, origin: str) -> bool:
    found = meaning(source, name, offset)
    return found is not None and found.certain and found.origin == origin


def _is_kept(source: Source, statement: Node, entry: Import) -> bool:
    """Whether it is kept on purpose: `import a as a` re-exports, a comment is for a checker."""
    for child in statement.children_by_field_name("name"):
        if {source.text_of(field(child, name)) for name in ("name", "alias")} == {entry.local}:
            return True
    return _DIRECTIVE.search(text_of_lines(source, statement)) is not None


def _is_used(source: Source, name: str) -> bool:
    return any(
        _uses(source, source.node_at(Span(*match.span())), name)
        for match in re.finditer(rb"\b%s\b" % re.escape(name.encode()), source.data)
    )


def _uses(source: Source, node: Node, name: str) -> bool:
    """Whether the word at `node` could be the name; in doubt it is."""
    if node.type == "comment":
        return _TYPE_COMMENT.match(source.text_of(node)) is not None
    if enclosing(node, *IMPORT_STATEMENTS) is not None:
        return False
    if node.type == "identifier":
        return not _is_label(node)
    string = enclosing(node, "string")
    if string is None:
        return True
    content = (child for child in string.children if child.type == "string_content")
    return _is_named_in("".join(map(source.text_of, content)), name)


def _is_label(node: Node) -> bool:
    """Whether the word is an attribute (`a.word`) or a keyword (`f(word=…)`)."""
    parent = node.parent
    is_argument = parent is not None and parent.type == "keyword_argument"
    return node in (field(parent, "attribute"), field(parent, "name") if is_argument else None)


def _is_named_in(text: str, name: str) -> bool:
    """Whether a string contains code with the name: an annotation, `__all__`, a doctest."""
    if ">>>" in text:
        return True
    code = Source(text.strip())
    if code.root.has_error:
        return False
    words = re.finditer(rb"\b%s\b" % re.escape(name.encode()), code.data)
    nodes = (code.node_at(Span(*match.span())) for match in words)
    return any(node.type == "identifier" and not _is_label(node) for node in nodes)


def _has_names_in_parts(source: Source) -> bool:
    """Whether a statement about `__all__` has strings such as `"sta" "tus"`."""
    nodes = (source.node_at(Span(*match.span())) for match in _ALL.finditer(source.data))
    statements = (enclosing(node, "expression_statement") for node in nodes)
    return any(_has_parts(statement) for statement in statements if statement is not None)


def _has_parts(node: Node) -> bool:
    return node.type == "concatenated_string" or any(map(_has_parts, node.named_children))
