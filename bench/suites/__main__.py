"""Whether real packages still pass their own tests after `check --fix --unsafe-fixes`.

    python -m bench.suites                         every package of packages.toml
    python -m bench.suites --only starlette flask  some of them

Of each package the archive of sources, with the tests in it, and an environment of exact versions
are fetched once. The suite runs on the archive as it is (its outcome is kept), then on a copy in
which statuslens has changed package and tests. Each test must have the same outcome. What ruff and
mypy say of the changed files is compared, too: nothing may be new.

A test that differs is run again both ways, since some are not the same every time. The exit code
is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from bench import corpus

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
LIST = HERE / "packages.toml"
CACHE = HERE.parents[1] / ".cache" / "suites"
TOOLS = Path(sys.executable).parent

EXAMPLES = 5
# Stands for the tests of a suite that does not run at all.
WHOLE = "the suite"

_OUTCOMES = ("failure", "error", "skipped")
_LINE_NUMBER = re.compile(r"\bline \d+")
_ERROR_OF_MYPY = re.compile(r"(?P<file>[^:]+):\d+(?::\d+)?: error: (?P<message>.*)")

# By test id: `passed`, or why not and the first line of what pytest says.
Outcomes = dict[str, str]
# By file and message, lines left out: how often.
Complaints = Counter[tuple[str, str]]


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


@dataclass(frozen=True)
class Fixes:
    """How many fixes were made, and in which files."""

    safe: int
    unsafe: int
    files: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What became of one suite; `different` are tests, `new` what ruff and mypy did not say."""

    suite: Suite
    before: int
    after: int
    fixes: Fixes
    different: tuple[str, ...]
    new: tuple[str, ...]
    unsteady: tuple[str, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        return not self.different and not self.new


def main() -> int:
    parser = argparse.ArgumentParser(description="Whether suites pass after --fix --unsafe-fixes.")
    parser.add_argument("--only", nargs="+", default=[], metavar="PACKAGE")
    parser.add_argument("--jobs", type=int, default=2, help="suites at a time (default: 2)")
    options = parser.parse_args()
    suites = read_list()
    unknown = set(options.only) - {suite.name for suite in suites}
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    chosen = [suite for suite in suites if not options.only or suite.name in options.only]
    for suite in chosen:
        corpus.progress(f"fetching {suite.name} {suite.version}")
        fetch(suite)
    corpus.progress(f"running {len(chosen)} suites")
    start = time.monotonic()
    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(run, chosen))
    corpus.progress("")
    print_results(results, time.monotonic() - start)
    return 0 if all(result.passed for result in results) else 1


def read_list() -> list[Suite]:
    entries = tomllib.loads(LIST.read_text("utf-8"))["suites"]
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
        wanted = f"{suite.name}=={suite.version}"
        form = ["--no-deps", f"--no-binary={suite.name}", f"--dest={temporary}"]
        _pip(suite, sys.executable, ["download", *form, wanted])
        (archive,) = Path(temporary).iterdir()
        # Environments cannot be moved: this one is made in its place, and its folder is whole only
        # once the sources are in it.
        try:
            venv.create(suite.environment, with_pip=True)
            python = str(suite.environment / "bin" / "python")
            _pip(suite, python, ["install", "--no-deps", wanted, *suite.requirements])
            unpacked = Path(temporary, "unpacked")
            with tarfile.open(archive) as sources:
                _extract(sources, unpacked)
            (inside,) = unpacked.iterdir()
            inside.rename(suite.archive)
        except BaseException:
            shutil.rmtree(suite.folder, ignore_errors=True)
            raise


def _extract(sources: tarfile.TarFile, folder: Path) -> None:
    if hasattr(tarfile, "data_filter"):
        sources.extractall(folder, filter="data")
    else:
        sources.extractall(folder)  # Python before 3.10.12


