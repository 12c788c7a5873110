"""What the nearest files that declare something say."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ..file_system import FileSystem
from .declaration import Declaration
from .marks import marks
from .pyproject import pyproject
from .requirements import Requirement, is_for_development, listed_requirements, requirements_files
from .setup_files import package_information, setup_cfg, setup_py

_FILES: Mapping[str, Callable[[str], Declaration | None]] = {
    "pyproject.toml": pyproject,
    "setup.cfg": setup_cfg,
    "setup.py": setup_py,
    "PKG-INFO": package_information,
}
# Folders whose requirements are not those of the code in them alone.
_NO_PROJECTS = frozenset({"doc", "docs", "requirements", "test", "tests"})


def nearest_declaration(system: FileSystem, folders: Iterable[Path]) -> Declaration | None:
    for folder in folders:
        names = marks(system, folder)
        read = (
            system.read(folder / name, parse) for name, parse in _FILES.items() if name in names
        )
        found = [declaration for declaration in read if declaration is not None]
        if not found and folder.name in _NO_PROJECTS:
            continue
        if not any(declaration.states for declaration in found):
            listed = _listed(system, requirements_files(system, folder))
            found = [listed, *found] if listed.requirements else found
        if found:
            return functools.reduce(Declaration.merged, found)
    return None


def _listed(system: FileSystem, files: Iterable[Path]) -> Declaration:
    found = tuple(
        Requirement(one.distribution, one.range, is_for_development(file))
        for file in files
        for one in system.read(file, listed_requirements) or ()
    )
    return Declaration(requirements=found, states=True if found else None)
