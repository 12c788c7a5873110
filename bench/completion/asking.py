"""Each file's constants, taken out one at a time: where their codes are in each order."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import corpus
from bench.causes import cause_of, line_text
from bench.completion.moments import Constant, Moment, constants_of, without
from bench.completion.orders import ORDERS
from bench.constants import read, replaceable
from bench.tables import shortened
from statuslens.facts import ranking_model
from statuslens.facts.catalogue import kind_of
from statuslens.facts.ranking_model import RankingModel
from statuslens.facts.vocabularies import Name
from statuslens.semantic.usages import Usage, find_usages
from statuslens.syntax.source import Source, Span
from statuslens.workspace.index import Counts, Others, Use
from statuslens.workspace.uses import uses

_MAY_HAVE_STATUS = re.compile(rb"(?<![\w.])[1-5]\d\d\d?(?![\w.])|HTTP_\d|WS_\d|HTTPStatus|codes")
_NUMBERED = re.compile(r"(?:HTTP|WS)_\d")


# The uses of a project, by file.
Workspace = Mapping[Path, tuple[Use, ...]]


@dataclass(frozen=True)
class Task:
    """One file of a project, and the indexes of the constants to take out."""

    project: str
    root: Path
    path: Path
    asked: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """The rank of the code in each order, 0 if it is not there: with nothing typed, and
    with its first digit. `cause` says why statuslens does not offer it.
    """

    project: str
    file: str
    line: int
    text: str
    name: Name
    context: str
    is_direct: bool
    ranks: Mapping[str, tuple[int, int]]
    seconds: float
    cause: str = ""

    def __str__(self) -> str:
        return f"{self.project}: {self.file}:{self.line}: {shortened(self.text)}  [{self.context}]"


def count(path: Path) -> tuple[int, tuple[Use, ...]]:
    """How many constants of the file can be asked about; every use of a status in it."""
    try:
        if not _MAY_HAVE_STATUS.search(path.read_bytes()):
            return 0, ()
    except OSError:
        return 0, ()
    module = read(path)
    if module is None:
        return 0, ()
    return len(replaceable(module)), uses(Source(module.text, path), corpus.view(path))


@dataclass(frozen=True)
class _File:
    """A file that is asked about: what is found in it as it is, and what is known around it."""

    source: Source
    usages: Mapping[Span, Usage]
    uses: tuple[Use, ...]
    others: Others
    model: RankingModel

    def moment(self, constant: Constant, typed: str) -> Moment:
        line = self.source.line_at(constant.token.start)
        at = {(use.line, use.code): use for use in self.uses}
        use = at.get((line, constant.name.code))
        source, offset = without(self.source, constant, typed)
        return Moment(source, offset, typed, constant.name, self.uses, use, self.others, self.model)


# The state of a process: each project's uses by file, and the tables of other projects' code.
_workspaces: dict[str, Workspace] = {}
_models: dict[str, RankingModel] = {}


def begin(workspaces: Mapping[str, Workspace], models: Mapping[str, RankingModel]) -> None:
    """Prepare this process: the uses of each project, and its ranking unless it is the packaged."""
    _workspaces.update(workspaces)
    _models.update(models)


def ask(task: Task) -> list[Answer]:
    """Take the chosen constants out of the file, one at a time, and ask for each order."""
    module = read(task.path)
    if module is None:
        return []
    constants = sorted(constants_of(module), key=lambda constant: constant.token)
    source = Source(module.text, task.path)
    known = _workspaces[task.project][task.path]
    file = _File(
        source,
        {usage.span: usage for usage in find_usages(source, corpus.view(task.path))},
        known,
        Others(_whole(task.project), Counts(known)),
        _models.get(task.project) or ranking_model.packaged_model(),
    )
    return [_answer(task, file, constants[number]) for number in task.asked]


@functools.cache
def _whole(project: str) -> Counts:
    return Counts(use for found in _workspaces[project].values() for use in found)


def _answer(task: Task, file: _File, constant: Constant) -> Answer:
    source, name = file.source, constant.name
    usage = file.usages.get(constant.token)
    place = usage.place if usage is not None else None
    digit = _NUMBERED.match(name.name)
    plain = file.moment(constant, "")
    typed = file.moment(constant, digit[0] if digit else str(name.code)[0])
    start = time.perf_counter()
    offered = plain.offered(file.others)
    seconds = time.perf_counter() - start
    cause = ""
    if name.code not in offered:
        around = cause_of(source, source.node_at(constant.expression))
        cause = f"{_why_missing(constant, usage, offered)}: {around}"
    line = source.line_at(constant.token.start)
    return Answer(
        project=task.project,
        file=task.path.relative_to(task.root).as_posix(),
        line=line + 1,
        text=line_text(source, line),
        name=name,
        context=place.context if place is not None else "—",
        is_direct=constant.is_direct,
        ranks={
            title: (_rank(name.code, order(plain)), _rank(name.code, order(typed)))
            for title, order in ORDERS.items()
        },
        seconds=seconds,
        cause=cause,
    )


def _rank(code: int, codes: Iterable[int]) -> int:
    """The rank of the code among the distinct ones, from 1; 0 if it is not among them."""
    distinct = list(dict.fromkeys(codes))
    return distinct.index(code) + 1 if code in distinct else 0


def _why_missing(constant: Constant, usage: Usage | None, offered: Sequence[int]) -> str:
    """Why statuslens does not offer the constant's code."""
    place = usage.place if usage is not None else None
    if not offered:
        if usage is None:
            return "no list, and in the finished file it is no status either"
        if constant.is_direct and place is None:
            return "no list, as no place is known in the finished file either"
        if place is not None and place.order:
            return "no list, as an order comparison bounds a class"
        return "no list, though the finished file has a place"
    if place is not None and kind_of(constant.name.code) != place.kind:
        return "the list is of the other kind"
    return "the list lacks it"
