"""The packages that users of VS Code install: what is in each, and that the server in it runs.

`make vsix` makes them and runs this on each that it made; `make test` does so with linux-x64. The
packages in STATUSLENS_VSIX are looked at, linux-x64 by default. Those of other platforms than this
machine's are looked into, not run.
"""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities, make_test_lsp_client

import make_vsix
from statuslens import __version__

ROOT = make_vsix.ROOT
LISTED = ROOT / "editors" / "vscode" / "files.txt"
PLATFORMS = os.environ.get("STATUSLENS_VSIX", "linux-x64").split()
RUNS_HERE = "linux-x64"

pytestmark = pytest.mark.end_to_end

# What the first bytes of a compiled module say about where it runs.
MACHINES = {
    "linux-x64": ("ELF", 0x3E, b"libc.so.6"),
    "linux-arm64": ("ELF", 0xB7, b"libc.so.6"),
    "alpine-x64": ("ELF", 0x3E, b"libc.musl-x86_64.so.1"),
    "darwin-x64": ("Mach-O", 0x01000007, b"libSystem"),
    "darwin-arm64": ("Mach-O", 0x0100000C, b"libSystem"),
    "win32-x64": ("PE", 0x8664, b"KERNEL32.dll"),
    "win32-arm64": ("PE", 0xAA64, b"KERNEL32.dll"),
}


@pytest.fixture(params=PLATFORMS)
def package(request: pytest.FixtureRequest) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(path_of(request.param)) as archive:
        yield archive


def path_of(platform: str) -> Path:
    path = make_vsix.DIST / f"statuslens-{platform}.vsix"
    assert path.exists(), f"make vsix PLATFORM={platform} makes it"
    return path


def platform_of(package: zipfile.ZipFile) -> str:
    assert package.filename is not None
    return Path(package.filename).stem.removeprefix("statuslens-")


def files(package: zipfile.ZipFile) -> list[str]:
    """What is in the package, as `vsce ls` names it: it packs two of them in lower case."""
    start = "extension/"
    packed = [n.removeprefix(start) for n in package.namelist() if n.startswith(start)]
    return sorted(
        n.upper().replace(".MD", ".md") if "/" not in n and ".md" in n else n for n in packed
    )


def text(package: zipfile.ZipFile, name: str) -> str:
    return package.read(f"extension/{name}").decode()


def machine(data: bytes) -> tuple[str, int]:
    if data.startswith(b"\x7fELF"):
        return "ELF", struct.unpack_from("<H", data, 18)[0]
    if data.startswith(b"MZ"):
        header = struct.unpack_from("<I", data, 0x3C)[0]
        return "PE", struct.unpack_from("<H", data, header + 4)[0]
    assert data.startswith(b"\xcf\xfa\xed\xfe"), "no compiled module that is known here"
    return "Mach-O", struct.unpack_from("<I", data, 4)[0]


def test_each_python_has_libraries_compiled_for_it_there(package: zipfile.ZipFile) -> None:
    kind, number, needed = MACHINES[platform_of(package)]
    compiled = [name for name in files(package) if name.endswith((".so", ".pyd", ".dylib"))]
    by_folder: dict[str, str] = {}
    for name in compiled:
        data = package.read(f"extension/{name}")
        assert machine(data) == (kind, number), name
        assert needed in data, name
        by_folder[name.split("/")[1]] = name
    assert set(by_folder) == {"common", *(f"cp{python}" for python in make_vsix.PYTHONS)}
    assert len(compiled) == len(by_folder)
    for python in make_vsix.PYTHONS:
        name = by_folder[f"cp{python}"]
        assert f"cpython-{python}-" in name or f".cp{python}-" in name
    # One that keeps to the stable interface, for all of them: Windows does not say so in the name.
    assert by_folder["common"].startswith("bundled/common/tree_sitter_python/_binding.")
    assert ".abi3." in by_folder["common"] or kind == "PE"


def test_nothing_is_in_it_that_does_not_belong_there(package: zipfile.ZipFile) -> None:
    """After a change: `.venv/bin/python scripts/make_vsix.py --list linux-x64 >` that list."""
    names = files(package)
    expected = LISTED.read_text("utf-8").splitlines()
    libraries = [name for name in expected if name.startswith("bundled/")]
    others = [name for name in expected if not name.startswith("bundled/")]
    assert [name for name in names if not name.startswith("bundled/")] == others
    if platform_of(package) == RUNS_HERE:
        assert [name for name in names if name.startswith("bundled/")] == libraries
    assert not [name for name in names if "__pycache__" in name or name.endswith((".map", ".ts"))]


def test_the_list_is_what_vsce_tells() -> None:
    with zipfile.ZipFile(path_of(RUNS_HERE)) as package:
        assert make_vsix.listed(make_vsix.STAGES / RUNS_HERE) == files(package)


def test_every_library_comes_with_its_licence(package: zipfile.ZipFile) -> None:
    names = files(package)
    folders = {name.partition(".dist-info/")[0] for name in names if ".dist-info/" in name}
    libraries = {tuple(folder.rpartition("/")[2].split("-")) for folder in folders}
    assert len(libraries) > 10
    notice = text(package, "THIRD_PARTY.txt").replace("-", "_").lower()
    for name, version in libraries:
        assert f"\n{name} {version} (" in notice
    for bundled in ("vscode_languageclient", "vscode_jsonrpc", "minimatch", "semver"):
        assert f"\n{bundled} " in notice
    assert "MIT License" in text(package, "LICENSE.txt")


