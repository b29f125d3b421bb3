"""Let each text choose again between the stories, its own seen without it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from briefing.spans import Span
from briefing.vectors import Floats, Integers, Rows, summed

ROUNDS = 3
_NOTHING = 1e-9  # what is shorter is left of a sum by rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Distinct texts: their terms, when they stood, how many articles print each."""

    rows: Rows
    spans: Sequence[Span]
    sizes: Sequence[int]


@dataclass(slots=True)
class _Centroid:
    terms: Integers
    weights: Floats
    square: float
    members: int = 0
    firsts: list[float] = field(default_factory=list)  # rising
    lasts: list[float] = field(default_factory=list)  # rising

    def without(self, span: Span) -> Span:
        """Give when the others stood."""
        firsts, lasts = self.firsts, self.lasts
        if span.first is not None and span.last is not None:
            firsts = firsts[1:2] if firsts[0] == span.first else firsts[:1]
            lasts = lasts[-2:-1] if lasts[-1] == span.last else lasts[-1:]
        return Span(firsts[0], lasts[-1]) if firsts and lasts else Span()

    @property
    def span(self) -> Span:
        return Span(self.firsts[0], self.lasts[-1]) if self.firsts else Span()


def refine(
    texts: Texts,
    groups: Iterable[Sequence[int]],
    *,
    beside: Sequence[Sequence[int]],
    least: float,
    fixed: int = 0,
) -> list[list[int]]:
    """Move each text to the group whose centroid is most like it, or let it stand alone.

    A text's own group is taken without it. `beside` tells for each text its neighbors:
    their groups, and its own, are those it may choose. All choose at once, so that their
    order does not matter; the first `fixed` stay. After leave-one-out k-means.
    """
    home = _homes(groups, len(texts.rows))
    changed = set(home)
    centroids: dict[int, _Centroid] = {}
    for _ in range(ROUNDS):
        centroids |= _centroids(texts, home, changed)
        asked: dict[int, list[int]] = {}
        for place, own in enumerate(home[fixed:], fixed):
            near = {own, *(home[other] for other in beside[place])}
            # Who chose among the same groups before would choose the same again.
            if not near.isdisjoint(changed):
                for group in near:
                    asked.setdefault(group, []).append(place)
        chosen = _chosen(texts, home, centroids, asked, least=least)
        changed = {
            group
            for before, after in zip(home, chosen, strict=True)
            if before != after
            for group in (before, after)
        }
        if not changed:
            break
        home = chosen
    found: dict[int, list[int]] = {}
    for place, group in enumerate(home):
        found.setdefault(group, []).append(place)
    return list(found.values())


def _homes(groups: Iterable[Sequence[int]], count: int) -> list[int]:
    """Name each text's group by the least place in it."""
    home = [0] * count
    for group in groups:
        least = min(group)
        for place in group:
            home[place] = least
    return home


def _centroids(texts: Texts, home: Sequence[int], wanted: set[int]) -> dict[int, _Centroid]:
    """Add up the texts of some groups, all groups in one go."""
    places = np.array([place for place, group in enumerate(home) if group in wanted], dtype=int)
    groups, numbers = np.unique(np.array(home, dtype=int)[places], return_inverse=True)
    cells, owners = texts.rows.cells(places)
    keys = numbers[owners] * texts.rows.vocabulary + texts.rows.terms[cells]
    keys, cell_of = np.unique(keys, return_inverse=True)
    sizes = np.array(texts.sizes, dtype=float)[places]
    weights = summed(cell_of, sizes[owners] * texts.rows.weights[cells], len(keys))
    begins = np.searchsorted(keys, np.arange(len(groups) + 1) * texts.rows.vocabulary)
    terms = keys % max(texts.rows.vocabulary, 1)
    found: dict[int, _Centroid] = {}
    for number, group in enumerate(groups.tolist()):
        own = slice(begins[number], begins[number + 1])
        square = math.fsum((weights[own] * weights[own]).tolist())
        found[group] = _Centroid(terms[own], weights[own], square)
    for place in places.tolist():
        centroid, span = found[home[place]], texts.spans[place]
        centroid.members += 1
        if span.first is not None and span.last is not None:
            centroid.firsts.append(span.first)
            centroid.lasts.append(span.last)
    for centroid in found.values():
        centroid.firsts.sort()
        centroid.lasts.sort()
    return found


def _chosen(
    texts: Texts,
    home: Sequence[int],
    centroids: Mapping[int, _Centroid],
    asked: Mapping[int, Sequence[int]],
    *,
    least: float,
) -> list[int]:
    """Give the group of each text, where `asked` are for each group the texts that may choose it.

    A text that stands alone is named by a number below 0.
    """
    best: dict[int, tuple[float, int]] = {}
    spread = np.zeros(texts.rows.vocabulary)
    for group in sorted(asked):
        centroid = centroids[group]
        spread[centroid.terms] = centroid.weights
        cells, owners = texts.rows.cells(np.array(asked[group]))
        products = spread[texts.rows.terms[cells]] * texts.rows.weights[cells]
        shared = summed(owners, products, len(asked[group])).tolist()
        spread[centroid.terms] = 0
        span, length = centroid.span, math.sqrt(centroid.square)
        for place, product in zip(asked[group], shared, strict=True):
            if is_own := home[place] == group:
                similarity = _without(texts, place, centroid, product)
            else:
                near = span.nearness(texts.spans[place])
                similarity = near * product / length if centroid.square > _NOTHING else 0.0
            most, _ = best.setdefault(place, (least, -1 - place))
            # Who is as near to its own as to another stays.
            if similarity > most or (similarity == most and is_own):
                best[place] = similarity, group
    chosen = list(home)
    for place, (_, group) in best.items():
        if group >= 0 or centroids[home[place]].members > 1:
            chosen[place] = group
    return chosen


def _without(texts: Texts, place: int, centroid: _Centroid, shared: float) -> float:
    """Give how like a text is to the others of its group; `shared` is its product with all."""
    if centroid.members == 1:
        return 0.0
    size = texts.sizes[place]
    square = centroid.square + (size * size - 2 * size * shared)
    near = centroid.without(texts.spans[place]).nearness(texts.spans[place])
    return near * (shared - size) / math.sqrt(square) if square > _NOTHING else 0.0
