"""The short blocks around the headline, in which bylines and date lines stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefing.extractors.pages.blocks import Block

_AFTER, _BEFORE = 12, 6
_LONG_WORDS = 25
_MOST_LONG = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A block near the headline. `hints` are those of its own branch alone.

    What the headline stands in too ("sidebar-layout" on the body of the page)
    says nothing about the block.
    """

    text: str
    hints: int
    moments: tuple[str, ...]
    relations: tuple[str, ...]


def near_headline(blocks: Sequence[Block], headline: int) -> tuple[Near, ...]:
    """Give the blocks after the one at `headline`, then those before it, nearest first."""
    path = blocks[headline].path if blocks else ()
    return tuple(_near(block, path) for block in _around(blocks, headline))


def _around(blocks: Sequence[Block], headline: int) -> Iterator[Block]:
    long_ones = 0
    for block in blocks[headline + 1 : headline + 1 + _AFTER]:
        long_ones += block.text.count(" ") >= _LONG_WORDS
        if long_ones == _MOST_LONG:
            break
        yield block
    yield from reversed(blocks[max(0, headline - _BEFORE) : headline])


def _near(block: Block, path: tuple[int, ...]) -> Near:
    return Near(
        text=block.text,
        hints=block.hints_below(block.shared(path)),
        moments=tuple(block.moments),
        relations=tuple(block.relations),
    )
