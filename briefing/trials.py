"""Trying themes: what each takes and nearly takes, and what could be added to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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

    `near` and `shared` go by a theme's name and by a pair of names; `near` has the nearest
    first, and `shared` counts the articles that stand under both.
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
    near = {
        theme.name: tuple(_near(articles, theme, taken, below))
        for theme, taken, below in zip(themes, assigned.themes, assigned.below, strict=True)
    }
    holders = [(theme.name, {one.article_id for one in theme.matches}) for theme in assigned.themes]
    shared = Counter[tuple[str, str]]()
    for (one, first), (other, second) in combinations(holders, 2):
        if first & second:
            shared[one, other] = len(first & second)
    return Trial(
        articles={article.id: article for article in articles},
        themes=assigned.themes,
        near=near,
        shared=shared,
        warnings=assigned.warnings,
        drops=assigned.drops,
    )


def _near(
    articles: Sequence[Article], settings: ThemeSettings, theme: Theme, below: Sequence[Match]
) -> Iterator[Near]:
    """Give what scores too little, the best first, and then what one condition kept out."""
    taken = {(match.article_id, match.position) for match in theme.matches}
    weak = [one for one in below if (one.article_id, one.position) not in taken]
    for match in sorted(weak, key=lambda one: -one.strength):
        yield Near(
            article_id=match.article_id,
            position=match.position,
            terms=match.terms,
            why=f"scores {match.strength:.2f}, and min_score is {settings.min_score:g}",
        )
    told = {(match.article_id, match.position) for match in weak} | taken
    yield from sorted(nearly(articles, settings, taken=told), key=lambda one: -len(one.terms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A new theme: its name, words that tell it, and its articles, most central first."""

    name: str
    words: tuple[str, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Words for each theme, by its name, and new themes from what no theme took."""

    words: tuple[tuple[str, tuple[str, ...]], ...]
    themes: tuple[Proposal, ...]
    leftovers: int


def suggested(articles: Sequence[Article], themes: Sequence[ThemeSettings]) -> Suggestions:
    """Propose words for each theme from the sentences that it took, and new themes.

    Raises:
        SettingsError: a rule cannot be understood.
    """
    assigned = assign(articles, themes, {}).themes
    taken = {match.article_id for theme in assigned for match in theme.matches}
    leftovers = [article for article in articles if article.id not in taken]
    return Suggestions(
        words=tuple(
            (theme.name, words_for(articles, theme, settings, most=_MOST_WORDS))
            for theme, settings in zip(assigned, themes, strict=True)
        ),
        themes=tuple(_proposed(leftovers)),
        leftovers=len(leftovers),
    )


def _proposed(articles: Sequence[Article]) -> Iterator[Proposal]:
    # Imported here: NumPy takes a quarter of a second.
    from briefing.stories.grouping import group  # noqa: PLC0415
    from briefing.themes.finding import clusters  # noqa: PLC0415

    by_id = {article.id: article for article in articles}
    for cluster in clusters(articles, group(articles)):
        held = tuple(by_id[key] for key in cluster.article_ids)
        yield Proposal(name=cluster.name, words=cluster.words, articles=held)
