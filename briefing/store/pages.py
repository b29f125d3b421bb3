"""Read rows out of a database's pages where SQLite cannot: each row proves itself by its seal.

The format is that of https://www.sqlite.org/fileformat2.html: pages of one size, in which
cells hold records; of a long one, the rest lies in a chain of other pages.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from briefing.store.opening import page_size
from briefing.store.schema import TABLES
from briefing.store.sealed import TALLIES, Row, Table, Value, seal

_USUAL_PAGE = 4096
_TABLE_LEAF, _INDEX_LEAF = 0x0D, 0x0A
_LOG_HEAD, _FRAME_HEAD = 32, 24
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type -> bytes
_REAL, _ZERO, _ONE, _BLOB, _TEXT = 7, 8, 9, 12, 13


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages of a file, with those of its log in their place."""

    body: mmap.mmap
    size: int  # of a page
    usable: int  # bytes of it
    log: Mapping[int, bytes]

    @property
    def count(self) -> int:
        return max((len(self.body) // self.size, *self.log))

    def page(self, number: int) -> bytes:
        """Give a page by its number, from 1; an empty one where there is none."""
        if number in self.log:
            return self.log[number]
        return self.body[(number - 1) * self.size : number * self.size]


def rows(path: Path) -> Iterator[tuple[Table, Row]]:
    """Give every row of ours that fits its seal, wherever in the file it lies.

    One that was deleted may be among them, and one may come twice, in the order of pages.

    Raises:
        OSError: the file cannot be read.
    """
    if not path.stat().st_size:
        return
    with (
        path.open("rb") as file,
        closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as body,
    ):
        size = page_size(body[:100]) or _USUAL_PAGE
        reserved = body[20] if len(body) > 20 and body[20] < size // 2 else 0  # noqa: PLR2004
        pages = _Pages(body, size, size - reserved, _log(Path(f"{path}-wal"), size))
        free = _free(pages)
        for number in range(1, pages.count + 1):
            if number not in free:
                yield from _rows_of(pages, number)


def _log(path: Path, size: int) -> dict[int, bytes]:
    """Give the last page of each number in the log; seals tell whether they are whole."""
    found: dict[int, bytes] = {}
    if not path.is_file():
        return found
    with path.open("rb") as file:
        head = file.read(_LOG_HEAD)
        while len(frame := file.read(_FRAME_HEAD + size)) == _FRAME_HEAD + size:
            if frame[8:16] == head[16:24]:  # else it is of an earlier round
                found[int.from_bytes(frame[:4], "big")] = frame[_FRAME_HEAD:]
    return found


def _free(pages: _Pages) -> set[int]:
    """Give the pages that hold nothing any more: their rows were deleted."""
    found: set[int] = set()
    number = int.from_bytes(pages.page(1)[32:36], "big")
    while 0 < number <= pages.count and number not in found:
        found.add(number)
        trunk = pages.page(number)
        if len(trunk) < pages.size:
            break
        number, count = struct.unpack_from(">II", trunk)
        most = (pages.usable - 8) // 4
        found.update(struct.unpack_from(f">{min(count, most)}I", trunk, 8))
    return found


def _rows_of(pages: _Pages, number: int) -> Iterator[tuple[Table, Row]]:
    page = pages.page(number)
    start = 100 if number == 1 else 0
    if len(page) < pages.size or page[start] not in {_TABLE_LEAF, _INDEX_LEAF}:
        return
    is_index = page[start] == _INDEX_LEAF
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    for place in range(start + 8, min(start + 8 + 2 * count, pages.size - 1), 2):
        try:
            record = _payload(pages, page, int.from_bytes(page[place : place + 2], "big"), is_index)
            values = _values(record)
        except (IndexError, ValueError, struct.error):
            continue
        known = _known(values)
        if known:
            yield known


def _known(values: Sequence[Value | None]) -> tuple[Table, Row] | None:
    """Tell of which table a row is: that by whose name its seal fits."""
    *row, own = values
    for table in (*TABLES, TALLIES):
        if len(table.columns) == len(row) and None not in row:
            whole: Row = tuple(value for value in row if value is not None)
            if seal(table, whole) == own:
                return table, whole
    return None


def _payload(pages: _Pages, page: bytes, at: int, is_index: bool) -> bytes:
    """Put together the record of a cell, from the page and the chain behind it."""
    size, at = _varint(page, at)
    if not is_index:
        _, at = _varint(page, at)
    usable = pages.usable
    if size > pages.count * usable:
        raise ValueError("longer than the file")
    most = (usable - 12) * 64 // 255 - 23 if is_index else usable - 35
    if size <= most:
        return page[at : at + size]
    least = (usable - 12) * 32 // 255 - 23
    here = least + (size - least) % (usable - 4)
    here = here if here <= most else least
    parts = [page[at : at + here]]
    left, number = size - here, int.from_bytes(page[at + here : at + here + 4], "big")
    while left > 0:
        more = pages.page(number) if number else b""
        if len(more) < pages.size:
            raise ValueError("the chain is broken")
        parts.append(more[4 : 4 + min(left, usable - 4)])
        left -= usable - 4
        number = int.from_bytes(more[:4], "big")
    return b"".join(parts)


def _values(record: bytes) -> list[Value | None]:
    end, at = _varint(record, 0)
    kinds = []
    while at < end:
        kind, at = _varint(record, at)
        kinds.append(kind)
    if not kinds:
        raise ValueError("an empty record")
    values: list[Value | None] = []
    for kind in kinds:
        value, end = _value(record, end, kind)
        values.append(value)
    return values


def _value(record: bytes, at: int, kind: int) -> tuple[Value | None, int]:
    if kind in _INTEGERS:
        end = at + _INTEGERS[kind]
        return int.from_bytes(record[at:end], "big", signed=True), end
    if kind == _REAL:
        return struct.unpack_from(">d", record, at)[0], at + 8
    if kind in {_ZERO, _ONE}:
        return kind - _ZERO, at
    if kind < _BLOB:
        return None, at
    size, is_text = divmod(kind - _BLOB, 2)
    part = record[at : at + size]
    if len(part) < size:
        raise ValueError("the record is cut off")
    return (part.decode("utf-8") if is_text else part), at + size


def _varint(body: bytes, at: int) -> tuple[int, int]:
    """Read a number of one to nine bytes; give it, and where the next begins."""
    value = 0
    for place in range(8):
        byte = body[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004
            return value, at + place + 1
    return value << 8 | body[at + 8], at + 9
