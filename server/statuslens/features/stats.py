"""`statuslens stats [PATH…]`: how often each status is used, where, and how it is written.

Counted is every constant or number where a status is expected, as in the editor's view of the
workspace. An import only makes a name known, and the number in `status_code < 400` bounds a class:
neither is counted; how many bounds there are is said.

With `as_json` the answer is one object:

- `files` (that were read), `files_with_status`, `usages`, `class_bounds`;
- `codes`: a list of `code`, `phrase`, `usages`, `files`, `contexts`, `spellings`, the most frequent
  code first;
- `contexts` (`raise`, `deco`, `assert`, …) and `spellings` (`number`, or the key of the library
  whose constant it is): each → how many usages.
"""

import json
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from ..facts.catalogue import status
from ..facts.contexts import Context
from ..facts.vocabularies import vocabularies
from ..project.view import Project
from ..semantic.usages import Usage, counted_usages, find_usages
from ..syntax.source import Source

NUMBER = "number"
_Key = TypeVar("_Key", bound=str)

# The counted contexts, and their names in the output.
_CONTEXTS: dict[Context, str] = {
    "raise": "raised",
    "response": "responses",
    "return": "returned",
    "deco": "route decorators",
    "deco_other": "other decorators",
    "responses_key": "documented responses",
    "ws_close": "WebSocket closes",
    "compare": "comparisons",
    "dict": "dictionaries",
    "define": "definitions",
    "call_other": "other calls",
    "assert": "assertions in tests",
    "test_call": "calls in tests",
    "test_exc": "exceptions in tests",
    "parametrize": "parameters of tests",
    "define_test": "definitions in tests",
    "other": "elsewhere",
}

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_LONGEST_BAR = 40
_SHORTEST_BAR = 4
_SHORTEST_LABEL = 12
_GAP = "  "

OnFailure = Callable[[str, Exception], None]


