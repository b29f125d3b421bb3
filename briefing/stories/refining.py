"""Let each text choose again between the stories, its own seen without it."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field

from briefing.spans import Span
from briefing.vectors import Vector, product

ROUNDS = 3
_NOTHING = 1e-9  # what is shorter is left of a sum by rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Distinct texts: their terms, when they stood, how many articles print each."""

    vectors: Sequence[Vector]
    spans: Sequence[Span]
    sizes: Sequence[int]


@dataclass(slots=True)
class _Centroid:
    total: Vector = field(default_factory=dict)
    square: float = 0.0
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
    home = _homes(groups, len(texts.vectors))
    changed = set(home)
    centroids: dict[int, _Centroid] = {}
    for _ in range(ROUNDS):
        centroids |= _centroids(texts, home, changed)
        chosen = list(home)
        for place, own in enumerate(home[fixed:], fixed):
            near = {own, *(home[other] for other in beside[place])}
            # Who chose among the same groups before would choose the same again.
            if not near.isdisjoint(changed):
                chosen[place] = _choice(texts, place, own, centroids, near=near, least=least)
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


def _centroids(texts: Texts, home: Sequence[int], wanted: Container[int]) -> dict[int, _Centroid]:
    found: dict[int, _Centroid] = {}
    for place, group in enumerate(home):
        if group not in wanted:
            continue
        centroid = found.setdefault(group, _Centroid())
        centroid.members += 1
        for term, weight in texts.vectors[place].items():
            centroid.total[term] = centroid.total.get(term, 0.0) + texts.sizes[place] * weight
        span = texts.spans[place]
        if span.first is not None and span.last is not None:
            centroid.firsts.append(span.first)
            centroid.lasts.append(span.last)
    for centroid in found.values():
        centroid.square = math.fsum(weight * weight for weight in centroid.total.values())
        centroid.firsts.sort()
        centroid.lasts.sort()
    return found


def _choice(
    texts: Texts,
    place: int,
    own: int,
    centroids: dict[int, _Centroid],
    *,
    near: Collection[int],
    least: float,
) -> int:
    """Give the group a text chooses; one that stands alone is named by numbers below 0."""
    best, group = least, -1 - place
    for one in sorted(near):
        similarity = _similarity(texts, place, centroids[one], is_own=one == own)
        # Who is as near to its own as to another stays.
        if similarity > best or (similarity == best and one == own):
            best, group = similarity, one
    return own if group < 0 and centroids[own].members == 1 else group


def _similarity(texts: Texts, place: int, centroid: _Centroid, *, is_own: bool) -> float:
    vector, span = texts.vectors[place], texts.spans[place]
    shared, square = product(vector, centroid.total), centroid.square
    if not is_own:
        near = centroid.span.nearness(span)
        return near * shared / math.sqrt(square) if square > _NOTHING else 0.0
    if centroid.members == 1:
        return 0.0
    size = texts.sizes[place]
    square += size * size - 2 * size * shared
    near = centroid.without(span).nearness(span)
    return near * (shared - size) / math.sqrt(square) if square > _NOTHING else 0.0
