"""Archives of packages: downloaded with pip, unpacked without running anything of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

METADATA = "PKG-INFO"
_METADATA_OF_WHEEL = re.compile(r"[^/]+\.dist-info/METADATA")


def pip(package: str, command: Sequence[str], python: str = sys.executable) -> None:
    """Run `pip` for the package; if it fails, end with what it says."""
    options = ["--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [python, "-m", "pip", command[0], *options, *command[1:]],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"statuslens: {package}: pip {command[0]} failed\n{done.stderr}")


def download(name: str, version: str, folder: Path, options: Sequence[str]) -> Path:
    """The package's archive, in the empty folder; pip's `options` say which one."""
    wanted = [*options, f"--dest={folder}", f"{name}=={version}"]
    pip(f"{name} {version}", ["download", "--no-deps", *wanted])
    (archive,) = folder.iterdir()
    return archive


def unpack(archive: Path, folder: Path, wanted: Callable[[str], bool] | None = None) -> None:
    """The files whose path is wanted, or all.

    The folder around an archive of sources is left out; a wheel's metadata becomes `PKG-INFO`.
    """
    folder.mkdir()
    if archive.suffix == ".whl":
        _unpack_wheel(archive, folder, wanted)
    else:
        _unpack_sources(archive, folder, wanted)


def _unpack_wheel(archive: Path, folder: Path, wanted: Callable[[str], bool] | None) -> None:
    with zipfile.ZipFile(archive) as wheel:
        for entry in wheel.infolist():
            name = _METADATA_OF_WHEEL.sub(METADATA, entry.filename)
            if not entry.is_dir() and _is_inside(name) and (wanted is None or wanted(name)):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with wheel.open(entry) as content, target.open("wb") as file:
                    shutil.copyfileobj(content, file)


def _unpack_sources(archive: Path, folder: Path, wanted: Callable[[str], bool] | None) -> None:
    with tarfile.open(archive) as sources:
        for member in sources:
            name = member.name.partition("/")[2]
            if name and _is_inside(name) and (wanted is None or (member.isfile() and wanted(name))):
                member.name = name
                if hasattr(tarfile, "data_filter"):
                    sources.extract(member, folder, filter="data")
                else:
                    sources.extract(member, folder)  # Python before 3.10.12


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
