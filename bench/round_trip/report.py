"""The output of the measure, and whether it is within its limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.round_trip.comparison import Constant
from bench.tables import apart, grouped, percent, print_groups, table, verdict

# Percent of the constants in certain places.
LIMIT = 99.0


@dataclass(frozen=True)
class Trip:
    """One package, there and back.

    `constants` is how many were replaced, `certain` the ones among them at certain places. `broken`
    are files that no longer compile or whose tree differs, `changed` the number of files compared.
    """

    project: str
    constants: int
    certain: tuple[Constant, ...]
    changed: int
    broken: tuple[str, ...]
    unreadable: int
    seconds: float
    everywhere: int  # came back by a name that every allowed version has

    @property
    def back(self) -> int:
        return sum(not constant.cause for constant in self.certain)

    @property
    def same(self) -> int:
        """Came back by the very name that it had."""
        return sum(constant.after == constant.before for constant in self.certain)


def print_trips(variant: str, trips: Sequence[Trip], examples: int) -> bool:
    constants = [constant for trip in trips for constant in trip.certain]
    broken = [f"{trip.project}: {file}" for trip in trips for file in trip.broken]
    whole = Trip(
        "all",
        sum(trip.constants for trip in trips),
        tuple(constants),
        sum(trip.changed for trip in trips),
        tuple(broken),
        sum(trip.unreadable for trip in trips),
        sum(trip.seconds for trip in trips),
        sum(trip.everywhere for trip in trips),
    )
    print(f"Round trip, {variant}\n")
    header = ("package", "constants", "certain", "back", "back %", "same name", "files", "broken")
    ordered = sorted(trips, key=lambda trip: -len(trip.certain))
    print(table((*header, "seconds"), [_row(trip) for trip in (*ordered, whole)]))
    print(f"\nby a name that every allowed version has: {whole.everywhere:,} of {whole.back:,}")
    print(f"files that this Python cannot parse, left out: {whole.unreadable}\n")
    print_groups(
        grouped(
            (constant for constant in constants if constant.cause), lambda constant: constant.cause
        ),
        lambda found: apart(found, examples, lambda constant: (constant.project, constant.file)),
    )
    _print_names(constants)
    for file in broken:
        print(f"  broken: {file}")
    share = 100 * whole.back / max(1, len(constants))
    passed = share >= LIMIT and not broken
    print(
        f"\n{variant}: {share:.2f} % came back, {len(broken)} files broken, "
        f"{verdict(passed, LIMIT, 0)}\n"
    )
    return passed


def _row(trip: Trip) -> tuple[str | int, ...]:
    certain = len(trip.certain)
    counts = (trip.constants, certain, trip.back, percent(trip.back, certain), trip.same)
    return trip.project, *counts, trip.changed, len(trip.broken), f"{trip.seconds:.1f}"


def _print_names(constants: Iterable[Constant]) -> None:
    """Which names came back as which others."""
    others = Counter(
        (constant.before, constant.after)
        for constant in constants
        if constant.after is not None and constant.after != constant.before
    )
    if not others:
        return
    print("\nCame back by another name:")
    for (before, after), count in others.most_common(12):
        print(f"{count:5}  {before.library} {before.name} → {after.library} {after.name}")
