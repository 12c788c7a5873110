"""The ranking, learnt without the packages that are asked about."""

from __future__ import annotations

import functools
import hashlib
import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from bench import corpus
from statuslens.facts import ranking_model
from statuslens.facts.ranking_model import RankingModel
from statuslens.features.completion import ranking
from statuslens.workspace import index, uses

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "train.py"
ROWS = ROOT / "data" / "occurrences_train.jsonl.gz"
PACKAGES = ROOT / "data" / "train_packages.json"


@functools.cache
def trained_on() -> Collection[str]:
    """The packages of the list whose code is in the training data."""
    packages: dict[str, int] = json.loads(PACKAGES.read_text("utf-8"))["packages"]
    return packages.keys()


def trained_without() -> RankingModel:
    """The tables and weights learnt without these packages: made once, and kept."""
    modules = (ranking, uses, ranking_model, index)
    learning = [SCRIPT, *sorted(SCRIPT.parent.glob("training/*.py"))]
    state = hashlib.sha256(ROWS.read_bytes())
    for path in (*learning, *(Path(module.__file__ or "") for module in modules)):
        state.update(path.read_bytes())
    kept = corpus.CACHE.parent / "trained" / f"{state.hexdigest()[:16]}.json"
    if not kept.exists():
        corpus.progress("training without the packages of the list")
        kept.parent.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(".new")
        command = [sys.executable, str(SCRIPT), str(ROWS), str(new)]
        command += ["--without", *sorted(trained_on())]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        new.replace(kept)
    return ranking_model.read(kept.read_text("utf-8"))
