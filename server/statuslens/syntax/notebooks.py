"""Jupyter notebooks: their Python cells, and their JSON after some cells have changed.

Only the changed cells are replaced in the JSON text; its indentation, escapes and outputs stay.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from .source import Source, Span

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")

# `%matplotlib inline`, `!pip install`, `?print`: IPython's syntax, read as comments.
_MAGIC_LINE = re.compile(r"^([ \t]*)(?:%(?=%?[a-zA-Z_])|!(?!=)|\?)", re.MULTILINE)
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_PYTHON_CELL_MAGICS = frozenset({"capture", "debug", "prun", "time", "timeit"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A Python cell: its number among all cells, from 1, and its text."""

    number: int
    text: str


class NotebookError(Exception):
    """Describes why a notebook cannot be read."""


def cells(text: str) -> tuple[Cell, ...]:
    """The Python cells of a notebook, given as JSON; none if its language is not Python."""
    try:
        notebook = json.loads(text)
    except ValueError as error:
        raise NotebookError(f"not a notebook: {error}") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NotebookError("not a notebook of format 4: it has no list of cells")
    if _language(notebook) != "python":
        return ()
    found = []
    for number, cell in enumerate(notebook["cells"], 1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            lines = cell.get("source")
            code = "".join(map(str, lines)) if isinstance(lines, list) else str(lines or "")
            magic = _CELL_MAGIC.match(code)
            if magic is None or magic[1] in _PYTHON_CELL_MAGICS:
                found.append(Cell(number, code))
    return tuple(found)


def sources(texts: Iterable[str], path: Path | None = None) -> tuple[Source, ...]:
    """Each cell as a separate source, in which the names of all cells are visible."""
    masked = [_MAGIC_LINE.sub(r"\1#", text) for text in texts]  # of the same length
    whole = Source("".join(f"{text}\n" for text in masked), path)
    lengths = [len(text.encode("utf-8", "surrogatepass")) for text in masked]
    starts = accumulate((length + 1 for length in lengths), initial=0)
    spans = [Span(start, start + n) for start, n in zip(starts, lengths, strict=False)]
    return tuple(whole.piece(span) for span in spans)


def written(text: str, changed: Mapping[int, str]) -> str:
    """The notebook's JSON with new texts for some cells, by number."""
    parts = []
    at = 0
    for number, (start, _) in enumerate(_items(text, _member(text, _skip(text, 0), "cells")), 1):
        if number in changed:
            value = _member(text, start, "source")
            parts += [text[at:value], _source_value(text, value, changed[number])]
            at = _end(text, value)
    return "".join([*parts, text[at:]])


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata")
    described = metadata if isinstance(metadata, dict) else {}
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        entry = described.get(key)
        if isinstance(entry, dict) and isinstance(entry.get(name), str):
            return str(entry[name]).lower()
    return "python"


def _source_value(text: str, at: int, new: str) -> str:
    """JSON for `new` in the layout of the value at `at`: one string, or a list of lines."""
    if text[at] == '"':
        return json.dumps(new, ensure_ascii=False)
    items = list(_items(text, at))
    tokens = {_DECODER.raw_decode(text, start)[0]: text[start:end] for start, end in items}
    found = _LINE.findall(new)
    lines = [tokens.get(line) or json.dumps(line, ensure_ascii=False) for line in found]
    (first, first_end), (_, last_end) = items[0], items[-1]
    before = text[at + 1 : first]
    between = text[first_end : items[1][0]] if len(items) > 1 else f",{before}"
    return f"[{before}{between.join(lines)}{text[last_end : _end(text, at)]}"


def _member(text: str, at: int, wanted: str) -> int:
    """The start of the value of key `wanted` in the object at `at`; -1 if it is missing."""
    found = -1
    at = _skip(text, at + 1)
    while text[at] == '"':
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if key == wanted:
            found = at  # the last one wins, as in json.loads
        at = _next(text, _end(text, at))
    return found


def _items(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Start and end of each item of the list at `at`."""
    at = _skip(text, at + 1)
    while text[at] != "]":
        end = _end(text, at)
        yield at, end
        at = _next(text, end)


def _end(text: str, at: int) -> int:
    end: int = _DECODER.raw_decode(text, at)[1]
    return end


def _next(text: str, at: int) -> int:
    """The offset after the comma at `at`, if there is one."""
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match is not None else at
