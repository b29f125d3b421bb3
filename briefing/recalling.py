"""What the store knows of earlier editions, for the brief that is being written.

Only editions that were published, and issued before this one, are looked at; a year of them
is read through in short, and the rows of an edition are opened where they touch today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain

from briefing import text
from briefing.memory import ALIKE_AT_ONE_ADDRESS, Memory, Printed, address, bare, likeness
from briefing.model import (
    Article,
    Edition,
    Freshness,
    History,
    Quote,
    Reading,
    Silence,
    Since,
    Story,
    StoryDay,
    Withdrawal,
)
from briefing.store.store import Said, Store, short

# So far back each day of a story is known. One of a day is out of reach after 37 days of
# silence; of what lies further back the sum is carried from edition to edition, or a story of
# months would be lost (F1 .50 instead of .84 on dated updates).
WINDOW = timedelta(days=45)
ENOUGH = 2_000  # articles, by which it can be told which words are usual
DORMANT_DAYS = 7  # a pause that is longer is told
# Of a page that has less than this of what it had, and another headline, nothing is told: an
# address may lead to another article every day.
_LEAST_KEPT = 0.3
_CUT_SHORT = 0.5  # a text that lost more, and gained nothing, was not read in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """From when on things are new: since the last edition, a day, or a moment."""

    day: date | None = None
    moment: datetime | None = None

    def knows(self, edition: Edition) -> bool:
        """Tell whether the reader is taken to have read an edition."""
        if self.moment is not None:
            return edition.issued < self.moment
        return self.day is None or edition.day < self.day


def earlier(editions: Iterable[Edition], own: Edition) -> tuple[Edition, ...]:
    """Give the editions before one, the oldest first; an earlier try of it is none."""
    found = [one for one in editions if one.key != own.key and one.issued < own.issued]
    return tuple(sorted(found, key=lambda one: (one.issued, one.key)))


def later(editions: Iterable[Edition], own: Edition) -> tuple[Edition, ...]:
    """Give the editions after one, the oldest first."""
    found = [one for one in editions if one.key != own.key and one.issued > own.issued]
    return tuple(sorted(found, key=lambda one: (one.issued, one.key)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The stories of recent editions, by edition, and today's among them.

    `carried` has those of editions before these, as the next one must know them. `stories`
    maps an article of today to the id of its story.
    """

    days: Mapping[str, tuple[StoryDay, ...]]
    today: tuple[StoryDay, ...]
    carried: tuple[StoryDay, ...]
    stories: Mapping[str, str]


def followed(
    store: Store,
    editions: Sequence[Edition],
    stories: Sequence[Story],
    articles: Sequence[Article],
    *,
    day: date,
) -> Past:
    """Tell which earlier story each of today's goes on with; `editions` are those before.

    Raises:
        StoreError: the store cannot be used.
    """
    # Imported here: NumPy takes a quarter of a second.
    from briefing.stories.tracking import track  # noqa: PLC0415

    newest = editions[-1] if editions else None
    carried = store.carried(newest.key) if newest else ()
    # What the newest edition does not carry yet, it saw itself.
    recent = [one for one in editions if newest and newest.day - one.day <= WINDOW]
    days = {one.key: store.stories(one.key) for one in recent}
    # By the order of the editions, so that the last is what is known now.
    known = [*carried, *chain.from_iterable(days.values())]
    last = {one.trace.id: one for one in known}
    traces = (one.trace for one in known)
    told = track(stories, articles, traces=traces, day=day, is_past=True)
    by_id = {one.id: one for one in articles}
    today = []
    for story, step in zip(stories, told, strict=True):
        before = last.get(step.trace.id)
        today.append(
            StoryDay(
                trace=step.trace,
                since=before.since if before else day,
                outlet=before.outlet if before else story.outlets[0],
                days=(before.days if before else 0) + (not before or before.trace.last != day),
                before=before.trace.last if before else None,
                headline=by_id[story.article_ids[0]].headline,
                article_ids=story.article_ids,
            )
        )
    left = [one for edition in recent if day - edition.day > WINDOW for one in days[edition.key]]
    return Past(
        days=days,
        today=tuple(today),
        carried=_carried([*carried, *left], day),
        stories={key: one.trace.id for one in today for key in one.article_ids},
    )


