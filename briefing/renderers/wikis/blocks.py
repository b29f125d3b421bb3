"""The brief in a page of people's: it stands between two marks, and all else is theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[str], str]


def whole(_block: str) -> str:
    """Find no fault with a block, whatever it holds."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """The two marks as we write them, and how they are found again where they stand.

    A wiki may have written a mark anew, with blanks or attributes of its own, so that
    patterns find them. `fault` says what is wrong with what stands between, or nothing.
    """

    begin: str
    end: str
    begins: re.Pattern[str]
    ends: re.Pattern[str]
    fault: Check = whole

    def around(self, block: str) -> str:
        """Put the marks around a block."""
        return f"{self.begin}\n\n{block.strip()}\n\n{self.end}\n"


def line(before: str, name: str, after: str) -> re.Pattern[str]:
    """Find a mark that stands alone on its line."""
    opened, closed = re.escape(before), re.escape(after)
    return re.compile(rf"^[ \t]*{opened}\s*{name}\s*{closed}[ \t\r]*$", re.MULTILINE)


def fence(before: str, after: str) -> Fence:
    """Make a fence of two marks that are comments between `before` and `after`."""
    return Fence(
        begin=f"{before}briefing:begin{after}",
        end=f"{before}briefing:end{after}",
        begins=line(before.strip(), "briefing:begin", after.strip()),
        ends=line(before.strip(), "briefing:end", after.strip()),
    )


def replaced(text: str, block: str, fence: Fence) -> str:
    """Put a block between the marks of a page, in the page's own kind of line ends.

    Raises:
        ValueError: the marks are missing, or not one pair in its order.
    """
    begin, end = _pair(text, fence)
    if fault := fence.fault(text[begin:end]):
        raise ValueError(fault)
    body = f"\n\n{block.strip()}\n\n"
    if "\r\n" in text:
        body = body.replace("\n", "\r\n")
    return text[:begin] + body + text[end:]


def _pair(text: str, fence: Fence) -> tuple[int, int]:
    """Find where the text between the marks begins and ends."""
    begins, ends = list(fence.begins.finditer(text)), list(fence.ends.finditer(text))
    if not begins and not ends:
        raise ValueError(
            "holds text that is not ours, and no marks; put these two lines where the brief "
            f"shall stand, or move the file away: {fence.begin} and {fence.end}"
        )
    counts = (len(begins), len(ends))
    if counts != (1, 1):
        raise ValueError(
            f"has the mark {fence.begin} {_times(counts[0])} and {fence.end} "
            f"{_times(counts[1])}; each must stand there once, alone on its line"
        )
    if begins[0].end() > ends[0].start():
        raise ValueError(f"has the mark {fence.end} before {fence.begin}; exchange them")
    # A carriage return belongs to the line of the mark, not to us.
    return begins[0].start() + len(begins[0][0].rstrip()), ends[0].start()


def _times(count: int) -> str:
    return {0: "nowhere", 1: "once"}.get(count, f"{count} times")
