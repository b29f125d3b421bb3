"""Tar archives, read once from front to back, so that they may come through a pipe.

The headers are the standard library's; walking from one to the next is not: `tarfile`
reads a header's claimed gigabytes into memory, and gives up at the first bad one.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from briefing.model import Reason
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.names import check_name
from briefing.unpacking.parts import Envelope, Findings, Part, drop, inside
from briefing.unpacking.streams import Readable, Section, buffered

_NAME_TYPES = (b"L", b"K", b"x", b"g")  # long names, and further facts about the next member
_EXTRA_MOST = 1_000_000  # bytes of them
_FILES = (*tarfile.REGULAR_TYPES,)
_KINDS = {
    tarfile.LNKTYPE: "a link",
    tarfile.SYMTYPE: "a link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
}


def open_tar(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give each file of a tar archive, in its order."""
    seen: set[str] = set()
    for name, header in _headers(stream):
        body = Section(cast("Readable", stream), _size(header))
        if not header.isdir():
            yield from _member(envelope, name, header, body=body, seen=seen)
        body.skip()
        _skip_padding(stream, header)


def _member(
    envelope: Envelope, name: str, header: tarfile.TarInfo, *, body: Section, seen: set[str]
) -> Findings:
    inner = inside(envelope, name)
    try:
        _check(name, header, seen)
    except Unreadable as error:
        yield drop(inner, error.reason, error.detail)
        return
    yield Part(envelope=inner, stream=buffered(body))


def _check(name: str, header: tarfile.TarInfo, seen: set[str]) -> None:
    if header.type in _KINDS:
        raise Unreadable(Reason.REFUSED, f"is {_KINDS[header.type]}")
    check_name(name)
    if header.type not in _FILES or header.type == tarfile.GNUTYPE_SPARSE:
        raise Unreadable(Reason.UNSUPPORTED, f"is a member of type {header.type!r}")
    if name in seen:
        raise Unreadable(Reason.DUPLICATE, "the archive has an earlier member of this name")
    seen.add(name)


def _headers(stream: BinaryIO) -> Iterator[tuple[str, tarfile.TarInfo]]:
    """Walk from header to header; the caller reads what stands between them."""
    name = ""
    while True:
        block = stream.read(tarfile.BLOCKSIZE)
        if not block.strip(b"\x00"):
            return
        header = _header(block)
        if header.type in _NAME_TYPES:
            name = _long_name(stream, header) or name
            continue
        yield name or header.name, header
        name = ""


def _header(block: bytes) -> tarfile.TarInfo:
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except tarfile.HeaderError as error:
        words = f"the tar archive is damaged here: {error}"
        raise Unreadable(Reason.UNREADABLE, words) from error
    if header.size < 0:
        raise Unreadable(Reason.UNREADABLE, "the tar archive is damaged here: a negative size")
    return header


def _long_name(stream: BinaryIO, header: tarfile.TarInfo) -> str:
    """Read the name that the next member has; empty where these are other facts."""
    if header.size > _EXTRA_MOST:
        raise Unreadable(Reason.TOO_LARGE, f"a name of {header.size:,} bytes in the tar archive")
    extra = stream.read(header.size)
    _skip_padding(stream, header)
    if header.type == b"L":
        return extra.rstrip(b"\x00").decode("utf-8", errors="replace")
    return _pax_path(extra) if header.type == b"x" else ""


def _pax_path(extra: bytes) -> str:
    """Find the path among records of the form `LENGTH KEY=VALUE` and a newline."""
    start = 0
    while start < len(extra):
        length, _, _ = extra[start : start + 20].partition(b" ")
        if not length.isdigit() or int(length) <= len(length):
            return ""
        record = extra[start + len(length) + 1 : start + int(length)]
        key, _, value = record.partition(b"=")
        if key == b"path":
            return value.rstrip(b"\n").decode("utf-8", errors="replace")
        start += int(length)
    return ""


def _size(header: tarfile.TarInfo) -> int:
    # Links have the size of what they lead to, and no bytes of their own.
    return header.size if header.type in _FILES or header.type not in _KINDS else 0


def _skip_padding(stream: BinaryIO, header: tarfile.TarInfo) -> None:
    stream.read(-_size(header) % tarfile.BLOCKSIZE)
