"""The custom requests beyond LSP. `editors/vscode/protocol.ts` has the same types.

- `statuslens/codes`, without parameters: every known code, as `Code`.
- `statuslens/environment`, with `DocumentParams`: the facts that apply to the file, as `About`.
- `statuslens/constants`, with `PositionParams`: each `Constant` for a cursor, most likely first.
- `statuslens/usage`, without parameters: the `CodeUsages` of the workspace, most used first.
- `statuslens/usages`, with `CodeParams`: the usages of a code in the workspace, as `Usage`.

By `workspace/executeCommand`, so that any editor has them: `statuslens.explain` (words or a number,
answered with a card in Markdown), `statuslens.fixAll` (a file's URI) and
`statuslens.fixAllInWorkspace` (`true` for a preview, where the client has one). The last two have
the client apply an edit, and return the number of its files.
"""

import platform
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from cattrs import BaseValidationError, structure, transform_error
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from .. import __version__
from ..edits.spelling import spelling
from ..facts.catalogue import registered, status
from ..facts.vocabularies import vocabularies
from ..features.completion import completions, edits_of, every_code
from ..semantic.usages import counted_usages, find_usages
from ..syntax.source import Edit
from ..workspace.index import Workspace
from .documents import Document
from .session import DocumentProject


@dataclass(frozen=True, slots=True)
class DocumentParams:
    """An open document."""

    uri: str


@dataclass(frozen=True, slots=True)
class PositionParams:
    """A cursor in an open document."""

    uri: str
    position: types.Position


@dataclass(frozen=True, slots=True)
class CodeParams:
    """A status code."""

    code: int


@dataclass(frozen=True, slots=True)
class Code:
    """A status to choose from a list: the texts that find it, and its summary."""

    code: int
    title: str
    kind: str
    names: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class About:
    """The spelling of 404 in a file (null if none is certain), its library and version there."""

    server: str
    python: str
    expression: str | None
    library: str | None
    version: str | None


@dataclass(frozen=True, slots=True)
class Constant:
    """A way to write a code at a cursor, and the edits that it needs."""

    code: int
    label: str
    detail: str
    edits: list[types.TextEdit]


@dataclass(frozen=True, slots=True)
class CodeUsages:
    """A code of the workspace, and the number of its usages there."""

    code: int
    title: str
    usages: int


@dataclass(frozen=True, slots=True)
class Usage:
    """A usage of a code in the workspace; `text` is its line."""

    uri: str
    range: types.Range
    text: str


Params = TypeVar("Params")


def read(params: object, expected: type[Params]) -> Params:
    """The parameters of a request. JsonRpcInvalidParams if one is missing or has another type."""
    try:
        return structure(params if isinstance(params, dict) else {}, expected)
    except BaseValidationError as error:
        raise JsonRpcInvalidParams.of(", ".join(transform_error(error))) from None


def codes() -> list[Code]:
    """Every code that has a card, in numeric order."""
    names: dict[int, dict[str, str]] = {}  # of each code; names that differ only in case count once
    for vocabulary in vocabularies().values():
        for name in vocabulary.names.values():
            names.setdefault(name.code, {}).setdefault(name.name.casefold(), name.name)
    return [
        Code(code, meant.title, meant.kind, tuple(names.get(code, {}).values()), meant.sentence)
        for code in sorted({*registered("http"), *registered("websocket"), *names})
        if (meant := status(code)) is not None
    ]


def about(document: Document, project: DocumentProject) -> About:
    """The settings and versions that apply to the file."""
    source = document.source
    spelled = spelling(source, len(source.data), 200, project)
    if spelled is None:
        return About(__version__, platform.python_version(), None, None, None)
    title = vocabularies()[spelled.name.library].title
    runs = project.environment.library(spelled.name.library).version
    version = str(runs) if runs is not None else None
    return About(__version__, platform.python_version(), spelled.expression, title, version)


def constants(document: Document, offset: int, project: DocumentProject) -> Iterator[Constant]:
    """The proposals of completion at byte `offset`; without any, every code possible there."""
    source = document.source
    wanted = project.with_settings(replace(project.settings, completion="auto"))
    found = completions(source, offset, wanted)
    if found is None or not found.items:
        found = every_code(source, offset, wanted)
    for item in found.items:
        new = item.new_import
        above = edits_of(source, offset, new, project) if new is not None else ()
        edits = document.positions.text_edits((*above, Edit(found.span, item.label)))
        yield Constant(item.code, item.label, item.detail, edits)


def usage(workspace: Workspace) -> list[CodeUsages]:
    """The codes of the workspace, the most used first."""
    counts = workspace.others(None).codes("")
    order = sorted((code for code in counts if counts[code]), key=lambda c: (-counts[c], c))
    return [
        CodeUsages(code, meant.title, counts[code])
        for code in order
        if (meant := status(code)) is not None
    ]


def usages(document: Document, code: int, project: DocumentProject) -> Iterator[Usage]:
    """The usages of the code in a file, as counted: without imports and range comparisons."""
    source, positions = document.source, document.positions
    for found, _ in counted_usages(find_usages(source, project)):
        if found.code == code:
            line = source.line_span(source.line_at(found.span.start))
            text = source.data[line.start : line.end].decode("utf-8", "replace").strip()
            yield Usage(document.uri, positions.range(found.span), text)
