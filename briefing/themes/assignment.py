"""Which sentences of which articles fit which theme, in one pass over all themes."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from briefing import text
from briefing.model import Article, Drop, Match, Reason, Sentence, Theme
from briefing.settings import ThemeSettings
from briefing.terms import Lexicon, Part, Places, parts
from briefing.themes.queries import Query, compiled, speaks
from briefing.themes.rules import evaluate
from briefing.themes.vocabulary import Stems, offered

# Okapi BM25 (Robertson & Zaragoza 2009), over sentences.
_K1, _B = 1.2, 0.75
_DIGITS = 4
_PINNED = "example"
_COMMON, _FEWEST = 0.5, 10  # a term in over half of at least ten articles tells nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The themes with their sentences, what a theme left out, and terms that tell nothing.

    `below` has, for each theme in turn, the matches of articles that score less than its
    `min_score`.
    """

    themes: tuple[Theme, ...]
    below: tuple[tuple[Match, ...], ...] = ()
    drops: tuple[Drop, ...] = ()
    warnings: tuple[str, ...] = ()


def check(themes: Sequence[ThemeSettings]) -> None:
    """Compile every rule, for English, to find its faults before anything is read.

    Raises:
        SettingsError: a rule cannot be understood.
    """
    lexicon = Lexicon("en")
    for theme in themes:
        compiled(theme, lexicon)


def assign(
    articles: Sequence[Article], themes: Sequence[ThemeSettings], notes: Mapping[str, str]
) -> Assignment:
    """Match every sentence with every theme; a sentence may fit several.

    `notes` gives the editor's note of a theme by its name. Themes come in the order
    of the settings, matches in that of the articles and their sentences. What no rule
    took is offered to the themes that have `words`.

    Raises:
        SettingsError: a rule cannot be understood.
    """
    pass_ = _Pass(themes)
    for article in articles:
        pass_.read(article)
    weighed = [pass_.matches(number) for number in range(len(themes))]
    found = [_enough(own, theme.min_score) for own, theme in zip(weighed, themes, strict=True)]
    below = [_without(own, kept) for own, kept in zip(weighed, found, strict=True)]
    taken = {match.article_id for matches in found for match in matches}
    for number, more in offered(
        articles, themes, found=found, taken=taken, stems=pass_.stems
    ).items():
        fresh = [one for one in more if not pass_.is_refused(number, one)]
        found[number] = _in_order([*found[number], *fresh], articles)
    drops: list[Drop] = []
    assigned = []
    for theme, matches in zip(themes, found, strict=True):
        kept = _best(matches, theme)
        drops.extend(_left_out(articles, matches, kept, theme))
        assigned.append(
            Theme(
                name=theme.name,
                description=theme.description,
                note=notes.get(theme.name, ""),
                matches=tuple(kept),
                max_words=theme.max_words,
                is_standing=theme.standing,
            )
        )
    return Assignment(
        themes=tuple(assigned),
        below=tuple(below),
        drops=tuple(drops),
        warnings=tuple(pass_.warnings(len(articles))),
    )


@dataclass(frozen=True, slots=True)
class _Hit:
    """A sentence that a theme took: its length in words and how often each term stands in it."""

    article_id: str
    language: str
    position: int
    length: int
    counts: Mapping[int, int]
    is_pinned: bool


@dataclass(slots=True)
class _Language:
    """All rules, compiled for one language."""

    lexicon: Lexicon
    queries: dict[int, Query]
    themes_of: dict[int, list[int]]  # term -> themes that it can open
    sentences: Counter[int] = field(default_factory=Counter)  # that hold a term
    articles: Counter[int] = field(default_factory=Counter)


