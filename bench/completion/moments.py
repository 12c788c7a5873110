"""The cursor in place of a constant: the file without it, and the proposals there."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import patch

from bench import corpus
from bench.constants import Module, replaceable
from bench.rewriting import without_imports
from statuslens.facts.ranking_model import RankingModel
from statuslens.facts.vocabularies import Name
from statuslens.features.completion import completions, ranking
from statuslens.syntax.source import Edit, Source, Span
from statuslens.workspace.index import Others, Use


@dataclass(frozen=True)
class Constant:
    """A constant in place: the token that is taken out, and where else that changes the file."""

    name: Name
    token: Span
    expression: Span
    is_direct: bool
    imports: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Moment:
    """The cursor where a constant was, and `typed` before it; `source` is the file without it.

    `use` is the constant in the finished file, if it is at a place there; `model` has nothing of
    the project, `others` what its other files have.
    """

    source: Source
    offset: int
    typed: str
    name: Name
    uses: tuple[Use, ...]
    use: Use | None
    others: Others
    model: RankingModel

    def offered(self, others: Others | None) -> list[int]:
        """The proposals of statuslens."""
        with patch.object(ranking, "packaged_model", lambda: self.model):
            assert self.source.path is not None
            project = corpus.view(self.source.path, others)
            found = completions(self.source, self.offset, project)
        return [item.code for item in found.items] if found is not None else []


def constants_of(module: Module) -> Iterator[Constant]:
    """The file's constants that count."""
    used = Counter(node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name))
    for node, name in replaceable(module).items():
        start, end = module.span(node)
        is_direct = isinstance(node, ast.Name)
        length = len((node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)).encode())
        imports = []
        # What an `__init__.py` imports may be there for others.
        if isinstance(node, ast.Name) and used[node.id] == 1 and module.path.name != "__init__.py":
            edits = without_imports(module, {node: name})
            imports = [Edit(Span(*span), text) for span, text in edits.items()]
        yield Constant(name, Span(end - length, end), Span(start, end), is_direct, tuple(imports))


def without(source: Source, constant: Constant, typed: str) -> tuple[Source, int]:
    """The file with `typed` in the constant's place, and the offset behind that."""
    offset = constant.token.start + len(typed)
    edits = [Edit(constant.token, typed), *constant.imports]
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        source = source.edited(edit)
        if edit.span.start < constant.token.start:
            offset += len(edit.text.encode()) - (edit.span.end - edit.span.start)
    return source, offset
