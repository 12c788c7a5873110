"""The code that the detection benchmark reads: packages, the standard library, any folders.

Packages are downloaded once, with pip, in the versions of `packages.toml`; of each only the Python
files are kept, and what says which versions of other libraries it works with: its metadata, as
`PKG-INFO` at its root. The second time no network is needed. Nothing of them is imported or run.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / ".cache" / "corpus"

STANDARD_LIBRARY = "standard library"

METADATA = "PKG-INFO"
# Files at the root of an archive of sources that are kept, too.
_DECLARATIONS = frozenset({METADATA, "pyproject.toml", "setup.cfg"})
_METADATA_OF_WHEEL = re.compile(r"[^/]+\.dist-info/METADATA")

_SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".tox", ".nox", ".venv", "node_modules", "site-packages", "__pycache__"}
)
# What of the standard library is web code, its tests among them.
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


def _is_skipped(folder: Path) -> bool:
    return folder.name in _SKIPPED_FOLDERS or (folder / "pyvenv.cfg").exists()


def web_packages() -> list[Project]:
    """The packages that write statuses as constants."""
    return _fetched("web")


def other_packages() -> list[Project]:
    """The packages without web code, and the standard library."""
    library = Path(sysconfig.get_path("stdlib"))
    return [*_fetched("other"), Project(STANDARD_LIBRARY, library, _WEB_LIBRARY)]


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
    """Those that were named, or all."""
    return [each for each in projects if not options.only or each.name in options.only]


def progress(text: str) -> None:
    """One line that the next one overwrites; only a terminal sees it."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def _fetched(group: str) -> list[Project]:
    lists = tomllib.loads((HERE / "packages.toml").read_text("utf-8"))
    wanted = lists[group]
    projects = []
    for number, (name, version) in enumerate(wanted.items(), 1):
        folder = CACHE / f"{name}-{version}"
        if not (folder / METADATA).exists():
            progress(f"downloading {name} {version}, {number} of {len(wanted)}")
            source = name in lists["forms"]["sdists"]
            _fetch(name, version, folder, lists["python"], () if source else lists["platforms"])
        projects.append(Project(name, folder))
    progress("")
    return projects


def _fetch(name: str, version: str, folder: Path, python: str, platforms: tuple[str, ...]) -> None:
    """The wheel for one of the platforms, or without any the archive of sources."""
    form = [f"--platform={platform}" for platform in platforms]
    form += [f"--only-binary={name}" if platforms else f"--no-binary={name}"]
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", f"--python-version={python}", *form]
        command += [f"--dest={temporary}", f"{name}=={version}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"statuslens: {name} {version} was not downloaded\n{done.stderr}")
        (archive,) = Path(temporary).iterdir()
        unpacked = Path(temporary, "unpacked")
        _unpack(archive, unpacked)
        if folder.exists():  # from when no metadata was kept
            folder.rename(Path(temporary, "before"))
        unpacked.rename(folder)


def _unpack(archive: Path, folder: Path) -> None:
    """The archive's Python files and metadata; the folder around all of an archive of sources is
    left out.
    """
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for entry in wheel.infolist():
                target = _target(folder, _METADATA_OF_WHEEL.sub(METADATA, entry.filename))
                if target is not None:
                    with wheel.open(entry) as content, target.open("wb") as file:
                        shutil.copyfileobj(content, file)
        return
    with tarfile.open(archive) as sources:
        for member in sources:
            content_of = sources.extractfile(member) if member.isfile() else None
            target = _target(folder, member.name.partition("/")[2])
            if target is not None and content_of is not None:
                with content_of, target.open("wb") as file:
                    shutil.copyfileobj(content_of, file)


def _target(folder: Path, name: str) -> Path | None:
    path = PurePosixPath(name)
    wanted = path.suffix == ".py" or name in _DECLARATIONS
    if not wanted or path.is_absolute() or ".." in path.parts:
        return None
    target = folder.joinpath(*path.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target
