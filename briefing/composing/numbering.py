"""The list of sources: each article's number, and the period that all of them cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from briefing.model import Article, Entry, Section, Source


def numbered(
    sections: Sequence[Section], articles: Mapping[str, Article]
) -> tuple[list[Section], list[Source]]:
    """Give each source its number: the order in which a reader meets them."""
    met = dict.fromkeys(key for section in sections for key in _met(section))
    numbers = {key: number for number, key in enumerate(met, 1)}
    marked = [
        replace(section, entries=tuple(_marked(entry, numbers) for entry in section.entries))
        for section in sections
    ]
    return marked, [_source(articles[key], number) for key, number in numbers.items()]


def period(
    sources: Iterable[Source],
    timezone: str,
    asked: tuple[datetime | None, datetime | None] = (None, None),
) -> tuple[datetime, datetime] | None:
    """Give from when to when a brief tells: as was asked for, else as its sources came out."""
    dates = [_within_its_day(one, timezone) for one in sources if one.published]
    first = asked[0] or min(dates, default=None)
    last = asked[1] or max(dates, default=None)
    return (first, last) if first and last else None


def _met(section: Section) -> Iterator[str]:
    for entry in section.entries:
        yield entry.article_id
        yield from (passage.article_id for passage in entry.printed)
        yield from entry.coverage.article_ids if entry.coverage else ()


def _marked(entry: Entry, numbers: Mapping[str, int]) -> Entry:
    passages = tuple(replace(one, source=numbers[one.article_id]) for one in entry.passages)
    coverage = entry.coverage and replace(
        entry.coverage, sources=tuple(numbers[key] for key in entry.coverage.article_ids)
    )
    chronology = tuple(
        replace(one, passage=replace(one.passage, source=numbers[one.passage.article_id]))
        for one in entry.chronology
    )
    return replace(
        entry,
        source=numbers[entry.article_id],
        passages=passages,
        coverage=coverage,
        chronology=chronology,
    )


def _source(article: Article, number: int) -> Source:
    return Source(
        number=number,
        article_id=article.id,
        headline=article.headline,
        outlet=article.outlet,
        agency=article.agency,
        authors=article.authors,
        published=article.published,
        url=article.url,
        uri=article.uri,
        digest=article.digest,
        document_digest=article.document_digest,
        copies=article.copies,
        published_day_only=article.published_day_only,
        extractor=article.extractor,
        read_at=article.read_at,
    )


def _within_its_day(source: Source, timezone: str) -> datetime:
    """Give when a source came out; for a bare day, a moment that is that day in the zone."""
    assert source.published is not None  # noqa: S101  # the caller has looked
    if not source.published_day_only:
        return source.published
    noon = source.published.replace(hour=12, tzinfo=ZoneInfo(timezone))
    return noon.astimezone(UTC)
