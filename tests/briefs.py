"""Finished briefs for tests of renderers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from briefing.model import (
    Brief,
    Copy,
    CopyKind,
    Coverage,
    Drop,
    Entry,
    Milestone,
    Passage,
    Reason,
    Section,
    Sentence,
    Source,
)
from makers import sentences

STAFFING = sentences(
    "Russia and the United States will hold a new round of talks to resolve a row over diplomatic "
    "staffing at their embassies by the end of the year, the Interfax news agency cited Russian "
    "Deputy Foreign Minister Sergei Ryabkov as saying on Thursday.",
    "The US and Russian embassies have been under staffing pressure amid tit-for-tat expulsions "
    "and other restrictions imposed as bilateral relations have fallen to their lowest since the "
    "end of the Cold War.",
    "On Wednesday, President Biden said the US and some of its NATO allies plan a meeting with "
    "Russia aimed at de-escalating tensions over Ukraine, where they’ll consider Russian "
    "President Vladimir Putin’s concerns about the alliance.",
)
FORMATS = sentences(
    "US President Joe Biden has expressed hope that the security guarantees negotiations with "
    "Russia will result in significant progress.",
    "On late Thursday, Biden held a phone conversation with Russian President Vladimir Putin, "
    "during which the leaders agreed to hold security guarantees talks in three formats: in "
    "Vienna, Geneva and Brussels.",
    "\"Well, I got the sense of it that he's agreed that we would have three major conferences "
    "in Europe at the beginning of the middle of the month ...",
    'Well, I always expect to negotiate and make progress," Biden said on late Friday, as quoted '
    "by the White House.",
)
ROW = "Russia and US to hold new talks on diplomatic row by year-end: Interfax"
HOPES = "Biden hopes for progress in upcoming negotiations with Russia: White House"
EVENING = datetime(2021, 12, 31, 23, 15, tzinfo=UTC)

FIRST = Source(
    number=1,
    article_id="staffing",
    headline=ROW,
    outlet="Al Arabiya English",
    agency="Reuters",
    authors=(),
    published=None,
    url=None,
    uri="/home/desk/seeds/row.txt",
    digest="1" * 64,
    document_digest="2" * 64,
    copies=(),
)
SECOND = Source(
    number=2,
    article_id="formats",
    headline=HOPES,
    outlet="Lokmat Times",
    agency="ANI",
    authors=("A. Correspondent",),
    published=EVENING,
    url="https://example.org/biden-hopes?page=1&part=2",
    uri="seeds/hopes.txt",
    digest="3" * 64,
    document_digest="4" * 64,
    copies=(
        Copy(uri="saved/same.html", outlet="The Example", url="https://example.com/same"),
        Copy(uri="archive/copy.txt", outlet="Daily Copy", kind=CopyKind.SHORTENED),
    ),
)


def passage(source: Source, told: tuple[Sentence, ...], *positions: int) -> Passage:
    chosen = tuple(told[position] for position in positions)
    return Passage(source=source.number, article_id=source.article_id, sentences=chosen, score=0.5)


def entry(source: Source, *passages: Passage) -> Entry:
    return Entry(
        source=source.number,
        article_id=source.article_id,
        headline=source.headline,
        passages=passages,
    )


def section(title: str, anchor: str, *entries: Entry) -> Section:
    return Section(title=title, anchor=anchor, description="", note="", entries=entries)


def one_story() -> Brief:
    """Give a brief of one story that two articles tell, with a digest before it."""
    told = Coverage(
        story_id="story",
        articles=3,
        texts=2,
        voices=2,
        first_seen=EVENING,
        last_updated=EVENING,
        article_ids=("formats",),
        sources=(2,),
    )
    row = replace(entry(FIRST, passage(FIRST, STAFFING, 0)), coverage=told)
    digest = (passage(FIRST, STAFFING, 1),)
    return replace(
        two_articles(),
        note="",
        glance=(),
        sections=(replace(section("Embassy staffing", "staffing", row), digest=digest),),
    )


def day_by_day() -> Brief:
    """Give a brief of one story that four days told, three of them in a chronology."""
    days = tuple(
        replace(
            SECOND,
            number=number,
            article_id=f"formats-{number}",
            outlet="Daily Copy" if number == 3 else SECOND.outlet,
            published=EVENING + timedelta(days=2 * number),
            copies=(),
        )
        for number in range(2, 6)
    )
    told = Coverage(
        story_id="story",
        articles=5,
        texts=5,
        voices=3,
        first_seen=days[0].published,
        last_updated=days[-1].published,
        article_ids=tuple(one.article_id for one in days),
        sources=tuple(one.number for one in days),
    )
    chronology = tuple(
        Milestone(
            day=(EVENING + timedelta(days=2 * source.number)).date(),
            passage=passage(source, FORMATS, position),
        )
        for source, position in zip((days[0], days[1], days[3]), (0, 1, 3), strict=True)
    )
    row = replace(entry(FIRST, passage(FIRST, STAFFING, 0)), coverage=told, chronology=chronology)
    return replace(
        two_articles(),
        note="",
        glance=(),
        sections=(section("Embassy staffing", "staffing", row),),
        sources=(FIRST, *days),
    )


def two_articles() -> Brief:
    """Give a brief of two articles under three themes, with all that a brief can have."""
    staffing = section(
        "Embassy staffing",
        "embassy-staffing",
        entry(FIRST, passage(FIRST, STAFFING, 0), passage(FIRST, STAFFING, 1)),
    )
    ukraine = section(
        "Ukraine de-escalation",
        "ukraine-de-escalation",
        entry(SECOND, passage(SECOND, FORMATS, 0), passage(SECOND, FORMATS, 2, 3)),
        entry(FIRST, passage(FIRST, STAFFING, 2)),
    )
    formats = section(
        "Negotiation formats", "negotiation-formats", entry(SECOND, passage(SECOND, FORMATS, 1))
    )
    return Brief(
        title="Russia–US talks",
        subtitle="Press brief for the Ambassador",
        language="en",
        timezone="UTC",
        issued=datetime(2022, 1, 2, 6, 0, tzinfo=UTC),
        period=(datetime(2021, 12, 9, tzinfo=UTC), EVENING),
        note="Two reports, *three weeks* apart; see [our note](https://example.org/notes).",
        glance=(passage(FIRST, STAFFING, 0), passage(SECOND, FORMATS, 1)),
        sections=(
            staffing,
            replace(ukraine, description="What was said", note="Compare **both**."),
            formats,
        ),
        sources=(FIRST, SECOND),
        drops=(
            Drop(
                stage="extract",
                uri="/home/desk/in/scan.pdf",
                reason=Reason.NOT_TEXT,
                detail="application/pdf",
            ),
        ),
        method="lexrank",
        version="1.0",
        settings_digest="5" * 64,
    )


def many_articles(count: int) -> Brief:
    """Give a brief that runs over pages: `count` articles of uneven length in one section."""
    sources = tuple(
        replace(
            FIRST if number % 3 else SECOND,
            number=number,
            article_id=f"article-{number}",
            agency=f"Agency{number}",
        )
        for number in range(1, count + 1)
    )
    told = STAFFING + FORMATS
    entries = tuple(
        entry(
            source,
            *(passage(source, told, one) for one in range(source.number % 4, 7, 2)),
        )
        for source in sources
    )
    whole = section("A theme with many articles", "many", *entries)
    return replace(two_articles(), sections=(whole,), sources=sources, note="")


def filled_with(text: str) -> Brief:
    """Give a brief in which every field that comes from outside is `text`."""
    sentence = Sentence(text=text, start=0, end=len(text), paragraph=0, position=0)
    source = replace(
        FIRST,
        article_id=text,
        headline=text,
        outlet=text,
        agency=f"{text} agency",
        authors=(text,),
        url=text,
        uri=text,
        digest=text,
        copies=(Copy(uri=text, outlet=text, url=text),),
    )
    quoted = Passage(source=1, article_id=text, sentences=(sentence,), score=0.5)
    theme = replace(
        section(text, "theme", replace(entry(source, quoted), article_id=text)),
        description=text,
        note=text,
    )
    return replace(
        two_articles(),
        title=text,
        subtitle=text,
        language=text,
        note=text,
        glance=(quoted,),
        sections=(theme,),
        sources=(source,),
        drops=(Drop(stage=text, uri=text, reason=Reason.EMPTY, detail=text),),
        method=text,
        version=text,
        settings_digest=text,
    )
