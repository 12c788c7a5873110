"""The output of the measure, and whether it is within its limits."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.detection.reading import Report, Spot
from bench.detection.verdicts import Verdicts, sample_of, verdict_of, write_sample
from bench.tables import apart, grouped, percent, print_groups, table, verdict

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / ".cache" / "sample.txt"

# Percent: found at all, and found for certain.
RECALL_LIMITS = (97.0, 92.0)
MEAN_LIMITS = (95.0, 90.0)
SAMPLE_LIMIT = 99.0
# Packages with fewer constants do not count for the mean.
ENOUGH = 25


@dataclass(frozen=True)
class Recall:
    """Of so many constants these were found."""

    total: int
    certain: int
    likely: int

    @classmethod
    def of(cls, spots: Iterable[Spot]) -> Recall:
        counts = Counter(spot.confidence for spot in spots)
        return cls(counts.total(), counts["certain"], counts["likely"])

    @property
    def percents(self) -> tuple[float, float]:
        """Found at all, and for certain."""
        total = max(1, self.total)
        return 100 * (self.certain + self.likely) / total, 100 * self.certain / total

    @property
    def row(self) -> tuple[str | int, ...]:
        """Its cells in a table."""
        found = self.certain + self.likely
        shares = percent(found, self.total), percent(self.certain, self.total)
        return self.total, *shares, self.likely, self.total - found


def print_recall(reports: Sequence[Report], causes: int) -> bool:
    constants = [spot for report in reports for spot in report.constants]
    by_project = grouped(constants, lambda spot: spot.project)
    print("Recall: named constants replaced by their numbers, and found again\n")
    print(_recall_table("package", {**by_project, "all": constants}))
    print(f"\n{_recall_table('framework', grouped(constants, lambda spot: spot.framework))}")
    print(f"\n{_recall_table('place', grouped(constants, lambda spot: spot.context))}")
    for confidence in ("missed", "likely"):
        spots = [spot for spot in constants if spot.confidence == confidence]
        print(f"\n{confidence}: {len(spots)}, by what is written around them\n")
        print_groups(grouped(spots, lambda spot: spot.cause), _examples, causes)
    _print_forgotten(reports)
    print()
    passed = _print_limits("recall, all constants", [Recall.of(constants)], RECALL_LIMITS)
    counted = [Recall.of(spots) for spots in by_project.values() if len(spots) >= ENOUGH]
    if counted:
        passed &= _print_limits(f"recall, mean of {len(counted)} packages", counted, MEAN_LIMITS)
    else:
        print(f"recall, mean: no package with {ENOUGH} constants")
    return passed


def print_findings(reports: Sequence[Report], verdicts: Verdicts) -> bool:
    """The bare numbers found, and the sample of them."""
    findings = [spot for report in reports for spot in report.findings]
    by_project = grouped(findings, lambda spot: spot.project)
    print("\nBare numbers found\n")
    print(_findings_table("package", dict(sorted(by_project.items()))))
    print(f"\n{_findings_table('place', grouped(findings, lambda spot: spot.context))}")
    sample = sample_of(findings)
    write_sample(sample, verdicts, SAMPLE)
    judged = Counter(verdict_of(verdicts, spot) for spot in sample)
    print(f"\nA sample of {len(sample)} is in {SAMPLE.relative_to(ROOT)}.")
    known = [spot for spot in findings if verdict_of(verdicts, spot) == "false"]
    print(f"Judged false, in the sample or not: {len(known)}")
    _print_judged(known, verdicts)
    right, wrong = judged["status"], judged["false"]
    if not right + wrong:
        print("None of it is judged yet.")
        return True
    share = 100 * right / (right + wrong)
    passed = share >= SAMPLE_LIMIT
    print(
        f"sample, {right + wrong} judged, {judged['unjudged']} not: "
        f"{share:.1f} % are statuses, {verdict(passed, SAMPLE_LIMIT)}"
    )
    return passed


def print_precision(reports: Sequence[Report], verdicts: Verdicts) -> bool:
    findings = [spot for report in reports for spot in report.findings]
    print("\nIn packages without web code\n")
    for judged in ("false", "unjudged", "status"):
        spots = [spot for spot in findings if verdict_of(verdicts, spot) == judged]
        print(f"{judged}: {len(spots)}")
        _print_judged(spots, verdicts)
    wrong = sum(verdict_of(verdicts, spot) != "status" for spot in findings)
    print(f"\nprecision: {wrong} of {len(findings)} false or unjudged, {verdict(not wrong, 0)}")
    return not wrong


def _print_judged(spots: Iterable[Spot], verdicts: Verdicts) -> None:
    for spot in spots:
        _, reason = verdicts.get(spot.key, ("", ""))
        print(f"  {spot}" + (f"\n      {reason}" if reason else ""))


def _print_forgotten(reports: Sequence[Report]) -> None:
    """Constants that statuslens does not know for one: counted above like the others."""
    forgotten = [spot for report in reports for spot in report.forgotten]
    print(f"\nConstants that statuslens does not know for one: {len(forgotten)}")
    for spot in _examples(forgotten, 20):
        print(f"  {spot}")
    left_out = Counter(reason for report in reports for reason in report.left_out)
    print("Not counted: " + ", ".join(f"{n:,} {reason}" for reason, n in left_out.most_common()))
    for report in reports:
        if report.unreadable is not None:
            print(f"  not read: {report.unreadable}")


def _examples(spots: Sequence[Spot], count: int = 3) -> list[Spot]:
    """Spots of different text, from different files first."""
    return apart(spots, count, lambda spot: (spot.project, spot.file), lambda spot: spot.text)


def _recall_table(title: str, groups: Mapping[str, Sequence[Spot]]) -> str:
    header = (title, "constants", "found %", "certain %", "likely", "missed")
    return table(header, [(name, *Recall.of(spots).row) for name, spots in groups.items()])


def _findings_table(title: str, groups: Mapping[str, Sequence[Spot]]) -> str:
    found = ((name, Recall.of(spots)) for name, spots in groups.items())
    rows = [(name, counts.certain, counts.likely) for name, counts in found]
    return table((title, "certain", "likely"), rows)


def _print_limits(title: str, recalls: Sequence[Recall], limits: tuple[float, float]) -> bool:
    found, certain = (
        statistics.fmean(recall.percents[which] for recall in recalls) for which in (0, 1)
    )
    passed = found >= limits[0] and certain >= limits[1]
    print(f"{title}: {found:.2f} % found, {certain:.2f} % certain, {verdict(passed, *limits)}")
    return passed
