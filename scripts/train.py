"""Train the completion ranking on usages in real projects: `make train`, or

    scripts/train.py ROWS.jsonl.gz OUT.json       train on the rows, write tables and weights
    scripts/train.py ROWS.jsonl.gz --evaluate     evaluate with five folds by project
    scripts/train.py … --without tiled zenml      leave these packages out (names in data/README.md)

`data/README.md` describes the rows. The features are those of the server. Their weights are those
of a conditional logit model, fitted by gradient descent on constants for each group of contexts,
with and without the counts of a workspace. The tables exclude the projects of the fold that the
weights are fitted on: with them, a table would know the answer. Uses the standard library only; the
same rows give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from training.evaluation import evaluate
from training.fitting import LIMIT, VARIANTS, learn
from training.rows import Corpus, Row, read
from training.tables import counted

PACKAGES = Path(__file__).parents[1] / "data" / "train_packages.json"


def main() -> int:
    parser = argparse.ArgumentParser(description="Learn the completion's ranking from real uses.")
    parser.add_argument("rows", type=Path)
    parser.add_argument("out", type=Path, nargs="?", help="the JSON to write")
    parser.add_argument("--evaluate", action="store_true", help="print the accuracy instead")
    parser.add_argument("--without", nargs="+", default=[], metavar="PACKAGE")
    parser.add_argument("--limit", type=int, default=LIMIT, help="rows per project to fit on")
    arguments = parser.parse_args()
    left_out = set()
    if arguments.without:
        packages = json.loads(PACKAGES.read_text("utf-8"))["packages"]
        left_out = {packages[name] for name in arguments.without}
    corpus = read(arguments.rows, left_out)
    if arguments.evaluate:
        evaluate(corpus, arguments.limit)
    elif arguments.out is None:
        parser.error("where to write?")
    else:
        text = json.dumps(model(corpus, arguments.limit), separators=(",", ":")) + "\n"
        arguments.out.write_text(text, "utf-8")
        print(f"{arguments.out}: {len(text)} bytes")
    return 0


def model(corpus: Corpus, limit: int) -> dict[str, Any]:
    """The content of `data/ranking.json`."""
    tables = counted(corpus, corpus.rows)
    tasks = [(corpus, corpus.rows, variant, limit) for variant in VARIANTS]
    with ProcessPoolExecutor(2) as pool:
        weights = dict(zip(VARIANTS, pool.map(_learn, tasks), strict=True))
    return {
        "counts": {
            key: {str(code): round(count, 2) for code, count in sorted(found.items())}
            for key, found in sorted(tables.counts.items())
        },
        "words": {
            word: {str(code): lift for code, lift in lifts.items()}
            for word, lifts in sorted(tables.words.items())
        },
        "weights": weights,
        "known_words": list(corpus.known_words),
    }


def _learn(task: tuple[Corpus, Sequence[Row], str, int]) -> dict[str, dict[str, float]]:
    return learn(*task)


if __name__ == "__main__":
    sys.exit(main())