@dataclass(frozen=True, slots=True)
class CodeCount:
    """The counts of one code: its usages and its files."""

    code: int
    usages: int
    files: int
    contexts: Mapping[Context, int]
    spellings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of all files, most frequent code first; only `class_bounds` counts bounds."""

    codes: tuple[CodeCount, ...]
    files: int
    files_with_status: int
    class_bounds: int

    @property
    def usages(self) -> int:
        return sum(each.usages for each in self.codes)

    @property
    def contexts(self) -> dict[Context, int]:
        return _summed(each.contexts for each in self.codes)

    @property
    def spellings(self) -> dict[str, int]:
        return _summed(each.spellings for each in self.codes)


def stats(
    sources: Iterable[tuple[str, Source, Project]],
    *,
    as_json: bool,
    width: int,
    on_failure: OnFailure | None = None,
) -> str:
    """The counts of `sources` as a chart and two tables, in lines of at most `width` characters."""
    statistics = count(sources, on_failure)
    if as_json:
        return json.dumps(_facts(statistics), ensure_ascii=False, indent=2)
    sections = [_sentence(_heading(statistics), width)]
    if statistics.usages:
        sections += _tables(statistics, width)
    if statistics.class_bounds:
        bounds = _number(statistics.class_bounds, "range comparison")
        sections.append(_sentence(f"Not counted: {bounds} (e.g. status_code < 400).", width))
    return "\n\n".join("\n".join(_shortened(line, width) for line in lines) for lines in sections)


def count(
    sources: Iterable[tuple[str, Source, Project]], on_failure: OnFailure | None = None
) -> Statistics:
    """The counts of sources: path, text and project each. One that raises goes to `on_failure`."""
    paths: set[str] = set()
    tallies: dict[int, _Tally] = {}
    class_bounds = 0
    for path, source, project in sources:
        try:
            usages = find_usages(source, project)
        except Exception as error:  # costs this file, not the others
            if on_failure is None:
                raise
            on_failure(path, error)
            continue
        paths.add(path)
        class_bounds += sum(u.place is not None and u.place.order for u in usages)
        for usage, place in counted_usages(usages):
            tallies.setdefault(usage.code, _Tally()).add(path, usage, place.context)
    codes = (tally.total(code) for code, tally in tallies.items())
    return Statistics(
        tuple(sorted(codes, key=lambda each: (-each.usages, each.code))),
        len(paths),
        len(set().union(*(tally.paths for tally in tallies.values()))),
        class_bounds,
    )


@dataclass(slots=True)
class _Tally:
    """The counts of one code while they grow."""

    paths: set[str] = field(default_factory=set)
    contexts: Counter[Context] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)

    def add(self, path: str, usage: Usage, context: Context) -> None:
        self.paths.add(path)
        self.contexts[context] += 1
        self.spellings[usage.name.library if usage.name is not None else NUMBER] += 1

    def total(self, code: int) -> CodeCount:
        contexts, spellings = _most_first(self.contexts), _most_first(self.spellings)
        return CodeCount(code, self.contexts.total(), len(self.paths), contexts, spellings)


def _summed(counts: Iterable[Mapping[_Key, int]]) -> dict[_Key, int]:
    total: Counter[_Key] = Counter()
    for each in counts:
        total.update(each)
    return _most_first(total)


def _most_first(counts: Mapping[_Key, int]) -> dict[_Key, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _facts(statistics: Statistics) -> dict[str, Any]:
    return {
        "files": statistics.files,
        "files_with_status": statistics.files_with_status,
        "usages": statistics.usages,
        "class_bounds": statistics.class_bounds,
        "codes": [
            {"code": each.code, "phrase": _phrase(each.code), **asdict(each)}
            for each in statistics.codes
        ],
        "contexts": statistics.contexts,
        "spellings": statistics.spellings,
    }


def _tables(statistics: Statistics, width: int) -> list[list[str]]:
    codes = [(f"{each.code} {_phrase(each.code)}", each.usages) for each in statistics.codes]
    contexts = [(_CONTEXTS[context], amount) for context, amount in statistics.contexts.items()]
    spellings = [(_spelling(key), amount) for key, amount in statistics.spellings.items()]
    return [
        [*_rows(codes, width, bars=True)],
        ["By context", *_rows(contexts, width)],
        ["By spelling", *_rows(spellings, width)],
    ]


def _heading(statistics: Statistics) -> str:
    if not statistics.files:
        return "No Python files."
    if not statistics.usages:
        return f"No status codes in {_number(statistics.files, 'file')}."
    codes = _number(len(statistics.codes), "status code")
    usages = _number(statistics.usages, "usage")
    files = f"{statistics.files_with_status:,} of {_number(statistics.files, 'file')}"
    return f"{codes} with {usages} in {files}"


def _rows(counts: list[tuple[str, int]], width: int, *, bars: bool = False) -> Iterator[str]:
    """Label, bar, count, percentage; labels are shortened for a small `width`, then bars go."""
    total = sum(amount for _, amount in counts)
    most = max(amount for _, amount in counts)
    digits = len(f"{most:,}")
    numbers = len(_GAP) + digits + len(_GAP) + len("100%")
    indent = "" if bars else _GAP
    longest = max(len(label) for label, _ in counts)
    room = width - numbers - len(indent)
    bar = min(_LONGEST_BAR, max(_SHORTEST_BAR, room - len(_GAP) - longest)) if bars else 0
    if room - bar - len(_GAP) < _SHORTEST_LABEL:
        bar = 0
    label_width = max(len("1000"), min(longest, room - (bar + len(_GAP) if bar else 0)))
    for label, amount in counts:
        parts = [f"{indent}{_shortened(label, label_width):{label_width}}"]
        if bar:
            parts.append(f"{_bar(amount / most, bar):{bar}}")
        parts += [f"{amount:>{digits},}", f"{_per_cent(amount, total):>4}"]
        yield _GAP.join(parts)


def _bar(share: float, width: int) -> str:
    """A bar of blocks, in eighths of a column; always visible."""
    full, eighths = divmod(max(1, round(share * width * 8)), 8)
    return "█" * full + _EIGHTHS[eighths]


def _per_cent(part: int, total: int) -> str:
    share = round(100 * part / total)
    if share == 100 and part < total:
        return ">99%"
    return f"{share}%" if share else "<1%"


def _phrase(code: int) -> str:
    entry = status(code)
    return entry.title if entry is not None else ""


def _spelling(key: str) -> str:
    """`status.HTTP_… (FastAPI, Starlette)`."""
    vocabulary = vocabularies().get(key)
    if vocabulary is None:
        return "bare numbers" if key == NUMBER else key
    owner = vocabulary.paths[0].rpartition(".")[2]
    numbered = all(name.is_numbered for name in vocabulary.names.values())
    return f"{owner}.{'HTTP_' if numbered else ''}… ({vocabulary.users})"


def _number(amount: int, noun: str) -> str:
    return f"{amount:,} {noun}" if amount == 1 else f"{amount:,} {noun}s"


def _sentence(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(1, width), break_on_hyphens=False)


def _shortened(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"
