"""How many of the bare numbers of five frameworks' code statuslens finds: a sample judged by hand.

    python -m bench.families                 figures per framework, and the misses by cause
    python -m bench.families --draw Sanic    numbers to judge next, as lines for verdicts.txt

aiohttp, Falcon, Flask, Sanic and Tornado have too few constants for `bench.detection`. So numbers
that may be statuses are drawn from code built on them (`packages.toml`), and each is judged by
reading it (`verdicts.txt`). The packages are downloaded once; nothing of them is imported or run.

The detector was improved with the draws before the last one, so the last one has its own figures.
The exit code is 1 if a family is below its limit over all draws, or a judged number stands no
longer at its location.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path

from bench import corpus
from bench.causes import cause_of
from bench.tables import percent, print_groups, table
from statuslens.semantic.usages import find_usages
from statuslens.syntax.source import Source, Span

HERE = Path(__file__).resolve().parent
ROWS = HERE / "verdicts.txt"
LIST = HERE / "packages.toml"
SEED = "statuslens"
DRAWN = 40

# Percent: found, for certain or likely.
LIMIT = 90.0
EXAMPLES = 3

_DRAW = re.compile(r"\[draw (\d+)\]")
_NUMBER = re.compile(r"[1-5]\d\d|[1-4]\d{3}")
# Four digits are drawn only where the line may be about a WebSocket.
_WEBSOCKET = re.compile(r"websocket|\bws|ws_|wsclose|close_?code|close\(", re.IGNORECASE)
_TEST = re.compile(r"(?:^|/)(?:(?:tests?|testing)/|(?:test_\w+|\w+_test|conftest)\.py$)")


@dataclass(frozen=True)
class Row:
    """A number in a package's file, line and column from 1, and its verdict."""

    family: str
    package: str
    file: str
    line: int
    column: int
    number: str
    verdict: str
    text: str
    draw: int = 0

    @property
    def path(self) -> Path:
        return corpus.CACHE / self.package / self.file

    def __str__(self) -> str:
        parts = (self.family, self.package, self.file, self.line, self.column, self.number)
        return "\t".join(map(str, (*parts, self.verdict, self.text)))


@dataclass(frozen=True)
class Answer:
    """The detector's answer for a row, and the construct around the number."""

    row: Row
    confidence: str
    cause: str


def main() -> int:
    parser = argparse.ArgumentParser(description="How many statuses of five frameworks are found.")
    parser.add_argument("--draw", metavar="FAMILY", help="numbers not judged yet, in their order")
    options = parser.parse_args()
    families = fetched()
    rows = read_rows()
    if options.draw:
        if options.draw not in families:
            parser.error(f"no such family: {options.draw}; there are {', '.join(families)}")
        judged = {(row.package, row.file, row.line, row.column) for row in rows}
        drawn = draw(options.draw, families[options.draw])
        new = (row for row in drawn if (row.package, row.file, row.line, row.column) not in judged)
        print(*islice(new, DRAWN), sep="\n")
        return 0
    gone = [row for row in rows if not stands(row)]
    for row in gone:
        print(f"no longer at its location: {row}", file=sys.stderr)
    answers = ask([row for row in rows if row not in gone])
    last = max(row.draw for row in rows)
    print(f"draw {last}, judged before the detector was asked\n")
    print_figures([a for a in answers if a.row.draw == last])
    print("\nall draws\n")
    figures = print_figures(answers)
    low = [family for family, found in figures.items() if found < LIMIT]
    print(f"\nbelow {LIMIT:.0f} % over all draws: {', '.join(low) or 'none'}")
    print_causes("missed", [a for a in answers if a.confidence == "missed"])
    print_causes("likely", [a for a in answers if a.confidence == "likely"])
    print_false(answers)
    return 1 if low or gone else 0


def fetched() -> dict[str, list[corpus.Project]]:
    """Per family its packages, downloaded if they are not there yet."""
    lists = corpus.read_list(LIST)
    wheels = lists["forms"]["wheels"]
    return {
        family: corpus.fetched(packages, lists, packages.keys() - wheels)
        for family, packages in lists["families"].items()
    }


def read_rows() -> list[Row]:
    rows = []
    section = 0
    for number, line in enumerate(ROWS.read_text("utf-8").splitlines(), 1):
        if heading := _DRAW.fullmatch(line):
            section = int(heading[1])
        elif line.strip() and not line.startswith("#"):
            fields = line.split("\t")
            if len(fields) != 8 or fields[6] not in ("status", "no"):
                raise SystemExit(f"{ROWS.name}:{number}: not eight fields, or no verdict")
            family, package, file, at, column, code, verdict, text = fields
            location = (package, file, int(at), int(column))
            rows.append(Row(family, *location, code, verdict, text, section))
    return rows


