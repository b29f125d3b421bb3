"""How far apart in time two groups of articles are, and what that takes from their likeness."""

from __future__ import annotations

from dataclasses import dataclass

# A week apart is the same news; after that, likeness halves every three weeks, so that the
# reports on a yearly fair stay apart, and a slow story holds as long as it goes on.
FREE_DAYS = 7.0
HALF_LIFE_DAYS = 21.0


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of a group, in days since any fixed day; none if not known."""

    first: float | None = None
    last: float | None = None

    def joined(self, other: Span) -> Span:
        """Give the span that covers both."""
        if self.first is None or self.last is None:
            return other
        if other.first is None or other.last is None:
            return self
        return Span(min(self.first, other.first), max(self.last, other.last))

    def nearness(self, other: Span) -> float:
        """Give by how much to multiply the likeness of two groups; 1 where a date is missing."""
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return 1.0
        gap = max(self.first - other.last, other.first - self.last) - FREE_DAYS
        return 1.0 if gap <= 0 else float(2 ** (-gap / HALF_LIFE_DAYS))
