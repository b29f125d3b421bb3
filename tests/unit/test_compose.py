from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from briefing.annotators.findings import annotate
from briefing.budgets import Budget
from briefing.composing.compose import Imprint, Material, compose
from briefing.model import (
    Article,
    Brief,
    DateFinding,
    FactKind,
    Findings,
    NameFinding,
    Pick,
    Reason,
    Section,
    Summary,
    Theme,
)
from briefing.settings import BriefSettings
from makers import NOW, article, summary, theme

NOON = NOW.replace(hour=12)
PORT = article("The port opened. It rained. Ships came in.", key="port")
RAIL = article("The rail line closed. Trains stood. Repairs began.", key="rail")


def first_of_each(
    articles: Sequence[Article], summaries: Sequence[Summary], most: int
) -> list[Pick]:
    return [Pick(article_id=one.id, position=0, score=1.0) for one in articles[:most]]


def composed(
    *articles: Article,
    themes: tuple[Theme, ...] = (),
    most: int = 3,
    settings: BriefSettings | None = None,
    needs: tuple[frozenset[int] | None, ...] = (),
    findings: tuple[Findings, ...] = (),
) -> Brief:
    material = Material(
        articles=articles,
        summaries=tuple(replace(summary(one), needs=needs) for one in articles),
        themes=themes,
        drops=(),
        findings=findings,
    )
    imprint = Imprint(issued=NOW, note="", version="1", settings_digest="0")
    return compose(
        material,
        settings=settings or BriefSettings(),
        budget=Budget(sentences=most),
        imprint=imprint,
        glance=first_of_each,
    )


def said(section: Section) -> list[list[str]]:
    """Give the texts that a section prints, entry by entry."""
    return [
        [one.text for passage in entry.passages for one in passage.sentences]
        for entry in section.entries
    ]


def test_an_article_stands_under_each_theme_with_the_sentences_that_fit_it() -> None:
    brief = composed(PORT, themes=(theme("Ports", ("port", 2)), theme("Weather", ("port", 1))))

    assert [section.title for section in brief.sections] == ["Ports", "Weather"]
    assert [said(section) for section in brief.sections] == [[["Ships came in."]], [["It rained."]]]


def test_articles_that_fit_no_theme_stand_last_or_are_told_as_left_out() -> None:
    ports = theme("Ports", ("port", 0))

    shown = composed(PORT, RAIL, themes=(ports,))
    hidden = composed(PORT, RAIL, themes=(ports,), settings=BriefSettings(other=False))

    assert [section.title for section in shown.sections] == ["Ports", "Other news"]
    assert [section.title for section in hidden.sections] == ["Ports"]
    assert [(drop.uri, drop.reason) for drop in hidden.drops] == [("rail.txt", Reason.NO_THEME)]
    assert [source.article_id for source in hidden.sources] == ["port"]


def test_without_any_theme_all_articles_stand_under_one_heading() -> None:
    assert [section.title for section in composed(PORT, RAIL).sections] == ["News"]


def test_the_best_of_the_sentences_that_fit_are_printed_in_the_order_of_the_article() -> None:
    places = (("port", 0), ("port", 1), ("port", 2))

    brief = composed(PORT, themes=(theme("Ports", *places),), most=2)

    assert said(brief.sections[0]) == [["The port opened.", "It rained."]]


def test_a_sentence_is_printed_once_in_a_theme_and_an_article_left_without_any_is_named() -> None:
    copy = article("It rained. The port opened.", key="copy")
    weather = theme("Weather", ("port", 1), ("copy", 0))

    brief = composed(PORT, copy, themes=(weather,))

    assert said(brief.sections[0]) == [["It rained."]]
    assert [(drop.uri, drop.reason) for drop in brief.drops] == [("port.txt", Reason.DUPLICATE)]


def test_an_article_under_the_last_heading_that_says_nothing_new_is_named() -> None:
    copy = article("It rained. The port opened.", key="copy")
    weather = theme("Weather", ("port", 0), ("port", 1))

    themed = composed(PORT, copy, themes=(weather,))
    plain = composed(PORT, copy)

    for brief in (themed, plain):
        assert [(drop.uri, drop.reason) for drop in brief.drops] == [("copy.txt", Reason.DUPLICATE)]
    assert "“Other news”" in themed.drops[0].detail


def test_newest_comes_first_and_an_article_without_a_date_last() -> None:
    old = replace(PORT, published=datetime(2026, 1, 1, tzinfo=UTC))
    new = replace(RAIL, published=datetime(2026, 1, 9, tzinfo=UTC))
    undated = article("Nobody knows when.", key="undated")

    brief = composed(undated, old, new, settings=BriefSettings(order="newest"))

    assert [entry.article_id for entry in brief.sections[0].entries] == ["rail", "port", "undated"]
    assert [source.number for source in brief.sources] == [1, 2, 3]
    assert brief.period == (old.published, new.published)


def test_most_central_first_goes_by_the_best_sentence() -> None:
    weak = theme("T", ("port", 2), ("rail", 0))

    brief = composed(PORT, RAIL, themes=(weak,), settings=BriefSettings(order="central"))

    assert [entry.article_id for entry in brief.sections[0].entries] == ["rail", "port"]


def test_at_a_glance_prints_what_was_picked_with_the_number_of_its_source() -> None:
    brief = composed(PORT, RAIL)

    assert [(p.article_id, p.source, p.sentences[0].position) for p in brief.glance] == [
        ("port", 1, 0),
        ("rail", 2, 0),
    ]


def test_at_a_glance_can_be_left_out() -> None:
    assert composed(PORT, settings=BriefSettings(at_a_glance=0)).glance == ()


