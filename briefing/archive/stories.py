"""Stories of a span: windows of time are grouped one after the other, and hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefing.model import Article, Copy, Story
from briefing.parquet.rows import LIGHT, light, terms
from briefing.stories.grouping import group, named, story_of
from briefing.tables.tables import Tables


@dataclass(frozen=True, slots=True)
class _Light:
    """An article as far as grouping needs it, with its terms and its key."""

    key: int
    article: Article
    terms: Mapping[str, float]


@dataclass(slots=True)
class _Told:
    """A story so far: the keys of its articles, the most central first."""

    keys: list[int]
    story: Story | None  # None where a later window has added to it


@dataclass(slots=True, kw_only=True)
class _Windows:
    """The stories that were found, and the newest of them, which may go on."""

    most_carried: int
    told: list[_Told] = field(default_factory=list)
    open: dict[str, tuple[int, _Light]] = field(default_factory=dict)  # the oldest first

    def add(self, window: Sequence[_Light]) -> None:
        """Group a window of articles, and the texts of stories that may go on."""
        carried = dict(self.open)
        texts = {one.article.id: one for one in window}
        # A text stands for its story under a name of its own: it may come again as it was.
        waiting = {name: one for name, (_, one) in carried.items()}
        weights = {name: one.terms for name, one in waiting.items()}
        weights |= {key: one.terms for key, one in texts.items()}
        given = [replace(one.article, id=name) for name, one in waiting.items()]
        given += [one.article for one in window]
        for story in group(given, terms_of=lambda article: weights[article.id]):
            new = [texts[key] for key in story.article_ids if key in texts]
            old = [carried[key][0] for key in story.article_ids if key in carried]
            if new:
                self._note(story, new, old)

    def _note(self, story: Story, new: Sequence[_Light], old: Sequence[int]) -> None:
        keys = [one.key for one in new]
        if old:
            place = old[0]
            told = self.told[place]
            told.keys += keys
            told.story = None
        else:
            place = len(self.told)
            self.told.append(_Told(keys, story))
        name = f"story {place}"
        self.open.pop(name, None)  # it is the newest now
        self.open[name] = place, new[0]
        if len(self.open) > self.most_carried:
            del self.open[next(iter(self.open))]


def stories_of(
    tables: Tables, copies: Mapping[int, tuple[Copy, ...]], *, window: int
) -> tuple[Story, ...]:
    """Group the chosen articles; one window is grouped as `group` does, with the same result.

    Of several, each is grouped together with the most central text of earlier stories, half
    as many as there are texts in a window:
    a group that holds such a text goes on with its story, the most central one's if there
    are several.
    """
    windows = _Windows(most_carried=window // 2)
    is_one = tables.count() <= window
    for held in _held(tables, copies, window):
        windows.add(held)
    if is_one:
        return tuple(one.story for one in windows.told if one.story)
    mended = dict(_mended(tables, windows.told, copies))
    stories = named(one.story or mended[place] for place, one in enumerate(windows.told))
    # Stable: among equals the story stays first that was found first.
    return tuple(sorted(stories, key=lambda one: (-one.voices, -one.texts, -one.articles)))


def _held(
    tables: Tables, copies: Mapping[int, tuple[Copy, ...]], size: int
) -> Iterator[list[_Light]]:
    held: list[_Light] = []
    for key, row in tables.rows(LIGHT, by_age=True):
        article = replace(light(row), copies=copies.get(key, ()))
        held.append(_Light(key, article, terms(row)))
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def _mended(
    tables: Tables, told: Sequence[_Told], copies: Mapping[int, tuple[Copy, ...]]
) -> Iterator[tuple[int, Story]]:
    """Tell anew the stories that several windows have added to."""
    grown = ((place, one.keys) for place, one in enumerate(told) if one.story is None)
    for place, rows in tables.rows_of(grown, LIGHT):
        found = [replace(light(row), copies=copies.get(key, ())) for key, row in rows]
        yield place, story_of(found)
