"""Trying themes: what each takes and nearly takes, and what could be added to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from briefing.model import Article, Drop, Match, Theme
from briefing.settings import ThemeSettings
from briefing.themes.assignment import assign
from briefing.themes.suggesting import words_for
from briefing.themes.trying import Near, nearly

_MOST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How themes did on some articles.

    `near` and `shared` go by a theme's name and by a pair of names; `shared` counts the
    articles that stand under both.
    """

    articles: Mapping[str, Article]
    themes: tuple[Theme, ...]
    near: Mapping[str, tuple[Near, ...]]
    shared: Mapping[tuple[str, str], int]
    warnings: tuple[str, ...]
    drops: tuple[Drop, ...]

    def ranked(self, theme: Theme) -> list[list[Match]]:
        """Give a theme's matches by article, the article that fits best first."""
        matches: dict[str, list[Match]] = {}
        for match in theme.matches:
            matches.setdefault(match.article_id, []).append(match)
        return sorted(matches.values(), key=lambda found: -max(one.strength for one in found))

    def leftovers(self) -> tuple[Article, ...]:
        """Give the articles that no theme took."""
        taken = {match.article_id for theme in self.themes for match in theme.matches}
        return tuple(one for one in self.articles.values() if one.id not in taken)


def tried(articles: Sequence[Article], themes: Sequence[ThemeSettings]) -> Trial:
    """Hold themes against articles.

    Raises:
        SettingsError: a rule cannot be understood.
    """
    assigned = assign(articles, themes, {})
    holders = [(theme.name, {one.article_id for one in theme.matches}) for theme in assigned.themes]
    shared = Counter[tuple[str, str]]()
    for (one, first), (other, second) in combinations(holders, 2):
        if first & second:
            shared[one, other] = len(first & second)
    return Trial(
        articles={article.id: article for article in articles},
        themes=assigned.themes,
        near={theme.name: tuple(nearly(articles, theme)) for theme in themes},
        shared=shared,
        warnings=assigned.warnings,
        drops=assigned.drops,
    )


def suggested(
    articles: Sequence[Article], themes: Sequence[ThemeSettings]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Propose words for each theme, by its name, from the sentences that it took."""
    assigned = assign(articles, themes, {}).themes
    return tuple(
        (theme.name, words_for(articles, theme, settings, most=_MOST_WORDS))
        for theme, settings in zip(assigned, themes, strict=True)
    )
