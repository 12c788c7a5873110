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
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

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

# What VS Code announces, as far as it matters here. It asks for diagnostics itself, so that no
# server works on them in between.
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True},
        "diagnostics": {"refreshSupport": True},
    },
    "textDocument": {
        "synchronization": {"dynamicRegistration": True, "didSave": True},
        "hover": {"dynamicRegistration": True, "contentFormat": ["markdown", "plaintext"]},
        "completion": {
            "dynamicRegistration": True,
            "contextSupport": True,
            "completionItem": {
                "snippetSupport": True,
                "commitCharactersSupport": True,
                "documentationFormat": ["markdown", "plaintext"],
                "deprecatedSupport": True,
                "tagSupport": {"valueSet": [1]},
                "insertReplaceSupport": True,
                "resolveSupport": {"properties": ["documentation", "detail"]},
                "labelDetailsSupport": True,
            },
        },
        "diagnostic": {"dynamicRegistration": True, "relatedDocumentSupport": False},
    },
}


@dataclass(frozen=True)
class Position:
    """As in LSP: both from 0, the character in UTF-16 units."""

    line: int
    character: int


@dataclass(frozen=True)
class Question:
    """A hover or a completion (`kind`, as LSP's method is called) at a place of an open file."""

    kind: str
    uri: str
    at: Position


@dataclass(frozen=True)
class Change:
    """One character more at a place; `undone`, the same character away again."""

    uri: str
    at: Position
    undone: bool


@dataclass(frozen=True)
class Scene:
    """The open files by URI, what is asked of them, and where each of them is edited."""

    files: Mapping[str, str]
    hovers: Sequence[Question]
    completions: Sequence[Question]
    edits: Mapping[str, Sequence[Position]]


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


class Client:
    """One server's process, spoken to in turns. While the clock runs it only waits."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = " ".join(command)
        # As installed: pip compiles what it installs, and a server compiles itself once.
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=kept
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._last_id = 0
        self._versions: dict[str, int] = {}
        self.is_reading = False

    def start(self, folder: Path | None = None) -> None:
        root = folder.as_uri() if folder is not None else None
        folders = [{"uri": root, "name": "workspace"}] if root is not None else []
        self._send(
            self._request(
                "initialize",
                processId=None,
                rootUri=root,
                workspaceFolders=folders,
                capabilities=CAPABILITIES,
            )
        )
        self._result()
        self._send(_notification("initialized"))

    def open(self, uri: str, text: str) -> None:
        self._versions[uri] = 1
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self._send(_notification("textDocument/didOpen", textDocument=document))

    def ask(self, question: Question, after: Change | None = None) -> tuple[Any, float]:
        """The answer, and the milliseconds it took: from the change on, if one goes before."""
        messages = [self._change(after)] if after is not None else []
        messages.append(
            self._request(
                f"textDocument/{question.kind}",
                textDocument={"uri": question.uri},
                position=asdict(question.at),
            )
        )
        begin = time.perf_counter()
        for message in messages:
            self._send(message)
        result, end = self._result()
        return result, (end - begin) * 1000

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._to, self._from):
            with suppress(BrokenPipeError):
                pipe.close()

    def _change(self, change: Change) -> bytes:
        self._versions[change.uri] += 1
        end = Position(change.at.line, change.at.character + change.undone)
        return _notification(
            "textDocument/didChange",
            textDocument={"uri": change.uri, "version": self._versions[change.uri]},
            contentChanges=[
                {
                    "range": {"start": asdict(change.at), "end": asdict(end)},
                    "text": "" if change.undone else "x",
                }
            ],
        )

    def _request(self, method: str, **params: Any) -> bytes:
        self._last_id += 1
        return _message(id=self._last_id, method=method, params=params)

    def _result(self) -> tuple[Any, float]:
        """What the last request gave, and when; the server's own requests are settled meanwhile."""
        while True:
            body = self._read()
            end = time.perf_counter()
            message = json.loads(body)
            if "method" not in message:
                if "error" in message or message["id"] != self._last_id:
                    raise RuntimeError(f"{self._command}: {message}")
                return message["result"], end
            if message["method"] == "$/progress":
                self.is_reading = message["params"]["value"]["kind"] != "end"
            if "id" in message:
                settings = message["method"] == "workspace/configuration"
                self._send(_message(id=message["id"], result=[None] if settings else None))

    def _read(self) -> bytes:
        length = 0
        while (header := self._from.readline()) != b"\r\n":
            if not header:
                raise RuntimeError(f"{self._command}: ended before it answered")
            if header.startswith(b"Content-Length: "):
                length = int(header[16:])
        return self._from.read(length)

    def _send(self, message: bytes) -> None:
        self._to.write(message)
        self._to.flush()


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
    print(f"{table(answers, 'precomputed')}\n")
    reading = measure_while_reading(scene(text), text, options.rounds)
    print(f"{options.rounds} rounds, while {FILES:,} files like this one are read:\n")
    print(f"{table([reading], 'precomputed')}\n")
    start = measure_start(scene(text), options.starts)
    print(f"{options.starts} starts, the median counts:\n")
    print(table([start], "empty"))
    if options.json is not None:
        options.json.write_text(
            json.dumps([asdict(row) for row in (*answers, reading, start)]) + "\n"
        )
    return 1 if any(row.is_over for row in (*answers, reading, start)) else 0


