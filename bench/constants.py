"""The named constants of a file, found by Python's own parser and the file's imports.

All measures take them from here: the detector that they measure has no say in it.
"""

from __future__ import annotations

import ast
import bisect
import functools
import io
import re
import tokenize
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from statuslens.facts.vocabularies import Name, Vocabulary, vocabularies

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (*_FUNCTIONS, ast.ClassDef, *_COMPREHENSIONS)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NAMED = (*_DEFINITIONS, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
_MAY_HAVE_CONSTANTS = re.compile(r"HTTP_\d|WS_\d|HTTPStatus|codes|CloseCode|CloseReason")
_NUMBERED = re.compile(r"(?:HTTP|WS)_(\d{3,4})(?:_|$)")
_NEW_LINE = re.compile(rb"\r\n|\r|\n")

# Where a name is bound: to these dotted paths; None for anything that is no import.
Bindings = dict[str, set["str | None"]]


@dataclass(frozen=True)
class Module:
    """A file's text, its tree, and the constants in it by the expression that they are."""

    path: Path
    text: str
    encoding: str
    tree: ast.Module
    names: Mapping[ast.expr, Name]

    @functools.cached_property
    def data(self) -> bytes:
        """As Python's parser counts: in UTF-8."""
        return self.text.encode()

    @functools.cached_property
    def lines(self) -> list[int]:
        """Where each line starts."""
        return [0, *(match.end() for match in _NEW_LINE.finditer(self.data))]

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.lines[node.lineno - 1] + node.col_offset
        return start, self.lines[node.end_lineno - 1] + node.end_col_offset

    def token(self, node: ast.expr) -> tuple[int, int]:
        """The last name of `module.NAME`."""
        _, end = self.span(node)
        name = node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)
        return end - len(name.encode()), end

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        line = bisect.bisect_right(self.lines, offset)
        start = self.lines[line - 1]
        return line, len(self.data[start:offset].decode()) + 1


def read(path: Path, *, anywhere: bool = False) -> Module | None:
    """The file, unless this Python cannot parse it; without constants if it may have none."""
    try:
        data = path.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
        if not _MAY_HAVE_CONSTANTS.search(text):
            return Module(path, text, encoding, ast.Module([], []), {})
        tree = parsed(text)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None
    return Module(path, text, encoding, tree, constants(tree, anywhere=anywhere))


def parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


@dataclass(frozen=True)
class Constant:
    """A named constant; `whole` is the expression with `.value`, if that is behind it.

    `left_out` says why it is more than its number where it is, or is empty.
    """

    node: ast.expr
    whole: ast.expr
    name: Name
    left_out: str


def replaceable(module: Module) -> dict[ast.expr, Name]:
    """The constants that are nothing more than their number; none with `.value`."""
    found = judged(module)
    return {each.node: each.name for each in found if not each.left_out and each.whole is each.node}


def judged(module: Module) -> Iterator[Constant]:
    """Every constant of the file, with the reason if it does not count."""
    if not module.names:
        return
    reasons: dict[ast.AST, str] = {}
    values: dict[ast.AST, ast.expr] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            if node.attr == "value":
                values[node.value] = node
            else:
                reasons[node.value] = "asked for .phrase or the like"
        elif isinstance(node, ast.Call):
            reasons[node.func] = "called"
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Name) and _is_constant(t.id) for t in targets):
                reasons[node.value] = "definition of a constant"
    for node, name in module.names.items():
        whole = values.get(node, node)
        start, end = module.span(whole)
        reason = reasons.get(whole, "")
        # In f-strings, Python before 3.12 gives wrong positions.
        if b"".join(module.data[start:end].split()) != ast.unparse(whole).encode():
            reason = "position unknown"
        yield Constant(node, whole, name, reason)


def _is_constant(name: str) -> bool:
    return bool(_NUMBERED.match(name)) or name in _all_names()


@functools.cache
def _all_names() -> frozenset[str]:
    return frozenset().union(*(v.names for v in vocabularies().values()))


