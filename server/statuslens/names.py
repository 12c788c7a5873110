"""How to write a status in this file: which library's name, reached how, with which import.

What the file already does comes first; else the framework it imports; else `HTTPStatus`. Where the
name it would take is hidden or may not exist, there is no answer rather than a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import places
from .scopes import Import, has_star_import, meaning, visible_imports
from .source import Source, per_source
from .vocabularies import Name, Vocabulary, vocabulary_at


@dataclass(frozen=True, slots=True)
class NewImport:
    """`from module import name`, or `… import name as local` where they differ."""

    module: str
    name: str
    local: str

    @property
    def is_alias(self) -> bool:
        return self.local != self.name


@dataclass(frozen=True, slots=True)
class Spelling:
    """An expression for a status, and the import it needs if the file lacks it."""

    expression: str
    name: Name
    new_import: NewImport | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to reach a vocabulary: `local` is bound to `origin`; names follow behind `prefix`, or
    stand alone (`prefix` None), imported one by one from `module`.
    """

    vocabulary: Vocabulary
    module: str
    local: str
    origin: str
    prefix: str | None


# The provider setting's values → what a file imports that has none of their names yet.
_DEFAULT_IMPORTS = {
    "fastapi": NewImport("fastapi", "status", "status"),
    "starlette": NewImport("starlette", "status", "status"),
    "rest_framework": NewImport("rest_framework", "status", "status"),
    "litestar": NewImport("litestar", "status_codes", "status_codes"),
    "http": NewImport("http", "HTTPStatus", "HTTPStatus"),
    "httpx": NewImport("httpx", "codes", "codes"),
    "requests": NewImport("requests", "codes", "codes"),
}
_ALIAS = "http_status"  # where the usual name is taken

# `import fastapi` alone also gives `fastapi.status`; other packages do not load the submodule.
_REACHED_BY_PACKAGE = {"fastapi": "fastapi.status", "http": "http.HTTPStatus"}


def spelling(
    source: Source, code: int, offset: int, provider: str = "auto", *, any_version: bool
) -> Spelling | None:
    """How to write `code` at byte `offset`; None where that is not certain.

    With `any_version` only names that every version of the library has are used, or names that the
    file itself uses already; without it, the newest.
    """
    in_doubt = False
    for way in _ways(source, provider):
        name = _name(source, way.vocabulary, code, any_version)
        found = _through(source, way, name, offset) if name is not None else None
        if found is not None:
            return found
        in_doubt |= name is None and way.vocabulary.current(code) is not None
    if in_doubt:
        return None  # the file has its names for this code; another library's would be a stranger
    for new in _new_imports(source, provider):
        vocabulary = vocabulary_at(f"{new.module}.{new.name}")
        if vocabulary is None or vocabulary.current(code) is None:
            continue
        name = _name(source, vocabulary, code, any_version)
        return _imported(source, new, name, offset) if name is not None else None
    return None


def missing_import(source: Source, local: str, offset: int) -> NewImport | None:
    """The import that would give `local` (`status`, `HTTPStatus`) its usual meaning in this file;
    None where the name has a meaning already or is not one of those.
    """
    if meaning(source, local, offset) is not None or has_star_import(source):
        return None
    return next((new for new in _new_imports(source, "auto") if new.local == local), None)


def _name(source: Source, vocabulary: Vocabulary, code: int, any_version: bool) -> Name | None:
    if not any_version:
        return vocabulary.current(code)
    used = (
        n for n in vocabulary.names.values() if n.code == code and n.name.encode() in source.data
    )
    return vocabulary.stable(code) or next((n for n in used if n.removed is None), None)


def _through(source: Source, way: _Way, name: Name, offset: int) -> Spelling | None:
    """`name` through a way the file has, unless something hides it at `offset`."""
    if way.prefix is not None:
        found = meaning(source, way.local, offset)
        usable = found is not None and found.certain and found.origin == way.origin
        return Spelling(f"{way.prefix}{name.name}", name) if usable else None
    found = meaning(source, name.name, offset)
    if found is not None:
        usable = found.certain and found.origin == f"{way.module}.{name.name}"
        return Spelling(name.name, name) if usable else None
    if has_star_import(source):
        return None
    return Spelling(name.name, name, NewImport(way.module, name.name, name.name))


def _imported(source: Source, new: NewImport, name: Name, offset: int) -> Spelling | None:
    """`name` through an import that the file does not have yet, by a name that is free."""
    if has_star_import(source):
        return None
    for local in (new.local, _ALIAS):
        if meaning(source, local, offset) is None and meaning(source, local, 0) is None:
            return Spelling(f"{local}.{name.name}", name, NewImport(new.module, new.name, local))
    return None


@per_source
def _ways(source: Source, provider: str) -> tuple[_Way, ...]:
    """The ways that the file's imports open, the most used first."""
    wanted = None if provider == "auto" else _DEFAULT_IMPORTS[provider]
    ways: dict[_Way, int] = {}
    for entry in visible_imports(source):
        way = _way(entry)
        if way is None or not entry.at_import_time:
            continue
        if wanted is not None and vocabulary_at(f"{wanted.module}.{wanted.name}") != way.vocabulary:
            continue
        uses = source.data.count((way.prefix or entry.local).encode())
        ways[way] = ways.get(way, 0) + uses
    return tuple(sorted(ways, key=lambda way: -ways[way]))


def _way(entry: Import) -> _Way | None:
    direct = vocabulary_at(entry.module)
    if direct is not None and entry.name in direct.names:
        return _Way(direct, entry.module, "", "", None)
    path = (
        entry.origin
        if entry.name is not None
        else _REACHED_BY_PACKAGE.get(entry.module, entry.module)
    )
    vocabulary = vocabulary_at(path)
    if vocabulary is None:
        return None
    # `import starlette.status` binds `starlette`; the rest of the path is written out.
    prefix = entry.local + path.removeprefix(entry.origin) + "."
    return _Way(vocabulary, entry.module, entry.local, entry.origin, prefix)


def _new_imports(source: Source, provider: str) -> Iterator[NewImport]:
    if provider != "auto":
        yield _DEFAULT_IMPORTS[provider]
        return
    packages = {entry.module.partition(".")[0] for entry in visible_imports(source)}
    for package, framework in places.FRAMEWORKS.items():
        if package in packages:
            yield _DEFAULT_IMPORTS[framework]
            break
    yield _DEFAULT_IMPORTS["http"]
