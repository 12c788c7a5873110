"""Builds the VS Code extension: one .vsix per platform, with the server and its libraries.

usage: make_vsix.py [PLATFORM…]     write dist/statuslens-PLATFORM.vsix, by default all of them
       make_vsix.py --list PLATFORM    list the files of the package, as `vsce ls` does
       make_vsix.py --platforms        list the platforms

The files are collected in .cache/vsix/PLATFORM first:

    package.json, README.md, CHANGELOG.md, LICENSE, THIRD_PARTY.txt
    dist/extension.js     the client, one file
    server/statuslens/    the server
    bundled/common/       its libraries; bundled/cp310/ to cp314/: those for one Python only
    media/                icon, walkthrough and its pictures

The libraries are the wheels in requirements/runtime.txt, verified by hash. They are downloaded
once, into .cache/wheels; later builds work offline.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from hashlib import sha256
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
CLIENT = ROOT / "editors" / "vscode"
LOCK = ROOT / "requirements" / "runtime.txt"
PICTURES = ROOT / "docs" / "images"
WHEELS = ROOT / ".cache" / "wheels"
STAGES = ROOT / ".cache" / "vsix"
DIST = ROOT / "dist"

PYTHONS = ("310", "311", "312", "313", "314")

# What `rich` draws with: the command line wants it, the language server does not.
TERMINAL_ONLY = frozenset({"rich", "pygments", "markdown-it-py", "mdurl"})

PICTURE = re.compile(r"^!\[[^\]]*\]\(([^)]+)\)\n\n", re.MULTILINE)

# Those of the walkthrough, for either theme.
PACKED_PICTURES = tuple(
    f"{name}-{theme}.png" for name in ("hover", "completion") for theme in ("light", "dark")
)

# A fixed time in the archive, so that the same content is the same file.
MADE_AT = "1577836800"  # 2020-01-01


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as VS Code names it; `tags` are those of the newest wheels that run there."""

    name: str
    tags: tuple[str, ...]
    sys_platform: str


_MANYLINUX = ("manylinux_2_28", "manylinux_2_17", "manylinux2014", "manylinux1")
PLATFORMS = {
    platform.name: platform
    for platform in (
        Platform("linux-x64", tuple(f"{tag}_x86_64" for tag in _MANYLINUX), "linux"),
        Platform("linux-arm64", tuple(f"{tag}_aarch64" for tag in _MANYLINUX[:-1]), "linux"),
        Platform("alpine-x64", ("musllinux_1_2_x86_64", "musllinux_1_1_x86_64"), "linux"),
        Platform("darwin-x64", ("macosx_11_0_x86_64",), "darwin"),
        Platform("darwin-arm64", ("macosx_11_0_arm64",), "darwin"),
        Platform("win32-x64", ("win_amd64",), "win32"),
        Platform("win32-arm64", ("win_arm64",), "win32"),
    )
}

_OS_NAMES = {"linux": "posix", "darwin": "posix", "win32": "nt"}
_SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("platforms", nargs="*", metavar="PLATFORM")
    parser.add_argument("--list", action="store_true", help="print the files of the package")
    parser.add_argument(
        "--platforms", dest="names", action="store_true", help="print the supported platforms"
    )
    options = parser.parse_args()
    if options.names:
        print(*PLATFORMS)
        return
    for name in options.platforms:
        if name not in PLATFORMS:
            parser.error(f"there is no platform {name!r}, only {', '.join(PLATFORMS)}")
    licences_of_client = build_client()
    for name in options.platforms or PLATFORMS:
        stage = staged(PLATFORMS[name], licences_of_client)
        if options.list:
            print("\n".join(listed(stage)))
        else:
            package = packed(stage, PLATFORMS[name])
            print(f"{package.relative_to(ROOT)}  {package.stat().st_size / 1e6:.1f} MB")


def build_client() -> dict[str, str]:
    """Bundle the client; the licences of the packages that are in it."""
    run("npm", "run", "--silent", "build")
    inputs = json.loads((DIST / "extension.json").read_text("utf-8"))["inputs"]
    folders = {
        ROOT / path.partition("node_modules/")[0] / "node_modules" / package_of(path)
        for path in inputs
        if "node_modules/" in path
    }
    licences = {}
    for folder in sorted(folders):
        facts = json.loads((folder / "package.json").read_text("utf-8"))
        licences[f"{facts['name']} {facts['version']} ({facts['license']})"] = "\n".join(
            file.read_text("utf-8") for file in licence_files(folder.iterdir())
        )
    return licences


