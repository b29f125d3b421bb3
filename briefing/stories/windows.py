"""Stories of more articles than can be held: a window of time, and then the next."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from briefing.frequencies import Frequencies
from briefing.model import Article
from briefing.neighbors import neighbors
from briefing.spans import FREE_DAYS, HALF_LIFE_DAYS, Span
from briefing.stories.grouping import LINKED, NEAR, Near, alike_of, central, joined, span_of
from briefing.stories.refining import Texts
from briefing.vectors import MOST_TERMS, Integers, Rows, hashed, total

# What is longer apart is not alike enough, were it the very same words.
REACH_DAYS = FREE_DAYS + HALF_LIFE_DAYS * math.log2(1 / LINKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """A story that may go on: the mean of its texts by bucket, how many they are, and when."""

    number: int
    buckets: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    size: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a window adds to a story: articles, the most central first.

    `earlier` are the stories that it goes on with, rising; of several it makes one, which
    has the first number.
    """

    number: int
    earlier: Sequence[int]
    articles: Sequence[Article]


@dataclass(slots=True, kw_only=True)
class Windows:
    """Groups windows of articles from early to late, beside the stories that may go on.

    Of these the mean is kept, the same as if their texts were there for average link; so
    `among` must tell for all windows alike how rare a word is. Where there are more than
    `most`, those of one text go first, and of these the oldest.
    """

    among: Frequencies
    most: int
    going: dict[int, Going] = field(default_factory=dict)
    count: int = 0

    def add(
        self, articles: Sequence[Article], terms_of: Callable[[Article], Mapping[str, float]]
    ) -> list[Told]:
        """Group articles, given from early to late; give the stories that have changed."""
        self._forget(span_of(articles).first)
        alike = alike_of(articles, terms_of)
        known = list(self.going.values())
        rows, buckets = _beside(known, hashed([weights for weights, _ in alike], self.among))
        near, used = _near(rows, len(known))
        known = [known[place] for place in used]
        own = range(len(rows) - len(alike), len(rows))
        texts = Texts(
            rows=rows.only([*used, *own]),
            spans=[one.span for one in known]
            + [span_of(articles[place] for place in places) for _, places in alike],
            sizes=[one.size for one in known] + [len(places) for _, places in alike],
        )
        told: list[Told] = []
        for group in joined(texts, near, fixed=len(known)):
            earlier = sorted(known[place].number for place in group if place < len(known))
            if len(group) == len(earlier) == 1:
                continue
            new = [place - len(known) for place in central(texts, group) if place >= len(known)]
            told.append(
                Told(
                    number=self._note(texts, group, earlier, buckets),
                    earlier=earlier,
                    articles=[articles[place] for text in new for place in alike[text][1]],
                )
            )
        return told

    def _forget(self, day: float | None) -> None:
        """Let go of what cannot go on any more, and of the least where there are too many."""
        kept = [
            one
            for one in self.going.values()
            if day is None or one.span.last is None or one.span.last >= day - REACH_DAYS
        ]
        if len(kept) > self.most:
            kept = sorted(kept, key=_promise)[-self.most :]
        self.going = {one.number: one for one in kept}

    def _note(
        self, texts: Texts, group: Sequence[int], earlier: Sequence[int], buckets: Integers
    ) -> int:
        """Keep what is known of a story now; give its number."""
        sizes = [texts.sizes[place] for place in group]
        size, span = sum(sizes), Span()
        for place in group:
            span = span.joined(texts.spans[place])
        terms, weights = total(texts.rows, group, sizes)
        heaviest = np.sort(np.argsort(-weights, kind="stable")[:MOST_TERMS])
        for number in earlier:
            del self.going[number]
        number = earlier[0] if earlier else self.count
        self.count += not earlier
        self.going[number] = Going(
            number=number,
            buckets=buckets[terms[heaviest]].astype(np.int32),
            weights=(weights[heaviest] / size).astype(np.float32),
            size=size,
            span=span,
        )
        return number


def _promise(story: Going) -> tuple[bool, float, int]:
    last = story.span.last
    return story.size > 1, math.inf if last is None else last, story.number


def _beside(known: Sequence[Going], rows: Rows) -> tuple[Rows, Integers]:
    """Give rows of stories and of texts, and the bucket of each of their terms."""
    lengths = [len(one.buckets) for one in known]
    starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    terms = np.concatenate([*(one.buckets for one in known), rows.terms])
    buckets, terms = np.unique(terms, return_inverse=True)
    both = Rows(
        starts=np.concatenate((starts[:-1], rows.starts + starts[-1])).astype(np.int64),
        terms=terms.astype(np.int64),
        weights=np.concatenate([*(one.weights for one in known), rows.weights]).astype(float),
        vocabulary=len(buckets),
    )
    return both, buckets


def _near(rows: Rows, known: int) -> tuple[list[Near], list[int]]:
    """Give the neighbors of each text, by the places of those `known` that have any, and texts.

    These places come with it.
    """
    texts = range(known, len(rows))
    found = [(near, like) for _, near, like in neighbors(rows, least=NEAR, of=texts)]
    nobody = np.empty(0, dtype=np.int64)
    used = np.unique(np.concatenate([nobody, *(near[near < known] for near, _ in found)]))
    places = np.empty(len(rows), dtype=np.int64)
    places[used] = np.arange(len(used))
    places[known:] = np.arange(len(used), len(used) + len(found))
    near_of: list[Near] = [(nobody, np.empty(0))] * len(used)
    near_of += [(places[near], like) for near, like in found]
    return near_of, used.tolist()
