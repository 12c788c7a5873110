"""The probability of each code to come next.

It starts with the frequency of the code at such places in real projects. The codes in other files
of the workspace, in this file, in this function and beside the same words change it. Each of these
is a feature; `scripts/train.py` learns its weight.

A feature is the logarithm of how much more often than expected a code occurs, log(1 + seen /
(expected · w)): 0 if it does not occur, so only the codes that occur cost anything.
"""

import bisect
import math
import operator
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from tree_sitter import Node

from ...facts.contexts import ContextOrNone, group_of, table_key
from ...facts.ranking_model import RankingModel, Shares, packaged_model
from ...project.view import Project, Uses
from ...semantic.places import Place
from ...semantic.usages import usages_in
from ...syntax.source import Source, Span
from ...workspace.index import Use
from ...workspace.uses import brief, use_of, uses_without
from ...workspace.words import function_line, words

# The number of occurrences that count as much as the expectation.
_PROJECT = 5.0
_FILE = 4.0
_RECENT = 1.0
_WORDS = 2.0

# The least worth mentioning: the uses of a code here, its share of the uses at such a place.
_OFTEN = 2
_USUAL = 0.15

_SIBLING = 8.0  # the cost for a code in the same collection: any other one is more likely

# The least expectation for any code: one that is rare elsewhere may be usual here. For codes that
# occur here it is less: an occurrence says more about a rare code.
LEAST = 0.01
_LEAST_SEEN = 0.001

