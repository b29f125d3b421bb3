"""From articles to stories."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from briefing.linking import Edge, Group, link
from briefing.model import Article, Story
from briefing.neighbors import neighbors
from briefing.spans import FREE_DAYS, Span
from briefing.stories.refining import Texts, refine
from briefing.stories.terms import terms
from briefing.text import dateline, fold
from briefing.vectors import Floats, Integers, summed, total, weigh

# Chosen by cross-validation on public sets, see docs/stories.md: the average similarity from
# which groups are joined, and the similarity to a story below which an article stands alone.
LINKED = 0.28
BELONGS = 0.2
# Among a few texts nobody knows which words are rare, so more likeness is asked for: as much
# more, divided by the number of texts. Of pairs from ECB+ with no other text beside them,
# 13 of 100 look-alikes are joined at .355, and 28 at .28.
DOUBT = 0.15
NEAR = 0.1  # those who share less are no neighbors
_DAY_S = 86_400.0
_ID_DIGITS = 12
_DECIMALS = 9  # beyond them, sums differ by the order of their parts
_DATELINE_LENGTH = 160
_LATEST = datetime.max.replace(tzinfo=UTC)
Near = tuple[Integers, Floats]  # the neighbors of a text, and how alike they are


def group(
    articles: Iterable[Article], *, terms_of: Callable[[Article], Mapping[str, float]] = terms
) -> tuple[Story, ...]:
    """Group articles that tell one event; each is in exactly one story.

    `terms_of` gives the terms of an article, where they are known already. The same articles
    in another order give the same stories. The largest come first, among equals the earliest.
    Average link over TF-IDF of headline, opening and names, and then each article chooses
    again; time takes from the likeness of what lies weeks apart.
    """
    ordered = sorted(articles, key=_age)
    stories = named(story_of(members) for members in _grouped(ordered, terms_of))
    # Stable, so that among equals the story stays first whose first article is older.
    return tuple(sorted(stories, key=lambda story: (-story.voices, -story.texts, -story.articles)))


def _age(article: Article) -> tuple[datetime, str, str, str]:
    """Sort by time, and by what never changes where time does not tell."""
    return (article.published or _LATEST, article.digest, article.uri, article.id)


def _grouped(
    articles: Sequence[Article], terms_of: Callable[[Article], Mapping[str, float]]
) -> list[list[Article]]:
    """Give the articles of each story, the most central first."""
    alike = alike_of(articles, terms_of)
    rows = weigh([weights for weights, _ in alike])
    texts = Texts(
        rows=rows,
        spans=[span_of(articles[place] for place in places) for _, places in alike],
        sizes=[len(places) for _, places in alike],
    )
    near = [(found, values) for _, found, values in neighbors(rows, least=NEAR)]
    return [
        [articles[place] for text in central(texts, group) for place in alike[text][1]]
        for group in joined(texts, near)
    ]


def joined(texts: Texts, near: Sequence[Near], *, fixed: int = 0) -> list[list[int]]:
    """Give the places of the texts of each story, by the neighbors of each text.

    The first `fixed` are not texts but stories that are known, with the mean of their
    texts: these are joined with others, and never taken apart.
    """
    beside: list[list[int]] = []
    edges: list[Edge] = []
    doubt = DOUBT / max(len(near) - fixed, 1)
    for place, (found, similarities) in enumerate(near):
        beside.append(found.tolist())
        for other, similarity in zip(found.tolist(), similarities.tolist(), strict=True):
            if similarity >= LINKED + doubt:
                edges.append((place, other, similarity * texts.sizes[place] * texts.sizes[other]))
    linked = link(_groups(texts), edges, least=LINKED + doubt)
    return refine(texts, linked, beside=beside, least=BELONGS + doubt, fixed=fixed)


def alike_of(
    articles: Sequence[Article], terms_of: Callable[[Article], Mapping[str, float]]
) -> list[tuple[Mapping[str, float], list[int]]]:
    """Put together articles, given from early to late, that speak of the very same terms.

    A hundred copies must not make their words look frequent, nor crowd out all other
    neighbors. What comes back long after is a text of its own.
    """
    found: list[tuple[Mapping[str, float], list[int]]] = []
    latest: dict[int, int] = {}
    for place, article in enumerate(articles):
        weights = terms_of(article)
        key = hash(frozenset(weights.items()))
        known = latest.get(key)
        if (
            known is None
            or not weights
            or found[known][0] != weights
            or not _is_soon(articles[found[known][1][-1]], article)
        ):
            latest[key] = len(found)
            found.append((weights, []))
        found[latest[key]][1].append(place)
    return found


def _is_soon(earlier: Article, later: Article) -> bool:
    if earlier.published is None or later.published is None:
        return True
    return later.published - earlier.published <= timedelta(days=FREE_DAYS)


def span_of(articles: Iterable[Article]) -> Span:
    """Give when some articles stood."""
    days = [one.published.timestamp() / _DAY_S for one in articles if one.published]
    return Span(min(days), max(days)) if days else Span()


def _groups(texts: Texts) -> list[Group]:
    found = []
    for place, (span, size) in enumerate(zip(texts.spans, texts.sizes, strict=True)):
        terms_, weights = texts.rows.row(place)
        vector = dict(zip(terms_.tolist(), (size * weights).tolist(), strict=True))
        found.append(Group([place], vector, size, span))
    return found


def central(texts: Texts, places: Sequence[int]) -> list[int]:
    """Sort texts by how near they are to the middle of their story, then by age."""
    if len(places) == 1:
        return list(places)
    own = np.array(places)
    terms_, middle = total(texts.rows, places, [texts.sizes[place] for place in places])
    cells, owners = texts.rows.cells(own)
    products = middle[np.searchsorted(terms_, texts.rows.terms[cells])] * texts.rows.weights[cells]
    nearness = np.round(summed(owners, products, len(own)), _DECIMALS)
    order: list[int] = own[np.lexsort((own, -nearness))].tolist()
    return order


def story_of(articles: Sequence[Article]) -> Story:
    """Tell the story of some articles, the most central first."""
    earliest = min(articles, key=_age)
    printed = [(one.published, one.outlet) for one in articles]
    printed += [(copy.published, copy.outlet) for one in articles for copy in one.copies]
    printed.sort(key=lambda each: (each[0] or _LATEST, each[1]))
    times = [when for when, _ in printed if when]
    return Story(
        id=hashlib.sha256(earliest.digest.encode()).hexdigest()[:_ID_DIGITS],
        article_ids=tuple(one.id for one in articles),
        articles=len(printed),
        texts=len({one.digest for one in articles}),
        voices=len({_voice(one) for one in articles}),
        outlets=tuple(dict.fromkeys(outlet for _, outlet in printed)),
        first_seen=times[0] if times else None,
        last_updated=times[-1] if times else None,
    )


def _voice(article: Article) -> str:
    """Tell whose words these are: the agency's, by credit or dateline, or the outlet's."""
    credit = dateline(article.text[:_DATELINE_LENGTH])
    agency = credit and (credit["agency"] or credit["slashed"])
    return fold(article.agency or agency or article.outlet)


def named(stories: Iterable[Story]) -> list[Story]:
    """Tell apart the ids of stories that begin with one text; rare, for copies are folded."""
    met: Counter[str] = Counter()
    found = []
    for story in stories:
        met[story.id] += 1
        count = met[story.id]
        found.append(story if count == 1 else replace(story, id=f"{story.id}-{count}"))
    return found