def draw(family: str, packages: Sequence[corpus.Project]) -> Iterator[Row]:
    """All numbers that may be statuses, in an order that is always the same; the packages take
    turns, so that none of them is most of a sample.
    """
    shuffled = []
    for package in packages:
        rows = list(_candidates(family, package))
        random.Random(f"{SEED} {package.name}").shuffle(rows)
        shuffled.append(rows)
    for row in chain.from_iterable(zip_longest(*shuffled)):
        if row is not None:
            yield row


def _candidates(family: str, package: corpus.Project) -> Iterator[Row]:
    """In tests, and in files that import the framework or what is called after it."""
    imported = re.compile(rf"^[ \t]*(?:from|import)[ \t]+{family.lower()}(?:_\w+)?\b", re.MULTILINE)
    for path in package.files():
        file = path.relative_to(package.root).as_posix()
        try:
            text = _text(path)
            if not (imported.search(text) or _TEST.search(file)):
                continue
            lines = text.splitlines(keepends=True)
            tokens = list(tokenize.generate_tokens(iter(lines).__next__))
        except (SyntaxError, UnicodeDecodeError, tokenize.TokenError):
            continue
        for token in tokens:
            line, column = token.start
            if token.type == tokenize.NUMBER and _NUMBER.fullmatch(token.string):
                content = " ".join(lines[line - 1].split())
                if len(token.string) == 3 or _WEBSOCKET.search(content):
                    location = (package.root.name, file, line, column + 1)
                    yield Row(family, *location, token.string, "?", content)


def stands(row: Row) -> bool:
    """Whether the file still has that number in that line at that column."""
    try:
        lines = _text(row.path).splitlines()
    except OSError:
        return False
    line = lines[row.line - 1] if row.line <= len(lines) else ""
    same = " ".join(line.split()) == row.text
    return same and line[row.column - 1 :].startswith(row.number)


def ask(rows: Sequence[Row]) -> list[Answer]:
    by_path: dict[Path, list[Row]] = defaultdict(list)
    for row in rows:
        by_path[row.path].append(row)
    answers = {}
    for number, (path, inside) in enumerate(by_path.items()):
        corpus.progress(f"{number} of {len(by_path)} files")
        text = _text(path)
        source = Source(text, path)
        usages = {usage.span: usage for usage in find_usages(source, corpus.view(path))}
        starts = [0]
        for line in text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        for row in inside:
            before = text[: starts[row.line - 1] + row.column - 1]
            start = len(before.encode())
            span = Span(start, start + len(row.number))
            usage = usages.get(span)
            place = usage.place if usage is not None else None
            confidence = place.confidence if place is not None else "missed"
            answers[row] = Answer(row, confidence, cause_of(source, source.node_at(span)))
    corpus.progress("")
    return [answers[row] for row in rows]


def print_figures(answers: Sequence[Answer]) -> dict[str, float]:
    """A line per family: how many statuses, how many of them found, what else was taken for one.

    The percentage found, per family.
    """
    by_family: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_family[answer.row.family].append(answer)
    rows: list[tuple[str | int, ...]] = []
    percentages = {}
    for family, judged in [*by_family.items(), ("all", answers)]:
        statuses = [a.confidence for a in judged if a.row.verdict == "status"]
        others = [a.confidence for a in judged if a.row.verdict == "no"]
        found = len(statuses) - statuses.count("missed")
        wrong = len(others) - others.count("missed")
        shares = (percent(each, len(statuses)) for each in (found, statuses.count("certain")))
        rows.append((family, len(statuses), *shares, len(others), wrong))
        if family != "all":
            percentages[family] = 100 * found / max(1, len(statuses))
    print(table(("", "statuses", "found %", "certain %", "others", "false"), rows))
    return percentages


def print_causes(confidence: str, answers: Sequence[Answer]) -> None:
    """The statuses of that confidence per family, those of the most frequent cause first."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for answer in answers:
        if answer.row.verdict == "status":
            groups[answer.row.family, answer.cause].append(answer.row)
    print(f"\n{confidence}: {sum(map(len, groups.values()))}, by what is written around them\n")
    ordered = sorted(groups.items(), key=_by_family_and_size)
    print_groups(
        {f"{family}: {cause}": rows for (family, cause), rows in ordered},
        lambda rows: map(_shown, rows[:EXAMPLES]),
    )


def print_false(answers: Sequence[Answer]) -> None:
    wrong = [a for a in answers if a.row.verdict == "no" and a.confidence != "missed"]
    print(f"\nfound, but judged to be none: {len(wrong)}")
    for answer in wrong:
        print(f"           {answer.confidence}: {_shown(answer.row)}")


def _by_family_and_size(group: tuple[tuple[str, str], list[Row]]) -> tuple[str, int, str]:
    (family, cause), rows = group
    return family.lower(), -len(rows), cause


def _shown(row: Row) -> str:
    return f"[{row.draw}] {row.package} {row.file}:{row.line}: {row.text[:100]}"


def _text(path: Path) -> str:
    with tokenize.open(path) as file:
        return file.read()


if __name__ == "__main__":
    sys.exit(main())
