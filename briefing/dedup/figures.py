"""Whether two texts that share their wording agree in their figures and dates.

Reports made from one template ("Loans fall 195 mln", "Loans fall 718 mln") and the next
version of a report ("12 dead", "15 dead") share most of their words and say something else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from briefing import text
from briefing.dedup.shingles import SIZE, Hashes, Shingled, covered, standing

# Words between two shared passages up to which what stands between belongs to them: an
# edit, and no line of the page's own.
MOST_EDITED = 6
MOST_BESIDE = 4  # words beside a passage on one side only
_MOST_KEPT = 1 << 18
_FIGURE = "\N{NULL}"  # stands for any figure where it is part of a context
_DIGITS = re.compile(r"\d[\d.,:/]*")
_SPELLED = {
    word: str(number)
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split(),
        2,
    )
}
_SPELLED |= {word: word for word in "thirty forty fifty sixty seventy eighty ninety dozen".split()}
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset(
    "january february march april june july august september october november december".split()
)


def differ(one: Shingled, other: Shingled) -> bool:
    """Tell whether a text has other figures than a longer one where both have one wording.

    Between two shared passages that are near in both texts, the figures of either are
    compared; where only one side is shared, those of the rest of the sentence. A figure in
    digits that stands among shared words must stand in the longer text too.
    """
    texts = (_Told(one), _Told(other))
    places = _anchors(one.hashes, other.hashes)
    return any(_gap_differs(*texts, *pair) for pair in pairwise(places)) or _is_missing(*texts)


class _Told:
    """A text, and of each word the figure it is, or nothing."""

    def __init__(self, shingled: Shingled) -> None:
        self.shingled = shingled
        self.figures = tuple(map(_FIGURES.__getitem__, shingled.words))


Place = tuple[int, int]  # in either text


def _anchors(one: Hashes, other: Hashes) -> list[Place]:
    """Pair the shingles that stand once in either text, in the order of the first."""
    (first, at), (second, there) = _single(one), _single(other)
    _, left, right = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return sorted(zip(at[left].tolist(), there[right].tolist(), strict=True))


def _single(hashes: Hashes) -> tuple[Hashes, npt.NDArray[np.intp]]:
    found, places, counts = np.unique(hashes, return_index=True, return_counts=True)
    return found[counts == 1], places[counts == 1]


def _gap_differs(one: _Told, other: _Told, before: Place, behind: Place) -> bool:
    """Compare the figures between two shared passages, or beside each where they moved apart."""
    here, there = behind[0] - before[0], behind[1] - before[1]
    if here == there == 1:
        return False
    begin, end = (before[0] + SIZE, before[1] + SIZE), behind
    if 0 < here <= MOST_EDITED + SIZE and 0 < there <= MOST_EDITED + SIZE:
        return _conflict(one.figures[begin[0] : end[0]], other.figures[begin[1] : end[1]])
    return _beside_differs(one, other, begin, step=1) or _beside_differs(one, other, end, step=-1)


def _beside_differs(one: _Told, other: _Told, place: Place, *, step: int) -> bool:
    """Compare figures word by word from a shared passage on, or back, within its sentence."""
    # A sentence ends before the word that opens the next: going back, before the one just read.
    here, there = place if step > 0 else (place[0] - 1, place[1] - 1)
    for _ in range(MOST_BESIDE):
        if not (0 <= here < len(one.figures) and 0 <= there < len(other.figures)):
            return False
        behind = 0 if step > 0 else 1
        if here + behind in one.shingled.openings or there + behind in other.shingled.openings:
            return False
        if _conflict(one.figures[here : here + 1], other.figures[there : there + 1]):
            return True
        here, there = here + step, there + step
    return False


def _conflict(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether either has a figure that the other has not, of one kind."""
    ours, theirs = set(first) - {""}, set(second) - {""}
    kinds = {_kind(figure) for figure in ours - theirs}
    return not kinds.isdisjoint(_kind(figure) for figure in theirs - ours)


def _is_missing(one: _Told, other: _Told) -> bool:
    """Tell whether a figure in digits, among shared words of one text, is not in the other."""
    known = set(other.figures)
    absent = [place for place, figure in enumerate(one.figures) if figure and figure not in known]
    absent = [place for place in absent if _is_in_digits(one.shingled.words[place])]
    if not absent:
        return False
    flags = standing(one.shingled.hashes, other.shingled.distinct)
    within = covered(flags, len(one.figures)).tolist()
    inside = _closed(within, one.shingled.openings)
    return any(inside[place] for place in absent)


def _is_in_digits(word: str) -> bool:
    return any(character.isdigit() for character in word)


def headlines_differ(one: str, other: str) -> bool:
    """Tell whether two headlines are the same but for their figures."""
    first, second = text.words(text.fold(one)), text.words(text.fold(other))
    if _masked(first) != _masked(second):
        return False
    return [figure for _, figure in _figures(first)] != [figure for _, figure in _figures(second)]


def _figures(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give each figure with its place."""
    for place, word in enumerate(words):
        figure = _FIGURES[word]
        if figure:
            yield place, figure


class _Figures(dict[str, str]):
    """Of each word the figure it is, written one way, so that `1,000` is `1000`; or nothing."""

    def __missing__(self, word: str) -> str:
        figure = word if word in _DAYS or word in _MONTHS else _SPELLED.get(word, "")
        if not figure and (digits := _DIGITS.findall(word)):
            figure = "-".join(part.replace(",", "").rstrip(".:/") for part in digits)
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[word] = figure
        return figure


_FIGURES = _Figures()


def _kind(figure: str) -> str:
    if figure in _DAYS:
        return "day"
    return "month" if figure in _MONTHS else "number"


def _masked(words: Sequence[str]) -> list[str]:
    return [_FIGURE if _FIGURES[word] else word for word in words]


def _closed(within: Sequence[bool], openings: Container[int]) -> list[bool]:
    """Close the gaps of a few words between shared ones, but not where a sentence opens."""
    closed = list(within)
    last = -1
    for place, is_within in enumerate(within):
        if not is_within:
            continue
        gap = range(last + 1, place)
        if last >= 0 and len(gap) <= MOST_EDITED and not any(one in openings for one in gap):
            closed[gap.start : gap.stop] = [True] * len(gap)
        last = place
    return closed
