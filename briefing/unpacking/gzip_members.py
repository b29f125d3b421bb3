"""Gzip members one behind the other, each of which may be damaged."""

from __future__ import annotations

import zlib

from briefing.unpacking.limits import Tally
from briefing.unpacking.streams import Readable

_MAGIC = b"\x1f\x8b\x08"
_START = b"WARC/"
_CHUNK = 4_096  # bytes read at once; more would be copied for each of a thousand tiny members
_RATIO_FROM = 1_000_000  # bytes decoded


class GzipMembers:
    """Reads the members that make one record or more; `next` goes to those that follow.

    Web archives have a member per record; where a program has cut them otherwise, a
    member that does not open a record belongs to the one before.
    """

    def __init__(self, source: Readable, *, tally: Tally, ratio: int) -> None:
        self._source = source
        self._tally = tally
        self._ratio = ratio
        self._raw = b""  # read and not yet decoded
        self._ahead = b""  # decoded and not yet given
        self._decoder = zlib.decompressobj(wbits=31)
        self._consumed = self._decoded = 0
        self._is_at_record = False  # opened, and not a byte of it given
        self.fault: str | None = None

    def next(self) -> bool:
        """Go to the next member that opens a record; false at the end."""
        self.fault = None
        while not self._is_at_record:
            if not self._find():
                return False
            self._open()
        self._is_at_record = False
        return True

    def read(self, size: int, /) -> bytes:
        """Read on in these members; none at their end, or where one is damaged."""
        while not self._ahead and not self.fault:
            if self._decoder.eof and not self._continues():
                return b""
            self._ahead = self._ahead or self._decode(size)
        chunk, self._ahead = self._ahead[:size], self._ahead[size:]
        return chunk

    def _continues(self) -> bool:
        """Open the next member; tell whether it belongs to the record before."""
        if self._is_at_record or not self._has(len(_MAGIC)) or not self._raw.startswith(_MAGIC):
            return False
        self._open()
        return not self._is_at_record

    def _find(self) -> bool:
        """Go to where a member may start."""
        while self._has(len(_MAGIC)):
            at = self._raw.find(_MAGIC)
            if at >= 0:
                self._raw = self._raw[at:]
                return True
            self._raw = self._raw[1 - len(_MAGIC) :]
        return False

    def _has(self, size: int) -> bool:
        while len(self._raw) < size:
            chunk = self._source.read(_CHUNK)
            if not chunk:
                return False
            self._consumed += len(chunk)
            self._raw += chunk
        return True

    def _open(self) -> None:
        """Start a member, and look whether it opens a record."""
        self._decoder = zlib.decompressobj(wbits=31)
        rest, self._ahead = self._raw[1:], b""
        while len(self._ahead) < len(_START) and not self._decoder.eof and not self.fault:
            self._ahead += self._decode(_CHUNK)
        self._is_at_record = self._ahead.startswith(_START)
        if self.fault and not self._ahead:
            self._raw = rest  # its magic was chance: search on behind it

    def _decode(self, size: int) -> bytes:
        if not self._has(1):
            self.fault = "is cut off before its compressed data ends"
            return b""
        try:
            chunk = self._decoder.decompress(self._raw, size)
        except zlib.error as error:
            self.fault = f"cannot be decompressed: {error}"
            return b""
        self._raw = self._decoder.unused_data or self._decoder.unconsumed_tail
        self._count(len(chunk))
        return chunk

    def _count(self, size: int) -> None:
        self._tally.read(size)
        self._decoded += size
        if self._decoded > max(_RATIO_FROM, self._ratio * self._consumed):
            self.fault = f"decompresses to more than max_ratio = {self._ratio} times its size"
