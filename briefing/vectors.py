"""Texts as sparse rows of weighted terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from briefing.frequencies import Frequencies, bucket

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Vector = dict[int, float]  # from terms to weights

# A batch of three articles knows nothing of which words are rare. It is weighed as if so
# many others stood beside it, which hold none of its words: measured on batches of 3 to 40
# stories, one threshold then serves all of them; without, small batches fall apart.
BACKGROUND = 50
MOST_TERMS = 100  # of a text; the lightest tell next to nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A sparse matrix: row `i` has `terms` and `weights` from `starts[i]` to `starts[i + 1]`.

    Terms rise within a row.
    """

    starts: Integers
    terms: Integers
    weights: Floats
    vocabulary: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, place: int) -> tuple[Integers, Floats]:
        """Give the terms and the weights of a row."""
        span = slice(self.starts[place], self.starts[place + 1])
        return self.terms[span], self.weights[span]

    def mapping(self, place: int) -> Vector:
        """Give a row as a mapping from terms to weights."""
        terms, weights = self.row(place)
        return dict(zip(terms.tolist(), weights.tolist(), strict=True))

    def only(self, places: Sequence[int]) -> Rows:
        """Give some of the rows."""
        cells, owners = self.cells(np.asarray(places, dtype=np.int64))
        counts = np.bincount(owners, minlength=len(places))
        return Rows(
            starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            terms=self.terms[cells],
            weights=self.weights[cells],
            vocabulary=self.vocabulary,
        )

    def cells(self, places: Integers) -> tuple[Integers, Integers]:
        """Give where the terms of some rows stand, and for each the number of its row in `places`.

        The rows come one after the other.
        """
        counts = self.starts[places + 1] - self.starts[places]
        return ranges(self.starts[places], counts), np.repeat(np.arange(len(places)), counts)


def weigh(counted: Sequence[Mapping[str, float]]) -> Rows:
    """Make rows of unit length, in which a term that few texts have weighs more.

    A text without terms has an empty row. TF-IDF (Salton & Buckley 1988).
    """
    numbers = {
        stem: place for place, stem in enumerate(dict.fromkeys(chain.from_iterable(counted)))
    }
    terms = map(numbers.__getitem__, chain.from_iterable(counted))
    rows = _rows(counted, terms)
    return _weighed(rows, np.bincount(rows.terms, minlength=len(numbers)), len(counted))


def hashed(counted: Sequence[Mapping[str, float]], among: Frequencies) -> Rows:
    """Make the rows that `weigh` makes, by how many texts of more than these have a term.

    The terms are buckets; of those of a text that share one, the last stands for all.
    """
    rows = rows_of([{bucket(stem): weight for stem, weight in one.items()} for one in counted])
    return _weighed(rows, among.counts, among.texts)


def _weighed(rows: Rows, frequency: npt.NDArray[np.generic], texts: int) -> Rows:
    rarity = np.log(1 + (texts + BACKGROUND) / np.maximum(frequency[rows.terms], 1))
    return unit(_heaviest(unit(rows_with(rows, rows.weights * rarity))))


def _heaviest(rows: Rows) -> Rows:
    """Keep of each row its heaviest terms."""
    places = np.repeat(np.arange(len(rows)), np.diff(rows.starts))
    order = np.lexsort((rows.terms, -rows.weights, places))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order)) - rows.starts[places]
    kept = ranks < MOST_TERMS
    counts = np.bincount(places[kept], minlength=len(rows))
    return Rows(
        starts=np.concatenate(([0], np.cumsum(counts))),
        terms=rows.terms[kept],
        weights=rows.weights[kept],
        vocabulary=rows.vocabulary,
    )


def rows_of(mappings: Sequence[Mapping[int, float]]) -> Rows:
    """Make rows of mappings from terms to weights."""
    return _rows(mappings, chain.from_iterable(mappings))


def _rows(counted: Sequence[Mapping[Any, float]], numbers: Iterable[int]) -> Rows:
    """Make rows of weights, whose terms are given one after the other."""
    lengths = [len(one) for one in counted]
    total = sum(lengths)
    terms = np.fromiter(numbers, np.int64, total)
    weights = np.fromiter(chain.from_iterable(one.values() for one in counted), float, total)
    places = np.repeat(np.arange(len(counted)), lengths)
    order = np.lexsort((terms, places))
    return Rows(
        starts=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
        terms=terms[order],
        weights=weights[order],
        vocabulary=int(terms.max(initial=-1)) + 1,
    )


def rows_with(rows: Rows, weights: Floats) -> Rows:
    """Give the same rows with other weights."""
    return Rows(starts=rows.starts, terms=rows.terms, weights=weights, vocabulary=rows.vocabulary)


def unit(rows: Rows) -> Rows:
    """Scale each row to length 1."""
    places = np.repeat(np.arange(len(rows)), np.diff(rows.starts))
    squares = np.bincount(places, weights=rows.weights**2, minlength=len(rows))
    lengths = np.sqrt(squares)
    lengths[lengths == 0] = 1.0
    return rows_with(rows, rows.weights / lengths[places])


def total(rows: Rows, places: Sequence[int], factors: Sequence[int]) -> tuple[Integers, Floats]:
    """Give the sum of some rows, each so many times: its terms, rising, and their weights."""
    cells, owners = rows.cells(np.asarray(places, dtype=np.int64))
    terms, numbers = np.unique(rows.terms[cells], return_inverse=True)
    weights = np.asarray(factors, dtype=np.float64)[owners] * rows.weights[cells]
    return terms, summed(numbers, weights, len(terms))


def summed(places: Integers, weights: Floats, count: int) -> Floats:
    """Add up the weights of each place below `count`."""
    return np.bincount(places, weights=weights, minlength=count).astype(np.float64, copy=False)


def ranges(begins: Integers, counts: Integers) -> Integers:
    """Give the whole numbers from each of `begins`, as many as `counts` says, in one row."""
    ends = np.cumsum(counts)
    count = int(ends[-1]) if len(ends) else 0
    return np.arange(count) + np.repeat(begins - ends + counts, counts)


def product(one: Vector, other: Vector) -> float:
    """Give the inner product of two vectors."""
    if len(one) > len(other):
        one, other = other, one
    return sum([one[term] * other[term] for term in one.keys() & other.keys()])