_AGES = 12  # uses of the same context that are recent
_FADING = 0.6
# Kinds of word, by the letters of `words`: the learnt ones; the ones counted in the project, too.
LEARNT: Final = "fbgwxpquvn"
_OWN = {"f": "fb", "w": "gwx", "q": "pq", "v": "uvn"}
_KIND_OF = {letter: kind for kind, letters in _OWN.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class Situation:
    """A place where a code is about to be written: its words, and the uses before and after it in
    the file, in order. `function` is the line of the function around it, as in `Use`; `siblings`
    are the codes in the same collection, where each code occurs once.
    """

    context: ContextOrNone
    method: str
    words: tuple[str, ...]
    before: tuple[Use, ...]
    after: tuple[Use, ...]
    function: int
    siblings: frozenset[int] = frozenset()


NOWHERE = Situation("", "", (), (), (), -1)  # a place without context

Features = dict[str, dict[int, float]]


class RankedCode(NamedTuple):
    """A code, its probability, and the reason for it if it comes from this project."""

    code: int
    share: float
    reason: str | None = None


def ranked(
    codes: Iterable[int], situation: Situation | None, others: Uses | None = None
) -> list[RankedCode]:
    """The codes, most likely first, equal ones in numeric order."""
    situation = situation or NOWHERE
    if others is not None and not others.codes(""):
        others = None  # until the workspace is read
    scores = scored(situation, others, packaged_model())
    lowest = min(scores.values())
    mine = {code: scores.get(code, lowest) for code in codes}
    if not mine:
        return []
    reasons = _reasons(situation, others)
    top = max(mine.values())
    odds = {code: math.exp(score - top) for code, score in mine.items()}
    total = sum(odds.values())
    order = sorted(mine, key=lambda code: (-mine[code], code))
    return [RankedCode(code, odds[code] / total, reasons.get(code)) for code in order]


def _reasons(situation: Situation, others: Uses | None) -> dict[int, str]:
    """Why a code may be the one: it is usual at such a place or, more telling, used here."""
    method = situation.method
    found = {}
    if method:
        shares = packaged_model().shares(situation.context, method)
        usual = f"usual for {method.upper()}"
        found = {code: usual for code, share in shares.items() if share >= _USUAL}
    used = Counter([use.code for use in (*situation.before, *situation.after)])
    if others is not None:
        used += others.codes("")
    where = "file" if others is None else "project"
    for code, number in used.items():
        if number >= _OFTEN:
            found[code] = f"{number} times in this {where}"
    return found


def scored(situation: Situation, others: Uses | None, model: RankingModel) -> dict[int, float]:
    """The logarithm of the probability of each code, up to a constant."""
    variant = "alone" if others is None else "workspace"
    weights = model.weights[variant][group_of(situation.context)]
    place = weights["place"]
    usual = model.logarithms(situation.context, situation.method, LEAST)
    scores = {code: place * value for code, value in usual.items()}
    for name, values in features(situation, others, model).items():
        weight = weights.get(name, 0.0)
        for code, value in values.items():
            if code in scores:
                scores[code] += weight * value
    for code in situation.siblings & scores.keys():
        scores[code] -= _SIBLING
    return scores


def features(situation: Situation, others: Uses | None, model: RankingModel) -> Features:
    """The features of each code, by name; a code that is missing does not occur."""
    found: Features = defaultdict(dict)
    context, method = situation.context, situation.method
    base = model.shares(context, method)
    if others is not None:
        seen = Counter(others.codes(table_key(context, method)))
        wide = others.codes(context)
        found["project"] = _lifts({c: seen[c] + 0.3 * n for c, n in wide.items()}, base, _PROJECT)
        base = _raised(base, found["project"])
    _add_file(found, situation, base)
    _add_words(found, situation, others, model)
    return found


def _lifts(seen: Mapping[int, float], expected: Shares, weight: float) -> dict[int, float]:
    return {
        code: math.log1p(count / (weight * (expected[code] + _LEAST_SEEN)))
        for code, count in seen.items()
        if count > 0 and code in expected
    }


def _raised(shares: Shares, lifts: Mapping[int, float]) -> Shares:
    raised = {**shares, **{code: shares[code] * math.exp(lift) for code, lift in lifts.items()}}
    total = sum(raised.values())
    return {code: share / total for code, share in raised.items()}


def _add_file(found: Features, situation: Situation, base: Shares) -> None:
    """The codes of the file: most of all in the same context, lately, in the same function."""
    context, method, function = situation.context, situation.method, situation.function
    mixed: defaultdict[int, float] = defaultdict(float)
    same: defaultdict[int, int] = defaultdict(int)
    other: defaultdict[int, int] = defaultdict(int)
    earlier: list[int] = []
    later: list[int] = []
    for uses, alike in ((situation.before, earlier), (situation.after, later)):
        for use in uses:
            code = use.code
            if use.context == context:
                alike.append(code)
                mixed[code] += 1.15 if use.method == method else 0.15
                if use.function == function >= 0:
                    same[code] += 1
            else:
                mixed[code] += 0.05
                if use.function == function >= 0:
                    other[code] += 1
    recent: defaultdict[int, float] = defaultdict(float)
    for age, code in enumerate(earlier[: -_AGES - 1 : -1]):
        recent[code] += _FADING**age
    found["file"] = _lifts(mixed, base, _FILE)
    found["recent"] = _lifts(recent, base, _RECENT)
    found["before"] = dict.fromkeys(earlier[-1:], 1.0)
    found["after"] = dict.fromkeys(later[:1], 1.0)
    _add_numbers(found, "same", same)
    _add_numbers(found, "other", other)


def _add_numbers(found: Features, name: str, seen: Mapping[int, int]) -> None:
    """Whether a code occurs at all, and how often."""
    found[name] = {code: math.log1p(count) for code, count in seen.items() if count > 0}
    found[f"{name}1"] = dict.fromkeys(found[name], 1.0)


def _add_words(
    found: Features, situation: Situation, others: Uses | None, model: RankingModel
) -> None:
    """The words' evidence: as learnt, in the rest of the file, in the rest of the workspace."""
    group = group_of(situation.context)
    base = model.shares(situation.context, situation.method)
    numbers = Counter(word[0] for word in situation.words)
    kinds = Counter(_KIND_OF[word[0]] for word in situation.words)
    here = _beside(situation, group)
    for word in situation.words:
        letter = word[0]
        if (learnt := model.words.get(group + word)) is not None:
            _add(found[f"word {letter}"], learnt, 1 / math.sqrt(numbers[letter]))
        kind = _KIND_OF[letter]
        scale = 1 / math.sqrt(kinds[kind])
        if word in here:
            _add(found[f"file {kind}"], _lifts(here[word], base, _WORDS), scale)
        if others is not None and (seen := others.beside(group, word)):
            _add(found[f"project {kind}"], _lifts(seen, base, _WORDS), scale)


def _beside(situation: Situation, group: str) -> Mapping[str, Mapping[int, float]]:
    """The codes of the file that occur beside each of the situation's words."""
    wanted = frozenset(situation.words)
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for use in (*situation.before, *situation.after):
        if not wanted.isdisjoint(use.words) and group_of(use.context) == group:
            for word in wanted.intersection(use.words):
                found[word][use.code] += 1
    return found


def _add(values: dict[int, float], more: Mapping[int, float], scale: float) -> None:
    for code, value in more.items():
        values[code] = values.get(code, 0.0) + scale * value


_COLLECTIONS = frozenset({"tuple", "list", "set", "dictionary", "union_pattern"})
_INSIDE = frozenset({"pair", "parenthesized_expression", "conditional_expression", "case_pattern"})


def situation(
    source: Source, offset: int, repaired: Source, node: Node, place: Place | None, project: Project
) -> Situation:
    """The situation at byte `offset`; `node` is at that place in `repaired`, the repaired part."""
    line = source.line_at(offset)
    span = source.line_span(line)
    # Without its line the file stays the same while the line is typed.
    others = uses_without(source, span, project)
    first = bisect.bisect_right(others, line, key=operator.attrgetter("line"))
    function = function_line(node, line - node.start_point.row)
    row = node.start_point.row
    beside = [
        (usage.span.start, use_of(repaired, usage, usage.place, line - row))
        for usage in usages_in(repaired, repaired.line_span(row), project)
        if usage.place is not None and not usage.span.touches(_span(node))
    ]
    before = (*others[:first], *(use for start, use in beside if start < node.start_byte))
    after = (*(use for start, use in beside if start > node.start_byte), *others[first:])
    context = place.context if place is not None else ""
    method = place.method or "" if place is not None else ""
    said = [*words(repaired, node, context), *links(context, function, before, after)]
    siblings = _codes_beside(repaired, node, context, project)
    return Situation(context, method, tuple(said), before, after, function, siblings)


def _codes_beside(
    source: Source, node: Node, context: ContextOrNone, project: Project
) -> frozenset[int]:
    """The codes beside `node` in a collection, in the keys of a dictionary or in a pattern."""
    around = node.parent
    while around is not None and around.type in _INSIDE:
        around = around.parent
    if around is None or around.type not in _COLLECTIONS:
        return frozenset()
    return frozenset(
        usage.code
        for usage in usages_in(source, _span(around), project)
        if usage.place is not None
        and usage.place.context == context
        and not usage.span.touches(_span(node))
    )


def links(
    context: ContextOrNone, function: int, before: Sequence[Use], after: Sequence[Use]
) -> Iterator[str]:
    """The words of a place for the uses next to it."""
    earlier = next((use.code for use in reversed(before) if use.context == context), None)
    if earlier is not None:
        yield f"u:{earlier}"
    if function >= 0:
        for letter, nearest in (("v", reversed(before)), ("n", iter(after))):
            use = next((use for use in nearest if use.function == function), None)
            yield f"{letter}:{brief(use)}"


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)
