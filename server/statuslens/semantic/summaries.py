"""The summary of a file for questions about a whole project, read from its bytes without parsing.

It says which libraries' constants the file imports, and which names it may take from other modules.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_NONE: frozenset[str] = frozenset()
_ANY = "*"
_MOST_REFERENCES = 500  # pairs; a file with more is in doubt

# The names that an edit may remove an import of, other than numbered ones (`HTTP_404`, `WS_1000`).
_NAMES = (
    *(b"status", b"HTTPStatus", b"codes", b"status_codes", b"CloseCode", b"WSCloseCode"),
    *(b"CloseReason", b"http_status", b"http", b"fastapi", b"starlette", b"httpx", b"requests"),
    *(b"falcon", b"rest_framework", b"litestar", b"aiohttp", b"websockets", b"wsproto"),
)
_NAME = rb"(?:%s|(?:HTTP|WS)_\w+)" % b"|".join(sorted(_NAMES, reverse=True))
# Every name has one of these in it, or `http` outside of an address.
_SIGNS = (
    *(b"status", b"HTTP", b"requests", b"codes", b"fastapi", b"litestar", b"starlette", b"falcon"),
    *(b"rest_framework", b"websockets", b"WS_", b"Close", b"wsproto"),
)
_HTTP = re.compile(rb"http(?!s|://)")
_IS_NAME = re.compile(_NAME)
_WATCHED = re.compile(rb"\b%b\b" % _NAME)
_STAR = re.compile(rb"import\s+\*")
_IMPORT = re.compile(rb"import\b(?=((?:\s*\((?:[^)#]|#[^\n]*\n)*)?))((?:[^#\r\n\\]|\\\r?\n?)*)")
_COMMENT = re.compile(rb"#[^\n]*")
_USE = re.compile(rb"[.'\"]\s*(%b)\b" % _NAME)
_ALIAS = re.compile(rb"as\s+(\w+)")
_WORD = re.compile(rb"\w+")
_DOTTED = re.compile(rb"[\w.]+\Z")
_LAST_WORD = re.compile(rb"\w+\Z")
_LOOK_BACK = 200  # bytes

_PROVIDERS = frozenset(
    {"fastapi", "starlette", "rest_framework", "litestar", "http", "httpx", "requests"}
)
_CONSTANT = re.compile(rb"\b(?:status|status_codes|HTTPStatus|codes|HTTP_\d{3}_\w+)\b")

# Names before a dot in nearly every file; of a module of that name, everything may be taken.
_COMMON = frozenset({"self", "cls"})


@dataclass(frozen=True, slots=True)
class Summary:
    """The imports of a file.

    `providers` are the libraries of its constants, as in the setting `provider`; `references` are
    pairs such as `errors.status`: the last part of a module's dotted name, and a name that the file
    may take from it.
    """

    providers: frozenset[str] = _NONE
    references: frozenset[str] = _NONE

    def __bool__(self) -> bool:
        return bool(self.providers or self.references)


EMPTY = Summary()


def summary_of(data: bytes) -> Summary:
    """The summary of a file with these bytes."""
    if not _has_names(data) and (b"*" not in data or _STAR.search(data) is None):
        return EMPTY
    providers: set[str] = set()
    references: set[tuple[bytes, bytes]] = set()
    for match in _IMPORT.finditer(data):
        names, line = match[1], match[2]
        if b"#" in names:
            names = _COMMENT.sub(b"", names)
        found = _WATCHED.findall(names + line)
        if not found and b"*" not in line and b"*" not in names:
            continue
        before = data[max(0, match.start() - _LOOK_BACK) : match.start()]
        dotted = _DOTTED.search(before.rstrip()) if before[-1:].isspace() else None
        if dotted is None:
            continue
        modules = _WORD.findall(dotted[0])
        if b"*" in line or b"*" in names:
            found.append(b"*")
        references.update((module, name) for module in modules for name in found)
        first = modules[0].decode("utf-8", "replace") if modules else ""
        is_provider = first in _PROVIDERS and dotted[0][:1] != b"."
        if is_provider and _imports_constant(before, dotted, names, line):
            providers.add(first)
    references.update(_used(data))
    return Summary(frozenset(map(sys.intern, providers)), _pairs(references))


def is_watched(module: str, name: str) -> bool:
    """Whether a summary records references to `name` in `module`."""
    watched = name.isascii() and _IS_NAME.fullmatch(name.encode()) is not None
    return watched and module not in _COMMON


def _has_names(data: bytes) -> bool:
    return _HTTP.search(data) is not None or any(sign in data for sign in _SIGNS)


def _imports_constant(before: bytes, dotted: re.Match[bytes], names: bytes, line: bytes) -> bool:
    """Whether the import is a statement `from library import constant` of the module itself."""
    statement = before[: dotted.start()]
    is_from = statement.startswith(b"from", statement.rfind(b"\n") + 1)
    return is_from and _CONSTANT.search(names or line) is not None


def _used(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The pairs of `module.name` and `module, "name"`, also by another name of the module."""
    found = set()
    for match in _USE.finditer(data):
        before = data[max(0, match.start() - _LOOK_BACK) : match.start()].rstrip()
        if match[0][:1] != b".":
            if before[-1:] != b",":
                continue
            before = before[:-1].rstrip()
        module = _LAST_WORD.search(before[-_LOOK_BACK:])
        if module is not None:
            found.add((module[0], match[1]))
    yield from found
    used = {module for module, _ in found}
    for match in _ALIAS.finditer(data) if used else ():
        if match[1] in used:
            before = data[max(0, match.start() - _LOOK_BACK) : match.start()]
            original = _LAST_WORD.search(before.rstrip()) if before[-1:].isspace() else None
            if original is not None:
                yield from ((original[0], name) for alias, name in found if alias == match[1])


def _pairs(references: Iterable[tuple[bytes, bytes]]) -> frozenset[str]:
    texts = (
        f"{module.decode()}.{name.decode()}"
        for module, name in references
        if module.isascii() and name.isascii()
    )
    pairs = frozenset(sys.intern(t) for t in texts if t.partition(".")[0] not in _COMMON)
    return pairs if len(pairs) <= _MOST_REFERENCES else frozenset({_ANY})
