"""The one file that knows the order of the stages.

Articles flow through as a stream of values; what a stage cannot use becomes a `Drop`
and is told in the brief. Only a run that cannot give a brief at all raises.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from briefing import __version__
from briefing.annotators.findings import annotate
from briefing.compose import Imprint, Material, compose
from briefing.dedup import fold
from briefing.errors import (
    EmptyBriefError,
    ExtractionError,
    SettingsError,
    SourceError,
    SummaryError,
)
from briefing.model import (
    Article,
    Brief,
    Drop,
    Locator,
    Pick,
    RawDocument,
    Reason,
    Receipt,
    Rendered,
    Report,
    Summary,
)
from briefing.protocols import Deliverer, Extractor, Renderer, Source, Summarizer
from briefing.registry import resolve
from briefing.selecting import budget_of
from briefing.settings import Settings
from briefing.themes.assignment import assign

Item = TypeVar("Item")

Progress = Callable[[str, int, int], None]  # stage, how many done, how many in all


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The stages of a run, each already given its part of the settings."""

    sources: tuple[tuple[str, Source], ...]
    extract: Extractor
    summarize: Summarizer
    renderers: tuple[Renderer, ...]


@dataclass(slots=True)
class Ledger:
    """Keeps what a run counted, dropped and took, stage by stage."""

    progress: Progress
    drops: list[Drop] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

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

    def report(self, brief: Brief, receipts: Iterable[Receipt]) -> Report:
        """Close the ledger."""
        return Report(
            brief=brief,
            receipts=tuple(receipts),
            drops=brief.drops,
            counts=tuple(self.counts.items()),
            seconds=tuple(self.seconds.items()),
        )


def run(
    settings: Settings,
    *,
    now: datetime,
    deliverers: Sequence[Deliverer],
    progress: Progress = lambda *_: None,
) -> Report:
    """Gather, extract, fold, summarize, group, compose, render, deliver.

    All formats are rendered before the first is delivered, so that a fault leaves
    earlier output as it was.

    Raises:
        SettingsError: a plug-in or a note cannot be loaded.
        EmptyBriefError: no article was left to write about.
        RenderError: a format cannot be rendered.
        DeliveryError: a format cannot be put where it belongs.
    """
    stages = assemble(settings)
    ledger = Ledger(progress)
    brief = write(settings, stages, ledger, now=now)
    rendered = ledger.keep(
        "render", (render(brief) for render in stages.renderers), of=len(stages.renderers)
    )
    receipts = [deliver(one) for one, deliver in _each_to_each(rendered, deliverers)]
    return ledger.report(brief, receipts)


def write(settings: Settings, stages: Stages, ledger: Ledger, *, now: datetime) -> Brief:
    """Do everything up to the finished brief; nothing is rendered or delivered."""
    notes = {theme.name: read_note(theme.note) for theme in settings.themes if theme.note}
    note = read_note(settings.brief.note) if settings.brief.note else ""

    located = ledger.keep("discover", _discovered(stages.sources))
    documents = ledger.keep("read", (_read(one, now) for one in located), of=len(located))
    extracted = ledger.keep(
        "extract", map(partial(_extract, stages.extract), documents), of=len(documents)
    )
    articles = ledger.keep("fold", fold(extracted))
    pairs = ledger.keep(
        "summarize", map(partial(_summarize, stages.summarize), articles), of=len(articles)
    )
    if not pairs:
        raise EmptyBriefError(_why_empty(ledger.drops), tuple(ledger.drops))
    articles = tuple(article for article, _ in pairs)
    findings = ledger.keep("annotate", map(annotate, articles), of=len(articles))
    themes = assign(articles, settings.themes, notes)
    return compose(
        Material(
            articles=articles,
            findings=findings,
            summaries=tuple(summary for _, summary in pairs),
            themes=themes,
            drops=tuple(ledger.drops),
        ),
        settings=settings.brief,
        budget=budget_of(settings.summarize),
        glance=_glance,
        imprint=Imprint(
            issued=now,
            note=note,
            method=settings.summarize.method,
            version=__version__,
            settings_digest=settings.digest,
        ),
    )


def assemble(settings: Settings) -> Stages:
    """Turn the names in the settings into stages.

    Raises:
        SettingsError: a name is not known, or its plug-in cannot be loaded.
    """
    language = settings.brief.language
    return Stages(
        sources=tuple(
            (one.name, cast("Source", resolve("sources", one.kind)(one, settings.root)))
            for one in settings.sources
        ),
        extract=cast(
            "Extractor", resolve("extractors", "automatic")(settings.extract, language=language)
        ),
        summarize=cast(
            "Summarizer", resolve("summarizers", settings.summarize.method)(settings.summarize)
        ),
        renderers=tuple(
            cast("Renderer", resolve("renderers", name)(settings.output))
            for name in settings.output.formats
        ),
    )


def read_note(path: Path) -> str:
    """Read an editor's note.

    Raises:
        SettingsError: the file cannot be read as UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{path}: the note cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: the note is not UTF-8 text; save it as UTF-8") from error


def _discovered(sources: Iterable[tuple[str, Source]]) -> Iterator[tuple[Source, Locator] | Drop]:
    for _, source in sources:
        for found in source.discover():
            yield found if isinstance(found, Drop) else (source, found)


def _read(located: tuple[Source, Locator], now: datetime) -> RawDocument | Drop:
    source, locator = located
    try:
        return source.read(locator, now=now)
    except SourceError as error:
        return Drop(stage="source", uri=error.uri, reason=error.reason, detail=error.detail)


def _extract(extract: Extractor, document: RawDocument) -> Article | Drop:
    try:
        return extract(document)
    except ExtractionError as error:
        return Drop(stage="extract", uri=error.uri, reason=error.reason, detail=error.detail)


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


def _glance(
    articles: Sequence[Article], summaries: Sequence[Summary], sentences: int
) -> Sequence[Pick]:
    from briefing.summarizers.clusters import glance  # noqa: PLC0415 - loads NumPy

    return glance(articles, summaries, sentences)


def _each_to_each(
    rendered: Iterable[Rendered], deliverers: Sequence[Deliverer]
) -> Iterator[tuple[Rendered, Deliverer]]:
    for one in rendered:
        for deliver in deliverers:
            yield one, deliver


def _why_empty(drops: Sequence[Drop]) -> str:
    if not drops:
        return "no article to write about: name files, or a [[source]] in the settings"
    told = "; ".join(f"{drop.uri}: {drop.detail}" for drop in drops[:3])
    more = f"; and {len(drops) - 3} more" if len(drops) > 3 else ""  # noqa: PLR2004
    return f"no usable article, nothing was written: {told}{more}"
