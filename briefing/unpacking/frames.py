"""Decode streams that stand one behind the other, step by step."""

from __future__ import annotations

import sys
from typing import Protocol

from briefing.model import Reason
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.streams import Readable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# What a decoder may take to undo a stream; `xz -9` needs 65 MB, `zstd --ultra` 128 MB.
MEMORY = 134_217_728
_ZSTD_WINDOW = 27  # the same, as a power of two
_CHUNK = 4_096  # bytes read at once; more would be copied for each of a thousand tiny frames


def zstd_decompressor() -> Decompressor:
    """Make a decoder of zstd."""
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})


class Decompressor(Protocol):
    """What the standard library's bz2, lzma and zstd share."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without more to decode."""

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end of the stream."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Decode on, to so many bytes at the most."""


class _Maker(Protocol):
    def __call__(self) -> Decompressor: ...


class Frames:
    """Reads streams that stand one behind the other, as the libraries' own files do.

    Those files cannot be told how much memory to take, so this stands in for them.
    """

    def __init__(self, source: Readable, make: _Maker) -> None:
        self._source = source
        self._make = make
        self._decoder = make()

    def read(self, size: int, /) -> bytes:
        """Decode up to `size` bytes; none at the end."""
        while True:
            if self._decoder.eof and not self._next():
                return b""
            given = self._source.read(_CHUNK) if self._decoder.needs_input else b""
            if not given and self._decoder.needs_input:
                raise Unreadable(Reason.UNREADABLE, "is cut off before its compressed data ends")
            decoded = self._decoder.decompress(given, size)
            if decoded:
                return decoded

    def _next(self) -> bool:
        rest = self._decoder.unused_data or self._source.read(_CHUNK)
        rest = rest.lstrip(b"\x00")  # xz may be padded so
        if not rest:
            return False
        self._source = _Before(rest, self._source)
        self._decoder = self._make()
        return True


class _Before:
    """Gives bytes that were read too early before those that follow."""

    def __init__(self, first: bytes, source: Readable) -> None:
        self._first = first
        self._source = source.source if isinstance(source, _Before) else source

    @property
    def source(self) -> Readable:
        return self._source

    def read(self, size: int, /) -> bytes:
        """Read on."""
        if self._first:
            chunk, self._first = self._first[:size], self._first[size:]
            return chunk
        return self._source.read(size)
