"""Measure how well copies are told from what merely reads alike.

    python -m benchmarks.copies --data DIR [--most 1200]

DIR holds news articles in `summarization/cnndm.jsonl`, `themes/bbc.jsonl` and
`stories/ecbplus.jsonl`; those that are missing are left out. Of every
other article one republication is made, of the kinds in turn:

- boilerplate: lines of a site's own around and within it
- truncated: its first 35 to 60%
- edited: a tenth of its words replaced
- reordered: its sentences shuffled
- embedded: set into another article that is as long
- all but embedded: cut to 60 to 80%, a twentieth edited, boilerplate added

Of the others, hard negatives are made: one figure changed, and the text left as it is, framed,
reordered or edited; a follow-up that shares up to 40% of the sentences. And there are
reports of one template. All stand in one batch with the articles, in random order. A pair
counts as found if one of both is a copy of the other, or both of a third.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from briefing.dedup import folding
from briefing.model import Article, Drop
from briefing.text import split_sentences

SETS = ("summarization/cnndm.jsonl", "themes/bbc.jsonl", "stories/ecbplus.jsonl")
FEWEST, LONGEST = 80, 1_500  # words
BOILERPLATE = (
    "Sign up for our newsletter and get the day's news every morning.",
    "Read more: five things to know before the market opens.",
    "Copyright 2026 The Example Times. All rights reserved.",
    "Follow us on social media for more stories like this one.",
    "Our standards: the trust principles of the newsroom.",
    "Story continues below this advertisement, please scroll on.",
)
REPLACEMENTS = (
    *("thing", "place", "maker", "holder", "walker"),
    *("table", "garden", "window", "river", "answer"),
)


def main() -> None:
    """Print recall by kind, precision, folds where figures differ, and speed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=2_000, help="original articles, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many mistakes")
    options = parser.parse_args()
    batch = Batch(random.Random(options.seed))
    batch.fill(read(options.data)[: options.most])
    started = time.process_time()
    results = list(folding.fold(batch.articles))
    seconds = time.process_time() - started
    report(batch, results, seconds, show=options.show)


def read(folder: Path) -> list[tuple[str, str]]:
    """Read headlines and texts, each text once."""
    found: dict[str, str] = {}
    for name in SETS:
        if not (folder / name).exists():
            continue
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            body = record.get("text") or record["article"]
            if FEWEST <= len(body.split()) <= LONGEST:
                found.setdefault(body, record.get("headline") or body[:60])
    kept = alone(list(found))
    return [(headline, body) for body, headline in found.items() if body in kept]


def alone(bodies: Sequence[str]) -> set[str]:
    """Leave out texts that share a fifth of their shingles with another: templates, versions."""
    cut = [
        [" ".join(run) for run in zip(w, w[1:], w[2:], strict=False)]
        for w in map(str.split, bodies)
    ]
    frequency: dict[str, set[int]] = defaultdict(set)
    for number, shingles in enumerate(cut):
        for shingle in shingles:
            frequency[shingle].add(number)
    kept = set()
    for number, shingles in enumerate(cut):
        met = Counter(other for one in set(shingles) for other in frequency[one] if other != number)
        if max(met.values(), default=0) < len(shingles) / 5:
            kept.add(bodies[number])
    return kept


