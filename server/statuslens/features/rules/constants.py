"""Shared by the rules about names: the constants in a file, and how to replace their names."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from packaging.version import Version
from tree_sitter import Node

from ...edits.rewrites import is_shown
from ...edits.spelling import direct_spelling
from ...edits.text_edits import Replacement
from ...facts.vocabularies import Name, Vocabulary, vocabulary_at, vocabulary_of_name
from ...project.environment import Environment, Library
from ...project.view import Project
from ...semantic.enclosing import ancestors, outside
from ...semantic.imports import import_around, imports
from ...semantic.scopes import is_bound, meaning, resolved, resolved_part
from ...semantic.usages import find_usages
from ...syntax.source import Source, Span, children_of, field

Form = Literal["member", "direct", "imported"]

# Code that catches or checks that a name is missing.
_CATCHES = re.compile(r"AttributeError|ImportError|ModuleNotFoundError")
_CATCHES_ALL = re.compile(r"except\s*(?::|(?:Base)?Exception\b)")
_ASKS = re.compile(
    r"""(?:has|get)attr\s*\(\s*[\w.]+\s*,\s*['"]?[A-Z]"""
    r"|version_info|__version__|\bversion\s*\(|\bVersion\b|VERSION|PY_?3"
)
_EXPECTS = re.compile(r"suppress|warns|AttributeError|ImportError|DeprecationWarning")
_CONDITIONS = frozenset({"if_statement", "conditional_expression", "boolean_operator"})
# A `try` with nothing else in its body checks whether the names exist.
_ONLY_NAMES = frozenset({"import_statement", "import_from_statement", "comment", "pass_statement"})


@dataclass(frozen=True, slots=True)
class Constant:
    """A member (`status.HTTP_404_NOT_FOUND`), a direct name or an import; `path` is dotted."""

    word: str
    span: Span
    form: Form
    path: str

    @property
    def vocabulary(self) -> Vocabulary | None:
        return vocabulary_at(self.owner)

    @property
    def owner(self) -> str:
        """The dotted path of its module or class."""
        return self.path.rpartition(".")[0]


def constants_with(
    source: Source, verdict: Callable[[Name, Environment], str | None], project: Project
) -> Iterator[tuple[Constant, Name, str]]:
    """The constants that certainly are a library's and whose names have a verdict here."""
    usages = find_usages(source, project)
    names = {usage.name for usage in usages if usage.name is not None}
    verdicts = {name: verdict(name, project.environment) for name in names}
    for usage in usages:
        judged = verdicts[usage.name] if usage.name is not None else None
        if usage.name is None or judged is None:
            continue
        constant = constant_at(source, usage.span, project)
        if constant is not None and constant.vocabulary is vocabulary_of_name(usage.name):
            yield constant, usage.name, judged


def constant_at(source: Source, span: Span, project: Project) -> Constant | None:
    """The constant at `span`; None if uncertain, bound there, or its existence is checked."""
    node = source.node_at(span)
    if node.type != "identifier" or (node.start_byte, node.end_byte) != (span.start, span.end):
        return None
    found = _path_of(source, node)
    if found is None:
        return None
    path, form = found
    if form != "imported" and is_bound(_expression_of(node, form)):
        return None
    if is_guarded(source, node) or project.files.is_top_level_module(path.partition(".")[0]):
        return None
    return Constant(source.text_of(node), span, form, path)


def is_guarded(source: Source, node: Node) -> bool:
    """Whether code around `node` expects that names may be missing, such as `hasattr`."""
    return any(_expects_missing(source, around) for around in ancestors(node))


def _expects_missing(source: Source, node: Node) -> bool:
    match node.type:
        case "try_statement":
            return _tries_names(source, node)
        case "call":
            return source.text_of(field(node, "function")) == "getattr"
        case "with_statement":
            clauses = (n for n in node.named_children if n.type == "with_clause")
            return any(_EXPECTS.search(source.text_of(clause)) for clause in clauses)
        case kind:
            return kind in _CONDITIONS and bool(_ASKS.search(_condition(source, node)))


def rewritten(
    source: Source, constant: Constant, new: Name, safe: bool
) -> tuple[Replacement, bool] | None:
    """The constant replaced by `new` in the same form, if possible, and whether that is safe."""
    if is_shown(source.node_at(constant.span)):
        return None
    text = spelled_like(new, constant.word)
    if constant.form == "member":
        return Replacement(constant.span, text), safe
    if constant.form == "imported":
        return _imported_as(source, constant, text, safe)
    spelled = direct_spelling(source, new, constant.span.start, constant.owner)
    if spelled is None:
        return None
    extendable = any(
        entry.top_level and entry.module == constant.owner and entry.name == constant.word
        for entry in imports(source.whole or source)
    )
    # Code that has the name in a string may export it or patch it.
    is_handed_on = source.path is not None and source.path.name == "__init__.py"
    safe = safe and extendable and not is_handed_on and not is_quoted(source, constant.word)
    return Replacement(constant.span, text, spelled.new_import), safe


def spelled_like(name: Name, word: str) -> str:
    """The name in upper or lower case, as `word`: Requests and HTTPX have both."""
    swapped = word != word.swapcase() and word.isupper() != name.name.isupper()
    return name.name.swapcase() if swapped and vocabulary_of_name(name).in_both_cases else name.name


def is_quoted(source: Source, word: str) -> bool:
    """Whether a string of the file is this word, or a dotted path that ends with it."""
    pattern = rb"['\"][\w.]*\b%b['\"]" % re.escape(word.encode())
    return re.search(pattern, (source.whole or source).data) is not None


def short(version: Version | str) -> str:
    """The version without a final `.0`: `0.48` for 0.48.0."""
    text = str(version).removeprefix("<=")
    return text.removesuffix(".0") if text.count(".") == 2 else text


def promise(library: Library) -> str:
    """The oldest version in words: `this project allows 0.40 (fastapi>=0.110)`."""
    allowed = library.allowed
    reason = f" ({allowed.requirement})" if allowed.requirement else ""
    lowest = short(allowed.lowest) if allowed.lowest is not None else "any version"
    return f"this project allows {lowest}{reason}"


def _expression_of(node: Node, form: Form) -> Node:
    """The whole of `status.HTTP_404_NOT_FOUND`, with the parentheses around it."""
    whole = node.parent if form == "member" else node
    return outside(whole or node, ("parenthesized_expression",))[0]


def _path_of(source: Source, node: Node) -> tuple[str, Form] | None:
    parent, word = node.parent, source.text_of(node)
    form: Form = "direct"
    if parent is not None and field(parent, "attribute") == node:
        found, form = resolved(source, parent), "member"
    elif parent is not None and parent.type == "dotted_name":
        found = resolved_part(source, parent, node)
        form = "member" if import_around(parent) is None else "imported"
        if form == "member" and not _ends_pattern(parent, node):
            return None
    else:
        found = meaning(source, word, node.start_byte)
    if found is None or not found.certain or found.origin is None:
        return None
    is_other = form == "direct" and not found.origin.endswith(f".{word}")
    return (found.origin, form) if not is_other else None


def _ends_pattern(whole: Node, node: Node) -> bool:
    """Whether `node` is the last part of `a.b.c` in a `case`."""
    in_pattern = whole.parent is not None and whole.parent.type in ("case_pattern", "union_pattern")
    return in_pattern and whole.named_child_count > 1 and whole.named_children[-1] == node


def _imported_as(
    source: Source, constant: Constant, text: str, safe: bool
) -> tuple[Replacement, bool] | None:
    """An imported name replaced if nothing uses it but an alias; `as` the same name exports it."""
    entry = source.node_at(constant.span).parent
    replacement = Replacement(constant.span, text)
    if entry is not None and entry.parent is not None and entry.parent.type == "aliased_import":
        is_for_others = source.text_of(field(entry.parent, "alias")) == constant.word
        return None if is_for_others else (replacement, safe)
    data = (source.whole or source).data
    others = len(re.findall(rb"\b%b\b" % re.escape(constant.word.encode()), data)) - 1
    if others or meaning(source, text, constant.span.start) is not None:
        return None
    return replacement, False  # other files may import the old name from here


def _tries_names(source: Source, statement: Node) -> bool:
    for handler in (n for n in statement.children if n.type.startswith("except")):
        head = source.data[handler.start_byte : handler.start_byte + 200].decode("utf-8", "ignore")
        head = head.partition("\n")[0]
        if _CATCHES.search(head):
            return True
        if _CATCHES_ALL.match(head):
            return all(n.type in _ONLY_NAMES for n in children_of(field(statement, "body")))
    return False


def _condition(source: Source, node: Node) -> str:
    """The text of a branch's conditions; of an expression, the whole text."""
    if node.type != "if_statement":
        return source.text_of(node)
    branches = (node, *(n for n in node.children if n.type == "elif_clause"))
    return " ".join(source.text_of(field(branch, "condition")) for branch in branches)
