"""Compare summarizers of clusters, at 100 words.

    python -m benchmarks.clusters --data DATA [--every 1]

DATA holds `stories/ecbplus.jsonl`: articles with their story, and no summaries. The
reference is a stand-in: an article is held out, the others of its story are summarized,
and the summary is compared (ROUGE F1, stemmer) with the first three sentences of the one
held out: what another newsroom thought should come first. That favors sentences from the
top of articles, so the baseline to fear is the concatenated leads. Scores are averaged
within a story, and intervals resample stories, since articles of one story are alike.
Whole sentences only; the gold text is tokenized, and is put back into prose first.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402

from benchmarks.prose import prose  # noqa: E402
from benchmarks.read_alone import faults  # noqa: E402
from benchmarks.summaries import article, by_rating, interval  # noqa: E402
from benchmarks.train_ranker import _TOKENIZER, rouge  # noqa: E402
from briefing import text  # noqa: E402
from briefing.budgets import Budget  # noqa: E402
from briefing.model import Article  # noqa: E402
from briefing.summarizers import clusters, sumy_arrays  # noqa: E402
from briefing.summarizers.ranker import rank  # noqa: E402

WORDS = 100
LEAD = 3
Place = tuple[int, int]  # article, sentence
System = Callable[[Sequence[Article]], Sequence[Place]]


def main() -> None:
    """Run every system on every story and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="hold out only every n-th article")
    options = parser.parse_args()
    stories = read(options.data / "stories" / "ecbplus.jsonl")
    tables = {name: score(system, stories, options.every) for name, system in systems().items()}
    print(f"{len(stories)} stories; ROUGE-1, ROUGE-2 F1 at {WORDS} words; ours minus theirs")
    for name, (rows, flagged) in tables.items():
        one, two = rows.mean(axis=0)
        differences = tables["ours"][0] - rows
        cells = " ".join(interval(differences[:, metric]) for metric in (0, 1))
        print(f"{name:26} {one:5.2f} {two:5.2f}  {cells}  flagged {flagged:.1%}")


def read(path: Path) -> list[list[Article]]:
    """Read the stories, each a list of articles."""
    stories: defaultdict[str, list[Article]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        story = stories[record["story"]]
        story.append(replace(article(prose(record["text"])), id=str(len(story))))
    return [stories[name] for name in sorted(stories)]


def score(
    system: System, stories: Sequence[Sequence[Article]], every: int
) -> tuple[np.ndarray, float]:
    """Give mean ROUGE-1 and ROUGE-2 of each story, and the share of flagged sentences."""
    rows, found, total = [], 0, 0
    for story in stories:
        scores = []
        for others, reference in held_out(story, every):
            places = system(others)
            summary = " ".join(others[a].sentences[s].text for a, s in places)
            tokens = _TOKENIZER.tokenize(summary)
            scores.append([100 * rouge(tokens, reference, size) for size in (1, 2)])
            found += flagged(others, places)
            total += len(places)
        rows.append(np.mean(scores, axis=0))
    return np.array(rows), found / total


def held_out(story: Sequence[Article], every: int) -> Iterator[tuple[list[Article], list[str]]]:
    """Give the other articles, and the opening of the one held out, as tokens."""
    for place in range(0, len(story), every):
        opening = " ".join(each.text for each in story[place].sentences[:LEAD])
        yield [*story[:place], *story[place + 1 :]], _TOKENIZER.tokenize(opening)


def flagged(articles: Sequence[Article], places: Sequence[Place]) -> int:
    """Count chosen sentences that do not read alone."""
    chosen = defaultdict(list)
    for a, s in places:
        chosen[a].append(s)
    return sum(
        len(faults([each.text for each in articles[a].sentences], found))
        for a, found in chosen.items()
    )


def systems() -> dict[str, System]:
    """Give all systems by name."""
    return {
        "ours": ours,
        "ours, without place": lambda each: _with(each, early=0.0),
        "concatenated leads": leads,
        "sumy lexrank": lambda each: _sumy(each, "lexrank"),
        "sumy textrank": lambda each: _sumy(each, "textrank"),
        "sumy sumbasic": lambda each: _sumy(each, "sumbasic"),
        "single-article ranker": single,
    }


def ours(articles: Sequence[Article]) -> list[Place]:
    """Summarize with `clusters`."""
    picks = clusters.summarize_cluster(articles, budget=Budget(words=WORDS))
    places = {each.id: place for place, each in enumerate(articles)}
    return [(places[pick.article_id], pick.position) for pick in picks]


def _with(articles: Sequence[Article], *, early: float) -> list[Place]:
    kept, clusters.EARLY = clusters.EARLY, early
    found = ours(articles)
    clusters.EARLY = kept
    return found


def leads(articles: Sequence[Article]) -> list[Place]:
    """Take all first sentences, then all second ones, while they fit."""
    return _fitting(articles, sorted(_places(articles), key=lambda place: (place[1], place[0])))


def _sumy(articles: Sequence[Article], method: str) -> list[Place]:
    places = _places(articles)
    sentences = [articles[a].sentences[s] for a, s in places]
    ratings = sumy_arrays.rate(sentences, method=method, headline="", language="en")
    return _fitting(articles, [places[place] for place in by_rating(ratings)])


def single(articles: Sequence[Article]) -> list[Place]:
    """Rank each article by itself and take the highest scores of all."""
    scores = {
        (a, s): score
        for a, each in enumerate(articles)
        for s, score in enumerate(rank(each, budget=Budget(sentences=1)).scores)
    }
    return _fitting(articles, sorted(scores, key=lambda place: -scores[place]))


def _places(articles: Sequence[Article]) -> list[Place]:
    return [(a, s) for a, each in enumerate(articles) for s in range(len(each.sentences))]


def _fitting(articles: Sequence[Article], order: Sequence[Place]) -> list[Place]:
    chosen, used = [], 0
    for a, s in order:
        length = len(text.words(articles[a].sentences[s].text))
        if used + length <= WORDS:
            chosen.append((a, s))
            used += length
    return chosen


if __name__ == "__main__":
    main()
