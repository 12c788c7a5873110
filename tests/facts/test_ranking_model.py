"""The packaged ranking: it was learnt from the rows that are here."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

from repository import ROOT
from statuslens.facts import ranking_model

ROWS = ROOT / "data" / "occurrences_train.jsonl.gz"


def test_training_gives_the_same_every_time(tmp_path: Path) -> None:
    few = tmp_path / "rows.jsonl.gz"
    with gzip.open(ROWS, "rt", encoding="utf-8") as rows, gzip.open(few, "wt") as kept:
        kept.writelines(row for row in rows if json.loads(row)["p"] in (8, 12, 24, 58))
    texts = []
    for name in ("a.json", "b.json"):
        script = str(ROOT / "scripts" / "train.py")
        command = (sys.executable, script, str(few), str(tmp_path / name), "--limit", "9")
        subprocess.run(command, check=True, capture_output=True)
        texts.append((tmp_path / name).read_text("utf-8"))
    assert texts[0] == texts[1]
    model = ranking_model.read(texts[0])
    assert set(model.weights) == {"workspace", "alone"}
    assert model.shares("deco", "delete")[204] > model.shares("deco", "get")[204]


def test_the_packaged_ranking_was_learnt_from_the_rows_that_are_here() -> None:
    text = (ROOT / "server/statuslens/data/ranking.json").read_text("utf-8")
    with gzip.open(ROWS, "rt", encoding="utf-8") as rows:
        words = {
            w for row in map(json.loads, rows) for k in ("pw", "qw", "gw") for w in row.get(k, ())
        }
    assert set(json.loads(text)["known_words"]) == words
