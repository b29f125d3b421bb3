"""Show what folding and grouping cost as a day's batch grows.

    python -m benchmarks.scale [--sizes 1000 3000 10000 30000]

The articles are made up, so that anyone gets the same: words by Zipf's law, stories of 1 to
40 articles that share words of their own, and every tenth article a copy of another, cut
short or set into a frame. Each size runs in a process of its own, on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from briefing.dedup.folding import fold
from briefing.model import Article
from briefing.settings import ThemeSettings
from briefing.stories.grouping import group
from briefing.text import split_sentences
from briefing.themes.assignment import assign

SIZES = (1_000, 3_000, 10_000, 30_000)
VOCABULARY = 200_000
LENGTH = 400
TOPICAL = 0.25  # of the words are those of the story
COMMON = 10_000  # words are in everybody's mouth
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo")
START = datetime(2026, 1, 15, tzinfo=UTC)


def main() -> None:
    """Print one row per size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=int, help="measure this size in this process")
    options = parser.parse_args()
    if options.one:
        print(measured(options.one))
        return
    print("| articles | folded | stories | copies, s | articles/s | stories, s | themes, s | MB |")
    print("|---|---|---|---|---|---|---|---|")
    for size in options.sizes:
        command = [sys.executable, "-m", "benchmarks.scale", "--one", str(size)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


def measured(size: int) -> str:
    """Fold and group so many articles; give a row of the table."""
    articles = made_up(size)
    started = time.process_time()
    kept = [one for one in fold(articles) if isinstance(one, Article)]
    folded = time.process_time()
    stories = group(kept)
    grouped = time.process_time()
    assign(kept, themes(), {})
    assigned = time.process_time()
    cells = (
        f"{size:,}",
        f"{size - len(kept):,}",
        f"{len(stories):,}",
        f"{folded - started:.1f}",
        f"{size / (folded - started):,.0f}",
        f"{grouped - folded:.1f}",
        f"{assigned - grouped:.1f}",
        f"{peak_mb():,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def themes() -> list[ThemeSettings]:
    """Make ten themes, each with a rule and eight words."""
    return [
        ThemeSettings(
            name=f"Theme {number}",
            any=(word(COMMON + number),),
            all=((word(500 + number), word(600 + number)), (word(700 + number),)),
            words=tuple(word(2_000 + 10 * number + place) for place in range(8)),
        )
        for number in range(10)
    ]


def peak_mb() -> float:
    """Give the most memory this process ever held, articles and Python included."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def made_up(size: int) -> list[Article]:
    """Make articles of stories, and copies among them."""
    chance = np.random.default_rng(7)
    frequency = 1 / (np.arange(VOCABULARY) + 5.0) ** 1.05
    cumulated = np.cumsum(frequency / frequency.sum())
    articles: list[Article] = []
    while len(articles) < size:
        topic = chance.integers(2_000, VOCABULARY, size=60)
        days = chance.uniform(0, 3)
        for _ in range(min(40, int(chance.pareto(1.0)) + 1)):
            common = np.searchsorted(cumulated, chance.random(LENGTH))
            is_topical = chance.random(LENGTH) < TOPICAL
            numbers = np.where(is_topical, chance.choice(topic, LENGTH), common)
            text = written(numbers.clip(0, VOCABULARY - 1).tolist())
            articles.append(_article(len(articles), text, days + chance.uniform(0, 1)))
            if chance.random() < 1 / 9:
                cut = text[: int(len(text) * chance.uniform(0.4, 1.0))]
                framed = f"Read all our reports. {cut} Follow us."
                text = cut if chance.integers(2) else framed
                articles.append(_article(len(articles), text, days + chance.uniform(0, 1)))
    return articles[:size]


def written(numbers: list[int]) -> str:
    """Write words as sentences of twenty."""
    rows = [" ".join(map(word, numbers[at : at + 20])) for at in range(0, len(numbers), 20)]
    return ". ".join(row.capitalize() for row in rows) + "."


def word(number: int) -> str:
    """Write a number as a word that can be spoken; rare ones look like names."""
    count, parts, rest = len(SYLLABLES), list[str](), number
    while rest or not parts:
        rest, digit = divmod(rest, count)
        parts.append(SYLLABLES[digit])
    name = "".join(parts)
    return name.capitalize() if number > COMMON and number % 3 == 0 else name


def _article(number: int, text: str, days: float) -> Article:
    return Article(
        id=f"{number:08}",
        uri=f"{number}.txt",
        source="made up",
        url=None,
        headline=" ".join(text.split()[:8]),
        authors=(),
        agency=None,
        site=f"Outlet {number % 97}",
        published=START + timedelta(days=days),
        language="en",
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        document_digest="0" * 64,
        sentences=split_sentences(text),
        removed=(),
    )


if __name__ == "__main__":
    main()
