"""Which earlier story each of today's stories goes on with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat

import numpy as np

from briefing.model import Article, Continuation, Story, Trace
from briefing.stories.terms import Words, read
from briefing.vectors import Floats, Integers

# All chosen on plateaus, see docs/benchmarks.md.
LEAST = 0.6  # the likeness from which a story goes on
NAME = 4.0  # a name weighs as much more than another word
# Before anything else is known, a name stands in so many of BACKGROUND articles, and another
# word in so many: that "police" is no news must be known on the second day.
BACKGROUND = 100
NAMES_KNOWN, WORDS_KNOWN = 0.3, 5.0
EITHER_KNOWN = 1.0  # where a script has no capitals, or a language has them for all nouns
HESITATION = 100.0  # a story of so many terms is believed half
# A long report repeats what led to the news, a note of one line has no room for it: so a
# text must know more of a story the longer it is, with the root of its length.
USUAL_LENGTH, LEAST_LENGTH = 20, 6  # terms
# A story that went on for months may pause for months; one of a week is over soon.
FREE_DAYS = 7.0
HALF_LIFE_DAYS = 7.0
HALF_LIFE_PER_DAY = 0.5

LEAST_NEARNESS = 0.05  # below it a story is out of reach

# Stories out of reach tell only which words are usual; so many articles tell it well enough.
ENOUGH_ARTICLES = 20_000
MOST_POSTINGS = 10_000  # of a text's terms, the rarest first
MOST_CANDIDATES = 30
MOST_ARTICLES = 10  # of a story, the most central, are asked
MOST_TERMS = 400  # of a story are kept, those of most texts
_DECIMALS = 9  # beyond them, sums differ by the order of their parts
_SIXTEEN_BITS = 1 << 16
_ZEROS = repeat(0)
_NOUNS_CAPITALIZED = frozenset({"de", "lb"})


def track(
    stories: Iterable[Story],
    articles: Iterable[Article],
    *,
    traces: Iterable[Trace],
    day: date,
    is_past: bool = False,
) -> tuple[Continuation, ...]:
    """Tell which earlier story each of today's goes on with, in the order of today's.

    `traces` may be rows of one story and day each, in any order, or their sums. Those of
    `day` and of later days are not looked at, so that a day can be run again; where
    `is_past`, the caller has left out what came later, and a day may have two editions. Two
    of today's stories may go on with one. Among equally like ones the older wins. A new
    story has the id of today's, or, where an earlier one had it, one made of it.
    """
    today, earlier = list(stories), gathered(traces, before=None if is_past else day)
    by_id = {one.id: one for one in articles}
    texts = [[_Text.of(by_id[key]) for key in one.article_ids if key in by_id] for one in today]
    known = _Known.of(earlier, chain.from_iterable(texts), day)
    taken = {trace.id for trace in earlier}
    told = {}
    for story, members in sorted(zip(today, texts, strict=True), key=lambda each: each[0].id):
        found = known.likest(members[:MOST_ARTICLES])
        told[story.id] = _continuation(story, members, found, day=day, taken=taken)
    return tuple(told[story.id] for story in today)


def gathered(traces: Iterable[Trace], *, before: date | None = None) -> tuple[Trace, ...]:
    """Add up the traces of each story, leaving out those of `before` and of later days.

    The oldest story comes first.
    """
    found: dict[str, list[Trace]] = {}
    for trace in traces:
        if before is None or trace.last < before:
            found.setdefault(trace.id, []).append(trace)
    added = [parts[0] if len(parts) == 1 else _sum(parts) for parts in found.values()]
    return tuple(sorted(added, key=lambda trace: (trace.first, trace.id)))


def lasting(traces: Sequence[Trace], *, day: date, enough: int) -> tuple[Trace, ...]:
    """Keep the stories that may still go on, and the newest others up to so many articles."""
    return tuple(_telling(traces, day, enough))


@dataclass(frozen=True, slots=True)
class _Text:
    """An article's terms with their weights, and what their case tells."""

    words: Words
    has_names: bool

    @classmethod
    def of(cls, article: Article) -> _Text:
        tells = article.language.partition("-")[0].casefold() not in _NOUNS_CAPITALIZED
        has_case = any(map(str.isupper, article.text))
        return cls(read(article), tells and has_case)


def _continuation(
    story: Story,
    texts: Sequence[_Text],
    found: Sequence[tuple[float, Trace]],
    *,
    day: date,
    taken: set[str],
) -> Continuation:
    """Go on with the likest of those found; where there is none, the story is new."""
    old = found[0][1] if found else None
    key = old.id if old else _free(story.id, taken)
    return Continuation(
        story_id=story.id,
        trace=_trace(key, texts, day),
        likeness=found[0][0] if found else 0.0,
        since=old.first if old else None,
        before=old.last if old else None,
        beside=tuple(trace.id for _, trace in found[1:]),
    )


