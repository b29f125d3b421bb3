"""What a theme's rule nearly took, for people who write rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from briefing import text
from briefing.model import Article
from briefing.settings import ThemeSettings
from briefing.terms import Lexicon, Places, parts
from briefing.themes.queries import Query, compiled, speaks
from briefing.themes.rules import Either, Every, Leaf, Nor, Rule, evaluate

_SHOWN = 4  # terms of a group that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A sentence that one condition kept out; `why` says which."""

    article_id: str
    position: int
    terms: tuple[str, ...]
    why: str


def nearly(
    articles: Sequence[Article], theme: ThemeSettings, *, taken: Collection[tuple[str, int]]
) -> Iterator[Near]:
    """Find the sentences that hold terms of a theme and fail at one condition only.

    `taken` names the sentences (article, position) that stand under the theme.
    """
    languages: dict[str, tuple[Lexicon, Query]] = {}
    pinned_out = frozenset(map(text.fold, theme.not_examples))
    for article in articles:
        if not speaks(theme, article.language):
            continue
        if article.language not in languages:
            lexicon = Lexicon(article.language)
            languages[article.language] = lexicon, compiled(theme, lexicon)
        lexicon, query = languages[article.language]
        for sentence in article.sentences:
            if (article.id, sentence.position) in taken:
                continue
            places = lexicon.places(parts(sentence.text, language=article.language))
            terms = tuple(query.terms[n].written for n in sorted(query.openers & places.keys()))
            why = _why(query, places) if terms else ""
            if pinned_out and text.fold(sentence.text) in pinned_out:
                why = "stands under `not_examples`"
            if why:
                yield Near(article_id=article.id, position=sentence.position, terms=terms, why=why)


def _why(query: Query, places: Places) -> str:
    if query.wanted is None:
        return ""
    if evaluate(query.wanted, places) is not None:
        standing = [
            query.terms[leaf.number].written
            for leaf in (query.unwanted.rules if isinstance(query.unwanted, Nor) else ())
            if isinstance(leaf, Leaf) and leaf.number in places
        ]
        return f"kept out by {_named(standing)}" if standing else ""
    lacking = list(_lacking(query.wanted, places))
    return f"lacks {_terms(lacking[0], query)}" if len(lacking) == 1 else ""


def _lacking(rule: Rule, places: Places) -> Iterator[Rule]:
    """Give the conditions that are not met; of alternatives the one that lacks the least."""
    if evaluate(rule, places) is not None:
        return
    if isinstance(rule, Every):
        lacking = [one for part in rule.rules for one in _lacking(part, places)]
        yield from lacking or [rule]
    elif isinstance(rule, Either) and any(isinstance(part, Every) for part in rule.rules):
        yield from min(
            (list(_lacking(part, places)) for part in rule.rules if not isinstance(part, Leaf)),
            key=len,
        )
    else:
        yield rule


def _terms(rule: Rule, query: Query) -> str:
    if isinstance(rule, Leaf):
        return f"“{query.terms[rule.number].written}”"
    if isinstance(rule, Every):
        return f"the nearness of {rule.within} words"
    written = [query.terms[one.number].written for one in rule.rules if isinstance(one, Leaf)]
    return ("all but " if not isinstance(rule, Either) else "") + _named(written)


def _named(terms: Sequence[str]) -> str:
    shown = ", ".join(f"“{term}”" for term in terms[:_SHOWN])
    return shown + (", …" if len(terms) > _SHOWN else "")
