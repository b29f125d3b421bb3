from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from briefing.compose import Imprint, Material, compose, whole_quotations
from briefing.dedup import fold
from briefing.model import Article, Brief, Drop, Reason, Section, Theme
from briefing.settings import BriefSettings
from makers import NOW, article, sentences, split, summary, theme

PORT = article("The port opened. It rained. Ships came in.", key="port")
RAIL = article("The rail line closed. Trains stood. Repairs began.", key="rail")


def composed(
    *articles: Article,
    themes: tuple[Theme, ...] = (),
    most: int = 3,
    settings: BriefSettings | None = None,
) -> Brief:
    material = Material(
        articles=articles,
        summaries=tuple(summary(one) for one in articles),
        themes=themes,
        drops=(),
    )
    imprint = Imprint(issued=NOW, note="", version="1", settings_digest="0")
    return compose(material, settings=settings or BriefSettings(), sentences=most, imprint=imprint)


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


def test_newest_comes_first_and_an_article_without_a_date_last() -> None:
    old = replace(PORT, published=datetime(2026, 1, 1, tzinfo=UTC))
    new = replace(RAIL, published=datetime(2026, 1, 9, tzinfo=UTC))
    undated = article("Nobody knows when.", key="undated")

    brief = composed(undated, old, new)

    assert [entry.article_id for entry in brief.sections[0].entries] == ["rail", "port", "undated"]
    assert [source.number for source in brief.sources] == [1, 2, 3]
    assert brief.period == (old.published, new.published)


def test_most_central_first_goes_by_the_best_sentence() -> None:
    weak = theme("T", ("port", 2), ("rail", 0))

    brief = composed(PORT, RAIL, themes=(weak,), settings=BriefSettings(order="central"))

    assert [entry.article_id for entry in brief.sections[0].entries] == ["rail", "port"]


def test_at_a_glance_lets_every_article_speak_before_one_speaks_twice() -> None:
    brief = composed(PORT, RAIL, settings=BriefSettings(at_a_glance=3))

    heard = [passage.article_id for passage in brief.glance]

    assert set(heard[:2]) == {"port", "rail"}
    assert len(heard) == 3
    assert {(p.article_id, p.source) for p in brief.glance} <= {("port", 1), ("rail", 2)}


def test_at_a_glance_can_be_left_out() -> None:
    assert composed(PORT, settings=BriefSettings(at_a_glance=0)).glance == ()


def test_a_quotation_over_several_sentences_is_printed_whole() -> None:
    told = sentences("He rose.", '"We shall.', 'Now," he said.', "They left.")

    groups = [[one.position for one in whole_quotations(told)[p]] for p in range(4)]

    assert groups == [[0], [1, 2], [1, 2], [3]]


def test_a_quotation_alone_is_printed_with_the_sentence_that_names_its_speaker() -> None:
    behind = sentences('"It came," said Fuchs.', '"I heard the door."', "They left.")
    ahead = sentences('"I heard the door."', "Fuchs said no more.", "They left.")

    assert [len(whole_quotations(behind)[p]) for p in range(3)] == [2, 2, 1]
    assert [len(whole_quotations(ahead)[p]) for p in range(3)] == [2, 2, 1]


def test_a_day_without_a_time_stays_that_day_in_every_zone() -> None:
    day = replace(PORT, published=datetime(2026, 1, 9, tzinfo=UTC), published_day_only=True)

    brief = composed(day, settings=BriefSettings(timezone="America/New_York"))

    assert brief.period is not None
    assert [one.astimezone(ZoneInfo("America/New_York")).day for one in brief.period] == [9, 9]


def test_at_a_glance_says_nothing_that_stands_nowhere_below() -> None:
    brief = composed(PORT, themes=(theme("Ports", ("port", 2)),))

    assert [passage.sentences[0].text for passage in brief.glance] == ["Ships came in."]


def test_the_methods_by_which_sentences_were_chosen_are_named() -> None:
    assert composed(PORT).method == "lead"


def test_curly_and_angled_quotations_are_known_and_one_that_never_closes_is_left_alone() -> None:
    curly = sentences("“We shall.", "Now,” he said.")
    german = sentences("„Wir wollen.", "Jetzt“, sagte er.")
    never = sentences('"We shall.', "Now.", "He left.")

    assert len(whole_quotations(curly)[0]) == 2
    assert len(whole_quotations(german)[1]) == 2
    assert len(whole_quotations(never)[1]) == 1


def test_themes_with_the_same_letters_get_addresses_of_their_own() -> None:
    brief = composed(PORT, themes=(theme("Zürich", ("port", 0)), theme("Київ", ("port", 1))))

    assert [section.anchor for section in brief.sections] == ["theme-1-zurich", "theme-2"]


def test_the_same_text_twice_is_one_article_with_a_copy() -> None:
    again = replace(PORT, id="again", uri="again.txt")

    kept, drops = split(fold([PORT, RAIL, again]))

    assert kept == [replace(PORT, copies=("again.txt",)), RAIL]
    assert drops == [
        Drop(
            stage="dedup",
            uri="again.txt",
            reason=Reason.DUPLICATE,
            detail="the same text as port.txt",
        )
    ]
