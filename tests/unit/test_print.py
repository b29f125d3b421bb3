"""The looks on paper: what stands where, however the pages break."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from pypdf import PdfReader

from briefing.model import Brief
from briefing.renderers.pdf import pdf
from briefing.settings import OutputSettings
from briefs import FORMATS, HOPES, ROW, STAFFING, many_articles, two_articles

LOOKS = ("classic", "compact", "broadsheet")


def lines(brief: Brief, settings: OutputSettings) -> list[list[str]]:
    """Print a brief and give the lines of each page, without those of its head and foot."""
    reader = PdfReader(io.BytesIO(pdf(settings)(brief).body))
    pages = [page.extract_text().splitlines() for page in reader.pages]
    return [
        [line for line in page if not re.search(r"Page \d+ of|06:00 UTC", line)] for page in pages
    ]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("columns", [1, 2])
def test_no_mark_begins_a_line_and_no_headline_ends_a_page(look: str, columns: int) -> None:
    brief = many_articles(7)

    pages = lines(brief, OutputSettings(look=look, columns=columns))

    assert len(pages) > 2
    for page in pages:
        assert not [line for line in page if re.match(r"\u2060?\[\d+\]", line)]
        assert not (ROW + HOPES).endswith(page[-1].strip()), page[-1]


@pytest.mark.parametrize(
    ("look", "columns", "page"),
    [
        *((look, 1, "A4") for look in LOOKS),
        ("broadsheet", 2, "Letter"),
    ],
)
def test_every_look_prints_every_sentence(look: str, columns: int, page: str) -> None:
    brief = two_articles()

    told = "".join(
        "".join(page)
        for page in lines(brief, OutputSettings(look=look, columns=columns, page=page))
    )

    bare = re.sub(r"[\s\u2060]", "", told)
    for sentence in (*STAFFING, *FORMATS):
        assert sentence.text.replace(" ", "") in bare


def test_a_long_word_and_a_long_address_stay_on_the_page() -> None:
    address = "https://example.org/" + "a" * 300
    [first, *rest] = two_articles().sources
    brief = replace(
        two_articles(),
        title="Donaudampfschifffahrtsgesellschaftskapitän" * 3,
        sources=(replace(first, url=address, headline="W" * 120), *rest),
    )

    reader = PdfReader(io.BytesIO(pdf(OutputSettings())(brief).body))

    longest = max(len(line) for page in reader.pages for line in page.extract_text().splitlines())
    assert longest < 120  # letters; none of the three fits into a line
    told = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert address in told


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_stands_beyond_the_edge_of_the_text(look: str) -> None:
    brief = replace(two_articles(), issued=datetime(2026, 11, 22, 23, 0, tzinfo=UTC))

    with pypdfium2.PdfDocument(pdf(OutputSettings(look=look))(brief).body) as printed:
        for page in printed:
            text = page.get_textpage()
            edges = [text.get_charbox(number)[2] for number in range(text.count_chars())]
            assert max(edges) < page.get_width() - 30  # points; the narrowest margin is 36


def test_the_time_of_issue_stands_on_one_line() -> None:
    brief = replace(two_articles(), issued=datetime(2026, 11, 22, 23, 0, tzinfo=UTC))

    [first, *_] = PdfReader(io.BytesIO(pdf(OutputSettings())(brief).body)).pages

    assert "22 November 2026, 23:00 UTC" in first.extract_text().partition("At a glance")[0]
