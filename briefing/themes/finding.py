"""Themes where none is defined: labelled groups of articles, broader than stories.

Stories are joined by average link over TF-IDF of all their text; the largest groups are
kept, and each story then chooses again among them, its own seen without it, or stays
outside. So a group needs no more likeness than its size makes sure of: three articles
must be as alike as `_BELONGS` asks, while a hundred may be looser.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from briefing.linking import Edge, Group, link
from briefing.model import Article, Match, Story, Theme
from briefing.neighbors import neighbors
from briefing.spans import Span
from briefing.stop_words import stop_words
from briefing.terms import parts
from briefing.themes.suggesting import LEAST_RATIO, likelihood_ratio
from briefing.vectors import Floats, Rows, Vector, product, rows_of, unit, weigh

# Found on articles that are not part of the project; see docs/benchmarks.md.
_LINKED = 0.035  # the average similarity from which groups are joined
_ABOVE = 1.25  # times the usual similarity here: where all texts are of one kind, all are alike
_BELONGS = 0.085  # the similarity to a group below which a story stands outside
_NEAR = 0.02  # who share less are no neighbors
_ROUNDS = 8
FEWEST_ARTICLES = 8  # of fewer nothing is found
FEWEST_TOGETHER = 3
MOST_THEMES = 12
# So many stories make the groups, and all others choose among them: the sums of large
# groups are long, and joining tens of thousands would take minutes. Digests choose which,
# so that it depends neither on their order nor, much, on who else is there.
_MOST_LINKED = 1_000
_LABEL_WORDS, _MOST_WORDS = 3, 12
_SHORT = 2  # letters; so short in an alphabet are "Mr" and "st", but for acronyms
_COMMON = 0.5  # in a language without stop words, words of more articles than this are some


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Articles that belong together, the most central first, and the words that tell them."""

    name: str
    article_ids: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """In how many sentences of an article each stem stands, and how it is written."""

    counts: Mapping[str, int]
    forms: Mapping[str, str]
    sentences: int


def found(articles: Sequence[Article], stories: Sequence[Story]) -> tuple[Theme, ...]:
    """Find themes, the largest first; each article is in one of them or in none.

    Of fewer than eight articles nothing is found, nor where all would stand under one
    heading. The order of articles and stories makes no difference but to that of the
    matches, which are all sentences of a theme's articles.
    """
    return tuple(
        Theme(name=cluster.name, matches=tuple(_matches(articles, frozenset(cluster.article_ids))))
        for cluster in clusters(articles, stories)
    )


def clusters(articles: Sequence[Article], stories: Sequence[Story]) -> tuple[Cluster, ...]:
    """Find groups of at least three articles, at most twelve, the largest first.

    An article that is in no story is one of its own.
    """
    if len(articles) < FEWEST_ARTICLES:
        return ()
    ordered = sorted(articles, key=lambda one: (one.digest, one.uri, one.id))
    texts = _texts(ordered)
    told = _told(_together(ordered, stories), texts)
    groups = sorted(
        ([place for number in group for place in told.places[number]] for group in _grouped(told)),
        key=lambda group: (-len(group), min(group)),
    )
    if any(len(group) == len(articles) for group in groups):
        return ()  # one heading over everything tells nothing
    return tuple(_labelled(groups, ordered, texts))


def _matches(articles: Iterable[Article], taken: frozenset[str]) -> Iterator[Match]:
    for article in articles:
        if article.id in taken:
            for sentence in article.sentences:
                yield Match(
                    article_id=article.id,
                    position=sentence.position,
                    strength=1.0,
                    terms=(),
                    rule="found",
                )


def _texts(articles: Sequence[Article]) -> list[_Text]:
    texts = [_text(article) for article in articles]
    for language in sorted({article.language for article in articles}):
        if not stop_words(language):
            own = [n for n, article in enumerate(articles) if article.language == language]
            spread = Counter(stem for n in own for stem in texts[n].counts)
            common = {stem for stem, count in spread.items() if count > _COMMON * len(own)}
            for n in own:
                kept = {s: c for s, c in texts[n].counts.items() if s not in common}
                texts[n] = _Text(kept, texts[n].forms, texts[n].sentences)
    return texts


def _text(article: Article) -> _Text:
    skipped = stop_words(article.language)
    counts: Counter[str] = Counter()
    forms: dict[str, str] = {}
    told = [sentence.text for sentence in article.sentences]
    if told[:1] != [article.headline]:
        told.insert(0, article.headline)
    for text in told:
        stems = {
            part.stem: part.written
            for part in parts(text, language=article.language)
            if (len(part.folded) > _SHORT or part.written.isupper() or not part.folded.isascii())
            and len(part.folded) > 1
            and part.folded not in skipped
            and not part.folded[0].isdigit()
        }
        counts.update(stems.keys())
        forms.update(stems)
    return _Text(counts, forms, len(told))


def _together(articles: Sequence[Article], stories: Iterable[Story]) -> list[list[int]]:
    """Give the places of the articles of each story, in the order of the articles."""
    story_of = {key: number for number, one in enumerate(stories) for key in one.article_ids}
    found: dict[int, list[int]] = {}
    for place, article in enumerate(articles):
        found.setdefault(story_of.get(article.id, -1 - place), []).append(place)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Told:
    """Stories: the places of their articles, and the sums of their articles' terms."""

    places: Sequence[Sequence[int]]
    totals: Sequence[Vector]


def _told(places: Sequence[Sequence[int]], texts: Sequence[_Text]) -> _Told:
    rows = weigh([{s: 1 + math.log(c) for s, c in text.counts.items()} for text in texts])
    return _Told(places, [_total(rows, own) for own in places])


