"""A story's sentences through all editions, out of what each left in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from briefing.errors import SourceError
from briefing.model import Appearance, Edition, Freshness, Reading, Reason
from briefing.renderers.story import StoryDay, StoryPage, Telling
from briefing.store.store import Store, opened_to_read

PAUSE = 7  # days after which a story counts as dormant


@dataclass(slots=True)
class Told:
    """A story as far as editions were looked through."""

    id: str
    headline: str = ""
    outlet: str = ""
    first: date = date.max
    last: date = date.min
    seen: int = 0
    days: list[_Day] = field(default_factory=list)

    @property
    def sentences(self) -> int:
        """How many sentences were printed, each counted once."""
        return len({one.words for day in self.days for one in day.printed})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    edition: Edition
    printed: tuple[Appearance, ...]
    sources: Mapping[str, Reading]


def stories(path: Path) -> tuple[Told, ...]:
    """List the stories that were printed, those that were seen last first.

    Raises:
        StoreError: the store cannot be used, or is damaged.
    """
    with opened_to_read(path) as store:
        found, _ = _read(store)
    return tuple(sorted(found.values(), key=lambda one: (-one.last.toordinal(), one.first, one.id)))


def story(path: Path, story_id: str) -> StoryPage:
    """Give the page of a story; the beginning of its id is enough where no other has it.

    Raises:
        SourceError: there is no such story, or several.
        StoreError: the store cannot be used, or is damaged.
    """
    with opened_to_read(path) as store:
        found, withdrawn = _read(store)
        editions = store.editions()
        language, marking = _looks(store, editions)
    keys = [key for key in sorted(found) if key == story_id] or [
        key for key in sorted(found) if key.startswith(story_id)
    ]
    if len(keys) != 1:
        what = f"is the beginning of {', '.join(keys[:5])}" if keys else "is no story in the store"
        raise SourceError(story_id, Reason.NOT_REACHED, f"{what}; see `briefing story`")
    return _page(found[keys[0]], withdrawn, language=language, marking=marking)


def _looks(store: Store, editions: Sequence[Edition]) -> tuple[str, str]:
    """Give language and marking of the newest edition whose brief is kept."""
    for one in reversed(editions):
        if store.has_brief(one.key):
            brief = store.brief(one.key)
            return brief.language, brief.marking
    return "en", ""


def _read(store: Store) -> tuple[dict[str, Told], dict[str, date]]:
    """Look through all editions, the oldest first; also give when sentences were withdrawn."""
    found: dict[str, Told] = {}
    withdrawn: dict[str, date] = {}
    for edition in store.editions():
        sources = {one.article_id: one for one in store.sources(edition.key)}
        printed: dict[str, list[Appearance]] = {}
        for one in store.appearances(edition.key):
            if one.freshness is Freshness.WITHDRAWN:
                withdrawn[one.words] = edition.day
            else:
                printed.setdefault(one.story_id, []).append(one)
        for key, told in printed.items():
            story = found.setdefault(key, Told(key))
            story.days.append(_Day(edition=edition, printed=tuple(told), sources=sources))
            _note(story, edition.day, sources, told)
    for edition in store.editions():
        for seen in store.stories(edition.key):
            if seen.trace.id in found:
                story = found[seen.trace.id]
                story.first, story.last = min(story.first, seen.since), max(story.last, edition.day)
                story.seen = max(story.seen, seen.days)
                story.headline = seen.headline or story.headline
                story.outlet = story.outlet or seen.outlet
    return found, withdrawn


def _note(
    story: Told, day: date, sources: Mapping[str, Reading], told: Sequence[Appearance]
) -> None:
    """Note what follows from the sentences alone, where nothing else is known of a story."""
    story.first, story.last = min(story.first, day), max(story.last, day)
    story.seen = max(story.seen, len({one.edition.day for one in story.days}))
    source = sources.get(told[0].article_id)
    if source and not story.headline:
        story.headline = source.headline


def _page(told: Told, withdrawn: Mapping[str, date], *, language: str, marking: str) -> StoryPage:
    again: dict[str, dict[date, None]] = {}
    for day in told.days:
        for one in day.printed:
            again.setdefault(one.words, {})[day.edition.day] = None
    known: set[str] = set()
    before: date | None = None
    days: list[StoryDay] = []
    for day in told.days:
        new = {one.words: one for one in day.printed if one.words not in known}
        known |= new.keys()
        pause = (day.edition.day - before).days - 1 if before else 0
        before = day.edition.day
        days.append(
            StoryDay(
                day=day.edition.day,
                edition=day.edition.key,
                tellings=tuple(
                    _telling(one, day.sources, tuple(again[words])[1:], withdrawn.get(words))
                    for words, one in new.items()
                ),
                pause=pause if pause >= PAUSE else 0,
            )
        )
    return StoryPage(
        id=told.id,
        headline=told.headline or "A story",
        outlet=told.outlet,
        first=told.first,
        last=told.last,
        seen=told.seen,
        days=tuple(days),
        language=language,
        marking=marking,
    )


def _telling(
    one: Appearance,
    sources: Mapping[str, Reading],
    again: tuple[date, ...],
    withdrawn: date | None,
) -> Telling:
    source = sources.get(one.article_id)
    return Telling(
        text=one.text,
        theme=one.theme,
        outlet=source.outlet if source else "outlet not given",
        headline=source.headline if source else one.article_id,
        address=source.address if source else "",
        state=one.freshness.value,
        again=again,
        withdrawn=withdrawn,
    )
