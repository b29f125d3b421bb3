"""Compare ways to tell themes, where most articles fit none of them.

    python -m benchmarks.themes --data DATA

Open world: dated updates of seven events among articles that are about none of them.
A theme is its name and some words that were written before any result was seen
(`definitions.json`). Macro-F1 over the themes. The thresholds of the others are the
best of those tried, on these very articles; ours is what is shipped. Batches are drawn
from both sets, half of each, with fixed seeds.

Found themes: batches of one labelled set, without any definition. Purity is the share of
articles that stand with the commonest label of their theme, among those that stand in one.

The probe holds sentences for the three themes of `briefing.toml`, against its rules.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import math
import random
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))  # for `makers`

from briefing.loading import Context, check, read  # noqa: E402
from briefing.model import Article  # noqa: E402
from briefing.registry import names  # noqa: E402
from briefing.settings import ThemeSettings  # noqa: E402
from briefing.stop_words import stop_words  # noqa: E402
from briefing.stories.grouping import group  # noqa: E402
from briefing.terms import parts  # noqa: E402
from briefing.themes.assignment import assign  # noqa: E402
from briefing.themes.finding import clusters  # noqa: E402
from briefing.themes.vocabulary import Stems, probabilities  # noqa: E402
from makers import article  # noqa: E402

BATCHES = {30: 12, 60: 12, 120: 12, 300: 6}  # articles: how many batches
FOUND = {30: 12, 60: 12, 300: 4}  # the same, for themes that are found
TOPICS = 5  # that k-means is told
Labels = list[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Articles with their themes, as they were labelled; None is none of them."""

    articles: tuple[Article, ...]
    themes: tuple[ThemeSettings, ...]
    gold: tuple[str | None, ...]


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    folder: Path = parser.parse_args().data / "themes"
    definitions = json.loads((folder / "definitions.json").read_text(encoding="utf-8"))
    events = _lines(folder / "events.jsonl")
    others = _lines(folder / "bbc.jsonl")
    told = definitions["events.jsonl"]
    worlds = {"all": [_world(events + others, told)]}
    for size, number in BATCHES.items():
        worlds[f"batches of {size}"] = [
            _world(_drawn(events, size // 2, seed) + _drawn(others, size - size // 2, seed), told)
            for seed in range(number)
        ]
    _print_open(worlds)
    _print_closed(_world(others, definitions["bbc.jsonl"]))
    _print_found(others, definitions["bbc.jsonl"])
    print_probe()


def _print_open(worlds: Mapping[str, Sequence[World]]) -> None:
    ways: dict[str, Callable[[World], Labels]] = {
        "ours, as shipped": ours,
        "one word or more": partial(by_words, least=1),
        "two words or more": partial(by_words, least=2),
    }
    for name, way, thresholds in (
        ("BM25", bm25, (3.0, 4.0, 5.0, 6.0, 7.0)),
        ("tf-idf", cosine, (0.04, 0.05, 0.06, 0.08, 0.1)),
    ):
        tried = {least: partial(way, least=least) for least in thresholds}
        best = max(tried, key=lambda least: macro_f1(worlds["all"], tried[least]))
        ways[f"{name} >= {best}, its best"] = tried[best]
    print("Macro-F1 over the themes, where most articles fit none")
    print(f"{'':26}" + "".join(f"{name:>16}" for name in worlds))
    for name, label in ways.items():
        scores = [macro_f1(group, label) for group in worlds.values()]
        print(f"{name:26}" + "".join(f"{score:16.3f}" for score in scores))


def _print_closed(world: World) -> None:
    words = [
        frozenset(p.stem for w in (t.name, *t.words) for p in parts(w, language="en"))
        for t in world.themes
    ]
    begin = time.process_time()
    stems = Stems()
    for each in world.articles:
        stems.add(each, parts(each.text, language=each.language))
    sure = [frozenset[str]()] * len(words)
    found = probabilities(world.articles, words, sure, stems.counts())
    chances = found[:, :-1].argmax(axis=1)
    right = sum(world.themes[k].name == g for k, g in zip(chances, world.gold, strict=True))
    taken = time.process_time() - begin
    share = right / len(world.gold)
    print(f"closed world: {share:.3f} of {len(world.gold)} articles right, {taken:.1f} s")


def _print_found(lines: Sequence[dict[str, Any]], told: Mapping[str, str]) -> None:
    ways: dict[str, Callable[[World], Labels]] = {"ours, as shipped": found}
    if importlib.util.find_spec("sklearn"):
        ways[f"k-means, told {TOPICS}"] = kmeans
    else:
        print("scikit-learn is not installed: k-means is left out")
    print("Themes found: purity, share of articles in one, how many")
    for size, number in FOUND.items():
        worlds = [_world(_drawn(lines, size, seed), told) for seed in range(number)]
        for name, label in ways.items():
            scores = [purity(world, label(world)) for world in worlds]
            means = [sum(column) / number for column in zip(*scores, strict=True)]
            row = f"{means[0]:8.3f}{means[1]:8.3f}{means[2]:8.1f}"
            print(f"{f'batches of {size}':18}{name:22}{row}")


def purity(world: World, labels: Labels) -> tuple[float, float, int]:
    """Give purity, the share of articles in a theme, and how many themes there are."""
    themes: dict[str, Counter[str | None]] = {}
    for label, gold in zip(labels, world.gold, strict=True):
        if label is not None:
            themes.setdefault(label, Counter())[gold] += 1
    held = sum(counts.total() for counts in themes.values())
    right = sum(max(counts.values()) for counts in themes.values())
    return right / max(held, 1), held / len(labels), len(themes)


def found(world: World) -> Labels:
    """Find themes among stories, as a brief does where none is defined."""
    labels = {
        key: cluster.name
        for cluster in clusters(world.articles, group(world.articles))
        for key in cluster.article_ids
    }
    return [labels.get(each.id) for each in world.articles]


def kmeans(world: World) -> Labels:
    """Part everything in as many clusters as there are topics."""
    text = importlib.import_module("sklearn.feature_extraction.text")
    cluster = importlib.import_module("sklearn.cluster")
    weigh = text.TfidfVectorizer(stop_words="english", sublinear_tf=True)
    rows = weigh.fit_transform(f"{each.headline} {each.text}" for each in world.articles)
    made = cluster.KMeans(TOPICS, n_init=10, random_state=0).fit_predict(rows)
    return [str(number) for number in made]


def print_probe() -> None:
    """Print how the rules of `briefing.toml` do on the probe."""
    settings = check(read(ROOT / "briefing.toml"), Context(root=ROOT, names=names))
    for theme, score in probe(settings.themes).items():
        print(f"probe: {theme}: F1 {score:.3f}")


def probe(themes: Sequence[ThemeSettings]) -> dict[str, float]:
    """Give the F1 of each theme's rule over the sentences of the probe."""
    told = tomllib.loads((ROOT / "tests/themes_probe.toml").read_text(encoding="utf-8"))["sentence"]
    articles = [article(one["text"], key=str(n), headline="") for n, one in enumerate(told)]
    scores = {}
    for theme in assign(articles, themes, {}).themes:
        taken = {match.article_id for match in theme.matches}
        wanted = {str(n) for n, one in enumerate(told) if theme.name in one["themes"]}
        scores[theme.name] = 2 * len(taken & wanted) / max(len(taken) + len(wanted), 1)
    return scores


def ours(world: World) -> Labels:
    """Assign with `words`, as a brief does."""
    labels: dict[str, str] = {}
    for theme in assign(world.articles, world.themes, {}).themes:
        labels |= dict.fromkeys((match.article_id for match in theme.matches), theme.name)
    return [labels.get(each.id) for each in world.articles]


def by_words(world: World, *, least: int) -> Labels:
    """Take the theme of which most words stand there, if they are enough."""
    wanted = [_stems(" ".join((theme.name, *theme.words))) for theme in world.themes]
    labels: Labels = []
    for each in world.articles:
        held = set(_stems(f"{each.headline} {each.text}"))
        counts = [len(held & set(words)) for words in wanted]
        best = max(range(len(counts)), key=counts.__getitem__)
        labels.append(world.themes[best].name if counts[best] >= least else None)
    return labels


def bm25(world: World, least: float, k1: float = 1.2, b: float = 0.75) -> Labels:
    """Take the theme of the highest BM25, if it is high enough."""
    texts = [Counter(_stems(f"{each.headline} {each.text}")) for each in world.articles]
    spread = Counter(stem for text in texts for stem in text)
    usual = sum(text.total() for text in texts) / len(texts)

    def score(text: Counter[str], words: Sequence[str]) -> float:
        longer = k1 * (1 - b + b * text.total() / usual)
        return sum(
            math.log((len(texts) + 1) / (spread[w] + 0.5)) * text[w] * (k1 + 1) / (text[w] + longer)
            for w in set(words)
            if w in text
        )

    return _highest(world, lambda row, words: score(texts[row], words), least)


def cosine(world: World, least: float) -> Labels:
    """Take the theme whose words are nearest by tf-idf, if they are near enough."""
    texts = [Counter(_stems(f"{each.headline} {each.text}")) for each in world.articles]
    spread = Counter(stem for text in texts for stem in text)

    def vector(stems: Counter[str]) -> dict[str, float]:
        found = {
            stem: (1 + math.log(count)) * math.log((len(texts) + 1) / (spread[stem] + 0.5))
            for stem, count in stems.items()
            if stem in spread
        }
        length = math.sqrt(sum(value**2 for value in found.values())) or 1.0
        return {stem: value / length for stem, value in found.items()}

    vectors = [vector(text) for text in texts]

    def score(row: int, words: Sequence[str]) -> float:
        return sum(
            value * vectors[row].get(stem, 0.0) for stem, value in vector(Counter(words)).items()
        )

    return _highest(world, score, least)


def macro_f1(worlds: Sequence[World], label: Callable[[World], Labels]) -> float:
    """Give the mean over worlds of the mean F1 of the themes that occur in each."""
    scores = []
    for world in worlds:
        labels = label(world)
        own = []
        for theme in world.themes:
            wanted = sum(each == theme.name for each in world.gold)
            taken = sum(each == theme.name for each in labels)
            both = sum(a == b == theme.name for a, b in zip(labels, world.gold, strict=True))
            if wanted:
                own.append(2 * both / (wanted + taken))
        scores.append(sum(own) / len(own))
    return sum(scores) / len(scores)


def _highest(world: World, score: Callable[[int, Sequence[str]], float], least: float) -> Labels:
    wanted = [_stems(" ".join((theme.name, *theme.words))) for theme in world.themes]
    labels: Labels = []
    for row in range(len(world.articles)):
        scores = [score(row, words) for words in wanted]
        best = max(range(len(scores)), key=scores.__getitem__)
        labels.append(world.themes[best].name if scores[best] >= least else None)
    return labels


def _stems(written: str) -> list[str]:
    skipped = stop_words("en")
    return [p.stem for p in parts(written, language="en") if p.folded not in skipped]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _drawn(lines: Sequence[dict[str, Any]], size: int, seed: int) -> list[dict[str, Any]]:
    return random.Random(1000 * seed + size).sample(lines, size)


def _world(lines: Sequence[dict[str, Any]], definitions: Mapping[str, str]) -> World:
    titles = {key: told.partition(":")[0] for key, told in definitions.items()}
    return World(
        articles=tuple(
            article(line["text"], key=str(n), headline=line.get("headline", ""))
            for n, line in enumerate(lines)
        ),
        themes=tuple(
            ThemeSettings(name=titles[key], words=tuple(told.partition(":")[2].split()))
            for key, told in definitions.items()
        ),
        gold=tuple(titles.get(line["theme"]) for line in lines),
    )


if __name__ == "__main__":
    main()