class _Pass:
    """Reads articles one by one and remembers what fits."""

    def __init__(self, themes: Sequence[ThemeSettings]) -> None:
        self.themes = themes
        self.languages: dict[str, _Language] = {}
        self.hits: defaultdict[int, list[_Hit]] = defaultdict(list)
        self.refused: set[tuple[int, str, int]] = set()
        self.sentences = self.words = 0
        self.has_words = any(theme.words for theme in themes)
        self.stems = Stems()
        self.examples = _pinned(theme.examples for theme in themes)
        self.counter_examples = _pinned(theme.not_examples for theme in themes)

    def read(self, article: Article) -> None:
        language = self._language(article.language)
        met: set[int] = set()
        all_words: list[Part] = []
        for sentence in article.sentences:
            words = parts(sentence.text, language=article.language)
            self.sentences += 1
            self.words += len(words)
            if self.has_words:
                all_words.extend(words)
            places = language.lexicon.places(words)
            met.update(places)
            language.sentences.update(places.keys())
            for number, fitting, is_pinned in self._fitting(language, article, sentence, places):
                counts = {term: len(places[term]) for term in fitting}
                hit = _Hit(
                    article_id=article.id,
                    language=article.language,
                    position=sentence.position,
                    length=len(words),
                    counts=counts,
                    is_pinned=is_pinned,
                )
                self.hits[number].append(hit)
        language.articles.update(met)
        if self.has_words:
            self.stems.add(article, all_words)

    def matches(self, number: int) -> list[Match]:
        """Weigh what a rule took, or somebody pinned."""
        return [self._weighed(number, hit) for hit in self.hits[number]]

    def is_refused(self, number: int, match: Match) -> bool:
        """Whether a term of `none`, or a pinned sentence, keeps it out."""
        return (number, match.article_id, match.position) in self.refused

    def warnings(self, articles: int) -> Iterator[str]:
        """Name the terms that stand in over half of the articles."""
        for number, theme in enumerate(self.themes):
            counts: Counter[str] = Counter()
            for language in self.languages.values():
                if number in language.queries:
                    query = language.queries[number]
                    for term in query.terms:
                        counts[query.terms[term].written] += language.articles[term]
            common = sorted(
                term
                for term, count in counts.items()
                if articles >= _FEWEST and count > _COMMON * articles
            )
            if common:
                named = ", ".join(f"“{term}”" for term in common)
                yield f"theme “{theme.name}”: in over half of the articles stands {named}"

    def _language(self, language: str) -> _Language:
        if language not in self.languages:
            lexicon = Lexicon(language)
            queries = {
                number: compiled(theme, lexicon)
                for number, theme in enumerate(self.themes)
                if speaks(theme, language)
            }
            themes_of: defaultdict[int, list[int]] = defaultdict(list)
            for number, query in queries.items():
                for term in query.terms:
                    themes_of[term].append(number)
            self.languages[language] = _Language(lexicon, queries, dict(themes_of))
        return self.languages[language]

    def _fitting(
        self, language: _Language, article: Article, sentence: Sentence, places: Places
    ) -> Iterator[tuple[int, frozenset[int], bool]]:
        """Give the themes that take a sentence, by which terms, and whether it is pinned there."""
        candidates = {number for term in places for number in language.themes_of.get(term, ())}
        pinned, refused = self._pins(sentence.text)
        for number in sorted(candidates | (pinned & language.queries.keys())):
            query = language.queries[number]
            excluded = query.unwanted is not None and evaluate(query.unwanted, places) is None
            if number in refused or (excluded and number not in pinned):
                self.refused.add((number, article.id, sentence.position))
                continue
            fitting = None if query.wanted is None else evaluate(query.wanted, places)
            if fitting is not None or number in pinned:
                yield number, fitting or frozenset(), number in pinned
        for number in refused - candidates:
            self.refused.add((number, article.id, sentence.position))

    def _pins(self, sentence: str) -> tuple[frozenset[int], frozenset[int]]:
        if not self.examples and not self.counter_examples:
            return frozenset(), frozenset()
        folded, none = text.fold(sentence), frozenset[int]()
        return self.examples.get(folded, none), self.counter_examples.get(folded, none)

    def _weighed(self, number: int, hit: _Hit) -> Match:
        language = self.languages[hit.language]
        terms = language.queries[number].terms
        usual = self.words / max(self.sentences, 1)
        strength = 0.0
        for term in sorted(hit.counts):
            spread, count = language.sentences[term], hit.counts[term]
            rarity = math.log1p((self.sentences - spread + 0.5) / (spread + 0.5))
            longer = 1 - _B + _B * hit.length / usual
            strength += terms[term].weight * rarity * count * (_K1 + 1) / (count + _K1 * longer)
        return Match(
            article_id=hit.article_id,
            position=hit.position,
            strength=round(strength, _DIGITS),
            terms=tuple(terms[term].written for term in sorted(hit.counts)),
            rule=_PINNED if hit.is_pinned else "rule",
        )


def _pinned(sentences: Iterator[Sequence[str]]) -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, pinned in enumerate(sentences):
        for sentence in pinned:
            found[text.fold(sentence)].add(number)
    return {sentence: frozenset(numbers) for sentence, numbers in found.items()}


def _in_order(matches: Sequence[Match], articles: Sequence[Article]) -> list[Match]:
    place = {article.id: number for number, article in enumerate(articles)}
    return sorted(matches, key=lambda match: (place[match.article_id], match.position))


def _enough(matches: Sequence[Match], least: float) -> list[Match]:
    """Keep the articles that score enough, and those that hold a pinned sentence."""
    best = _ranks(matches)
    return [match for match in matches if best[match.article_id] >= (False, least)]


def _without(matches: Iterable[Match], kept: Iterable[Match]) -> tuple[Match, ...]:
    held = {match.article_id for match in kept}
    return tuple(match for match in matches if match.article_id not in held)


def _best(matches: Sequence[Match], theme: ThemeSettings) -> list[Match]:
    """Keep the articles that fit best, as many as the theme may have."""
    if not theme.max_articles:
        return list(matches)
    best = _ranks(matches)
    ranked = sorted(best, key=best.__getitem__, reverse=True)  # stable: ties stay in order
    kept = frozenset(ranked[: theme.max_articles])
    return [match for match in matches if match.article_id in kept]


def _ranks(matches: Iterable[Match]) -> dict[str, tuple[bool, float]]:
    """Give for each article whether a sentence is pinned, and its best score."""
    best: dict[str, tuple[bool, float]] = {}
    for match in matches:
        is_pinned, strength = best.get(match.article_id, (False, 0.0))
        is_pinned = is_pinned or match.rule == _PINNED
        best[match.article_id] = (is_pinned, max(strength, match.strength))
    return best


def _left_out(
    articles: Sequence[Article],
    matches: Sequence[Match],
    kept: Sequence[Match],
    theme: ThemeSettings,
) -> Iterator[Drop]:
    lost = {match.article_id for match in matches} - {match.article_id for match in kept}
    for article in articles:
        if article.id in lost:
            detail = f"others fit “{theme.name}” better; it may have {theme.max_articles}"
            yield Drop(stage="themes", uri=article.uri, reason=Reason.OVER_LIMIT, detail=detail)