def _carried(known: Sequence[StoryDay], day: date) -> tuple[StoryDay, ...]:
    """Add up the days of each story, of those that may still go on."""
    from briefing.stories.tracking import gathered, lasting  # noqa: PLC0415 - loads NumPy

    last = {one.trace.id: one for one in known}
    told = {one.trace.id for one in known if one.is_printed}
    kept = lasting(gathered(one.trace for one in known), day=day, enough=ENOUGH)
    return tuple(
        replace(last[one.id], trace=one, article_ids=(), is_printed=one.id in told) for one in kept
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What was read for a brief: `articles` may be printed, `read` has all with their times.

    `gone` are addresses of which the server says that they are no more. `themes` are those
    that the settings define.
    """

    day: date
    articles: Sequence[Article]
    read: Sequence[tuple[Article, Reading]]
    gone: Sequence[str]
    read_at: datetime
    themes: Sequence[str]
    past: Past


def recalled(store: Store, known: Sequence[Edition], today: Today) -> Memory | None:
    """Give what the editions that the reader knows have said; None where there is none.

    Raises:
        StoreError: the store cannot be used.
    """
    if not known:
        return None
    said = {one.key: store.said(one.key) for one in known}
    ids = set(today.past.stories.values())
    told = {
        key: {one.trace.id for one in today.past.days.get(key, ()) if one.is_printed} & ids
        for key in said
    }
    long_ago = {one.trace.id for one in today.past.carried if one.is_printed} & ids
    addresses = {address(article) for article, _ in today.read} | set(today.gone)
    wanted = {short(one) for one in addresses}
    near = {key for key, one in said.items() if not wanted.isdisjoint(one.addresses)}
    printed = [list(_printed(store, one)) for one in known if told[one.key] or one.key in near]
    words = {short(one): one for one in sorted(_words(today.articles))}
    # A copy comes within days, and an old article at its own address.
    recent = today.past.days.keys() | near
    read = {key: store.words(key) for key in said if key in recent}
    return Memory(
        since=Since(edition=known[-1].key, day=known[-1].day, issued=known[-1].issued),
        said=_days(known, {key: one.sentences for key, one in said.items()}, words),
        passed=_days(known, read, words),
        printed=_by_place(chain.from_iterable(printed), ids, addresses),
        stories=today.past.stories,
        histories={one.trace.id: _history(one, today.day) for one in today.past.today},
        known=frozenset(chain(long_ago, *told.values())),
        silences={theme: _silence(theme, known, said) for theme in today.themes},
        withdrawn=tuple(_withdrawn(store, chain.from_iterable(printed), today)),
    )


def _words(articles: Iterable[Article]) -> set[str]:
    return {text.same_words(one.text) for article in articles for one in article.sentences}


def _days(
    known: Sequence[Edition], sentences: Mapping[str, frozenset[bytes]], words: Mapping[bytes, str]
) -> dict[str, date]:
    """Give the day of the first edition that has each of these words, if one has."""
    found: dict[str, date] = {}
    wanted = frozenset(words)
    for edition in known:
        for key in wanted & sentences.get(edition.key, frozenset()):
            found.setdefault(words[key], edition.day)
    return found


def _printed(store: Store, edition: Edition) -> Iterator[Printed]:
    readings = {one.article_id: one for one in store.sources(edition.key)}
    for one in store.appearances(edition.key):
        yield Printed(
            appearance=one, reading=readings[one.article_id], edition=edition.key, day=edition.day
        )


def _by_place(
    printed: Iterable[Printed], stories: set[str], addresses: set[str]
) -> dict[str, list[Printed]]:
    """Sort by story and by address, the newest first, what may be gone on with today."""
    found: dict[str, list[Printed]] = {}
    for one in printed:
        if one.appearance.freshness is Freshness.WITHDRAWN:
            continue
        if one.reading.address in addresses:
            found.setdefault(one.reading.address, []).insert(0, one)
        if one.appearance.story_id in stories:
            found.setdefault(one.appearance.story_id, []).insert(0, one)
    return found


def _history(story: StoryDay, day: date) -> History:
    pause = (day - story.before).days if story.before else 0
    return History(
        story_id=story.trace.id,
        first=story.since,
        outlet=story.outlet,
        number=(day - story.since).days + 1,
        pause=pause if pause > DORMANT_DAYS else 0,
    )


def _silence(theme: str, known: Sequence[Edition], said: Mapping[str, Said]) -> Silence:
    wanted = short(theme)
    for place, edition in enumerate(reversed(known)):
        if wanted in said[edition.key].themes:
            return Silence(since=edition.day, editions=place + 1)
    return Silence(since=None, editions=len(known) + 1)


def _withdrawn(store: Store, printed: Iterable[Printed], today: Today) -> Iterator[Withdrawal]:
    """Find what was printed and stands no longer where it was read."""
    read: dict[str, list[tuple[Article, Reading]]] = {}
    for article, reading in today.read:
        read.setdefault(address(article), []).append((article, reading))
    for one in _standing(printed):
        place = one.reading.address
        if place in read:
            yield from _changed(store, one, read[place])
        elif place in today.gone and one.reading.read_at < today.read_at:
            yield _withdrawal(one, read_at=today.read_at, now=None, is_gone=True)


def _standing(printed: Iterable[Printed]) -> list[Printed]:
    """Give each sentence of an address once, as last printed, unless its end was told."""
    found: dict[tuple[str, str], Printed] = {}
    for one in printed:
        key = one.reading.address, one.appearance.words
        found.pop(key, None)
        if one.appearance.freshness is not Freshness.WITHDRAWN:
            found[key] = one
    return list(found.values())


def _changed(
    store: Store, one: Printed, versions: Sequence[tuple[Article, Reading]]
) -> Iterator[Withdrawal]:
    """Compare a printed sentence with all that stands at its address now."""
    for article, reading in versions:
        is_same = one.reading.digest == article.digest or one.reading.article_id == article.id
        # What lay on a shelf may be older than what was printed.
        if is_same or reading.read_at <= one.reading.read_at or _stands(one, article):
            return
    before = store.article(one.reading.article_id)
    if any(_is_other(before, article) for article, _ in versions):
        return
    article, reading = versions[0]
    now = _now(one, before, versions)
    yield _withdrawal(one, read_at=reading.read_at, now=now, is_gone=False)


def _stands(one: Printed, article: Article) -> bool:
    """Tell whether a sentence's words stand anywhere in an article, its furniture included."""
    words = bare(one.appearance.text)
    rest = (article.headline, *(removal.text for removal in article.removed))
    return any(words in bare(each) for each in (article.text, *rest))


def _is_other(before: Article, now: Article) -> bool:
    """Tell whether an address leads to another article by now, or to a part of it."""
    old, new = bare(before.text), bare(now.text)
    if len(new) < _CUT_SHORT * len(old) and all(bare(one.text) in old for one in now.sentences):
        return True
    kept = sum(bare(one.text) in new for one in before.sentences)
    is_renamed = text.fold(before.headline) != text.fold(now.headline)
    return is_renamed and kept < _LEAST_KEPT * len(before.sentences)


def _now(
    one: Printed, before: Article, versions: Sequence[tuple[Article, Reading]]
) -> Quote | None:
    """Find what stands in a sentence's place: the likest that did not stand there before."""
    old = bare(before.text)
    best: tuple[float, Quote] | None = None
    for article, reading in versions:
        for sentence in article.sentences:
            alike = likeness(one.appearance.text, sentence.text, language=article.language)
            is_better = alike >= ALIKE_AT_ONE_ADDRESS and (best is None or alike > best[0])
            if is_better and bare(sentence.text) not in old:
                best = alike, quoted(article, sentence.start, sentence.end, reading)
    return best[1] if best else None


def quoted(article: Article, start: int, end: int, reading: Reading) -> Quote:
    """Give a sentence of an article that was read, with its evidence."""
    return Quote(
        text=article.text[start:end],
        article_id=article.id,
        start=start,
        end=end,
        digest=article.digest,
        document_digest=article.document_digest,
        address=reading.address,
        headline=reading.headline,
        outlet=reading.outlet,
        read_at=reading.read_at,
    )


def _withdrawal(one: Printed, *, read_at: datetime, now: Quote | None, is_gone: bool) -> Withdrawal:
    return Withdrawal(
        earlier=one.quote,
        edition=one.edition,
        day=one.day,
        theme=one.appearance.theme,
        read_at=read_at,
        now=now,
        is_gone=is_gone,
    )


def with_printed(days: Iterable[StoryDay], printed: Iterable[str]) -> tuple[StoryDay, ...]:
    """Note which stories an edition says anything of; `printed` are ids of articles."""
    ids = set(printed)
    return tuple(replace(one, is_printed=not ids.isdisjoint(one.article_ids)) for one in days)
