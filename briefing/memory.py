"""What earlier editions said, as far as it touches the articles of today: plain values.

Two sentences say the same if their words are the same, in the same order. One is an update of
another if it shares most of its matter and is not the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from briefing import text
from briefing.model import (
    Appearance,
    Article,
    Freshness,
    History,
    Mark,
    Quote,
    Reading,
    Sentence,
    Silence,
    Since,
    Withdrawal,
)
from briefing.stop_words import stop_words

# The likeness from which a sentence is an update: where the story is the same, and where the
# address is too.
ALIKE, ALIKE_AT_ONE_ADDRESS = 0.6, 0.5
_FEWEST = 3  # stems; of shorter sentences nothing can be told


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A sentence that an edition printed, and the article that it is from."""

    appearance: Appearance
    reading: Reading
    edition: str
    day: date

    @property
    def quote(self) -> Quote:
        """The sentence with its evidence."""
        return Quote(
            text=self.appearance.text,
            article_id=self.reading.article_id,
            start=self.appearance.start,
            end=self.appearance.end,
            digest=self.reading.digest,
            document_digest=self.reading.document_digest,
            address=self.reading.address,
            headline=self.reading.headline,
            outlet=self.reading.outlet,
            read_at=self.reading.read_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a brief must know of the editions that its reader has read.

    `said` maps `same_words` to the day on which they were first printed, and `passed` those
    that stood in an article of which an edition was made, and were not. `printed` has what
    was printed of a story, by its id, and of an address, the newest first. `stories` maps an
    article to its story's id, `histories` an id to what is known of it, and `known` has the
    stories that an edition told. `silences` are of the themes that the settings define.
    """

    since: Since
    said: Mapping[str, date] = field(default_factory=dict)
    passed: Mapping[str, date] = field(default_factory=dict)
    printed: Mapping[str, Sequence[Printed]] = field(default_factory=dict)
    stories: Mapping[str, str] = field(default_factory=dict)
    histories: Mapping[str, History] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    silences: Mapping[str, Silence] = field(default_factory=dict)
    withdrawn: tuple[Withdrawal, ...] = ()

    def said_on(self, article: Article, sentence: Sentence) -> date | None:
        """Give the day on which an edition first said this, if any did."""
        day = self.said.get(text.same_words(sentence.text))
        if day is not None:
            return day
        own = bare(sentence.text)
        # A comma that moved makes no news.
        same = [one.day for one in self._near(article) if bare(one.appearance.text) == own]
        return min(same, default=None)

    def passed_on(self, sentence: Sentence) -> date | None:
        """Give the day on which an edition could have said this and did not, if any could."""
        return self.passed.get(text.same_words(sentence.text))

    def mark(self, article: Article, sentence: Sentence) -> Mark:
        """Tell how a sentence stands to what earlier editions said."""
        day = self.said_on(article, sentence)
        if day is not None:
            return Mark(freshness=Freshness.CONTINUING, day=day)
        earlier = self._updated(article, sentence)
        if earlier is None:
            return Mark(freshness=Freshness.NEW)
        return Mark(freshness=Freshness.UPDATED, day=earlier.day, earlier=earlier.quote)

    def _near(self, article: Article) -> list[Printed]:
        of_address = self.printed.get(address(article), ())
        return [*of_address, *self.printed.get(self.stories.get(article.id, ""), ())]

    def _updated(self, article: Article, sentence: Sentence) -> Printed | None:
        """Find the earlier sentence that this one is likest to; among equals the newest."""
        found: tuple[float, Printed] | None = None
        for one in self._near(article):
            alike = likeness(one.appearance.text, sentence.text, language=article.language)
            is_same_page = one.reading.address == address(article)
            least = ALIKE_AT_ONE_ADDRESS if is_same_page else ALIKE
            if alike >= least and (found is None or alike > found[0]):
                found = alike, one
        return found[1] if found else None


def address(article: Article) -> str:
    """Give where an article can be read again: its web address, else its file."""
    return article.url or article.uri


@lru_cache(maxsize=1 << 15)
def bare(sentence: str) -> str:
    """Give the words of a sentence alone, without case and without what stands between them."""
    return f" {' '.join(text.words(text.fold(sentence)))} "


def likeness(one: str, other: str, *, language: str) -> float:
    """Compare what two sentences speak of: the share of stems that both have, in [0, 1]."""
    first, second = _stems(one, language), _stems(other, language)
    most = max(len(first), len(second))
    return len(first & second) / most if most >= _FEWEST else 0.0


@lru_cache(maxsize=1 << 15)
def _stems(sentence: str, language: str) -> frozenset[str]:
    skipped = stop_words(language)
    words: Iterable[str] = (one for one in text.words(sentence) if one.casefold() not in skipped)
    return frozenset(text.stem(word.lower(), language=language) for word in words)