def _free(key: str, taken: set[str]) -> str:
    """Give an id that no earlier story has: the same text may come again after a year."""
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key}-{number}"
    taken.add(found)
    return found


def _trace(key: str, texts: Sequence[_Text], day: date) -> Trace:
    return Trace(
        id=key,
        first=day,
        last=day,
        articles=len(texts),
        terms=_in_order(Counter(chain.from_iterable(text.words.weights for text in texts))),
        names=_in_order(Counter(chain.from_iterable(text.words.names for text in texts))),
    )


def _in_order(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _sum(parts: Sequence[Trace]) -> Trace:
    terms = _added([part.terms for part in parts])
    names = _added([part.names for part in parts])
    if len(terms) > MOST_TERMS:
        most = sorted(terms, key=lambda term: (-terms[term], -names.get(term, 0), term))
        terms = {term: terms[term] for term in most[:MOST_TERMS]}
        names = {term: names[term] for term in terms if term in names}
    return Trace(
        id=parts[0].id,
        first=min(part.first for part in parts),
        last=max(part.last for part in parts),
        articles=sum(part.articles for part in parts),
        terms=terms,
        names=names,
    )


def _added(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total = dict(counts[0])
    for each in counts[1:]:
        for term, count in each.items():
            total[term] = total.get(term, 0) + count
    return total


def _nearness(trace: Trace, day: date) -> float:
    """Give what is left of a story's likeness after a pause: the longer it ran, the more."""
    pause = (day - trace.last).days - FREE_DAYS
    half_life = HALF_LIFE_DAYS + HALF_LIFE_PER_DAY * (trace.last - trace.first).days
    return 1.0 if pause <= 0 else float(2 ** (-pause / half_life))


def _telling(traces: Sequence[Trace], day: date, enough: int = ENOUGH_ARTICLES) -> list[Trace]:
    """Leave out old stories where there are many; the order stays."""
    kept = [_nearness(one, day) >= LEAST_NEARNESS for one in traces]
    articles = sum(one.articles for one, is_kept in zip(traces, kept, strict=True) if is_kept)
    for place in sorted(range(len(traces)), key=lambda place: -traces[place].last.toordinal()):
        if not kept[place] and articles < enough:
            kept[place] = True
            articles += traces[place].articles
    return [one for one, is_kept in zip(traces, kept, strict=True) if is_kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The earlier stories, with an inverted index of the terms of today."""

    traces: Sequence[Trace]  # from old to young
    nearness: Floats
    sizes: Floats  # the texts in which each term of a story stands, summed over its terms
    articles: int
    owners: Mapping[str, Integers]  # term -> places of traces
    counts: Mapping[str, Floats]  # term -> in how many texts of each
    frequency: Mapping[str, float]  # term -> in how many texts of all
    named: Mapping[str, float]  # opener of a sentence -> in how many texts it was a name

    @classmethod
    def of(cls, traces: Iterable[Trace], texts: Iterable[_Text], day: date) -> _Known:
        """Index traces by the terms of some texts, and by no others."""
        found = _telling([one for one in traces if one.terms], day)
        words = [text.words for text in texts]
        owners, counts = _postings(found, {term for one in words for term in one.weights})
        openers = {term for one in words for term in one.openers}
        named: Counter[str] = Counter()
        for one in found:
            named.update({term: one.names[term] for term in openers & one.names.keys()})
        return cls(
            traces=found,
            nearness=np.array([_nearness(one, day) for one in found]),
            sizes=np.array([sum(one.terms.values()) for one in found], dtype=float),
            articles=sum(one.articles for one in found),
            owners=owners,
            counts=counts,
            frequency={term: float(values.sum()) for term, values in counts.items()},
            named=named,
        )

    def likest(self, texts: Sequence[_Text]) -> list[tuple[float, Trace]]:
        """Give the stories that are alike enough, the likest first, then the oldest."""
        if not self.traces or not texts:
            return []
        views = [self._view(text) for text in texts]
        places = np.array(sorted(set(chain.from_iterable(map(self._candidates, views)))), dtype=int)
        total = np.zeros(len(places))
        for view in views:
            counts = np.array(
                [list(map(self.traces[place].terms.get, view.terms, _ZEROS)) for place in places],
                dtype=float,
            ).reshape(len(places), len(view.terms))
            evidence = self._evidence(view, counts, places[:, None], slice(None))
            total += evidence @ view.weights
        likeness = np.round(total / len(texts) * self.nearness[places], _DECIMALS)
        order = np.argsort(-likeness, kind="stable")
        return [(float(likeness[k]), self.traces[places[k]]) for k in order if likeness[k] >= LEAST]

    def _view(self, text: _Text) -> _View:
        """Weigh the terms of a text, the rarest first."""
        words = text.words
        frequency = {term: self.frequency.get(term, 0.0) for term in words.weights}
        terms = sorted(words.weights, key=lambda term: (frequency[term], term))
        is_name = [
            term in words.names
            or (term in words.openers and self.named.get(term, 0) > frequency[term] / 2)
            for term in terms
        ]
        weights = np.array([words.weights[term] for term in terms])
        weights = np.where(is_name, NAME, 1.0) * weights
        known = np.where(is_name, NAMES_KNOWN, WORDS_KNOWN)
        length = np.sqrt(USUAL_LENGTH / max(len(terms), LEAST_LENGTH))
        return _View(
            terms=terms,
            weights=weights / max(weights.sum(), 1e-9) * length,
            frequency=np.array([frequency[term] for term in terms]),
            known=known if text.has_names else np.full(len(terms), EITHER_KNOWN),
        )

    def _candidates(self, view: _View) -> list[int]:
        """Give the places of those most alike, by the rarest terms of a text."""
        found = [
            (number, self.owners[term], self.counts[term])
            for number, term in enumerate(view.terms)
            if term in self.owners
        ]
        if not found:
            return []
        ends = np.cumsum([len(owners) for _, owners, _ in found])
        found = found[: max(1, int(np.searchsorted(ends, MOST_POSTINGS, side="right")))]
        places = np.concatenate([owners for _, owners, _ in found])
        numbers = np.repeat([number for number, _, _ in found], [len(each[1]) for each in found])
        counts = np.concatenate([counts for _, _, counts in found])
        evidence = self._evidence(view, counts, places, numbers) * view.weights[numbers]
        sums = np.bincount(places, weights=evidence, minlength=len(self.traces)) * self.nearness
        some = np.flatnonzero(sums > 0)
        order = np.argsort(-np.round(sums[some], _DECIMALS), kind="stable")
        return [int(place) for place in some[order[:MOST_CANDIDATES]]]

    def _evidence(
        self, view: _View, counts: Floats, places: Integers, numbers: Integers | slice
    ) -> Floats:
        """Tell how much likelier a term is in a story than in all others; never below 0.

        The log of a ratio of two shares, the story's smoothed by the others' (Dirichlet). The
        others are taken without the story itself, or its own words would look common.
        """
        sizes = self.sizes[places]
        usual = self.sizes.sum() / self.articles
        others = np.maximum(view.frequency[numbers] - counts, 0) + view.known[numbers]
        elsewhere = others / (self.sizes.sum() - sizes + BACKGROUND * usual)
        belief = sizes / (sizes + HESITATION)
        ratio = belief * (counts / sizes) / elsewhere + (1 - belief)
        return np.asarray(np.log(np.maximum(ratio, 1.0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A text's terms, the rarest first, as those who know the earlier stories see them."""

    terms: Sequence[str]
    weights: Floats
    frequency: Floats
    known: Floats  # in how many texts a term is thought to stand before any is known


def _postings(
    traces: Sequence[Trace], terms: set[str]
) -> tuple[dict[str, Integers], dict[str, Floats]]:
    """Give for each of the terms the traces that have it, and in how many texts."""
    if not terms:
        return {}, {}
    numbers = {term: number for number, term in enumerate(terms)}
    keys: list[int] = []
    counts: list[int] = []
    lengths = []
    for trace in traces:
        shared = terms.intersection(trace.terms)
        lengths.append(len(shared))
        keys += map(numbers.__getitem__, shared)
        counts += map(trace.terms.__getitem__, shared)
    # Numbers of 16 bits are sorted by their digits, several times as fast.
    keyed = np.array(keys, dtype=np.uint16 if len(numbers) <= _SIXTEEN_BITS else np.int64)
    order = np.argsort(keyed, kind="stable")
    owners = np.repeat(np.arange(len(traces)), lengths)[order]
    values = np.array(counts, dtype=float)[order]
    ends = np.cumsum(np.bincount(keyed, minlength=len(numbers)))[:-1]
    return (
        dict(zip(numbers, np.split(owners, ends), strict=True)),
        dict(zip(numbers, np.split(values, ends), strict=True)),
    )
