"""In which order stories stand, and how many of them there is room for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from briefing import text
from briefing.model import Drop, Entry, Passage, Reason, Section, Story

_DAY_S = 86_400.0
Key = Callable[[Story, float], tuple[float, ...]]


def order(name: str, stories: Iterable[Story]) -> Key:
    """Give the key by which stories are sorted, from a story and its best sentence's score."""
    dates = [story.last_updated for story in stories if story.last_updated]
    newest = max(dates, default=None)

    def by_time(story: Story, score: float) -> tuple[float, ...]:
        # A story without a date comes after all that have one.
        when = story.last_updated.timestamp() if story.last_updated else -math.inf
        return (-when, -score)

    def by_score(story: Story, score: float) -> tuple[float, ...]:
        return (-score, *by_time(story, 0.0))

    def by_importance(story: Story, score: float) -> tuple[float, ...]:
        return (-importance(story, score, newest), *by_time(story, score))

    return {"importance": by_importance, "newest": by_time, "central": by_score}[name]


def importance(story: Story, score: float, newest: datetime | None) -> float:
    """Weigh a story: voices (each doubling adds 1), recency (halved by a day), its best score."""
    age = math.inf
    if newest and story.last_updated:
        age = (newest - story.last_updated).total_seconds() / _DAY_S
    return math.log2(1 + story.voices) + math.exp2(-age) + score


def fitted(
    sections: Sequence[Section], *, most_words: int, by_section: Sequence[int]
) -> tuple[list[Section], list[tuple[Section, Entry]]]:
    """Keep the entries that there is room for, and give those for which there is none.

    `by_section` limits each section, `most_words` all of them; 0 sets no limit. Sections
    take turns, each with its next entry; one that does not fit ends its section. The
    first entry of each section stays in any case.
    """
    kept: list[list[Entry]] = [[] for _ in sections]
    left: list[tuple[Section, Entry]] = []
    used, full = 0, [False] * len(sections)
    own = [0] * len(sections)
    for rank, place in turns(sections):
        entry = sections[place].entries[rank]
        words = sum(map(words_of, entry.passages))
        limit = by_section[place]
        too_long = (limit and own[place] + words > limit) or (
            most_words and used + words > most_words
        )
        if rank and (full[place] or too_long):
            full[place] = True
            left.append((sections[place], entry))
            continue
        kept[place].append(entry)
        own[place] += words
        used += words
    return [replace(s, entries=tuple(k)) for s, k in zip(sections, kept, strict=True)], left


def over_limit(left: Iterable[tuple[Section, Entry]], uri: Callable[[str], str]) -> Iterator[Drop]:
    """Name the articles of entries for which there was no room."""
    for section, entry in left:
        told = (passage.article_id for passage in entry.passages)
        also = entry.coverage.article_ids if entry.coverage else ()
        for key in dict.fromkeys((*told, *also)):
            detail = f"no room under “{section.title}” in the words that the settings allow"
            yield Drop(stage="compose", uri=uri(key), reason=Reason.OVER_LIMIT, detail=detail)


def turns(sections: Sequence[Section]) -> Iterator[tuple[int, int]]:
    """Give rank and section of each entry: all that come first, then all second ones."""
    most = max((len(section.entries) for section in sections), default=0)
    for rank in range(most):
        for place, section in enumerate(sections):
            if rank < len(section.entries):
                yield rank, place


def words_of(passage: Passage) -> int:
    """Count the words of a passage."""
    return sum(len(text.words(sentence.text)) for sentence in passage.sentences)
