"""Words that could be added to a theme: those that its sentences have and others do not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence

from briefing.model import Article, Theme
from briefing.settings import ThemeSettings
from briefing.stop_words import stop_words
from briefing.terms import parts

_FEWEST_ARTICLES = 2  # in which a word must stand, or it may be chance
LEAST_RATIO = 3.84  # of the likelihood ratio: the chance of it is 1 in 20


def words_for(
    articles: Sequence[Article], theme: Theme, settings: ThemeSettings, *, most: int
) -> tuple[str, ...]:
    """Propose words for a theme, the most telling first.

    Words are weighed by the logarithm of the likelihood ratio (Dunning 1993) of the
    sentences that the theme took against all others.
    """
    taken = {(match.article_id, match.position) for match in theme.matches}
    return telling(articles, taken, known=_known(settings), most=most)


def telling(
    articles: Sequence[Article],
    taken: Collection[tuple[str, int]],
    *,
    known: Collection[str] = (),
    most: int,
) -> tuple[str, ...]:
    """List the words that tell some sentences (article, position) from all others."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    spread: dict[str, set[str]] = {}
    forms: dict[str, Counter[str]] = {}
    for article in articles:
        skipped = stop_words(article.language)
        for sentence in article.sentences:
            is_taken = (article.id, sentence.position) in taken
            stems = {
                part.stem: part.written
                for part in parts(sentence.text, language=article.language)
                if len(part.folded) > 1
                and part.folded not in skipped
                and not part.folded[0].isdigit()
            }
            (inside if is_taken else outside).update(stems.keys())
            if is_taken:
                for stem, written in stems.items():
                    spread.setdefault(stem, set()).add(article.id)
                    forms.setdefault(stem, Counter())[written] += 1
    number, others = len(taken), sum(len(one.sentences) for one in articles) - len(taken)
    known_stems = {
        part.stem
        for language in {article.language for article in articles}
        for written in known
        for part in parts(written, language=language)
    }
    found = [
        (likelihood_ratio(inside[stem], number, outside[stem], others), stem)
        for stem in inside
        if len(spread[stem]) >= _FEWEST_ARTICLES and stem not in known_stems
    ]
    ranked = sorted((pair for pair in found if pair[0] >= LEAST_RATIO), key=lambda p: (-p[0], p[1]))
    return tuple(
        min(forms[stem], key=lambda form: (-forms[stem][form], form)) for _, stem in ranked[:most]
    )


def _known(theme: ThemeSettings) -> tuple[str, ...]:
    groups = (term for group in theme.all for term in group)
    return (*theme.any, *groups, *theme.none, *theme.entities, *theme.words, theme.query)


def likelihood_ratio(here: int, of: int, there: int, of_others: int) -> float:
    """Give twice the log-likelihood ratio; 0 where the word is rarer here than there."""
    if here * max(of_others, 1) <= there * of:
        return 0.0
    share = (here + there) / (of + of_others)
    expected_here, expected_there = of * share, of_others * share
    behind = there * math.log(there / expected_there) if there else 0.0
    return 2 * (here * math.log(here / expected_here) + behind)
