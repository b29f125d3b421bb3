"""What an edition leaves to those after it, as plain values for JSON and back.

Lists without names, read by place: `encoding` would take twenty times as long, and a year of
editions may be asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from briefing.model import Appearance, Freshness, Reading, StoryDay, Trace


def of(values: Iterable[Appearance] | Iterable[Reading]) -> list[list[Any]]:
    """Make plain values of appearances or of readings."""
    return [_of(one) for one in values]


def _of(one: Appearance | Reading) -> list[Any]:
    if isinstance(one, Reading):
        moment = one.read_at.isoformat()
        told = [one.headline, one.outlet]
        return [one.article_id, one.document_digest, one.address, one.digest, moment, *told]
    said = [one.article_id, one.start, one.end, one.text, one.words]
    return [*said, one.story_id, one.theme, one.freshness.value]


def appearances(values: Any) -> tuple[Appearance, ...]:
    """Make appearances of plain values."""
    return tuple(
        Appearance(
            article_id=article_id,
            start=start,
            end=end,
            text=text,
            words=words,
            story_id=story_id,
            theme=theme,
            freshness=Freshness(freshness),
        )
        for article_id, start, end, text, words, story_id, theme, freshness in values
    )


def readings(values: Any) -> tuple[Reading, ...]:
    """Make readings of plain values."""
    return tuple(
        Reading(
            article_id=article_id,
            document_digest=document_digest,
            address=address,
            digest=digest,
            read_at=datetime.fromisoformat(read_at),
            headline=headline,
            outlet=outlet,
        )
        for article_id, document_digest, address, digest, read_at, headline, outlet in values
    )


def of_stories(days: Iterable[StoryDay]) -> list[list[Any]]:
    """Make plain values of stories."""
    return [
        [
            one.trace.id,
            one.trace.first.isoformat(),
            one.trace.last.isoformat(),
            one.trace.articles,
            dict(one.trace.terms),
            dict(one.trace.names),
            one.since.isoformat(),
            one.outlet,
            one.days,
            one.before.isoformat() if one.before else None,
            one.headline,
            list(one.article_ids),
            one.is_printed,
        ]
        for one in days
    ]


def stories(values: Any) -> tuple[StoryDay, ...]:
    """Make stories of plain values."""
    return tuple(map(_story, values))


def _story(values: Any) -> StoryDay:
    (
        key, first, day, articles, terms, names, since, outlet, days, before, headline, article_ids,
        is_printed,
    ) = values  # fmt: skip
    last = date.fromisoformat(day)
    return StoryDay(
        trace=Trace(
            id=key,
            first=date.fromisoformat(first),
            last=last,
            articles=articles,
            terms=terms,
            names=names,
        ),
        since=date.fromisoformat(since),
        outlet=outlet,
        days=days,
        before=date.fromisoformat(before) if before else None,
        headline=headline,
        article_ids=tuple(article_ids),
        is_printed=is_printed,
    )
