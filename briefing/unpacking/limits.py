"""How much may be read, and the count of what was."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.model import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one call of `unpack` may read and give.

    `max_bytes` is for a document and for whatever must be held whole to be read (a
    mail, a feed, a PDF, an archive inside another); `max_total` for all that is read
    and decoded at every level together; `max_ratio` for bytes decoded per byte
    compressed; `max_members` for all that is found, at every level, also drops;
    `max_depth` for containers within containers, of which compression is one;
    `max_links` for the addresses that one feed, list or sitemap leads to.
    """

    max_bytes: int = 20_000_000
    max_total: int = 4_000_000_000
    max_members: int = 100_000
    max_depth: int = 5
    max_ratio: int = 200
    max_links: int = 500


class Unreadable(Exception):  # noqa: N818 - a reason, which becomes a `Drop`, not an error
    """Reading a part cannot go on; `opening` makes it a `Drop`."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Exhausted(Unreadable):
    """Nothing at all may be read any more."""


@dataclass(slots=True)
class Tally:
    """Counts what a call of `unpack` has read and found, at every level together."""

    limits: Limits
    decoded: int = 0  # bytes
    members: int = 0

    def read(self, count: int) -> None:
        """Count bytes.

        Raises:
            Exhausted: they are more than may be read in all.
        """
        self.decoded += count
        if self.decoded > self.limits.max_total:
            raise Exhausted(Reason.TOO_LARGE, f"more than max_total = {self.limits.max_total:,}")

    def found(self) -> None:
        """Count one thing found.

        Raises:
            Exhausted: it is one too many.
        """
        self.members += 1
        if self.members > self.limits.max_members:
            most = self.limits.max_members
            raise Exhausted(Reason.TOO_LARGE, f"holds more than max_members = {most:,}")
