"""There: the package's constants are replaced by their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import corpus
from bench.constants import Module, read, replaceable
from bench.rewriting import edited, without_imports
from statuslens.facts.vocabularies import Name
from statuslens.semantic.usages import find_usages
from statuslens.syntax.source import Source


@dataclass(frozen=True)
class Numbered:
    """A file with numbers in place of constants: their offsets, which of them are certain."""

    module: Module
    before: Mapping[int, Name]
    certain: frozenset[int]


def numbered(
    files: Mapping[Path, Module], *, imports_left: bool
) -> Iterator[tuple[Path, Numbered]]:
    """Write the numbers; then, when all are there, ask for the certain places."""
    written = {}
    for path, module in files.items():
        chosen = replaceable(module)
        if not chosen:
            continue
        edits = {module.span(node): str(name.code) for node, name in chosen.items()}
        if not imports_left and path.name != "__init__.py":
            edits |= without_imports(module, chosen)
        data, starts = edited(module.data, edits)
        path.write_bytes(data.decode().encode(module.encoding))
        written[path] = {starts[module.span(node)]: name for node, name in chosen.items()}
    for path, before in written.items():
        now = read(path)
        if now is None:
            raise SystemExit(f"{path.name}: cannot be parsed any more")
        # A number's offset as `Source` counts, and as Python does.
        found = find_usages(Source(now.text, path), corpus.view(path))
        certain = {
            usage.span.start
            for usage in found
            if usage.name is None
            and usage.place is not None
            and usage.place.confidence == "certain"
            and not usage.place.order
        }
        yield path, Numbered(now, before, frozenset(certain & before.keys()))
