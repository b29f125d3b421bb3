"""ZIP archives: members are read one after the other, and never written anywhere."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import BinaryIO, cast

from briefing.model import Reason
from briefing.unpacking.limits import Limits, Unreadable
from briefing.unpacking.names import check_name
from briefing.unpacking.parts import Envelope, Findings, Part, drop, inside, read_whole
from briefing.unpacking.streams import Inflated, Readable, buffered

_ENCRYPTED = 0x1  # flag bit
# The others (bzip2, LZMA, ...) cannot be decoded step by step with the standard library,
# so that 60 kB of them can claim a gigabyte at once; they are hardly ever met.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LINK, _TYPE = 0o120000, 0o170000  # of a Unix file's mode
_END_OF_DIRECTORY = b"PK\x05\x06"
_TAIL = 65_557  # bytes from the end in which that mark stands
_ENTRY = 1_000  # bytes of the directory that one member may well take
_OFFICE = ("[Content_Types].xml", "mimetype")


def open_zip(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give each member of a ZIP archive, in the order of its directory.

    An archive inside another, or from a pipe, is held in memory: its directory is at
    its end.
    """
    top = envelope.level == 0 and stream.seekable()
    source = stream if top else io.BytesIO(read_whole(envelope, stream))
    _check_directory(source, envelope.limits)
    with zipfile.ZipFile(source) as archive:
        members = archive.infolist()
        if members and members[0].filename in _OFFICE:
            raise Unreadable(Reason.UNSUPPORTED, "is an office document or an e-book")
        seen: set[str] = set()
        for member in members:
            if not member.is_dir():
                yield from _member(envelope, archive, member, seen)


def _member(
    envelope: Envelope, archive: zipfile.ZipFile, member: zipfile.ZipInfo, seen: set[str]
) -> Findings:
    inner = inside(envelope, member.filename)
    try:
        _check(member, seen)
        with archive.open(member) as packed:
            stream = Inflated(
                cast("Readable", packed),
                consumed=lambda: member.compress_size,
                ratio=envelope.limits.max_ratio,
            )
            yield Part(envelope=inner, stream=buffered(stream))
    except Unreadable as error:
        yield drop(inner, error.reason, error.detail)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError) as error:
        yield drop(inner, Reason.UNREADABLE, f"{error or type(error).__name__}")


def _check(member: zipfile.ZipInfo, seen: set[str]) -> None:
    check_name(member.orig_filename)
    if member.filename in seen:
        raise Unreadable(Reason.DUPLICATE, "the archive has an earlier member of this name")
    seen.add(member.filename)
    if (member.external_attr >> 16) & _TYPE == _LINK:
        raise Unreadable(Reason.REFUSED, "is a link")
    if member.flag_bits & _ENCRYPTED:
        raise Unreadable(Reason.UNREADABLE, "is encrypted")
    if member.compress_type not in _METHODS:
        raise Unreadable(Reason.UNSUPPORTED, f"compression method {member.compress_type}")


def _check_directory(source: BinaryIO, limits: Limits) -> None:
    """Look how large the directory is, which `zipfile` would read whole into memory."""
    size = source.seek(0, io.SEEK_END)
    source.seek(max(0, size - _TAIL))
    tail = source.read(_TAIL)
    source.seek(0)
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < 16:  # noqa: PLR2004 - up to the field that is read
        raise Unreadable(Reason.UNREADABLE, "the ZIP archive has no directory: it is cut off")
    (claimed,) = struct.unpack_from("<I", tail, at + 12)
    most = limits.max_members * _ENTRY
    if min(claimed, size) > most:
        raise Unreadable(Reason.TOO_LARGE, f"the ZIP directory takes more than {most:,} bytes")
