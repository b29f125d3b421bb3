from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from briefing.model import Brief, Coverage
from briefing.renderers import charts, surroundings
from briefing.renderers.stretches import beginnings, stretches
from briefs import FIRST, SECOND, STAFFING, entry, passage, section, two_articles

LATE = datetime(2022, 1, 1, 23, 30, tzinfo=UTC)


def told_four_times(timezone: str = "UTC", *, day_only: bool = False) -> Brief:
    """Give a brief of one story with four sources, six hours apart, from 23:30 UTC on."""
    sources = tuple(
        replace(
            SECOND,
            number=number + 1,
            article_id=f"a{number}",
            outlet=f"Paper {number + 1}",
            published=LATE + timedelta(hours=6 * number),
            published_day_only=day_only,
        )
        for number in range(4)
    )
    coverage = Coverage(
        story_id="s",
        articles=4,
        texts=4,
        voices=4,
        first_seen=LATE,
        last_updated=sources[-1].published,
        article_ids=("a1", "a2", "a3"),
        sources=(2, 3, 4),
    )
    story = replace(entry(sources[0], passage(sources[0], STAFFING, 0)), coverage=coverage)
    return replace(
        two_articles(),
        timezone=timezone,
        sections=(section("Talks & more", "talks", story),),
        sources=sources,
    )


def title(picture: str) -> str:
    found = re.search(r"<title>(.*?)</title>", picture)
    assert found
    return found[1]


def test_bars_count_articles_by_the_day_of_the_briefs_zone() -> None:
    here = charts.by_day(told_four_times())
    there = charts.by_day(told_four_times("Asia/Tokyo"))

    assert here
    assert title(here.pictures["talks"]) == (
        "Talks &amp; more, by day: 1 January 2022: 1 article; 2 January 2022: 3 articles"
    )
    assert there
    assert title(there.pictures["talks"]).endswith(
        "2 January 2022: 3 articles; 3 January 2022: 1 article"
    )


def test_a_bare_day_stays_that_day_west_of_greenwich() -> None:
    brief = told_four_times("America/New_York", day_only=True)

    found = charts.by_day(brief)

    assert found
    assert "1 January 2022: 1 article" in title(found.pictures["talks"])


def test_a_timeline_tells_every_outlet_and_time_and_where_a_day_begins() -> None:
    brief = told_four_times()

    picture = charts.timeline(brief.sections[0].entries[0], brief)

    assert title(picture).startswith("When it was reported: Paper 1, 1 January 2022, 23:30 UTC; ")
    assert re.findall(r'cx="([\d.]+)%"', picture) == ["2.0", "34.0", "66.0", "98.0"]
    assert ">2 Jan<" not in picture  # too near the end of the line for its name
    assert picture.count("<line") == 2


def test_there_is_no_timeline_where_fewer_than_three_tell_their_time() -> None:
    brief = told_four_times(day_only=True)

    assert charts.timeline(brief.sections[0].entries[0], brief) == ""


def test_a_paragraph_is_shown_once_with_all_that_is_printed_of_it() -> None:
    text = " ".join(one.text for one in STAFFING)
    first, last = (
        replace(passage(FIRST, STAFFING, one), context=text, context_start=0) for one in (0, 2)
    )
    brief = replace(
        two_articles(),
        glance=(first,),
        sections=(section("Staff", "staff", entry(FIRST, first, last)),),
    )

    [found] = surroundings.surroundings(brief)

    printed = [one.text for one in found.stretches if one.is_printed]
    assert "".join(one.text for one in found.stretches) == text
    assert printed == [STAFFING[0].text, STAFFING[2].text]
    known = surroundings.by_article([found])
    assert surroundings.around(last, known) == "context-1"
    assert surroundings.around(replace(last, context=""), known) == ""


FIRST_DAY = date(2025, 2, 11)  # a Tuesday


def after(days: int) -> list[str]:
    return [one.name for one in beginnings(FIRST_DAY, FIRST_DAY + timedelta(days))]


def test_a_line_is_parted_by_days_weeks_months_quarters_or_years_as_fits() -> None:
    assert after(3) == ["12 Feb", "13 Feb", "14 Feb"]
    assert after(10) == ["13 Feb", "15 Feb", "17 Feb", "19 Feb", "21 Feb"]
    assert after(30) == ["17 Feb", "24 Feb", "3 Mar", "10 Mar"]
    assert after(365) == [
        "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "2026", "Feb",
    ]  # fmt: skip
    assert after(800) == ["Apr", "Jul", "Oct", "2026", "Apr", "Jul", "Oct", "2027", "Apr"]
    assert after(4_000) == ["2026", "2028", "2030", "2032", "2034", "2036"]


