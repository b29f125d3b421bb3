"""The one file that knows the order of the stages.

Articles flow through as a stream of values; what a stage cannot use becomes a `Drop`
and is told in the brief. Only a run that cannot give a brief at all raises.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar, cast

from briefing.annotators.findings import annotate
from briefing.composing.compose import Material
from briefing.engine import Limits
from briefing.errors import EmptyBriefError, NothingToTellError, SettingsError, SummaryError
from briefing.finishing import empty_brief, finished, frame_of, themes_of
from briefing.gathering import Gathering, documents
from briefing.gathering import articles as articles_of
from briefing.keeping import Keeper, edition_of, issue_of
from briefing.model import (
    Article,
    Brief,
    Drop,
    RawDocument,
    Reason,
    Receipt,
    Rendered,
    Report,
    Story,
    Summary,
)
from briefing.partitions.day import Day
from briefing.partitions.plan import Recipe
from briefing.protocols import Extractor, Publisher, Renderer, Source, Summarizer
from briefing.recalling import Wanted
from briefing.registry import resolve
from briefing.rendering import render
from briefing.selection import Until, choose, idle, limited, out_by
from briefing.settings import SelectSettings, Settings, SourceSettings
from briefing.sources.web import WebReader, tidy, web_reader
from briefing.sources.wire import World
from briefing.themes.assignment import assign, check

_log = logging.getLogger(__name__)

Item = TypeVar("Item")

# What a document of a stranger may cost.
LIMITS = Limits()

Progress = Callable[[str, int, int], None]  # stage, how many done, how many in all


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The stages of a run, each already given its part of the settings."""

    sources: Mapping[str, tuple[SourceSettings, Source]]
    reader: WebReader
    extract: Extractor
    summarize: Summarizer
    renderers: tuple[Renderer, ...]
    articles: Callable[[Iterable[RawDocument | Drop]], Iterator[Article | Drop]]


@dataclass(slots=True)
class Ledger:
    """Keeps what a run counted, dropped and took, stage by stage."""

    progress: Progress
    drops: list[Drop] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def keep(self, stage: str, results: Iterable[Item | Drop], *, of: int = 0) -> tuple[Item, ...]:
        """Sort results into what goes on, which is returned, and what was dropped."""
        started = time.perf_counter()
        kept: list[Item] = []
        for done, result in enumerate(results, 1):
            if isinstance(result, Drop):
                self.drops.append(result)
            else:
                kept.append(result)
            self.progress(stage, done, max(of, done))
        self.counts[stage] = len(kept)
        self.seconds[stage] = time.perf_counter() - started
        return tuple(kept)

    def count(self, stage: str, results: Iterable[Item | Drop]) -> Iterator[Item | Drop]:
        """Let results pass as they come, and count them."""
        self.counts[stage] = 0
        for result in results:
            self.counts[stage] += not isinstance(result, Drop)
            yield result

    def report(self, brief: Brief, receipts: Iterable[Receipt]) -> Report:
        """Close the ledger."""
        return Report(
            brief=brief,
            receipts=tuple(receipts),
            drops=brief.drops,
            counts=tuple(self.counts.items()),
            seconds=tuple(self.seconds.items()),
            warnings=tuple(self.warnings),
        )


