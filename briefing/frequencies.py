"""In how many texts a word stands, of more texts than can be held: counted by hash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

# Four million counts take 17 MB. Of a million words, each shares its count with a fourth of
# a word on average, and nearly always with one as rare as itself.
BUCKETS = 1 << 22

Counts = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many texts there are, and the buckets, rising, that stand in so many of them."""

    texts: int
    buckets: Counts
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """How many texts there are, and in how many of them each bucket stands."""

    texts: int
    counts: Counts


def bucket(word: str) -> int:
    """Give the number under which a word is counted, the same on every machine."""
    return crc32(word.encode("utf-8", "surrogatepass")) % BUCKETS


class Counting:
    """Counts in how many texts words stand, one text after the other."""

    def __init__(self) -> None:
        self._found: Counter[int] = Counter()
        self._texts = 0

    def add(self, words: Iterable[str]) -> None:
        """Count a text."""
        self._found.update(set(map(bucket, words)))
        self._texts += 1

    def counted(self) -> Counted:
        """Give the counts of all texts so far."""
        buckets = sorted(self._found)
        return Counted(
            texts=self._texts,
            buckets=np.array(buckets, dtype=np.uint32),
            counts=np.array([self._found[one] for one in buckets], dtype=np.uint32),
        )


def counted(texts: Iterable[Iterable[str]]) -> Counted:
    """Count in how many texts words stand."""
    counting = Counting()
    for words in texts:
        counting.add(words)
    return counting.counted()


def added(parts: Iterable[Counted]) -> Frequencies:
    """Add up the counts of some texts and of others."""
    counts = np.zeros(BUCKETS, dtype=np.uint32)
    texts = 0
    for part in parts:
        counts[part.buckets] += part.counts
        texts += part.texts
    return Frequencies(texts=texts, counts=counts)
