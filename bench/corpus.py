"""The code that the detection benchmark reads: packages, the standard library, any folders.

Packages are downloaded once, with pip, in the versions of `packages.toml`; of each only the Python
files are kept, and what says which versions of other libraries it works with: its metadata, as
`PKG-INFO` at its root. The second time no network is needed. Nothing of them is imported or run.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import sys
import sysconfig
import tempfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.archives import METADATA, download, unpack
from statuslens.project.file_system import FileSystem
from statuslens.project.view import Files, Uses, project_root
from statuslens.project.view import Project as View

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / ".cache" / "corpus"

STANDARD_LIBRARY = "standard library"

# Files at the root of an archive of sources that are kept, too.
_DECLARATIONS = frozenset({METADATA, "pyproject.toml", "setup.cfg"})

_SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".tox", ".nox", ".venv", "node_modules", "site-packages", "__pycache__"}
)
# The web code in the standard library, including its tests.
_WEB_LIBRARY = (
    "http/*",
    "urllib/*",
    "wsgiref/*",
    "xmlrpc/*",
    "test/test_http*",
    "test/*http_server*",
    "test/test_urllib*",
    "test/test_robotparser.py",
    "test/test_wsgiref*",
    "test/test_xmlrpc*",
    "test/test_docxmlrpc.py",
)


@dataclass(frozen=True)
class Project:
    """A name and the folder with its code; `left_out` are patterns of paths in it."""

    name: str
    root: Path
    left_out: tuple[str, ...] = ()

    def files(self) -> Iterator[Path]:
        """Its Python files, in an order that is always the same."""
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(f for f in folders if not _is_skipped(Path(folder, f)))
            for name in sorted(names):
                path = Path(folder, name)
                inside = path.relative_to(self.root).as_posix()
                if path.suffix == ".py" and not any(
                    fnmatch.fnmatch(inside, pattern) for pattern in self.left_out
                ):
                    yield path


_system = FileSystem()


def view(path: Path, uses: Uses | None = None) -> View:
    """The project of a file; the folder of a downloaded package is its project."""
    folders = [folder for folder in path.parents if folder.parent == CACHE]
    root = project_root(_system, path, folders or [_outermost(path.parent)])
    return View(Files(path, root, _system), uses=uses)


def _outermost(folder: Path) -> Path:
    """The folder that has the outermost package around."""
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return folder


def _is_skipped(folder: Path) -> bool:
    return folder.name in _SKIPPED_FOLDERS or (folder / "pyvenv.cfg").exists()


def web_packages() -> list[Project]:
    """The packages that write statuses as constants."""
    return _listed("web")


def other_packages() -> list[Project]:
    """The packages without web code, and the standard library."""
    library = Path(sysconfig.get_path("stdlib"))
    return [*_listed("other"), Project(STANDARD_LIBRARY, library, _WEB_LIBRARY)]


def add_choice(parser: argparse.ArgumentParser) -> None:
    """The arguments that `chosen` reads."""
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--only", nargs="+", default=[], metavar="PACKAGE")


def chosen(parser: argparse.ArgumentParser, options: argparse.Namespace) -> list[Project] | None:
    """The folders that were named; None if none was."""
    for folder in options.folders:
        if not folder.is_dir():
            parser.error(f"no such folder: {folder}")
    names = [folder.resolve().name for folder in options.folders]
    unique = len(set(names)) == len(names)
    return [
        Project(name if unique else str(folder), folder.resolve())
        for name, folder in zip(names, options.folders, strict=True)
    ] or None


def only(projects: Iterable[Project], options: argparse.Namespace) -> list[Project]:
    """The named projects, or all."""
    return [each for each in projects if not options.only or each.name in options.only]


def progress(text: str) -> None:
    """One line that the next one overwrites; only a terminal sees it."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def fetched(
    packages: Mapping[str, str], lists: Mapping[str, Any], sources: Container[str]
) -> list[Project]:
    """The packages in these versions, downloaded if they are not there yet.

    `lists` says for which Python and platforms a wheel is; those in `sources` are archives of
    sources instead.
    """
    projects = []
    for number, (name, version) in enumerate(packages.items(), 1):
        folder = CACHE / f"{name}-{version}"
        if not (folder / METADATA).exists():
            progress(f"downloading {name} {version}, {number} of {len(packages)}")
            form = [f"--platform={platform}" for platform in lists["platforms"]]
            form = [f"--no-binary={name}"] if name in sources else [*form, f"--only-binary={name}"]
            _fetch(name, version, folder, [f"--python-version={lists['python']}", *form])
        projects.append(Project(name, folder))
    progress("")
    return projects


def read_list(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _listed(group: str) -> list[Project]:
    lists = read_list(HERE / "packages.toml")
    return fetched(lists[group], lists, lists["forms"]["sdists"])


def _fetch(name: str, version: str, folder: Path, options: Sequence[str]) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        downloads = Path(temporary, "download")
        downloads.mkdir()
        archive = download(name, version, downloads, options)
        unpacked = Path(temporary, "unpacked")
        unpack(archive, unpacked, _is_kept)
        if folder.exists():  # from when no metadata was kept
            folder.rename(Path(temporary, "before"))
        unpacked.rename(folder)


def _is_kept(path: str) -> bool:
    return path.endswith(".py") or path in _DECLARATIONS
