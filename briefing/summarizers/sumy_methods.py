"""Eight classic methods, as the library sumy has them, under their names.

`sumy_arrays` rates as sumy does and chooses the very same sentences, in a fraction of
the time; a test holds it against sumy. Where a method fails or finds nothing to tell
sentences apart, the lead speaks, and the summary says so in its `method`. NumPy is not
loaded before first use, and of sumy only its lists of stop words.
"""

from __future__ import annotations

import logging
import math
from functools import partial

from briefing.budgets import Budget, budget_of
from briefing.model import Article, Summary
from briefing.protocols import Summarizer
from briefing.settings import SummarizeSettings
from briefing.summarizers.choosing import MOST_SENTENCES, Folded, folded, summary
from briefing.summarizers.lead import first_sentences

# What odd input can raise: division by zero, a missing key, a stemmer's `UnicodeError`.
_FAILURES = (ArithmeticError, LookupError, ValueError)

_log = logging.getLogger(__name__)


def edmundson(settings: SummarizeSettings) -> Summarizer:
    """Make a summarizer by cue words, headline and place (Edmundson 1969)."""
    return partial(summarize, method="edmundson", budget=budget_of(settings))


def kl(settings: SummarizeSettings) -> Summarizer:
    """Make a summarizer that keeps the article's mix of words (Haghighi & Vanderwende 2009)."""
    return partial(summarize, method="kl", budget=budget_of(settings))


def lexrank(settings: SummarizeSettings) -> Summarizer:
    """Make a summarizer by centrality among similar sentences (Erkan & Radev 2004)."""
    return partial(summarize, method="lexrank", budget=budget_of(settings))


def lsa(settings: SummarizeSettings) -> Summarizer:
    """Make a summarizer by latent topics (Steinberger & Jezek 2004)."""
    return partial(summarize, method="lsa", budget=budget_of(settings))


def luhn(settings: SummarizeSettings) -> Summarizer:
    """Make a summarizer by clusters of frequent words (Luhn 1958)."""
    return partial(summarize, method="luhn", budget=budget_of(settings))


def reduction(settings: SummarizeSettings) -> Summarizer:
    """Make a summarizer by the words a sentence shares with all others (sumy's Reduction)."""
    return partial(summarize, method="reduction", budget=budget_of(settings))


def sumbasic(settings: SummarizeSettings) -> Summarizer:
    """Make a summarizer by frequent words not yet told (Nenkova & Vanderwende 2005)."""
    return partial(summarize, method="sumbasic", budget=budget_of(settings))


def textrank(settings: SummarizeSettings) -> Summarizer:
    """Make a summarizer by PageRank over shared words (Mihalcea & Tarau 2004)."""
    return partial(summarize, method="textrank", budget=budget_of(settings))


def summarize(article: Article, *, method: str, budget: Budget) -> Summary:
    """Score every sentence by a method of sumy's, and choose as sumy would.

    Scores are the method's own ratings, divided by the highest. KL-Sum and SumBasic
    rate nothing but pick one sentence after another: the first of n picks scores 1,
    the next 1 - 1/n, and so on. What is approximated in documents of over 1,000
    sentences is told in `sumy_arrays`; those past `MOST_SENTENCES` get the lowest rating.

    Raises:
        SummaryError: the article has no sentences.
    """
    distinct = folded(article)
    ratings = _ratings(article, distinct, method)
    if not _tells_apart(ratings, distinct.eligible):
        _log.info("article %s: %s finds no ranking, so the lead is taken", article.id, method)
        return first_sentences(article, budget=budget)
    return summary(article, distinct, ratings, method=method, budget=budget)


def _ratings(article: Article, distinct: Folded, method: str) -> tuple[float, ...]:
    # Imported here: NumPy takes a quarter of a second.
    from briefing.summarizers.sumy_arrays import rate  # noqa: PLC0415

    compared = distinct.sentences[:MOST_SENTENCES]
    try:
        ratings = rate(
            compared, method=method, headline=article.headline, language=article.language
        )
    except _FAILURES as error:
        _log.info("article %s: %s fails: %r", article.id, method, error)
        return ()
    return ratings + (min((0.0, *ratings)),) * (len(distinct.sentences) - len(compared))


def _tells_apart(ratings: tuple[float, ...], eligible: frozenset[int]) -> bool:
    """Whether all ratings are numbers, and one that may be chosen is above the lowest or zero."""
    if not ratings or not all(map(math.isfinite, ratings)):
        return False
    return max(ratings[place] for place in eligible) > min(0.0, *ratings)
