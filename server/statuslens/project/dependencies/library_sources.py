"""The names in the source of an installed library."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..file_system import FileSystem
from .parsing import syntax, table

if TYPE_CHECKING:
    import ast

# Where a library has its names: the file below site-packages, and the class in it.
_SOURCES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "starlette": (("starlette/status.py", ""),),
    "rest_framework": (("rest_framework/status.py", ""),),
    "litestar": (("litestar/status_codes.py", ""),),
    "httpx": (("httpx/_status_codes.py", "codes"),),
    "falcon": (("falcon/status_codes.py", ""),),
    "websockets": (("websockets/frames.py", "CloseCode"),),
    "aiohttp": (
        ("aiohttp/_websocket/models.py", "WSCloseCode"),
        ("aiohttp/http_websocket.py", "WSCloseCode"),
    ),
    "wsproto": (("wsproto/frame_protocol.py", "CloseReason"),),
}


def names_of(
    system: FileSystem, site_packages: Path, key: str
) -> tuple[Mapping[str, int] | None, Mapping[str, str] | None]:
    """The names that the library has there, and by deprecated name what to write instead."""
    for path, scope in _SOURCES.get(key, ()):
        constants = system.read(site_packages / path, _constants)
        if constants is not None and constants.names.get(scope):
            return constants.names[scope], constants.deprecated or None
    return None, None


@dataclass(frozen=True, slots=True)
class _Constants:
    """What a module says: names by the class that has them, "" for the module itself."""

    names: Mapping[str, Mapping[str, int]]
    deprecated: Mapping[str, str]


def _constants(text: str) -> _Constants:
    import ast

    module = syntax(text)
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    names = {"": _statuses(module.body), **{node.name: _statuses(node.body) for node in classes}}
    current = names[""]
    old = _deprecated_constants(module)
    names[""] = current | old
    replacements: dict[str, str] = {}
    for node in ast.walk(module) if old else ():
        if isinstance(node, ast.Dict):
            with contextlib.suppress(ValueError, TypeError):
                pairs = ast.literal_eval(node).items()
                replacements |= {k: v for k, v in pairs if k in old and isinstance(v, str)}
    same = {code: name for name, code in current.items()}
    told = {name: replacements.get(name) or same.get(code) for name, code in old.items()}
    return _Constants(names, {name: new for name, new in told.items() if new is not None})


def _deprecated_constants(module: ast.Module) -> dict[str, int]:
    """What Starlette's `__deprecated__` has: names that only `__getattr__` answers."""
    import ast

    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__deprecated__":
            value = table(ast.literal_eval(node.value))
            return {k: v for k, v in value.items() if isinstance(v, int)}
    return {}


def _statuses(body: Iterable[ast.stmt]) -> dict[str, int]:
    """`A = 404`, `A: Final = 404`, `A = 404, "Not Found"`, `A = B = "404 Not Found"`, `C = A`."""
    import ast

    found: dict[str, int] = {}
    for statement in body:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            code = _status(statement.value, found)
            if code is not None:
                names = [target.id for target in targets if isinstance(target, ast.Name)]
                found.update(dict.fromkeys(filter(str.isupper, names), code))
    return found


def _status(value: ast.expr | None, known: Mapping[str, int]) -> int | None:
    import ast

    if isinstance(value, ast.Tuple):
        value = value.elts[0] if value.elts else None
    if isinstance(value, ast.Name):
        return known.get(value.id)
    if not isinstance(value, ast.Constant):
        return None
    line = value.value
    code = int(line[:3]) if isinstance(line, str) and re.match(r"\d{3} ", line) else line
    if isinstance(code, int) and (100 <= code <= 599 or 1000 <= code <= 4999):
        return code
    return None
