"""The verdicts on findings, and the sample to judge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from bench.detection.reading import Spot

SAMPLE_SIZE = 200
SAMPLE_SEED = "statuslens"

Verdicts = dict[tuple[str, str, str, str], tuple[str, str]]


def read_verdicts(path: Path) -> Verdicts:
    """By package, file, line's text and number: `status` or `false`, and the reason."""
    verdicts = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            project, file, text, code, verdict, reason = (*line.split("\t"), "", "", "", "")[:6]
            if verdict not in ("status", "false") or (verdict == "false" and not reason):
                raise SystemExit(f"{path.name}:{number}: no verdict, or false without a reason")
            verdicts[project, file, text, code] = verdict, reason
    return verdicts


def verdict_of(verdicts: Verdicts, spot: Spot) -> str:
    return verdicts.get(spot.key, ("unjudged", ""))[0]


def sample_of(findings: Iterable[Spot]) -> list[Spot]:
    """Chosen by hash: a finding stays in the sample when others come or go."""

    def draw(spot: Spot) -> str:
        return hashlib.sha256("\t".join((SAMPLE_SEED, *spot.key)).encode()).hexdigest()

    unique = {spot.key: spot for spot in findings}.values()
    return sorted(sorted(unique, key=draw)[:SAMPLE_SIZE], key=lambda s: (s.project, s.file, s.line))


def write_sample(sample: Iterable[Spot], verdicts: Verdicts, path: Path) -> None:
    """As lines for `verdicts.txt`, each below its location; `?` where a verdict is due."""
    lines = []
    for spot in sample:
        verdict, reason = verdicts.get(spot.key, ("?", ""))
        lines.append(f"# {spot.file}:{spot.line}  {spot.context}, {spot.confidence}")
        lines.append("\t".join((*spot.key, verdict, reason)).rstrip())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
