"""Articles that tell one event form a story, whatever their order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as forall
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from briefing.model import Article, Copy, Story
from briefing.neighbors import MOST_NEIGHBORS, neighbors
from briefing.stories.grouping import group
from briefing.vectors import rows_of
from makers import article

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
FIRE = (
    "A fire at the oil terminal of Almeria closed the port on Monday, the harbor master said.",
    "The port of Almeria stays closed after the fire at its oil terminal, said officials.",
    "Oil terminal fire in Almeria: the harbor master expects the port to open on Friday.",
)
VOTE = (
    "Parliament in Riga voted against the pension reform of minister Ozols late on Monday.",
    "The pension reform fails: deputies in Riga turn down the plan of minister Ozols.",
)
FLOOD = "Rivers in Bavaria rose after a week of rain, and villages along the Danube were flooded."


def stories_of(*texts: str, days: tuple[float, ...] = ()) -> tuple[Story, ...]:
    times: list[datetime | None] = [NOON + timedelta(days=day) for day in days]
    times = times or [None] * len(texts)
    return group(
        article(text, key=f"{place}", headline=text[:40], published=when)
        for place, (text, when) in enumerate(zip(texts, times, strict=True))
    )


def test_of_many_equal_neighbors_the_first_are_taken() -> None:
    rows = rows_of([{0: 1.0, 1: 1.0}] * (2 * MOST_NEIGHBORS) + [{0: 2.0}] * 3)

    found = {place: others.tolist() for place, others, _ in neighbors(rows, least=0.5)}

    nearest = [2 * MOST_NEIGHBORS, 2 * MOST_NEIGHBORS + 1, 2 * MOST_NEIGHBORS + 2]
    assert sorted(found[5]) == [place for place in range(MOST_NEIGHBORS + 1) if place != 5]
    assert found[nearest[0]][:2] == nearest[1:]
    assert found[nearest[0]][2:] == list(range(MOST_NEIGHBORS - 2))


def members(stories: tuple[Story, ...]) -> set[frozenset[str]]:
    return {frozenset(story.article_ids) for story in stories}


def test_articles_of_one_event_form_a_story_and_others_stand_alone() -> None:
    stories = stories_of(*FIRE, *VOTE, FLOOD)

    assert members(stories) == {frozenset("012"), frozenset("34"), frozenset("5")}
    assert [len(story.article_ids) for story in stories] == [3, 2, 1]


def test_the_same_event_of_another_year_is_another_story() -> None:
    assert len(stories_of(FIRE[0], FIRE[1], days=(0, 1))) == 1
    assert len(stories_of(FIRE[0], FIRE[0], days=(0, 365))) == 2
    assert len(stories_of(FIRE[0], FIRE[1], days=(0, 365))) == 2


def test_a_slow_story_holds_as_long_as_it_goes_on() -> None:
    assert len(stories_of(*FIRE, *FIRE, days=(0, 9, 18, 27, 36, 45))) == 1


def test_a_missing_date_keeps_no_article_out() -> None:
    known = article(FIRE[0], key="0", published=NOON)

    [story] = group([known, article(FIRE[1], key="1")])

    assert story.first_seen == story.last_updated == NOON


def test_a_story_tells_its_outlets_in_order_of_time_copies_too() -> None:
    late = replace(article(FIRE[0], key="late", published=NOON + timedelta(hours=3)), site="Late")
    copy = Copy(uri="c", outlet="Early", published=NOON)
    middle = replace(article(FIRE[1], key="m", published=NOON + timedelta(hours=1)), site="Middle")

    [story] = group([replace(late, copies=(copy,)), middle])

    assert story.outlets == ("Early", "Middle", "Late")
    assert (story.articles, story.texts, story.voices) == (3, 2, 2)
    assert (story.first_seen, story.last_updated) == (NOON, late.published)


def test_texts_of_one_agency_are_one_voice_by_credit_or_dateline() -> None:
    credited = replace(article(FIRE[0], key="0", agency="Reuters"), site="One")
    dated = replace(article(f"ALMERIA (Reuters) - {FIRE[1]}", key="1"), site="Two")
    own = replace(article(FIRE[2], key="2"), site="Three")

    [story] = group([credited, dated, own])

    assert (story.texts, story.voices) == (3, 2)


def test_an_id_stays_when_later_articles_join() -> None:
    [before] = stories_of(*FIRE[:2], days=(0, 1))
    [after] = stories_of(*FIRE, days=(0, 1, 2))

    assert before.id == after.id


def test_two_stories_that_begin_with_one_text_have_two_ids() -> None:
    one, other = stories_of(FIRE[0], FIRE[0], days=(0, 365))

    assert other.id == f"{one.id}-2"


def test_no_article_gives_no_story() -> None:
    assert group([]) == ()


@pytest.mark.parametrize("text", ["", "...", "the of and", "港口周一因油库火灾关闭。"])
@pytest.mark.parametrize("language", ["en", "und", "", "zh"])
def test_articles_without_words_headline_or_language_are_not_lost(text: str, language: str) -> None:
    odd = [article(text, key=key, headline="", language=language) for key in "ab"]

    assert sorted(one for story in group(odd) for one in story.article_ids) == ["a", "b"]


def test_a_large_story_is_one_though_neighbor_lists_are_short() -> None:
    chance = random.Random(3)
    words = [f"word{number}" for number in range(60)]
    many = [
        article(" ".join(chance.sample(words, 40)), key=f"{number:03}") for number in range(200)
    ]

    assert len(group(many)) == 1


TEXTS = st.lists(st.sampled_from([*FIRE, *VOTE, FLOOD, ""]), max_size=12)
DAYS = st.sampled_from([None, 0, 1, 30, 365])


@forall(TEXTS, st.lists(DAYS, min_size=12, max_size=12), st.randoms(use_true_random=False))
@hypothesis_settings(deadline=None)
def test_each_article_is_in_one_story_and_their_order_does_not_matter(
    texts: list[str], days: list[int | None], chance: random.Random
) -> None:
    articles: list[Article] = [
        article(
            text,
            key=f"{place:02}",
            published=None if day is None else NOON + timedelta(days=day),
        )
        for place, (text, day) in enumerate(zip(texts, days, strict=False))
    ]
    mixed = list(articles)
    chance.shuffle(mixed)

    stories = group(articles)

    told = sorted(one for story in stories for one in story.article_ids)
    assert told == [one.id for one in articles]
    assert len({story.id for story in stories}) == len(stories)
    assert group(mixed) == stories
