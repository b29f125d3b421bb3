"""How often words stand in the texts of a partition, as a line that is written beside its rows."""

from __future__ import annotations

from base64 import b64decode, b64encode

import numpy as np
import pyarrow as pa

from briefing.frequencies import BUCKETS, Counted, Counting
from briefing.model import Drop
from briefing.parquet.prepared import Prepared

NAME = "frequencies"
_WORD = np.dtype("<u4")


class Words:
    """Counts the words by which stories are told apart, those of the very same text once."""

    def __init__(self) -> None:
        self._counting = Counting()
        self._known: set[str] = set()

    def add(self, row: Prepared | Drop) -> None:
        """Count those of a row."""
        if isinstance(row, Prepared) and row.article.digest not in self._known:
            self._known.add(row.article.digest)
            self._counting.add(row.terms)

    def line(self) -> str:
        """Give the counts as a line."""
        return packed(self._counting.counted())


def packed(one: Counted) -> str:
    """Write counts as a line; the same ones give the same line."""
    steps = np.diff(one.buckets, prepend=np.uint32(0))
    numbers = np.concatenate((steps, one.counts)).astype(_WORD)
    # All first bytes, then all second ones: most of these are 0, and take no room.
    planes = numbers.view(np.uint8).reshape(-1, _WORD.itemsize).T.tobytes()
    said = b64encode(pa.compress(planes, codec="zstd", asbytes=True)).decode()
    return f"{one.texts} {len(one.buckets)} {said}"


def unpacked(line: str) -> Counted:
    """Read counts. Raises `ValueError`."""
    texts, count, said = line.split(" ")
    size = 2 * int(count) * _WORD.itemsize
    planes = pa.decompress(b64decode(said, validate=True), size, codec="zstd", asbytes=True)
    numbers = np.frombuffer(planes, np.uint8).reshape(_WORD.itemsize, -1).T.copy().view(_WORD)
    steps, counts = np.split(numbers.ravel(), 2)
    buckets = np.cumsum(steps, dtype=np.uint32)
    if len(buckets) and int(buckets.max()) >= BUCKETS:
        raise ValueError(line[:20])
    return Counted(texts=int(texts), buckets=buckets, counts=counts.astype(np.uint32))
