"""Which articles may be copies of each other: families, each small enough to be folded alone."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.dedup.folding import FEWEST_WORDS, MOST_POSTINGS, PROMISING
from briefing.tables.tables import Tables


def families(tables: Tables) -> list[Sequence[int]]:
    """Give the keys of each family of two or more, rising; families in the order of their first.

    An article has no copy outside of its family, so that folding each gives what folding
    all would: the pairs are those that `fold` would look at.
    """
    heads: dict[int, int] = {}

    def head(key: int) -> int:
        root = key
        while heads.get(root, root) != root:
            root = heads[root]
        while heads.get(key, key) != root:
            heads[key], key = root, heads.get(key, key)
        return root

    for one, other in tables.pairs(
        promising=PROMISING, fewest_words=FEWEST_WORDS, most=MOST_POSTINGS
    ):
        first, second = sorted((head(one), head(other)))
        heads[first] = heads[second] = first
        heads.setdefault(one, first)
        heads.setdefault(other, first)
    found: dict[int, list[int]] = {}
    for key in sorted(heads):
        found.setdefault(head(key), []).append(key)
    return list(found.values())
