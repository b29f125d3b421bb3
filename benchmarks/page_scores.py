"""How near an extracted body is to the one that people marked, and its fields likewise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_FOLD = str.maketrans("’‘“”–—\u00a0？", "''\"\"-- ?")

Shares = tuple[float, float, float]  # of a page's shingles: found, found in vain, missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Shingle F1 over pages, with the precision and the recall behind it."""

    f1: float
    precision: float
    recall: float

    def __str__(self) -> str:
        return f"{self.f1:.4f} ({self.precision:.3f}/{self.recall:.3f})"


def shares(gold: str, found: str | None) -> Shares:
    """Compare two texts by their runs of four words, as article-extraction-benchmark does."""
    true, predicted = _shingles(gold), _shingles(found or "")
    hits = sum((true & predicted).values())
    extra, missed = sum(predicted.values()) - hits, sum(true.values()) - hits
    total = hits + extra + missed
    return (hits / total, extra / total, missed / total) if total else (0.0, 0.0, 0.0)


def score(pages: Iterable[Shares]) -> Score:
    """Score pages: the mean precision of those with output, the mean recall, their F1."""
    listed = list(pages)
    precision = mean(_rate(hits, extra) for hits, extra, _ in listed if hits + extra > 0)
    recall = mean(_rate(hits, missed) for hits, _, missed in listed if hits + missed > 0)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(f1=f1, precision=precision, recall=recall)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    runs = (tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))
    return Counter(run for run in runs if run)


def _rate(hits: float, wrong: float) -> float:
    return hits / (hits + wrong)


def exact(gold: Sequence[str | None], found: Sequence[str | None]) -> float:
    """Give the share of fields that are right where there is one, case and quotes folded."""
    pairs = [(one, other) for one, other in zip(gold, found, strict=True) if one]
    return mean(_folded(one) == _folded(other) for one, other in pairs)


def invented(gold: Sequence[str | None], found: Sequence[str | None]) -> tuple[int, int]:
    """Count the fields that were found where there is none, and how many have none."""
    others = [other for one, other in zip(gold, found, strict=True) if not one]
    return sum(bool(other) for other in others), len(others)


def _folded(text: str | None) -> str:
    return " ".join((text or "").translate(_FOLD).casefold().split())
