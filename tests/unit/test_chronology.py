"""A story of many days, told day by day in a brief of a span."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from briefing.budgets import Budget
from briefing.composing.chronology import ranked
from briefing.composing.compose import Imprint, Material, compose
from briefing.model import Article, Brief, Entry, Story, Summary, Theme
from briefing.settings import BriefSettings
from makers import NOW, article, summary, theme

DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
TOLD = (
    "The old bridge fell into the river at night. A baker saw the arch sink.",
    "Engineers found rust in both towers. Ferries carry pupils across.",
    "The council voted for a tunnel. Builders doubt the price of it.",
    "Divers raised the last beam. The mayor resigned over letters.",
)


def out(at: int, text: str, *, agency: str | None = None, key: str = "") -> Article:
    """Give an article of a day, counted from the first."""
    return article(
        text, key=key or f"day{at}", published=DAY + timedelta(days=at), agency=agency or f"A{at}"
    )


def days(*texts: str) -> tuple[Article, ...]:
    return tuple(out(at, text) for at, text in enumerate(texts))


def brief(
    *articles: Article,
    chronology: int = 10,
    themes: tuple[Theme, ...] = (),
    timezone: str = "UTC",
    summaries: tuple[Summary, ...] = (),
    **settings: object,
) -> Brief:
    story = Story(
        id="story",
        article_ids=tuple(one.id for one in articles),
        articles=len(articles),
        texts=len(articles),
        voices=len(articles),
        outlets=(),
        first_seen=articles[0].published,
        last_updated=articles[-1].published,
    )
    return compose(
        Material(
            articles=articles,
            summaries=summaries or tuple(summary(one) for one in articles),
            themes=themes,
            drops=(),
            stories=(story,),
            chronology=chronology,
        ),
        settings=BriefSettings(timezone=timezone, **settings),  # type: ignore[arg-type]
        budget=Budget(sentences=1),
        imprint=Imprint(issued=NOW, note="", version="1", settings_digest="0"),
        glance=lambda *_: (),
    )


def only(made: Brief) -> Entry:
    [section] = made.sections
    [entry] = section.entries
    return entry


def told(entry: Entry) -> list[tuple[int, str]]:
    """Give each day of a chronology with its sentence."""
    return [
        (one.day.day, sentence.text)
        for one in entry.chronology
        for sentence in one.passage.sentences
    ]


def test_a_story_of_three_days_is_told_day_by_day_with_sources() -> None:
    made = brief(*days(*TOLD[:3]))

    entry = only(made)
    # The best sentence of the first day stands in the entry itself.
    assert told(entry) == [
        (1, "A baker saw the arch sink."),
        (2, "Engineers found rust in both towers."),
        (3, "The council voted for a tunnel."),
    ]
    assert [one.passage.source for one in entry.chronology] == [1, 2, 3]
    assert [one.article_id for one in made.sources] == ["day0", "day1", "day2"]


def test_two_days_are_no_chronology_and_a_brief_of_a_day_asks_for_none() -> None:
    assert only(brief(*days(*TOLD[:2]))).chronology == ()
    assert only(brief(*days(*TOLD), chronology=0)).chronology == ()


def test_nothing_is_told_that_stands_in_the_brief_or_in_the_chronology_already() -> None:
    again = "At night the old bridge fell into the river. Engineers found rust in both towers."

    entry = only(brief(*days(TOLD[0], TOLD[1], again, TOLD[3])))

    assert [text for _, text in told(entry)] == [
        "A baker saw the arch sink.",
        "Engineers found rust in both towers.",
        "Divers raised the last beam.",
    ]


def test_one_day_with_something_new_is_no_chronology() -> None:
    entry = only(brief(*days("The bridge fell.", "Engineers found rust.", "The bridge fell.")))

    assert entry.chronology == ()


def test_a_day_is_told_by_the_best_sentence_of_all_its_articles() -> None:
    first, second, third = days(*TOLD[:3])
    rival = out(2, TOLD[3], key="rival")
    summaries = (
        summary(first),
        summary(second),
        summary(third, scores=(0.2, 0.4)),
        summary(rival, scores=(0.3, 0.6)),
    )

    made = brief(first, second, third, rival, summaries=summaries)

    assert told(only(made))[-1] == (3, "The mayor resigned over letters.")


def test_under_a_theme_only_its_articles_tell_and_their_sentences_that_fit_come_first() -> None:
    rust = theme("Rust", ("day0", 0), ("day1", 1), ("day2", 1))

    entry = only(brief(*days(*TOLD), themes=(rust,), other=False))

    assert told(entry) == [
        (1, "A baker saw the arch sink."),
        (2, "Ferries carry pupils across."),
        (3, "Builders doubt the price of it."),
    ]


def test_a_sentence_that_cannot_be_read_alone_is_no_milestone() -> None:
    first, second, third = days(*TOLD[:3])
    needing = replace(summary(second), needs=(frozenset({1}), frozenset()))

    made = brief(first, second, third, summaries=(summary(first), needing, summary(third)))

    assert told(only(made))[1] == (2, "Ferries carry pupils across.")


def test_days_are_those_of_the_zone_and_a_bare_day_stays_itself() -> None:
    first, second, third = days(*TOLD[:3])
    late = replace(second, published=DAY.replace(day=2, hour=23))
    bare = replace(third, published=DAY.replace(day=5, hour=0), published_day_only=True)

    here = only(brief(first, late, bare, timezone="Asia/Tokyo"))
    there = only(brief(first, late, bare, timezone="America/New_York"))

    assert [one.day.day for one in here.chronology] == [1, 3, 5]
    assert [one.day.day for one in there.chronology] == [1, 2, 5]


def test_chronologies_take_the_words_that_the_stories_leave() -> None:
    whole = only(brief(*days(*TOLD)))

    # Nine words tell the story, five the last day and six the first.
    some = only(brief(*days(*TOLD), max_words=9 + 6 + 5))
    none = only(brief(*days(*TOLD), max_words=12))

    assert len(whole.chronology) == 4
    assert [one.day.day for one in some.chronology] == [1, 4]
    assert none.chronology == ()


def test_of_many_days_the_ends_come_first_then_the_loudest_of_each_stretch() -> None:
    loud = {0: 1, 1: 3, 2: 4, 10: 1, 11: 2, 19: 5, 20: 1}
    given = {
        date(2026, 1, 1 + at): [out(at, TOLD[0], agency=f"{at} {n}") for n in range(voices)]
        for at, voices in loud.items()
    }

    order = [day.day - 1 for day in ranked(given, 3)]

    # Three stretches of a week: 0 to 6, 7 to 13, 14 to 20.
    assert order == [0, 20, 11, 19, 2, 1, 10]


def test_at_most_so_many_days_are_told_in_their_order() -> None:
    entry = only(brief(*days(*TOLD), chronology=2))

    assert [one.day.day for one in entry.chronology] == [1, 4]
