"""The default summarizer: plain features, a linear model, and a guard.

Each sentence's features (see `features`) are weighed by `weights.toml`; the sum is the
logarithm of the odds that the sentence belongs to the best summary. The best that read
alone are chosen (see `reading`). The weights were learned on English news by
`benchmarks/train_ranker.py`, which tells how and how well. Languages with stop words use
a set learned without English word classes, all others one without stop words and stems.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files

import numpy as np

from briefing.budgets import Budget, budget_of, choose
from briefing.errors import SummaryError
from briefing.model import Article, Summary
from briefing.protocols import Summarizer
from briefing.settings import SummarizeSettings
from briefing.stop_words import stop_words
from briefing.summarizers.arrays import Floats
from briefing.summarizers.choosing import (
    LONG_SHARE,
    LONGEST_WORDS,
    MOST_SENTENCES,
    is_long,
)
from briefing.summarizers.features import Words, features, is_english, split_words
from briefing.summarizers.reading import Verdict, judge

MOST_DEVIATIONS = 12.0
INTERCEPT = "intercept"
_DIGITS = 6
_TOO_LATE = Verdict(None, f"it stands behind the first {MOST_SENTENCES:,} sentences")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A linear model over standardized features."""

    names: tuple[str, ...]
    weights: Floats
    means: Floats
    deviations: Floats
    scale: float
    intercept: float

    def contributions(self, measured: Mapping[str, Floats]) -> Floats:
        """Give what each feature adds to the log-odds of each sentence: (features, sentences)."""
        scaled = self.scale * self.weights[:, np.newaxis]
        result: Floats = self._standardized(measured) * scaled
        return result

    def values(self, measured: Mapping[str, Floats]) -> Floats:
        """Give the log-odds of each sentence."""
        sums = self.weights @ self._standardized(measured)
        result: Floats = self.scale * sums + self.intercept
        return result

    def _standardized(self, measured: Mapping[str, Floats]) -> Floats:
        table = np.array([measured[name] for name in self.names])
        return standardized(table.T, self.means, self.deviations).T


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """All that ranking found: per sentence its log-odds, its verdict, and its words."""

    values: Floats
    verdicts: tuple[Verdict, ...]
    words: Words
    measured: Mapping[str, Floats]


def standardized(table: Floats, means: Floats, deviations: Floats) -> Floats:
    """Scale features to mean 0 and deviation 1, and hold them within `MOST_DEVIATIONS`.

    A text of one sentence, or of one word a thousand times, lies far from all articles
    that the weights were learned on.
    """
    scaled = (table - means) / deviations
    result: Floats = np.minimum(np.maximum(scaled, -MOST_DEVIATIONS), MOST_DEVIATIONS)
    return result


def briefing(settings: SummarizeSettings) -> Summarizer:
    """Make the default summarizer."""
    return partial(rank, budget=budget_of(settings))


def rank(article: Article, *, budget: Budget) -> Summary:
    """Score every sentence and choose the best that read alone.

    A score is the model's probability that the sentence belongs to the best summary; a
    repeated sentence has that of the first, a giant one next to none. Repeats, giants and
    sentences without words are never chosen.

    Raises:
        SummaryError: the article has no sentence that could be chosen.
    """
    found = ranking(article)
    needs = tuple(verdict.needs for verdict in found.verdicts)
    lengths = [int(length) for length in found.words.lengths]
    chosen = choose(found.values.tolist(), lengths, needs, budget)
    if not chosen:
        raise SummaryError(article.id, "it has no sentence that can be read alone")
    behind = len(article.sentences) - len(needs)
    return Summary(
        article_id=article.id,
        scores=(*_scores(found), *(0.0,) * behind),
        chosen=chosen,
        method="briefing",
        needs=(*needs, *(None,) * behind),
    )