def package_of(path: str) -> str:
    """`node_modules/@scope/name/lib/a.js` → `@scope/name`."""
    parts = path.rpartition("node_modules/")[2].split("/")
    return "/".join(parts[: 2 if parts[0].startswith("@") else 1])


def staged(platform: Platform, licences_of_client: dict[str, str]) -> Path:
    """Lay out everything that the package of the platform holds."""
    stage = STAGES / platform.name
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(
        ROOT / "server" / "statuslens",
        stage / "server" / "statuslens",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    wheels = list(placed(platform))
    for folder, wheel in wheels:
        unpack(wheel, stage / "bundled" / folder)
    copies = {
        CLIENT / "statuslens_server.py": "bundled/statuslens_server.py",
        DIST / "extension.js": "dist/extension.js",
        ROOT / "CHANGELOG.md": "CHANGELOG.md",
        ROOT / "LICENSE": "LICENSE.txt",
        **{PICTURES / name: f"media/pictures/{name}" for name in PACKED_PICTURES},
    }
    for source, target in copies.items():
        (stage / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, stage / target)
    drawings = shutil.ignore_patterns("*.svg")  # icon.png is made from one
    shutil.copytree(CLIENT / "media", stage / "media", ignore=drawings, dirs_exist_ok=True)
    readme = (CLIENT / "README.md").read_text("utf-8")
    (stage / "README.md").write_text(without_pictures(readme), "utf-8")
    manifest = json.loads((ROOT / "package.json").read_text("utf-8"))
    for key in ("scripts", "devDependencies", "private"):
        del manifest[key]
    (stage / "package.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    licences = {
        **dict(sorted(map(licence_of, {wheel for _, wheel in wheels}))),
        **licences_of_client,
    }
    (stage / "THIRD_PARTY.txt").write_text(notice(licences), "utf-8")
    # Without it, vsce asks whether this one was forgotten.
    (stage / ".vscodeignore").write_text("", "utf-8")
    return stage


def without_pictures(page: str) -> str:
    """What the page that VS Code shows can have: of pictures, it takes those of the web alone."""
    return PICTURE.sub("", page)


def placed(platform: Platform) -> Iterator[tuple[str, Path]]:
    """Each wheel with its folder in `bundled/`: `common`, or the Python that alone can use it."""
    users: dict[Path, list[str]] = {}
    for python in PYTHONS:
        for wheel in fetched(platform, python):
            users.setdefault(wheel, []).append(python)
    for wheel, pythons in users.items():
        if len(pythons) == len(PYTHONS):
            yield "common", wheel
        else:
            yield from ((f"cp{python}", wheel) for python in pythons)


def fetched(platform: Platform, python: str) -> list[Path]:
    """The wheels of the lock for that Python there, downloaded only if they are not yet here."""
    wanted = wanted_of_lock(platform, python)
    state = sha256("".join((*wanted, *platform.tags)).encode()).hexdigest()
    done = WHEELS / f"{platform.name}-cp{python}.json"
    if done.exists():
        known = json.loads(done.read_text("utf-8"))
        if known["state"] == state and all((WHEELS / name).exists() for name in known["wheels"]):
            return [WHEELS / name for name in known["wheels"]]
    WHEELS.mkdir(parents=True, exist_ok=True)
    lock = done.with_suffix(".txt")
    lock.write_text("\n".join(wanted), "utf-8")
    target = [f"--platform={tag}" for tag in platform.tags]
    target += ["--implementation=cp", f"--python-version={python}"]
    target += [f"--abi=cp{python}", "--abi=abi3", "--abi=none", "--only-binary=:all:"]
    pip = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet"]
    print(f"Downloading the wheels for {platform.name}, Python 3.{python[1:]} …", flush=True)
    with tempfile.TemporaryDirectory(dir=WHEELS) as folder:
        hashed = ["--no-deps", "--require-hashes", "--requirement", str(lock), "--dest", folder]
        run(*pip, *target, *hashed)
        wheels = sorted(Path(folder).iterdir())
        names = [wheel.replace(WHEELS / wheel.name).name for wheel in wheels]
    done.write_text(json.dumps({"state": state, "wheels": names}, indent=1), "utf-8")
    return [WHEELS / name for name in names]


def wanted_of_lock(platform: Platform, python: str) -> list[str]:
    """The lock's entries for that Python there, without markers: pip would judge by its own."""
    version = f"3.{python[1:]}"
    environment = {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "sys_platform": platform.sys_platform,
        "os_name": _OS_NAMES[platform.sys_platform],
        "platform_system": _SYSTEMS[platform.sys_platform],
    }
    wanted = []
    for entry in LOCK.read_text("utf-8").replace("\\\n", " ").splitlines():
        if entry.startswith(("#", " ")) or not entry.strip():
            continue
        named, _, hashes = entry.partition("--hash=")
        requirement = Requirement(named)
        if canonicalize_name(requirement.name) in TERMINAL_ONLY:
            continue
        if requirement.marker is None or requirement.marker.evaluate(environment):
            wanted.append(f"{requirement.name}{requirement.specifier} --hash={hashes.strip()}")
    return wanted


def unpack(wheel: Path, folder: Path) -> None:
    """A wheel's modules and licences. What pip alone reads, and sources in C, stay behind."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            is_record = ".dist-info/" in name and name.endswith(("/RECORD", "/WHEEL", ".txt"))
            if name.endswith((".c", ".h", ".scm")) or (is_record and "/licenses/" not in name):
                continue
            archive.extract(name, folder)


def licence_of(wheel: Path) -> tuple[str, str]:
    """Name, version and licence of a wheel, and the licence's text."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        facts = HeaderParser().parsestr(archive.read(metadata).decode())
        files = licence_files(
            Path(name) for name in names if ".dist-info/" in name and not name.endswith("/")
        )
        text = "\n".join(archive.read(file.as_posix()).decode() for file in files)
    stated = (
        facts["License-Expression"]
        or facts["License"]
        or _classified(facts.get_all("Classifier", []))
    )
    return f"{facts['Name']} {facts['Version']} ({stated})", text


def _classified(classifiers: list[str]) -> str:
    licences = [each for each in classifiers if each.startswith("License ::")]
    return ", ".join(each.rpartition(" :: ")[2] for each in licences)


def licence_files(files: Iterable[Path]) -> list[Path]:
    starts = ("license", "licence", "copying", "notice")
    return sorted(file for file in files if file.name.lower().startswith(starts))


def notice(licences: dict[str, str]) -> str:
    """The licences of everything in the package that is not ours."""
    missing = [name for name, text in licences.items() if not text.strip()]
    if missing:
        raise SystemExit(f"make_vsix: no licence text found in {', '.join(missing)}")
    parts = [
        f"{'=' * 80}\n{name}\n{'=' * 80}\n\n{text.strip()}\n" for name, text in licences.items()
    ]
    head = "This extension holds the following software, each under its own licence.\n"
    return "\n".join((head, *parts))


def listed(stage: Path) -> list[str]:
    """The files of the package, as `vsce ls` prints them."""
    vsce = [str(ROOT / "node_modules" / ".bin" / "vsce"), "ls", "--no-dependencies"]
    answer = subprocess.run(vsce, cwd=stage, check=True, capture_output=True, text=True)
    return sorted(answer.stdout.split("\n")[:-1])


def packed(stage: Path, platform: Platform, folder: Path = DIST) -> Path:
    """The .vsix of what is laid out. Nobody finds half of one there."""
    folder.mkdir(exist_ok=True)
    package = folder / f"statuslens-{platform.name}.vsix"
    unfinished = package.with_suffix(f".{os.getpid()}")
    vsce = [str(ROOT / "node_modules" / ".bin" / "vsce"), "package", "--no-dependencies"]
    vsce += ["--no-rewrite-relative-links", "--target", platform.name, "--out", str(unfinished)]
    answer = subprocess.run(
        vsce,
        cwd=stage,
        env={**os.environ, "SOURCE_DATE_EPOCH": MADE_AT},
        capture_output=True,
        text=True,
        check=False,
    )
    output = answer.stdout + answer.stderr
    if answer.returncode or "WARNING" in output:
        unfinished.unlink(missing_ok=True)
        raise SystemExit(f"make_vsix: vsce package:\n{output}")
    return unfinished.replace(package)


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"make_vsix: {' '.join(command[:6])} …\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
