"""Measure how well stories are told apart, beside three baselines.

    python -m benchmarks.stories --data DIR

DIR holds `stories/ecbplus.jsonl`: articles with the story they tell, in pairs of stories
that look alike. B-cubed precision, recall and F1 (Bagga & Baldwin 1998) over articles. The
baselines see the same rows and are given, each, the threshold that suits them best on these
very data; ours has its default. HDBSCAN is left out where scikit-learn is not installed.

The second table shows ours at other thresholds, on all topics and on the mean of random
halves of them: a threshold that is chosen on one half is judged on the other.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.copies import article
from benchmarks.prose import prose
from briefing.model import Article
from briefing.stories import grouping
from briefing.stories.terms import terms
from briefing.vectors import weigh

THRESHOLDS = (0.22, 0.24, 0.26, 0.28, 0.3, 0.32, 0.34)
WIDE = tuple(np.arange(0.1, 0.5, 0.02).round(2).tolist())
HALVES = 10
Clusters = Iterable[Sequence[str]]


class Score(NamedTuple):
    """B-cubed, of which F1 comes first so that the best is the greatest."""

    f1: float
    precision: float
    recall: float

    def __str__(self) -> str:
        """Write as cells of a table."""
        return f"{self.f1:.3f} | {self.precision:.3f} | {self.recall:.3f}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    articles, gold = read(options.data / "stories" / "ecbplus.jsonl")
    started = time.process_time()
    score = judged(ours(articles, grouping.LINKED), gold)
    seconds = time.process_time() - started
    print(f"{len(articles)} articles of {len(set(gold.values()))} stories")
    print("\n| grouping | threshold | F1 | precision | recall |\n|---|---|---|---|---|")
    print(f"| ours, {seconds:.1f} s | {grouping.LINKED} (default) | {score} |")
    rows = dense(articles)
    for name, (cluster, thresholds) in baselines().items():
        scores = {one: judged(cluster(articles, rows, one), gold) for one in thresholds}
        best = max(scores, key=scores.__getitem__)
        print(f"| {name} | {best} (its best) | {scores[best]} |")
    print("\n| threshold | all | mean of halves |\n|---|---|---|")
    table = halves(articles, gold)
    for one in THRESHOLDS:
        whole = judged(ours(articles, one), gold)
        print(f"| {one} | {whole.f1:.3f} | {np.mean([half[one] for half in table]):.3f} |")
    print(f"\nchosen on one half, judged on the other: {crossed(table):.3f}")


def read(path: Path) -> tuple[list[Article], dict[str, str]]:
    """Read articles, and the story of each."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    gold = {record["id"]: record["story"] for record in records}
    return [
        article(record["id"], prose(record["headline"]), prose(record["text"]))
        for record in records
    ], gold


def judged(clusters: Clusters, gold: dict[str, str]) -> Score:
    """Give B-cubed, the mean over articles."""
    sizes = Counter(gold.values())
    precision = recall = 0.0
    for cluster in clusters:
        for story, count in Counter(gold[key] for key in cluster).items():
            precision += count * count / len(cluster)
            recall += count * count / sizes[story]
    precision, recall = precision / len(gold), recall / len(gold)
    return Score(2 * precision * recall / (precision + recall), precision, recall)


def ours(articles: Sequence[Article], threshold: float) -> Clusters:
    """Group with `briefing`."""
    kept, grouping.LINKED = grouping.LINKED, threshold
    found = [story.article_ids for story in grouping.group(articles)]
    grouping.LINKED = kept
    return found


def halves(articles: Sequence[Article], gold: dict[str, str]) -> list[dict[float, float]]:
    """Give F1 by threshold for random halves of the topics; each is followed by the other half."""
    topic = {key: re.sub(r"\D.*", "", story) for key, story in gold.items()}
    topics, chance, table = sorted(set(topic.values())), random.Random(1), []
    for _ in range(HALVES):
        half = set(chance.sample(topics, len(topics) // 2))
        for side in (True, False):
            part = [one for one in articles if (topic[one.id] in half) == side]
            names = {one.id: gold[one.id] for one in part}
            table.append({one: judged(ours(part, one), names).f1 for one in THRESHOLDS})
    return table


def crossed(table: Sequence[dict[float, float]]) -> float:
    """Give the mean F1 on a half at the threshold that was best on the other half."""
    found = []
    for place, half in enumerate(table):
        other = table[place ^ 1]
        found.append(half[max(other, key=other.__getitem__)])
    return float(np.mean(found))


def dense(articles: Sequence[Article]) -> np.ndarray:
    """Give the same rows as ours, spread out."""
    rows = weigh([terms(one) for one in articles])
    spread = np.zeros((len(rows), rows.vocabulary))
    for place in range(len(rows)):
        numbers, weights = rows.row(place)
        spread[place, numbers] = weights
    return spread


def baselines() -> dict[str, tuple[Callable[..., Clusters], Sequence[float]]]:
    """Give the baselines, and the thresholds each may choose from."""
    found: dict[str, tuple[Callable[..., Clusters], Sequence[float]]] = {
        "single pass": (single_pass, WIDE),
        "average link": (average_link, WIDE),
    }
    if importlib.util.find_spec("sklearn"):
        found["HDBSCAN, smallest cluster"] = (hdbscan, (2, 3, 4, 5, 6, 8))
    else:
        print("scikit-learn is not installed: HDBSCAN is left out")
    return found


def single_pass(articles: Sequence[Article], rows: np.ndarray, threshold: float) -> Clusters:
    """Let each article join the nearest centroid so far, or open a cluster."""
    sums: list[np.ndarray] = []
    clusters: list[list[str]] = []
    for one, row in zip(articles, rows, strict=True):
        near = [float(row @ total / np.linalg.norm(total)) for total in sums]
        best = int(np.argmax(near)) if near else -1
        if near and near[best] >= threshold:
            sums[best] = sums[best] + row
            clusters[best].append(one.id)
        else:
            sums.append(row)
            clusters.append([one.id])
    return clusters


def average_link(articles: Sequence[Article], rows: np.ndarray, threshold: float) -> Clusters:
    """Join the two clusters whose pairs are most alike on average."""
    similarity = rows @ rows.T
    np.fill_diagonal(similarity, -1)
    sizes = np.ones(len(rows))
    clusters = [[one.id] for one in articles]
    while True:
        one, other = divmod(int(similarity.argmax()), len(rows))
        if similarity[one, other] < threshold:
            return [cluster for cluster in clusters if cluster]
        joined = sizes[one] * similarity[one] + sizes[other] * similarity[other]
        joined /= sizes[one] + sizes[other]
        joined[one] = joined[similarity[one] < 0] = -1
        similarity[one], similarity[:, one] = joined, joined
        similarity[other], similarity[:, other] = -1, -1
        sizes[one] += sizes[other]
        clusters[one] += clusters[other]
        clusters[other] = []


def hdbscan(articles: Sequence[Article], rows: np.ndarray, smallest: float) -> Clusters:
    """Cluster by density; what is noise to it stands alone."""
    cluster = importlib.import_module("sklearn.cluster").HDBSCAN
    distances = np.clip(1 - rows @ rows.T, 0, None)
    labels = cluster(min_cluster_size=int(smallest), metric="precomputed", copy=True).fit_predict(
        distances
    )
    found = defaultdict(list)
    for place, (one, label) in enumerate(zip(articles, labels.tolist(), strict=True)):
        found[label if label >= 0 else -1 - place].append(one.id)
    return found.values()


if __name__ == "__main__":
    main()
