"""Write `tests/integers.txt`: every integer in `examples/`, FastAPI and Starlette, with a label.

    python scripts/list_integers.py            list the integers of the installed versions
    python scripts/list_integers.py --check    exit with 1 if the list is stale or has no label

A label stays as long as its source line does. New rows get `?`, to be replaced by hand.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import tree_sitter_python
from tree_sitter import Language, Node, Parser

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "integers.txt"
PACKAGES = ("fastapi", "starlette")
UNJUDGED = "?"

HEADER = """\
# Every integer literal in examples/ and in the installed packages, with a label.
# scripts/list_integers.py writes the list without labels. Label by hand, from the source line and
# the code around it, not from the output of statuslens.
#
#   status   a status code in a place that statuslens covers: the status_code of any call; in
#            HTTPException, WebSocketException, the response classes and close() of a WebSocket;
#            compared with status_code by ==, !=, in, <, <=, >, >=; a key of responses={…}
#   other    a status code elsewhere: hover may answer or not
#   no       anything else: hover must say nothing
#
# Columns, separated by tabs: file, line, column (both from 1, in characters), literal, label,
# source line.
#
"""


class Row(NamedTuple):
    """An integer literal, its location, and whether it is a status."""

    file: str
    line: int
    column: int
    literal: str
    verdict: str
    source: str


def installed() -> str:
    return "# " + ", ".join(f"{package} {version(package)}" for package in PACKAGES)


def rows(text: str) -> Iterator[Row]:
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            file, number, column, literal, verdict, source = line.split("\t", 5)
            yield Row(file, int(number), int(column), literal, verdict, source)


def found() -> Iterator[Row]:
    for folder in (ROOT / "examples", *map(package_folder, PACKAGES)):
        for path in sorted(folder.rglob("*.py")):
            yield from integers(path, path.relative_to(folder.parent).as_posix())


def package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed")
    return Path(spec.origin).parent


def integers(path: Path, name: str) -> Iterator[Row]:
    data = path.read_bytes()
    lines = data.split(b"\n")
    tree = Parser(Language(tree_sitter_python.language())).parse(data)
    for node in leaves(tree.root_node):
        if node.type == "integer":
            row, column = node.start_point
            line = lines[row]
            before, literal = line[:column].decode(), data[node.start_byte : node.end_byte].decode()
            source = line.decode().strip()
            yield Row(name, row + 1, len(before) + 1, literal, UNJUDGED, source)


def leaves(node: Node) -> Iterator[Node]:
    if not node.children:
        yield node
    for child in node.children:
        yield from leaves(child)


def judged(new: list[Row], old: list[Row]) -> list[Row]:
    """`new`, with the verdict of the same literal on the same source line, wherever it moved."""
    verdicts = dict(zip(occurrences(old), (row.verdict for row in old), strict=True))
    return [
        row._replace(verdict=verdicts.get(key, UNJUDGED))
        for row, key in zip(new, occurrences(new), strict=True)
    ]


def occurrences(some: list[Row]) -> list[tuple[str, str, str, int]]:
    seen: Counter[tuple[str, str, str]] = Counter()
    keys = []
    for row in some:
        row_key = (row.file, row.literal, row.source)
        seen[row_key] += 1
        keys.append((*row_key, seen[row_key]))
    return keys


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    old = LIST.read_text("utf-8") if LIST.exists() else ""
    new = judged(list(found()), list(rows(old)))
    text = HEADER + installed() + "\n" + "".join("\t".join(map(str, row)) + "\n" for row in new)
    name = LIST.relative_to(ROOT).as_posix()
    if check and text != old:
        there, listed = set(new), set(rows(old))
        print(
            f"{name} is stale: {len(there - listed)} rows missing, {len(listed - there)} too many;"
        )
        if installed() not in old.split("\n"):
            print(f"the labels are for other versions than the installed {installed()[2:]};")
        print("run scripts/list_integers.py and label the rows marked with ?")
        return 1
    if not check:
        LIST.write_text(text, "utf-8")
    unjudged = [row for row in new if row.verdict == UNJUDGED]
    for row in unjudged:
        print(f"{name} has no label for {row.file}:{row.line}:{row.column} {row.literal}")
    return 1 if check and unjudged else 0


if __name__ == "__main__":
    sys.exit(main())
