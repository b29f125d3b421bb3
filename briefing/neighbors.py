"""For each row the rows most like it, without comparing all with all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from briefing.vectors import Floats, Integers, Rows, ranges, summed

# A row looks for its neighbors by its rarest terms, and stops where these have led to so
# many rows: that makes the work grow with the rows and not with their square.
MOST_POSTINGS = 10_000
MOST_NEIGHBORS = 40


def neighbors(
    rows: Rows, *, least: float, of: Iterable[int] | None = None
) -> Iterator[tuple[int, Integers, Floats]]:
    """Give for each row, or for those named, the rows at least so similar, the nearest first.

    At most `MOST_NEIGHBORS` of them. Similarity is the inner product, and exact; a
    neighbor that shares only frequent terms may be missed where there are many rows.
    """
    order = np.argsort(rows.terms, kind="stable")
    owners = np.repeat(np.arange(len(rows)), np.diff(rows.starts))[order]
    weights = rows.weights[order]
    frequency = np.bincount(rows.terms, minlength=rows.vocabulary)
    begins = np.cumsum(frequency) - frequency
    scratch = np.zeros(rows.vocabulary)
    for place in range(len(rows)) if of is None else of:
        terms, own = rows.row(place)
        rare = np.argsort(frequency[terms], kind="stable")
        enough = np.cumsum(frequency[terms[rare]]) <= MOST_POSTINGS
        enough[:1] = True
        used = rare[enough]
        counts = frequency[terms[used]]
        postings = ranges(begins[terms[used]], counts)
        products = weights[postings] * np.repeat(own[used], counts)
        sums = summed(owners[postings], products, len(rows))
        sums[place] = 0
        scratch[terms] = own
        yield place, *_nearest(rows, sums, scratch, least=least, is_exact=bool(enough.all()))
        scratch[terms] = 0


def _nearest(
    rows: Rows, sums: Floats, scratch: Floats, *, least: float, is_exact: bool
) -> tuple[Integers, Floats]:
    """Choose from what was found; sums of a part of the terms are made whole before."""
    found = np.flatnonzero(sums >= least if is_exact else sums > 0)
    if len(found) > MOST_NEIGHBORS:
        found = _largest(found, sums[found])
    values = sums[found] if is_exact else _products(rows, found, scratch)
    similar = values >= least
    found, values = found[similar], values[similar]
    order = np.lexsort((found, -values))
    return found[order], values[order]


def _largest(places: Integers, values: Floats) -> Integers:
    """Choose the places of the largest values, the first among equals, in any order."""
    # Sorting all of them, thousands for each row, would take longer than the rest.
    least = np.partition(values, -MOST_NEIGHBORS)[-MOST_NEIGHBORS]
    above, equal = places[values > least], places[values == least]
    return np.concatenate((above, equal[: MOST_NEIGHBORS - len(above)]))


def _products(rows: Rows, places: Integers, scratch: Floats) -> Floats:
    """Multiply rows with one that is spread over the vocabulary."""
    cells, owners = rows.cells(places)
    products = scratch[rows.terms[cells]] * rows.weights[cells]
    return summed(owners, products, len(places))