def run(  # noqa: PLR0913  # each is a choice of one run
    settings: Settings,
    *,
    now: datetime,
    publisher: Publisher,
    offline: bool = False,
    progress: Progress = lambda *_: None,
    keeper: Keeper | None = None,
    since: Wanted | None = None,
    until: Until | None = None,
    writes_empty: bool = False,
) -> Report:
    """Gather, extract, select, fold, limit, summarize, group, compose, render, publish.

    All formats are rendered before the first is published, so that a fault leaves
    earlier output as it was. With a `keeper`, what the brief is made of is kept, and with
    `since` the brief tells only what is new. Nothing that came out after `until` is used.
    Where there is nothing to tell, a brief that says why is published if `writes_empty`.

    Raises:
        SettingsError: a plug-in, a note or the logo cannot be loaded.
        EmptyBriefError: no article was left to write about.
        RenderError: a format cannot be rendered.
        DeliveryError: a format cannot be put where it belongs.
        StoreError: the store cannot be used.
    """
    stages = assemble(settings, offline=offline)
    ledger = Ledger(progress)
    try:
        brief = write(settings, stages, ledger, now=now, keeper=keeper, since=since, until=until)
    except NothingToTellError as error:
        if not writes_empty:
            raise
        brief = empty_brief(settings, error, now=now)
    named = zip(settings.output.formats, stages.renderers, strict=True)
    rendered = ledger.keep(
        "render", render(brief, named, settings.output), of=len(stages.renderers)
    )
    ledger.warnings += [warning for one in rendered for warning in one.warnings]
    receipts = _published(brief, rendered, publisher, keeper)
    if not offline:
        _tidy(settings, now=now)
    return ledger.report(brief, receipts)


def _published(
    brief: Brief,
    rendered: tuple[Rendered, ...],
    publisher: Publisher,
    keeper: Keeper | None,
) -> tuple[Receipt, ...]:
    """Write all files beside their places, tell the store, put them there, tell the store.

    Whenever a run is killed, the next one can tell how far it was, and finish it or take it
    back; see `housekeeping`.
    """
    edition = edition_of(brief, rendered) if keeper else None
    with publisher.staged(rendered, edition=edition) as publish:
        planned = keeper.plan(brief, rendered) if keeper else None
        receipts = publish()
        if keeper and planned:
            keeper.finish(planned)
    # What sends the edition elsewhere comes here: it stands, and counts.
    return receipts


def write(
    settings: Settings,
    stages: Stages,
    ledger: Ledger,
    *,
    now: datetime,
    keeper: Keeper | None = None,
    since: Wanted | None = None,
    until: Until | None = None,
) -> Brief:
    """Do everything up to the finished brief; nothing is rendered or delivered."""
    frame = frame_of(settings, now=now)
    extracted = _extracted(settings, stages, ledger, now=now, keeper=keeper)
    if until:
        extracted = ledger.keep("until", out_by(extracted, until), of=len(extracted))
    if keeper:
        keeper.saw(extracted, ledger.drops)
    articles = _selected(extracted, settings.select, ledger)
    pairs = ledger.keep(
        "summarize", map(partial(_summarize, stages.summarize), articles), of=len(articles)
    )
    articles = tuple(article for article, _ in pairs)
    findings = ledger.keep("annotate", map(annotate, articles), of=len(articles))
    assigned = assign(articles, settings.themes, frame.notes)
    ledger.drops.extend(assigned.drops)
    ledger.warnings.extend(assigned.warnings)
    stories = ledger.keep("group", _group(articles))
    memory = None
    if keeper:
        keeper.articles(articles)
        issue = issue_of(settings.brief, now=now, is_past=until is not None)
        ledger.warnings.extend(keeper.follow(stories, articles, issue))
        themes = [theme.name for theme in settings.themes]
        memory = keeper.recall(since, articles, issue, themes) if since else None
    if not pairs:
        empty = _empty(settings, extracted, ledger.drops)
        # What sources took back is told all the same, and which themes have no news.
        if not memory or not (memory.withdrawn or isinstance(empty, NothingToTellError)):
            raise empty
    material = Material(
        articles=articles,
        findings=findings,
        summaries=tuple(summary for _, summary in pairs),
        themes=themes_of(settings, assigned.themes, articles, stories),
        stories=stories,
        drops=tuple(ledger.drops),
        memory=memory,
    )
    return finished(settings, material, frame)


