"""Value stories that are found window by window, beside those that are found at once."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.copies import article
from benchmarks.made_up_pages import NOW, pages
from benchmarks.tracking import Feed, look_alikes, mixed, valued
from briefing.archive.stories import KEPT
from briefing.frequencies import Frequencies, added, counted
from briefing.model import Article
from briefing.stories.grouping import group
from briefing.stories.terms import terms
from briefing.stories.windows import Windows


def print_stories(count: int, data: Path | None) -> None:
    """Compare stories of windows with those of one window."""
    feeds = {"planted": planted(count), "planted, with pauses": paused(planted(count))}
    if data:
        feeds |= {f"look-alikes, seed {seed}": look_alikes(data, seed) for seed in range(3)}
        feeds["updates among other news"] = mixed(data)
    print("| stories | window | frequencies | F1 | precision | recall | CPU s |")
    print("|---|---|---|---|---|---|---|")
    for name, feed in feeds.items():
        known = {one.id: terms(one) for one in feed.articles}
        for parts, is_hashed in ((1, True), (5, True), (10, True), (5, False), (10, False)):
            began = time.process_time()
            size = -(-len(feed.articles) // parts)
            found = windowed(feed, known, size, is_hashed=is_hashed)
            score, used = valued(found, feed), time.process_time() - began
            kind = "at once" if parts == 1 else "of all, hashed" if is_hashed else "of the window"
            print(f"| {name} | 1/{parts} | {kind} | {score} | {used:.1f} |", flush=True)


def planted(count: int) -> Feed:
    """Give the planted stories of made-up pages, without copies."""
    found, gold = [], {}
    for page in pages(count):
        if not (page.is_copy or page.is_hostile):
            one = article(f"{page.number:08}", page.headline, "\n\n".join(page.paragraphs))
            found.append(replace(one, published=page.at))
            gold[one.id] = str(page.story)
    return Feed(_by_age(found), gold)


def paused(feed: Feed) -> Feed:
    """Spread stories over 60 days, and let two in five articles of each come after a pause."""
    chance = random.Random(3)
    begins = {
        story: (chance.uniform(0, 60), chance.uniform(5, 25))
        for story in sorted({*feed.gold.values()})
    }
    found = []
    for one in feed.articles:
        begin, pause = begins[feed.gold[one.id]]
        days = begin + chance.uniform(0, 2) + pause * (chance.random() < 0.4)  # noqa: PLR2004
        found.append(replace(one, published=NOW + timedelta(days=days)))
    return Feed(_by_age(found), feed.gold)


def _by_age(articles: Iterable[Article]) -> list[Article]:
    return sorted(articles, key=lambda one: (one.published or NOW, one.digest))


def windowed(
    feed: Feed, known: Mapping[str, Mapping[str, float]], size: int, *, is_hashed: bool
) -> list[list[str]]:
    """Group windows of so many texts, or all as a day is grouped where they fit one."""

    def frequencies(articles: Sequence[Article]) -> Frequencies:
        return added([counted(known[one.id] for one in articles)])

    ordered = _by_age(feed.articles)
    if size >= len(ordered):
        stories = group(ordered, terms_of=lambda one: known[one.id])
        return [list(story.article_ids) for story in stories]
    windows = Windows(among=frequencies(ordered), most=KEPT * size)
    found: dict[int, list[str]] = {}
    for begin in range(0, len(ordered), size):
        window = ordered[begin : begin + size]
        if not is_hashed:
            windows.among = frequencies(window)
        for one in windows.add(window, lambda one: known[one.id]):
            earlier = [key for number in one.earlier for key in found.pop(number)]
            found[one.number] = earlier + [each.id for each in one.articles]
    return list(found.values())