def _total(rows: Rows, places: Iterable[int]) -> Vector:
    total: Vector = {}
    for place in places:
        for term, weight in rows.mapping(place).items():
            total[term] = total.get(term, 0.0) + weight
    return total


def _grouped(told: _Told) -> list[list[int]]:
    """Give the numbers of the stories of each group, the most central first."""
    sizes = np.array([len(places) for places in told.places])
    linked = _linked(told, min(len(sizes), _MOST_LINKED))
    large = [group for group in linked if sizes[group].sum() >= FEWEST_TOGETHER]
    large.sort(key=lambda group: (-int(sizes[group].sum()), group))
    chosen = large[:MOST_THEMES]
    home = np.full(len(sizes), -1)
    for number, group in enumerate(chosen):
        home[group] = number
    if not chosen:
        return []
    rows = rows_of(told.totals)
    for _ in range(_ROUNDS):
        likeness = _likeness(rows, home, sizes, len(chosen))
        best = likeness.argmax(axis=1)
        again = np.where(likeness.max(axis=1) >= _BELONGS, best, -1)
        if (again == home).all():
            break
        home = again
    nearest = np.argsort(-_likeness(rows, home, sizes, len(chosen)).max(axis=1), kind="stable")
    groups = [[int(n) for n in nearest if home[n] == number] for number in range(len(chosen))]
    return [group for group in groups if sizes[group].sum() >= FEWEST_TOGETHER]


def _linked(told: _Told, first: int) -> list[list[int]]:
    totals, places = told.totals[:first], told.places[:first]
    groups = [
        Group([number], dict(total), len(own), Span())
        for number, (total, own) in enumerate(zip(totals, places, strict=True))
    ]
    edges: list[Edge] = []
    for one, others, _ in neighbors(unit(rows_of(totals)), least=_NEAR):
        edges.extend((one, other, product(totals[one], totals[other])) for other in others.tolist())
    return link(groups, edges, least=max(_LINKED, _ABOVE * _usual(totals, places)))


def _usual(totals: Sequence[Vector], places: Sequence[Sequence[int]]) -> float:
    """Give the average similarity over all pairs of articles of different stories."""
    everything: Vector = {}
    for total in totals:
        for term, weight in total.items():
            everything[term] = everything.get(term, 0.0) + weight
    sizes = [len(own) for own in places]
    pairs = sum(sizes) ** 2 - sum(size**2 for size in sizes)
    own = sum(product(total, total) for total in totals)
    return (product(everything, everything) - own) / pairs if pairs else 0.0


def _likeness(rows: Rows, home: np.ndarray, sizes: np.ndarray, count: int) -> Floats:
    """Give the cosine of each story with each group, which is seen without it.

    A story that is a group of its own may stay one, if it is large enough.
    """
    owners = np.repeat(np.arange(len(rows)), np.diff(rows.starts))
    squares = np.bincount(owners, rows.weights**2, len(rows))
    result = np.zeros((len(rows), count))
    for group in range(count):
        inside = home == group
        own = inside[owners]
        center = np.bincount(rows.terms[own], rows.weights[own], rows.vocabulary)
        shared = np.bincount(owners, rows.weights * center[rows.terms], len(rows))
        square = float(center @ center)
        left = np.where(inside, square - 2 * shared + squares, square)
        lengths = np.sqrt(np.maximum(left, 0.0) * squares)
        cosine = np.where(inside, shared - squares, shared) / np.maximum(lengths, 1e-9)
        if inside.sum() == 1:
            cosine[inside] = _BELONGS if sizes[inside][0] >= FEWEST_TOGETHER else 0.0
        result[:, group] = cosine
    return result.round(9)  # beyond, sums differ by the order of their parts


def _labelled(
    groups: Iterable[Sequence[int]], articles: Sequence[Article], texts: Sequence[_Text]
) -> Iterator[Cluster]:
    """Name each group by its most telling words, none of them twice."""
    everywhere: Counter[str] = Counter()
    for text in texts:
        everywhere.update(text.counts)
    sentences = sum(text.sentences for text in texts)
    named: set[str] = set()
    for group in groups:
        telling = _telling([texts[place] for place in group], everywhere, sentences)
        fresh = [stem for stem in telling if stem not in named][:_LABEL_WORDS]
        named.update(fresh)
        written = {
            stem: _written(stem, [texts[place] for place in group])
            for stem in (*telling[:_MOST_WORDS], *fresh)
        }
        label = ", ".join(written[stem] for stem in fresh) or articles[group[0]].headline
        yield Cluster(
            name=label[:1].upper() + label[1:],
            article_ids=tuple(articles[place].id for place in group),
            words=tuple(written[stem] for stem in telling[:_MOST_WORDS]),
        )


def _telling(texts: Sequence[_Text], everywhere: Mapping[str, int], sentences: int) -> list[str]:
    """Sort the stems of some texts by how well they tell these from all others."""
    inside: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for text in texts:
        inside.update(text.counts)
        spread.update(text.counts.keys())
    number = sum(text.sentences for text in texts)
    ratios = {
        stem: likelihood_ratio(count, number, everywhere[stem] - count, sentences - number)
        for stem, count in inside.items()
    }
    ranked = sorted(inside, key=lambda stem: (-ratios[stem], -inside[stem], stem))
    shared = [stem for stem in ranked if spread[stem] > 1 and ratios[stem] >= LEAST_RATIO]
    # What few of them hold may be telling, and yet tells one story only.
    shared.sort(key=lambda stem: -ratios[stem] * spread[stem])
    return shared or ranked


def _written(stem: str, texts: Iterable[_Text]) -> str:
    forms = Counter(text.forms[stem] for text in texts if stem in text.counts)
    return min(forms, key=lambda form: (-forms[form], form))
