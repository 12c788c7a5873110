"""How many named constants come back after they were turned into numbers, by `check --fix` alone.

    python -m bench.round_trip                      the web packages of the list
    python -m bench.round_trip FOLDER FOLDER …      these folders instead
    python -m bench.round_trip --only tiled zenml   some of the packages
    python -m bench.round_trip --examples 20        more of what did not come back

A copy of each package gets numbers for all of its constants, then `statuslens check --fix` runs on
it, once with the constants' imports left in place and once without them. Python's own parser says
what is a constant, before and after; statuslens says which places are certain, and only those
count. One came back if the name that stands there has the code and exists in some version that the
package allows. Every file has to compile, and to be the same tree but for the names.

The exit code is 1 if less than the limit comes back, or a file is not the same.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from bench import corpus
from bench.constants import compiles, read
from bench.round_trip.comparison import Constant, compared, compared_constants
from bench.round_trip.numbers import Numbered, numbered
from bench.round_trip.report import Trip, print_trips
from bench.round_trip.requirements import declarations

# Whether the imports of the constants are left in place.
VARIANTS = {"imports left": True, "imports removed": False}


def main() -> int:
    parser = argparse.ArgumentParser(description="How many constants come back after --fix.")
    corpus.add_choice(parser)
    parser.add_argument("--examples", type=int, default=4, help="shown per cause (default: 4)")
    options = parser.parse_args()
    projects = corpus.chosen(parser, options) or corpus.only(corpus.web_packages(), options)
    passed = True
    for variant, imports_left in VARIANTS.items():
        trips = []
        for project in projects:
            corpus.progress(f"{variant}: {project.name}")
            trips.append(travel(project, imports_left=imports_left))
        corpus.progress("")
        passed &= print_trips(variant, trips, options.examples)
    return 0 if passed else 1


def travel(project: corpus.Project, *, imports_left: bool) -> Trip:
    """Replace the package's constants in a copy, run the fixes on it, and compare."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="statuslens-") as temporary:
        copy = _copied(project, Path(temporary))
        modules = {path: read(path) for path in copy.files()}
        files = {path: module for path, module in modules.items() if module is not None}
        unreadable = len(modules) - len(files)
        there = dict(numbered(files, imports_left=imports_left))
        before = {path: path.read_bytes() for path in files}
        findings = fixed(copy.root)
        broken: list[str] = []
        found: list[Constant] = []
        declared = declarations(copy.root)
        changed = [p for p in files if p in there or p.read_bytes() != before[p]]
        for path in changed:
            file = path.relative_to(copy.root).as_posix()
            entry = there.get(path) or Numbered(files[path], {}, frozenset())
            if not compiles(entry.module.text):
                unreadable += 1
                continue
            after, pairs = compared(entry)
            if after is None or pairs is None:
                broken.append(f"{file}: " + ("another tree" if after else "does not compile"))
            reported = findings.get(path, {})
            found += compared_constants(project.name, file, entry, after, pairs, reported, declared)
    return Trip(
        project.name,
        sum(len(entry.before) for entry in there.values()),
        tuple(found),
        len(changed),
        tuple(broken),
        unreadable,
        time.monotonic() - start,
        sum(p.after is not None and not p.cause and not declared.lacks(p.after) for p in found),
    )


def _copied(project: corpus.Project, folder: Path) -> corpus.Project:
    root = folder / project.name
    shutil.copytree(project.root, root, ignore=shutil.ignore_patterns(".git", ".venv"))
    # The search for a project's environment ends at a repository: here it is none of ours.
    (root / ".git").mkdir()
    return corpus.Project(project.name, root, project.left_out)


def fixed(root: Path) -> dict[Path, dict[tuple[int, int], dict[str, object]]]:
    """Run `statuslens check --fix` there; what it still reports, by file and position."""
    command = [sys.executable, "-m", "statuslens", "check", "--fix", "--exit-zero"]
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    done = subprocess.run(
        [*command, "--output-format=json", str(root)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        raise SystemExit(f"statuslens failed in {root.name}\n{done.stderr}")
    found: dict[Path, dict[tuple[int, int], dict[str, object]]] = defaultdict(dict)
    for finding in json.loads(done.stdout):
        start = finding["start"]
        found[root / finding["path"]][start["line"], start["column"]] = finding
    return found


if __name__ == "__main__":
    sys.exit(main())
