"""A brief of any span of an archive, without holding the span in memory.

The stages are those of `pipeline`, and so is the result. What they need all of, is cut so
that each part fits: copies into families that share shingles, stories into windows of
time; and only what a brief can show is held as a whole.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from briefing import __version__
from briefing.archive import manifest as manifests
from briefing.archive.families import families
from briefing.archive.stories import stories_of
from briefing.composing.compose import Material
from briefing.composing.ordering import importance
from briefing.dedup.folding import fold
from briefing.errors import ArchiveError, NothingToTellError
from briefing.finishing import Frame, finished, frame_of, themes_of
from briefing.model import Article, Brief, Copy, Drop, Reason, Story
from briefing.parquet.prepared import Prepared
from briefing.parquet.rows import FULL, LIGHT, light, prepared
from briefing.parquet.rows import article as article_of
from briefing.partitions.plan import work_of
from briefing.partitions.work import path_of
from briefing.selection import choose, idle, limited
from briefing.settings import BriefSettings, Settings
from briefing.tables.tables import Span, Tables, opened
from briefing.themes.assignment import assign, check

_TEXT = ("text", "sentences", "article")
_MOST_NAMED = 50  # drops of one kind that are named one by one; the rest is counted
_FEWEST_STORIES = 10  # that share the room of a brief, where there are so many
_BATCH = 1_000  # articles that themes are tried on together

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Told:
    """What a brief of a span came to, stage by stage."""

    progress: Progress
    drops: dict[tuple[str, Reason], list[Drop]] = field(default_factory=dict)
    beyond: Counter[tuple[str, Reason]] = field(default_factory=Counter)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def drop(self, *drops: Drop) -> None:
        """Note what is left out; of very many of one kind, how many."""
        for one in drops:
            known = self.drops.setdefault((one.stage, one.reason), [])
            if len(known) < _MOST_NAMED:
                known.append(one)
            else:
                self.beyond[one.stage, one.reason] += 1

    def all_drops(self) -> tuple[Drop, ...]:
        """Give the drops in the order of the stages, those that are not named as one."""
        named = [drop for drops in self.drops.values() for drop in drops]
        counted = (
            Drop(
                stage=stage,
                uri="archive",
                reason=reason,
                detail=f"{count:,} more articles than are named here",
            )
            for (stage, reason), count in self.beyond.items()
        )
        return (*named, *counted)

    def left_out(self) -> dict[str, int]:
        """Count what was left out of the span, by reason."""
        found: Counter[str] = Counter()
        for (stage, reason), drops in self.drops.items():
            if stage != "archive":
                found[reason.value] += len(drops) + self.beyond[stage, reason]
        return dict(sorted(found.items()))

    def note(self, stage: str, count: int, began: float) -> None:
        """Note how many a stage let pass, and how long it took."""
        self.counts[stage] = count
        self.seconds[stage] = time.perf_counter() - began
        self.progress(stage, count, count)


def brief_of(
    settings: Settings,
    folder: Path,
    span: Span,
    *,
    now: datetime,
    progress: Progress = lambda *_: None,
    window: int = 10_000,
) -> tuple[Brief, Told]:
    """Make the brief of a span of an archive; `window` texts are grouped at a time.

    Raises:
        ArchiveError: there is no archive, it is damaged, or was made with other settings.
        SettingsError: a note or the logo cannot be read.
        NothingToTellError: no article was left to write about.
    """
    check(settings.themes)
    settings = _named(settings, span)
    frame = frame_of(settings, now=now, period=_period(span, now))
    told = Told(progress)
    files = _files(settings, folder, told, now=now)
    with opened(folder / "work", memory_mb=settings.run.memory_mb) as tables:
        began = time.perf_counter()
        if tables.choose(files, span):
            _select(tables, settings, told)
        told.note("select", tables.count(), began)
        _need_articles(tables, told)
        copies = _folded(tables, settings, told)
        _limit(tables, settings, told)
        _without_summary(tables, told)
        _need_articles(tables, told)
        stories = _stories(tables, copies, told, window)
        chosen = _considered(tables, stories, settings, told)
        articles = _loaded(tables, chosen, copies, told)
    return _composed(settings, articles, chosen, told, frame=frame), told


def _named(settings: Settings, span: Span) -> Settings:
    """Call a brief of several days no daily one, unless somebody chose its title."""
    if settings.brief.title != BriefSettings().title or span == Span(sites=span.sites):
        return settings
    if span.since and span.until and span.until - span.since <= timedelta(days=1):
        return settings
    return replace(settings, brief=replace(settings.brief, title="Brief"))


def _need_articles(tables: Tables, told: Told) -> None:
    if not tables.count():
        detail = "no article of this span is in the archive; `briefing archive query` lists what is"
        raise NothingToTellError(detail, told.all_drops())


def _files(settings: Settings, folder: Path, told: Told, *, now: datetime) -> list[Path]:
    manifest = manifests.needed(folder)
    parts = manifests.parts(folder)
    work = work_of(settings, parts, version=__version__, now=now)
    if manifest.entries and manifest.made_with != work.digest:
        raise ArchiveError(
            folder,
            "was made with other [extract] or [summarize] settings, another brief.language, or "
            "another version; `briefing archive build --anew` makes it again",
        )
    left_out: Counter[str] = Counter()
    for entry in manifest.entries:
        left_out.update(dict(entry.left_out))
    for reason, count in sorted(left_out.items()):
        detail = f"{count:,} documents of the archive, of whatever day; `briefing archive query "
        detail += "--left-out` names them"
        told.drop(Drop(stage="archive", uri="archive", reason=Reason(reason), detail=detail))
    return [path_of(parts, entry.name) for entry in manifest.entries]


def _texts(tables: Tables) -> Iterator[tuple[int, Article]]:
    for key, row in tables.rows(_TEXT):
        yield key, article_of(row)


def _select(tables: Tables, settings: Settings, told: Told) -> None:
    """Take out what the rules of `[select]` do not let in."""
    rules = settings.select
    if rules.include or rules.exclude or rules.prefer:
        told.warnings.extend(idle((one for _, one in _texts(tables)), rules))
    if not (rules.include or rules.exclude):
        return
    refused = []
    keys: list[int] = []
    count = tables.count()

    def noted() -> Iterator[Article]:
        for key, article in _texts(tables):
            keys.append(key)
            yield article
            told.progress("select", len(keys), count)

    for number, result in enumerate(choose(noted(), rules)):
        if isinstance(result, Drop):
            told.drop(result)
            refused.append(keys[number])
    tables.remove(refused)


def _folded(tables: Tables, settings: Settings, told: Told) -> Mapping[int, tuple[Copy, ...]]:
    """Take out copies, and give those of each article that stays."""
    began = time.perf_counter()
    copies: dict[int, tuple[Copy, ...]] = {}
    gone: list[tuple[int, Drop]] = []
    count = 0

    def listed() -> Iterator[tuple[int, Sequence[int]]]:
        nonlocal count
        for keys in families(tables):
            count += 1
            yield count, keys

    for number, rows in tables.rows_of(listed(), _TEXT):
        articles = [article_of(row) for _, row in rows]
        # What is kept comes in the order of the input, and so do the drops behind it.
        kept = list(fold(articles, prefer=settings.select.prefer))
        stays = [one for one in kept if isinstance(one, Article)]
        drops = [one for one in kept if isinstance(one, Drop)]
        places = _places(articles, stays)
        staying = set(places)
        copies |= {rows[at][0]: one.copies for at, one in zip(places, stays, strict=True)}
        others = [key for at, (key, _) in enumerate(rows) if at not in staying]
        gone += zip(others, drops, strict=True)
        told.progress("fold", number, count)
    gone.sort(key=lambda one: one[0])
    told.drop(*(drop for _, drop in gone))
    tables.remove(key for key, _ in gone)
    told.note("fold", tables.count(), began)
    return copies


def _places(given: Sequence[Article], kept: Sequence[Article]) -> list[int]:
    """Give the place of each kept article among those given, in whose order they are."""
    places: list[int] = []
    at = 0
    for one in kept:
        while (given[at].id, given[at].uri) != (one.id, one.uri):
            at += 1
        places.append(at)
        at += 1
    return places


def _limit(tables: Tables, settings: Settings, told: Told) -> None:
    """Keep to the quotas."""
    rules = settings.select
    if not (rules.max_per_source or rules.max_per_outlet):
        return
    keys, articles = [], []
    for key, row in tables.rows(LIGHT):
        keys.append(key)
        articles.append(light(row))
    beyond = []
    for at, result in enumerate(limited(articles, rules)):
        if isinstance(result, Drop):
            told.drop(result)
            beyond.append(keys[at])
    tables.remove(beyond)


def _without_summary(tables: Tables, told: Told) -> None:
    gone = tables.problems()
    for _, uri, problem in gone:
        told.drop(Drop(stage="summarize", uri=uri, reason=Reason.NOT_SUMMARIZED, detail=problem))
    tables.remove(key for key, _, _ in gone)


def _stories(
    tables: Tables, copies: Mapping[int, tuple[Copy, ...]], told: Told, window: int
) -> tuple[Story, ...]:
    began = time.perf_counter()
    stories = stories_of(tables, copies, window=window, progress=told.progress)
    told.note("group", len(stories), began)
    return stories


def _considered(
    tables: Tables, stories: Sequence[Story], settings: Settings, told: Told
) -> tuple[Story, ...]:
    """Choose the stories that a brief can be made of; the order stays.

    The most central articles of a story are considered, so that none takes all the room.
    """
    most = settings.archive.max_articles
    if sum(len(story.article_ids) for story in stories) <= most:
        return tuple(stories)
    began = time.perf_counter()
    fitting = _fitting(tables, settings, told) if settings.themes else frozenset()
    newest = max((one.last_updated for one in stories if one.last_updated), default=None)

    def rank(place: int) -> tuple[bool, float, int]:
        story = stories[place]
        fits = any(key in fitting for key in story.article_ids)
        return (not fits, -importance(story, 0.0, newest), place)

    each = max(1, most // _FEWEST_STORIES)
    kept, room = dict[int, Story](), most
    for place in sorted(range(len(stories)), key=rank):
        taken = stories[place].article_ids[: min(each, room)]
        if not taken:
            break
        kept[place] = replace(stories[place], article_ids=taken)
        room -= len(taken)
    left = sum(len(one.article_ids) for one in stories) - most + room
    told.drop(
        Drop(
            stage="archive",
            uri="archive",
            reason=Reason.OVER_LIMIT,
            detail=f"{left:,} articles, of {len(stories) - len(kept):,} smaller stories or beyond "
            f"the {each:,} most central of a story: archive.max_articles = {most:,}",
        )
    )
    told.note("consider", len(kept), began)
    return tuple(kept[place] for place in sorted(kept))


def _fitting(tables: Tables, settings: Settings, told: Told) -> frozenset[str]:
    """Give the ids of the articles that a theme takes, tried on some at a time."""
    fitting: set[str] = set()
    count, done = tables.count(), 0
    for batch in _batches((article for _, article in _texts(tables)), _BATCH):
        for theme in assign(batch, settings.themes, {}).themes:
            fitting.update(match.article_id for match in theme.matches)
        done += len(batch)
        told.progress("consider", done, count)
    return frozenset(fitting)


def _batches(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    held: list[Article] = []
    for one in articles:
        held.append(one)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def _loaded(
    tables: Tables,
    stories: Sequence[Story],
    copies: Mapping[int, tuple[Copy, ...]],
    told: Told,
) -> tuple[Prepared, ...]:
    """Load the articles of some stories, in the order of the archive."""
    keys = tables.keys_of(key for story in stories for key in story.article_ids)
    loaded = []
    for number, [(key, row)] in tables.rows_of(((n, [key]) for n, key in enumerate(keys, 1)), FULL):
        one = prepared(row)
        loaded.append(replace(one, article=replace(one.article, copies=copies.get(key, ()))))
        told.progress("load", number, len(keys))
    return tuple(loaded)


def _composed(
    settings: Settings,
    given: Sequence[Prepared],
    stories: tuple[Story, ...],
    told: Told,
    *,
    frame: Frame,
) -> Brief:
    began = time.perf_counter()
    articles = tuple(one.article for one in given)
    assigned = assign(articles, settings.themes, frame.notes)
    told.drop(*assigned.drops)
    told.warnings.extend(assigned.warnings)
    material = Material(
        articles=articles,
        findings=tuple(one.findings for one in given),
        summaries=tuple(one.summary for one in given if one.summary),
        themes=themes_of(settings, assigned.themes, articles, stories),
        stories=stories,
        drops=told.all_drops(),
        chronology=settings.archive.chronology,
    )
    brief = finished(settings, material, frame)
    told.note("compose", len(articles), began)
    return brief


def _period(span: Span, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Give the first and the last moment of a span, of which nothing is known that lies ahead."""
    last = span.until - timedelta(seconds=1) if span.until else None
    is_running = last and now < last and (span.since is None or span.since <= now)
    return span.since, now if is_running else last
