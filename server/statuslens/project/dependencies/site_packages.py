"""Installed libraries: a project's environments and Pythons, their libraries, and the names."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.version import Version

from ..file_system import FileSystem, listed
from .declaration import marks, syntax, table
from .version_ranges import counted, normal, version_of

if TYPE_CHECKING:
    import ast

_ENVIRONMENT_FOLDERS = (".venv", "venv")
_ENVIRONMENT_VARIABLES = ("VIRTUAL_ENV", "CONDA_PREFIX")
_LIBRARY_FOLDERS = ("lib", "lib64", "Lib", "local/lib")
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")
_VERSIONED_FOLDER = re.compile(r"(?:python|pypy)(3\.\d+)t?")
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?")
_CONDA_PYTHON = re.compile(r"python-(\d+\.\d+[\w.]*)-[^-]+\.json")
_WORKSPACE_FOLDER = "${workspaceFolder}"  # as in the settings of VS Code

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


@dataclass(frozen=True, slots=True)
class Installation:
    """A Python and the libraries installed for it."""

    python: Version | None
    site_packages: tuple[Path, ...]


def installations(
    system: FileSystem,
    folders: Sequence[Path],
    interpreter: Path | None,
    variables: Mapping[str, str],
) -> Iterator[Installation]:
    """The environments that the project may run on, most likely first."""
    named = installed_by(system, interpreter) if interpreter is not None else None
    if named is not None:
        yield named
    for folder in folders:
        own = [folder / name for name in _ENVIRONMENT_FOLDERS if name in marks(system, folder)]
        found = [one for path in own if (one := _installation(system, path)) is not None]
        if found:
            yield from found
            break
    for variable in _ENVIRONMENT_VARIABLES:
        prefix = variables.get(variable)
        active = _installation(system, Path(prefix)) if prefix else None
        if active is not None:
            yield active


def interpreter_path(
    system: FileSystem, interpreter: str, folders: Sequence[Path], variables: Mapping[str, str]
) -> Path | None:
    """The path of the interpreter, relative to the folders, the nearest first, or on the PATH."""
    if not interpreter:
        return None
    path = os.path.expanduser(interpreter)  # noqa: PTH111 -- a missing home folder is not an error
    if path.startswith(_WORKSPACE_FOLDER):
        path = path.removeprefix(_WORKSPACE_FOLDER).lstrip("/\\") or "."
    candidates = (folder / f"{path}{suffix}" for folder in folders for suffix in ("", ".exe"))
    found = next((candidate for candidate in candidates if system.exists(candidate)), None)
    # A folder `python` may hold anything; with another name it is meant as an environment.
    is_no_answer = found is None or (path.startswith("py") and installed_by(system, found) is None)
    if is_no_answer and is_command(interpreter):
        return next(_on_path(system, interpreter, variables.get("PATH", "")), found)
    return found


def is_command(interpreter: str) -> bool:
    """Whether it is a bare name, such as a command."""
    return "/" not in interpreter and "\\" not in interpreter


def installed_by(system: FileSystem, path: Path) -> Installation | None:
    """The environment of an interpreter or folder; a link is followed if none is around it."""
    if not system.exists(path):
        return None
    if system.is_folder(path):
        return _installation(system, path)
    target = system.look(path, os.path.realpath) or str(path)
    for folder in (path.parent, Path(target).parent):
        prefix = folder.parent if folder.name.lower() in ("bin", "scripts") else folder
        found = _installation(system, prefix, target)
        if found is not None:
            return found
    return None


def distributions(site_packages: Path) -> Mapping[str, Version]:
    """The versions of the relevant libraries, from the names of the folders alone."""
    found: dict[str, Version] = {}
    for entry in listed(site_packages):
        stem, suffix = os.path.splitext(entry)  # noqa: PTH122 -- faster, for thousands of names
        if suffix not in (".dist-info", ".egg-info"):
            continue
        name, _, text = re.sub(r"-py\d.*", "", stem).rpartition("-")
        distribution = normal(name)
        version = version_of(text) if distribution in counted() else None
        if version is not None:
            found[distribution] = max(version, found.get(distribution, version))
    return found


def names_of(
    system: FileSystem, site_packages: Path, key: str
) -> tuple[Mapping[str, int] | None, Mapping[str, str] | None]:
    """The names that the library has there, and the replacements of deprecated names."""
    for path, scope in _SOURCES.get(key, ()):
        constants = system.read(site_packages / path, _constants)
        if constants is not None and constants.names.get(scope):
            return constants.names[scope], constants.deprecated or None
    return None, None


def _on_path(system: FileSystem, command: str, path: str) -> Iterator[Path]:
    for folder in filter(None, path.split(os.pathsep)):
        for suffix in (".exe", "") if os.name == "nt" else ("",):
            file = Path(folder, command + suffix)
            if system.is_file(file) and system.look(file, _is_executable):
                yield file


def _is_executable(file: Path) -> bool:
    return os.access(file, os.X_OK)


def _installation(system: FileSystem, prefix: Path, executable: str = "") -> Installation | None:
    """The environment or the Python in a folder, if there is one."""
    names = system.names(prefix)
    configuration = system.read(prefix / "pyvenv.cfg", _assignments) or {}
    told = configuration.get("version") or configuration.get("version_info") or ""
    if not told and "conda-meta" in names:
        files = sorted(system.names(prefix / "conda-meta"))
        told = next((match[1] for n in files if (match := _CONDA_PYTHON.fullmatch(n))), "")
    exact = _VERSION.match(told)
    hint = exact or _VERSION.search(Path(executable).name)
    minor, site_packages = _site_packages(system, prefix, Version(hint[0]) if hint else None)
    python = Version(exact[0]) if exact else minor
    if configuration.get("include-system-site-packages") == "true" and "home" in configuration:
        site_packages += _site_packages(system, Path(configuration["home"]).parent, python)[1]
    if python is None and not site_packages:
        return None
    return Installation(python, tuple(site_packages))


def _site_packages(
    system: FileSystem, prefix: Path, python: Version | None
) -> tuple[Version | None, list[Path]]:
    """The folders with packages for that Python, or else for the newest; and its version."""
    names = system.names(prefix)
    libraries = [prefix / name for name in _LIBRARY_FOLDERS if name.partition("/")[0] in names]
    by_minor: dict[Version, list[Path]] = {}
    for library in libraries:
        for name in sorted(system.names(library)):
            if match := _VERSIONED_FOLDER.fullmatch(name):
                by_minor.setdefault(Version(match[1]), []).append(library / name)
    minor = Version(f"{python.major}.{python.minor}") if python is not None else None
    if minor not in by_minor:
        minor = max(by_minor, default=None)
    own = by_minor[minor] if minor is not None else []
    parents = [*own, *libraries, *(library / "python3" for library in libraries)]
    folders = (parent / name for parent in parents for name in _PACKAGE_FOLDERS)
    return minor, [folder for folder in folders if system.exists(folder)]


def _assignments(text: str) -> Mapping[str, str]:
    lines = (line.partition("=") for line in text.splitlines())
    return {key.strip().lower(): value.strip() for key, _, value in lines}


@dataclass(frozen=True, slots=True)
class _Constants:
    """The constants of a module: names by their class, "" for the module itself."""

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
    """The constants in Starlette's `__deprecated__`: only `__getattr__` knows them."""
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