class Batch:
    """Articles, and which of them were made from which, and how."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.articles: list[Article] = []
        self.copies: list[tuple[str, str, str]] = []  # original, copy, kind
        self.negatives: list[tuple[str, str, str]] = []
        self.made_from: dict[str, set[str]] = defaultdict(set)

    def fill(self, originals: Sequence[tuple[str, str]]) -> None:
        """Add the articles, and for each a copy and a hard negative."""
        copying = self.copying(originals)
        kinds = list(copying)
        for number, (headline, body) in enumerate(originals):
            key = f"original-{number}"
            self.add(key, headline, body, key)
            if number % 2:
                self.refuse(number, headline, body)
                continue
            kind = kinds[number // 2 % len(kinds)]
            origins = {key, self.host(number, len(originals))} if kind == "embedded" else {key}
            self.add(f"copy-{number}", headline, copying[kind](number, body), *origins)
            self.copies.append((key, f"copy-{number}", kind))
        for number in range(len(originals)):
            self.template(number)
        self.chance.shuffle(self.articles)

    def refuse(self, number: int, headline: str, body: str) -> None:
        """Add what reads like an article and says something else."""
        for kind, text in self.negative(body):
            self.add(f"{kind}-{number}", headline, text, f"{kind}-{number}")
            self.negatives.append((f"original-{number}", f"{kind}-{number}", kind))

    def host(self, number: int, count: int) -> str:
        """Name the article into which another is set."""
        return f"original-{(number + 7) % count}"

    def add(self, key: str, headline: str, text: str, *origins: str) -> None:
        """Add one article."""
        self.made_from[key] |= set(origins)
        self.articles.append(article(key, headline, text))

    def copying(self, originals: Sequence[tuple[str, str]]) -> dict[str, Callable[[int, str], str]]:
        """Give the ways to republish, by name."""

        def embedded(number: int, body: str) -> str:
            host = sentences(originals[(number + 7) % len(originals)][1])
            cut = self.chance.randrange(1, max(2, len(host)))
            return " ".join([*host[:cut], body, *host[cut:]])

        return {
            "boilerplate": lambda _, body: self.framed(body),
            "truncated": lambda _, body: self.truncated(body, 0.35, 0.6),
            "edited": lambda _, body: self.edited(body, 0.1),
            "reordered": lambda _, body: self.reordered(body),
            "embedded": embedded,
            "all but embedded": lambda _, body: self.framed(
                self.edited(self.truncated(body, 0.6, 0.8), 0.05)
            ),
        }

    def framed(self, body: str) -> str:
        """Add lines of a site's own: one before, one within, two after."""
        lines = self.chance.sample(BOILERPLATE, 4)
        told = sentences(body)
        middle = len(told) // 2
        return " ".join([lines[0], *told[:middle], lines[1], *told[middle:], *lines[2:]])

    def truncated(self, body: str, least: float, most: float) -> str:
        """Keep the beginning."""
        words = body.split(" ")
        return " ".join(words[: int(len(words) * self.chance.uniform(least, most))])

    def edited(self, body: str, share: float) -> str:
        """Replace words without figures, wherever they stand, by others or by nothing."""
        words = body.split(" ")
        for place in self.chance.sample(range(len(words)), int(len(words) * share)):
            if not any(character.isdigit() for character in words[place]):  # else: another text
                words[place] = self.chance.choice(REPLACEMENTS)
        return " ".join(words)

    def reordered(self, body: str) -> str:
        """Shuffle the sentences."""
        told = sentences(body)
        self.chance.shuffle(told)
        return " ".join(told)

    def negative(self, body: str) -> Iterator[tuple[str, str]]:
        """Make what reads alike and says something else."""
        changed = changed_figures(body, self.chance)
        if changed:
            ways = (str, self.framed, self.reordered, lambda text: self.edited(text, 0.05))
            yield "figures", self.chance.choice(ways)(changed)
        told = list[str]()
        words = len(body.split())
        for sentence in sentences(body):
            if sum(len(one.split()) for one in (*told, sentence)) <= 0.4 * words:
                told.append(sentence)
        yield "follow-up", f"{self.invented(words)} {' '.join(told)}"

    def invented(self, words: int) -> str:
        """Write as many words that no other text has in this order."""
        made = [
            f"{self.chance.choice(REPLACEMENTS)}{self.chance.choice('abcdefg')}"
            for _ in range(words)
        ]
        return " ".join(made) + "."

    def template(self, number: int) -> None:
        """Add a report of which there is one each month, with other figures."""
        text = (
            f"The central bank said on Monday that loans to companies fell by {number + 11} mln "
            f"in the month, after a fall of {number + 3} mln in the month before. Loans to "
            f"households rose by {number % 89 + 2}.{number % 7} percent from a year ago, the bank "
            "said in a statement. Analysts had expected a smaller change in both. The bank will "
            "publish its next report on lending at the end of the month, and its next decision "
            "on rates is due in the week after."
        )
        self.add(f"template-{number}", f"LOANS FALL {number + 11} MLN", text, f"template-{number}")
        if number:
            self.negatives.append((f"template-{number}", f"template-{number - 1}", "template"))


def sentences(body: str) -> list[str]:
    """Split into sentences."""
    return [one.text for one in split_sentences(body)]


def figures_of(body: str) -> list[str]:
    """List the figures."""
    return re.findall(r"\d[\d,.]*", body)


def changed_figures(body: str, chance: random.Random) -> str:
    """Change one figure of the text to another that it does not have, or give nothing."""
    found = list(re.finditer(r"(?<![\d.,-])\d+(?![\d.,]*\d)", body))
    if not found:
        return ""
    one = chance.choice(found)
    known = set(figures_of(body))
    other = next(
        str(int(one[0]) + step) for step in range(1, 999) if str(int(one[0]) + step) not in known
    )
    return body[: one.start()] + other + body[one.end() :]


def article(key: str, headline: str, text: str) -> Article:
    """Make an article."""
    return Article(
        id=key,
        uri=key,
        source="benchmark",
        url=None,
        headline=headline,
        authors=(),
        agency=None,
        site=None,
        published=None,
        language="en",
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        document_digest="0" * 64,
        sentences=split_sentences(text),
        removed=(),
    )


def report(batch: Batch, results: Sequence[Article | Drop], seconds: float, *, show: int) -> None:
    """Print the tables."""
    home = {}
    for one in results:
        if isinstance(one, Article):
            home[one.id] = one.id
            home |= {copy.uri: one.id for copy in one.copies}
    assert home.keys() == {one.id for one in batch.articles}, "an article was lost"
    total, found = Counter[str](), Counter[str]()
    for original, copy, kind in batch.copies:
        total[kind] += 1
        found[kind] += home[original] == home[copy]
        if home[original] != home[copy] and show > 0:
            show -= 1
            print("missed", kind, original)
    print("| republication | pairs | found |\n|---|---|---|")
    for kind, count in total.items():
        print(f"| {kind} | {count} | {found[kind] / count:.3f} |")
    print(f"| all | {total.total()} | {found.total() / total.total():.4f} |")
    folded = [(key, place) for key, place in home.items() if key != place]
    right = [pair for pair in folded if batch.made_from[pair[0]] & batch.made_from[pair[1]]]
    for key, place in sorted(set(folded) - set(right))[:show]:
        print("wrong", key, place)
    print(f"\nprecision {len(right) / len(folded):.4f} of {len(folded)} folds")
    kinds = Counter(kind for _, _, kind in batch.negatives)
    wrong = Counter(kind for one, other, kind in batch.negatives if home[one] == home[other])
    print("\n| hard negative | pairs | folded |\n|---|---|---|")
    for kind, count in kinds.items():
        print(f"| {kind} | {count} | {wrong[kind]} |")
    print(f"\n{len(batch.articles)} articles, {len(batch.articles) / seconds:,.0f} a second")


if __name__ == "__main__":
    main()
