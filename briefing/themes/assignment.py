"""Which sentences of which articles fit which theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from briefing.model import Article, Match, Theme
from briefing.settings import ThemeSettings
from briefing.themes.queries import Query, compiled


def assign(
    articles: Sequence[Article], themes: Iterable[ThemeSettings], notes: Mapping[str, str]
) -> tuple[Theme, ...]:
    """Match every sentence with every theme; a sentence may fit several.

    `notes` gives the editor's note of a theme by its name. Themes come in the order
    of the settings, matches in that of the articles and their sentences.
    """
    return tuple(
        Theme(
            name=theme.name,
            description=theme.description,
            note=notes.get(theme.name, ""),
            matches=_matches(articles, theme),
        )
        for theme in themes
    )


def _matches(articles: Sequence[Article], theme: ThemeSettings) -> tuple[Match, ...]:
    @cache
    def query(language: str) -> Query:
        return compiled(theme, language=language)

    return tuple(
        Match(article_id=article.id, position=sentence.position, strength=len(terms), terms=terms)
        for article in articles
        for sentence in article.sentences
        if (terms := query(article.language).found(sentence.text))
    )
