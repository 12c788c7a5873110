"""How many named constants come back after they were turned into numbers, by `check --fix` alone.

    python -m bench.round_trip                      the web packages of the list
    python -m bench.round_trip FOLDER FOLDER …      these folders instead
    python -m bench.round_trip --only tiled zenml   some of the packages
    python -m bench.round_trip --examples 20        more of what did not come back

A copy of each package gets numbers for all of its constants, then `statuslens check --fix` runs on
it, once with the constants' imports left in place and once without them. Python's own parser says
what is a constant, before and after; statuslens says which places are certain, and only those
count. One came back if the name that stands there has the code and exists in some version that the
package allows. Every file has to compile, and to be the same tree but for the names.

The exit code is 1 if less than the limit comes back, or a file is not the same.
"""

from __future__ import annotations

import argparse
import ast
import bisect
import functools
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from bench import corpus
from bench.detection.__main__ import _is_constant
from statuslens.facts.vocabularies import Name, Vocabulary, vocabularies
from statuslens.semantic.usages import find_usages
from statuslens.syntax.source import Source

HERE = Path(__file__).resolve().parent

# Percent of the constants in certain places.
LIMIT = 99.0

# Whether the imports of the constants are left in place.
VARIANTS = {"imports left": True, "imports removed": False}

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (*_FUNCTIONS, ast.ClassDef, *_COMPREHENSIONS)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NAMED = (*_DEFINITIONS, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
_MAY_HAVE_CONSTANTS = re.compile(r"HTTP_\d|WS_\d|HTTPStatus|codes|CloseCode|CloseReason")
_NEW_LINE = re.compile(rb"\r\n|\r|\n")
_ANY_VERSION = "9999"

# Where a name is bound: to these dotted paths; None for anything that is no import.
Bindings = dict[str, set["str | None"]]


@dataclass(frozen=True)
class Place:
    """A constant of the package and what stands there after the fixes, if the tree is the same.

    `line` is that of the file with numbers in it. `cause` says why it did not come back.
    """

    project: str
    file: str
    line: int
    before: Name
    after: Name | None
    cause: str = ""

    def __str__(self) -> str:
        return f"{self.project}: {self.file}:{self.line}: {self.before.name}"


@dataclass(frozen=True)
class Trip:
    """One package, there and back.

    `constants` is how many were replaced, `places` those of them in certain places. `broken` are
    files that no longer compile or whose tree is another, `changed` how many files were compared.
    """

    project: str
    constants: int
    places: tuple[Place, ...]
    changed: int
    broken: tuple[str, ...]
    unreadable: int
    seconds: float
    everywhere: int  # came back by a name that every allowed version has

    @property
    def back(self) -> int:
        return sum(not place.cause for place in self.places)

    @property
    def same(self) -> int:
        """Came back by the very name that it had."""
        return sum(place.after == place.before for place in self.places)


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

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        line = bisect.bisect_right(self.lines, offset)
        start = self.lines[line - 1]
        return line, len(self.data[start:offset].decode()) + 1


@dataclass(frozen=True)
class Numbered:
    """A file with numbers in place of constants: their offsets, which of them are certain."""

    module: Module
    before: Mapping[int, Name]
    certain: frozenset[int]


@dataclass(frozen=True)
class Declared:
    """What the package asks for: its requirements by distribution, `python` among them."""

    wanted: Mapping[str, tuple[SpecifierSet, ...]] = field(default_factory=dict)

    def has(self, name: Name) -> bool:
        """Whether some allowed version has the name."""
        sets = self._sets(name)
        return not sets or any(_allows(specifiers, name, inside=True) for specifiers in sets)

    def lacks(self, name: Name) -> bool:
        """Whether some allowed version does not have it."""
        if not self._sets(name):
            return bool(name.since or name.removed)
        return any(_allows(specifiers, name, inside=False) for specifiers in self._sets(name))

    def _sets(self, name: Name) -> tuple[SpecifierSet, ...]:
        return self.wanted.get(vocabularies()[name.library].distribution, ())


def main() -> int:
    parser = argparse.ArgumentParser(description="How many constants come back after --fix.")
    corpus.add_choice(parser)
    parser.add_argument("--examples", type=int, default=4, help="shown per cause (default: 4)")
    options = parser.parse_args()
    projects = corpus.chosen(parser, options) or corpus.only(corpus.web_packages(), options)
    passed = True
    for variant, imports_left in VARIANTS.items():
        trips = []
        for project in projects:
            corpus.progress(f"{variant}: {project.name}")
            trips.append(travel(project, imports_left=imports_left))
        corpus.progress("")
        passed &= print_trips(variant, trips, options.examples)
    return 0 if passed else 1


def travel(project: corpus.Project, *, imports_left: bool) -> Trip:
    """Replace the package's constants in a copy, run the fixes on it, and compare."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="statuslens-") as temporary:
        # The search for a project's environment ends at a repository: here it is none of ours.
        root = Path(temporary, project.name)
        shutil.copytree(project.root, root, ignore=shutil.ignore_patterns(".git", ".venv"))
        (root / ".git").mkdir()
        copy = corpus.Project(project.name, root, project.left_out)
        files, unreadable = {}, 0
        for path in copy.files():
            module = read(path)
            if module is None:
                unreadable += 1
            else:
                files[path] = module
        numbered = dict(_numbered(files, imports_left=imports_left))
        before = {path: path.read_bytes() for path in files}
        findings = fixed(root)
        broken: list[str] = []
        places: list[Place] = []
        declared = declarations(root)
        changed = [p for p in files if p in numbered or p.read_bytes() != before[p]]
        for path in changed:
            file = path.relative_to(root).as_posix()
            entry = numbered.get(path) or Numbered(files[path], {}, frozenset())
            if not _compiles(entry.module.text):
                unreadable += 1
                continue
            after, pairs = _compared(entry)
            if after is None or pairs is None:
                broken.append(f"{file}: " + ("another tree" if after else "does not compile"))
            there = findings.get(path, {})
            places += _places(project.name, file, entry, after, pairs, there, declared)
    return Trip(
        project.name,
        sum(len(entry.before) for entry in numbered.values()),
        tuple(places),
        len(changed),
        tuple(broken),
        unreadable,
        time.monotonic() - start,
        sum(p.after is not None and not p.cause and not declared.lacks(p.after) for p in places),
    )


def fixed(root: Path) -> dict[Path, dict[tuple[int, int], dict[str, object]]]:
    """Run `statuslens check --fix` there; what it still reports, by file and place."""
    command = [sys.executable, "-m", "statuslens", "check", "--fix", "--exit-zero"]
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    done = subprocess.run(
        [*command, "--output-format=json", str(root)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        raise SystemExit(f"statuslens failed in {root.name}\n{done.stderr}")
    found: dict[Path, dict[tuple[int, int], dict[str, object]]] = defaultdict(dict)
    for finding in json.loads(done.stdout):
        start = finding["start"]
        found[root / finding["path"]][start["line"], start["column"]] = finding
    return found


# Constants, as Python sees them


def read(path: Path) -> Module | None:
    """The file, unless this Python cannot parse it; without constants if it may have none."""
    try:
        data = path.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
        if not _MAY_HAVE_CONSTANTS.search(text):
            return Module(path, text, encoding, ast.Module([], []), {})
        tree = _parsed(text)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None
    return Module(path, text, encoding, tree, constants(tree))


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def constants(tree: ast.Module) -> dict[ast.expr, Name]:
    """Each expression of the file that is a library's name for a status, through its imports."""
    found: dict[ast.expr, Name] = {}
    # Most files import none, and most names are no import: the rest is only for those few.
    telling = {
        local
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for local, origin in _bound(node)
        if origin is not None and _is_telling(origin)
    }
    if not telling:
        return found

    @functools.cache
    def bindings(scope: ast.AST) -> Bindings:
        return _bindings(scope)

    def path(node: ast.expr, scopes: tuple[ast.AST, ...]) -> str | None:
        """The dotted path that the expression stands for, if it starts with an import."""
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
            name = _named(path(node, scopes))
            if name is not None:
                found[node] = name
                return
        outside = _evaluated_outside(node)
        inside = (node, *scopes) if isinstance(node, _SCOPES) else scopes
        for child in ast.iter_child_nodes(node):
            visit(child, scopes if child in outside else inside)

    visit(tree, (tree,))
    return found


def _named(path: str | None) -> Name | None:
    owner, _, word = (path or "").rpartition(".")
    vocabulary = _numbers_at().get(owner)
    return vocabulary.names.get(word) if vocabulary is not None else None


@functools.cache
def _numbers_at() -> dict[str, Vocabulary]:
    return {path: v for v in vocabularies().values() if v.is_number for path in v.paths}


def _is_telling(origin: str) -> bool:
    """Whether a library's names are at this path, below it, or it is one of them."""
    below = any(p == origin or p.startswith(f"{origin}.") for p in _numbers_at())
    return below or _named(origin) is not None


def _bindings(scope: ast.AST) -> Bindings:
    """What the scope's own statements bind."""
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
            yield alias.asname or alias.name, _origin(node, alias)
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id, None
    elif isinstance(node, _NAMED) and node.name:
        yield node.name, None
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest, None


def _origin(statement: ast.ImportFrom, alias: ast.alias) -> str | None:
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


# There


def _numbered(
    files: Mapping[Path, Module], *, imports_left: bool
) -> Iterator[tuple[Path, Numbered]]:
    """Write the numbers; then, when all are there, ask for the certain places."""
    written = {}
    for path, module in files.items():
        chosen = _replaceable(module)
        if not chosen:
            continue
        edits = {module.span(node): str(name.code) for node, name in chosen.items()}
        if not imports_left and path.name != "__init__.py":
            edits |= _without_imports(module, chosen)
        data, starts = _edited(module.data, edits)
        path.write_bytes(data.decode().encode(module.encoding))
        written[path] = {starts[module.span(node)]: name for node, name in chosen.items()}
    for path, before in written.items():
        now = read(path)
        if now is None:
            raise SystemExit(f"{path.name}: cannot be parsed any more")
        # A number's offset as `Source` counts, and as Python does.
        found = find_usages(Source(now.text, path))
        certain = {
            usage.span.start
            for usage in found
            if usage.name is None
            and usage.place is not None
            and usage.place.confidence == "certain"
            and not usage.place.order
        }
        yield path, Numbered(now, before, frozenset(certain & before.keys()))


def _replaceable(module: Module) -> dict[ast.expr, Name]:
    """The constants that are nothing more than their number where they stand."""
    if not module.names:
        return {}
    left_out: set[ast.AST] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            left_out.add(node.value)  # .value, .phrase
        elif isinstance(node, ast.Call):
            left_out.add(node.func)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Name) and _is_constant(t.id) for t in targets):
                left_out.add(node.value)  # the definition of a constant
    chosen = {}
    for node, name in module.names.items():
        start, end = module.span(node)
        # In f-strings, Python before 3.12 tells wrong places.
        text = b"".join(module.data[start:end].split())
        if node not in left_out and text == ast.unparse(node).encode():
            chosen[node] = name
    return chosen