def test_a_day_without_a_time_stays_that_day_in_every_zone() -> None:
    day = replace(PORT, published=datetime(2026, 1, 9, tzinfo=UTC), published_day_only=True)

    brief = composed(day, settings=BriefSettings(timezone="America/New_York"))

    assert brief.period is not None
    assert [one.astimezone(ZoneInfo("America/New_York")).day for one in brief.period] == [9, 9]


def test_the_methods_by_which_sentences_were_chosen_are_named() -> None:
    assert composed(PORT).method == "lead"


ALONE: frozenset[int] = frozenset()


def test_a_sentence_stands_under_a_theme_with_those_it_needs_as_one_passage() -> None:
    needs = (ALONE, frozenset({0}), ALONE)

    brief = composed(PORT, themes=(theme("Weather", ("port", 1)),), needs=needs)

    [entry] = brief.sections[0].entries
    assert [[one.position for one in passage.sentences] for passage in entry.passages] == [[0, 1]]


def test_a_sentence_that_needs_another_is_printed_even_if_one_is_the_limit() -> None:
    needs = (ALONE, frozenset({0}), ALONE)

    brief = composed(PORT, themes=(theme("Weather", ("port", 1)),), needs=needs, most=1)

    assert said(brief.sections[0]) == [["The port opened.", "It rained."]]


def test_a_sentence_that_cannot_be_read_alone_stands_under_no_theme() -> None:
    needs = (ALONE, None, ALONE)

    brief = composed(PORT, themes=(theme("Weather", ("port", 1)),), needs=needs)

    assert [section.title for section in brief.sections] == ["Other news"]
    assert said(brief.sections[0]) == [["The port opened.", "Ships came in."]]


def test_days_and_names_stand_beside_the_passage_and_names_where_nobody_gave_them() -> None:
    given = article("Envoy Ada Roe came. It rained. On Friday Roe left.", key="envoy")
    day = DateFinding(
        position=2, start=34, expression="Friday", first=date(2026, 1, 9), last=date(2026, 1, 9)
    )
    name = NameFinding(position=2, start=41, expression="Roe", full="Envoy Ada Roe", introduced=0)
    found = Findings(article_id="envoy", dates=(day,), names=(name,))
    left = theme("Left", ("envoy", 2))
    both = theme("Both", ("envoy", 0), ("envoy", 2))

    brief = composed(
        given, themes=(left, both), findings=(found,), settings=BriefSettings(repeat=True)
    )

    [alone], [first, last] = [section.entries[0].passages for section in brief.sections]
    assert (alone.dates, alone.names) == ((day,), (name,))
    assert (first.dates, first.names) == ((), ())
    assert (last.dates, last.names) == ((day,), ())


def test_themes_with_the_same_letters_get_addresses_of_their_own() -> None:
    brief = composed(PORT, themes=(theme("Zürich", ("port", 0)), theme("Київ", ("port", 1))))

    assert [section.anchor for section in brief.sections] == ["theme-1-zurich", "theme-2"]


def test_a_passage_knows_the_paragraph_around_it() -> None:
    brief = composed(PORT, themes=(theme("Ports", ("port", 1)),))

    [passage] = brief.sections[0].entries[0].passages

    assert passage.context == PORT.text
    start = passage.sentences[0].start - passage.context_start
    assert passage.context[start:].startswith("It rained.")


def test_of_a_paragraph_without_end_only_what_is_near_is_kept() -> None:
    endless = article(" ".join(f"This is sentence number {n} of many." for n in range(1_000)))

    brief = composed(endless, themes=(theme("Much", (endless.id, 500)),))

    [passage] = brief.sections[0].entries[0].passages
    assert "number 500 of" in passage.context
    assert 1_900 < len(passage.context) <= 2_040
    start = passage.context_start
    assert endless.text[start : start + len(passage.context)] == passage.context


def test_an_entry_says_why_it_stands_under_its_theme() -> None:
    ports = theme("Ports", ("port", 0), ("port", 2))
    weak, strong = (
        replace(one, strength=strength, terms=terms)
        for one, strength, terms in zip(
            ports.matches, (1.0, 2.5), (("port",), ("ship*", "port")), strict=True
        )
    )

    brief = composed(PORT, RAIL, themes=(replace(ports, matches=(weak, strong)),))

    placement = brief.sections[0].entries[0].placement
    assert placement is not None
    assert (placement.rule, placement.terms, placement.strength) == ("rule", ("port", "ship*"), 2.5)
    assert brief.sections[1].entries[0].placement is None


def test_a_story_is_told_in_short_by_place_days_and_figures_of_what_is_printed() -> None:
    text = "It closed on Thursday for 27 ships. They paid $5. Then 40 trains left."
    port = replace(article(text, key="port", published=NOON), dateline="Porto")
    both = annotate(port)

    brief = composed(port, themes=(theme("Ports", ("port", 0), ("port", 1)),), findings=(both,))

    [entry] = brief.sections[0].entries
    told = [(fact.kind, fact.expression) for fact in entry.facts]
    assert told == [
        (FactKind.PLACE, "Porto"),
        (FactKind.DAY, "Thursday"),
        (FactKind.FIGURE, "27 ships"),
        (FactKind.FIGURE, "$5"),
    ]
    assert {fact.source for fact in entry.facts} == {entry.source}
    assert entry.facts[1].first == date(2026, 1, 15)


def test_a_day_told_twice_stands_in_short_once_and_days_in_their_order() -> None:
    text = "It closed on Thursday. It will open tomorrow. It closed on Thursday, he said."
    port = article(text, key="port", published=NOON)

    brief = composed(port, findings=(annotate(port),))

    days = [fact.first for fact in brief.sections[0].entries[0].facts]
    assert days == [date(2026, 1, 15), date(2026, 1, 16)]
