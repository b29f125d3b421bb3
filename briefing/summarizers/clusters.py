"""Summaries of several articles at once: a story, a theme, or a whole brief.

What makes a good sentence of one article (its place, mostly) fails among many. Here a
sentence counts by how much the *other* articles say the same (degree centrality over
tf-idf cosines, Erkan & Radev 2004, without threshold), a little by how early it stands,
and each next one by how little it repeats those already chosen (maximal marginal
relevance, Carbonell & Goldstein 1998). Nothing is learned; three numbers are set.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from briefing.budgets import LONGEST_SHARE, Budget, Needs
from briefing.model import Article, Pick, Summary
from briefing.summarizers.arrays import Floats, Integers
from briefing.summarizers.features import (
    Terms,
    Words,
    split_terms,
    split_words,
    unit_length,
    weigh,
)
from briefing.summarizers.reading import companions

# Relevance against novelty, and the weight of a place at the top of an article.
RELEVANCE = 0.5
EARLY = 0.5
# Two sentences more alike than this (cosine) say the same.
SAME = 0.6
_LONGEST_WORDS = 60
_SHORTEST_WORDS = 6
_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pool:
    """All sentences of a cluster in a row, and what is known of each."""

    terms: Terms
    unit: Floats  # per entry of `terms`
    owners: Integers  # the article of each sentence
    positions: Integers
    lengths: Floats
    scores: Floats


def summarize_cluster(articles: Sequence[Article], *, budget: Budget) -> tuple[Pick, ...]:
    """Choose the sentences that tell a cluster best, best first.

    Only sentences that read alone are chosen, since their neighbors may be far away.
    With one article, or where articles share nothing, centrality is that among all
    sentences. The result is empty where no sentence reads alone.
    """
    words = [split_words(each.sentences, language=each.language) for each in articles]
    needs = [
        companions(each.sentences, own.lower, language=each.language)
        for each, own in zip(articles, words, strict=True)
    ]
    return _picked(articles, words, needs, budget=budget)


def glance(
    articles: Sequence[Article], summaries: Sequence[Summary], sentences: int
) -> tuple[Pick, ...]:
    """Choose the sentences that stand for a whole brief, the most central first.

    Every article comes to word once before one comes twice.
    """
    words = [split_words(each.sentences, language=each.language) for each in articles]
    needs = [summary.needs for summary in summaries]
    budget = Budget(sentences=sentences)
    return _picked(articles, words, needs, budget=budget, in_turn=True)


def _picked(
    articles: Sequence[Article],
    words: Sequence[Words],
    needs: Sequence[Sequence[Needs]],
    *,
    budget: Budget,
    in_turn: bool = False,
) -> tuple[Pick, ...]:
    if not any(len(own.lower) for own in words):
        return ()
    pool = _pool(words)
    stands_alone = np.array([need is not None and not need for need in chain(*needs)])
    scores = np.where(stands_alone & _of_fair_length(pool.lengths), pool.scores, -math.inf)
    return tuple(
        Pick(
            article_id=articles[pool.owners[place]].id,
            position=int(pool.positions[place]),
            score=float(np.round(pool.scores[place], _DIGITS)),
        )
        for place in _greedy(pool, scores, budget=budget, in_turn=in_turn)
    )


def _pool(words: Sequence[Words]) -> _Pool:
    counts = [len(own.lower) for own in words]
    owners = np.repeat(np.arange(len(words)), counts)
    positions = np.concatenate([np.arange(count) for count in counts])
    lengths = np.concatenate([own.lengths for own in words])
    joined = Words(
        lower=tuple(chain.from_iterable(own.lower for own in words)),
        stems=tuple(chain.from_iterable(own.stems for own in words)),
        bits=np.concatenate([own.bits for own in words]),
        rows=np.repeat(np.arange(len(lengths)), lengths.astype(np.int64)),
        lengths=lengths,
        language=words[0].language,
    )
    found = split_terms(joined)
    unit = unit_length(found, weigh(found))
    return _Pool(
        terms=found,
        unit=unit,
        owners=owners,
        positions=positions,
        lengths=lengths,
        scores=_scores(found, unit, owners, positions),
    )


def _scores(found: Terms, unit: Floats, owners: Integers, positions: Integers) -> Floats:
    """Rate each sentence by what other articles say and by its place, up to 1."""
    total = found.per_term(unit)[found.columns]
    key = found.columns * (int(owners.max()) + 1) + owners[found.rows]
    _, groups = np.unique(key, return_inverse=True)
    own = np.bincount(groups, unit)[groups] if len(groups) else total
    degrees = found.per_sentence(unit * (total - own))
    if degrees.max(initial=0.0) < 1e-9:  # noqa: PLR2004  noise of subtraction
        degrees = found.per_sentence(unit * (total - unit))
    scores = degrees / max(float(degrees.max()), 1e-9) + EARLY * np.exp(-positions / 3)
    result: Floats = scores / max(float(scores.max()), 1e-9)
    return result


def _of_fair_length(lengths: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    fair = (lengths >= _SHORTEST_WORDS) & (lengths <= _LONGEST_WORDS)
    return fair if fair.any() else lengths > 0


def _greedy(pool: _Pool, scores: Floats, *, budget: Budget, in_turn: bool) -> list[int]:
    """Pick by relevance less likeness to what was picked, while it fits."""
    most_words = budget.most_words(int(pool.lengths.sum()))
    most = len(scores) if budget.sentences is None else budget.sentences
    scores = np.where(pool.lengths > most_words * LONGEST_SHARE, -math.inf, scores)
    chosen: list[int] = []
    likeness, used = np.zeros(len(scores)), 0.0
    while len(chosen) < most:
        values = RELEVANCE * scores - (1 - RELEVANCE) * likeness
        values[(pool.lengths > most_words - used) | (likeness >= SAME)] = -math.inf
        fresh = np.isin(pool.owners, pool.owners[chosen], invert=True) & (values > -math.inf)
        if in_turn and fresh.any():
            values[~fresh] = -math.inf
        place = int(np.round(values, _DIGITS).argmax())
        if values[place] == -math.inf:
            break
        chosen.append(place)
        used += float(pool.lengths[place])
        scores[place] = -math.inf
        likeness = np.maximum(likeness, _likeness(pool, place))
    return chosen


def _likeness(pool: _Pool, place: int) -> Floats:
    """Cosine of every sentence with one."""
    found = pool.terms
    vector = found.per_term(np.where(found.rows == place, pool.unit, 0.0))
    return found.per_sentence(pool.unit * vector[found.columns])
