"""The spelling of a status in a file: which library's name, through which object and import.

The file's imports come first, then the project's usual provider, then the framework that the file
imports, else `HTTPStatus`. A name that is shadowed or may not exist has no spelling.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..facts import apis
from ..facts.catalogue import Kind, kind_of
from ..facts.vocabularies import Name, Vocabulary, vocabularies, vocabulary_at
from ..project.environment import UNKNOWN, Choice, Environment
from ..project.view import Project, per_project
from ..semantic.imports import Import, has_star_import, packages_always_imported, visible_imports
from ..semantic.scopes import has_run, meaning
from ..syntax.source import Source, per_source


@dataclass(frozen=True, slots=True)
class NewImport:
    """`from module import name`, or `… import name as local` if they differ."""

    module: str
    name: str
    local: str

    @property
    def entry(self) -> str:
        """The part after `import`."""
        return self.name if self.local == self.name else f"{self.name} as {self.local}"


@dataclass(frozen=True, slots=True)
class Spelling:
    """An expression for a status, and the import it needs if the file lacks it. Not `safe` if it
    adds another library than the file's own, or if a supported older version lacks the name.
    """

    expression: str
    name: Name
    new_import: NewImport | None = None
    safe: bool = True


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to reach a vocabulary: `local` is bound to `origin`; names follow after `prefix`, or
    (`prefix` None) are imported one by one from `module`. Only a top-level statement of the module
    (`extendable`) can take further names.
    """

    vocabulary: Vocabulary
    module: str
    local: str
    origin: str
    prefix: str | None
    extendable: bool


# Value of the setting `provider` → the import of a file that has none of its names yet.
_DEFAULT_IMPORTS = {
    "fastapi": NewImport("fastapi", "status", "status"),
    "starlette": NewImport("starlette", "status", "status"),
    "rest_framework": NewImport("rest_framework", "status", "status"),
    "litestar": NewImport("litestar", "status_codes", "status_codes"),
    "http": NewImport("http", "HTTPStatus", "HTTPStatus"),
    "httpx": NewImport("httpx", "codes", "codes"),
    "requests": NewImport("requests", "codes", "codes"),
}
# The same for WebSocket close codes, by the package that the file imports.
_CLOSE_CODE_IMPORTS = {
    "fastapi": _DEFAULT_IMPORTS["fastapi"],
    "starlette": _DEFAULT_IMPORTS["starlette"],
    "litestar": _DEFAULT_IMPORTS["litestar"],
    "websockets": NewImport("websockets.frames", "CloseCode", "CloseCode"),
    "aiohttp": NewImport("aiohttp", "WSCloseCode", "WSCloseCode"),
}
# Packages that another one always depends on: they may be imported if it is a dependency.
_BROUGHT_BY = {"starlette": "fastapi"}

_ALIAS = "http_status"  # if the usual name is taken
_TEST_FILE = re.compile(r"(?:^|/)(?:tests?/|test_[^/]*$|conftest\.py$|[^/]*_test\.py$)")

# HTTP clients: their names are written only if the file or project already uses them.
_CLIENTS = frozenset({"httpx", "requests"})

# `import fastapi` alone also gives `fastapi.status`; other packages do not load the submodule.
_REACHED_BY_PACKAGE = {"fastapi": "fastapi.status", "http": "http.HTTPStatus"}


def spelling(
    source: Source,
    offset: int,
    code: int,
    project: Project,
    *,
    provider: str | None = None,
    as_key: bool = False,
    dotted: bool = False,
) -> Spelling | None:
    """The spelling of `code` at byte `offset`; None if it is not certain. `as_key` is for places
    that turn the status into text, such as keys of `responses={…}`, where Python before 3.11 writes
    `HTTPStatus.OK`; `dotted` is for patterns of `case`, where a bare name captures everything.
    """
    by_number = as_key and not project.environment.formats_as_number()
    first: Spelling | None = None
    for found in _spellings(source, offset, code, provider, project):
        if dotted and "." not in found.expression:
            continue
        if not by_number or vocabularies()[found.name.library].type == "int":
            return found
        first = first or replace(found, safe=False)
    return first