def _without_imports(module: Module, chosen: Mapping[ast.expr, Name]) -> dict[tuple[int, int], str]:
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
    path = alias.name if isinstance(statement, ast.Import) else _origin(statement, alias)
    return path is not None and _is_telling(path)


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


def _edited(
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


# And back


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
        paths = _numbers_at()
        kept = [
            a
            for a in node.names
            if (origin := _origin(node, a)) is None
            or not (origin in paths or _named(origin) is not None)
        ]
        return ast.ImportFrom(node.module, kept, node.level) if kept else None


def _compared(entry: Numbered) -> tuple[Module | None, list[tuple[ast.expr, Name | None]] | None]:
    """The file after the fixes, None where it does not compile; what stands there in place of
    each of its integers, None where the tree is another.
    """
    path = entry.module.path
    data = path.read_bytes()
    try:
        text = data.decode(entry.module.encoding)
    except UnicodeDecodeError:
        return None, None
    if not _compiles(text):
        return None, None
    tree = _parsed(text)
    after = Module(path, text, entry.module.encoding, tree, constants(tree))
    earlier = _parsed(entry.module.text)  # folding changes it
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


def _places(
    project: str,
    file: str,
    entry: Numbered,
    after: Module | None,
    pairs: Sequence[tuple[ast.expr, Name | None]] | None,
    findings: Mapping[tuple[int, int], dict[str, object]],
    declared: Declared,
) -> Iterator[Place]:
    for number, offset in enumerate(sorted(entry.before)):
        if offset not in entry.certain:
            continue
        before = entry.before[offset]
        line, _ = entry.module.position(offset)
        if after is None or pairs is None:
            cause = "the file is not the same"
            yield Place(project, file, line, before, None, cause)
            continue
        node, name = pairs[number]
        if name is None:
            cause = _cause(after, node, findings, before, declared)
        elif not declared.has(name):
            cause = f"no allowed version has it: {name.library} {name.name}"
        else:
            cause = ""
        yield Place(project, file, line, before, name, cause)


def _cause(
    after: Module,
    node: ast.expr,
    findings: Mapping[tuple[int, int], dict[str, object]],
    before: Name,
    declared: Declared,
) -> str:
    """Why a number still stands there: what the rule says of it, and what may be behind it."""
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


# What a package declares


def declarations(root: Path) -> Declared:
    """The requirements of its metadata; environments and extras make no difference."""
    try:
        headers = HeaderParser().parsestr((root / corpus.METADATA).read_text("utf-8"))
    except OSError:
        return Declared()
    wanted: dict[str, list[SpecifierSet]] = defaultdict(list)
    for line in headers.get_all("Requires-Dist", []):
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        wanted[key].append(requirement.specifier)
    if headers["Requires-Python"]:
        wanted["python"].append(SpecifierSet(headers["Requires-Python"]))
    return Declared({key: tuple(sets) for key, sets in wanted.items()})


def _allows(specifiers: SpecifierSet, name: Name, *, inside: bool) -> bool:
    """Whether one of the telling versions is allowed, with the name (`inside`) or without it."""
    versions = {_ANY_VERSION, "0", *(v for v in (name.since, name.removed) if v)}
    versions |= {s.version.removesuffix(".*") for s in specifiers}
    versions |= {f"{v}.1" for v in versions}
    for version in map(Version, versions):
        since = name.since is None or version >= Version(name.since)
        there = since and (name.removed is None or version < Version(name.removed))
        if there == inside and specifiers.contains(version):
            return True
    return False


# What is printed


def print_trips(variant: str, trips: Sequence[Trip], examples: int) -> bool:
    print(f"Round trip, {variant}\n")
    columns = f"{'constants':>10}{'certain':>9}{'back':>8}{'back %':>8}{'same name':>11}"
    print(f"{'package':24}{columns}{'files':>7}{'broken':>8}{'seconds':>9}")
    for trip in sorted(trips, key=lambda trip: -len(trip.places)):
        print(_row(trip))
    places = [place for trip in trips for place in trip.places]
    broken = [f"{trip.project}: {file}" for trip in trips for file in trip.broken]
    whole = Trip(
        "all",
        sum(trip.constants for trip in trips),
        tuple(places),
        sum(trip.changed for trip in trips),
        tuple(broken),
        sum(trip.unreadable for trip in trips),
        sum(trip.seconds for trip in trips),
        sum(trip.everywhere for trip in trips),
    )
    print(_row(whole))
    print(f"\nby a name that every allowed version has: {whole.everywhere:,} of {whole.back:,}")
    print(f"files that this Python cannot parse, left out: {whole.unreadable}")
    _print_causes([place for place in places if place.cause], examples)
    _print_names(places)
    for file in broken:
        print(f"  broken: {file}")
    share = 100 * whole.back / max(1, len(places))
    passed = share >= LIMIT and not broken
    print(
        f"\n{variant}: {share:.2f} % came back, {len(broken)} files broken, "
        f"{'PASS' if passed else 'BELOW'} (limits {LIMIT:.0f} and 0)\n"
    )
    return passed


def _row(trip: Trip) -> str:
    certain = len(trip.places)
    share = f"{100 * trip.back / certain:.1f}" if certain else "—"
    counts = f"{trip.constants:10,}{certain:9,}{trip.back:8,}{share:>8}{trip.same:11,}"
    return f"{trip.project:24}{counts}{trip.changed:7,}{len(trip.broken):8}{trip.seconds:9.1f}"


def _print_causes(places: Iterable[Place], examples: int) -> None:
    causes = defaultdict(list)
    for place in places:
        causes[place.cause].append(place)
    for cause, found in sorted(causes.items(), key=lambda item: -len(item[1])):
        print(f"\n{len(found):5}  {cause}")
        by_file = {(place.project, place.file): place for place in reversed(found)}
        for place in list(reversed(by_file.values()))[:examples]:
            print(f"           {place}")


def _print_names(places: Iterable[Place]) -> None:
    """Which names came back as which others."""
    others = Counter(
        (place.before, place.after)
        for place in places
        if place.after is not None and place.after != place.before
    )
    if not others:
        return
    print("\nCame back by another name:")
    for (before, after), count in others.most_common(12):
        print(f"{count:5}  {before.library} {before.name} → {after.library} {after.name}")


if __name__ == "__main__":
    sys.exit(main())
