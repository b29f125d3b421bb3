"""What a brief has said already, so that nothing is said twice in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from briefing import text
from briefing.stop_words import stop_words

# A sentence says nothing new if so much of its matter stands in one sentence before.
_COVERED = 0.75
_FEWEST = 4  # words of matter; below them sentences must be equal


@dataclass(frozen=True, slots=True)
class Matter:
    """What a sentence is about: its folded text, its stems without stop words, its figures."""

    folded: str
    stems: frozenset[str]
    figures: frozenset[str]


def matter(sentence: str, *, language: str) -> Matter:
    """Read what a sentence is about."""
    skipped = stop_words(language)
    words = [word for word in text.words(sentence) if word.casefold() not in skipped]
    figures = frozenset(word for word in words if any(letter.isdigit() for letter in word))
    stems = frozenset(text.stem(word.lower(), language=language) for word in words)
    return Matter(text.fold(sentence), stems, figures)


class Said:
    """The sentences that were printed so far."""

    def __init__(self) -> None:
        self._folded: set[str] = set()
        self._told: list[Matter] = []
        self._holders: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, told: Matter) -> None:
        """Remember a sentence."""
        self._folded.add(told.folded)
        for stem in told.stems:
            self._holders[stem].append(len(self._told))
        self._told.append(told)

    def covers(self, one: Matter) -> bool:
        """Whether one earlier sentence said it, if in other words; a new figure is new."""
        if one.folded in self._folded:
            return True
        if len(one.stems) < _FEWEST:
            return False
        shared = Counter(place for stem in one.stems for place in self._holders.get(stem, ()))
        return any(
            count >= _COVERED * len(one.stems) and one.figures <= self._told[place].figures
            for place, count in shared.items()
        )
