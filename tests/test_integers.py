"""Every integer of the example and of the locked libraries: a status gets its card, others none."""

from __future__ import annotations

import ast
import functools
import importlib.util
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from projects import project_of
from repository import ROOT
from statuslens.features.hover import Hover, hover
from statuslens.syntax.source import Source, Span

LIST = Path(__file__).with_name("integers.txt")


class Integer(NamedTuple):
    """One row of the list; scripts/list_integers.py says what the columns mean."""

    file: str
    line: int
    column: int
    literal: str
    verdict: str
    code: str

    @property
    def source(self) -> Source:
        return read(self.file)

    @property
    def span(self) -> Span:
        start = self.source.line_starts[self.line - 1]
        line = self.source.data[start:].decode()
        start += len(line[: self.column - 1].encode())
        return Span(start, start + len(self.literal))

    @property
    def beside_order(self) -> bool:
        """Whether `<` or its like stands right before or behind."""
        data, span = self.source.data, self.span
        before = re.search(rb"[<>]=?\s*$", data[: span.start])
        return bool(before or re.match(rb"\s*[<>]=?", data[span.end :]))

    def hovers(self) -> list[Hover | None]:
        """At the first, a middle and the last character, and with the cursor right behind."""
        start, end = self.span.start, self.span.end
        offsets = sorted({start, (start + end) // 2, end - 1, end})
        return [
            hover(self.source, offset, project_of(self.source), markdown=True) for offset in offsets
        ]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.literal} in {self.code}"


@functools.cache
def folder(name: str) -> Path:
    """Where the files named `name/…` are."""
    spec = importlib.util.find_spec(name) if name != "examples" else None
    return Path(spec.origin).parent if spec and spec.origin else ROOT / name


@functools.cache
def read(file: str) -> Source:
    top, _, path = file.partition("/")
    return Source((folder(top) / path).read_bytes().decode())


@functools.cache
def listed() -> list[Integer]:
    integers = []
    for row in LIST.read_text("utf-8").split("\n"):
        if row and not row.startswith("#"):
            file, line, column, literal, verdict, code = row.split("\t", 5)
            integers.append(Integer(file, int(line), int(column), literal, verdict, code))
    return integers


def judged(verdict: str) -> list[Integer]:
    found = [integer for integer in listed() if integer.verdict == verdict]
    assert found, f"no row of the list says {verdict}"
    return found


def report(wrong: list[Integer]) -> str:
    return f"{len(wrong)} wrong:\n" + "\n".join(map(str, wrong))


def test_list_fits_the_installed_versions() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "list_integers.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_list_has_every_integer() -> None:
    """Counted by Python itself, which knows no columns inside f-strings but every value."""
    expected: Counter[tuple[str, int]] = Counter()
    for top in ("examples", "fastapi", "starlette"):
        for path in folder(top).rglob("*.py"):
            file = f"{top}/{path.relative_to(folder(top)).as_posix()}"
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Constant) and type(node.value) is int:
                    expected[file, node.value] += 1
    assert Counter((i.file, int(i.literal, 0)) for i in listed()) == expected


def test_every_row_is_judged_and_at_its_location() -> None:
    assert {i.verdict for i in listed()} == {"status", "other", "no"}
    texts = [i.source.data[i.span.start : i.span.end].decode() for i in listed()]
    assert texts == [i.literal for i in listed()]


def test_no_card_on_a_number_that_is_not_a_status() -> None:
    wrong = [integer for integer in judged("no") if any(integer.hovers())]
    assert not wrong, report(wrong)


def test_card_on_every_status() -> None:
    def is_right(integer: Integer, hovered: Hover | None) -> bool:
        title = f"**{integer.literal} … " if integer.beside_order else f"**{integer.literal} "
        return (
            hovered is not None
            and hovered.span == integer.span
            and hovered.text.startswith(title)
            and ("…" in hovered.text.split("\n")[0]) == integer.beside_order
        )

    wrong = [
        integer
        for integer in judged("status")
        if not all(is_right(integer, hovered) for hovered in integer.hovers())
    ]
    assert not wrong, report(wrong)


def test_count(capsys: pytest.CaptureFixture[str]) -> None:
    answered = sum(any(integer.hovers()) for integer in judged("other"))
    with capsys.disabled():
        print(
            f"\nintegers: {len(judged('status'))} statuses in the places of this version, "
            f"{len(judged('other'))} in others ({answered} of them answered), "
            f"{len(judged('no'))} no status"
        )
