"""Days and surnames, resolved where they are certain and left alone where not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from briefing.annotators.dates import dates
from briefing.annotators.figures import figures
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
        ("The court said Thursday it would close.", date(2021, 12, 9), date(2021, 12, 9)),
        ("Police on Thursday arrested a man.", date(2021, 12, 9), date(2021, 12, 9)),
        ("On Thursday the court closed.", date(2021, 12, 9), date(2021, 12, 9)),
        (
            "The court must decide by Tuesday, it will be told.",
            date(2021, 12, 14),
            date(2021, 12, 14),
        ),
        (
            "The firm, founded in 1999, said on Thursday it failed.",
            date(2021, 12, 9),
            date(2021, 12, 9),
        ),
        ("The envoy called it “a wreck” on Thursday.", date(2021, 12, 9), date(2021, 12, 9)),
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
        "Black Friday sales rose.",
        "Good Friday was quiet.",
        "Friday prayers were held.",
        "The Friday Times was closed.",
        "The envoys had met on Thursday a year earlier.",
        "The envoy was shot the Thursday before.",
        "The envoys met again the following Thursday.",
        "In 2019, the envoys met on Thursday.",
        "In May, the envoys met on Thursday.",
        "Two weeks ago on Thursday the envoys met.",
        "The results will come on Thursday in January.",
        "The election is on Tuesday.",
        "The trial opens Wednesday in Marl.",
        "The shop was open Monday through Friday.",
        "The envoy recalled that Thursday morning in Marl.",
        "The court closed last Thursday.",
        "The court closed last Sunday.",
        "That was the last week of the war.",
        "Over the last year prices rose.",
        "It was her last year at school.",
        "The next week the envoy fled.",
        "Two years ago last week the envoy died.",
        "Last week in 2019 was cold.",
        "The port today holds 300 ships.",
        "The walls were not the ruins they are today.",
        "A year ago today the envoy died.",
        "The envoy spoke to USA Today and left.",
        "‘I left on Thursday,’ the envoy said.",
        "'We left on Thursday,' the envoy said.",
    ],
)
def test_a_day_that_is_not_certain_is_left_alone(text: str) -> None:
    assert days(text) == []


MONDAY = datetime(2021, 12, 13, 12, 0, tzinfo=UTC)


def test_last_friday_is_clear_after_the_weekend_only() -> None:
    written = "The court closed last Friday."

    assert days(written, MONDAY) == [("last Friday", date(2021, 12, 10), date(2021, 12, 10))]
    assert days(written, MONDAY + timedelta(days=5)) == []


def test_on_a_sunday_no_week_is_told_since_it_may_begin_one() -> None:
    assert days("The court closed last week.", MONDAY - timedelta(days=1)) == []


def test_a_weekday_of_a_story_from_another_year_is_left_alone() -> None:
    assert days("The king was shot in 1963. The court closed on Thursday.") == []


@pytest.mark.parametrize(
    "text",
    [
        '"We are glad. We left on Thursday. There is progress," Ada Roe said on late Friday.',
        "“We are glad. We left on Thursday. There is progress,” Ada Roe said on late Friday.",
        'We left on Thursday. There is progress," Ada Roe said on late Friday.',
        '"We are glad.\n\n"We left on Thursday. There is progress," Ada Roe said on late Friday.',
    ],
)
def test_a_quotation_over_sentences_is_left_alone_and_what_follows_is_not(text: str) -> None:
    assert days(text) == [("Friday", date(2021, 12, 10), date(2021, 12, 10))]


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
        ("Former U.S. President Ada Roe came.", "Roe left.", "Former U.S. President Ada Roe"),
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
        "President Ada Roe came. His wife, Mary Roe, left. Roe wept.",
        "President Ada Roe came. Leo and Mary Roe left. Roe wept.",
        "Police shot Leo Roe. Officer Ada Roe came. Roe wept.",
        "President Ada Roe came. Mrs. Roe left.",
        "President Ada Roe came. Roe & Sons closed.",
        "President Ada Roe came. Roe Street closed.",
        "President Ada Roe came. Roe, Texas, was flooded.",
        "President George Washington came. Washington said no.",
        "Henry Ford, the founder, came. Ford recalled 300 cars.",
        "The Prime Minister of Singapore came. Singapore was glad.",
        "Speaker of House Republicans came. Republicans were glad.",
        "President Ada Hope came. Hope is fading.",
    ],
)
def test_a_name_that_is_told_or_not_clear_is_left_alone(text: str) -> None:
    assert names(article(text)) == ()


def test_other_languages_are_left_alone() -> None:
    found = annotate(
        article(f"{INTRODUCED} Ryabkov left on Thursday.", language="de", published=NOON)
    )

    assert (found.dates, found.names) == ((), ())


def amounts(text: str, *, language: str = "en") -> list[str]:
    return [each.expression for each in figures(article(text, language=language))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The fund lost $1.13bn, or 76% of it.", ["$1.13bn", "76%"]),
        ("It cost US$3 million and €2,500.", ["US$3 million", "€2,500"]),
        ("Prices rose 3.5 percent.", ["3.5 percent"]),
        ("The court sent 27 Russian diplomats home.", ["27 Russian diplomats"]),
        ("Some 1,200 people fled 3 million homes.", ["1,200 people", "3 million homes"]),
        ("12 soldiers fell.", ["12 soldiers"]),
    ],
)
def test_amounts_shares_and_counts_are_found_verbatim(text: str, found: list[str]) -> None:
    assert amounts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "In 2014 protests began.",
        "They met on December 31 sides of the table.",
        "It invoked Article 5 commitments.",
        "COVID-19 cases rose, as in the G-20 countries.",
        "The 27 was his.",
        "Only 5 was enough, 10 minutes later.",
        "Version 2.0.1 runs.",
        "They won 3-1 games.",
    ],
)
def test_numbers_that_say_nothing_alone_are_left(text: str) -> None:
    assert amounts(text) == []


def test_in_other_languages_only_money_and_shares_are_found() -> None:
    assert amounts("12 Parks kosten 3 Millionen € oder 4,5 Prozent.", language="de") == [
        "3 Millionen €",
        "4,5 Prozent",
    ]


def test_a_figure_knows_its_place_in_the_article() -> None:
    text = "Rain fell. It cost $5 in all."

    [found] = figures(article(text))

    assert text[found.start :].startswith("$5")
    assert found.position == 1