def direct_spelling(source: Source, name: Name, offset: int, module: str) -> Spelling | None:
    """A bare `name`, imported from `module`; None if it is bound to something else."""
    found = meaning(source, name.name, offset)
    if found is not None:
        usable = found.certain and found.origin == f"{module}.{name.name}"
        usable = usable and has_run(source, name.name, offset)
        return Spelling(name.name, name) if usable else None
    if has_star_import(source):
        return None
    return Spelling(name.name, name, NewImport(module, name.name, name.name))


def missing_import(source: Source, offset: int, local: str, project: Project) -> NewImport | None:
    """The import that gives `local` (`status`, `HTTPStatus`) its usual meaning; None if bound."""
    if meaning(source, local, offset) is not None or has_star_import(source):
        return None
    usual = project.files.usual_provider()
    possible = _new_imports(source, "http", "auto", usual, UNKNOWN, project)
    return next((new for new in possible if new.local == local), None)


def name_for(
    source: Source, vocabulary: Vocabulary, code: int, environment: Environment
) -> Choice | None:
    """The library's name of `code`; while the version is unknown, one that the file uses."""
    choice = environment.choice(vocabulary, code)
    others = _renamed(vocabulary).get(code, ())
    if not others or environment.library(vocabulary.key).version is not None:
        return choice
    data = (source.whole or source).data
    for name in others:
        if name.name.encode() in data and not environment.is_too_new(name):
            return Choice(name)
    return choice


@functools.cache
def _renamed(vocabulary: Vocabulary) -> Mapping[int, tuple[Name, ...]]:
    """The new names of the codes that were renamed."""
    new = [name for name in vocabulary.names.values() if name.replaces is not None]
    return {code: tuple(n for n in new if n.code == code) for code in {n.code for n in new}}


def _spellings(
    source: Source, offset: int, code: int, provider: str | None, project: Project
) -> Iterator[Spelling]:
    """All spellings, the preferred one first."""
    kind = kind_of(code)
    if kind is None:
        return
    environment, provider = project.environment, provider or project.settings.provider
    if kind == "websocket" and provider not in _CLOSE_CODE_IMPORTS:
        provider = "auto"  # it has only HTTP names
    own: set[str] = set()  # the vocabularies that the file, its project or its framework uses
    for way in _ways(source, provider):
        choice = name_for(source, way.vocabulary, code, environment)
        found = _through(source, way, choice, offset, project) if choice is not None else None
        if found is not None:
            yield found
        if (found is not None or way.extendable) and kind in _kinds(way.vocabulary):
            own.add(way.vocabulary.key)
    usual = project.files.usual_provider() if provider == "auto" else None
    for new in _new_imports(source, kind, provider, usual, environment, project):
        vocabulary = vocabulary_at(f"{new.module}.{new.name}")
        if vocabulary is None or _is_module(source, f"{new.module}.{new.name}"):
            continue
        choice = name_for(source, vocabulary, code, environment)
        if choice is not None:
            found = _imported(source, new, choice, offset, project)
            is_own = not own or vocabulary.key in own
            if found is not None:
                yield found if is_own else replace(found, safe=False)
        own.add(vocabulary.key)


@functools.cache
def _kinds(vocabulary: Vocabulary) -> frozenset[Kind | None]:
    return frozenset(kind_of(name.code) for name in vocabulary.names.values())


def _through(
    source: Source, way: _Way, choice: Choice, offset: int, project: Project
) -> Spelling | None:
    """The name through an import of the file, unless it is shadowed at `offset`."""
    name = choice.name
    if way.prefix is not None:
        usable = _is_usable(source, way.local, way.origin, offset, project)
        return Spelling(f"{way.prefix}{name.name}", name, None, choice.safe) if usable else None
    direct = direct_spelling(source, name, offset, way.module)
    if direct is None or (direct.new_import is not None and not way.extendable):
        return None
    return Spelling(direct.expression, name, direct.new_import, choice.safe)


@per_project
def _is_usable(source: Source, local: str, origin: str, offset: int, project: Project) -> bool:
    """Whether `local` is that import at `offset`. Cached, as every code of a list asks for it."""
    found = meaning(source, local, offset)
    usable = found is not None and found.certain and found.origin == origin
    return usable and has_run(source, local, offset) and not _is_rebound(source, local, project)


