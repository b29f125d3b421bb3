from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from briefing.model import Brief, Coverage
from briefing.renderers import charts, surroundings
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
