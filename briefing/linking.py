"""Average link over neighbor lists: the two most alike groups become one, again and again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, nlargest

from briefing.neighbors import neighbors
from briefing.spans import Span
from briefing.vectors import Vector, product, rows_of, unit

MOST_ROUNDS = 4
LARGE = 10  # texts; the neighbor lists of a smaller group were long enough
MOST_ADJACENT = 64  # groups beside a group that are kept in view
Edge = tuple[int, int, float]


@dataclass(slots=True)
class Group:
    """Rows that belong together: their places, the sum of them, how many, and when."""

    places: list[int]
    total: Vector
    size: int
    span: Span


def link(groups: Sequence[Group], edges: Iterable[Edge], *, least: float) -> list[list[int]]:
    """Join groups whose average similarity is at least `least`; give the places in each.

    `edges` are pairs of groups with the sum of similarities between them. The average over
    two groups is the product of their sums, so no pair need be kept. Groups of one round
    are joined again in the next, with neighbors of their own, since the neighbor lists of
    a large story may not hang together. UPGMA (Sokal & Michener 1958) on sparse graphs.
    """
    for _ in range(MOST_ROUNDS):
        found = _agglomerate(groups, edges, least)
        is_done = len(found) == len(groups)
        groups = found
        if is_done:
            break
        edges = _edges(groups, least)
    return [sorted(group.places) for group in groups]


def _edges(groups: Sequence[Group], least: float) -> Iterator[Edge]:
    # The cosine of two sums is never below the average over their pairs.
    centroids = unit(rows_of([group.total for group in groups]))
    large = (place for place, group in enumerate(groups) if len(group.places) >= LARGE)
    for place, found, _ in neighbors(centroids, least=least, of=large):
        for other in found.tolist():
            yield place, other, product(groups[place].total, groups[other].total)


@dataclass(slots=True)
class _Board:
    """The groups by number, the sums of similarities of neighbors, and what to join next."""

    groups: dict[int, Group]
    beside: dict[int, dict[int, float]]
    least: float
    queue: list[tuple[float, int, int]] = field(default_factory=list)

    def similarity(self, one: int, other: int) -> float:
        """Give the average similarity of two groups, less what time takes."""
        left, right = self.groups[one], self.groups[other]
        average = self.beside[one][other] / (left.size * right.size)
        return average * left.span.nearness(right.span)

    def push(self, one: int, other: int) -> None:
        """Queue a pair that is alike enough."""
        similarity = self.similarity(one, other)
        if similarity >= self.least:
            heappush(self.queue, (-similarity, min(one, other), max(one, other)))

    def join(self, one: int, other: int, number: int) -> None:
        """Make a new group of two."""
        left, right = self.groups.pop(one), self.groups.pop(other)
        if len(left.total) < len(right.total):
            left, right = right, left
        for term, weight in right.total.items():
            left.total[term] = left.total.get(term, 0.0) + weight
        self.groups[number] = Group(
            left.places + right.places,
            left.total,
            left.size + right.size,
            left.span.joined(right.span),
        )
        self.beside[number] = self._joined(one, other, number)

    def _joined(self, one: int, other: int, number: int) -> dict[int, float]:
        """Give the new group its neighbors: the sums of both, where both are known."""
        first, second = self.beside.pop(one), self.beside.pop(other)
        first.pop(other, None)
        second.pop(one, None)
        known = {key: first.get(key, 0.0) + second.get(key, 0.0) for key in first | second}
        near = nlargest(
            MOST_ADJACENT,
            known,
            key=lambda key: (known[key] / self.groups[key].size, -key),
        )
        found = {}
        for key in near:
            theirs = self.beside[key]
            is_whole = key in first and key in second
            found[key] = theirs[number] = (
                known[key]
                if is_whole
                else product(self.groups[number].total, self.groups[key].total)
            )
        for key in known:
            self.beside[key].pop(one, None)
            self.beside[key].pop(other, None)
        return found


def _agglomerate(groups: Sequence[Group], edges: Iterable[Edge], least: float) -> list[Group]:
    board = _Board(dict(enumerate(groups)), {place: {} for place in range(len(groups))}, least)
    for one, other, total in edges:
        board.beside[one][other] = board.beside[other][one] = total
    for one, found in board.beside.items():
        for other in found:
            if one < other:
                board.push(one, other)
    heapify(board.queue)
    number = len(groups)
    while board.queue:
        _, one, other = heappop(board.queue)
        if one in board.groups and other in board.groups:
            board.join(one, other, number)
            for key in board.beside[number]:
                board.push(number, key)
            number += 1
    return list(board.groups.values())
