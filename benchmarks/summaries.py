"""Compare single-article summarizers on quality and on reading alone, in one run.

    python -m benchmarks.summaries --data DATA [--articles 500] [--folds 10]

Every system sees the same sentences, cut by `briefing.text`, except lede and summa, which cut their
own; what they choose is then looked up in ours. At 60 words a system's sentences are
taken best first, whole, where they still fit, and at least one. Where DATA is what the
weights were made from, ours is valued by models that have not seen the article.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy: this is about one core

import numpy as np  # noqa: E402
from rouge_score import rouge_scorer  # noqa: E402

from benchmarks import train_ranker  # noqa: E402
from benchmarks.read_alone import faults  # noqa: E402
from briefing import text  # noqa: E402
from briefing.budgets import Budget, choose  # noqa: E402
from briefing.model import Article, Sentence  # noqa: E402
from briefing.summarizers import sumy_arrays  # noqa: E402
from briefing.summarizers.ranker import rank  # noqa: E402

SENTENCES, WORDS = 3, 60
METRICS = ("rouge1", "rouge2", "rougeL")
Ranking = Callable[["Case"], Sequence[int]]  # best first
_SCORER = rouge_scorer.RougeScorer(METRICS, use_stemmer=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One article with its reference, cut into sentences."""

    text: str
    reference: str
    sentences: tuple[Sentence, ...]
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A summarizer: what it chooses at both lengths, and what is timed."""

    name: str
    by_sentences: tuple[tuple[int, ...], ...]
    by_words: tuple[tuple[int, ...], ...]


def main() -> None:
    """Run everything and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--folds", type=int, default=10)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    lines = read_lines(options.data)
    cases = [case(json.loads(line)) for line in lines[: options.articles]]
    systems = [ours(cases, lines, folds=options.folds)]
    systems += [ranked(name, cases, ranking) for name, ranking in rankings().items()]
    systems += [*installed(lede=lede_system, cases=cases), oracle(cases)]
    print_quality(cases, systems)


def installed(
    *, cases: Sequence[Case], **peers: Callable[[Sequence[Case]], System]
) -> list[System]:
    """Run the peers that are there, and name those that are not."""
    return [run(cases) for name, run in peers.items() if is_installed(name)]


def is_installed(name: str) -> bool:
    """Tell whether a peer is there; say so where it is not."""
    found = find_spec(name) is not None
    if not found:
        print(f"{name}: not installed, left out")
    return found