def large_file() -> str:
    script = (sys.executable, str(HERE / "large_file.py"))
    return subprocess.run(script, check=True, capture_output=True).stdout.decode()


def scene(text: str) -> Scene:
    """The whole file for hovers, and for each completion a copy with one place unfinished.

    The edits are in comments, strings and names, none before a question on the same line: so the
    answers stay what they are.
    """
    whole = "file:///bench/large.py"
    files = {whole: text}
    numbers = _spread(text, r"(?:HTTPException\(|JSONResponse\(.*, |status_code=)()\d{3}\b", 12)
    completions = []
    for pattern in (
        r"raise HTTPException\(status\.()HTTP_.*",
        r"(?:raise HTTPException|_router\.post)\(.*status_code=()\w.*",
    ):
        places = _spread(text, pattern, 4)
        for closing, offset in zip(("", ")", "", ")"), places, strict=True):  # as editors differ
            uri = f"file:///bench/unfinished_{len(files)}.py"
            files[uri] = text[:offset] + closing + text[text.index("\n", offset) :]
            completions.append(Question("completion", uri, _position(text, offset)))
    return Scene(
        files,
        [Question("hover", whole, _position(text, offset + 1)) for offset in numbers],
        completions,
        {uri: _edits(text) for uri, text in files.items()},
    )


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
                question, _ = _turn(scene, "completion", number)
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


@contextmanager
def running(command: Sequence[str], scene: Scene, folder: Path | None = None) -> Iterator[Client]:
    """The server with the scene's files open."""
    client = Client(command)
    try:
        client.start(folder)
        for uri, text in scene.files.items():
            client.open(uri, text)
        yield client
    finally:
        client.kill()


def table(rows: Sequence[Row], against: str) -> str:
    columns = f"{'median':>9}{rows[0].beside:>8}"
    return "\n".join(
        [
            f"{'':24}{'statuslens':>17}{against:>17}{'ratio':>17}",
            f"{'milliseconds':24}{columns * 3}{'limit':>8}",
            *map(_line, rows),
        ]
    )


def _line(row: Row) -> str:
    pairs = [(statistics.median(times), row.second(times)) for times in (row.ours, row.theirs)]
    figures = "".join(f"{median:9.2f}{second:8.2f}" for median, second in (*pairs, row.ratios))
    verdict = "" if row.limit is None else f"{row.limit:8.1f}   {'OVER' if row.is_over else 'PASS'}"
    return f"{row.title:24}{figures}{verdict}"


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
            question, change = _turn(scene, title, number)
            for which in (0, 1) if number // 2 % 2 else (1, 0):
                answer, milliseconds = servers[which].ask(question, change)
                if answer != answers[question]:
                    raise RuntimeError(f"not the answer it was: {question} after {change}")
                if number >= 0:
                    times[title][which].append(milliseconds)
    return [Row(title, *times[title], limit) for title, limit in limits.items()]


def _turn(scene: Scene, title: str, number: int) -> tuple[Question, Change | None]:
    """A round's question, always at another place; two rounds make a change and undo it."""
    pair, undone = divmod(number, 2)
    questions = scene.hovers if title.endswith("hover") else scene.completions
    if not title.startswith("change"):
        return questions[number % len(questions)], None
    # A copy for a completion has to be edited and put right before the next one's turn.
    question = questions[(number * 5 if title.endswith("hover") else pair) % len(questions)]
    places = scene.edits[question.uri]
    return question, Change(question.uri, places[pair % len(places)], undone=bool(undone))


def _edits(text: str) -> list[Position]:
    patterns = (r"\n *# \w+ ()", r'(?:, |detail=)"\w+ ()\w+.*"\)', r"\n(?:async )?def \w+_()\w*\(")
    return [_position(text, offset) for pattern in patterns for offset in _spread(text, pattern, 3)]


def _spread(text: str, pattern: str, count: int) -> list[int]:
    """Where the pattern's empty group stands: `count` places from the first to the last."""
    found = [match.start(1) for match in re.finditer(pattern, text)]
    return [found[index * (len(found) - 1) // (count - 1)] for index in range(count)]


def _position(text: str, offset: int) -> Position:
    start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, offset), len(text[start:offset].encode("utf-16-le")) // 2)


def _rounds(what: str, count: int, warm_up: int) -> Iterator[int]:
    """The rounds' numbers, below 0 while warming up; a terminal sees how far it is."""
    for number in range(-warm_up, count):
        _progress(f"{max(0, number)} of {count} {what}")
        yield number
    _progress("")


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def _notification(method: str, **params: Any) -> bytes:
    return _message(method=method, params=params)


def _message(**fields: Any) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **fields}).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


if __name__ == "__main__":
    sys.exit(main())
