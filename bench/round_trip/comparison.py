"""And back: each changed file, held against the file of numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.constants import Module, compiles, constants, libraries_at, named_at, origin_of, parsed
from bench.round_trip.numbers import Numbered
from bench.round_trip.requirements import Declared
from statuslens.facts.vocabularies import Name, vocabularies


@dataclass(frozen=True)
class Constant:
    """A constant of the package and the code in its place after the fixes, if the tree is the same.

    `line` is its line in the file of numbers; `cause` says why it did not come back.
    """

    project: str
    file: str
    line: int
    before: Name
    after: Name | None
    cause: str = ""

    def __str__(self) -> str:
        return f"{self.project}: {self.file}:{self.line}: {self.before.name}"


class _Folded(ast.NodeTransformer):
    """Numbers in place of names, in the order of `names`; no imports of names."""

    def __init__(self, names: Mapping[ast.expr, Name]) -> None:
        self.names = names
        self.numbers: list[tuple[ast.expr, Name | None]] = []

    def visit(self, node: ast.AST) -> ast.AST | None:
        name = self.names.get(node) if isinstance(node, ast.expr) else None
        if name is not None and isinstance(node, ast.expr):
            self.numbers.append((node, name))
            return ast.Constant(name.code)
        if isinstance(node, ast.Constant):
            if type(node.value) is int:
                self.numbers.append((node, None))
            return node
        if isinstance(node, ast.ImportFrom):
            return self._import(node)
        self.generic_visit(node)
        if isinstance(getattr(node, "body", None), list) and not node.body:  # type: ignore[attr-defined]
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
        return node

    @staticmethod
    def _import(node: ast.ImportFrom) -> ast.ImportFrom | None:
        paths = libraries_at()
        kept = [
            a
            for a in node.names
            if (origin := origin_of(node, a)) is None
            or not (origin in paths or named_at(origin) is not None)
        ]
        return ast.ImportFrom(node.module, kept, node.level) if kept else None


def compared(entry: Numbered) -> tuple[Module | None, list[tuple[ast.expr, Name | None]] | None]:
    """The file after the fixes, None if it does not compile; and the nodes in place of its
    integers, None if the tree differs.
    """
    path = entry.module.path
    data = path.read_bytes()
    try:
        text = data.decode(entry.module.encoding)
    except UnicodeDecodeError:
        return None, None
    if not compiles(text):
        return None, None
    tree = parsed(text)
    after = Module(path, text, entry.module.encoding, tree, constants(tree))
    earlier = parsed(entry.module.text)  # folding changes it
    old, new = _Folded(constants(earlier)), _Folded(after.names)
    same = ast.dump(old.visit(earlier)) == ast.dump(new.visit(tree))  # type: ignore[arg-type]
    if not same or len(old.numbers) != len(new.numbers):
        return after, None
    stands = {}
    for (number, _), there in zip(old.numbers, new.numbers, strict=True):
        start, end = entry.module.span(number)
        if entry.module.data[start:end].isdigit():
            stands[start] = there
    return after, [stands[offset] for offset in sorted(entry.before)]


def compared_constants(
    project: str,
    file: str,
    entry: Numbered,
    after: Module | None,
    pairs: Sequence[tuple[ast.expr, Name | None]] | None,
    findings: Mapping[tuple[int, int], dict[str, object]],
    declared: Declared,
) -> Iterator[Constant]:
    for number, offset in enumerate(sorted(entry.before)):
        if offset not in entry.certain:
            continue
        before = entry.before[offset]
        line, _ = entry.module.position(offset)
        if after is None or pairs is None:
            cause = "the file is not the same"
            yield Constant(project, file, line, before, None, cause)
            continue
        node, name = pairs[number]
        if name is None:
            cause = _cause(after, node, findings, before, declared)
        elif not declared.has(name):
            cause = f"no allowed version has it: {name.library} {name.name}"
        else:
            cause = ""
        yield Constant(project, file, line, before, name, cause)


def _cause(
    after: Module,
    node: ast.expr,
    findings: Mapping[tuple[int, int], dict[str, object]],
    before: Name,
    declared: Declared,
) -> str:
    """The reason why a number is still there: the finding for it, and what may be behind it."""
    finding = findings.get(after.position(after.span(node)[0]))
    if finding is None:
        return "not reported"
    fix = finding["fix"]
    if isinstance(fix, dict):
        if not fix["safe"]:
            written = str(fix["title"]).rpartition(" with ")[2].rpartition(".")[0]
            return f"fix is unsafe: {written or 'a name alone'} for {before.library}"
        return "safe fix was not made"
    if any(alias.name == "*" for alias in _aliases(after.tree)):
        return "no fix is offered: a star import may bind any name"
    family = [n for n in vocabularies()[before.library].names.values() if n.code == before.code]
    if all(declared.lacks(n) for n in family):
        return f"no name that every allowed version has: {before.library} {before.code}"
    return "no fix is offered"


def _aliases(tree: ast.Module) -> Iterator[ast.alias]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from node.names
