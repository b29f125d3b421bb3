from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefing.extractors.timestamps import date_span, read_timestamp


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("3/4/2021", True, (2021, 4, 3)),
        ("3/4/2021", False, (2021, 3, 4)),
        ("3-4-2021", True, (2021, 4, 3)),
        ("4/13/21", None, (2021, 4, 13)),
        ("13/4/21", None, (2021, 4, 13)),
        ("2021/04/13", None, (2021, 4, 13)),
        ("13-Apr-2021", None, (2021, 4, 13)),
        ("2021 April 13", None, (2021, 4, 13)),
        ("20210413", None, (2021, 4, 13)),
        ("13 kwiecień 2021", None, (2021, 4, 13)),
        ("13 Nisan 2021", None, (2021, 4, 13)),
    ],
)
def test_a_day_is_read_in_the_habit_of_the_page(
    text: str, day_first: bool | None, day: tuple[int, int, int]
) -> None:
    assert read_timestamp(text, day_first=day_first) == (datetime(*day, tzinfo=UTC), True)


def test_a_compact_moment_is_read() -> None:
    expected = (datetime(2021, 4, 13, 10, 15, tzinfo=UTC), False)

    assert read_timestamp("20210413T101500Z") == expected


@pytest.mark.parametrize(
    "text", ["3/4/2021", "call 20210413 now", "9 May 1945", "31/31/2021", "1.2.3.4", "12/12/12/12"]
)
def test_what_is_no_certain_day_of_news_gives_none(text: str) -> None:
    assert read_timestamp(text) is None


def test_a_span_is_told_where_the_day_is_not_certain() -> None:
    assert date_span("Posted 3/4/2021 by Ada") == (7, 15)
