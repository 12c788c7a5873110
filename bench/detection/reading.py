"""The usages that the detector finds in one file, unchanged and with numbers for its constants."""

from __future__ import annotations

import functools
import re
import tokenize
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from bench import constants, corpus
from bench.causes import cause_of, line_text
from bench.rewriting import edited
from bench.tables import shortened
from statuslens.semantic.imports import imports
from statuslens.semantic.usages import Usage, find_usages
from statuslens.syntax.source import Source, Span

_MAY_MATTER = re.compile(rb"(?<![\w.])[1-5]\d\d\d?(?![\w.])|HTTP_\d|WS_\d|HTTPStatus|codes\.")

# The framework of a file is the first of these that it imports.
_FRAMEWORKS = (
    "fastapi",
    "rest_framework",
    "litestar",
    "starlette",
    "flask",
    "sanic",
    "tornado",
    "falcon",
    "django",
    "aiohttp",
    "httpx",
    "requests",
    "urllib3",
    "http",
)


@dataclass(frozen=True)
class Task:
    """One file of a project."""

    project: str
    root: Path
    path: Path


@dataclass(frozen=True)
class Spot:
    """A status, or a number taken for one: its location and the verdict of the detector.

    `line` counts from 1; `context` is the place's, `—` without one; `cause` describes the code
    around a constant.
    """

    project: str
    file: str
    line: int
    text: str
    code: int
    framework: str
    context: str
    confidence: str
    cause: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The subject of a verdict: lines may move, and equal ones are judged once."""
        return self.project, self.file, self.text, str(self.code)

    def __str__(self) -> str:
        place = "" if self.context == "—" else f"  [{self.context}, {self.confidence}]"
        return f"{self.project}: {self.file}:{self.line}: {shortened(self.text)}{place}"


@dataclass(frozen=True)
class Report:
    """What one file gave: constants found again or not, bare numbers found, constants that only
    Python's parser saw, and why others do not count.
    """

    constants: tuple[Spot, ...] = ()
    findings: tuple[Spot, ...] = ()
    forgotten: tuple[Spot, ...] = ()
    left_out: tuple[str, ...] = ()
    unreadable: str | None = None


def read(task: Task) -> Report:
    """Find the file's statuses; then once more with its constants replaced by their numbers."""
    try:
        data = task.path.read_bytes()
        if not _MAY_MATTER.search(data):
            return Report()
        text = data.decode(tokenize.detect_encoding(BytesIO(data).readline)[0])
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        return Report(unreadable=f"{task.project}: {task.path.name}: {error}")
    source = Source(text, task.path)
    usages = find_usages(source, corpus.view(task.path))
    spot = functools.partial(_spot, task, source, _framework(source))
    findings = tuple(spot(usage.span, usage.code, usage) for usage in usages if usage.name is None)
    module = constants.read(task.path, anywhere=True)
    if module is None:
        problem = f"{task.project}: {task.path.name}: this Python cannot parse it"
        return Report(findings=findings, unreadable=problem)
    judged = sorted(constants.judged(module), key=lambda each: module.span(each.node))
    counted = [each for each in judged if not each.left_out]
    again = _found_again(module, counted)
    named = {usage.span for usage in usages if usage.name is not None}
    spots, forgotten = [], []
    for each in counted:
        span, token = Span(*module.span(each.whole)), Span(*module.token(each.node))
        spots.append(spot(token, each.name.code, again.get(span), whole=span))
        if token not in named:
            forgotten.append(spot(token, each.name.code, None))
    left_out = tuple(each.left_out for each in judged if each.left_out)
    return Report(tuple(spots), findings, tuple(forgotten), left_out)


def _found_again(module: constants.Module, counted: list[constants.Constant]) -> dict[Span, Usage]:
    """The usage found in place of each constant, by the constant's span."""
    if not counted:
        return {}
    edits = {module.span(each.whole): str(each.name.code) for each in counted}
    data, starts = edited(module.data, edits)
    usages = find_usages(Source(data.decode(), module.path), corpus.view(module.path))
    numbers = {usage.span.start: usage for usage in usages if usage.name is None}
    return {Span(*span): numbers[start] for span, start in starts.items() if start in numbers}


def _spot(
    task: Task,
    source: Source,
    framework: str,
    token: Span,
    code: int,
    usage: Usage | None,
    whole: Span | None = None,
) -> Spot:
    line = source.line_at(token.start)
    place = usage.place if usage is not None else None
    return Spot(
        project=task.project,
        file=task.path.relative_to(task.root).as_posix(),
        line=line + 1,
        text=line_text(source, line),
        code=code,
        framework=framework,
        context=place.context if place is not None else "—",
        confidence=place.confidence if place is not None else "missed",
        cause=cause_of(source, source.node_at(whole)) if whole is not None else "",
    )


def _framework(source: Source) -> str:
    packages = {entry.module.partition(".")[0] for entry in imports(source)}
    return next((framework for framework in _FRAMEWORKS if framework in packages), "none of them")
