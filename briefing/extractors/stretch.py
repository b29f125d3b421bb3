"""Choose the stretch of a page's lines that is the article.

Every line has a value inside the stretch, one as its first line and one as its last;
the stretch with the largest sum is chosen. The values are sums of weights, one for each
kind of line and each place that it can have; `weights.toml` holds them, for people to
read. They were learned from pages whose article is known (`benchmarks/train_lines.py`).

A conditional random field over segments (Sarawagi & Cohen 2004) with a single segment;
the search is Kadane's, in time linear in the lines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from briefing.extractors.kinds import KINDS, describe
from briefing.extractors.lines import Line

Floats = NDArray[np.float64]

# Where a line of some kind stands, as seen from the stretch: within it, at its first
# line, in the four above that, next below, in the four below; then the same for the last.
PLACES: tuple[str, ...] = (
    "inside",
    "first", "above first", "next to first", "below first",
    "last", "above last", "next to last", "below last",
)  # fmt: skip
REACH = 4  # lines that are looked at above and below an end
_NEAR = 8  # lines; an article neither begins nor ends farther from its paragraphs
_LAST_WORDS = 5  # of a last line that neither ends a sentence nor is in a list


def choose_stretch(
    lines: Sequence[Line], taken: Mapping[int, str], weights: Floats | None = None
) -> range:
    """Choose the lines from the article's first to its last; none where no line is prose.

    `weights` (kinds, places) stand in for those of the file, to measure others.
    """
    firsts, lasts = find_ends(lines, taken)
    if not firsts:
        return range(0)
    kinds = describe(lines, taken)
    inside, first, last = _values(kinds, _weights() if weights is None else weights)
    before = np.concatenate([[0.0], np.cumsum(inside)])
    opening = {at: float(first[at] - before[at]) for at in firsts}
    closing = {at: float(last[at] + before[at + 1]) for at in lasts}
    return _best(opening, closing, len(lines))


def find_ends(lines: Sequence[Line], taken: Mapping[int, str]) -> tuple[list[int], list[int]]:
    """List the lines that could be the article's first, and those that could be its last."""
    prose = [at for at, line in enumerate(lines) if at not in taken and line.is_prose]
    near = {at for middle in prose for at in range(middle - _NEAR, middle + _NEAR + 1)}
    free = [at for at in range(len(lines)) if at in near and at not in taken]
    return [at for at in free if can_open(lines[at])], [at for at in free if _can_close(lines[at])]


def can_open(line: Line) -> bool:
    """Tell whether an article can begin with a line; headlines and subheads stand above it."""
    return line.is_prose or (line.ends_sentence and line.text[-1] not in "?!:")


def _can_close(line: Line) -> bool:
    return line.ends_sentence or line.is_bullet or line.words >= _LAST_WORDS


def window_sums(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Sum, for each row, the rows above it, the next below, and those below, within reach."""
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    count = len(values)
    at = np.arange(count)
    next_, end = np.minimum(at + 1, count), np.minimum(at + 1 + REACH, count)
    above = total[at] - total[np.maximum(at - REACH, 0)]
    beside = total[np.minimum(at + 2, count)] - total[next_]
    return above / REACH, beside, (total[end] - total[next_]) / REACH


def _values(kinds: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Value each line inside the stretch, as its first, and as its last line."""
    worth = kinds @ weights  # a column for each place
    above, beside, below = window_sums(worth)
    ends = (worth[:, at] + above[:, at + 1] + beside[:, at + 2] + below[:, at + 3] for at in (1, 5))
    first, last = ends
    return worth[:, 0], first, last


def _best(opening: Mapping[int, float], closing: Mapping[int, float], count: int) -> range:
    best, found = -np.inf, range(0)
    start, highest = 0, -np.inf
    for at in range(count):
        if opening.get(at, -np.inf) > highest:
            start, highest = at, opening[at]
        if at in closing and highest + closing[at] > best:
            best, found = highest + closing[at], range(start, at + 1)
    return found


@lru_cache(maxsize=1)
def _weights() -> Floats:
    """Read the weights: a row for each of `KINDS`, a column for each of `PLACES`."""
    file = resources.files("briefing.extractors") / "weights.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))["weights"]
    none = [0.0] * len(PLACES)
    return np.array([table.get(kind, none) for kind in KINDS], dtype=np.float64)