def _imported(
    source: Source, new: NewImport, choice: Choice, offset: int, project: Project
) -> Spelling | None:
    """The name through a new import, with a free local name."""
    if has_star_import(source):
        return None
    for local in (new.local, _ALIAS):
        free = meaning(source, local, offset) is None and meaning(source, local, 0) is None
        if free and not _is_rebound(source, local, project):
            added = replace(new, local=local)
            return Spelling(f"{local}.{choice.name.name}", choice.name, added, choice.safe)
    return None


def _is_rebound(source: Source, local: str, project: Project) -> bool:
    """Whether importing a submodule may rebind `local`: in the `__init__` of its package."""
    is_package = source.path is not None and source.path.name == "__init__.py"
    return is_package and project.files.has_submodule(local)


def _is_module(source: Source, dotted: str) -> bool:
    """Whether the file is the module `dotted` itself, judging by its path."""
    if source.path is None:
        return False
    path = source.path.parent if source.path.name == "__init__.py" else source.path.with_suffix("")
    return path.parts[-dotted.count(".") - 1 :] == tuple(dotted.split("."))


@per_source
def _ways(source: Source, provider: str) -> tuple[_Way, ...]:
    """The ways through the file's imports, most used first."""
    wanted = None if provider == "auto" else _DEFAULT_IMPORTS[provider]
    ways: dict[_Way, int] = {}
    for entry in visible_imports(source):
        way = _way(source, entry)
        if way is None or not entry.at_import_time or not way.vocabulary.is_number:
            continue
        if wanted is not None and vocabulary_at(f"{wanted.module}.{wanted.name}") != way.vocabulary:
            continue
        ways[way] = ways.get(way, 0) + source.data.count((way.prefix or entry.local).encode())
    return tuple(sorted(ways, key=lambda way: -ways[way]))


def _way(source: Source, entry: Import) -> _Way | None:
    direct = vocabulary_at(entry.module)
    if direct is not None and entry.name in direct.names:
        return _Way(direct, entry.module, "", "", None, entry.top_level)
    path = entry.origin
    if entry.name is None:
        path = _REACHED_BY_PACKAGE.get(entry.module, entry.module)
        if entry.module in _CLIENTS and f"{entry.local}.codes.".encode() in source.data:
            path = f"{entry.module}.codes"
    vocabulary = vocabulary_at(path)
    if vocabulary is None:
        return None
    # `import starlette.status` binds `starlette`; the rest of the path is written out.
    prefix = entry.local + path.removeprefix(entry.origin) + "."
    return _Way(vocabulary, entry.module, entry.local, entry.origin, prefix, entry.top_level)


@per_project
def _new_imports(
    source: Source,
    kind: Kind,
    provider: str,
    usual: str | None,
    environment: Environment,
    project: Project,
) -> tuple[NewImport, ...]:
    """The possible new imports: of the project's provider, the file's framework, then Python."""
    table = _DEFAULT_IMPORTS if kind == "http" else _CLOSE_CODE_IMPORTS
    if provider != "auto":
        return (table[provider],)
    packages = packages_always_imported(source)
    chosen = []
    if usual in table and (usual in packages or _may_import(source, usual, environment, project)):
        chosen.append(usual)
    frameworks: Iterable[str] = apis.FRAMEWORKS if kind == "http" else _CLOSE_CODE_IMPORTS
    chosen += [package for package in frameworks if package in packages][:1]
    if kind == "http" and not project.files.is_top_level_module("http"):
        chosen.append("http")
    return tuple(table[provider] for provider in dict.fromkeys(chosen))


def _may_import(source: Source, provider: str, environment: Environment, project: Project) -> bool:
    """Whether the project has the provider wherever this file runs."""
    if provider == "http":
        return not project.files.is_top_level_module("http")
    distribution = {"rest_framework": "djangorestframework"}.get(provider, provider)
    wanted = {distribution, _BROUGHT_BY.get(provider, distribution)}
    dependencies = environment.dependencies
    if dependencies is None:
        return True
    path = source.path.as_posix() if source.path is not None else ""
    optional = frozenset() if _TEST_FILE.search(path) else environment.optional
    return bool(wanted & (dependencies - optional))
