"""The open files and the requests: a large file, and copies of it with a statement unfinished."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Position:
    """As in LSP: both from 0, the character in UTF-16 units."""

    line: int
    character: int


@dataclass(frozen=True)
class Question:
    """A hover or a completion (`kind`, as LSP's method is called) at a position in an open file."""

    kind: str
    uri: str
    at: Position


@dataclass(frozen=True)
class Change:
    """One character more at a position; `undone`, the same character away again."""

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


def scene(text: str) -> Scene:
    """The whole file for hovers, and for each completion a copy with one statement unfinished.

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
        offsets = _spread(text, pattern, 4)
        for closing, offset in zip(("", ")", "", ")"), offsets, strict=True):  # as editors differ
            uri = f"file:///bench/unfinished_{len(files)}.py"
            files[uri] = text[:offset] + closing + text[text.index("\n", offset) :]
            completions.append(Question("completion", uri, _position(text, offset)))
    return Scene(
        files,
        [Question("hover", whole, _position(text, offset + 1)) for offset in numbers],
        completions,
        {uri: _edits(text) for uri, text in files.items()},
    )


def turn(scene: Scene, title: str, number: int) -> tuple[Question, Change | None]:
    """A round's question, always at another position; two rounds make a change and undo it."""
    pair, undone = divmod(number, 2)
    questions = scene.hovers if title.endswith("hover") else scene.completions
    if not title.startswith("change"):
        return questions[number % len(questions)], None
    # A copy for a completion has to be edited and put right before the next one's turn.
    question = questions[(number * 5 if title.endswith("hover") else pair) % len(questions)]
    positions = scene.edits[question.uri]
    return question, Change(question.uri, positions[pair % len(positions)], undone=bool(undone))


def _edits(text: str) -> list[Position]:
    patterns = (r"\n *# \w+ ()", r'(?:, |detail=)"\w+ ()\w+.*"\)', r"\n(?:async )?def \w+_()\w*\(")
    return [_position(text, offset) for pattern in patterns for offset in _spread(text, pattern, 3)]


def _spread(text: str, pattern: str, count: int) -> list[int]:
    """The offsets of the pattern's empty group: `count` of them, from the first to the last."""
    found = [match.start(1) for match in re.finditer(pattern, text)]
    return [found[index * (len(found) - 1) // (count - 1)] for index in range(count)]


def _position(text: str, offset: int) -> Position:
    start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, offset), len(text[start:offset].encode("utf-16-le")) // 2)
