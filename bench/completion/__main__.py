"""How far up in the list of completions the code is that real code has at the cursor.

    python -m bench.completion                      the web packages of the list
    python -m bench.completion FOLDER FOLDER …      these folders instead
    python -m bench.completion --only tiled zenml   some of the packages
    python -m bench.completion --all                every constant; else at most 1,500 per package

The name of each constant is taken out of its file, one at a time and in memory, and statuslens is
asked at the cursor that is left: behind the dot of `status.`, or where nothing stands. A direct
name's import goes too if nothing else uses it. The rank of the code that stood there is counted in
distinct codes; one that is not offered scores 0. Once more with the first digit typed.

Python's own parser says what is a constant. Imports, definitions of constants and constants with a
member behind them (`.value`, `.phrase`) are left out. The rest of the project is the workspace.
Packages that fed the training data are ranked by a model trained without any of them.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench import corpus
from bench.completion.asking import Task, ask, begin, count
from bench.completion.report import print_missing, print_scores, print_times
from bench.completion.training import trained_on, trained_without
from statuslens.workspace.index import Use

SAMPLE_SIZE = 1_500


def main() -> int:
    parser = argparse.ArgumentParser(description="How far up the right completion is.")
    corpus.add_choice(parser)
    parser.add_argument("--all", action="store_true", help="every constant, not a sample")
    parser.add_argument("--examples", type=int, default=3, help="shown per cause (default: 3)")
    parser.add_argument("--causes", type=int, default=40, help="causes shown (default: 40)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    options = parser.parse_args()
    projects = corpus.chosen(parser, options) or corpus.only(corpus.web_packages(), options)
    start = time.monotonic()
    learnt = [project.name for project in projects if project.name in trained_on()]
    models = dict.fromkeys(learnt, trained_without()) if learnt else {}
    with ProcessPoolExecutor(options.jobs) as pool:
        files = {project.name: _counted(pool, project) for project in projects}
    limit = math.inf if options.all else SAMPLE_SIZE
    tasks = [task for project in projects for task in _tasks(project, files[project.name], limit)]
    workspaces = {
        name: {path: uses for path, (_, uses) in found.items()} for name, found in files.items()
    }
    answers = []
    # Forked, the processes share what was read.
    forked = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(options.jobs, forked, begin, (workspaces, models)) as pool:
        for number, found in enumerate(pool.map(ask, tasks, chunksize=4)):
            corpus.progress(f"{number:,} of {len(tasks):,} files, {tasks[number].project}")
            answers += found
    corpus.progress("")
    if not answers:
        print("no constants there")
        return 0
    total = sum(number for found in files.values() for number, _ in found.values())
    print(f"{len(answers):,} of {total:,} constants taken out, one at a time\n")
    print_scores(answers, trained_on())
    print_missing(answers, options.causes, options.examples)
    print_times(answers, time.monotonic() - start)
    return 0


def _counted(
    pool: ProcessPoolExecutor, project: corpus.Project
) -> dict[Path, tuple[int, tuple[Use, ...]]]:
    """For each file the number of its constants, and its uses."""
    corpus.progress(f"reading {project.name}")
    paths = list(project.files())
    return dict(zip(paths, pool.map(count, paths, chunksize=20), strict=True))


def _tasks(
    project: corpus.Project, files: Mapping[Path, tuple[int, tuple[Use, ...]]], limit: float
) -> list[Task]:
    """The files with constants to take out, at most `limit` constants, spread evenly."""
    constants = [(path, index) for path, (total, _) in files.items() for index in range(total)]
    step = max(1.0, len(constants) / limit)
    asked = defaultdict(list)
    for number in range(math.ceil(len(constants) / step)):
        path, index = constants[int(number * step)]
        asked[path].append(index)
    return [
        Task(project.name, project.root, path, tuple(numbers)) for path, numbers in asked.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
