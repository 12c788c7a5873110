"""What every test in a real editor starts from: the editor, the installed command, a project.

Everything is fetched once, into `.cache/editors`: editors from Debian's suites by
`scripts/unpack-debian`, the second language server from `requirements/editors.txt`. An editor that
cannot be had is skipped by name; with `CI` set that is a failure for those in `_REQUIRED`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from editors.server_answers import Server
from editors.wire import Message, Wire

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "editors"

_RECORDER = Path(__file__).with_name("wire.py")
_REQUIRED = ("neovim", "hx", "emacs-nox")  # where CI is set

# Statuses behind characters of two UTF-16 units and four bytes, so that every unit is told apart.
APP = '''\
"""Tools to borrow."""

from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/🔧/{name}", status_code=200)
def tool(name: str) -> str:
    if name != "saw":
        raise HTTPException(404, "🔧")
    return name
'''
ONE_FIXED = APP.replace("404", "status.HTTP_404_NOT_FOUND").replace(
    " HTTPException\n", " HTTPException, status\n"
)
ALL_FIXED = ONE_FIXED.replace("200", "status.HTTP_200_OK")


def with_line(line: str) -> str:
    """The file once a line was typed below `if name != "saw":`."""
    return APP.replace("        raise", f"        {line}\n        raise")


@pytest.fixture(scope="session")
def unpacked() -> Callable[..., Path]:
    """Gives the folder with an editor of a Debian suite: `unpacked("sid", "neovim")`.

    Further packages come along; the first one's name is the folder's.
    """

    def fetch(suite: str, *packages: str) -> Path:
        folder = CACHE / f"{suite}-{packages[0]}"
        with _alone():
            command = ["scripts/unpack-debian", suite, str(folder), *packages]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            why = f"{packages[0]} of Debian {suite} cannot be had: {done.stderr.strip()[-300:]}"
            if os.environ.get("CI") and packages[0] in _REQUIRED:
                pytest.fail(why)
            pytest.skip(why)
        return folder

    return fetch


@pytest.fixture(scope="session")
def tmux(unpacked: Callable[..., Path]) -> str:
    """The terminal multiplexer: the system's, else Debian's."""
    return shutil.which("tmux") or str(unpacked("trixie", "tmux") / "usr/bin/tmux")


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder with the programs of `requirements/editors.txt`: uv, pipx, pylsp, rass."""
    lock = ROOT / "requirements" / "editors.txt"
    with _alone():
        folder = CACHE / f"tools-{_digest(lock)}"
        if not (folder / ".complete").exists():
            _run(sys.executable, "-m", "venv", "--clear", str(folder))
            pip = (str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check")
            _run(*pip, "install", "--quiet", "--require-hashes", "-r", str(lock))
            (folder / ".complete").touch()
    return folder / "bin"


@pytest.fixture(scope="session")
def wheel() -> Path:
    """The wheel of the server as it is now, or the one that `STATUSLENS_WHEEL` names."""
    if given := os.environ.get("STATUSLENS_WHEEL"):
        return Path(given).resolve()
    sources = sorted(
        path
        for path in (ROOT / "server").rglob("*")
        if path.is_file() and path.suffix in (".py", ".json", ".typed")
    )
    with _alone():
        folder = CACHE / f"wheel-{_digest(ROOT / 'pyproject.toml', *sources)}"
        if not list(folder.glob("*.whl")):
            for old in sorted(CACHE.glob("wheel-*"), key=lambda path: path.stat().st_mtime)[:-3]:
                shutil.rmtree(old)
            build = ("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
            _run(sys.executable, *build)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def packages() -> Path:
    """A folder with what the server needs, so that it installs without a network."""
    lock = ROOT / "requirements" / "runtime.txt"
    with _alone():
        folder = CACHE / f"packages-{_digest(lock)}"
        if not (folder / ".complete").exists():
            pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "download")
            _run(*pip, "--quiet", "--require-hashes", "-d", str(folder), "-r", str(lock))
            (folder / ".complete").touch()
    return folder


@pytest.fixture(scope="session")
def command(tools: Path, wheel: Path, packages: Path) -> Path:
    """The installed command `statuslens`: `uv tool install` of the wheel."""
    folder = wheel.parent / "uv"
    program = folder / "bin" / "statuslens"
    environment = {
        "UV_TOOL_DIR": str(folder / "tools"),
        "UV_TOOL_BIN_DIR": str(folder / "bin"),
        "UV_CACHE_DIR": str(CACHE / "uv"),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": str(packages),
    }
    with _alone():
        if not program.exists():
            install = ("tool", "install", "--python", sys.executable, str(wheel))
            _run(str(tools / "uv"), *install, environment=environment)
    return program


@pytest.fixture
def answers(command: Path) -> Iterator[Server]:
    """The server without an editor, to ask what an editor should show."""
    with Server([str(command), "serve"]) as server:
        yield server


@dataclass(frozen=True)
class Shop:
    """A project to edit, and a user's folders and path around it."""

    folder: Path  # the project; the editor's working folder
    file: Path  # app.py, with the text of `APP`
    home: Path  # for the editor's own configuration
    programs: Path
    path: str  # with `programs` first, where `statuslens` is; its messages go to `wire`
    wire: Wire

    @property
    def text(self) -> str:
        """The file as it is on disk."""
        return self.file.read_text("utf-8")

    def write(self, text: str) -> None:
        self.file.write_text(text, "utf-8")

    def record(self, program: Path) -> Wire:
        """Put a language server onto the path, and write down what is said to it."""
        log = self.programs / f"{program.name}.jsonl"
        line = f'exec "{sys.executable}" "{_RECORDER}" "{log}" -- "{program}" "$@"\n'
        script = self.programs / program.name
        script.write_text(f"#!/bin/sh\n{line}")
        script.chmod(0o755)
        return Wire(log)


@pytest.fixture
def shop(tmp_path: Path, command: Path) -> Shop:
    """The project; it is no git repository, and has no environment of its own."""
    folder, home, programs = tmp_path / "shop", tmp_path / "home", tmp_path / "bin"
    for made in (folder, home, programs):
        made.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n')
    file = folder / "app.py"
    file.write_text(APP, "utf-8")
    path = f"{programs}:/usr/local/bin:/usr/bin:/bin"
    shop = Shop(folder, file, home, programs, path, Wire(programs / "statuslens.jsonl"))
    shop.record(command)
    return shop


@pytest.fixture(scope="session")
def capture() -> Callable[[str, str, str], None]:
    """Compares a screen with the one that a page shows: `capture("neovim", "hover", screen)`.

    A page has it in a block ```` ```text hover ````. With `STATUSLENS_CAPTURES` set the page is
    rewritten instead, which is what `make editor-captures` does.
    """

    def compare(page: str, name: str, screen: str) -> None:
        file = ROOT / "docs" / "editors" / f"{page}.md"
        text = file.read_text("utf-8")
        block = re.compile(rf"(?ms)(?<=^```text {re.escape(name)}\n).*?(?=^```$)")
        found = block.search(text)
        assert found is not None, f"{file} has no block ```text {name}"
        if os.environ.get("STATUSLENS_CAPTURES"):
            new = f"{text[: found.start()]}{screen}{text[found.end() :]}"
            file.write_text(new, "utf-8")
            return
        assert found[0] == screen, f"{file} is not current: run `make editor-captures`"

    return compare


@pytest.fixture(scope="session")
def client_record() -> Callable[[str, Wire], None]:
    """Compares what a client announces with its file in `tests/clients`, which `make test` uses:
    `client_record("neovim-0.12", shop.wire)`. With `STATUSLENS_CAPTURES` set it is written.
    """

    def compare(client: str, heard: Wire) -> None:
        file = ROOT / "tests" / "clients" / f"{client}.json"
        parameters = without_machine(heard.said("client", "initialize")[0]["params"])
        if os.environ.get("STATUSLENS_CAPTURES"):
            file.parent.mkdir(exist_ok=True)
            new = json.dumps(parameters, indent=1, ensure_ascii=False, sort_keys=True)
            file.write_text(new + "\n", "utf-8")
        recorded = json.loads(file.read_text("utf-8"))
        assert recorded == parameters, f"{file} is not current: run `make editor-captures`"

    return compare


def without_machine(parameters: Message) -> Message:
    """The parameters of `initialize` without what differs from run to run: the process, the folder,
    the client's own version.
    """
    folder = "file:///shop"
    root = parameters.get("rootUri")
    known = {**parameters, "processId": None}
    if root is not None:
        known["rootUri"] = folder + ("/" if root.endswith("/") else "")
    if known.get("rootPath") is not None:
        known["rootPath"] = "/shop"
    if known.get("workspaceFolders"):
        known["workspaceFolders"] = [{"uri": folder, "name": "shop"}]
    if known.get("clientInfo"):
        known["clientInfo"] = {"name": known["clientInfo"]["name"]}
    return known


def _run(*command: str, environment: dict[str, str] | None = None) -> None:
    variables = {**os.environ, **(environment or {})}
    done = subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def _digest(*files: Path) -> str:
    """A name for the files' contents."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _alone() -> Iterator[None]:
    """Two runs at once do not fetch the same thing twice."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