def _pip(suite: Suite, python: str, command: Sequence[str]) -> None:
    options = ["--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [python, "-m", "pip", command[0], *options, *command[1:]],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"statuslens: {suite.name}: pip {command[0]} failed\n{done.stderr}")


def run(suite: Suite) -> Result:
    """The suite before and after, and what ruff and mypy say."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="statuslens-") as temporary:
        before, after = (_copy(suite, Path(temporary, name)) for name in ("before", "after"))
        expected = _outcomes_before(suite, before)
        fixes = fix(after)
        # Another tree than the one that the tests leave behind.
        checked = [_copy(suite, Path(temporary, "checked")), Path(temporary, "fixed")]
        shutil.copytree(after, checked[1], symlinks=True)
        found = run_tests(suite, after)
        different, unsteady = _differences(expected, found), set[str]()
        if WHOLE in found:
            different = {WHOLE: found[WHOLE]}
        elif different:
            again = _differences(run_tests(suite, before), run_tests(suite, after))
            unsteady = different.keys() - again.keys()
            different = {test: why for test, why in different.items() if test in again}
        new = [
            f"{tool}: {file}: {message}" + (f" ({count} times)" if count > 1 else "")
            for tool, complain in _TOOLS.items()
            for (file, message), count in sorted(_new(suite, complain, checked, fixes).items())
        ]
    return Result(
        suite,
        sum(outcome == "passed" for outcome in expected.values()),
        sum(outcome == "passed" for outcome in found.values()),
        fixes,
        tuple(f"{test}: {why}" for test, why in sorted(different.items())),
        tuple(new),
        tuple(sorted(unsteady)),
        time.monotonic() - start,
    )


def _copy(suite: Suite, folder: Path) -> Path:
    """A copy of the archive beside which stands the environment, as a project has it."""
    root = folder / suite.name
    shutil.copytree(suite.archive, root, symlinks=True)
    (root / ".venv").symlink_to(suite.environment)
    return root


def fix(root: Path) -> Fixes:
    """Run `statuslens check --fix --unsafe-fixes` there."""
    before = {path: path.read_bytes() for path in root.rglob("*.py")}
    command = [sys.executable, "-m", "statuslens", "check", "--unsafe-fixes", "--exit-zero"]
    command += ["--output-format=json", "."]
    found = [_run_json([*command, *more], root) for more in ([], ["--fix"])]
    made = [finding["fix"]["safe"] for finding in found[0] if finding["fix"]]
    remaining = [finding["fix"]["safe"] for finding in found[1] if finding["fix"]]
    changed = sorted(path for path, data in before.items() if path.read_bytes() != data)
    return Fixes(
        made.count(True) - remaining.count(True),
        made.count(False) - remaining.count(False),
        tuple(path.relative_to(root).as_posix() for path in changed),
    )


# Tests


def _outcomes_before(suite: Suite, root: Path) -> Outcomes:
    """As kept from an earlier run, if there was one."""
    kept = suite.folder / "before.json"
    if kept.exists():
        return dict(json.loads(kept.read_text("utf-8")))
    outcomes = run_tests(suite, root)
    if WHOLE in outcomes:
        raise SystemExit(f"statuslens: {suite.name} fails as it is: {outcomes[WHOLE]}")
    kept.write_text(json.dumps(outcomes, indent=1), "utf-8")
    return outcomes


def run_tests(suite: Suite, root: Path) -> Outcomes:
    """Run the suite on the tree at `root`, not on what is installed."""
    python = str(root / ".venv" / "bin" / "python")
    environment = _environment(root, suite)
    where = f"import {suite.module}; print({suite.module}.__file__)"
    imported = _run([python, "-c", where], root, environment)
    if imported.returncode:
        return {WHOLE: f"error: {_last_line(imported.stderr)}"}
    origin = Path(imported.stdout.strip())
    if not origin.resolve().is_relative_to(root.resolve()):
        raise SystemExit(f"statuslens: {suite.name} is imported from {origin}")
    told = root.parent / "outcomes.xml"
    told.unlink(missing_ok=True)
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={told}"]
    done = _run([*command, *(f"--deselect={t}" for t in suite.left_out)], root, environment)
    if not told.exists():
        return {WHOLE: f"error: {_last_line(done.stdout + done.stderr)}"}
    outcomes: Outcomes = {}
    for case in ET.parse(told).iter("testcase"):
        test = f"{case.get('classname')}::{case.get('name')}"
        outcomes[test] = _outcome(case)
    return outcomes


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def _environment(root: Path, suite: Suite) -> dict[str, str]:
    left_out = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTEST_ADDOPTS")
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    folders = dict.fromkeys((root / suite.source, root))
    return environment | {
        "PATH": f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _outcome(case: ET.Element) -> str:
    for kind in _OUTCOMES:
        reason = case.find(kind)
        if reason is not None:
            message = (reason.get("message") or "").strip().partition("\n")[0]
            return f"{kind}: {message}"
    return "passed"


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Tests whose outcome is another; of one that does not pass, the message is not compared."""
    return {
        test: f"{before.get(test, 'not there')} → {after.get(test, 'not there')}"
        for test in before.keys() | after.keys()
        if before.get(test, "").partition(":")[0] != after.get(test, "").partition(":")[0]
    }


# Ruff and mypy


def _ruff(suite: Suite, root: Path, files: Sequence[str]) -> Complaints:
    del suite
    command = [str(TOOLS / "ruff"), "check", "--isolated", "--no-cache", "--exit-zero"]
    command += ["--select=F,I,E", "--ignore=E501", "--output-format=json"]
    found = _run_json([*command, *files], root)
    return Counter(
        (
            Path(one["filename"]).relative_to(root.resolve()).as_posix(),
            _LINE_NUMBER.sub("line", f"{one['code']} {one['message']}"),
        )
        for one in found
    )


def _mypy(suite: Suite, root: Path, files: Sequence[str]) -> Complaints:
    command = [str(TOOLS / "mypy"), "--config-file=", "--ignore-missing-imports"]
    command += ["--check-untyped-defs", "--no-error-summary", "--namespace-packages"]
    command += ["--explicit-package-bases", "--follow-imports=silent", f"--cache-dir={os.devnull}"]
    command += [f"--python-executable={suite.environment / 'bin' / 'python'}"]
    environment = _environment(root, suite)
    environment["MYPYPATH"] = environment.pop("PYTHONPATH")
    done = _run([*command, *files], root, environment)
    if done.returncode not in (0, 1) or done.stderr.strip():
        raise SystemExit(f"statuslens: mypy failed on {suite.name}\n{done.stdout}{done.stderr}")
    matches = map(_ERROR_OF_MYPY.match, done.stdout.splitlines())
    return Counter(
        (match["file"], _LINE_NUMBER.sub("line", match["message"]))
        for match in matches
        if match is not None
    )


_TOOLS: dict[str, Callable[[Suite, Path, Sequence[str]], Complaints]] = {
    "ruff": _ruff,
    "mypy": _mypy,
}


def _new(
    suite: Suite,
    complain: Callable[[Suite, Path, Sequence[str]], Complaints],
    trees: Iterable[Path],
    fixes: Fixes,
) -> Complaints:
    """What is said of the second tree more often than of the first."""
    if not fixes.files:
        return Counter()
    before, after = (complain(suite, tree, fixes.files) for tree in trees)
    return after - before


def _run_json(command: Sequence[str], root: Path) -> list[dict[str, Any]]:
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    done = _run(command, root, environment)
    if not done.stdout.strip():
        raise SystemExit(f"statuslens: {command[0]} failed in {root.name}\n{done.stderr}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _run(
    command: Sequence[str], root: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )


# What is printed


def print_results(results: Sequence[Result], seconds: float) -> None:
    columns = f"{'before':>8}{'after':>8}{'safe':>7}{'unsafe':>8}{'files':>7}"
    print(f"{'package':22}{'version':>10}{columns}{'other':>7}{'new':>5}{'seconds':>9}")
    for result in results:
        fixes = result.fixes
        print(
            f"{result.suite.name:22}{result.suite.version:>10}{result.before:8,}{result.after:8,}"
            f"{fixes.safe:7,}{fixes.unsafe:8,}{len(fixes.files):7,}"
            f"{len(result.different):7}{len(result.new):5}{result.seconds:9.1f}"
        )
    for result in results:
        lines = [f"other outcome: {line}" for line in result.different]
        lines += [f"new: {line}" for line in result.new]
        lines += [f"not the same every time: {test}" for test in result.unsteady[:EXAMPLES]]
        if lines:
            print(f"\n{result.suite.name}")
            print(*(f"  {line}" for line in lines), sep="\n")
    different = sum(len(result.different) for result in results)
    new = sum(len(result.new) for result in results)
    print(f"\n{different} tests differ, {new} new complaints of ruff and mypy, ", end="")
    print(f"{'PASS' if not different and not new else 'FAIL'} (limits 0 and 0), {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
