"""Gzip, bzip2, xz and zstd: never more decoded than the limits allow."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from dataclasses import replace
from typing import BinaryIO, cast

from briefing.unpacking.frames import MEMORY, Decompressor, Frames, zstd_decompressor
from briefing.unpacking.parts import UNKNOWN, Envelope, Findings, Part
from briefing.unpacking.sniffing import suffix
from briefing.unpacking.streams import Counted, Inflated, Readable, buffered, peek

_SUFFIXES = frozenset({".gz", ".bz2", ".xz", ".zst", ".zstd"})
_SHORT = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}
_WARC = (b"WARC/0.", b"WARC/1.")


def open_gzip(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Open gzip; web archives are left to their own reader, which survives a bad record."""
    if _holds_warc(peek(stream)):
        from briefing.unpacking.warc import open_warc  # noqa: PLC0415 - seldom met

        yield from open_warc(envelope, stream)
        return
    source = Counted(cast("Readable", stream))
    yield _part(envelope, gzip.GzipFile(fileobj=cast("BinaryIO", source)), source)


def open_bzip2(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Open bzip2."""
    source = Counted(cast("Readable", stream))
    yield _part(envelope, Frames(source, bz2.BZ2Decompressor), source)


def open_xz(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Open xz."""
    source = Counted(cast("Readable", stream))
    yield _part(envelope, Frames(source, _xz), source)


def open_zstd(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Open zstd."""
    source = Counted(cast("Readable", stream))
    yield _part(envelope, Frames(source, zstd_decompressor), source)


def _xz() -> Decompressor:
    return lzma.LZMADecompressor(memlimit=MEMORY)


def _part(envelope: Envelope, decoder: Readable, source: Counted) -> Part:
    ratio = envelope.limits.max_ratio
    inner = replace(
        envelope,
        name=_bare_name(envelope.name),
        media_type=UNKNOWN,
        level=envelope.level + 1,
    )
    stream = Inflated(decoder, consumed=lambda: source.count, ratio=ratio)
    return Part(envelope=inner, stream=buffered(stream))


def _bare_name(name: str) -> str:
    ending = suffix(name)
    if ending in _SHORT:
        return name[: -len(ending)] + _SHORT[ending]
    return name[: -len(ending)] if ending in _SUFFIXES else name


def _holds_warc(head: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, len(_WARC[0])).startswith(_WARC)
    except zlib.error:
        return False
