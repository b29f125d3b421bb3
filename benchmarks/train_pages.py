"""Make the weights by which an article's blocks are chosen.

    python -m benchmarks.train_pages --data DIR

DIR is as for `benchmarks.extraction`. Writes `trees.json` beside the extractor, from all
pages, and `page_folds/fold-N.json.gz`, each from the pages that are not in that fold: by
these the benchmark reads pages that the weights have not seen. Needs lightgbm, which
nothing else does. To be run again after any change to the columns in `features.py`,
`context.py`, `hints.py`, `phrases.py` or `blocks.py`: the trees know a column by its place.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.page_readers import FOLDS, fold_of
from briefing.extractors.pages import reading
from briefing.extractors.pages.blocks import Block, cut
from briefing.extractors.pages.context import context
from briefing.extractors.pages.features import FloatArray, features, measure
from briefing.extractors.pages.head import read_head
from briefing.extractors.pages.parsing import parse

_ROUNDS = 120
_SETTINGS = {
    "objective": "binary",
    "num_leaves": 20,
    "max_depth": 6,
    "learning_rate": 0.06,
    "min_data_in_leaf": 60,
    "lambda_l2": 5,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
    "verbose": -1,
}
_PARTS = 3  # the second look learns from first looks that had not seen the page
_SHINGLE = 4
_REACH = 4  # blocks on each side that settle what a short one is
_MOST_WORDS = 400.0
_WORD = re.compile(r"\w+")

Model = Any  # lightgbm carries no types


class Page:
    """A page's blocks as rows of numbers, which of them are the article, and their weights."""

    def __init__(self, html: str, body: str) -> None:
        root = parse(html, uri="page")
        head = read_head(root)
        self.blocks = cut(root).blocks
        self.measures = measure(self.blocks)
        claim = reading.claimed_body(head)
        self.rows = features(self.blocks, self.measures, title=head.title, claim=claim)
        self.labels = _labels(self.blocks, body)
        words = self.measures.words
        target = float((words * self.labels).sum()) or float(words.sum())
        self.weights = (np.minimum(words, _MOST_WORDS) + 0.5) / target  # each page counts alike

    def second(self, likely: FloatArray) -> FloatArray:
        """Give the rows of the second look, from the likelihoods of the first."""
        return np.hstack([context(self.blocks, self.measures, likely), self.rows])


def main(argv: Sequence[str]) -> int:
    """Train on all pages, and on all but each fold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train_pages")
    parser.add_argument("--data", type=Path, required=True)
    data: Path = parser.parse_args(argv).data
    gold = json.loads((data / "gold.json").read_text(encoding="utf-8"))
    pages = {name: _read(data, name, gold[name]["body"]) for name in sorted(gold)}
    home, folds = Path(reading.__file__).parent, Path(__file__).with_name("page_folds")
    (home / "trees.json").write_text(_packed(train(list(pages.values()))), encoding="utf-8")
    for fold in range(FOLDS):
        others = [page for name, page in pages.items() if fold_of(name) != fold]
        packed = gzip.compress(_packed(train(others)).encode(), mtime=0)
        (folds / f"fold-{fold}.json.gz").write_bytes(packed)
        print(f"fold {fold}: {len(others)} pages", flush=True)
    return 0


def _read(data: Path, name: str, body: str) -> Page:
    packed = (data / "html" / f"{name}.html.gz").read_bytes()
    return Page(gzip.decompress(packed).decode("utf-8", errors="replace"), body)


def train(pages: Sequence[Page]) -> tuple[Model, Model]:
    """Train both looks; the second on likelihoods from models that had not seen the page."""
    unseen: dict[int, FloatArray] = {}
    for part in range(_PARTS):
        rest = [page for at, page in enumerate(pages) if at % _PARTS != part]
        model = _fit(rest, [page.rows for page in rest])
        for at in range(part, len(pages), _PARTS):
            unseen[at] = model.predict(pages[at].rows)
    first = _fit(pages, [page.rows for page in pages])
    second = _fit(pages, [page.second(unseen[at]) for at, page in enumerate(pages)])
    return first, second


def _fit(pages: Sequence[Page], rows: Sequence[FloatArray]) -> Model:
    import lightgbm

    weights = np.concatenate([page.weights for page in pages])
    data = lightgbm.Dataset(
        np.vstack(rows),
        np.concatenate([page.labels for page in pages]),
        weight=weights * len(weights) / weights.sum(),
    )
    return lightgbm.train(_SETTINGS, data, _ROUNDS)


def _labels(blocks: Sequence[Block], body: str) -> NDArray[np.bool_]:
    """Tell which blocks the marked body holds."""
    gold = _WORD.findall(body)
    shingles = {tuple(gold[at : at + _SHINGLE]) for at in range(len(gold) - _SHINGLE + 1)}
    joined = f" {' '.join(gold)} "
    shares = [_share(_WORD.findall(block.text), shingles, joined) for block in blocks]
    return np.array([_settled(shares, at) for at in range(len(shares))], dtype=float) > 1 / 2


def _share(words: list[str], shingles: set[tuple[str, ...]], joined: str) -> float:
    """Give the share of a block's runs of words in the body; -1 for a short one it holds."""
    count = len(words) - _SHINGLE + 1
    if count > 0:
        return sum(tuple(words[at : at + _SHINGLE]) in shingles for at in range(count)) / count
    return -1.0 if words and f" {' '.join(words)} " in joined else 0.0


def _settled(shares: Sequence[float], at: int) -> float:
    """Count a short text in where half of the longer blocks around it are."""
    if shares[at] >= 0:
        return shares[at]
    around = [share for share in shares[max(0, at - _REACH) : at + _REACH + 1] if share >= 0]
    return float(bool(around) and sum(share > 1 / 2 for share in around) >= len(around) / 2)


def _packed(models: Sequence[Model]) -> str:
    return json.dumps({"looks": [_flat(model) for model in models]}, separators=(",", ":"))


def _flat(model: Model) -> dict[str, list[float]]:
    """Lay the trees side by side, in the arrays of `trees.py`."""
    names = ("roots", "column", "threshold", "at_most", "more", "value")
    out: dict[str, list[float]] = {name: [] for name in names}
    depths = []
    for tree in model.dump_model()["tree_info"]:
        out["roots"].append(len(out["column"]))
        depths.append(_add(out, tree["tree_structure"]))
    out["depth"] = [max(depths)]
    return out


def _add(out: dict[str, list[float]], node: dict[str, Any]) -> int:
    """Add a node and all below it; give how many levels those are."""
    place, is_leaf = len(out["column"]), "leaf_value" in node
    out["column"].append(0 if is_leaf else node["split_feature"])
    out["threshold"].append(0.0 if is_leaf else float(f"{node['threshold']:.6g}"))
    out["value"].append(float(f"{node['leaf_value']:.4g}") if is_leaf else 0.0)
    out["at_most"].append(place)
    out["more"].append(place)
    if is_leaf:
        return 0
    out["at_most"][place] = len(out["column"])
    left = _add(out, node["left_child"])
    out["more"][place] = len(out["column"])
    return 1 + max(left, _add(out, node["right_child"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
