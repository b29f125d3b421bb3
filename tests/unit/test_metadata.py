from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.extractors.agencies import end_credit, read_agencies
from briefing.extractors.cleaning import clean_page
from briefing.extractors.datelines import dateline_agency
from briefing.extractors.metadata import Fields, read_byline, read_published
from briefing.extractors.timestamps import Timestamp, read_timestamp

TITLE = "Council votes to rebuild northern pier"
BODY = (
    "The harbor council voted on Monday to rebuild the old northern pier after years of dispute.\n"
    "Work on the pier is to begin in spring and will cost 12 million crowns, said the mayor."
)


def fields(*above: str, below: str = "") -> Fields:
    return clean_page("\n".join([*above, BODY, below])).fields


def utc(*parts: int) -> datetime:
    year, month, day, *clock = parts
    hour, minute = clock or (0, 0)
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-12-09T10:15:00+03:00", utc(2021, 12, 9, 7, 15)),
        ("2021-12-09T10:15:00.123Z", utc(2021, 12, 9, 10, 15)),
        ("9 Dec 2021, 10:15 GMT", utc(2021, 12, 9, 10, 15)),
        ("10:15 GMT, 9 Dec 2021", utc(2021, 12, 9, 10, 15)),
        ("January 1, 2022 04:45 IST", utc(2021, 12, 31, 23, 15)),
        ("Dec 9th, 2021 at 5:06 p.m. ET", utc(2021, 12, 9, 22, 6)),
        ("June 5, 2024 7 PM EDT", utc(2024, 6, 5, 23, 0)),
        ("9. Dezember 2021, 14.30 Uhr", utc(2021, 12, 9)),
        ("le 9 décembre 2021 à 10h15", utc(2021, 12, 9)),
        ("9 de diciembre de 2021", utc(2021, 12, 9)),
        ("9 декабря 2021, 12:00 (МСК)", utc(2021, 12, 9, 9, 0)),
        ("2021年12月9日 10:15", utc(2021, 12, 9)),
        ("09.12.2021 - 08:00", utc(2021, 12, 9)),
        ("13/4/2021", utc(2021, 4, 13)),
    ],
)
def test_a_timestamp_is_read_as_utc(text: str, expected: datetime) -> None:
    stamp = read_timestamp(text)

    assert stamp is not None
    assert stamp.moment == expected


@pytest.mark.parametrize("text", ["9 Dec 2021", "9 Dec 2021, 10:15", "9 Dec 2021 10:15 XYZ"])
def test_without_a_time_and_a_known_zone_the_day_alone_is_taken(text: str) -> None:
    assert read_timestamp(text) == (utc(2021, 12, 9), True)


def test_a_time_with_its_zone_is_a_moment() -> None:
    assert read_timestamp("9 Dec 2021, 10:15 CET") == (utc(2021, 12, 9, 9, 15), False)


@pytest.mark.parametrize(
    "text", ["", "Monday", "May 2021", "31 Feb 2021", "3/4/2021", "0000-00-00", "99999-01-01"]
)
def test_what_is_no_certain_day_gives_none(text: str) -> None:
    assert read_timestamp(text) is None


def test_the_first_publication_beats_a_later_change() -> None:
    text = "Updated: 10 Dec 2021 08:00 GMT | Published: 9 Dec 2021 10:15 GMT"

    assert read_published(text) == (utc(2021, 12, 9, 10, 15), False)


def test_what_was_updated_is_not_thereby_published() -> None:
    found = fields(TITLE, "Updated: March 4, 2026 08:00 GMT")

    assert (found.published, found.updated) == (None, (utc(2026, 3, 4, 8, 0), False))


def test_the_one_stamp_of_a_byline_is_when_it_was_published() -> None:
    found = fields(TITLE, "By ANI | Updated: January 1, 2022 04:45 IST")

    assert (found.published, found.updated) == ((utc(2021, 12, 31, 23, 15), False), None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Jane Doe", (("Jane Doe",), None)),
        ("By Jane Doe and John van Roe", (("Jane Doe", "John van Roe"), None)),
        ("By Jane Doe, Political Editor | 3 March 2025", (("Jane Doe",), None)),
        ("By Jane Doe, Reuters", (("Jane Doe",), "Reuters")),
        ("By ANI | Updated: January 1, 2022 04:45 IST", ((), "ANI")),
        ("By our staff reporter", ((), None)),
        ("Von Eva Sommer und Max Ott", (("Eva Sommer", "Max Ott"), None)),
        ("Par Anne Roux avec AFP", (("Anne Roux",), "AFP")),
        ("Por Ana Paz", (("Ana Paz",), None)),
        ("Автор: Анна Орлова", (("Анна Орлова",), None)),
        ("By Monday the crews had left.", None),
        ("By the numbers", None),
        ("Jane Doe", None),
    ],
)
def test_a_byline_names_authors_and_agency(
    line: str, expected: tuple[tuple[str, ...], str | None] | None
) -> None:
    assert read_byline(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reuters", ("Reuters",)),
        ("( With inputs from ANI )", ("ANI",)),
        ("ANI/Sputnik", ("ANI", "Sputnik")),
        ("Source: The Associated Press", ("AP",)),
        ("Mit Material von dpa und AFP", ("dpa", "AFP")),
        ("Interfax reported", ()),
        ("spa", ()),
        ("Harbor Post", ()),
    ],
)
def test_only_a_text_that_does_nothing_else_credits_an_agency(
    text: str, expected: tuple[str, ...]
) -> None:
    assert read_agencies(text) == expected


