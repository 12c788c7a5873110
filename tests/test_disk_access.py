"""Only the package `project` reads or writes the user's disk."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository import ROOT

PACKAGE = ROOT / "server" / "statuslens"
MODULES = frozenset({"fileinput", "glob", "io", "linecache", "mmap", "shutil", "tempfile"})
# Of `os`, `os.path` and `pathlib`: what asks or changes the disk.
CALLS = frozenset(
    re.findall(
        r"\w+",
        """
        access chmod chown copytree exists fdopen getmtime getsize glob hardlink_to is_dir
        is_fifo is_file is_mount is_socket is_symlink isdir isfile islink iterdir link
        listdir lstat makedirs mkdir mkfifo open read_bytes read_text readlink realpath
        rename resolve rglob rmdir rmtree samefile scandir stat symlink symlink_to touch
        truncate unlink utime walk write_bytes write_text
        """,
    )
)
# The data that comes with the package, a `FileSystem`, the width of a terminal.
ALLOWED = ("resources.files(", "system.")
ALLOWED_NAMES = frozenset({"get_terminal_size", "TextIOWrapper", "which"})


def disk_accesses(source: str) -> Iterator[tuple[int, str]]:
    """The line of each access, and what it is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (
                (node.lineno, each.name) for each in node.names if each.name in MODULES - {"shutil"}
            )
        elif (
            isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in {*MODULES, "os"}
        ):
            names = (each.name for each in node.names if each.name not in ALLOWED_NAMES)
            yield from ((node.lineno, f"{node.module}.{name}") for name in names)
        elif isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            is_access = node.attr in CALLS or ast.unparse(node.value) in MODULES
            if is_access and node.attr not in ALLOWED_NAMES and not text.startswith(ALLOWED):
                yield node.lineno, text
        elif isinstance(node, ast.Name) and node.id == "open":
            yield node.lineno, "open"


def test_no_other_package_touches_the_disk() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "project"]
    modules = [path for path in modules if PACKAGE / "project" not in path.parents]
    assert len(modules) > 60
    found = {
        f"{path.relative_to(PACKAGE)}:{line}: {what}"
        for path in modules
        for line, what in disk_accesses(path.read_text("utf-8"))
    }
    # Where the output goes once nobody reads it.
    assert {each for each in found if not each.endswith("os.open")} == set()
    assert len(found) <= 1


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.walk('.')",
        "import os\nos.path.exists(name)",
        "from os import scandir",
        "from pathlib import Path\nPath('a').read_text()",
        "path.stat()",
        "(folder / name).is_file()",
        "open('a')",
        "import tempfile",
        "import shutil\nshutil.rmtree('a')",
        "from glob import glob",
        "map(Path.exists, paths)",
    ],
)
def test_what_counts_as_access(code: str) -> None:
    assert list(disk_accesses(code)), code


@pytest.mark.parametrize(
    "code",
    [
        "resources.files('statuslens').joinpath('data/a.json').read_text('utf-8')",
        "project.files.module(source, 'a')",
        "system.is_folder(path)",
        "import shutil\nshutil.get_terminal_size()",
        "path.parent.name",
    ],
)
def test_what_does_not(code: str) -> None:
    assert list(disk_accesses(code)) == []


def test_the_list_is_of_names_that_there_are() -> None:
    import os
    import shutil

    known = {*dir(Path), *dir(os), *dir(os.path), *dir(shutil)}
    assert known >= CALLS
