"""Stories in a brief: told once, by whoever adds something, in order and within limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefing.budgets import Budget
from briefing.composing.compose import Imprint, Material, compose
from briefing.composing.repeats import Said, matter
from briefing.model import Article, Brief, Pick, Reason, Section, Story, Theme
from briefing.settings import BriefSettings
from makers import NOW, article, summary, theme

FIRST = article("The old bridge fell into the river at night. Nobody was hurt.", key="first")
SECOND = article(
    "At night the old bridge fell into the river. Engineers had warned of rust for years.",
    key="second",
)
OTHER = article("The choir sang in the square. Rain began at noon.", key="other")
DAY = datetime(2026, 1, 10, 12, tzinfo=UTC)


def story(*articles: Article, voices: int = 0, updated: datetime | None = None) -> Story:
    return Story(
        id="".join(one.id for one in articles),
        article_ids=tuple(one.id for one in articles),
        articles=len(articles),
        texts=len(articles),
        voices=voices or len(articles),
        outlets=tuple(one.outlet for one in articles),
        first_seen=updated,
        last_updated=updated,
    )


def brief(
    *articles: Article,
    stories: tuple[Story, ...] = (),
    themes: tuple[Theme, ...] = (),
    most: int = 3,
    **settings: object,
) -> Brief:
    return compose(
        Material(
            articles=articles,
            summaries=tuple(summary(one) for one in articles),
            themes=themes,
            drops=(),
            stories=stories,
        ),
        settings=BriefSettings(**settings),  # type: ignore[arg-type]  # one option each
        budget=Budget(sentences=most),
        imprint=Imprint(issued=NOW, note="", version="1", settings_digest="0"),
        glance=lambda articles, _, most: [
            Pick(article_id=one.id, position=0, score=1.0) for one in articles[:most]
        ],
    )


def said(section: Section) -> list[list[str]]:
    return [
        [one.text for passage in entry.passages for one in passage.sentences]
        for entry in section.entries
    ]


def test_a_story_is_told_once_and_each_article_adds_only_what_is_new() -> None:
    made = brief(FIRST, SECOND, stories=(story(FIRST, SECOND),))

    assert said(made.sections[0]) == [
        [
            "The old bridge fell into the river at night.",
            "Nobody was hurt.",
            "Engineers had warned of rust for years.",
        ]
    ]
    (entry,) = made.sections[0].entries
    assert entry.article_id == "first"
    assert [passage.source for passage in entry.passages] == [1, 1, 2]


def test_a_story_names_who_else_told_it_and_when() -> None:
    early = replace(FIRST, published=DAY)
    late = replace(SECOND, published=DAY + timedelta(hours=3))
    made = brief(late, early, stories=(story(late, early, updated=DAY),), most=1)

    (entry,) = made.sections[0].entries
    assert entry.coverage is not None
    assert (entry.coverage.articles, entry.coverage.voices) == (2, 2)
    assert entry.coverage.sources == (2,)
    assert [source.article_id for source in made.sources] == ["second", "first"]


def test_an_article_alone_has_no_coverage() -> None:
    (entry,) = brief(FIRST).sections[0].entries

    assert entry.coverage is None


def test_an_article_whose_story_stands_under_a_theme_is_not_told_again_below() -> None:
    made = brief(
        FIRST, SECOND, OTHER, stories=(story(FIRST, SECOND),), themes=(theme("T", ("first", 0)),)
    )

    assert [section.title for section in made.sections] == ["T", "Other news"]
    assert [entry.article_id for entry in made.sections[1].entries] == ["other"]
    (entry,) = made.sections[0].entries
    assert entry.coverage is not None
    assert [made.sources[number - 1].article_id for number in entry.coverage.sources] == ["second"]


def test_nothing_is_said_under_two_themes_unless_the_settings_allow_it() -> None:
    themes = (theme("A", ("first", 0)), theme("B", ("first", 0), ("first", 1)))

    once = brief(FIRST, themes=themes)
    twice = brief(FIRST, themes=themes, repeat=True)

    assert [said(section) for section in once.sections] == [
        [["The old bridge fell into the river at night."]],
        [["Nobody was hurt."]],
    ]
    assert len(said(twice.sections[1])[0]) == 2


def test_an_article_that_has_nothing_left_to_say_is_named() -> None:
    themes = (theme("A", ("first", 0)), theme("B", ("second", 0)))

    made = brief(FIRST, SECOND, themes=themes)

    assert [section.title for section in made.sections] == ["A"]
    assert [(drop.uri, drop.reason) for drop in made.drops] == [("second.txt", Reason.DUPLICATE)]
    assert "“B”" in made.drops[0].detail


def test_what_the_headline_says_gives_way_to_what_it_does_not() -> None:
    told = replace(FIRST, headline="The old bridge fell into the river at night")

    assert said(brief(told, most=1).sections[0]) == [["Nobody was hurt."]]


def test_a_story_whose_only_sentence_is_its_headline_is_told_all_the_same() -> None:
    told = article("The old bridge fell down.", key="x", headline="The old bridge fell down")

    assert said(brief(told).sections[0]) == [["The old bridge fell down."]]


def test_stories_of_more_voices_and_newer_ones_come_first() -> None:
    third = article("A baker won a prize for bread. He smiled.", key="third")
    stories = (
        story(OTHER, updated=DAY - timedelta(days=9)),
        story(third, updated=DAY),
        story(FIRST, SECOND, updated=DAY - timedelta(days=9)),
    )

    made = brief(OTHER, third, FIRST, SECOND, stories=stories)

    assert [entry.article_id for entry in made.sections[0].entries] == ["third", "first", "other"]


def test_themes_may_come_by_weight_of_news() -> None:
    themes = (theme("Small", ("other", 0)), theme("Large", ("first", 0), ("second", 1)))

    made = brief(FIRST, SECOND, OTHER, themes=themes, theme_order="weight")

    assert [section.title for section in made.sections] == ["Large", "Small"]


def test_a_brief_keeps_to_its_words_and_names_what_had_no_room() -> None:
    third = article("A baker won a prize for bread. He smiled.", key="third")
    themes = (theme("A", ("first", 0), ("third", 0)), theme("B", ("other", 0)))

    made = brief(FIRST, third, OTHER, themes=themes, max_words=16)

    assert [said(section) for section in made.sections] == [
        [["The old bridge fell into the river at night."]],
        [["The choir sang in the square."]],
    ]
    assert [(drop.uri, drop.reason) for drop in made.drops] == [("third.txt", Reason.OVER_LIMIT)]
    assert [source.article_id for source in made.sources] == ["first", "other"]


def test_who_also_told_a_story_without_room_is_named_too() -> None:
    third = article("A baker won a prize for bread. He smiled.", key="third")
    fourth = article("For bread a baker won a prize.", key="fourth")
    both = story(third, fourth)
    themes = (theme("A", ("first", 0), ("third", 0)),)

    made = brief(
        FIRST, third, fourth, themes=themes, stories=(story(FIRST, voices=9), both), max_words=10
    )

    assert {drop.uri for drop in made.drops} == {"third.txt", "fourth.txt"}
    assert {drop.reason for drop in made.drops} == {Reason.OVER_LIMIT}


def test_a_theme_keeps_to_its_words() -> None:
    third = article("A baker won a prize for bread. He smiled.", key="third")
    small = replace(theme("A", ("first", 0), ("third", 0)), max_words=10)

    made = brief(FIRST, third, themes=(small,))

    assert [len(section.entries) for section in made.sections] == [1]
    assert "“A”" in made.drops[0].detail


def test_a_theme_of_many_stories_has_a_digest() -> None:
    many = [
        article(f"The {word} was seen near the {place}. It left.", key=word)
        for word, place in zip(
            ("fox", "wolf", "bear", "lynx", "otter"),
            ("mill", "church", "school", "harbor", "station"),
            strict=True,
        )
    ]
    themes = (theme("Animals", *((one.id, 0) for one in many)),)

    digest = brief(*many, themes=themes, digest=2).sections[0].digest
    few = brief(*many[:4], themes=(theme("Animals", *((o.id, 0) for o in many[:4])),))

    assert [passage.source for passage in digest] == [1, 2]
    assert few.sections[0].digest == ()


@pytest.mark.parametrize(
    ("earlier", "later", "covered"),
    [
        ("The old bridge fell into the river.", "The old bridge fell into the river.", True),
        (
            "The old bridge fell into the river at night.",
            "At night the bridge fell into the river.",
            True,
        ),
        ("The old bridge fell into the river.", "The old bridge fell; engineers saw rust.", False),
        ("Forty of 90 miners were saved in May.", "Forty of 91 miners were saved in May.", False),
        ("He left.", "He left.", True),
        ("He left.", "She left.", False),
    ],
)
def test_a_sentence_is_said_if_one_before_has_all_of_its_matter(
    earlier: str, later: str, covered: bool
) -> None:
    told = Said()
    told.add(matter(earlier, language="en"))

    assert told.covers(matter(later, language="en")) is covered
