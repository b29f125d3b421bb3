"""Days and surnames, resolved where they are certain and left alone where not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from briefing.annotators.dates import dates
from briefing.annotators.findings import annotate
from briefing.annotators.names import names
from makers import article

NOON = datetime(2021, 12, 10, 12, 0, tzinfo=UTC)  # a Friday
LATE = datetime(2021, 12, 10, 23, 15, tzinfo=UTC)  # Saturday in Asia


def days(text: str, published: datetime | None = NOON) -> list[tuple[str, date, date]]:
    found = dates(article(text, published=published))
    return [(each.expression, each.first, each.last) for each in found]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The envoy spoke on Thursday.", date(2021, 12, 9), date(2021, 12, 9)),
        ("The envoy spoke late Friday.", date(2021, 12, 10), date(2021, 12, 10)),
        ("The envoy spoke on late Friday.", date(2021, 12, 10), date(2021, 12, 10)),
        ("The envoys will meet on Tuesday.", date(2021, 12, 14), date(2021, 12, 14)),
        ("The court closed last Thursday.", date(2021, 12, 9), date(2021, 12, 9)),
        ("The court closed yesterday.", date(2021, 12, 9), date(2021, 12, 9)),
        ("The court opens tomorrow.", date(2021, 12, 11), date(2021, 12, 11)),
        ("The court closed last week.", date(2021, 11, 29), date(2021, 12, 5)),
        ("Prices fell last month.", date(2021, 11, 1), date(2021, 11, 30)),
        ("Prices will fall next month.", date(2022, 1, 1), date(2022, 1, 31)),
        ("Prices will fall next year.", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_day_is_counted_from_the_day_of_publication(text: str, first: date, last: date) -> None:
    assert [(each[1], each[2]) for each in days(text)] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "The envoy spoke on Thursday, 9 December.",
        "The envoy spoke on Thursday, Dec. 9.",
        "“We met on Thursday and will meet again,” the envoy said.",
        "The envoy said that talks will begin on Tuesday.",
        "The council meets every Tuesday.",
        "The envoys meet next Friday.",
        "The envoy spoke on Saturday.",
        "Thursday's talks failed.",
    ],
)
def test_a_day_that_is_not_certain_is_left_alone(text: str) -> None:
    assert days(text) == []


def test_what_depends_on_the_zone_of_the_newsroom_is_left_alone() -> None:
    assert days("The court closed yesterday.", LATE) == []
    assert days("The court closed on Thursday.", LATE) == [
        ("Thursday", date(2021, 12, 9), date(2021, 12, 9))
    ]


def test_a_bare_day_of_publication_has_no_zone() -> None:
    midnight = datetime(2021, 12, 10, tzinfo=UTC)
    written = "The court closed yesterday."

    bare = dates(article(written, published=midnight, published_day_only=True))
    clocked = dates(article(written, published=midnight))

    assert [each.first for each in bare] == [date(2021, 12, 9)]
    assert clocked == ()


def test_without_a_date_of_publication_no_day_is_told() -> None:
    assert days("The court closed on Thursday.", None) == []


INTRODUCED = "Talks failed, Russian Deputy Foreign Minister Sergei Ryabkov said."


@pytest.mark.parametrize(
    ("first", "second", "full"),
    [
        (INTRODUCED, "Ryabkov left.", "Russian Deputy Foreign Minister Sergei Ryabkov"),
        (INTRODUCED, "Mr. Ryabkov left.", "Russian Deputy Foreign Minister Sergei Ryabkov"),
        (
            "Kremlin spokesman Dmitry Peskov came.",
            "So did Peskov.",
            "Kremlin spokesman Dmitry Peskov",
        ),
        ("US Secretary of State Ada Roe came.", "Roe left.", "US Secretary of State Ada Roe"),
        ("Rain fell, said Ada Roe of the port.", "Later Roe left.", "Ada Roe"),
        ("Ada Roe, the mayor of Marl, came.", "Then Roe's car left.", "Ada Roe"),
    ],
)
def test_a_surname_alone_gets_the_name_and_role_that_introduced_it(
    first: str, second: str, full: str
) -> None:
    given = article(f"{first} {second}")

    [found] = names(given)

    assert (found.full, found.introduced, found.position) == (full, 0, 1)
    assert full in given.sentences[0].text
    assert given.text[found.start :].startswith(found.expression)


@pytest.mark.parametrize(
    "text",
    [
        "President Ada Roe came. Ada Roe left.",
        "The White House said no. The House voted.",
        "President Ada Roe met Mayor Leo Roe. Roe left.",
        "Roe came. President Ada Roe left.",
        "President Ada Roe came. Mary Roe left.",
    ],
)
def test_a_name_that_is_told_or_not_clear_is_left_alone(text: str) -> None:
    assert names(article(text)) == ()


def test_other_languages_are_left_alone() -> None:
    found = annotate(
        article(f"{INTRODUCED} Ryabkov left on Thursday.", language="de", published=NOON)
    )

    assert (found.dates, found.names) == ((), ())
