"""From values to chosen sentences: within a length, and only what reads alone."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from briefing.settings import SummarizeSettings

# A sentence over this share of a budget of words leaves no room for a second one, so it
# is taken only where nothing shorter fits.
LONGEST_SHARE = 0.7

Needs = frozenset[int] | None  # what a sentence must be read with; None: never choose it


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long a summary may be: all limits that are set hold. None of them cuts a sentence.

    `share` is that of the article's words, in (0, 1].
    """

    sentences: int | None = None
    words: int | None = None
    share: float | None = None

    def most_words(self, article_words: int) -> float:
        """Give the limit in words for an article of so many."""
        by_share = math.inf if self.share is None else self.share * article_words
        return min(by_share, math.inf if self.words is None else self.words)


def budget_of(settings: SummarizeSettings) -> Budget:
    """Read how long a summary may be."""
    return Budget(
        sentences=settings.sentences,
        words=settings.words or None,
        share=settings.share or None,
    )


def choose(
    values: Sequence[float], lengths: Sequence[int], needs: Sequence[Needs], budget: Budget
) -> tuple[int, ...]:
    """Choose positions, rising: the best that fit, each with what it must be read with.

    Greedy: the sentence that, with the companions still missing, has the highest mean
    value comes first; ties go to the earlier. Where nothing fits, the best of those that
    need the fewest others is given all the same. The result is empty where all `needs`
    are None. Time grows with n log n.
    """
    units = {place: needed | {place} for place, needed in enumerate(needs) if needed is not None}
    most_words = budget.most_words(sum(lengths))
    for longest in (most_words * LONGEST_SHARE, most_words):
        short = {place: unit for place, unit in units.items() if lengths[place] <= longest}
        picking = _Picking(values=values, lengths=lengths, units=short)
        picking.fill(most_words=most_words, most_sentences=budget.sentences or len(values))
        if picking.chosen:
            return tuple(sorted(picking.chosen))
    if not units:
        return ()
    best = min(units, key=lambda place: (len(units[place]), -values[place], place))
    return tuple(sorted(units[best]))


@dataclass(slots=True, kw_only=True)
class _Picking:
    """What was picked so far, and each unit's value, which changes with what is picked."""

    values: Sequence[float]
    lengths: Sequence[int]
    units: Mapping[int, frozenset[int]]
    chosen: set[int] = field(default_factory=set)
    used: int = 0

    def fill(self, *, most_words: float, most_sentences: int) -> None:
        """Pick the best unit again and again, while one fits."""
        joined = self._joined()
        heap = [(-self._value(place), place) for place in self.units]
        heapify(heap)
        while heap and len(self.chosen) < most_sentences:
            value, place = heappop(heap)
            missing = self.units[place] - self.chosen
            if not missing or value != -self._value(place):
                continue  # it was picked along, or stands in the heap again
            length = sum(self.lengths[each] for each in missing)
            too_many = len(self.chosen) + len(missing) > most_sentences
            if too_many or self.used + length > most_words:
                continue
            self.chosen |= missing
            self.used += length
            for other in {other for each in missing for other in joined[each]}:
                if not self.units[other] <= self.chosen:
                    heappush(heap, (-self._value(other), other))

    def _joined(self) -> dict[int, list[int]]:
        """Map a position to the units of several sentences that it belongs to."""
        joined: dict[int, list[int]] = defaultdict(list)
        for place, unit in self.units.items():
            if len(unit) > 1:
                for each in unit:
                    joined[each].append(place)
        return joined

    def _value(self, place: int) -> float:
        if len(self.units[place]) == 1:
            return self.values[place]
        missing = sorted(self.units[place] - self.chosen)
        return sum(self.values[each] for each in missing) / max(len(missing), 1)