def constants(tree: ast.Module, *, anywhere: bool = False) -> dict[ast.expr, Name]:
    """Each expression of the file that is a library's name for a status, through its imports.

    With `anywhere`, `HTTP_404_NOT_FOUND` is one whatever module it is imported from.
    """
    find = _named_anywhere if anywhere else named_at
    found: dict[ast.expr, Name] = {}
    # Most files import none, and most names are no import: the rest is only for those few.
    telling = {
        local
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for local, origin in _bound(node)
        if origin is not None and (is_constant_path(origin) or find(origin) is not None)
    }
    if not telling:
        return found

    @functools.cache
    def bindings(scope: ast.AST) -> Bindings:
        return _bindings(scope)

    def path(node: ast.expr, scopes: tuple[ast.AST, ...]) -> str | None:
        """The dotted path of the expression, if it starts with an import."""
        if isinstance(node, ast.Attribute):
            owner = path(node.value, scopes)
            return f"{owner}.{node.attr}" if owner is not None else None
        if not isinstance(node, ast.Name) or node.id not in telling:
            return None
        for number, scope in enumerate(scopes):
            # Functions in a class do not see its names.
            if number and isinstance(scope, ast.ClassDef):
                continue
            origins = bindings(scope).get(node.id)
            if origins is not None:
                return next(iter(origins)) if len(origins) == 1 else None
        return None

    def visit(node: ast.AST, scopes: tuple[ast.AST, ...]) -> None:
        if isinstance(node, (ast.Attribute, ast.Name)):
            name = find(path(node, scopes))
            if name is not None:
                found[node] = name
                return
        outside = _evaluated_outside(node)
        inside = (node, *scopes) if isinstance(node, _SCOPES) else scopes
        for child in ast.iter_child_nodes(node):
            visit(child, scopes if child in outside else inside)

    visit(tree, (tree,))
    return found


def named_at(path: str | None) -> Name | None:
    owner, _, word = (path or "").rpartition(".")
    vocabulary = libraries_at().get(owner)
    return vocabulary.names.get(word) if vocabulary is not None else None


def _named_anywhere(path: str | None) -> Name | None:
    return named_at(path) or _numbered_names().get((path or "").rpartition(".")[2])


@functools.cache
def _numbered_names() -> dict[str, Name]:
    numbers = (vocabulary for vocabulary in vocabularies().values() if vocabulary.is_number)
    names = (name for vocabulary in numbers for name in vocabulary.names.values())
    return {name.name: name for name in names if _NUMBERED.match(name.name)}


@functools.cache
def libraries_at() -> dict[str, Vocabulary]:
    return {path: v for v in vocabularies().values() if v.is_number for path in v.paths}


def is_constant_path(origin: str) -> bool:
    """Whether a library's names are at this path, below it, or it is one of them."""
    below = any(p == origin or p.startswith(f"{origin}.") for p in libraries_at())
    return below or named_at(origin) is not None


def _bindings(scope: ast.AST) -> Bindings:
    """The bindings in the scope's own statements."""
    found: Bindings = defaultdict(set)
    elsewhere: set[str] = set()
    if isinstance(scope, _FUNCTIONS):
        parameters = scope.args
        every = [*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs]
        every += [a for a in (parameters.vararg, parameters.kwarg) if a is not None]
        for parameter in every:
            found[parameter.arg].add(None)
    outside = _evaluated_outside(scope)
    rest = [child for child in ast.iter_child_nodes(scope) if child not in outside]
    while rest:
        node = rest.pop()
        for local, origin in _bound(node):
            found[local].add(origin)
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            elsewhere.update(node.names)
        if isinstance(node, _COMPREHENSIONS):
            walrus = (n for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
            for target in (n.target for n in walrus):
                found[target.id].add(None)
        elif isinstance(node, _SCOPES):
            rest += _evaluated_outside(node)
        else:
            rest += ast.iter_child_nodes(node)
    return {local: origins for local, origins in found.items() if local not in elsewhere}


def _bound(node: ast.AST) -> Iterator[tuple[str, str | None]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.asname:
                yield alias.asname, alias.name
            else:
                package = alias.name.partition(".")[0]
                yield package, package
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, origin_of(node, alias)
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id, None
    elif isinstance(node, _NAMED) and node.name:
        yield node.name, None
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest, None


def origin_of(statement: ast.ImportFrom, alias: ast.alias) -> str | None:
    return f"{statement.module}.{alias.name}" if statement.module and not statement.level else None


def _evaluated_outside(node: ast.AST) -> list[ast.AST]:
    """The parts of a definition that belong to the scope around it."""
    if isinstance(node, _FUNCTIONS):
        arguments = node.args
        outside: list[ast.AST | None] = [*arguments.defaults, *arguments.kw_defaults]
        if not isinstance(node, ast.Lambda):
            outside += [*node.decorator_list, node.returns]
        return [part for part in outside if part is not None]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    return []
