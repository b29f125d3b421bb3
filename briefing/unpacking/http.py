"""Read an HTTP response that was kept with its headers, as web archives do."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from briefing.model import Reason
from briefing.unpacking.frames import Frames, zstd_decompressor
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.streams import Counted, Inflated, Readable

_CHARSET = re.compile(r"""charset\s{0,5}=\s{0,5}["']?([\w.:+-]{1,40})""", re.IGNORECASE)
_HEADERS_MOST = 200
_LINE_MOST = 65_536  # bytes
_CHUNK = 4_096  # bytes


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered; its type is in small letters, without parameters."""

    status: int
    media_type: str
    charset: str | None
    body: bytes

    @classmethod
    def of(cls, content_type: str, body: bytes, status: int = 200) -> Response:
        """Make a response of its parts."""
        media_type = content_type.partition(";")[0].strip().lower()
        charset = _CHARSET.search(content_type)
        return cls(status, media_type, charset[1] if charset else None, body)


def read_response(record: bytes, *, most: int, ratio: int) -> Response:
    """Read a response, its transfer and content encodings undone.

    Archives keep some bodies decoded under headers that say otherwise; such a body is
    taken as it is.

    Raises:
        Unreadable: it is no HTTP response, or its body is cut off or too large.
    """
    stream = io.BytesIO(record)
    status = _status(stream.readline(_LINE_MOST))
    headers = _headers(stream)
    body = stream.read()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _unchunked(body)
    encoding = headers.get("content-encoding", "").lower().strip()
    body = _decoded(body, encoding, most=most, ratio=ratio)
    return Response.of(headers.get("content-type", ""), body, status)


def _status(line: bytes) -> int:
    words = line.split(maxsplit=2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():  # noqa: PLR2004 - HTTP/1.1 200
        raise Unreadable(Reason.UNREADABLE, "does not start like an HTTP response")
    return int(words[1][:3])


def _headers(stream: io.BytesIO) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(_HEADERS_MOST):
        line = stream.readline(_LINE_MOST).decode("latin-1")
        if not line.strip():
            break
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return headers


def _unchunked(body: bytes) -> bytes:
    try:
        return b"".join(_chunks(io.BytesIO(body)))
    except ValueError:  # no chunks at all: they were undone before
        return body


def _chunks(stream: io.BytesIO) -> Iterator[bytes]:
    while True:
        size = int(stream.readline(_LINE_MOST).partition(b";")[0].strip() or b"-", 16)
        if size < 0:
            raise ValueError(size)
        if size == 0:
            return
        chunk = stream.read(size)
        if len(chunk) < size:
            raise Unreadable(Reason.UNREADABLE, "its last chunk is cut off")
        yield chunk
        stream.readline(2)


def _decoded(body: bytes, encoding: str, *, most: int, ratio: int) -> bytes:
    source = Counted(io.BytesIO(body))
    decoder = _decoder(encoding, body, source)
    if decoder is None:
        return body
    stream = io.BufferedReader(Inflated(decoder, consumed=lambda: source.count, ratio=ratio))
    decoded = stream.read(most + 1)
    if len(decoded) > most:
        raise Unreadable(Reason.TOO_LARGE, f"decodes to more than max_bytes = {most:,}")
    return decoded


def _decoder(encoding: str, body: bytes, source: Counted) -> Readable | None:
    """Find the decoder; none where the body is not what its header says."""
    if encoding in {"gzip", "x-gzip"} and body.startswith(b"\x1f\x8b"):
        return _Steps(source, zlib.decompressobj(wbits=31))
    if encoding == "deflate":
        is_wrapped = body[:1] == b"\x78"  # servers send both forms
        return _Steps(source, zlib.decompressobj(wbits=15 if is_wrapped else -15))
    if encoding == "zstd" and body.startswith(b"\x28\xb5\x2f\xfd"):
        return Frames(source, zstd_decompressor)
    if encoding == "br" and body.lstrip()[:1] != b"<":
        return _Brotli(source)
    return None


class _Inflater(Protocol):
    """What zlib's decompressor is."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


class _Steps:
    """Reads from zlib's decompressor as from a stream."""

    def __init__(self, source: Readable, inflater: _Inflater) -> None:
        self._source = source
        self._inflater = inflater

    def read(self, size: int, /) -> bytes:
        """Decode up to `size` bytes; none at the end."""
        while not self._inflater.eof:
            given = self._inflater.unconsumed_tail or self._source.read(_CHUNK)
            if not given:
                raise Unreadable(Reason.UNREADABLE, "its compressed body is cut off")
            chunk = self._inflater.decompress(given, size)
            if chunk:
                return chunk
        return b""


class _Brotli:
    """Reads from brotli's decompressor as from a stream."""

    def __init__(self, source: Readable) -> None:
        import brotli  # type: ignore[import-untyped]  # noqa: PLC0415 - no types; seldom needed

        self._source = source
        self._decoder = brotli.Decompressor()
        self._ahead = b""  # brotli gives more than it is asked for

    def read(self, size: int, /) -> bytes:
        """Decode up to `size` bytes; none at the end."""
        while not self._ahead and not self._decoder.is_finished():
            is_hungry = self._decoder.can_accept_more_data()
            given = self._source.read(_CHUNK) if is_hungry else b""
            self._ahead = self._decoder.process(given, output_buffer_limit=size)
            is_stuck = is_hungry and not given and not self._ahead
            if is_stuck and not self._decoder.is_finished():
                raise Unreadable(Reason.UNREADABLE, "its compressed body is cut off")
        chunk, self._ahead = self._ahead[:size], self._ahead[size:]
        return chunk