def read_lines(data: Path) -> list[str]:
    """Read all articles of the data folder."""
    paths = sorted((data / "summarization").glob("*.jsonl"))
    return [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def case(record: Mapping[str, str]) -> Case:
    """Cut one article."""
    sentences = text.split_sentences(record["article"])
    return Case(
        text=record["article"],
        reference=record["highlights"],
        sentences=sentences,
        lengths=tuple(len(text.words(sentence.text)) for sentence in sentences),
    )


def article(text_: str) -> Article:
    """Make an article of a bare text, as a reader of a file would."""
    return Article(
        id="", uri="", source="", url=None, headline="", authors=(), agency=None, site=None,
        published=None, language="en", text=text_, digest="", document_digest="",
        sentences=text.split_sentences(text_), removed=(),
    )  # fmt: skip


def ours(cases: Sequence[Case], lines: Sequence[str], *, folds: int) -> System:
    """Summarize with the shipped weights, or held out where they were made from this."""
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    weights = Path(sumy_arrays.__file__).with_name("weights.toml").read_text(encoding="utf-8")
    if digest not in weights:
        chosen = [
            [rank(article(each.text), budget=budget).chosen for each in cases]
            for budget in (Budget(sentences=SENTENCES), Budget(words=WORDS))
        ]
        return System(name="briefing", by_sentences=tuple(chosen[0]), by_words=tuple(chosen[1]))
    _, examples = train_ranker.read(lines[: len(cases)], kind="english")
    values = train_ranker.held_out(examples, folds=folds)
    both = [
        tuple(
            choose(value.tolist(), each.lengths, each.needs, budget)
            for value, each in zip(values, examples, strict=True)
        )
        for budget in (Budget(sentences=SENTENCES), Budget(words=WORDS))
    ]
    return System(name=f"briefing ({folds}-fold)", by_sentences=both[0], by_words=both[1])


def rankings() -> dict[str, Ranking]:
    """Give every system that ranks our sentences."""
    numbers = random.Random(0)
    named: dict[str, Ranking] = {
        "lead": lambda each: range(len(each.sentences)),
        "random": lambda each: numbers.sample(range(len(each.sentences)), len(each.sentences)),
    }
    if is_installed("newspaper"):
        named["newspaper4k"] = newspaper_ranking
    if is_installed("summa"):
        named["summa"] = summa_ranking
    return named | {f"sumy {name}": sumy_ranking(name) for name in sumy_arrays.METHODS}


def ranked(name: str, cases: Sequence[Case], ranking: Ranking) -> System:
    """Choose by a ranking at both lengths."""
    orders = [list(ranking(each)) for each in cases]
    return System(
        name=name,
        by_sentences=tuple(tuple(sorted(order[:SENTENCES])) for order in orders),
        by_words=tuple(
            fitting(order, each.lengths) for order, each in zip(orders, cases, strict=True)
        ),
    )


def fitting(order: Iterable[int], lengths: Sequence[int]) -> tuple[int, ...]:
    """Take whole sentences, best first, where they still fit; at least one."""
    order, chosen, used = list(order), [], 0
    for place in order:
        if used + lengths[place] <= WORDS:
            chosen.append(place)
            used += lengths[place]
    return tuple(sorted(chosen or order[:1]))


def sumy_ranking(method: str) -> Ranking:
    """Rank by a method of sumy's, through the arrays that choose the same."""

    def ranking(each: Case) -> Sequence[int]:
        ratings = sumy_arrays.rate(each.sentences, method=method, headline="", language="en")
        return by_rating(ratings)

    return ranking


def by_rating(ratings: Sequence[float]) -> list[int]:
    """Order positions by rating, rounded; ties by position."""
    clean = np.round(np.nan_to_num(np.array(ratings)), 9)
    return [int(place) for place in np.argsort(-clean, kind="stable")]


def newspaper_ranking(each: Case) -> list[int]:
    """Rank with newspaper4k's own scores over our sentences (its own need a download)."""
    from newspaper import nlp, settings
    from newspaper.text import StopWords

    stop = _once("newspaper", lambda: StopWords("en"))
    keys = nlp.keywords(each.text, stop, settings.SUMMARIZE_KEYWORD_COUNT)
    scored = nlp.scored_sentences([s.text for s in each.sentences], [], keys, stop)
    return [entry[0] for entry in scored]


_made: dict[str, object] = {}


def _once(name: str, make: Callable[[], object]) -> object:
    return _made.setdefault(name, _made[name] if name in _made else make())


def summa_ranking(each: Case) -> list[int]:
    """Rank with summa's TextRank, whose sentences are looked up among ours."""
    from summa.summarizer import summarize

    found = summarize(each.text, ratio=1.0, split=True, scores=True)
    best = sorted(found, key=lambda pair: -pair[1])
    return looked_up(each, [sentence for sentence, _ in best])


def looked_up(each: Case, found: Iterable[str]) -> list[int]:
    """Find the first of our sentences that each text overlaps, without repeats."""
    ends = [sentence.end for sentence in each.sentences]
    starts = (each.text.find(sentence[:60].strip()) for sentence in found)
    places = [int(np.searchsorted(ends, start, side="right")) for start in starts if start >= 0]
    return [place for place in dict.fromkeys(places) if place < len(ends)]


def lede_system(cases: Sequence[Case]) -> System:
    """Let lede fill characters: enough for three sentences, and for 60 words."""
    return System(
        name="lede",
        by_sentences=tuple(_lede(each, 1_200)[:SENTENCES] or (0,) for each in cases),
        by_words=tuple(fitting(_lede(each, 360) or (0,), each.lengths) for each in cases),
    )


def _lede(each: Case, most: int) -> tuple[int, ...]:
    """Choose with lede; where `most` gives over three, the budget shrinks."""
    import lede

    while True:
        body = str(lede.summarize(each.text, max_length=most))
        found = looked_up(each, [s.text for s in text.split_sentences(body)])
        if len(found) <= SENTENCES or most < 100:  # noqa: PLR2004
            return tuple(sorted(found))
        most = int(most * 0.85)


def oracle(cases: Sequence[Case]) -> System:
    """Choose what fits the reference best, greedily."""
    scorer = train_ranker._TOKENIZER
    both = []
    for each in cases:
        tokens = [scorer.tokenize(sentence.text) for sentence in each.sentences]
        chosen = train_ranker.greedy_oracle(tokens, scorer.tokenize(each.reference))
        both.append((tuple(chosen) or (0,), fitting(chosen or [0], each.lengths)))
    return System(
        name="greedy oracle",
        by_sentences=tuple(pair[0] for pair in both),
        by_words=tuple(pair[1] for pair in both),
    )


def print_quality(cases: Sequence[Case], systems: Sequence[System]) -> None:
    """Print ROUGE, what does not read alone, and intervals against ours."""
    print(f"{len(cases)} articles; ROUGE-1/2/L F1, stemmer; flagged at 3 sentences")
    print(f"{'system':22}  3 sentences         60 words           flagged: sentences summaries")
    scores = {}
    for system in systems:
        scores[system.name] = rouge(cases, system.by_sentences), rouge(cases, system.by_words)
        three, sixty = (" ".join(f"{v:5.2f}" for v in s.mean(axis=0)) for s in scores[system.name])
        share = flagged(cases, system.by_sentences)
        print(f"{system.name:22}  {three}   {sixty}   {share[0]:18.1%} {share[1]:9.1%}", flush=True)
    mine = scores[systems[0].name]
    print("\nours minus theirs, 95% paired bootstrap: ROUGE-1, ROUGE-2 at 3 sentences; at 60 words")
    for system in systems[1:]:
        cells = [
            interval(mine[length][:, metric] - scores[system.name][length][:, metric])
            for length in (0, 1)
            for metric in (0, 1)
        ]
        print(f"{system.name:22}  " + "  ".join(cells))


def rouge(cases: Sequence[Case], chosen: Sequence[Sequence[int]]) -> np.ndarray:
    """Score each summary: (articles, metrics), in hundredths."""
    rows = []
    for each, places in zip(cases, chosen, strict=True):
        summary = "\n".join(each.sentences[place].text for place in places)
        scores = _SCORER.score(each.reference, summary)
        rows.append([100 * scores[metric].fmeasure for metric in METRICS])
    return np.array(rows)


def flagged(cases: Sequence[Case], chosen: Sequence[Sequence[int]]) -> tuple[float, float]:
    """Give the shares of sentences, and of summaries, that do not read alone."""
    found = [
        len(faults([s.text for s in each.sentences], places))
        for each, places in zip(cases, chosen, strict=True)
    ]
    return sum(found) / max(sum(map(len, chosen)), 1), sum(map(bool, found)) / len(found)


def interval(differences: np.ndarray, rounds: int = 5_000) -> str:
    """Give the mean with its 95% interval over resampled articles."""
    generator = np.random.default_rng(0)
    picks = generator.integers(0, len(differences), (rounds, len(differences)))
    low, high = np.percentile(differences[picks].mean(axis=1), (2.5, 97.5))
    return f"{differences.mean():+6.2f} [{low:+6.2f}, {high:+6.2f}]"


if __name__ == "__main__":
    main()