def ranking(article: Article) -> Ranking:
    """Measure, weigh and judge each of the first `MOST_SENTENCES`.

    Raises:
        SummaryError: the article has no sentence of at most `LONGEST_WORDS`.
    """
    if not article.sentences:
        raise SummaryError(article.id, "it has no sentences, so there is nothing to choose from")
    sentences = article.sentences[:MOST_SENTENCES]
    words = split_words(sentences, language=article.language)
    measured = features(sentences, words, headline=article.headline)
    values = load_weights(kind_of(article.language)).values(measured)
    verdicts = judge(sentences, words.lower, language=article.language)
    lower = words.lower if any(words.lower) else tuple((each.text,) for each in sentences)
    if all(is_long(own, each.text) for own, each in zip(lower, sentences, strict=True)):
        raise SummaryError(article.id, f"it has no sentence of at most {LONGEST_WORDS} words")
    return Ranking(
        values=np.round(values, _DIGITS),  # what is equal is so on every machine
        verdicts=_once_each(lower, verdicts),
        words=words,
        measured=measured,
    )


def explain(article: Article) -> tuple[tuple[Mapping[str, float], ...], tuple[Verdict, ...]]:
    """Give for each sentence what each feature adds to its log-odds, and its verdict.

    With the `INTERCEPT`, which all sentences have, they add up to the log-odds of the score
    (but for giants, which are held below all others, and repeats, which score as the first).

    Raises:
        SummaryError: as `ranking`.
    """
    found = ranking(article)
    weights = load_weights(kind_of(article.language))
    table = weights.contributions(found.measured).T.tolist()
    behind = len(article.sentences) - len(table)
    told = tuple(
        {**dict(zip(weights.names, row, strict=True)), INTERCEPT: weights.intercept}
        for row in table
    )
    return (*told, *({},) * behind), (*found.verdicts, *(_TOO_LATE,) * behind)


def kind_of(language: str) -> str:
    """Name the set of weights for a language."""
    if is_english(language):
        return "english"
    return "spoken" if stop_words(language) else "any"


@lru_cache(maxsize=3)
def load_weights(kind: str) -> Weights:
    """Read the weights for "english", for "spoken" languages of known stop words, or for "any"."""
    path = files("briefing.summarizers") / "weights.toml"
    part = tomllib.loads(path.read_text(encoding="utf-8"))[kind]
    rows = part["features"]
    columns = np.array([list(row) for row in rows.values()], dtype=np.float64).T
    return Weights(
        names=tuple(rows),
        weights=columns[0],
        means=columns[1],
        deviations=columns[2],
        scale=float(part["scale"]),
        intercept=float(part["intercept"]),
    )


def _once_each(
    lower: tuple[tuple[str, ...], ...], verdicts: tuple[Verdict, ...]
) -> tuple[Verdict, ...]:
    """Refuse what has no words, and what was said before in the same words."""
    first: dict[tuple[str, ...], int] = {}
    found = []
    for place, (own, verdict) in enumerate(zip(lower, verdicts, strict=True)):
        earlier = first.setdefault(own, place)
        if not own:
            found.append(Verdict(None, "it has no words"))
        elif earlier < place:
            found.append(Verdict(None, f"it repeats sentence {earlier + 1}"))
        else:
            found.append(verdict)
    return tuple(found)


def _scores(found: Ranking) -> list[float]:
    scores = 1 / (1 + np.exp(-np.clip(found.values, -50, 50)))
    lower = found.words.lower
    giant = np.flatnonzero(found.words.lengths > LONGEST_WORDS)
    if len(giant):
        scores[giant] = np.minimum(scores[giant], LONG_SHARE * scores.max())
    if any(lower):
        scores[found.words.lengths == 0] = 0.0
        first: dict[tuple[str, ...], int] = {}
        same = [first.setdefault(own, place) for place, own in enumerate(lower)]
        scores = scores[same]
    result: list[float] = np.round(scores, _DIGITS).tolist()
    return result
