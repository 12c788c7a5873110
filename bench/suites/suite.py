"""A suite: a package's sources with their tests, and the environment that they run in."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import corpus
from bench.archives import download, pip, unpack

HERE = Path(__file__).resolve().parent
LIST = HERE / "packages.toml"
CACHE = HERE.parents[1] / ".cache" / "suites"


@dataclass(frozen=True)
class Suite:
    """A package, the folder in it that is imported, and what its tests need."""

    name: str
    version: str
    module: str
    source: str
    requirements: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where all of it is kept: another one when anything of it changes."""
        parts = (sys.version.partition(" ")[0], *self.requirements, *self.left_out)
        key = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:8]
        return CACHE / f"{self.name}-{self.version}-{key}"

    @property
    def archive(self) -> Path:
        return self.folder / "sources"

    @property
    def environment(self) -> Path:
        return self.folder / "venv"


def read_list() -> list[Suite]:
    entries = corpus.read_list(LIST)["suites"]
    return [
        Suite(
            name,
            entry["version"],
            entry["module"],
            entry["source"],
            tuple(entry["requirements"].split()),
            tuple(entry.get("left_out", ())),
        )
        for name, entry in entries.items()
    ]


def fetch(suite: Suite) -> None:
    """The archive of sources and the environment, if they are not there yet."""
    if suite.folder.exists():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        form = [f"--no-binary={suite.name}"]
        archive = download(suite.name, suite.version, Path(temporary), form)
        # Environments cannot be moved: this one is made in its place, and its folder is whole only
        # once the sources are in it.
        try:
            venv.create(suite.environment, with_pip=True)
            python = str(suite.environment / "bin" / "python")
            wanted = [f"{suite.name}=={suite.version}", *suite.requirements]
            pip(suite.name, ["install", "--no-deps", *wanted], python)
            unpacked = Path(temporary, "unpacked")
            unpack(archive, unpacked)
            unpacked.rename(suite.archive)
        except BaseException:
            shutil.rmtree(suite.folder, ignore_errors=True)
            raise


def environment_of(root: Path, suite: Suite) -> dict[str, str]:
    left_out = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTEST_ADDOPTS")
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    folders = dict.fromkeys((root / suite.source, root))
    return environment | {
        "PATH": f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run_in(
    command: Sequence[str], root: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def run_json(command: Sequence[str], root: Path) -> list[dict[str, Any]]:
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    done = run_in(command, root, environment)
    if not done.stdout.strip():
        raise SystemExit(f"statuslens: {command[0]} failed in {root.name}\n{done.stderr}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
