"""What an article speaks of: the stems of its headline, its opening and its names, weighed."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from briefing import text
from briefing.model import Article
from briefing.stop_words import stop_words

# The opening tells the event, the rest the background, which other stories share.
OPENING_WORDS = 150
MOST_WORDS = 1_000  # are looked at for names
_LONGEST_KEPT, _MOST_KEPT = 24, 1 << 18  # code points; pieces of text for each language
# What a report says of its saying, whatever it says: no list of stop words has these.
_ENGLISH = frozenset({"said", "say", "says", "also", "would", "could", "upon", "may", "might"})


class Term(NamedTuple):
    """A word's stem, empty for a stop word, and whether it is written like a name."""

    stem: str
    is_capitalized: bool


class Words(NamedTuple):
    """The weighed stems of an article, those written like names, and those that open sentences."""

    weights: dict[str, float]
    names: frozenset[str]
    openers: frozenset[str]


def terms(article: Article) -> dict[str, float]:
    """Weigh the stems of an article: 1 + log of how often, for opening and names each.

    A word is taken for a name if it is capitalized and does not open its sentence; a
    word of the headline counts once more. The order of the stems is that of the text.
    """
    return read(article).weights


def read(article: Article) -> Words:
    """Give the terms of an article, and what is seen of their case.

    What opens a sentence is capitalized whether it is a name or not, so it is given apart.
    """
    look_up = _lexicon(article.language).__getitem__
    met: list[Term] = []
    names: list[str] = []
    openers: list[str] = []
    for sentence in article.sentences:
        found = list(chain.from_iterable(map(look_up, sentence.text.split()[:MOST_WORDS])))
        names += [stem for stem, is_capitalized in found[1:] if is_capitalized]
        openers += [stem for stem, is_capitalized in found[:1] if is_capitalized]
        met += found
        if len(met) >= MOST_WORDS:
            break
    opening = Counter([stem for stem, _ in met[:OPENING_WORDS]])
    weights = {stem: 1 + math.log(count) for stem, count in opening.items()}
    for term in chain.from_iterable(map(look_up, article.headline.split()[:OPENING_WORDS])):
        weights[term.stem] = weights.get(term.stem, 0.0) + 1
    for stem, count in Counter(names).items():
        weights[stem] = weights.get(stem, 0.0) + 1 + math.log(count)
    weights.pop("", None)
    seen = weights.keys()
    return Words(weights, frozenset(seen & set(names)), frozenset(seen & set(openers)))


class _Lexicon(dict[str, tuple[Term, ...]]):
    """What stands between two spaces, as terms of one language; short pieces are kept."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        is_english = language.partition("-")[0].casefold() == "en"
        self.skipped = stop_words(language) | (_ENGLISH if is_english else frozenset())

    def __missing__(self, piece: str) -> tuple[Term, ...]:
        found = tuple(map(self._term, text.words(piece)))
        if len(piece) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[piece] = found
        return found

    def _term(self, word: str) -> Term:
        lower = word.lower().replace("’", "'")
        if lower in self.skipped or len(word) == 1:
            return Term("", is_capitalized=False)
        stem = text.stem(lower, language=self.language)
        return Term(stem, is_capitalized=word[0].isupper())


@lru_cache(maxsize=32)
def _lexicon(language: str) -> _Lexicon:
    return _Lexicon(language)
