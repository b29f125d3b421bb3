"""From ratings to a summary: what every summarizer here does the same way.

A rating belongs to a *distinct* sentence. Sentences without a word, such as a row
of stars, are not rated; one that repeats the words of an earlier one shares its
score, and is never chosen beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing import text
from briefing.budgets import Budget, choose
from briefing.errors import SummaryError
from briefing.model import Article, Sentence, Summary

# The longest of 15,178 sentences in 500 news articles has 88 words; above 100 stand
# menus, tables and lists that lost their full stops.
LONGEST_WORDS = 100
LONGEST_CHARACTERS = 1_000
# Sentences behind these are neither rated nor chosen: no article has as many.
MOST_SENTENCES = 20_000
# The most that a longer one can score beside ordinary sentences.
LONG_SHARE = 0.1

# Scores are rounded, since the last bits of a rating change with the order in which
# Python hashes words: what is equal on paper must be equal here, and go by position.
_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """An article's distinct sentences, and where each of its sentences is among them.

    `index` has one entry per sentence of the article: a place in `sentences`, or None
    for a sentence without words. If no sentence has any, all count as if they had.
    `eligible` holds the places that may be chosen: not the long ones.
    """

    sentences: tuple[Sentence, ...]
    eligible: frozenset[int]
    index: tuple[int | None, ...]
    lengths: tuple[int, ...]  # words of each of `sentences`


# Names that would be stop words in small letters. "US" becomes what "U.S." is.
_NAMES = {"US": "u.s.", "WHO": "w.h.o.", "IT": "i.t."}


def tokens(sentence: str) -> tuple[str, ...]:
    """Split a sentence into words of small letters; figures are kept.

    sumy's KL-Sum compares words with its stop words before it lowers them, so a
    capital would make "The" count as content. "US", "WHO" and "IT" are told from the
    stop words "us", "who" and "it", unless all of the sentence is in capitals.
    """
    found = text.words(sentence)
    lowered = "\n".join(found).lower().replace("’", "'").split("\n") if found else ()
    if _NAMES.keys().isdisjoint(found) or sentence.isupper():
        return tuple(lowered)
    return tuple(_NAMES.get(word, low) for word, low in zip(found, lowered, strict=True))


def folded(article: Article) -> Folded:
    """Fold sentences of the same words into the first of them.

    Raises:
        SummaryError: the article has no sentences, or giant ones only.
    """
    if not article.sentences:
        raise SummaryError(article.id, "it has no sentences, so there is nothing to choose from")
    keys = _keys(article.sentences)
    firsts: dict[tuple[str, ...], Sentence] = {}
    for key, sentence in zip(keys, article.sentences, strict=True):
        if key:
            firsts.setdefault(key, sentence)
    places = {key: place for place, key in enumerate(firsts)}
    ordinary = frozenset(places[key] for key in firsts if not is_long(key, firsts[key].text))
    if not ordinary:
        raise SummaryError(article.id, f"it has no sentence of at most {LONGEST_WORDS} words")
    return Folded(
        sentences=tuple(firsts.values()),
        eligible=ordinary,
        index=tuple(places.get(key) for key in keys),
        lengths=tuple(map(len, firsts)),
    )


def is_long(words: Sequence[str], sentence: str) -> bool:
    """Whether it has too many words for a sentence that somebody wrote."""
    if len(sentence) > LONGEST_CHARACTERS:
        return True
    # `text.words` gives overlapping pairs for scripts without spaces: about one word
    # per character, where two characters make a word.
    return len(words) > LONGEST_WORDS and len(sentence) // 2 > LONGEST_WORDS


def summary(
    article: Article, distinct: Folded, ratings: tuple[float, ...], *, method: str, budget: Budget
) -> Summary:
    """Turn ratings, one per distinct sentence, into scores, and choose the best.

    Ratings below zero are lifted until the lowest is zero, and divided by the highest
    of an ordinary sentence. A long one scores `LONG_SHARE` of that, never more, and is
    never chosen. Ties go to the earlier sentence, as in sumy.
    """
    scores = _scores(ratings, distinct)
    return Summary(
        article_id=article.id,
        scores=tuple(0.0 if place is None else scores[place] for place in distinct.index),
        chosen=tuple(distinct.sentences[p].position for p in _best(scores, distinct, budget)),
        method=method,
    )


def _keys(sentences: tuple[Sentence, ...]) -> tuple[tuple[str, ...], ...]:
    keys = tuple(tokens(sentence.text) for sentence in sentences)
    return keys if any(keys) else tuple((sentence.text,) for sentence in sentences)


def _scores(ratings: tuple[float, ...], distinct: Folded) -> tuple[float, ...]:
    lowest = min(0.0, *ratings)
    highest = max(ratings[place] for place in distinct.eligible) - lowest
    if highest == 0:
        return (0.0,) * len(ratings)
    scores = [min(1.0, (rating - lowest) / highest) for rating in ratings]
    shares = (1.0 if place in distinct.eligible else LONG_SHARE for place in range(len(scores)))
    return tuple(round(score * share, _DIGITS) for score, share in zip(scores, shares, strict=True))


def _best(scores: tuple[float, ...], distinct: Folded, budget: Budget) -> tuple[int, ...]:
    needs = tuple(
        frozenset[int]() if place in distinct.eligible else None for place in range(len(scores))
    )
    return choose(scores, distinct.lengths, needs, budget)
