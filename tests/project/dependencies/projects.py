"""Projects with environments and files, and what is found of them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from drawing import dedented
from statuslens.project.dependencies import Installations
from statuslens.project.environment import Environment
from statuslens.project.file_system import FileSystem

NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


class LookingAgain:
    """What the projects have, for one who looks at the disk before each answer."""

    def __init__(self, variables: Mapping[str, str] = NO_VARIABLES) -> None:
        self._system = FileSystem()
        self._installations = Installations(self._system, variables)

    def of(self, folder: Path, interpreter: str = "") -> Environment:
        self._system.refresh(now=True)
        return self._installations.of(folder, interpreter)


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedented(text), "utf-8")


def install(
    environment: Path, *distributions: str, python: str = "3.12", packages: str = ""
) -> Path:
    """An environment with `name-version` folders in it; returns its site-packages."""
    write(environment / "pyvenv.cfg", f"home = /nowhere/bin\nversion = {python}.4\n")
    site_packages = environment / (packages or f"lib/python{python}/site-packages")
    site_packages.mkdir(parents=True, exist_ok=True)
    for distribution in distributions:
        (site_packages / f"{distribution}.dist-info").mkdir()
    return site_packages


def environment(
    folder: Path, interpreter: str = "", variables: Mapping[str, str] = NO_VARIABLES
) -> Environment:
    return LookingAgain(variables).of(folder, interpreter)


def version(folder: Path, key: str = "starlette", interpreter: str = "") -> str | None:
    found = environment(folder, interpreter).library(key).version
    return str(found) if found is not None else None


def allowed(folder: Path, key: str = "starlette") -> str:
    """As `0.40.0 … <0.49.0`: what a project may run on."""
    found = environment(folder).library(key).allowed
    sign = "<" if found.open_ended else ""
    return f"{found.lowest or ''} … {sign}{found.highest or ''}".strip()


def age(folder: Path, seconds: int = 3600) -> None:
    """As if nothing below had been touched for an hour."""
    for path in (folder, *folder.rglob("*")):
        then = path.stat().st_mtime - seconds
        os.utime(path, (then, then))


def make_command(path: Path) -> None:
    """A file that a shell would run as a command of that name."""
    path = path.with_name(f"{path.name}.exe") if sys.platform == "win32" else path
    write(path)
    path.chmod(0o755)


UV_LOCK = """
    version = 1
    requires-python = ">=3.10"

    [[package]]
    name = "anyio"
    version = "4.11.0"
    source = { registry = "r" }
    dependencies = [
        { name = "idna" },
    ]

    [[package]]
    name = "starlette"
    version = "0.47.3"

    [package.metadata]
    name = "httpx"
    version = "0.28.1"
"""
LOCKS = {
    "uv.lock": UV_LOCK,
    "poetry.lock": UV_LOCK,
    "pylock.toml": UV_LOCK.replace("[[package]]", "[[packages]]"),
    "pylock.dev.toml": UV_LOCK.replace("[[package]]", "[[packages]]"),
    "Pipfile.lock": json.dumps({"default": {"starlette": {"version": "==0.47.3"}, "x": {}}}),
    "requirements.txt": """
        --index-url somewhere
        -r base.txt
        starlette[full]==0.47.3 ; python_version >= "3.9" \\
            --hash=sha256:0123
            # via fastapi
        httpx>=0.28
    """,
    "requirements-dev.txt": "starlette === 0.47.3  # the newest",
    "requirements/base.txt": "Starlette==0.47.3",
}
