"""How fast statuslens answers on a file of 2,000 lines, beside servers that do nothing for it.

    python -m bench.latency                the tables; exit code 1 if a ratio is over its limit
    python -m bench.latency --rounds 50    quicker and rougher
    python -m bench.latency --json FILE    every single time as well

Held against a pygls server that was told the answers before (`precomputed_server.py`): each round
asks both the same, taking turns at who is first. And, from the start of the process to the first
hover, against a pygls server that knows nothing (`empty_server.py`). So a ratio says what knowing
costs on top of pygls. The clock runs from the first byte written to the last byte read.

Completion is asked once more while statuslens reads a workspace of hundreds of such files.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bench import corpus
from bench.latency.client import Client, running
from bench.latency.large_file import large_file
from bench.latency.scene import Question, Scene, scene, turn
from bench.tables import table

HERE = Path(__file__).resolve().parent
STATUSLENS = (sys.executable, "-m", "statuslens")
PRECOMPUTED = (sys.executable, str(HERE / "precomputed_server.py"))
EMPTY = (sys.executable, str(HERE / "empty_server.py"))

ROUNDS = 300
WARM_UP = 20
STARTS = 15
SETTLED = 4.0  # seconds until what the open files have is counted
FILES = 800  # of the workspace that is read meanwhile

# As often as the server that was told the answers takes, at the median and the 95th percentile.
HOVER_LIMIT = 2.0
CHANGE_LIMIT = 4.0
COMPLETION_LIMIT = 3.0
# As often as the empty server takes, at the median.
START_LIMIT = 1.3


@dataclass(frozen=True)
class Row:
    """One line of a table: milliseconds of statuslens and of the other server, interleaved.

    `beside` is what is shown, and with `p95` counted, beside the median.
    """

    title: str
    ours: Sequence[float]
    theirs: Sequence[float]
    limit: float | None
    beside: Literal["p95", "min"] = "p95"

    @property
    def ratios(self) -> tuple[float, float]:
        median = statistics.median(self.ours) / statistics.median(self.theirs)
        return median, self.second(self.ours) / self.second(self.theirs)

    @property
    def is_over(self) -> bool:
        median, second = self.ratios
        counted = max(median, second) if self.beside == "p95" else median
        return self.limit is not None and counted > self.limit

    def second(self, times: Sequence[float]) -> float:
        if self.beside == "min":
            return min(times)
        return statistics.quantiles(times, n=20, method="inclusive")[-1]


def main() -> int:
    parser = argparse.ArgumentParser(description="How fast statuslens answers on a large file.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default: {ROUNDS}")
    parser.add_argument("--starts", type=int, default=STARTS, help=f"default: {STARTS}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every time there")
    options = parser.parse_args()
    if min(options.rounds, options.starts) < 2:
        parser.error("a percentile takes two rounds or more")
    gc.disable()  # this process' own pauses are nobody's latency
    text = large_file()
    print(f"{text.count(chr(10)):,} lines, {len(text.encode()) / 1000:.0f} kB of FastAPI code.\n")
    answers = measure_answers(scene(text), options.rounds)
    print(f"{options.rounds} rounds, after {WARM_UP} to warm up:\n")
    print(f"{shown(answers, 'precomputed')}\n")
    reading = measure_while_reading(scene(text), text, options.rounds)
    print(f"{options.rounds} rounds, while {FILES:,} files like this one are read:\n")
    print(f"{shown([reading], 'precomputed')}\n")
    start = measure_start(scene(text), options.starts)
    print(f"{options.starts} starts, the median counts:\n")
    print(shown([start], "empty"))
    if options.json is not None:
        options.json.write_text(
            json.dumps([asdict(row) for row in (*answers, reading, start)]) + "\n"
        )
    return 1 if any(row.is_over for row in (*answers, reading, start)) else 0


def measure_answers(scene: Scene, rounds: int) -> list[Row]:
    questions = [*scene.hovers, *scene.completions]
    with running(STATUSLENS, scene) as ours, tempfile.TemporaryDirectory() as folder:
        time.sleep(SETTLED)
        answers = {question: ours.ask(question)[0] for question in questions}
        with running(_precomputed(answers, Path(folder)), scene) as theirs:
            for question, answer in answers.items():
                if not answer or theirs.ask(question)[0] != answer:
                    raise RuntimeError(f"no answer, or not the same from both: {question}")
            return _measured(scene, (ours, theirs), answers, rounds)


def measure_while_reading(scene: Scene, text: str, rounds: int) -> Row:
    """Completions while the workspace is read. What it has so far changes their order, so the other
    server has the answers of before.
    """
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as temporary:
        workspace = Path(temporary) / "workspace"
        workspace.mkdir()
        for number in range(FILES):  # no function in two files
            other = text.replace("def ", f"def f{number}_")
            (workspace / f"file_{number}.py").write_text(other, "utf-8")
        with running(STATUSLENS, scene) as server:
            answers = {question: server.ask(question)[0] for question in scene.completions}
        with (
            running(_precomputed(answers, Path(temporary)), scene) as told,
            running(STATUSLENS, scene, workspace) as server,
        ):
            while not server.is_reading:
                server.ask(scene.completions[0])
            for number in _rounds("rounds", rounds, WARM_UP):
                question, _ = turn(scene, "completion", number)
                for client, times in ((server, ours), (told, theirs))[:: 1 if number % 2 else -1]:
                    answer, milliseconds = client.ask(question)
                    if len(answer["items"]) != len(answers[question]["items"]):
                        raise RuntimeError(f"not all items: {question}")
                    if number >= 0:
                        times.append(milliseconds)
            if not server.is_reading:
                raise RuntimeError("the workspace was read before the last question")
    return Row("completion", ours, theirs, COMPLETION_LIMIT)


def _precomputed(answers: Mapping[Question, Any], folder: Path) -> tuple[str, ...]:
    """The command of a server that knows these answers."""
    told = folder / "answers.json"
    told.write_text(json.dumps([{**asdict(q), "answer": a} for q, a in answers.items()]))
    return (*PRECOMPUTED, str(told))


def measure_start(scene: Scene, starts: int) -> Row:
    """From the start of the process to the first hover, in the file that was just opened."""
    question = scene.hovers[len(scene.hovers) // 2]
    only = Scene({question.uri: scene.files[question.uri]}, [question], [], {})
    times: dict[Sequence[str], list[float]] = {STATUSLENS: [], EMPTY: []}
    for number in _rounds("starts", starts, warm_up=1):
        for command in (STATUSLENS, EMPTY) if number % 2 else (EMPTY, STATUSLENS):
            begin = time.perf_counter()
            with running(command, only) as client:
                client.ask(question)
                if number >= 0:
                    times[command].append((time.perf_counter() - begin) * 1000)
    return Row("start to first hover", times[STATUSLENS], times[EMPTY], START_LIMIT, "min")


def shown(rows: Sequence[Row], against: str) -> str:
    """The rows as a table, beside the server that they are held against."""
    titles = ("statuslens", against, "ratio")
    header = ("milliseconds", *("median", rows[0].beside) * len(titles), "limit", "")
    return table(header, map(_cells, rows), [(title, 2) for title in titles])


def _cells(row: Row) -> tuple[str, ...]:
    pairs = [(statistics.median(times), row.second(times)) for times in (row.ours, row.theirs)]
    figures = (f"{figure:.2f}" for pair in (*pairs, row.ratios) for figure in pair)
    limit = (
        ("", "") if row.limit is None else (f"{row.limit:.1f}", "OVER" if row.is_over else "PASS")
    )
    return row.title, *figures, *limit


def _measured(
    scene: Scene, servers: tuple[Client, Client], answers: Mapping[Question, Any], rounds: int
) -> list[Row]:
    limits = {
        "hover": HOVER_LIMIT,
        "change, then hover": CHANGE_LIMIT,
        "completion": COMPLETION_LIMIT,
        "change, then completion": None,
    }
    times: dict[str, tuple[list[float], list[float]]] = {title: ([], []) for title in limits}
    for number in _rounds("rounds", rounds, WARM_UP):
        for title in limits:
            question, change = turn(scene, title, number)
            for which in (0, 1) if number // 2 % 2 else (1, 0):
                answer, milliseconds = servers[which].ask(question, change)
                if answer != answers[question]:
                    raise RuntimeError(f"not the answer it was: {question} after {change}")
                if number >= 0:
                    times[title][which].append(milliseconds)
    return [Row(title, *times[title], limit) for title, limit in limits.items()]


def _rounds(what: str, count: int, warm_up: int) -> Iterator[int]:
    """The rounds' numbers, below 0 while warming up; a terminal sees how far it is."""
    for number in range(-warm_up, count):
        corpus.progress(f"{max(0, number)} of {count} {what}")
        yield number
    corpus.progress("")


if __name__ == "__main__":
    sys.exit(main())
