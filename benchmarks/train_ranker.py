"""Learn the ranker's weights from articles with reference summaries, and say how well.

    python -m benchmarks.train_ranker DATA [--write briefing/summarizers/weights.toml] [--folds 10]

DATA holds `summarization/*.jsonl`, one article a line: `article` and `highlights`.

The model is linear in the features. It is trained for what it is used for: three
sentences that together share words with the reference. For each article every triple
of the first 30 sentences has a reward, ROUGE-1 plus ROUGE-2 F1; the model gives each
triple a probability in proportion to exp(sum of its three values); the weights maximize
the expected reward, held small by a penalty on their squares. It starts from a logistic
regression on membership in the greedy oracle, and beats it. Two numbers, scale and
intercept, are then fitted so that values are log-odds of membership in the oracle.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
from rouge_score import tokenizers
from scipy.optimize import minimize

from briefing import text
from briefing.budgets import Budget, choose
from briefing.model import Sentence
from briefing.summarizers.arrays import Floats, Integers
from briefing.summarizers.features import features, split_words
from briefing.summarizers.ranker import standardized
from briefing.summarizers.reading import companions

# For each set of weights the language whose words and stop words are taken, and the one
# whose features: English; English without its word classes, to stand for any language of
# which stop words are known; and a language of which nothing is known.
KINDS = {"english": ("en", "en"), "spoken": ("en", "und"), "any": ("und", "und")}
PENALTY = 0.03
FIRST = 30  # triples are made of so many first sentences
SIZE = 3
BY_HAND = {"headline": (0.3, 0.0, 0.2)}  # the data has no headlines: weight, mean, deviation
_TOKENIZER = tokenizers.DefaultTokenizer(use_stemmer=True)

Grams = Counter[tuple[str, ...]]
Scorer = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An article ready for training."""

    sentences: tuple[Sentence, ...]
    lengths: tuple[int, ...]
    needs: tuple[frozenset[int] | None, ...]
    tokens: tuple[tuple[str, ...], ...]  # as ROUGE reads them
    reference: tuple[str, ...]
    table: Floats  # (sentences, features)
    triples: Integers
    rewards: Floats
    in_oracle: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights over standardized features."""

    means: Floats
    deviations: Floats
    weights: Floats

    def values(self, table: Floats) -> Floats:
        """Give the value of each sentence."""
        result: Floats = standardized(table, self.means, self.deviations) @ self.weights
        return result


def main() -> None:
    """Read the command line, cross-validate, train on everything, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--folds", type=int, default=10)
    options = parser.parse_args()
    lines = [
        line
        for path in sorted((options.data / "summarization").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    parts = [f'made_from = "{len(lines)} articles, SHA-256 {digest[:16]}"']
    for part in KINDS:
        names, examples = read(lines, kind=part)
        report = cross_validate(examples, folds=options.folds)
        print(part, report)
        parts.append(as_toml(part, names, fit(examples), line=calibrate(examples), report=report))
    if options.write:
        options.write.write_text(HEAD + "\n\n".join(parts) + "\n", encoding="utf-8")


def read(lines: Sequence[str], *, kind: str) -> tuple[tuple[str, ...], list[Example]]:
    """Measure all articles with the features that a kind of language has."""
    splits, counts = KINDS[kind]
    names: tuple[str, ...] = ()
    examples = []
    for line in lines:
        record = json.loads(line)
        sentences = text.split_sentences(record["article"])
        words = replace(split_words(sentences, language=splits), language=counts)
        measured = features(sentences, words, headline="")
        names = tuple(name for name in measured if name not in BY_HAND)
        table = np.stack([measured[name] for name in names], axis=1)
        examples.append(example(sentences, record["highlights"], table))
    return names, examples


def example(sentences: tuple[Sentence, ...], highlights: str, table: Floats) -> Example:
    """Prepare one article: tokens, triples, rewards, oracle."""
    tokens = tuple(tuple(_TOKENIZER.tokenize(sentence.text)) for sentence in sentences)
    reference = tuple(_TOKENIZER.tokenize(highlights))
    first = min(FIRST, len(sentences))
    triples = np.array(list(combinations(range(first), min(SIZE, first))))
    rewards = sum(_rewards(tokens[:first], reference, triples, size) for size in (1, 2))
    oracle = greedy_oracle(tokens, reference)
    return Example(
        sentences=sentences,
        lengths=tuple(len(text.words(sentence.text)) for sentence in sentences),
        needs=companions(sentences, split_words(sentences, language="en").lower, language="en"),
        tokens=tokens,
        reference=reference,
        table=table,
        triples=triples,
        rewards=np.asarray(rewards),
        in_oracle=np.isin(np.arange(len(sentences)), oracle).astype(np.float64),
    )


def grams(tokens: Sequence[str], size: int) -> Grams:
    """Count the n-grams of a text."""
    return Counter(zip(*(tokens[start:] for start in range(size)), strict=False))


def rouge(tokens: Sequence[str], reference: Sequence[str], size: int) -> float:
    """ROUGE-N F1 of one text against another, as rouge-score computes it."""
    found, wanted = grams(tokens, size), grams(reference, size)
    total = found.total() + wanted.total()
    return 2 * (found & wanted).total() / total if total else 0.0


def greedy_oracle(tokens: Sequence[Sequence[str]], reference: Sequence[str]) -> list[int]:
    """Add the sentence that gains most ROUGE-1 + ROUGE-2 until none gains, or three are in."""
    chosen: list[int] = []
    best = 0.0
    while len(chosen) < SIZE:
        gains = {
            place: _joint_rouge(tokens, [*chosen, place], reference)
            for place in range(len(tokens))
            if place not in chosen
        }
        place = max(gains, key=lambda each: gains[each], default=None)
        if place is None or gains[place] <= best:
            break
        best = gains[place]
        chosen.append(place)
    return sorted(chosen)


def _joint_rouge(
    tokens: Sequence[Sequence[str]], places: Iterable[int], reference: Sequence[str]
) -> float:
    joined = [token for place in sorted(places) for token in tokens[place]]
    return rouge(joined, reference, 1) + rouge(joined, reference, 2)


def _rewards(
    tokens: Sequence[Sequence[str]], reference: Sequence[str], triples: Integers, size: int
) -> Floats:
    """ROUGE-N F1 of every triple; n-grams across sentences are left out."""
    wanted = grams(reference, size)
    counts = [grams(each, size) for each in tokens]
    table = np.array([[count[gram] for gram in wanted] for count in counts], dtype=np.float64)
    lengths = np.array([count.total() for count in counts], dtype=np.float64)
    found = np.minimum(table[triples].sum(axis=1), np.array(list(wanted.values()))).sum(axis=1)
    result: Floats = 2 * found / np.maximum(lengths[triples].sum(axis=1) + wanted.total(), 1.0)
    return result


def fit(examples: Sequence[Example]) -> Model:
    """Maximize the expected reward of triples."""
    table = np.concatenate([each.table for each in examples])
    means, deviations = table.mean(axis=0), table.std(axis=0)
    deviations[deviations < 1e-9] = 1.0  # noqa: PLR2004
    scaled = [standardized(each.table, means, deviations) for each in examples]
    start = _logistic(np.concatenate(scaled), np.concatenate([e.in_oracle for e in examples]))

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for each, rows in zip(examples, scaled, strict=True):
            reward, by_sentence = _expected(each, rows[:FIRST] @ weights)
            total -= reward
            slope -= by_sentence @ rows[:FIRST]
        count = len(examples)
        penalty = PENALTY * weights
        return total / count + float(weights @ penalty) / 2, slope / count + penalty

    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 30}).x
    return Model(means=means, deviations=deviations, weights=weights)


