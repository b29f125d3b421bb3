"""Whether two texts that share their wording agree in their figures and dates.

Reports made from one template ("Loans fall 195 mln", "Loans fall 718 mln") and the next
version of a report ("12 dead", "15 dead") share most of their words and say something else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, compress, pairwise

import numpy as np
import numpy.typing as npt

from briefing import text
from briefing.dedup.shingles import SIZE, Hashes, Shingled, covered, standing
from briefing.dedup.spelled import DAYS, MONTHS, spelled
from briefing.model import Article

# Words between two shared passages up to which what stands between belongs to them: an
# edit, and no line of the page's own.
MOST_EDITED = 6
MOST_BESIDE = 6  # words beside a passage on one side only
_MOST_KEPT = 1 << 16
_FIGURE = "\N{NULL}"  # stands for any figure where it is part of a context
_DIGITS = re.compile(r"\d[\d.,:/]*")
_DAYS, _MONTHS = frozenset(DAYS), frozenset(MONTHS)


class Told:
    """An article with its words, and of each word the figure it is, or nothing."""

    def __init__(self, article: Article, shingled: Shingled) -> None:
        self.article = article
        self.shingled = shingled
        self.words = text.words(text.fold(article.text))
        self.figures = tuple(map(_figures(article.language).__getitem__, self.words))

    @cached_property
    def openings(self) -> frozenset[int]:
        """The places of the words that open a sentence; seldom asked for, and slow."""
        told = (text.words(text.fold(one.text)) for one in self.article.sentences)
        return frozenset(accumulate(map(len, told)))


def differ(one: Told, other: Told) -> bool:
    """Tell whether a text has other figures than a longer one where both have one wording.

    Between two shared passages that are near in both texts, the figures of either are
    compared; where only one side is shared, those of the rest of the sentence. A figure in
    digits that stands among shared words must stand in the longer text too.
    """
    places = _anchors(one.shingled.hashes, other.shingled.hashes)
    turned = sorted((there, here) for here, there in places)
    return (
        _passages_differ(one, other, places)
        or _passages_differ(other, one, turned)
        or _is_missing(one, other)
    )


Place = tuple[int, int]  # in either text


def _anchors(one: Hashes, other: Hashes) -> list[Place]:
    """Pair the shingles that stand once in either text, in the order of the first."""
    (first, at), (second, there) = _single(one), _single(other)
    _, left, right = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return sorted(zip(at[left].tolist(), there[right].tolist(), strict=True))


def _single(hashes: Hashes) -> tuple[Hashes, npt.NDArray[np.intp]]:
    found, places, counts = np.unique(hashes, return_index=True, return_counts=True)
    return found[counts == 1], places[counts == 1]


def _passages_differ(one: Told, other: Told, places: Sequence[Place]) -> bool:
    """Compare the figures around shared passages, which are in the order of the first text."""
    if not places:
        return False
    last = places[-1][0] + SIZE, places[-1][1] + SIZE
    # Most neighbors stand next to each other in both texts.
    is_gap = (np.diff(np.array(places), axis=0) != 1).any(axis=1)
    return (
        any(_gap_differs(one, other, *pair) for pair in compress(pairwise(places), is_gap))
        or _beside_differs(one, other, places[0], step=-1)
        or _beside_differs(one, other, last, step=1)
    )


def _gap_differs(one: Told, other: Told, before: Place, behind: Place) -> bool:
    """Compare the figures between two shared passages, or beside each where they moved apart."""
    here, there = behind[0] - before[0], behind[1] - before[1]
    begin, end = (before[0] + SIZE, before[1] + SIZE), behind
    if 0 < here <= MOST_EDITED + SIZE and 0 < there <= MOST_EDITED + SIZE:
        return _conflict(one.figures[begin[0] : end[0]], other.figures[begin[1] : end[1]])
    return _beside_differs(one, other, begin, step=1) or _beside_differs(one, other, end, step=-1)


def _beside_differs(one: Told, other: Told, place: Place, *, step: int) -> bool:
    """Compare figures word by word from a shared passage on, or back, within its sentence."""
    here, there = place if step > 0 else (place[0] - 1, place[1] - 1)
    for far in range(MOST_BESIDE):
        if not (0 <= here < len(one.figures) and 0 <= there < len(other.figures)):
            return False
        ours, theirs = one.figures[here], other.figures[there]
        if ours and theirs and _conflict([ours], [theirs]):
            between = range(-step, -(far + 1) * step, -step)
            words = [one.words[here + back] for back in between]
            same = [other.words[there + back] for back in between]
            is_whole = not (_opens(one, here, far, step) or _opens(other, there, far, step))
            return is_whole or (bool(words) and words == same)
        here, there = here + step, there + step
    return False


def _opens(told: Told, place: int, far: int, step: int) -> bool:
    """Tell whether a sentence opens between a word and the passage so many words away."""
    # A sentence ends before the word that opens the next: going back, behind the one read.
    between = range(place - far, place + 1) if step > 0 else range(place + 1, place + far + 2)
    return any(one in told.openings for one in between)


def _conflict(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether either has a figure that the other has not, of one kind."""
    ours, theirs = set(first) - {""}, set(second) - {""}
    kinds = {_kind(figure) for figure in ours - theirs}
    return not kinds.isdisjoint(_kind(figure) for figure in theirs - ours)


def _is_missing(one: Told, other: Told) -> bool:
    """Tell whether a figure in digits, among shared words of one text, is not in the other."""
    known = set(other.figures)
    absent = [place for place, figure in enumerate(one.figures) if figure and figure not in known]
    absent = [place for place in absent if _is_in_digits(one.words[place])]
    if not absent:
        return False
    flags = standing(one.shingled.hashes, other.shingled.distinct)
    within = covered(flags, len(one.figures)).tolist()
    inside = _closed(within, one.openings)
    return any(inside[place] for place in absent)


def _is_in_digits(word: str) -> bool:
    return any(character.isdigit() for character in word)


def headlines_differ(one: Article, other: Article) -> bool:
    """Tell whether two headlines are the same but for their figures."""
    (first, ours), (second, theirs) = _masked(one), _masked(other)
    return first == second and ours != theirs


def _masked(article: Article) -> tuple[list[str], list[str]]:
    """Give the words of a headline, with one mark for each figure, and the figures."""
    words = text.words(text.fold(article.headline))
    figures = [_figures(article.language)[word] for word in words]
    masked = [_FIGURE if figure else word for word, figure in zip(words, figures, strict=True)]
    return masked, [figure for figure in figures if figure]


class _Figures(dict[str, str]):
    """Of each word the figure it is, written one way, so that `1,000` is `1000`; or nothing."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.spelled = spelled(language)

    def __missing__(self, word: str) -> str:
        figure = self.spelled.get(word, "")
        if not figure and (digits := _DIGITS.findall(word)):
            figure = "-".join(part.replace(",", "").rstrip(".:/") for part in digits)
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[word] = figure
        return figure


@lru_cache(maxsize=32)
def _figures(language: str) -> _Figures:
    return _Figures(language)


def _kind(figure: str) -> str:
    if figure in _DAYS:
        return "day"
    return "month" if figure in _MONTHS else "number"


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