def test_names_are_never_so_many_that_they_touch() -> None:
    # As wide as the line on a telephone: a short name takes a twelfth, a day an eighth.
    for days in range(1, 6_000, 7):
        names = after(days)
        assert len(names) <= (8 if any(" " in one for one in names) else 13)
        assert names or days < 7


def test_bars_stand_for_days_weeks_months_quarters_or_years() -> None:
    def units(days: int) -> tuple[str, int]:
        unit, found = stretches(FIRST_DAY, FIRST_DAY + timedelta(days), 31)
        return unit, len(found)

    assert units(30) == ("day", 31)
    assert units(31) == ("week", 5)
    assert units(365) == ("month", 13)
    assert units(2_000) == ("quarter", 23)
    assert units(20_000) == ("year", 55)


def test_stretches_cover_a_span_and_end_with_it() -> None:
    unit, found = stretches(FIRST_DAY, date(2025, 3, 20), 10)

    assert unit == "week"
    assert found[0] == (FIRST_DAY, date(2025, 2, 16))
    assert found[1] == (date(2025, 2, 17), date(2025, 2, 23))
    assert found[-1] == (date(2025, 3, 17), date(2025, 3, 20))


def told_on(days: Sequence[int], *, day_only: bool = False) -> Brief:
    """Give a brief of one story, told at noon on these days, counted from the first."""
    noon = datetime(2025, 2, 11, 12, tzinfo=UTC)
    sources = tuple(
        replace(
            SECOND,
            number=number,
            article_id=f"a{number}",
            published=(noon + timedelta(day)).replace(hour=0 if day_only else 12),
            published_day_only=day_only,
        )
        for number, day in enumerate(days, 1)
    )
    others = sources[1:]
    coverage = Coverage(
        story_id="s",
        articles=len(sources),
        texts=len(sources),
        voices=1,
        first_seen=noon,
        last_updated=noon,
        article_ids=tuple(one.article_id for one in others),
        sources=tuple(one.number for one in others),
    )
    story = replace(entry(sources[0], passage(sources[0], STAFFING, 0)), coverage=coverage)
    return replace(two_articles(), sections=(section("T", "t", story),), sources=sources)


def test_over_months_a_bare_day_has_its_place_on_the_line() -> None:
    brief = told_on((0, 100, 200), day_only=True)

    picture = charts.timeline(brief.sections[0].entries[0], brief)

    assert re.findall(r'cx="([\d.]+)%"', picture) == ["2.0", "50.0", "98.0"]
    assert "Lokmat Times, 11 February 2025;" in title(picture)
    assert ">May<" in picture


def test_very_many_sources_are_counted_to_those_who_hear_the_line() -> None:
    brief = told_on(range(40))

    told = title(charts.timeline(brief.sections[0].entries[0], brief))

    assert told == (
        "When it was reported: 40 articles, from 11 February 2025, 12:00 UTC to "
        "22 March 2025, 12:00 UTC"
    )


def test_numbers_of_three_digits_do_not_touch() -> None:
    brief = told_on(range(0, 365, 2))

    picture = charts.timeline(brief.sections[0].entries[0], brief)

    found = re.findall(r'<text x="([\d.]+)%" y="9"[^>]*>(\d+)<', picture)
    ends = [(float(at), 4.5 * max(1, len(number) / 2)) for at, number in found]
    assert max(len(number) for _, number in found) == 3
    for (one, width), (other, wide) in pairwise(ends):
        assert one + width / 2 <= other - wide / 2


def test_a_year_is_shown_by_months() -> None:
    found = charts.by_day(told_on((0, 1, 40, 364)))

    assert found
    assert found.legend == (
        "Bars: articles per month, 11 February 2025 – 10 February 2026; the highest stands for 2"
    )
    assert title(found.pictures["t"]) == (
        "T, by month: 11 February 2025 – 28 February 2025: 2 articles; "
        "1 March 2025 – 31 March 2025: 1 article; 1 February 2026 – 10 February 2026: 1 article"
    )
    assert found.pictures["t"].count("<rect") == 13
