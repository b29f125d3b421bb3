"""Measure how well stories keep their identity over days, beside three baselines.

    python -m benchmarks.tracking --data DIR

DIR holds `themes/events.jsonl`: dated updates of events that last for weeks or years, and
`stories/ecbplus.jsonl`: stories in pairs that look alike, without dates. Here each story of
these is given ten days, most articles on the first of them, and its double comes four weeks
later; where in a year they fall is drawn with fixed seeds. The last data are the events
among articles of `themes/bbc.jsonl`, which belong to none and are not valued themselves.

Days are fed one after the other; each day is grouped and then tracked, and an article has
the id that it was given on its day. B-cubed F1, precision and recall over articles. The
baselines may look at all days for their word weights, and are given the threshold that
suits them best on each of the data; ours has its default.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.copies import article
from benchmarks.prose import prose
from benchmarks.stories import Clusters, Score, judged
from briefing.model import Article, Trace
from briefing.stories import grouping, tracking
from briefing.stories.terms import terms
from briefing.vectors import weigh

LEASTS = (0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
WIDE = (0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
LINKED = (0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.28)
YEAR, LIFE, APART = 365, 10, 28  # days
NOISE = 350  # articles
START = datetime(2010, 1, 1, 12, tzinfo=UTC)


class Feed(NamedTuple):
    """Dated articles from early to late, and the story of those that are valued."""

    articles: list[Article]
    gold: dict[str, str]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data: Path = parser.parse_args().data
    feeds = {"updates of 7 events": events(data)}
    feeds |= {f"look-alikes, seed {seed}": look_alikes(data, seed) for seed in range(3)}
    feeds["updates among other news"] = mixed(data)
    print("| data | tracking | threshold | F1 | precision | recall |\n|---|---|---|---|---|---|")
    for name, feed in feeds.items():
        started = time.process_time()
        score = valued(ours(feed, tracking.LEAST), feed)
        seconds = time.process_time() - started
        print(f"| {name} | ours, {seconds:.1f} s | {tracking.LEAST} (default) | {score} |")
        for way, (cluster, thresholds) in baselines().items():
            scores = {one: valued(cluster(feed, one), feed) for one in thresholds}
            best = max(scores, key=scores.__getitem__)
            print(f"| {name} | {way} | {best} (its best) | {scores[best]} |")
    print("\nF1 of ours at other thresholds\n")
    print("| | " + " | ".join(map(str, LEASTS)) + " |\n|" + "---|" * (len(LEASTS) + 1))
    for name, feed in feeds.items():
        row = [f"{valued(ours(feed, one), feed).f1:.3f}" for one in LEASTS]
        print(f"| {name} | " + " | ".join(row) + " |")


def events(data: Path) -> Feed:
    """Read dated updates."""
    found, gold = [], {}
    for line in _lines(data / "themes" / "events.jsonl"):
        when = datetime.fromisoformat(line["date"]).replace(hour=12, tzinfo=UTC)
        found.append(replace(article(line["id"], "", line["text"]), published=when))
        gold[line["id"]] = line["theme"]
    return Feed(_ordered(found), gold)


def look_alikes(data: Path, seed: int) -> Feed:
    """Read stories in look-alike pairs, and spread them over days."""
    lines, chance = _lines(data / "stories" / "ecbplus.jsonl"), random.Random(seed)
    begins: dict[str, int] = {}
    for topic in sorted({re.sub(r"\D.*", "", line["story"]) for line in lines}):
        pair = sorted({x["story"] for x in lines if re.sub(r"\D.*", "", x["story"]) == topic})
        first = chance.randrange(YEAR)
        chance.shuffle(pair)
        begins |= {story: first + place * APART for place, story in enumerate(pair)}
    found = []
    for line in lines:
        days = begins[line["story"]] + int(LIFE * chance.random() ** 2)
        one = article(line["id"], prose(line["headline"]), prose(line["text"]))
        found.append(replace(one, published=START + timedelta(days=days)))
    return Feed(_ordered(found), {line["id"]: line["story"] for line in lines})


def mixed(data: Path) -> Feed:
    """Put other news around the updates, within three days of one of them."""
    feed, chance = events(data), random.Random(1)
    lines = _lines(data / "themes" / "bbc.jsonl")
    found = list(feed.articles)
    for number, line in enumerate(chance.sample(lines, NOISE)):
        near = chance.choice(feed.articles).published
        assert near is not None
        when = near + timedelta(days=chance.randrange(-3, 4))
        found.append(replace(article(f"other{number}", "", line["text"]), published=when))
    return Feed(_ordered(found), feed.gold)


def valued(clusters: Clusters, feed: Feed) -> Score:
    """Give B-cubed; in its cluster, an article of no story is one more that is wrong."""
    gold = {one.id: feed.gold.get(one.id, one.id) for one in feed.articles}
    if gold == feed.gold:
        return judged(clusters, gold)
    precision = recall = 0.0
    sizes = {story: list(feed.gold.values()).count(story) for story in feed.gold.values()}
    for cluster in clusters:
        stories = [gold[key] for key in cluster if key in feed.gold]
        for story in stories:
            precision += stories.count(story) / len(cluster)
            recall += stories.count(story) / sizes[story]
    precision, recall = precision / len(feed.gold), recall / len(feed.gold)
    return Score(2 * precision * recall / (precision + recall), precision, recall)


def ours(feed: Feed, least: float) -> Clusters:
    """Group and track with `briefing`, day by day."""
    kept, tracking.LEAST = tracking.LEAST, least
    found: dict[str, list[str]] = {}
    traces: tuple[Trace, ...] = ()
    for day, articles in _days(feed.articles):
        stories = grouping.group(articles)
        steps = tracking.track(stories, articles, traces=traces, day=day)
        for story, step in zip(stories, steps, strict=True):
            found.setdefault(step.trace.id, []).extend(story.article_ids)
        traces = tracking.gathered([*traces, *(step.trace for step in steps)])
    tracking.LEAST = kept
    return list(found.values())


def baselines() -> dict[str, tuple[Callable[[Feed, float], Clusters], Sequence[float]]]:
    """Give the baselines, and the thresholds each may choose from."""
    return {
        "single pass, 30 days": (lambda feed, least: single_pass(feed, least, 30), WIDE),
        "single pass, 90 days": (lambda feed, least: single_pass(feed, least, 90), WIDE),
        "our grouping, all at once": (at_once, LINKED),
    }


def single_pass(feed: Feed, threshold: float, window: int) -> Clusters:
    """Let each article join the nearest centroid last seen within the window, or open a cluster."""
    rows = weigh([terms(one) for one in feed.articles])
    totals = np.zeros((len(rows), rows.vocabulary))
    lengths, lasts = np.zeros(len(rows)), np.zeros(len(rows))
    clusters: list[list[str]] = []
    for place, one in enumerate(feed.articles):
        numbers, weights = rows.row(place)
        day = _day(one).toordinal()
        live = np.flatnonzero(lasts[: len(clusters)] >= day - window)
        near = totals[np.ix_(live, numbers)] @ weights / lengths[live]
        best = int(live[near.argmax()]) if len(live) and near.max() >= threshold else -1
        if best < 0:
            best = len(clusters)
            clusters.append([])
        clusters[best].append(one.id)
        totals[best, numbers] += weights
        lengths[best], lasts[best] = max(float(np.linalg.norm(totals[best])), 1e-9), day
    return clusters


def at_once(feed: Feed, threshold: float) -> Clusters:
    """Group all days together; this looks into the future."""
    kept = grouping.LINKED, grouping.BELONGS
    grouping.LINKED, grouping.BELONGS = threshold, threshold * kept[1] / kept[0]
    found = [story.article_ids for story in grouping.group(feed.articles)]
    grouping.LINKED, grouping.BELONGS = kept
    return found


def _days(articles: Sequence[Article]) -> Iterable[tuple[date, list[Article]]]:
    return ((day, list(found)) for day, found in groupby(articles, key=_day))


def _day(one: Article) -> date:
    assert one.published is not None
    return one.published.date()


def _ordered(articles: Iterable[Article]) -> list[Article]:
    return sorted(articles, key=lambda one: (_day(one), one.id))


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
