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
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench import corpus
from bench.suites.complaints import new_complaints
from bench.suites.outcomes import WHOLE, differences, outcomes_before, run_tests
from bench.suites.suite import Suite, fetch, read_list, run_json
from bench.tables import table, verdict

EXAMPLES = 5


@dataclass(frozen=True)
class Fixes:
    """How many fixes were made, and in which files."""

    safe: int
    unsafe: int
    files: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """The result of one suite; `different` are tests, `new` are complaints of ruff and mypy."""

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


def run(suite: Suite) -> Result:
    """The suite before and after, and the complaints of ruff and mypy."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="statuslens-") as temporary:
        before, after = (_copy(suite, Path(temporary, name)) for name in ("before", "after"))
        expected = outcomes_before(suite, before)
        fixes = fix(after)
        # Another tree than the one that the tests leave behind.
        untouched, changed = _copy(suite, Path(temporary, "checked")), Path(temporary, "fixed")
        shutil.copytree(after, changed, symlinks=True)
        found = run_tests(suite, after)
        different, unsteady = differences(expected, found), set[str]()
        if WHOLE in found:
            different = {WHOLE: found[WHOLE]}
        elif different:
            again = differences(run_tests(suite, before), run_tests(suite, after))
            unsteady = different.keys() - again.keys()
            different = {test: why for test, why in different.items() if test in again}
        new = new_complaints(suite, untouched, changed, fixes.files)
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
    """A copy of the archive with the environment beside it, as in a project."""
    root = folder / suite.name
    shutil.copytree(suite.archive, root, symlinks=True)
    (root / ".venv").symlink_to(suite.environment)
    return root


def fix(root: Path) -> Fixes:
    """Run `statuslens check --fix --unsafe-fixes` there."""
    before = {path: path.read_bytes() for path in root.rglob("*.py")}
    command = [sys.executable, "-m", "statuslens", "check", "--unsafe-fixes", "--exit-zero"]
    command += ["--output-format=json", "."]
    found = [run_json([*command, *more], root) for more in ([], ["--fix"])]
    made = [finding["fix"]["safe"] for finding in found[0] if finding["fix"]]
    remaining = [finding["fix"]["safe"] for finding in found[1] if finding["fix"]]
    changed = sorted(path for path, data in before.items() if path.read_bytes() != data)
    return Fixes(
        made.count(True) - remaining.count(True),
        made.count(False) - remaining.count(False),
        tuple(path.relative_to(root).as_posix() for path in changed),
    )


def print_results(results: Sequence[Result], seconds: float) -> None:
    header = ("package", "version", "before", "after", "safe", "unsafe", "files", "other", "new")
    print(table((*header, "seconds"), map(_row, results)))
    for result in results:
        lines = [f"other outcome: {line}" for line in result.different]
        lines += [f"new: {line}" for line in result.new]
        lines += [f"not the same every time: {test}" for test in result.unsteady[:EXAMPLES]]
        if lines:
            print(f"\n{result.suite.name}")
            print(*(f"  {line}" for line in lines), sep="\n")
    different = sum(len(result.different) for result in results)
    new = sum(len(result.new) for result in results)
    passed = verdict(not different and not new, 0, 0, failed="FAIL")
    print(f"\n{different} tests differ, {new} new complaints of ruff and mypy, ", end="")
    print(f"{passed}, {seconds:.0f} s")


def _row(result: Result) -> tuple[str | int, ...]:
    suite, fixes = result.suite, result.fixes
    counts = (result.before, result.after, fixes.safe, fixes.unsafe, len(fixes.files))
    other = (len(result.different), len(result.new), f"{result.seconds:.1f}")
    return suite.name, suite.version, *counts, *other


if __name__ == "__main__":
    sys.exit(main())
