"""Which articles may be copies of each other: families, each small enough to be folded alone."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy as np

from briefing.dedup.folding import FEWEST_WORDS, MOST_POSTINGS, PROMISING
from briefing.tables.tables import Tables


def families(tables: Tables) -> Iterator[Sequence[int]]:
    """Give the keys of each family of two or more, rising; families in the order of their first.

    An article has no copy outside of its family, so that folding each gives what folding
    all would: the pairs are those that `fold` would look at.
    """
    keys = np.fromiter(tables.keys(), dtype=np.int64)
    heads = array("q", range(len(keys)))  # of two that hang together, the first is the head

    def head(place: int) -> int:
        while heads[place] != place:
            heads[place] = heads[heads[place]]
            place = heads[place]
        return place

    for pairs in tables.pairs(promising=PROMISING, fewest_words=FEWEST_WORDS, most=MOST_POSTINGS):
        for one, other in np.searchsorted(keys, np.array(pairs)).tolist():
            first, second = sorted((head(one), head(other)))
            heads[second] = first
    found = np.array([head(place) for place in range(len(keys))], dtype=np.int64)
    order = np.argsort(found, kind="stable")
    sizes = np.bincount(found, minlength=len(keys))[np.unique(found)]
    ends = np.cumsum(sizes)
    for begin, end in zip((ends - sizes).tolist(), ends.tolist(), strict=True):
        if end - begin > 1:
            yield keys[order[begin:end]].tolist()
