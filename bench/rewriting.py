"""Changes to a file that a measure makes before it asks: constants out, and their imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from bench.constants import Module, is_constant_path, origin_of
from statuslens.facts.vocabularies import Name


def without_imports(module: Module, chosen: Mapping[ast.expr, Name]) -> dict[tuple[int, int], str]:
    """The edits that take away the imports that nothing but these constants used."""
    roots = {_root(node) for node in chosen}
    locals_ = {root.id for root in roots}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node not in roots:
            locals_.discard(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            locals_.discard(node.value)  # __all__, annotations in quotes
    edits = {}
    for block in _blocks(module.tree):
        gone = []
        for statement in block:
            if not isinstance(statement, (ast.Import, ast.ImportFrom)):
                continue
            kept = [a for a in statement.names if not _is_taken(a, statement, locals_)]
            if not kept:
                gone.append(statement)
            elif len(kept) < len(statement.names):
                rest = type(statement)(**{**vars(statement), "names": kept})
                edits[module.span(statement)] = ast.unparse(rest)
        for number, statement in enumerate(gone):
            start, end = module.span(statement)
            is_last_one = len(gone) == len(block) and not number
            whole = _whole_lines(module.data, start, end) if not is_last_one else None
            edits[whole or (start, end)] = "" if whole else "pass"
    return edits


def _is_taken(alias: ast.alias, statement: ast.Import | ast.ImportFrom, locals_: set[str]) -> bool:
    local = alias.asname or alias.name.partition(".")[0]
    if local not in locals_:
        return False
    path = alias.name if isinstance(statement, ast.Import) else origin_of(statement, alias)
    return path is not None and is_constant_path(path)


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The blocks whose imports always run: not those of `try` and `if TYPE_CHECKING`."""
    if isinstance(node, (ast.Try, getattr(ast, "TryStar", ast.Try))):
        return
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    for name in ("body", "orelse"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            yield block
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.match_case)):
            yield from _blocks(child)


def _root(node: ast.expr) -> ast.Name:
    while isinstance(node, ast.Attribute):
        node = node.value
    assert isinstance(node, ast.Name)
    return node


def _whole_lines(data: bytes, start: int, end: int) -> tuple[int, int] | None:
    """The statement with its lines, if it has them for itself."""
    first = max(data.rfind(b"\n", 0, start), data.rfind(b"\r", 0, start)) + 1
    match = re.compile(rb"[ \t]*(?:\r\n|\r|\n)").match(data, end)
    return (first, match.end()) if match and not data[first:start].strip() else None


def edited(
    data: bytes, edits: Mapping[tuple[int, int], str]
) -> tuple[bytes, dict[tuple[int, int], int]]:
    """The new text, and where each edit is in it."""
    parts: list[bytes] = []
    starts, end, length = {}, 0, 0
    for span, text in sorted(edits.items()):
        new = text.encode()
        parts += [data[end : span[0]], new]
        starts[span] = length + span[0] - end
        length = starts[span] + len(new)
        end = span[1]
    return b"".join([*parts, data[end:]]), starts
