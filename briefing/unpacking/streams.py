"""Streams that count what passes, and stop where it is too much."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

from briefing.model import Reason
from briefing.unpacking.limits import Tally, Unreadable

BUFFER = 65_536  # bytes; also the most that can be looked at before reading
_RATIO_FROM = 1_000_000  # bytes decoded; small texts may repeat themselves a lot


class Readable(Protocol):
    """Gives bytes, fewer than asked for only where it must."""

    def read(self, size: int, /) -> bytes:
        """Give up to `size` bytes; none at the end."""


class Metered(io.RawIOBase):
    """A stream whose bytes are counted in the tally of the whole.

    It fills the buffer that it is given, so that a look ahead sees all there is.
    """

    def __init__(self, source: BinaryIO, tally: Tally) -> None:
        super().__init__()
        self._source = source
        self._tally = tally
        self._seekable = _is_seekable(source)

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell whether its source can go back."""
        return self._seekable

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go elsewhere in the source."""
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        """Tell where the source stands."""
        return self._source.tell()

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        """Fill a buffer, as far as the source goes."""
        done = 0
        while done < len(buffer):
            chunk = self._source.read(len(buffer) - done)
            if not chunk:
                break
            self._tally.read(len(chunk))
            buffer[done : done + len(chunk)] = chunk
            done += len(chunk)
        return done


class Inflated(io.RawIOBase):
    """What a decoder gives, no more than `ratio` times what it was given.

    `consumed` tells how many compressed bytes went in so far. Whatever a decoder says
    about bytes that it cannot read becomes `Unreadable`.
    """

    def __init__(self, decoder: Readable, *, consumed: Callable[[], int], ratio: int) -> None:
        super().__init__()
        self._decoder = decoder
        self._consumed = consumed
        self._ratio = ratio
        self._decoded = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        """Decode into a buffer."""
        try:
            chunk = self._decoder.read(min(len(buffer), BUFFER))
        except Unreadable:
            raise
        except Exception as error:  # each library has its own, and some have several
            words = f"cannot be decompressed: {error or type(error).__name__}"
            raise Unreadable(Reason.UNREADABLE, words) from error
        self._check(len(chunk))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def _check(self, count: int) -> None:
        self._decoded += count
        if self._decoded < _RATIO_FROM:
            return
        if self._decoded > self._ratio * max(self._consumed(), 1):
            words = f"decompresses to more than max_ratio = {self._ratio} times its size"
            raise Unreadable(Reason.TOO_LARGE, words)


class Counted:
    """Counts the bytes that were read from a stream."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        """Read on."""
        chunk = self._source.read(size)
        self.count += len(chunk)
        return chunk


class Section:
    """The next `size` bytes of a stream."""

    def __init__(self, source: Readable, size: int) -> None:
        self._source = source
        self.left = size

    def read(self, size: int = -1, /) -> bytes:
        """Read on.

        Raises:
            Unreadable: the stream ends before the section does.
        """
        wanted = self.left if size < 0 else min(size, self.left)
        chunk = self._source.read(wanted) if wanted else b""
        if len(chunk) == 0 < wanted:
            raise Unreadable(Reason.UNREADABLE, f"is cut off: {self.left:,} bytes are missing")
        self.left -= len(chunk)
        return chunk

    def skip(self) -> None:
        """Leave the rest of the section."""
        while self.left:
            self.read(BUFFER)


def buffered(source: object) -> BinaryIO:
    """Put a buffer before anything that can be read, so that lines can be read from it."""
    raw = source if isinstance(source, io.RawIOBase) else _Raw(cast("Readable", source))
    return io.BufferedReader(raw, BUFFER)


def peek(stream: BinaryIO) -> bytes:
    """Look at the first bytes of a buffered stream, up to `BUFFER` of them."""
    return cast("io.BufferedReader", stream).peek(BUFFER)


class _Raw(io.RawIOBase):
    def __init__(self, source: Readable) -> None:
        super().__init__()
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        chunk = self._source.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _is_seekable(source: BinaryIO) -> bool:
    try:
        return source.seekable()
    except (AttributeError, ValueError):
        return False