def render_again(
    settings: Settings, brief: Brief, *, publisher: Publisher
) -> tuple[tuple[Receipt, ...], tuple[str, ...]]:
    """Render a finished brief, and publish it as a run would; give receipts and warnings.

    Raises:
        SettingsError: a plug-in cannot be loaded.
        RenderError: a format cannot be rendered.
        DeliveryError: a format cannot be put where it belongs.
    """
    named = zip(settings.output.formats, _renderers(settings), strict=True)
    rendered = tuple(render(brief, named, settings.output))
    warnings = tuple(warning for one in rendered for warning in one.warnings)
    return _published(brief, rendered, publisher, None), warnings


def read(
    settings: Settings, *, now: datetime, offline: bool = False
) -> tuple[tuple[Article, ...], tuple[Drop, ...]]:
    """Gather and extract, and no more; give the articles and what was left out.

    Raises:
        SettingsError: a plug-in cannot be loaded.
    """
    ledger = Ledger(lambda *_: None)
    articles = _extracted(settings, assemble(settings, offline=offline), ledger, now=now)
    return articles, tuple(ledger.drops)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The articles that a brief would be made of, what was left out, and warnings."""

    articles: tuple[Article, ...]
    drops: tuple[Drop, ...]
    warnings: tuple[str, ...]


def batch(settings: Settings, *, now: datetime, offline: bool = False) -> Batch:
    """Gather, extract, select, fold and limit, and no more.

    Raises:
        SettingsError: a plug-in cannot be loaded.
    """
    ledger = Ledger(lambda *_: None)
    extracted = _extracted(settings, assemble(settings, offline=offline), ledger, now=now)
    articles = _selected(extracted, settings.select, ledger)
    return Batch(articles=articles, drops=tuple(ledger.drops), warnings=tuple(ledger.warnings))


def fetch(settings: Settings, *, now: datetime) -> tuple[int, tuple[Drop, ...]]:
    """Fetch and keep whatever the sources lead to; give how many documents, and drops.

    Raises:
        SettingsError: there is no folder to keep them in.
    """
    if settings.fetch.cache is None:
        raise SettingsError("fetch.cache: names no folder, so nothing could be kept")
    ledger = Ledger(lambda *_: None)
    gathering = _gathering(settings, assemble(settings), now=now)
    with closing(gathering.reader):
        count = len(ledger.keep("read", documents(gathering)))
    _tidy(settings, now=now)
    return count, tuple(ledger.drops)


def _tidy(settings: Settings, *, now: datetime) -> None:
    """Remove fetched pages that are too old; only after a run, which may need them."""
    try:
        tidy(settings.fetch, now=now)
    except OSError as error:  # what is kept for too long harms nobody
        _log.info("%s was not tidied: %s", settings.fetch.cache, error)


def assemble(settings: Settings, *, offline: bool = False) -> Stages:
    """Turn the names in the settings into stages; offline, nothing is fetched.

    Raises:
        SettingsError: a name is not known, its plug-in cannot be loaded, or a theme's
            rule cannot be understood.
    """
    check(settings.themes)
    language = settings.brief.language
    extract = cast(
        "Extractor", resolve("extractors", "automatic")(settings.extract, language=language)
    )
    day = Day(
        run=settings.run,
        recipe=Recipe(language=language, extract=settings.extract, summarize=settings.summarize),
        alone=partial(articles_of, extract=extract, limits=LIMITS),
        summarize_alone=cast(
            "Summarizer", resolve("summarizers", settings.summarize.method)(settings.summarize)
        ),
    )
    return Stages(
        sources={
            one.name: (one, cast("Source", resolve("sources", one.kind)(one, settings.root)))
            for one in settings.sources
        },
        reader=web_reader(settings.fetch, World(), offline=offline),
        extract=extract,
        summarize=day.summarize,
        renderers=_renderers(settings),
        articles=day.articles,
    )


def _renderers(settings: Settings) -> tuple[Renderer, ...]:
    return tuple(
        cast("Renderer", resolve("renderers", name)(settings.output))
        for name in settings.output.formats
    )


def _gathering(settings: Settings, stages: Stages, *, now: datetime) -> Gathering:
    return Gathering(
        sources=stages.sources,
        root=settings.root,
        reader=stages.reader,
        limits=LIMITS,
        now=now,
    )


def _extracted(
    settings: Settings,
    stages: Stages,
    ledger: Ledger,
    *,
    now: datetime,
    keeper: Keeper | None = None,
) -> tuple[Article, ...]:
    read = documents(_gathering(settings, stages, now=now))
    giving: set[str] = set()
    found = ledger.count("read", _noted(keeper.documents(read) if keeper else read, giving))
    with closing(stages.reader):
        extracted = ledger.keep("extract", stages.articles(found))
    ledger.warnings.extend(_dead(settings.sources, giving, ledger.drops))
    return extracted


def _noted(found: Iterable[RawDocument | Drop], giving: set[str]) -> Iterator[RawDocument | Drop]:
    """Let documents pass, and note which sources they are from."""
    for one in found:
        if isinstance(one, RawDocument):
            giving.add(one.locator.source)
        yield one


def _dead(
    sources: Iterable[SourceSettings], giving: set[str], drops: Sequence[Drop]
) -> Iterator[str]:
    """Name each source that gave nothing at all because of a fault."""
    faults = {drop.uri: drop.detail for drop in reversed(drops) if drop.reason.is_fault}
    for source in sources:
        causes = [faults[one] for one in (*source.addresses, *source.paths) if one in faults]
        if causes and source.name not in giving:
            yield f'the source "{source.name}" gave nothing: {causes[0]}'


def _selected(
    extracted: Sequence[Article], settings: SelectSettings, ledger: Ledger
) -> tuple[Article, ...]:
    # Copies are found among what may come in, and only what is left uses up a quota.
    chosen = ledger.keep("select", choose(extracted, settings), of=len(extracted))
    folded = ledger.keep("fold", _fold(chosen, settings.prefer))
    ledger.warnings.extend(idle(extracted, settings))
    return ledger.keep("limit", limited(folded, settings), of=len(folded))


def _fold(articles: Iterable[Article], prefer: Sequence[str]) -> Iterator[Article | Drop]:
    from briefing.dedup.folding import fold  # noqa: PLC0415 - loads NumPy

    return fold(articles, prefer=prefer)


def _group(articles: Iterable[Article]) -> tuple[Story, ...]:
    from briefing.stories.grouping import group  # noqa: PLC0415 - loads NumPy

    return group(articles)


def _summarize(summarize: Summarizer, article: Article) -> tuple[Article, Summary] | Drop:
    # Imported here: NumPy takes a quarter of a second.
    from briefing.summarizers.reading import guarded  # noqa: PLC0415

    try:
        return article, guarded(article, summarize(article))
    except SummaryError as error:
        return Drop(
            stage="summarize",
            uri=article.uri,
            reason=Reason.NOT_SUMMARIZED,
            detail=error.detail,
        )


def _empty(
    settings: Settings, extracted: Sequence[Article], drops: Sequence[Drop]
) -> EmptyBriefError:
    """Tell a day without news, on which all went well, from a run that could read nothing."""
    if not settings.sources:
        return EmptyBriefError("no article to write about: name files, or a [[source]]")
    faults = [drop for drop in drops if drop.reason.is_fault]
    if extracted or not faults:
        left = len(extracted)
        detail = (
            f"of {left:,} that were read, the settings leave no article"
            if left
            else "the sources hold no article"
        )
        return NothingToTellError(detail, tuple(drops))
    told = "; ".join(f"{drop.uri}: {drop.detail}" for drop in faults[:3])
    more = f"; and {len(faults) - 3} more" if len(faults) > 3 else ""  # noqa: PLR2004
    detail = f"no usable article, nothing was written: {told}{more}"
    return EmptyBriefError(detail, tuple(drops))
