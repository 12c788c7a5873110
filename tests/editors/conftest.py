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
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from editors.pages import ROOT
from editors.server_answers import Server
from editors.shop import APP, Shop, Unpacked
from editors.wire import ClientRecord, Message, Wire

# Neovim has its own defaults only below a `VIMRUNTIME` without symbolic links.
CACHE = (ROOT / ".cache").resolve() / "editors"

_REQUIRED = ("tmux", "neovim", "hx", "emacs-nox")  # where CI is set


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pages are looked at last: the other tests may write them."""
    items.sort(key=lambda item: item.path.stem == "test_pages")


@pytest.fixture(scope="session")
def unpacked() -> Unpacked:
    """Gives the folder with an editor of a Debian suite: `unpacked("sid", "neovim")`.

    Further packages come along; the first one's name is the folder's.
    """
    missing: dict[Path, str] = {}  # asked for once only

    def fetch(suite: str, *packages: str) -> Path:
        folder = CACHE / f"{suite}-{packages[0]}"
        if folder not in missing:
            with _alone():
                unpack = ["scripts/unpack-debian", suite, str(folder), *packages]
                done = subprocess.run(unpack, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return folder
            said = done.stderr.strip()[-300:]
            missing[folder] = f"{packages[0]} of Debian {suite} cannot be had: {said}"
        if os.environ.get("CI") and packages[0] in _REQUIRED:
            pytest.fail(missing[folder])
        pytest.skip(missing[folder])

    return fetch


@pytest.fixture(scope="session")
def tmux(unpacked: Unpacked) -> str:
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


@pytest.fixture
def shop(tmp_path: Path, command: Path, tmux: str) -> Iterator[Shop]:
    """The project; it is no git repository, and has no environment of its own. When a test is done
    with it, no server may be left.
    """
    folder, home, programs = tmp_path / "shop", tmp_path / "home", tmp_path / "bin"
    for made in (folder, home, programs):
        made.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n')
    path = f"{programs}:/usr/local/bin:/usr/bin:/bin"
    wire = Wire(programs / "statuslens.jsonl")
    shop = Shop(folder, folder / "app.py", home, programs, path, wire, tmux)
    shop.write(APP)
    shop.record(command, "serve")
    yield shop
    shop.wait_until_left()


@pytest.fixture(scope="session")
def client_record() -> ClientRecord:
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
