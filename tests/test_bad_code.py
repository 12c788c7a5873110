"""Whatever is in the file, and wherever the cursor is: an answer or none, never an exception."""

from __future__ import annotations

import itertools
import random
import time
from pathlib import Path

import pytest

from projects import project_of
from repository import ROOT
from statuslens.edits.text_edits import applied
from statuslens.features import completion, hover, rules
from statuslens.semantic.usages import find_usages
from statuslens.syntax.source import Edit, Source, Span

EXAMPLES = ROOT / "examples"
FILES = sorted(EXAMPLES.rglob("*.py"))
PIECES = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'''",
    ":",
    "\n",
    "    ",
    "\\",
    "#",
    "=",
    ".",
    ",",
    "*",
    "@",
]
PIECES += [
    "def f(",
    "class ",
    "import ",
    "from x import ",
    "status.",
    ".close(",
    "responses={",
    "lambda ",
    "match x:\n",
]
PIECES += [
    "case ",
    "404",
    "1008",
    "\x00",
    "\r",
    "\x0c",
    "é",
    "😀",
    "in (",
    "not ",
    "if ",
    "else ",
    "async ",
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_damaged_files(path: Path) -> None:
    chance = random.Random(path.name)
    for _ in range(40):
        source = Source(path.read_text("utf-8"))
        for _ in range(chance.randrange(1, 6)):
            start = chance.randrange(len(source.data) + 1)
            end = min(len(source.data), start + chance.choice([0, 0, 1, 3, 40]))
            start, end = _at_characters(source, start), _at_characters(source, end)
            source = source.edited(Edit(Span(start, end), chance.choice(PIECES)))
        _use(source, [chance.randrange(len(source.data) + 1) for _ in range(40)])


@pytest.mark.parametrize(
    "text", ["", "(", "404", ".close(", "a.close(1008)", "x.status_code ==", "\ufeff"]
)
def test_files_of_almost_nothing(text: str) -> None:
    _use(Source(text), range(len(text.encode()) + 1))


@pytest.mark.parametrize("path", FILES[:4], ids=lambda path: path.name)
def test_a_file_that_is_being_typed(path: Path) -> None:
    text = path.read_text("utf-8")
    for end in range(0, len(text), 97):
        source = Source(text[:end])
        _use(source, [len(source.data)])


def _use(source: Source, offsets: object) -> None:
    assert isinstance(offsets, (list, range))
    for offset in offsets:
        hover.hover(source, offset, project_of(source), markdown=True)
        found = completion.completions(source, offset, project_of(source))
        assert found is None or found.span.start <= offset <= found.span.end
    findings = rules.check(source, project_of(source))
    edits = rules.fix(source, findings, project_of(source))
    assert all(before.span.end <= after.span.start for before, after in itertools.pairwise(edits))
    applied(source, edits)


def _at_characters(source: Source, offset: int) -> int:
    """The start of the character that byte `offset` belongs to: an edit never halves one."""
    while 0 < offset < len(source.data) and source.data[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset


@pytest.mark.parametrize(
    "text",
    [
        "x = ({})\n",
        "x = [{}]\n",
        "x = [[{}]]\n",
        "f({})\n",
        "f([{}])\n",
        "x = {{{}}}\n",
        "status_codes = {{{}}}\n",
        "@parametrize('a, status', [{}])\n",
        "x == ({})\n",
    ],
)
def test_the_cost_of_long_data_grows_as_its_length(text: str) -> None:
    """Twenty times as long may take some twenty times as long, but not four hundred times."""
    short, long = (_fastest(text, length) for length in (500, 10_000))
    assert long < 150 * max(short, 0.001)


def _fastest(text: str, length: int) -> float:
    times = []
    for _ in range(3):
        source = Source(text.format(", ".join(str(100 + n % 500) for n in range(length))))
        _ = source.tree
        start = time.process_time()
        find_usages(source, project_of(source))
        times.append(time.process_time() - start)
    return min(times)
