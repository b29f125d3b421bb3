"""The lead: a news article says what matters first."""

from __future__ import annotations

from functools import partial

from briefing.budgets import Budget, budget_of
from briefing.model import Article, Summary
from briefing.protocols import Summarizer
from briefing.settings import SummarizeSettings
from briefing.summarizers.choosing import folded, summary


def lead(settings: SummarizeSettings) -> Summarizer:
    """Make a summarizer that takes the first sentences."""
    return partial(first_sentences, budget=budget_of(settings))


def first_sentences(article: Article, *, budget: Budget) -> Summary:
    """Choose the first distinct sentences; scores fall evenly with the position, from 1.

    Raises:
        SummaryError: the article has no sentences.
    """
    distinct = folded(article)
    ratings = tuple(float(left) for left in range(len(distinct.sentences), 0, -1))
    return summary(article, distinct, ratings, method="lead", budget=budget)
