"""Stories of a span: those of one window as a day's, or windows of time one after the other."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.frequencies import added
from briefing.model import Article, Copy, Story
from briefing.parquet.files import frequencies
from briefing.parquet.rows import LIGHT, light, terms
from briefing.stories.grouping import group, named, story_of
from briefing.stories.windows import Windows
from briefing.tables.tables import Tables

KEPT = 2  # stories that may go on, for each text of a window
Copies = Mapping[int, tuple[Copy, ...]]
Progress = Callable[[str, int, int], None]  # stage, how many done, how many in all


@dataclass(slots=True)
class _Held:
    """The articles of a window, as far as grouping needs them, with their terms and keys."""

    articles: list[Article]
    terms: dict[str, Mapping[str, float]]
    keys: dict[str, int]

    def terms_of(self, article: Article) -> Mapping[str, float]:
        """Give the terms of one of the articles."""
        return self.terms[article.id]


@dataclass(slots=True)
class _Told:
    """A story so far: the keys of its articles, the most central first within a window."""

    keys: array[int]
    story: Story | None  # None where a later window has added to it


def stories_of(
    tables: Tables, copies: Copies, *, window: int, progress: Progress = lambda *_: None
) -> tuple[Story, ...]:
    """Group the chosen articles; one window is grouped as `group` does, with the same result.

    Several are grouped one after the other, from early to late, each beside the stories of
    earlier ones that may go on; how rare a word is, the partitions tell that the span is of.
    """
    if tables.count() <= window:
        return tuple(
            story
            for held in _held(tables, copies, window)
            for story in group(held.articles, terms_of=held.terms_of)
        )
    told = _told(tables, copies, window, progress)
    mended = dict(_mended(tables, told, copies, progress))
    stories = named(one.story or mended[number] for number, one in sorted(told.items()))
    # Stable: among equals the story stays first that was found first.
    return tuple(sorted(stories, key=lambda one: (-one.voices, -one.texts, -one.articles)))


def _told(tables: Tables, copies: Copies, window: int, progress: Progress) -> dict[int, _Told]:
    """Group window after window; give the stories by number."""
    windows = Windows(among=added(map(frequencies, tables.files)), most=KEPT * window)
    told: dict[int, _Told] = {}
    count, done = tables.count(), 0
    progress("group", done, count)
    for held in _held(tables, copies, window):
        for one in windows.add(held.articles, held.terms_of):
            keys = array("q")
            for number in one.earlier:
                keys += told.pop(number).keys
            keys.extend(held.keys[article.id] for article in one.articles)
            told[one.number] = _Told(keys, None if one.earlier else story_of(one.articles))
        done += len(held.articles)
        progress("group", done, count)
    return told


def _held(tables: Tables, copies: Copies, size: int) -> Iterator[_Held]:
    held = _Held([], {}, {})
    for key, row in tables.rows(LIGHT, by_age=True):
        article = replace(light(row), copies=copies.get(key, ()))
        held.articles.append(article)
        held.terms[article.id] = terms(row)
        held.keys[article.id] = key
        if len(held.articles) == size:
            yield held
            held = _Held([], {}, {})
    if held.articles:
        yield held


def _mended(
    tables: Tables, told: Mapping[int, _Told], copies: Copies, progress: Progress
) -> Iterator[tuple[int, Story]]:
    """Tell anew the stories that several windows have added to."""
    grown = [(number, one.keys) for number, one in told.items() if one.story is None]
    for done, (number, rows) in enumerate(tables.rows_of(grown, LIGHT), 1):
        yield number, story_of(_articles(rows, copies))
        progress("gather", done, len(grown))


def _articles(rows: Sequence[tuple[int, Mapping[str, object]]], copies: Copies) -> list[Article]:
    return [replace(light(row), copies=copies.get(key, ())) for key, row in rows]
