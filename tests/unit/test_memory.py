"""What a brief remembers of the editions before it, and what it says of that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest

from briefing.annotators.findings import annotate
from briefing.budgets import Budget
from briefing.composing.compose import Imprint, Material, compose
from briefing.keeping import Keeper, issue_of
from briefing.model import (
    Article,
    Brief,
    Drop,
    Freshness,
    Locator,
    Match,
    Pick,
    RawDocument,
    Reason,
    Removal,
    Summary,
    Theme,
)
from briefing.recalling import Wanted
from briefing.settings import BriefSettings
from briefing.store.opening import IN_MEMORY
from briefing.store.store import Store, opened
from briefing.stories.grouping import group
from makers import article, summary

MORNING = datetime(2026, 1, 12, 6, tzinfo=UTC)
PAGE = "https://post.example/fire"
FIRE = "A fire closed the port of Almeria and killed 12 people, harbor master Irene Salas said."
CREWS = "Crews from three provinces fought the flames of the terminal through the night."
MERIDIAN = "The terminal belongs to Meridian Energy, which will pay for the harbor."
VOTE = "Parliament in Riga voted against the pension reform of minister Janis Ozols."
LAST = Wanted()
RAIN = "The reservoir of Kariba held 9 percent of its water on Monday after a year without rain."


@dataclass(slots=True)
class Desk:
    """Writes editions, and keeps them in one store; `themes` are found by a word of each."""

    store: Store
    settings: BriefSettings = field(default_factory=BriefSettings)
    themes: tuple[str, ...] = ()
    standing: frozenset[str] = frozenset()
    most: int = 3
    warnings: tuple[str, ...] = ()
    read_at: datetime | None = None  # where it is not when the edition is issued

    def issue(
        self,
        now: datetime,
        *articles: Article,
        since: Wanted | None = LAST,
        drops: Sequence[Drop] = (),
        is_past: bool = False,
        is_finished: bool = True,
    ) -> Brief:
        """Write an edition as a run would, from what was extracted on."""
        keeper = Keeper(self.store, BytesIO())
        list(keeper.documents(map(self._document, articles, [self.read_at or now] * len(articles))))
        keeper.saw(articles, drops)
        stories = group(articles)
        keeper.articles(articles)
        issue = issue_of(self.settings, now=now, is_past=is_past)
        self.warnings = keeper.follow(stories, articles, issue)
        memory = keeper.recall(since, articles, issue, self.themes) if since else None
        brief = compose(
            Material(
                articles=articles,
                findings=tuple(map(annotate, articles)),
                summaries=tuple(map(self._summary, articles)),
                themes=tuple(self._theme(name, articles) for name in self.themes),
                stories=stories,
                drops=(),
                memory=memory,
            ),
            settings=self.settings,
            budget=Budget(sentences=self.most),
            glance=_first,
            imprint=Imprint(issued=now, note="", version="1", settings_digest="5" * 64),
        )
        edition = keeper.plan(brief, ())
        if is_finished:
            keeper.finish(edition)
        return brief

    def _document(self, one: Article, now: datetime) -> RawDocument:
        return RawDocument(
            locator=Locator(kind="file", uri=one.uri, source="tests"),
            body=one.text.encode(),
            media_type="text/plain",
            charset=None,
            fetched_at=now,
            digest=one.document_digest,
        )

    def _summary(self, one: Article) -> Summary:
        return summary(one, chosen=tuple(range(min(self.most, len(one.sentences)))))

    def _theme(self, name: str, articles: Sequence[Article]) -> Theme:
        matches = tuple(
            Match(article_id=one.id, position=sentence.position, strength=1.0, terms=(name,))
            for one in articles
            for sentence in one.sentences
            if name.casefold() in sentence.text.casefold()
        )
        return Theme(name=name, matches=matches, is_standing=name in self.standing)


def _first(
    articles: Sequence[Article], summaries: Sequence[Summary], sentences: int
) -> Sequence[Pick]:
    """Choose the first sentences that may be chosen."""
    found = [
        Pick(article_id=one.article_id, position=place, score=1.0)
        for one in summaries
        for place, need in enumerate(one.needs)
        if need is not None
    ]
    return found[:sentences]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with opened(IN_MEMORY) as store:
        yield Desk(store)


def day(number: int) -> datetime:
    return MORNING + timedelta(days=number)


def page(*told: str, url: str = PAGE, site: str = "The Harbor Post", headline: str = "") -> Article:
    """Give an article at an address; another text there is another document."""
    text = " ".join(told)
    digest = hashlib.sha256(f"{url}{text}".encode()).hexdigest()
    made = article(text, key=digest[:12], headline=headline or f"News of {site}", published=MORNING)
    return replace(made, url=url, site=site, document_digest=digest)


def told(brief: Brief) -> list[str]:
    return [
        sentence.text
        for section in brief.sections
        for entry in section.entries
        for passage in entry.passages
        for sentence in passage.sentences
    ]


def marks(brief: Brief) -> dict[str, Freshness]:
    return {
        sentence.text: mark.freshness
        for section in brief.sections
        for entry in section.entries
        for passage in entry.passages
        for sentence, mark in zip(passage.sentences, passage.marks, strict=True)
    }


def test_the_first_edition_says_nothing_of_what_is_new(desk: Desk) -> None:
    brief = desk.issue(day(0), page(FIRE))

    assert told(brief) == [FIRE]
    assert (brief.since, brief.sections[0].entries[0].state) == (None, None)


def test_without_since_all_is_said_as_if_nothing_had_been(desk: Desk) -> None:
    first = desk.issue(day(0), page(FIRE), since=None)

    second = desk.issue(day(1), page(FIRE), since=None)

    assert second == replace(first, issued=second.issued)


def test_what_an_edition_said_is_not_said_again_and_told_as_left_out(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE))
    copy = page(FIRE, url="https://copy.example/1", site="The Copy")

    brief = desk.issue(day(1), copy, page(VOTE, url="https://riga.example"))

    assert told(brief) == [VOTE]
    assert brief.since is not None
    assert brief.since.edition == "2026-01-12"
    [drop] = [one for one in brief.drops if one.reason is Reason.SAID]
    assert (drop.uri, drop.detail) == (copy.uri, "1 sentence was printed on 2026-01-12")


def test_what_an_edition_could_have_said_is_no_news_later(desk: Desk) -> None:
    desk.most = 1
    whole = page(FIRE, CREWS, MERIDIAN)
    assert told(desk.issue(day(0), whole)) == [FIRE]

    again = desk.issue(day(1), whole)
    copied = desk.issue(day(2), page(CREWS, MERIDIAN, url="https://copy.example", site="Copy"))

    assert told(again) == told(copied) == []


def test_an_article_that_grew_is_told_by_what_was_added(desk: Desk) -> None:
    desk.most = 1
    desk.issue(day(0), page(FIRE, CREWS))

    brief = desk.issue(day(1), page(FIRE, CREWS, MERIDIAN))

    assert told(brief) == [MERIDIAN]
    assert not brief.withdrawn


def test_a_comma_that_moved_makes_no_news(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE))

    brief = desk.issue(day(1), page(FIRE.replace("Almeria and", "Almeria, and")))

    assert (told(brief), brief.withdrawn) == ([], ())


def test_a_standing_theme_says_it_again_and_marks_it(desk: Desk) -> None:
    desk.themes, desk.standing = ("reservoir",), frozenset({"reservoir"})
    desk.issue(day(0), page(RAIN))

    brief = desk.issue(day(1), page(RAIN))

    assert marks(brief) == {RAIN: Freshness.CONTINUING}
    [entry] = brief.sections[0].entries
    assert entry.state is Freshness.CONTINUING
    assert entry.passages[0].marks[0].day == date(2026, 1, 12)
    assert brief.sections[0].silence is not None


def test_at_a_glance_and_in_the_facts_stands_only_what_is_new(desk: Desk) -> None:
    desk.themes, desk.standing = ("reservoir", "port"), frozenset({"reservoir"})
    desk.issue(day(0), page(RAIN))

    brief = desk.issue(day(1), page(RAIN), page(FIRE, url="https://fire.example"))

    assert [one.sentences[0].text for one in brief.glance] == [FIRE]
    facts = [fact.expression for one in brief.sections for fact in one.entries[0].facts]
    assert facts == ["12 people"]


def test_another_figure_is_an_update_and_tells_the_earlier_wording(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE, CREWS))
    now = FIRE.replace("12", "15")

    brief = desk.issue(day(1), page(now, CREWS))

    assert marks(brief) == {now: Freshness.UPDATED}
    mark = brief.sections[0].entries[0].passages[0].marks[0]
    assert mark.earlier is not None
    assert (mark.earlier.text, mark.day) == (FIRE, date(2026, 1, 12))
    before = desk.store.article(mark.earlier.article_id)
    assert before.text[mark.earlier.start : mark.earlier.end] == FIRE
    assert (before.digest, mark.earlier.read_at) == (mark.earlier.digest, day(0))


def test_another_outlets_figure_on_the_same_story_is_an_update_too(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE))
    now = FIRE.replace("12", "15")

    brief = desk.issue(day(1), page(now, url="https://wire.example", site="Reuters"))

    assert marks(brief) == {now: Freshness.UPDATED}
    assert not brief.withdrawn


def test_a_sentence_that_was_changed_in_silence_is_shown_with_both_wordings(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE, CREWS))
    now = FIRE.replace("12", "15")

    [one] = desk.issue(day(1), page(now, CREWS)).withdrawn

    assert (one.earlier.text, one.edition, one.day) == (FIRE, "2026-01-12", date(2026, 1, 12))
    assert one.now is not None
    assert (one.now.text, one.now.read_at, one.is_gone) == (now, day(1), False)
    assert desk.store.article(one.now.article_id).text.startswith(now)


def test_a_sentence_that_was_taken_out_is_shown_once(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE, CREWS, MERIDIAN))

    second = desk.issue(day(1), page(FIRE, CREWS))
    third = desk.issue(day(2), page(FIRE, CREWS))

    assert [(one.earlier.text, one.now) for one in second.withdrawn] == [(MERIDIAN, None)]
    assert third.withdrawn == ()


def test_an_edition_that_did_not_tell_what_is_new_leaves_the_change_to_the_next(
    desk: Desk,
) -> None:
    desk.issue(day(0), page(FIRE, CREWS, MERIDIAN))
    desk.issue(day(1), page(FIRE, CREWS), since=None)

    brief = desk.issue(day(2), page(FIRE, CREWS))

    assert [one.earlier.text for one in brief.withdrawn] == [MERIDIAN]


@pytest.mark.parametrize(
    "now",
    [
        pytest.param([], id="it was not read again"),
        pytest.param([page(FIRE, CREWS, MERIDIAN)], id="it stands as it stood"),
        pytest.param([page(MERIDIAN, FIRE, CREWS)], id="it moved"),
        pytest.param([page(FIRE.replace(" ", "  "), CREWS, MERIDIAN)], id="blanks"),
        pytest.param([page(FIRE, CREWS, MERIDIAN.replace("which", "“which”"))], id="quotes"),
        pytest.param([page(CREWS, headline=f"{FIRE} {MERIDIAN}")], id="it became the headline"),
        pytest.param([page(CREWS)], id="no more than a part was read"),
        pytest.param([page(VOTE, RAIN, headline="Other")], id="another article stands there"),
        pytest.param([page(CREWS), page(FIRE, CREWS, MERIDIAN)], id="one of two still has it"),
    ],
)
def test_nothing_is_called_withdrawn_that_is_not(desk: Desk, now: list[Article]) -> None:
    desk.issue(day(0), page(FIRE, CREWS, MERIDIAN))

    brief = desk.issue(day(1), *now, page(RAIN, url="https://dam.example"))

    assert brief.withdrawn == ()


def test_a_page_that_lay_on_a_shelf_since_before_it_was_printed_tells_nothing(desk: Desk) -> None:
    desk.issue(day(1), page(FIRE, CREWS, MERIDIAN))
    desk.read_at = day(0)

    assert desk.issue(day(2), page(FIRE, CREWS)).withdrawn == ()


def test_what_is_cleaned_away_by_now_still_stands_there(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE, CREWS, MERIDIAN))
    now = replace(page(FIRE, CREWS), removed=(Removal(line=3, text=MERIDIAN, rule="caption"),))

    assert desk.issue(day(1), now).withdrawn == ()


@pytest.mark.parametrize(("reason", "count"), [(Reason.GONE, 1), (Reason.NOT_REACHED, 0)])
def test_a_page_is_removed_if_its_server_says_so_not_if_it_was_not_reached(
    desk: Desk, reason: Reason, count: int
) -> None:
    desk.issue(day(0), page(FIRE))
    drop = Drop(stage="source", uri=PAGE, reason=reason, detail="410 Gone")

    brief = desk.issue(day(1), page(RAIN, url="https://dam.example"), drops=[drop])

    assert [one.is_gone for one in brief.withdrawn] == [True] * count


def test_a_brief_of_nothing_but_a_withdrawal_can_be_written(desk: Desk) -> None:
    desk.themes = ("terminal",)
    desk.issue(day(0), page(FIRE, CREWS, MERIDIAN))

    brief = desk.issue(day(1), page(FIRE, CREWS))

    assert (told(brief), brief.sources) == ([], ())
    assert [one.theme for one in brief.withdrawn] == ["terminal"]
    assert [one.title for one in brief.sections] == ["terminal"]


def test_a_theme_without_news_says_since_when_and_for_how_many_editions(desk: Desk) -> None:
    desk.themes = ("port", "pension", "reservoir")
    desk.issue(day(0), page(FIRE), page(VOTE, url="https://riga.example"))
    desk.issue(day(1), page(FIRE.replace("12", "15")))

    brief = desk.issue(day(2), page(VOTE, url="https://riga.example"))

    told_since = {
        one.title: (one.silence.since, one.silence.editions)
        for one in brief.sections
        if one.silence
    }
    assert told_since == {
        "port": (date(2026, 1, 13), 1),
        "pension": (date(2026, 1, 12), 2),
        "reservoir": (None, 3),
    }


def test_a_story_knows_its_days_and_who_was_first(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE, site="Reuters"))
    desk.issue(day(1), page(FIRE.replace("12", "14"), url="https://two.example"))

    brief = desk.issue(day(3), page(FIRE.replace("12", "15"), url="https://three.example"))

    [entry] = brief.sections[0].entries
    assert entry.history is not None
    assert entry.state is Freshness.UPDATED
    assert (entry.history.number, entry.history.pause) == (4, 0)
    assert (entry.history.first, entry.history.outlet) == (date(2026, 1, 12), "Reuters")


def test_a_story_that_slept_says_for_how_long(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE, CREWS), page(VOTE, url="https://riga.example"))
    desk.issue(day(4), page(FIRE.replace("12", "13"), MERIDIAN, url="https://two.example"))

    back = FIRE.replace("closed", "had closed").replace("12", "15")
    brief = desk.issue(day(4 + 12), page(back, url="https://three.example"))

    [entry] = brief.sections[0].entries
    assert entry.history is not None
    assert (entry.history.pause, entry.history.number) == (12, 17)


def test_a_story_of_weeks_is_known_after_months_whatever_was_printed_between(desk: Desk) -> None:
    for number in range(0, 30, 3):
        told_now = FIRE.replace("12", str(20 + number))
        desk.issue(day(number), page(told_now, url=f"https://post.example/{number}"))
    for number in (40, 60, 80):
        desk.issue(
            day(number), page(VOTE.replace("Riga", f"Riga{number}"), url="https://r.example")
        )

    back = desk.issue(day(90), page(FIRE.replace("12", "99"), url="https://post.example/back"))

    [entry] = back.sections[0].entries
    assert entry.state is Freshness.UPDATED
    assert entry.history is not None
    assert (entry.history.first, entry.history.pause) == (date(2026, 1, 12), 63)


def test_a_day_that_is_written_again_takes_its_own_place(desk: Desk) -> None:
    desk.issue(day(0), page(VOTE, url="https://riga.example"))
    first = desk.issue(day(1), page(FIRE))

    again = desk.issue(day(1) + timedelta(hours=2), page(FIRE))

    assert told(again) == told(first) == [FIRE]
    assert [one.key for one in desk.store.editions()] == ["2026-01-12", "2026-01-13"]


def test_the_evening_edition_knows_the_mornings(desk: Desk) -> None:
    desk.settings = BriefSettings(edition="Morning")
    desk.issue(day(0), page(FIRE))
    desk.settings = BriefSettings(edition="Evening")

    now = FIRE.replace("12", "15")
    brief = desk.issue(day(0) + timedelta(hours=12), page(FIRE), page(now, url="https://x.example"))

    assert told(brief) == [now]
    assert brief.since is not None
    assert brief.since.edition == "2026-01-12-morning"
    assert brief.sections[0].entries[0].state is Freshness.UPDATED


def test_an_edition_that_was_not_published_said_nothing(desk: Desk) -> None:
    desk.issue(day(0), page(FIRE), is_finished=False)

    assert told(desk.issue(day(1), page(FIRE))) == [FIRE]


def test_of_a_past_day_nothing_later_is_known_and_nobody_is_warned(desk: Desk) -> None:
    days = [(page(FIRE), page(VOTE, url="https://riga.example")), (page(FIRE.replace("12", "15")),)]
    days.append((page(FIRE.replace("12", "17")), page(RAIN, url="https://dam.example")))
    first = [desk.issue(day(number), *articles) for number, articles in enumerate(days)]

    for number, articles in enumerate(days):
        assert desk.issue(day(number), *articles, is_past=True) == first[number]
        assert desk.warnings == ()
    assert len(desk.store.editions()) == 3


def test_a_clock_that_went_back_is_told_and_later_editions_are_not_looked_at(desk: Desk) -> None:
    desk.issue(day(5), page(FIRE))

    brief = desk.issue(day(1), page(FIRE))

    assert told(brief) == [FIRE]
    [warning] = desk.warnings
    assert "the clock is behind: 2026-01-17" in warning


def test_since_a_day_what_later_editions_said_is_new(desk: Desk) -> None:
    desk.issue(day(0), page(VOTE, url="https://riga.example"))
    desk.issue(day(3), page(FIRE))

    brief = desk.issue(
        day(4),
        page(FIRE),
        page(VOTE, url="https://riga.example"),
        since=Wanted(day=date(2026, 1, 14)),
    )

    assert told(brief) == [FIRE]
    assert brief.since is not None
    assert brief.since.edition == "2026-01-12"


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        # At midnight of these nights the clock of that place shows 01:00, or 23:00 again.
        ("Africa/Cairo", ("2026-04-23T21:30", "2026-04-23T22:30", "2026-04-24T21:30")),
        ("Africa/Cairo", ("2026-10-29T20:30", "2026-10-29T22:30", "2026-10-30T22:30")),
        ("America/Santiago", ("2026-09-06T03:30", "2026-09-06T04:30", "2026-09-07T03:30")),
        ("America/Santiago", ("2026-04-05T02:30", "2026-04-05T04:30", "2026-04-06T04:30")),
    ],
)
def test_days_are_those_of_the_zone_where_they_have_no_midnight_or_two(
    desk: Desk, zone: str, hours: tuple[str, ...]
) -> None:
    desk.settings = BriefSettings(timezone=zone)
    late, early, next_day = (datetime.fromisoformat(f"{one}+00:00") for one in hours)
    desk.issue(late, page(FIRE, site="Reuters"))
    desk.issue(early, page(FIRE.replace("12", "14")))

    brief = desk.issue(next_day, page(FIRE.replace("12", "15")))

    keys = [one.key for one in desk.store.editions()]
    first = date.fromisoformat(keys[0])
    assert [date.fromisoformat(key) - first for key in keys[1:]] in (
        [timedelta(days=1)],
        [timedelta(days=1), timedelta(days=2)],
    )
    history = brief.sections[0].entries[0].history
    assert history is not None
    assert (history.first, history.outlet) == (first, "Reuters")
    assert history.number == (date.fromisoformat(keys[-1]) - first).days + 1
