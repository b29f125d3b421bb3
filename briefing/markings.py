"""Markings in their order, and who may be sent what is marked."""

from __future__ import annotations

from collections.abc import Sequence


def rank(marking: str, levels: Sequence[str]) -> int | None:
    """Give the place of a marking among the levels, from open to strict; None if unknown."""
    folded = [_folded(level) for level in levels]
    return folded.index(_folded(marking)) if _folded(marking) in folded else None


def why_refused(marking: str, most: str, levels: Sequence[str]) -> str:
    """Say why a brief of that marking must not go to who may have `most`, or nothing.

    In doubt it must not: a marked brief goes to nobody whose level is not told, and a
    marking that no level has goes to nobody at all. An unmarked brief goes to everybody.
    """
    if not marking:
        return ""
    own, allowed = rank(marking, levels), rank(most, levels) if most else None
    if own is None:
        return f"the marking {marking} is not among delivery.markings, so it goes to nobody"
    if allowed is None:
        return f"it is marked {marking}, and max_marking does not say that this may go there"
    return f"it is marked {marking}, and {most} is the most that may go there" * (own > allowed)


def _folded(marking: str) -> str:
    return " ".join(marking.split()).casefold()