def test_an_agency_mark_is_parted_from_its_paragraph() -> None:
    assert end_credit("It rained. (ANI/Sputnik)") == ("It rained.", "(ANI/Sputnik)")
    assert end_credit("It rained (as so often).") == ("It rained (as so often).", "")


@pytest.mark.parametrize(
    ("paragraph", "agency"),
    [
        ("GENEVA (Reuters) - It rained.", "Reuters"),
        ("LONDON, Jan. 10 (AFP) — It rained.", "AFP"),
        ("MOSCOW, January 3. /TASS/. It snowed.", "TASS"),
        ("GENEVA (Switzerland) - It rained.", None),
        ("Reuters reported that it rained.", None),
    ],
)
def test_a_dateline_credits_an_agency(paragraph: str, agency: str | None) -> None:
    assert dateline_agency(paragraph) == agency


def test_a_byline_and_a_date_below_the_headline_are_the_article_s() -> None:
    found = fields(TITLE, "By Jane Doe", "3 March 2025, 09:30 GMT")

    assert (found.authors, found.published) == (("Jane Doe",), (utc(2025, 3, 3, 9, 30), False))


def test_labels_without_dates_give_no_date() -> None:
    assert fields(TITLE, "Reuters", "Published: Updated:").published is None


@pytest.mark.parametrize(
    "line",
    [
        "The pier at Monday's storm, pictured in Geneva (R) on June 16, 2021. (AFP)",
        "© 2021 Harbor Post, 16 June 2021. All rights reserved.",
        "File photo: the pier on 16 June 2021",
    ],
)
def test_a_date_in_a_caption_or_a_copyright_line_is_not_the_article_s(line: str) -> None:
    assert fields(TITLE, line, below=line).published is None


def test_a_date_among_related_items_is_not_the_article_s() -> None:
    related = "\n".join(["Related stories", "Storm closes the road", "16 June 2021"])

    assert fields(TITLE, below=related).published is None


def test_the_day_printed_above_the_headline_is_not_the_article_s() -> None:
    assert fields("Thursday, November 20, 2025", TITLE).published is None


def test_an_agency_in_the_headline_is_no_credit() -> None:
    assert fields("Council votes to rebuild northern pier: Interfax").agency is None


def test_an_agency_alone_on_a_line_below_the_headline_is_the_credit() -> None:
    assert fields(TITLE, "Reuters").agency == "Reuters"


def test_the_headline_is_the_line_above_that_the_body_speaks_of() -> None:
    found = fields("Storm closes the coast road", TITLE, "By Jane Doe")

    assert found.headline == TITLE


def test_a_headline_that_stands_twice_is_preferred() -> None:
    title = "A vote nobody expected so soon"

    found = fields(title, "Council and mayor in the pictures", title, "By Jane Doe")

    assert found.headline == title


def test_the_site_is_read_where_a_line_gives_it_away() -> None:
    found = fields(TITLE, below="Get the latest stories from Harbor Post on Google News")

    assert found.site == "Harbor Post"


def test_the_samples_give_their_fields(root: Path) -> None:
    first, second = (
        clean_page((root / "seeds" / name).read_text(encoding="utf-8")).fields
        for name in ("000_ba0a14b661a23ba9.txt", "004_31fd5da44e0731b4.txt")
    )

    assert first == Fields(
        headline="Russia and US to hold new talks on diplomatic row by year-end: Interfax",
        agency="Reuters",
        site="AlArabiya",
    )
    assert second == Fields(
        headline="Biden hopes for progress in upcoming negotiations with Russia: White House",
        agency="ANI",
        published=Timestamp(utc(2021, 12, 31, 23, 15), day_only=False),
    )


@pytest.mark.parametrize(
    "line",
    ["Last updated: 5 March 2025, 10:00 GMT", "Zuletzt aktualisiert: 5. März 2025, 10:00 MEZ"],
)
def test_a_last_change_is_no_publication(line: str) -> None:
    assert read_published(line) is None


@pytest.mark.parametrize(
    ("paragraph", "agency"),
    [
        ("Berlin (dpa) - Der Streik geht weiter.", "dpa"),
        ("WARSAW, Poland (AP) — The parliament voted.", "AP"),
        ("Frankfurt am Main (dpa) – Die Bank senkt den Zins.", "dpa"),
        ("The bank (AP) - not a place - said so.", None),
    ],
)
def test_a_dateline_in_mixed_case_names_its_agency(paragraph: str, agency: str | None) -> None:
    assert dateline_agency(paragraph) == agency


def test_a_second_author_who_is_the_site_is_none() -> None:
    found = fields(TITLE, "By Jane Doe and Harbor Post", below="© 2025 Harbor Post")

    assert found.authors == ("Jane Doe",)
