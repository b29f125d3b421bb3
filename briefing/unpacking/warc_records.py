"""Cut a web archive into its records, and find the next one behind a damaged one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from briefing.model import Reason
from briefing.unpacking.gzip_members import GzipMembers
from briefing.unpacking.limits import Limits, Tally
from briefing.unpacking.streams import BUFFER, Readable, peek

_VERSION = re.compile(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n")
_GZIP = b"\x1f\x8b"
_LINE_MOST = 65_536  # bytes; addresses can be long
_HEADERS_MOST = 200
_PUSHED_MOST = 100  # documents of the largest size that are read twice; more would take for ever
_BLANK_MOST = 100  # lines between records; two are usual


@dataclass(frozen=True, slots=True)
class Record:
    """A record; one with a fault has no body that can be used."""

    headers: dict[str, str]
    body: bytes
    fault: str | None = None
    reason: Reason = Reason.UNREADABLE

    def header(self, name: str) -> str:
        """Give a header by its name in small letters; empty where it is not there."""
        return self.headers.get(name, "")


def records(stream: BinaryIO, limits: Limits, tally: Tally) -> Iterator[Record]:
    """Give the records of a web archive, one in memory at a time."""
    if not peek(stream).startswith(_GZIP):
        yield from _records(Scanner(cast("Readable", stream)), limits.max_bytes)
        return
    members = GzipMembers(cast("Readable", stream), tally=tally, ratio=limits.max_ratio)
    while members.next():
        yield from _records(Scanner(members), limits.max_bytes)
        if members.fault:
            yield Record({}, b"", members.fault)


class Scanner:
    """Reads ahead in a stream, and can go back by what it gave last."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._buffer = bytearray()
        self.pushed = 0  # bytes put back, which are read again

    def take(self, size: int) -> bytes:
        """Give the next bytes; fewer only at the end."""
        while len(self._buffer) < size and self._fill():
            pass
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def skip(self, size: int) -> None:
        """Leave bytes out."""
        while size > 0:
            taken = self.take(min(size, BUFFER))
            if not taken:
                return
            size -= len(taken)

    def line(self) -> bytes:
        """Give the next line with its end, or as much of it as a line may have."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched >= _LINE_MOST or not self._fill():
                return self.take(_LINE_MOST)
        return self.take(min(end + 1, _LINE_MOST))

    def push(self, given: bytes) -> None:
        """Put bytes back."""
        self.pushed += len(given)
        self._buffer[:0] = given

    def passes(self, mark: bytes) -> bool:
        """Go behind a mark, if it stands here."""
        taken = self.take(len(mark))
        if taken == mark:
            return True
        self.push(taken)
        return False

    def find_record(self) -> bool:
        """Go to where the next record starts, if there is one."""
        while True:
            while len(self._buffer) < BUFFER and self._fill():
                pass
            found = _VERSION.search(self._buffer)
            if found:
                del self._buffer[: found.start()]
                return True
            if len(self._buffer) < BUFFER:
                self._buffer.clear()
                return False
            del self._buffer[: -len(b"WARC/1.10 \r\n")]

    def is_between(self) -> bool:
        """Tell whether the stream stands where a record may start, or at its end."""
        blank: list[bytes] = []
        while (line := self.line()) and not line.strip() and len(blank) < _BLANK_MOST:
            blank.append(line)
        is_between = not line or _VERSION.match(line) is not None
        # Where it is not, these may be the blank line behind another record's headers.
        self.push(line if is_between else b"".join((*blank, line)))
        return is_between

    def _fill(self) -> bool:
        chunk = self._source.read(BUFFER)
        self._buffer += chunk
        return bool(chunk)


def _records(scanner: Scanner, most: int) -> Iterator[Record]:
    if not scanner.is_between():
        yield Record({}, b"", "what stands here is no WARC record")
    while scanner.find_record():
        scanner.line()
        yield _record(scanner, most)
        if scanner.pushed > _PUSHED_MOST * most:
            yield Record({}, b"", "too many records are damaged to read on")
            return


def _record(scanner: Scanner, most: int) -> Record:
    headers, is_whole = _headers(scanner)
    if not is_whole:
        return Record(headers, b"", "its headers are cut off")
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):  # noqa: PLR2004 - a petabyte
        return Record(headers, b"", f"its Content-Length is {length!r}")
    size = int(length)
    if size > most:
        scanner.skip(size)
        words = f"{size:,} bytes; max_bytes = {most:,}"
        return Record(headers, b"", words, Reason.TOO_LARGE)
    body = scanner.take(size)
    if len(body) == size and (scanner.passes(b"\r\n\r\n") or scanner.is_between()):
        return Record(headers, body)
    # A length that is too large has swallowed records that are whole.
    scanner.push(body)
    return Record(headers, b"", "is cut off, or its Content-Length is wrong")


def _headers(scanner: Scanner) -> tuple[dict[str, str], bool]:
    """Read headers; tell also whether they end before the next record starts.

    Otherwise the next record's page would pass under this one's address.
    """
    headers: dict[str, str] = {}
    for _ in range(_HEADERS_MOST):
        line = scanner.line()
        cut = _VERSION.search(line)
        if cut:
            scanner.push(line[cut.start() :])
            return headers, False
        if not line.strip():
            return headers, bool(line)
        name, colon, value = line.decode("utf-8", errors="replace").partition(":")
        if colon and not name[0].isspace():
            headers.setdefault(name.strip().lower(), value.strip())
    return headers, False