def test_it_is_small_and_says_what_it_is(package: zipfile.ZipFile) -> None:
    platform = platform_of(package)
    assert path_of(platform).stat().st_size < 15_000_000
    assert f'TargetPlatform="{platform}"' in package.read("extension.vsixmanifest").decode()
    manifest = json.loads(text(package, "package.json"))
    assert (manifest["publisher"], manifest["version"]) == ("statuslens", __version__)
    assert not {"scripts", "devDependencies", "extensionDependencies"} & set(manifest)
    for named in (manifest["icon"], manifest["main"], *walkthrough_media(manifest)):
        assert named.removeprefix("./") in files(package)


def walkthrough_media(manifest: dict[str, Any]) -> list[str]:
    (walkthrough,) = manifest["contributes"]["walkthroughs"]
    shown = [step["media"] for step in walkthrough["steps"]]
    pages = [media["markdown"] for media in shown if "markdown" in media]
    return pages + [path for media in shown for path in media.get("image", {}).values()]


def test_its_page_shows_no_picture_that_would_be_broken(package: zipfile.ZipFile) -> None:
    """VS Code takes those of the web alone there, and this package asks the web for nothing."""
    page = text(package, "readme.md")
    assert not re.findall(r"!\[|<img|<picture", page)
    assert page.startswith("# Status Lens\n\nExplains HTTP and WebSocket status codes")


def test_the_same_files_make_the_same_package(tmp_path: Path) -> None:
    stage, platform = make_vsix.STAGES / RUNS_HERE, make_vsix.PLATFORMS[RUNS_HERE]
    again = make_vsix.packed(stage, platform, tmp_path)
    assert again.read_bytes() == path_of(RUNS_HERE).read_bytes()


def pythons() -> list[str]:
    bootstrap = [str(ROOT / "scripts" / "bootstrap"), "pythons"]
    return subprocess.run(bootstrap, check=True, capture_output=True, text=True).stdout.split()


class Installed:
    """The package as an editor unpacks it, beside a folder that wants to be imported."""

    def __init__(self, folder: Path) -> None:
        with zipfile.ZipFile(path_of(RUNS_HERE)) as package:
            package.extractall(folder)
        self.extension, self.cache = folder / "extension", folder / "cache"
        self.hostile = folder / "hostile"
        self.hostile.mkdir()
        for module in ("http", "json", "pygls", "statuslens", "sitecustomize", "usercustomize"):
            (self.hostile / f"{module}.py").write_text("raise SystemExit('that is hostile')\n")
        self.environment = {**os.environ, "PYTHONPATH": str(self.hostile), "PYTHONSTARTUP": "x"}
        self.files = set(self.extension.rglob("*"))

    def has_new_files(self) -> bool:
        return set(self.extension.rglob("*")) != self.files

    def command(self, python: str, *arguments: str) -> list[str]:
        """As `serverArguments` of editors/vscode/python.ts has it."""
        program = str(ROOT / python) if "/" in python else python
        return [program, "-I", "-S", "-X", f"pycache_prefix={self.cache}", *arguments]


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return Installed(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="the package of linux-x64 is run")
@pytest.mark.parametrize("python", pythons())
async def test_the_server_in_it_runs_on_its_own(python: str, installed: Installed) -> None:
    """Nothing is installed, the folder and the environment are hostile, and nothing is written."""
    client = make_test_lsp_client()
    server = str(installed.extension / "bundled" / "statuslens_server.py")
    command = installed.command(python, server, "serve")
    await client.start_io(*command, cwd=installed.hostile, env=installed.environment)
    capabilities = client_capabilities("visual-studio-code")
    await client.initialize_session(types.InitializeParams(capabilities=capabilities))
    uri = (installed.hostile / "app.py").as_uri()
    item = types.TextDocumentItem(uri, "python", 1, "raise HTTPException(status_code=404)\n")
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    at = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 33))
    found = await client.text_document_hover_async(at)
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.contents.value.startswith("**404 Not Found**")
    about = await client.protocol.send_request_async("statuslens/environment", {"uri": uri})
    assert about.python == version_of(command[0])
    await client.shutdown_session()
    await client.stop()
    assert not installed.has_new_files()
    assert any(installed.cache.rglob("*.pyc"))


def version_of(python: str) -> str:
    code = "import platform; print(platform.python_version())"
    told = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return told.stdout.strip()


def test_reading_the_folders_writes_nothing(installed: Installed) -> None:
    bundled = installed.extension / "bundled"
    code = f"""
        import json, sys
        sys.path.insert(0, {str(bundled)!r})
        import statuslens_server
        from statuslens.workspace.process import scan_command
        print(json.dumps(scan_command()))
    """
    command = installed.command(sys.executable, "-c", textwrap.dedent(code))
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    subprocess.run(json.loads(told.stdout), check=True, input=b"", env=installed.environment)
    assert not installed.has_new_files()
