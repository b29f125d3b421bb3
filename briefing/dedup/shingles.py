"""Texts as sets of three words in a row, and how much of one stands in another."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from briefing import text
from briefing.model import Article

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

SIZE = 3  # words
# One shingle in so many is looked up: chosen by its value, so that all texts agree on which.
SAMPLED = 8
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
_LONGEST_KEPT, _MOST_KEPT = 24, 1 << 16  # code points; pieces of text


@dataclass(frozen=True, slots=True, kw_only=True)
class Shingled:
    """The shingle that begins at each word of a text; the last words begin none."""

    words: int
    hashes: Hashes
    distinct: Hashes  # rising

    @property
    def sample(self) -> list[int]:
        """Give the shingles to look up."""
        found: list[int] = self.distinct[self.distinct % np.uint64(SAMPLED) == 0].tolist()
        return found


def shingled(article: Article) -> Shingled:
    """Cut an article's text into shingles; case, quotes and dashes do not count."""
    numbers = chain.from_iterable(map(_NUMBERS.__getitem__, article.text.split()))
    single = np.fromiter(numbers, np.uint64)
    count = max(0, len(single) - SIZE + 1)
    hashes = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(_FACTORS):
        hashes ^= _mixed(single[place : place + count] * factor)
    hashes = _mixed(hashes)
    rising = np.sort(hashes)  # np.unique takes ten times as long
    is_new = np.ones(count, dtype=np.bool_)
    is_new[1:] = rising[1:] != rising[:-1]
    return Shingled(words=len(single), hashes=hashes, distinct=rising[is_new])


def standing(hashes: Hashes, among: Hashes) -> Flags:
    """Tell for each hash whether it is among others, which rise."""
    if not len(among):
        return np.zeros(len(hashes), dtype=np.bool_)
    places = np.minimum(np.searchsorted(among, hashes), len(among) - 1)
    found: Flags = among[places] == hashes
    return found


def covered(flags: Flags, words: int) -> Flags:
    """Tell for each word whether a shingle that is flagged holds it."""
    found = np.zeros(words, dtype=np.bool_)
    for place in range(SIZE):
        found[place : place + len(flags)] |= flags
    return found


def _mixed(hashes: Hashes) -> Hashes:
    # Arrays wrap around in silence, as a hash must.
    mixed = (hashes ^ (hashes >> _SHIFT)) * _MIX
    return mixed ^ (mixed >> _SHIFT)


class _Numbers(dict[str, tuple[int, ...]]):
    """For what stands between two spaces, a number for each word, the same on every machine."""

    def __missing__(self, piece: str) -> tuple[int, ...]:
        found = tuple(map(_number, text.words(text.fold(piece))))
        if len(piece) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[piece] = found
        return found


def _number(word: str) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest)


_NUMBERS = _Numbers()
