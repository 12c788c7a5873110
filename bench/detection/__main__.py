"""How many of the statuses in real code statuslens finds, and how much else it takes for one.

    python -m bench.detection                      recall and precision on the packages of the list
    python -m bench.detection FOLDER FOLDER …      the same figures for these folders instead
    python -m bench.detection --only tiled zenml   some of the packages
    python -m bench.detection --misses 200         more of the causes

Recall: a named constant is a status by definition. Each is replaced by its number, all of a file
at once and in memory; the detector has to find them again. Python's own parser and the file's
imports say what is a constant. Not counted: imports, definitions of constants, `.phrase` and its
like; `.value` goes with its name. Precision: every bare number that is found in packages without
web code, and a sample of those in the others, is held against `verdicts.txt`.

The exit code is 1 if a figure is below its limit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench import corpus
from bench.detection.reading import Report, Task, read
from bench.detection.report import print_findings, print_precision, print_recall
from bench.detection.verdicts import read_verdicts

VERDICTS = Path(__file__).with_name("verdicts.txt")


def main() -> int:
    parser = argparse.ArgumentParser(description="How many statuses are found, and what else.")
    corpus.add_choice(parser)
    parser.add_argument("--misses", type=int, default=100, help="causes shown (default: 100)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    options = parser.parse_args()
    verdicts = read_verdicts(VERDICTS)
    folders = corpus.chosen(parser, options)
    web = folders or corpus.only(corpus.web_packages(), options)
    other = [] if folders else corpus.only(corpus.other_packages(), options)
    reports = read_all([*web, *other], options.jobs)
    in_web = [report for project in web for report in reports[project.name]]
    in_other = [report for project in other for report in reports[project.name]]
    passed = True
    if web:
        passed &= print_recall(in_web, options.misses)
        passed &= print_findings(in_web, verdicts)
    if other:
        passed &= print_precision(in_other, verdicts)
    return 0 if passed else 1


def read_all(projects: Sequence[corpus.Project], jobs: int) -> dict[str, list[Report]]:
    """The report of each file by project, read by so many processes."""
    tasks = []
    for project in projects:
        corpus.progress(f"listing {project.name}")
        tasks += [Task(project.name, project.root, path) for path in project.files()]
    reports: dict[str, list[Report]] = {project.name: [] for project in projects}
    with ProcessPoolExecutor(jobs) as pool:
        for number, report in enumerate(pool.map(read, tasks, chunksize=20)):
            task = tasks[number]
            if number % 20 == 0:
                corpus.progress(f"{number:,} of {len(tasks):,} files, {task.project}")
            reports[task.project].append(report)
    corpus.progress("")
    return reports


if __name__ == "__main__":
    sys.exit(main())
