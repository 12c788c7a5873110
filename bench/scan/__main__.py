"""How long reading a workspace takes, beside ruff reading it for one rule.

    python -m bench.scan                   10,000 files of the web packages; exit code 1 if OVER
    python -m bench.scan ../shop           the same for your own code
    python -m bench.scan --rounds 9        more exact

Both read every file, on all cores, in a new process, and nothing is kept from the time before: ruff
has no cache, and the scan has none anyway. They take turns, both with the low priority that the
scan gives itself. It is started as the server starts it, and its time runs until it says that it
has finished. The files are in the memory of the operating system, for both: a slow disk would only
bring the two closer together.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import corpus
from statuslens.workspace.process import scan_command
from statuslens.workspace.protocol import FileRow, Finished, ScanFolders, decode_row, encode

FILES = 10_000
ROUNDS = 3
LIMIT = 4.0  # times as long as ruff
RUFF: tuple[str, ...] = (
    *(("nice", "-n", "10") if shutil.which("nice") else ()),
    *(sys.executable, "-m", "ruff", "check", "--select", "PLR2004"),
    *("--no-cache", "--isolated", "--quiet", "--exit-zero"),
)


@dataclass(frozen=True)
class Scanned:
    """How long it took, and what was found."""

    seconds: float
    files: int
    uses: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, add_help=True)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folders", nargs="*", type=Path, help="own code instead of the packages")
    parser.add_argument("--files", type=int, default=FILES, help="about how many of the packages")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    if options.folders:
        sys.exit(compared([folder.resolve() for folder in options.folders], options.rounds))
    with tempfile.TemporaryDirectory() as temporary:
        packages = enough(corpus.web_packages(), options.files)
        workspace = copied(packages, Path(temporary, "workspace"))
        sys.exit(compared([workspace], options.rounds))


def enough(packages: Iterable[corpus.Project], files: int) -> list[corpus.Project]:
    """The first of the packages that have so many files together."""
    counts = itertools.accumulate((len(list(each.files())) for each in packages), initial=0)
    return [each for each, before in zip(packages, counts, strict=False) if before < files]


def copied(packages: Iterable[corpus.Project], folder: Path) -> Path:
    """One folder with the Python files of all of them, as a workspace has them."""
    for each in packages:
        for file in each.files():
            target = folder / each.name / file.relative_to(each.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    return folder


def compared(folders: Sequence[Path], rounds: int) -> int:
    """Print the figures of both; 1 if the scan takes too long."""
    scan(folders)  # once before, so that every file was read
    scans, others = [], []
    for number in range(rounds):
        corpus.progress(f"round {number + 1} of {rounds}")
        others.append(ruff(folders))
        scans.append(scan(folders))
    corpus.progress("")
    ours = statistics.median(each.seconds for each in scans)
    theirs = statistics.median(others)
    ratio = ours / theirs
    print(f"{files_of(folders):,} files, {rounds} rounds in turn, seconds (median):\n")
    print(f"  ruff check --select PLR2004 --no-cache {theirs:8.2f}   {times(others)}")
    print(
        f"  statuslens reads the workspace         {ours:8.2f}   {times(s.seconds for s in scans)}"
    )
    print(f"\n{scans[0].uses:,} statuses in {scans[0].files:,} files")
    print(f"ratio {ratio:.2f}: {'PASS' if ratio <= LIMIT else 'OVER'} (limit {LIMIT:.1f})")
    return int(ratio > LIMIT)


def scan(folders: Sequence[Path]) -> Scanned:
    """From the start of the process that the server starts, until it has read the folders."""
    paths = [str(folder) for folder in folders]
    began = time.perf_counter()
    with subprocess.Popen(scan_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(encode(ScanFolders(1, paths, [])))
        process.stdin.flush()
        rows = []
        for line in process.stdout:
            row = decode_row(line)
            if isinstance(row, Finished):
                break
            if isinstance(row, FileRow):
                rows.append(row)
        else:
            raise SystemExit("statuslens: the scan ended before it had finished")
        seconds = time.perf_counter() - began
        process.stdin.close()
    if row.problems:
        raise SystemExit("\n".join(("statuslens: the scan had problems", *row.problems)))
    uses = sum(len(each.uses or ()) for each in rows)
    return Scanned(seconds, len({each.path for each in rows if each.uses}), uses)


def ruff(folders: Sequence[Path]) -> float:
    began = time.perf_counter()
    subprocess.run([*RUFF, *map(str, folders)], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def files_of(folders: Sequence[Path]) -> int:
    """How many files ruff reads; those that the scan leaves out would be in its favour."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--show-files"]
    run = subprocess.run([*command, *map(str, folders)], capture_output=True, text=True, check=True)
    return sum(line.endswith(".py") for line in run.stdout.splitlines())


def times(seconds: Iterable[float]) -> str:
    return " ".join(f"{each:.2f}" for each in seconds)


if __name__ == "__main__":
    main()
