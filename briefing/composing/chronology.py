"""A story of many days, day by day: what each day brought, in one sentence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from briefing import text
from briefing.composing.desk import Desk, Telling
from briefing.composing.ordering import turns, words_of
from briefing.composing.repeats import Said, matter
from briefing.days import day_out
from briefing.model import Article, Milestone, Passage, Section

_FEWEST_DAYS = 3  # on which a story came out, from which there is anything to tell
_FEWEST_TOLD = 2  # days that say something new; one alone is no chronology

Days = Mapping[date, Sequence[Article]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a brief tells stories day by day.

    At most `most` days of a story are told, none where it is 0. `most_words` limits the
    brief, `by_section` each section; 0 sets no limit. Where `repeats`, what one section
    says may be said in another.
    """

    most: int
    timezone: str
    most_words: int
    by_section: Sequence[int]
    repeats: bool


def with_chronologies(
    desk: Desk, sections: Sequence[Section], told: Sequence[Iterable[Telling]], rules: Rules
) -> list[Section]:
    """Put beside each story of many days what they brought; `told` has each section's tellings.

    Nothing is said that stands in the brief already. Chronologies take the words that the
    stories have left over; sections take turns, each with its next story.
    """
    if not rules.most:
        return list(sections)
    tellings = [{one.story.id: one for one in each} for each in told]
    said = _said(desk, sections, repeats=rules.repeats)
    room = _room(sections, rules)
    entries = [list(section.entries) for section in sections]
    for rank, place in turns(sections):
        entry = entries[place][rank]
        telling = tellings[place][desk.stories[entry.article_id].id]
        days = _days(desk, telling, ZoneInfo(rules.timezone))
        writer = _Writer(desk=desk, telling=telling, said=said[place], room=room.of(place))
        found = writer.written(days, rules.most)
        room.take(place, sum(words_of(one.passage) for one in found))
        entries[place][rank] = replace(entry, chronology=found)
    return [replace(one, entries=tuple(e)) for one, e in zip(sections, entries, strict=True)]


def _said(desk: Desk, sections: Iterable[Section], *, repeats: bool) -> list[Said]:
    """Give for each section what may not be said again in it."""
    whole = Said()
    each = []
    for section in sections:
        said = Said() if repeats else whole
        for entry in section.entries:
            said.add(matter(entry.headline, language=desk.articles[entry.article_id].language))
            for passage in entry.passages:
                _note(said, desk, passage)
        each.append(said)
    return each


def _note(said: Said, desk: Desk, passage: Passage) -> None:
    language = desk.articles[passage.article_id].language
    for sentence in passage.sentences:
        said.add(matter(sentence.text, language=language))


@dataclass(slots=True, kw_only=True)
class _Room:
    """How many words are left: in the brief, and in each section."""

    left: float
    own: list[float]

    def of(self, place: int) -> float:
        return min(self.left, self.own[place])

    def take(self, place: int, words: int) -> None:
        self.left -= words
        self.own[place] -= words


def _room(sections: Sequence[Section], rules: Rules) -> _Room:
    used = [
        sum(words_of(passage) for entry in one.entries for passage in entry.passages)
        for one in sections
    ]
    limits = [limit or math.inf for limit in rules.by_section]
    own = [limit - words for limit, words in zip(limits, used, strict=True)]
    return _Room(left=(rules.most_words or math.inf) - sum(used), own=own)


def _days(desk: Desk, telling: Telling, zone: ZoneInfo) -> Days:
    """Sort the articles that may tell a story by their days, the most central first."""
    found: defaultdict[date, list[Article]] = defaultdict(list)
    for key in telling.positions:
        if day := day_out(desk.articles[key], zone):
            found[day].append(desk.articles[key])
    return found


def ranked(days: Days, most: int) -> list[date]:
    """Put days in the order in which they should be told, where there is room for so many.

    The first and the last tell how a story began and where it stands. Then comes, of each
    of `most` equal stretches of time, the day with most voices; then all others by theirs.
    """
    first, last = min(days), max(days)
    length = (last - first).days + 1

    def stretch(day: date) -> int:
        return (day - first).days * most // length

    ahead, behind = [first, last], list[date]()
    taken = {stretch(first), stretch(last)}
    for day in sorted(days.keys() - {first, last}, key=lambda one: (-_voices(days[one]), one)):
        (behind if stretch(day) in taken else ahead).append(day)
        taken.add(stretch(day))
    return [*ahead, *behind]


def _voices(articles: Iterable[Article]) -> int:
    # All texts of an agency are one voice, whoever prints them.
    return len({one.agency or one.outlet for one in articles})


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Tells the days of one story: what was said before is not said again."""

    desk: Desk
    telling: Telling
    said: Said
    room: float  # words

    def written(self, days: Days, most: int) -> tuple[Milestone, ...]:
        """Give at most so many days, in their order; none where there are too few."""
        if len(days) < _FEWEST_DAYS:
            return ()
        found: list[Milestone] = []
        here = Said()
        for day in ranked(days, most):
            if len(found) < most and (one := self._told(day, days[day], here)):
                found.append(one)
        if len(found) < _FEWEST_TOLD:
            return ()
        for one in found:
            _note(self.said, self.desk, one.passage)
        return tuple(sorted(found, key=lambda one: one.day))

    def _told(self, day: date, articles: Sequence[Article], here: Said) -> Milestone | None:
        """Tell a day by the best sentence that says something new, and can be read alone."""
        for article, position in self._candidates(articles):
            sentence = article.sentences[position]
            length = len(text.words(sentence.text))
            told = matter(sentence.text, language=article.language)
            if length > self.room or self.said.covers(told) or here.covers(told):
                continue
            self.room -= length
            here.add(told)
            [passage] = self.desk.passages(article, [[position]])
            return Milestone(day=day, passage=passage)
        return None

    def _candidates(self, articles: Sequence[Article]) -> Iterator[tuple[Article, int]]:
        """Give sentences, those that fit the theme first, then by their scores."""
        found = [
            (position not in self.telling.positions[one.id], -scores[position], rank, position)
            for rank, one in enumerate(articles)
            for scores in [self.desk.summaries[one.id].scores]
            for position, need in enumerate(
                self.desk.needs(one.id, is_standing=self.telling.is_standing)
            )
            if need is not None and need <= {position}
        ]
        return ((articles[rank], position) for _, _, rank, position in sorted(found))
