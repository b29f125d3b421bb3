"""A story through all editions, and its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]  # ships no types

from briefing.errors import SourceError
from briefing.model import Appearance, Edition, Freshness, Legacy, Reading, StoryDay, Trace
from briefing.renderers.story import StoryDay as Told
from briefing.renderers.story import StoryPage, Telling, rendered
from briefing.settings import OutputSettings
from briefing.store.store import Store, opened
from briefing.telling import stories, story
from briefing.text import same_words
from briefs import two_articles

FIRST = date(2026, 1, 10)
EVIL = '<script>alert(1)</script> "javascript:alert(1)" [x](javascript:y) # *b*'


def reading(day: date) -> Reading:
    return Reading(
        article_id=f"article {day}",
        document_digest="d",
        address=f"https://example.org/{day}",
        digest="t",
        read_at=datetime(2026, 1, 1, tzinfo=UTC),
        headline=f"Headline of {day}",
        outlet="The Example",
    )


def seen(key: str, day: date) -> StoryDay:
    trace = Trace(id=key, first=day, last=day, articles=1, terms={}, names={})
    return StoryDay(
        trace=trace,
        since=FIRST,
        outlet="First Post",
        days=(day - FIRST).days + 1,
        before=None,
        headline=f"Headline of {day}",
        article_ids=(),
    )


def publish(
    store: Store, after: int, *sentences: str, key: str = "story", withdrawn: str = ""
) -> None:
    """Publish an edition so many days after the first, with these sentences of a story."""
    day = FIRST + timedelta(days=after)
    printed = [
        Appearance(
            article_id=f"article {day}", start=0, end=1, text=one, words=same_words(one),
            story_id=key, theme="Port",
        )
        for one in sentences
    ]  # fmt: skip
    gone = replace(
        printed[0],
        text=withdrawn,
        words=same_words(withdrawn),
        story_id="",
        freshness=Freshness.WITHDRAWN,
    )
    said = (*printed, gone) if withdrawn else tuple(printed)
    edition = Edition(key=str(day), day=day, issued=datetime(2026, 1, 1, tzinfo=UTC), digest="e")
    legacy = Legacy(appearances=said, readings=(reading(day),), stories=(seen(key, day),))
    with store.changing():
        store.plan(edition, two_articles(), legacy)
        store.finish(edition.key)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a store in which a story rests for three weeks and takes a sentence back."""
    with opened(tmp_path / "store.db") as store:
        publish(store, 0, "The port was closed.")
        publish(store, 1, "The port was closed.", "Eleven ships wait.")
        publish(store, 23, "The port is open.", withdrawn="Eleven ships wait.")
        publish(store, 24, "It rained.", key="weather")
    return tmp_path / "store.db"


def test_a_sentence_stands_on_its_first_day_and_names_the_later_ones(path: Path) -> None:
    page = story(path, "story")

    first, second, third = page.days
    assert [one.text for one in first.tellings] == ["The port was closed."]
    assert first.tellings[0].again == (FIRST + timedelta(days=1),)
    assert [one.text for one in second.tellings] == ["Eleven ships wait."]
    assert first.tellings[0].address == f"https://example.org/{FIRST}"
    assert third.edition == "2026-02-02"


def test_a_story_knows_who_was_first_and_how_long_it_ran(path: Path) -> None:
    page = story(path, "story")

    assert (page.first, page.last) == (FIRST, FIRST + timedelta(days=23))
    assert page.outlet == "First Post"
    assert page.headline == "Headline of 2026-02-02"


def test_a_story_that_rested_is_revived_after_so_many_days(path: Path) -> None:
    assert [one.pause for one in story(path, "story").days] == [0, 0, 21]


def test_a_sentence_that_was_withdrawn_says_when(path: Path) -> None:
    [telling] = story(path, "story").days[1].tellings

    assert telling.withdrawn == FIRST + timedelta(days=23)


def test_stories_are_listed_the_latest_first(path: Path) -> None:
    assert [(one.id, one.sentences) for one in stories(path)] == [("weather", 1), ("story", 3)]


def test_the_beginning_of_an_id_is_enough(path: Path) -> None:
    assert story(path, "wea").id == "weather"
    with pytest.raises(SourceError, match="no story in the store"):
        story(path, "x")
    with pytest.raises(SourceError, match="beginning of story, weather"):
        story(path, "")


@pytest.mark.parametrize("format_", ["html", "markdown"])
def test_the_page_says_every_sentence_and_links_its_source(path: Path, format_: str) -> None:
    body = rendered(story(path, "story"), format_, OutputSettings()).body.decode()

    for told in ("The port was closed.", "Eleven ships wait.", "The port is open.", "First Post"):
        assert body.count(told) == 1, told
    assert f"https://example.org/{FIRST}" in body
    assert "Nothing for 21 days" in body
    assert "Withdrawn: on 2 February 2026" in body or "**withdrawn**: on 2 February 2026" in body


def test_the_page_fetches_nothing_and_runs_nothing(path: Path) -> None:
    evil = Telling(
        text=EVIL,
        theme=EVIL,
        outlet=EVIL,
        headline=EVIL,
        address="javascript:alert(1)",
        state="new",
    )
    page = StoryPage(
        id=EVIL, headline=EVIL, outlet=EVIL, first=FIRST, last=FIRST, seen=1,
        days=(Told(day=FIRST, edition=EVIL, tellings=(evil,)),),
    )  # fmt: skip

    found = html.fromstring(rendered(page, "html", OutputSettings()).body.decode())

    assert found.xpath("//script | //main//@href | //@src") == []
    [policy] = found.xpath("//meta[@http-equiv]/@content")
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    told = rendered(page, "markdown", OutputSettings()).body.decode()
    assert "<script" not in told
    assert "](javascript" not in told


def test_the_same_story_gives_the_same_bytes(path: Path) -> None:
    one, other = (rendered(story(path, "story"), "html", OutputSettings()) for _ in range(2))

    assert one.body == other.body