def _expected(each: Example, values: Floats) -> tuple[float, Floats]:
    """Give the expected reward, and how it changes with the value of each sentence."""
    sums = values[each.triples].sum(axis=1)
    chances = np.exp(sums - sums.max())
    chances /= chances.sum()
    reward = float(chances @ each.rewards)
    pull = np.repeat(chances * (each.rewards - reward), each.triples.shape[1])
    return reward, np.bincount(each.triples.ravel(), pull, len(values)).astype(np.float64)


def _logistic(rows: Floats, labels: Floats, penalty: float = 30.0) -> Floats:
    padded = np.column_stack([rows, np.ones(len(rows))])
    keep = np.append(np.full(rows.shape[1], penalty), 0.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        sums = padded @ weights
        wrong = 1 / (1 + np.exp(-sums)) - labels
        value = (np.logaddexp(0, sums) - labels * sums).sum() + weights @ (keep * weights) / 2
        return float(value), padded.T @ wrong + keep * weights

    found = minimize(loss, np.zeros(padded.shape[1]), jac=True, method="L-BFGS-B")
    weights: Floats = found.x[:-1]
    return weights


def calibrate(examples: Sequence[Example]) -> tuple[float, float]:
    """Fit scale and intercept that turn values into log-odds of being in the oracle."""
    model = fit(examples)
    values = np.concatenate([model.values(each.table) for each in examples])
    labels = np.concatenate([each.in_oracle for each in examples])
    padded = np.column_stack([values, np.ones(len(values))])
    found = np.zeros(2)
    for _ in range(30):
        chances = 1 / (1 + np.exp(-padded @ found))
        curve = padded.T @ (padded * (chances * (1 - chances))[:, np.newaxis])
        found -= np.linalg.solve(curve, padded.T @ (chances - labels))
    return float(found[0]), float(found[1])


def held_out(examples: Sequence[Example], *, folds: int, seed: int = 0) -> list[Floats]:
    """Value every article by a model that has not seen it."""
    order = np.random.default_rng(seed).permutation(len(examples))
    values: list[Floats] = [np.zeros(0)] * len(examples)
    for fold in range(folds):
        test = set(order[fold::folds].tolist())
        model = fit([each for place, each in enumerate(examples) if place not in test])
        for place in test:
            values[place] = model.values(examples[place].table)
    return values


def cross_validate(examples: Sequence[Example], *, folds: int) -> str:
    """Compare held-out summaries, as they are and guarded, with the lead."""
    values = held_out(examples, folds=folds)
    lead = _figures(examples, (range(min(SIZE, len(e.tokens))) for e in examples))
    free = _figures(examples, (np.argsort(-each, kind="stable")[:SIZE] for each in values))
    chosen = (
        choose(value.tolist(), each.lengths, each.needs, Budget(sentences=SIZE))
        for value, each in zip(values, examples, strict=True)
    )
    guarded = _figures(examples, chosen)
    return f"{folds}-fold ROUGE-1/2: lead {lead}, free {free}, guarded {guarded}"


def _figures(
    examples: Sequence[Example], chosen: Iterator[Iterable[int]] | Iterable[Iterable[int]]
) -> str:
    scores = []
    for each, places in zip(examples, chosen, strict=True):
        joined = [token for place in sorted(places) for token in each.tokens[place]]
        scores.append([rouge(joined, each.reference, size) for size in (1, 2)])
    one, two = 100 * np.mean(scores, axis=0)
    return f"{one:.2f}/{two:.2f}"


def as_toml(
    part: str, names: Sequence[str], model: Model, *, line: tuple[float, float], report: str
) -> str:
    """Write one set of weights: weight, mean and deviation of each feature."""
    rows = [
        f"{name} = [{weight:.5f}, {mean:.5f}, {deviation:.5f}]"
        for name, weight, mean, deviation in zip(
            names, model.weights, model.means, model.deviations, strict=True
        )
    ]
    rows += [
        f"{name} = [{w}, {mean}, {deviation}]" for name, (w, mean, deviation) in BY_HAND.items()
    ]
    head = [f"[{part}]", f'measured = "{report}"', f"scale = {line[0]:.4f}"]
    return "\n".join([*head, f"intercept = {line[1]:.4f}", "", f"[{part}.features]", *rows])


HEAD = """\
# The ranker's weights: for each feature [weight, mean, deviation]. A sentence's value is
# scale * (sum of weight * (feature - mean) / deviation) + intercept, the log-odds that it
# belongs to the best summary. Written by `make train`; benchmarks/train_ranker.py
# says how. Do not edit.
# `headline` is set by hand, since the training articles have none.
"""

if __name__ == "__main__":
    main()
