"""The rows of `data/README.md`, as the uses that the server would find in the same code.

`tests/test_training.py` holds the contexts, methods and words to the server's own.
"""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from statuslens.facts.apis import HTTP_METHODS
from statuslens.facts.catalogue import registered
from statuslens.facts.contexts import Context, group_of
from statuslens.features.completion.ranking import Situation
from statuslens.workspace.index import Use
from statuslens.workspace.uses import linked

FOLDS = 5
CODES = frozenset({*registered("http"), *registered("websocket")})

RESPONSE = re.compile(
    r"[Rr]esponse$|^(?:redirect|send_response|set_status|respond|json_message|send_error|render)$"
)
EXCEPTION = re.compile(r"(?:Exception|Error)$|^abort$")
CLOSING = frozenset({"close", "WebSocketException", "WebSocketDisconnect"})
DEFINITIONS = re.compile(
    "default_arg|assign_(?:attr|collection|name)|const_def|class_attr|getattr_default"
)
AS_THEY_ARE: dict[str, Context] = {
    "parametrize": "parametrize",
    "responses_key": "responses_key",
}
COMPARISONS = re.compile("compare_(?:eq|in)|unittest_assert|assert_bare|match_case")


@dataclass(frozen=True, slots=True)
class Row:
    """One use of a status, in a project's file; `situation` is all that is around it."""

    project: int
    file: int
    index: int  # among the uses of the file
    is_constant: bool


@dataclass(frozen=True)
class Corpus:
    """Uses by project and file, and a row for each."""

    files: dict[tuple[int, int], tuple[Use, ...]]
    rows: tuple[Row, ...]
    known_words: tuple[str, ...]

    def use(self, row: Row) -> Use:
        return self.files[row.project, row.file][row.index]

    def situation(self, row: Row) -> Situation:
        uses = self.files[row.project, row.file]
        use = uses[row.index]
        return Situation(
            use.context, use.method, use.words, uses[: row.index], uses[row.index + 1 :],
            use.function,
        )  # fmt: skip

    def projects(self) -> list[int]:
        return sorted({project for project, _ in self.files})

    def folds(self) -> dict[int, int]:
        """Each project's, at random."""
        projects = self.projects()
        random.Random(0).shuffle(projects)
        return {project: i % FOLDS for i, project in enumerate(projects)}


def read(path: Path, without: Collection[int] = ()) -> Corpus:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        raw = [json.loads(line) for line in lines]
    raw = [r for r in raw if r["p"] not in without]
    known_words = sorted(
        {word for r in raw for key in ("pw", "qw", "gw") for word in r.get(key, ())}
    )
    raw = [r for r in raw if r["code"] in CODES and (r["k"] == "c" or r["st"] == "yes")]
    raw = [r for r in raw if r["pos"] != "compare_order"]
    raw.sort(key=lambda r: (r["p"], r["f"], r["ln"], r["col"]))
    files, rows = {}, []
    for (project, file), group in itertools.groupby(raw, key=lambda r: (r["p"], r["f"])):
        members = list(group)
        files[project, file] = tuple(linked(list(_uses(members))))
        rows += [Row(project, file, i, r["k"] == "c") for i, r in enumerate(members)]
    return Corpus(files, tuple(rows), tuple(known_words))


def _uses(members: Sequence[dict[str, Any]]) -> Iterator[Use]:
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for r in members:
        if r["fl"]:
            starts[tuple(r["fn"])].append(r["fl"])
    for r in members:
        # A decorator stands before its function.
        later = (start for start in starts[tuple(r["fn"])] if start > r["ln"])
        function = r["fl"] or min(later, default=r["ln"] + 1)
        context = context_of(r)
        words = tuple(dict.fromkeys(words_of(r)))
        yield Use(
            r["code"], r["ln"], context, method_of(r, context), words, function if r["fn"] else -1
        )


def context_of(row: dict[str, Any]) -> Context:
    """The context, as `Place.context` calls it."""
    position, callee, test = row["pos"], row.get("c") or "", row.get("t")
    if position in AS_THEY_ARE:
        return AS_THEY_ARE[position]
    if position in ("call_kwarg", "call_pos"):
        return _context_of_call(row, callee, bool(test))
    if COMPARISONS.fullmatch(position):
        return "assert" if test else "compare"
    if DEFINITIONS.fullmatch(position):
        return "define_test" if test else "define"
    return next((kind for kind in ("return", "dict") if position.startswith(kind)), "other")


def _context_of_call(row: dict[str, Any], callee: str, test: bool) -> Context:
    if row.get("dn") is not None:
        routed = row.get("m") in HTTP_METHODS and (callee in HTTP_METHODS or callee == row["dn"])
        return "deco" if routed else "deco_other"
    if callee in CLOSING:
        return "ws_close"
    if callee.startswith("assert"):
        return "assert"
    if row.get("rz") or EXCEPTION.search(callee):
        return "test_exc" if test else "raise"
    if test:
        return "test_call"
    return "response" if RESPONSE.search(callee) else "call_other"


def method_of(row: dict[str, Any], context: Context) -> str:
    if context in ("deco", "responses_key", "deco_other"):
        method = row.get("m")
    elif group_of(context) == "A":
        method = row.get("tm")
    else:
        method = row.get("rm") or (row.get("tm") if row.get("t") else None)
    return method if method in HTTP_METHODS else ""


def words_of(row: dict[str, Any]) -> Iterator[str]:
    """The words of the place, as the server's begin with a letter each."""
    name = [word for word in row["fn"] if word != "test"]
    yield from (f"f:{word}" for word in name)
    yield from (f"b:{a}_{b}" for a, b in itertools.pairwise(name))
    guard = row.get("g")
    if guard:
        yield f"g:{guard}"
    for word in row.get("gw", ()):
        yield f"w:{word}"
        yield f"w:{guard}~{word}"
    if row.get("x"):
        yield f"x:{row['x']}"
    for letter, key in (("p", "pw"), ("q", "qw")):
        said = row.get(key, ())
        yield from (f"{letter}:{word}" for word in said)
        yield from (f"{letter}:{min(pair)}_{max(pair)}" for pair in itertools.pairwise(said))
