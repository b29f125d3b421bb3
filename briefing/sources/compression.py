"""Opens compressed bodies in small steps, so that a bomb is stopped and not unfolded.

Each step gives at most `STEP` bytes, whatever the ratio; who reads on decides when it
is enough. A body that ends before its end is a failure: half an article reads as a whole.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it carries no types; `_Brotli` gives ours

from briefing.model import Reason
from briefing.sources.addresses import FetchError, shown

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
STEP = 65_536  # bytes
_MOST_LAYERS = 2
# The largest window that RFC 9659 lets a server ask for: 8 MB.
_ZSTD_OPTIONS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}

Chunks = Iterator[bytes]


class _Brotli(Protocol):
    def process(self, data: bytes, output_buffer_limit: int) -> bytes: ...
    def is_finished(self) -> bool: ...
    def can_accept_more_data(self) -> bool: ...


def opened(chunks: Chunks, content_encoding: str) -> Chunks:
    """Undo the encodings that a `Content-Encoding` header names, last one first.

    Raises:
        FetchError: while it is read: an encoding is unknown, broken, or cut off.
    """
    names = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
    if len(names) > _MOST_LAYERS:
        raise FetchError(Reason.UNREADABLE, "the body is compressed over and over")
    for name in reversed(names):
        if name not in _OPENERS:
            raise FetchError(Reason.UNREADABLE, f"unknown content encoding {shown(name, 30)}")
        chunks = _guarded(_OPENERS[name](chunks), name)
    return chunks


def _guarded(chunks: Chunks, name: str) -> Chunks:
    try:
        yield from chunks
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise FetchError(Reason.UNREADABLE, f"the {name} body is broken") from error
    except EOFError as error:
        raise FetchError(Reason.UNREADABLE, f"the {name} body is cut off") from error


def _gzip(chunks: Chunks) -> Chunks:
    return _zlib(chunks, lambda _: zlib.decompressobj(wbits=31))


def _deflate(chunks: Chunks) -> Chunks:
    # The standard means zlib's envelope; some servers send the bare stream.
    def begin(first: bytes) -> zlib._Decompress:
        method, check = first[0] & 0x0F, int.from_bytes(first[:2], "big") % 31
        has_envelope = method == zlib.DEFLATED and check == 0
        return zlib.decompressobj(wbits=15 if has_envelope else -15)

    return _zlib(_with_two_bytes_first(chunks), begin)


def _zlib(chunks: Chunks, begin: Callable[[bytes], zlib._Decompress]) -> Chunks:
    """Open one stream after another; what follows them and is none is left alone."""
    stream: zlib._Decompress | None = None
    members = 0
    for chunk in chunks:
        data = chunk
        is_more = bool(data)
        while is_more:
            if stream is None:
                if members and data[:1] != b"\x1f":
                    return
                stream, members = begin(data), members + 1
            step = stream.decompress(data, STEP)
            yield step
            # A full step may have held something back, though all input is taken.
            data = stream.unused_data if stream.eof else stream.unconsumed_tail
            is_more = bool(data) or (len(step) == STEP and not stream.eof)
            stream = None if stream.eof else stream
    if stream is not None:
        raise EOFError


def _with_two_bytes_first(chunks: Chunks) -> Chunks:
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) > 1:
            yield head
            break
    else:
        if head:
            yield head
    yield from chunks


def _brotli(chunks: Chunks) -> Chunks:
    stream: _Brotli = brotli.Decompressor()
    for chunk in chunks:
        step = stream.process(chunk, STEP)
        # It may hold output back with all input taken, or input with no output yet.
        while step or not stream.can_accept_more_data():
            yield step
            step = stream.process(b"", STEP)
        if stream.is_finished():
            return
    if not stream.is_finished():
        raise EOFError


def _zstd(chunks: Chunks) -> Chunks:
    stream = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
    has_begun = False
    for chunk in chunks:
        data = chunk
        while data or not (stream.needs_input or stream.eof):
            if stream.eof:
                stream = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
            has_begun = True
            yield stream.decompress(data, STEP)
            data = stream.unused_data if stream.eof else b""
    if has_begun and not stream.eof:
        raise EOFError


def _as_it_is(chunks: Chunks) -> Chunks:
    return chunks


_OPENERS: dict[str, Callable[[Chunks], Chunks]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
    "identity": _as_it_is,
}
