"""The output of the measures: tables, groups with examples, limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")

LONGEST = 110  # characters of a line of code


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    above: Sequence[tuple[str, int]] = (),
) -> str:
    """Lines of columns, the first to the left and the others to the right.

    `above` are titles over the columns after the first one, each with how many it is over.
    """
    lines = [list(header)]
    lines += [[cell if isinstance(cell, str) else f"{cell:,}" for cell in row] for row in rows]
    widths = [max(map(len, column)) + 2 for column in zip(*lines, strict=True)]
    shown = []
    if above:
        titles, end = [" " * widths[0]], 1
        for title, count in above:
            end += count
            widths[end - 1] += max(0, len(title) + 2 - sum(widths[end - count : end]))
            titles.append(title.rjust(sum(widths[end - count : end])))
        shown.append("".join(titles))
    for first, *rest in lines:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        shown.append((first.ljust(widths[0]) + "".join(cells)).rstrip())
    return "\n".join(shown)


def percent(part: float, whole: float) -> str:
    """With one decimal; a dash if there is nothing to divide by."""
    return f"{100 * part / whole:.1f}" if whole else "—"


def verdict(passed: bool, *limits: float, failed: str = "BELOW") -> str:
    """`PASS (limits 97 and 92)`."""
    word = "limit" if len(limits) == 1 else "limits"
    return f"{'PASS' if passed else failed} ({word} {' and '.join(f'{x:g}' for x in limits)})"


def grouped(items: Iterable[_Item], by: Callable[[_Item], str]) -> dict[str, list[_Item]]:
    """The largest group first."""
    groups: dict[str, list[_Item]] = defaultdict(list)
    for item in items:
        groups[by(item)].append(item)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def print_groups(
    groups: Mapping[str, Sequence[_Item]],
    examples: Callable[[Sequence[_Item]], Iterable[object]],
    most: int | None = None,
) -> None:
    """The size and title of each group, with examples below; of too many, the rest as one line."""
    for title, found in list(groups.items())[:most]:
        print(f"{len(found):5}  {title}")
        for example in examples(found):
            print(f"           {example}")
    rest = list(groups.values())[most:] if most is not None else []
    if rest:
        print(f"{sum(map(len, rest)):5}  by {len(rest)} other causes")


def apart(items: Iterable[_Item], count: int, *keys: Callable[[_Item], object]) -> list[_Item]:
    """At most `count` items that differ by the last key; first those that differ by the others."""
    found = list(items)
    for number, key in enumerate(keys, 1):
        firsts = list({key(item): item for item in reversed(found)}.values())[::-1]
        found = firsts if number == len(keys) else [*firsts, *found]
    return found[:count]


def shortened(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
