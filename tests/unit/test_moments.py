"""From the words of `--since` and `--as-of` to days and moments, in the zone of the brief."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from briefing.cli.configuring import since_of, time_of, until_of
from briefing.model import Reason
from briefing.recalling import Wanted
from briefing.selection import Until, out_by
from briefing.settings import BriefSettings, Settings
from makers import article, split

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def settings(zone: str) -> Settings:
    return Settings(brief=BriefSettings(timezone=zone))


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}+00:00")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (None, None),
        ("last", Wanted()),
        ("2026-01-12", Wanted(day=date(2026, 1, 12))),
        ("7d", Wanted(day=date(2026, 1, 8))),
        ("2w", Wanted(day=date(2026, 1, 1))),
        ("12h", Wanted(moment=NOON - timedelta(hours=12))),
        ("2026-01-12T08:00", Wanted(moment=utc("2026-01-12T06:00"))),
        ("2026-01-12T08:00+05:00", Wanted(moment=utc("2026-01-12T03:00"))),
    ],
)
def test_since_is_the_last_edition_a_day_a_time_or_a_span(
    words: str | None, wanted: Wanted | None
) -> None:
    assert since_of(words, NOON, settings("Africa/Cairo")) == wanted


@pytest.mark.parametrize(
    ("zone", "now", "since"),
    [
        # The night before has 23 hours or 25, and begins or ends where no midnight is.
        ("Africa/Cairo", "2026-04-24T00:30", "2026-04-23"),
        ("Africa/Cairo", "2026-10-30T00:30", "2026-10-29"),
        ("America/Santiago", "2026-09-06T12:00", "2026-09-05"),
        ("America/Santiago", "2026-04-05T12:00", "2026-04-04"),
        ("America/New_York", "2026-03-08T12:00", "2026-03-07"),
        ("America/New_York", "2026-11-01T12:00", "2026-10-31"),
    ],
)
def test_a_day_back_is_the_date_before_however_long_it_was(zone: str, now: str, since: str) -> None:
    wanted = since_of("1d", utc(now), settings(zone))

    assert wanted == Wanted(day=date.fromisoformat(since))


@pytest.mark.parametrize(
    ("zone", "day", "begins", "ends"),
    [
        ("UTC", "2026-01-15", "2026-01-15T00:00", "2026-01-16T00:00"),
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00", "2026-04-24T21:00"),
        ("Africa/Cairo", "2026-10-29", "2026-10-28T21:00", "2026-10-29T22:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06T04:00", "2026-09-07T03:00"),
        ("America/Santiago", "2026-04-04", "2026-04-04T03:00", "2026-04-05T04:00"),
    ],
)
def test_a_bare_day_is_all_of_it_from_wherever_its_clock_begins(
    zone: str, day: str, begins: str, ends: str
) -> None:
    now = time_of(day, settings(zone))
    until = until_of(day, now, settings(zone))

    assert now == utc(begins)
    last = utc(ends) - timedelta(microseconds=1)
    assert until == Until(moment=last, day=date.fromisoformat(day))


def test_a_bare_day_is_the_moment_of_its_edition_where_there_is_one() -> None:
    now = time_of("2026-01-15", settings("UTC"), lambda day, name: NOON)

    assert now == NOON
    assert until_of("2026-01-15", now, settings("UTC")) == Until(moment=NOON, day=NOON.date())


def test_a_run_of_now_leaves_out_nothing_since_clocks_of_publishers_run_ahead() -> None:
    assert until_of(None, NOON, settings("UTC")) is None


def test_what_came_out_or_was_updated_later_is_left_out_by_the_moment_or_the_day() -> None:
    later, same = NOON + timedelta(minutes=1), NOON
    until = Until(moment=NOON, day=date(2026, 1, 15))
    articles = [
        article("A.", key="later", published=later),
        article("B.", key="same", published=same),
        article("C.", key="undated"),
        article("D.", key="today", published=utc("2026-01-15T00:00"), published_day_only=True),
        article("E.", key="morrow", published=utc("2026-01-16T00:00"), published_day_only=True),
    ]

    kept, drops = split(out_by(articles, until))

    assert [one.id for one in kept] == ["same", "undated", "today"]  # type: ignore[attr-defined]
    assert {(one.uri, one.reason) for one in drops} == {
        ("later.txt", Reason.LATER),
        ("morrow.txt", Reason.LATER),
    }
