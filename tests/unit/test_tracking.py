"""Stories keep their identity over days, whatever the order of what is known and read."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefing.model import Article, Continuation, Story, Trace
from briefing.stories.grouping import group
from briefing.stories.tracking import gathered, track
from makers import article

FIRST = date(2026, 1, 14)
FIRE = (
    "A fire at the oil terminal of Almeria closed the port, said harbor master Irene Salas.",
    "The port of Almeria stays closed after the fire at its terminal, Irene Salas said.",
    "Divers search the oil terminal in Almeria, where Irene Salas fears a second fire.",
    "Irene Salas resigns after the terminal fire that closed the port of Almeria.",
)
VOTE = (
    "Parliament in Riga voted against the pension reform of minister Janis Ozols.",
    "The pension reform fails in Riga, and minister Janis Ozols offers to step down.",
)
QUAKE_IN_ACEH = (
    "An earthquake shook the province of Aceh and killed nine people, police in Bireuen said.",
    "Rescuers in Bireuen searched for survivors of the earthquake that shook Aceh.",
)
QUAKE_IN_PUNO = (
    "An earthquake shook the region of Puno and killed nine people, police in Juliaca said.",
    "Rescuers in Juliaca searched for survivors of the earthquake that shook Puno.",
)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def reports(*texts: str, on: int = 0, language: str = "en") -> list[Article]:
    noon = datetime(2026, 1, 14, 12, tzinfo=UTC) + timedelta(days=on)
    return [
        article(text, key=f"{on}-{place}", headline="", published=noon, language=language)
        for place, text in enumerate(texts)
    ]


def run(known: Sequence[Trace], *texts: str, on: int) -> tuple[Continuation, ...]:
    """Group and track the texts of one day."""
    articles = reports(*texts, on=on)
    return track(group(articles), articles, traces=known, day=day(on))


def month(*days: tuple[int, tuple[str, ...]]) -> tuple[list[tuple[Continuation, ...]], list[Trace]]:
    """Feed days one after the other; give what each told, and the rows of all."""
    rows: list[Trace] = []
    told = []
    for number, texts in days:
        told.append(run(rows, *texts, on=number))
        rows += [step.trace for step in told[-1]]
    return told, rows


def test_on_the_first_day_every_story_is_new_and_keeps_its_own_id() -> None:
    articles = reports(FIRE[0], VOTE[0])
    stories = group(articles)

    told = track(stories, articles, traces=(), day=FIRST)

    assert [step.story_id for step in told] == [story.id for story in stories]
    assert [step.trace.id for step in told] == [story.id for story in stories]
    assert all(step.is_new and step.since is None and step.before is None for step in told)


def test_a_story_goes_on_under_the_id_of_its_first_day() -> None:
    (monday, tuesday, friday), _ = month((0, (FIRE[0], VOTE[0])), (1, (FIRE[1],)), (4, (FIRE[2],)))

    fire = next(step.trace.id for step in monday if "almeria" in step.trace.terms)
    assert [step.trace.id for step in (*tuesday, *friday)] == [fire, fire]
    assert not friday[0].is_new
    assert (friday[0].since, friday[0].before) == (day(0), day(1))


def test_a_report_of_the_same_kind_about_other_places_is_a_new_story() -> None:
    (aceh, puno), _ = month((0, QUAKE_IN_ACEH), (3, QUAKE_IN_PUNO))

    assert len(aceh) == len(puno) == 1
    assert puno[0].is_new
    assert puno[0].trace.id != aceh[0].trace.id


def test_the_order_of_stories_articles_and_rows_does_not_matter() -> None:
    _, rows = month((0, (FIRE[0], VOTE[0], QUAKE_IN_ACEH[0])), (1, (FIRE[1], QUAKE_IN_PUNO[0])))
    articles = reports(FIRE[2], VOTE[1], QUAKE_IN_ACEH[1], QUAKE_IN_PUNO[1], on=2)
    stories = list(group(articles))
    told = {one.story_id: one for one in track(stories, articles, traces=rows, day=day(2))}

    for seed in range(5):
        chance = random.Random(seed)
        for each in (rows, articles, stories):
            chance.shuffle(each)
        again = track(stories, articles, traces=rows, day=day(2))

        assert [one.story_id for one in again] == [story.id for story in stories]
        assert {one.story_id: one for one in again} == told
        assert all(list(one.trace.terms) == sorted(one.trace.terms) for one in again)


def test_a_day_that_is_run_again_gives_the_same_whatever_came_after() -> None:
    days = ((0, (FIRE[0], VOTE[0])), (1, (FIRE[1],)), (2, (FIRE[2], VOTE[1])))
    told, rows = month(*days)

    for (number, texts), before in zip(days, told, strict=True):
        assert run(rows, *texts, on=number) == before


def test_a_story_that_slept_is_revived_and_says_since_when() -> None:
    (*_, revived), _ = month((0, FIRE[:2]), (5, (FIRE[2],)), (24, (FIRE[3],)))

    assert not revived[0].is_new
    assert (revived[0].since, revived[0].before) == (day(0), day(5))


def test_the_same_words_a_year_later_are_another_story_with_an_id_of_its_own() -> None:
    (first, later), _ = month((0, (FIRE[0],)), (365, (FIRE[0],)))

    assert later[0].is_new
    assert later[0].story_id == first[0].story_id
    assert later[0].trace.id == f"{first[0].trace.id}-2"


def test_no_two_stories_get_one_id_and_their_order_does_not_decide_which() -> None:
    rows = month((0, (FIRE[0],)))[1]
    articles = reports(VOTE[0], QUAKE_IN_ACEH[0], on=400)
    first, second = (group([one])[0] for one in articles)
    today = [replace(first, id=rows[0].id), replace(second, id=f"{rows[0].id}-2")]

    forward = track(today, articles, traces=rows, day=day(400))
    backward = track(today[::-1], articles, traces=rows, day=day(400))

    assert len({rows[0].id, *(step.trace.id for step in forward)}) == 3
    assert forward == backward[::-1]


def test_a_story_that_is_most_of_what_is_known_does_not_make_its_words_look_common() -> None:
    slow = tuple((number, (FIRE[number % 3],)) for number in range(60))
    update = "Lawyers for Irene Salas deny that wiring caused losses, and accuse owners of neglect."

    (*_, told), _ = month(*slow, (60, (update,)))

    assert not told[0].is_new


def test_a_story_of_months_may_pause_longer_than_one_of_a_day() -> None:
    pause = 60
    (*_, brief), _ = month((0, (FIRE[0],)), (pause, (FIRE[1],)))
    slow = tuple((number, (FIRE[number % 3],)) for number in range(0, 120, 6))
    (*_, long), _ = month(*slow, (114 + pause, (FIRE[3],)))

    assert brief[0].is_new
    assert not long[0].is_new


def test_earlier_stories_stay_two_and_the_likest_goes_on() -> None:
    rows = month((0, (FIRE[0],)), (1, (VOTE[0],)))[1]
    fire, vote = (row.id for row in rows)
    both = reports(FIRE[1], FIRE[2], f"{FIRE[3]} {VOTE[1]}", on=2)
    story = Story(
        id="both",
        article_ids=tuple(one.id for one in both),
        articles=3,
        texts=3,
        voices=3,
        outlets=("tests",),
        first_seen=None,
        last_updated=None,
    )

    told = track([story], both, traces=rows, day=day(2))
    after = gathered([*rows, told[0].trace])

    assert told[0].trace.id == fire
    assert [trace.id for trace in after] == [fire, vote]


@pytest.mark.parametrize(("old", "young"), [("a", "b"), ("b", "a")])
def test_among_equally_like_stories_the_older_goes_on_and_the_other_is_named(
    old: str, young: str
) -> None:
    row = month((0, (FIRE[0],)))[1][0]
    twins = [
        Trace(
            id=key,
            first=day(first),
            last=day(2),
            articles=1,
            terms=row.terms,
            names=row.names,
        )
        for key, first in ((young, 2), (old, 1))
    ]

    told = run(twins, FIRE[1], on=3)

    assert told[0].trace.id == old
    assert told[0].beside == (young,)


def test_two_stories_of_a_day_may_go_on_with_one() -> None:
    rows = month((0, FIRE[:2]))[1]
    articles = reports(FIRE[2], FIRE[3], on=1)
    apart = [story for one in articles for story in group([one])]

    told = track(apart, articles, traces=rows, day=day(1))

    assert {step.trace.id for step in told} == {rows[0].id}
    total = gathered([*rows, *(step.trace for step in told)])
    assert [(one.id, one.first, one.last, one.articles) for one in total] == [
        (rows[0].id, day(0), day(1), 4)
    ]


def test_rows_add_up_to_what_a_story_is_known_by() -> None:
    _, rows = month((0, (FIRE[0],)), (1, (FIRE[1],)), (2, (FIRE[2],)))

    (whole,) = gathered(rows)
    (until_the_second,) = gathered(rows, before=day(2))

    assert whole.terms["almeria"] == whole.names["almeria"] == 3
    assert (until_the_second.last, until_the_second.articles) == (day(1), 2)
    assert gathered([*gathered(rows[:2]), rows[2]]) == (whole,)


@pytest.mark.parametrize(
    ("language", "first", "second", "other"),
    [
        (
            "de",
            "Ein Feuer im Hafen von Rostock zerstörte am Montag zwei Lagerhallen der Reederei.",
            "Nach dem Feuer im Hafen von Rostock sucht die Reederei neue Lagerhallen.",
            "Der Landtag in Mainz beschloss eine Reform der Renten und vertagte den Haushalt.",
        ),
        (
            "ar",
            "اندلع حريق كبير في ميناء صحار وأغلقت السلطات الميناء أمام السفن",
            "أعلنت إدارة ميناء صحار عودة العمال وتنتظر نتائج التحقيق",
            "صوت البرلمان في ريغا ضد إصلاح نظام التقاعد",
        ),
    ],
)
def test_where_capitals_tell_no_names_stories_go_on_too(
    language: str, first: str, second: str, other: str
) -> None:
    start = reports(first, language=language)
    rows = [step.trace for step in track(group(start), start, traces=(), day=FIRST)]
    articles = reports(second, other, on=1, language=language)

    told = track(
        [story for one in articles for story in group([one])], articles, traces=rows, day=day(1)
    )

    assert [step.is_new for step in told] == [False, True]


def test_a_text_without_words_is_a_new_story() -> None:
    rows = month((0, (FIRE[0],)))[1]

    told = run(rows, "1 2 3", on=1)

    assert told[0].is_new
