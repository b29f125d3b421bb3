from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing import loading
from briefing.errors import SettingsError
from briefing.model import Reason
from briefing.registry import names
from briefing.settings import ThemeSettings
from briefing.terms import Lexicon, parts
from briefing.themes.assignment import assign, check
from briefing.themes.queries import compiled
from briefing.themes.rules import evaluate
from briefing.trials import tried
from makers import article


def found(sentence: str, *, language: str = "en", **rule: Any) -> tuple[str, ...]:
    lexicon = Lexicon(language)
    query = compiled(ThemeSettings(name="T", **rule), lexicon)
    assert query.rule is not None
    terms = evaluate(query.rule, lexicon.places(parts(sentence, language=language)))
    return tuple(query.terms[term].written for term in sorted(terms or ()))


@pytest.mark.parametrize(
    "written",
    [
        "he deescalated",
        "de-escalating tensions",
        "De-Escalation",
        "de\N{NON-BREAKING HYPHEN}escalate",
    ],
)
def test_a_word_is_found_in_all_its_forms_and_whatever_its_hyphens(written: str) -> None:
    assert found(f"It could only work if {written}.", any=("de-escalat*",)) == ("de-escalat*",)
    assert found(f"It could only work if {written}.", any=("deescalate", "de-escalation"))


@pytest.mark.parametrize(
    "term", ["cease-fire", "ceasefire", "cease fire", "ceasefir*", "cease-fir*"]
)
@pytest.mark.parametrize("written", ["ceasefire", "cease-fires", "cease fire", "Cease-Fire"])
def test_hyphens_and_spaces_make_no_difference_where_a_part_has_a_stem(
    term: str, written: str
) -> None:
    assert found(f"A {written} holds.", any=(term,)) == (term,)


def test_terms_that_differ_by_a_hyphen_are_found_each() -> None:
    assert found("A ceasefire holds.", all=(("cease-fire",), ("ceasefire",)))


@pytest.mark.parametrize(
    ("term", "written"),
    [
        ("peacekeeper", "peace-keepers"),
        ("peace-keeping force", "peacekeeping forces"),
        ("rate-setters", "ratesetter"),
    ],
)
def test_a_compound_may_be_written_in_one_or_apart(term: str, written: str) -> None:
    assert found(f"The {written} came.", any=(term,)) == (term,)


def test_a_word_is_not_found_inside_another() -> None:
    assert found("The shipyard was hardly harmed.", any=("ship", "harm reduction", "yard")) == ()


@pytest.mark.parametrize("term", ["f*", "fl*", "flo*", "two fl*"])
def test_a_term_that_ends_in_a_star_may_be_as_short_as_one_letter(term: str) -> None:
    assert found("Two floods came.", any=(term,)) == (term,)
    assert found("Two elms fell.", any=(term,)) == (("f*",) if term == "f*" else ())


def test_a_phrase_is_found_as_a_whole_and_in_its_order_only() -> None:
    assert found("It expelled two diplomats.", any=("expelled diplomat",)) == ()
    assert found("The expelled diplomats left.", any=("expelled diplomat",)) == (
        "expelled diplomat",
    )


def test_each_group_must_have_a_term_in_the_sentence() -> None:
    rule = (("embassy", "consulate"), ("staff", "expulsion"))

    assert found("The embassies cut staff.", all=rule) == ("embassy", "staff")
    assert found("The embassies are open.", all=rule) == ()


def test_groups_and_single_terms_must_both_fit() -> None:
    rule: dict[str, Any] = {"all": (("talks",),), "any": ("Vienna", "Geneva")}

    assert found("Talks in Geneva", **rule) == ("talks", "Geneva")
    assert found("Talks in Rome", **rule) == ()


def test_one_word_that_must_not_stand_there_keeps_the_sentence_out() -> None:
    rule: dict[str, Any] = {"any": ("staffing",), "none": ("staffing agency",)}

    assert found("The staffing of the embassy", **rule) == ("staffing",)
    assert found("A staffing agency of the city", **rule) == ()


def test_possessives_and_curly_apostrophes_do_not_hide_a_word() -> None:
    assert found("Vienna’s talks and Geneva's", any=("Vienna", "Geneva")) == ("Vienna", "Geneva")


def test_terms_are_compared_in_the_language_of_the_article() -> None:
    assert found("Die Botschaften schließen.", language="de", any=("Botschaft",)) == ("Botschaft",)
    assert found("Посольства закрываются.", language="ru", any=("посольство",)) == ("посольство",)


def test_a_sentence_may_fit_several_themes_and_an_article_stands_with_what_fits_only() -> None:
    report = article("Staff left the embassy. Talks follow. Staff will hold talks.", key="x")
    themes = (
        ThemeSettings(name="Staff", any=("staff",)),
        ThemeSettings(name="Talks", any=("talks",)),
        ThemeSettings(name="Nothing", any=("volcano",)),
    )

    staff, talks, nothing = assign([report], themes, {"Talks": "A note."}).themes

    assert [match.position for match in staff.matches] == [0, 2]
    assert [match.position for match in talks.matches] == [1, 2]
    assert talks.note == "A note."
    assert nothing.matches == ()


def test_a_weight_makes_a_term_count_more() -> None:
    reports = [article("Talks were held in Vienna.", key="a"), article("Rain fell.", key="b")]

    (plain,) = assign(reports, [ThemeSettings(name="T", any=("Vienna",))], {}).themes
    (double,) = assign(reports, [ThemeSettings(name="T", any=("Vienna^2",))], {}).themes

    assert double.matches[0].terms == ("Vienna",)
    assert double.matches[0].strength == pytest.approx(2 * plain.matches[0].strength, abs=1e-3)


def test_groups_can_be_asked_to_meet_within_some_words() -> None:
    rule: dict[str, Any] = {"all": (("embassy",), ("staff",)), "within": 4}

    assert found("The embassy cut its staff.", **rule) == ("embassy", "staff")
    assert found("The embassy closed while a staff room of the bank burnt.", **rule) == ()


def test_an_entity_is_found_only_as_it_is_written() -> None:
    assert found("May met the US envoy.", entities=("US", "May")) == ("US", "May")
    assert found("They may tell us.", entities=("US", "May")) == ()
    assert found("The National Security Council met.", entities=("National Security Council",))


@pytest.mark.parametrize(
    ("query", "sentence", "terms"),
    [
        ('embassy AND (staff OR "persona non grata")', "Embassy staff left.", ("embassy", "staff")),
        ('embassy AND (staff OR "persona non grata")', "The embassy is open.", ()),
        ('staffing NOT "staffing agency"', "A staffing agency hired.", ()),
        ('staffing -"staffing agency"', "The staffing is thin.", ("staffing",)),
        ("+embassy visa", "Visas are rare.", ()),
        ("de-escalat*", "They deescalated.", ("de-escalat*",)),
        ('"embassy staff"~2', "The embassy cut all staff.", ("embassy", "staff")),
        ('"embassy staff"~2', "The embassy of a far and cold land cut staff.", ()),
        ("Vienna^3 OR Geneva", "In Vienna", ("Vienna",)),
    ],
)
def test_a_query_is_understood_as_lucene_does(
    query: str, sentence: str, terms: tuple[str, ...]
) -> None:
    assert found(sentence, query=query) == terms


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("embassy AND (staff", "position 19"),
        ("embassy )", "position 9"),
        ("title:embassy", "fields are not understood here (position 1)"),
        ("staff OR embasy~1", "fuzzy words are not understood here (position 10)"),
        ("NOT embassy", "only excludes"),
        ("st*ff", "a * may only stand at the end of a word (position 1)"),
        ("(" * 60 + "a" + ")" * 60, "brackets"),
        ("a AND (b OR (c) AND (d", "the bracket at position 21 is not closed: '(d'"),
        ("a AND (b OR c", "the bracket at position 7 is not closed: '(b OR c'"),
        ('a AND "(" OR', "ends too early, at position 13; is a word missing?"),
        ("embassy and staff", "write AND in capitals, or “and” in quotes (position 9)"),
        ("embassy (or) staff", "write OR in capitals, or “or” in quotes (position 10)"),
        ("embassy not staff", "write NOT in capitals, or “not” in quotes (position 9)"),
        ("embassy && staff", "'&&' holds no word; write AND (position 9)"),
        ("embassy || staff", "'||' holds no word; write OR (position 9)"),
    ],
)
def test_a_query_that_is_not_understood_is_told_with_its_place(query: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check([ThemeSettings(name="Staff", query=query)])

    assert "theme “Staff”: its query" in str(caught.value)
    assert told in str(caught.value)


def test_a_query_may_have_many_brackets_side_by_side() -> None:
    query = " AND ".join(f"(embassy OR term{number})" for number in range(200))

    assert found("The embassy closed.", query=query) == ("embassy",)
    assert found("This and that.", query='"and" OR embassy') == ("and",)


def test_pinned_sentences_fit_or_do_not_whatever_the_rule_says() -> None:
    report = article("The mission lost people. Embassy staff left. Embassy staff sang.")
    theme = ThemeSettings(
        name="Staff",
        any=("staff",),
        examples=("The mission lost people.",),
        not_examples=("Embassy staff sang.",),
    )

    (assigned,) = assign([report], [theme], {}).themes

    assert [(match.position, match.rule) for match in assigned.matches] == [
        (0, "example"),
        (1, "rule"),
    ]


def test_a_theme_may_take_articles_of_some_languages_only() -> None:
    reports = [
        article("Talks in Vienna.", key="a"),
        article("Gespräche in Vienna.", key="b", language="de-AT"),
    ]
    theme = ThemeSettings(name="T", any=("Vienna",), languages=("de",))

    (assigned,) = assign(reports, [theme], {}).themes

    assert [match.article_id for match in assigned.matches] == ["b"]


def test_articles_that_score_less_are_left_out() -> None:
    reports = [
        article("Vienna.", key="a"),
        article("Talks in Vienna about Vienna.", key="b"),
        *(article("Rain fell.", key=f"c{number}") for number in range(5)),
    ]
    rule: dict[str, Any] = {"name": "T", "any": ("talks", "Vienna")}
    (free,) = assign(reports, [ThemeSettings(**rule)], {}).themes
    weak, strong = (match.strength for match in free.matches)

    (bound,) = assign(reports, [ThemeSettings(**rule, min_score=(weak + strong) / 2)], {}).themes

    assert weak < strong
    assert [match.article_id for match in bound.matches] == ["b"]


def test_an_article_with_a_pinned_sentence_scores_enough_and_comes_first() -> None:
    pinned = article("The mission shrank again.", key="p")
    reports = [article("Talks in Vienna.", key="a"), pinned, article("Rain fell.", key="c")]
    theme = ThemeSettings(
        name="T",
        any=("Vienna",),
        examples=("The mission shrank again.",),
        min_score=0.1,
        max_articles=1,
    )

    result = assign(reports, [theme], {})

    assert [match.article_id for match in result.themes[0].matches] == ["p"]
    assert [drop.uri for drop in result.drops] == ["a.txt"]


def test_a_pinned_sentence_is_no_work_of_the_rule_though_it_holds_a_term() -> None:
    report = article("Embassy gates closed.")
    theme = ThemeSettings(
        name="T", all=(("embassy",), ("staff",)), examples=("Embassy gates closed.",)
    )

    [[match]] = (one.matches for one in assign([report], [theme], {}).themes)

    assert (match.rule, match.terms) == ("example", ())


def test_near_misses_name_what_scores_too_little_and_what_somebody_pinned() -> None:
    reports = [
        article("Embassy staff left. Embassy gates closed. Embassy staff sang.", key="a"),
        article("Das Embassy steht.", key="g", language="de"),
        article("Rain fell on the roofs of the town for hours.", key="c"),
    ]
    theme = ThemeSettings(
        name="T",
        all=(("embassy",), ("staff", "gates")),
        not_examples=("Embassy staff sang.",),
        examples=("Embassy gates closed.",),
        languages=("en",),
    )
    strict = replace(theme, examples=(), min_score=100)

    free = tried(reports, [theme]).near["T"]
    bound = tried(reports, [strict]).near["T"]

    assert [(one.position, one.why) for one in free] == [(2, "stands under `not_examples`")]
    assert sorted(one.position for one in bound[:2]) == [0, 1]
    assert re.fullmatch(r"scores \d\.\d\d, and min_score is 100", bound[0].why)


def test_what_is_over_the_limit_of_a_theme_is_left_out_by_name() -> None:
    reports = [
        article("Talks in Vienna about Vienna.", key="a"),
        article("Talks again, with so many other words around them.", key="b"),
        article("Rain fell.", key="c"),
    ]
    theme = ThemeSettings(name="T", any=("talks", "Vienna"), max_articles=1)

    result = assign(reports, [theme], {})

    assert {match.article_id for match in result.themes[0].matches} == {"a"}
    assert [(drop.uri, drop.reason) for drop in result.drops] == [("b.txt", Reason.OVER_LIMIT)]
    assert "“T”" in result.drops[0].detail


def test_a_term_that_stands_nearly_everywhere_is_told() -> None:
    reports = [article("The envoys met.", key=str(number)) for number in range(12)]

    (warning,) = assign(reports, [ThemeSettings(name="T", any=("envoy", "rain"))], {}).warnings

    assert warning == "theme “T”: in over half of the articles stands “envoy”"


def test_a_term_of_none_that_stands_nearly_everywhere_is_told_too() -> None:
    reports = [article("The envoys met.", key=str(number)) for number in range(12)]

    (warning,) = assign(
        reports, [ThemeSettings(name="T", any=("rain",), none=("met",))], {}
    ).warnings

    assert warning == "theme “T”: in over half of the articles stands “met”"


MATCHES = (
    "The striker scored twice as the match ended and the coach praised the league leaders.",
    "A late goal won the cup for the team, whose coach changed the striker in the match.",
    "The league said that the cup match would be played again after the team complained.",
)
SHARES = (
    "The bank raised its forecast and shares rose as the economy grew and profit doubled.",
    "Profit at the bank fell, shares slid, and investors feared for the economy.",
    "Investors sold shares after the bank warned that growth of the economy would slow.",
)
RAIN = (
    "Heavy rain flooded two villages and closed the only road across the valley.",
    "The museum shows old maps of the valley and letters of the villages' founders.",
    "Walkers found a rare orchid beside the road, the first in the valley for years.",
)


def test_articles_that_no_rule_took_are_told_by_the_words_of_a_theme() -> None:
    reports = [
        article(text, key=f"{kind}{number}", headline="")
        for kind, texts in (("m", MATCHES), ("s", SHARES), ("r", RAIN))
        for number, text in enumerate(texts)
    ]
    themes = (
        ThemeSettings(name="Sport", words=("match", "team", "coach", "cup", "league", "goal")),
        ThemeSettings(name="Economy", words=("bank", "shares", "profit", "investors", "growth")),
    )

    sport, economy = assign(reports, themes, {}).themes

    assert {match.article_id for match in sport.matches} == {"m0", "m1", "m2"}
    assert {match.article_id for match in economy.matches} == {"s0", "s1", "s2"}
    assert {match.rule for match in sport.matches} == {"words"}
    assert all(match.terms for match in sport.matches)


def test_words_never_bring_back_what_a_rule_keeps_out() -> None:
    reports = [article(text, key=str(number)) for number, text in enumerate((*MATCHES, *RAIN))]
    theme = ThemeSettings(
        name="Sport",
        any=("volcano",),
        none=("striker",),
        words=("match", "team", "coach", "cup", "league", "goal"),
    )

    (sport,) = assign(reports, [theme], {}).themes

    assert {match.article_id for match in sport.matches} == {"2"}


def test_a_thousand_themes_are_matched_in_one_pass() -> None:
    themes = [ThemeSettings(name=f"T{n}", any=(f"word{n}", "common")) for n in range(1000)]

    assigned = assign([article("The word7 and word77 stand here.")], themes, {}).themes

    assert [theme.name for theme in assigned if theme.matches] == ["T7", "T77"]


def test_the_sample_themes_tell_sentences_that_were_written_without_sight_of_them() -> None:
    root = Path(__file__).parents[2]
    settings = loading.check(
        loading.read(root / "briefing.toml"), loading.Context(root=root, names=names)
    )
    told = tomllib.loads((root / "tests/themes_probe.toml").read_text("utf-8"))["sentence"]
    reports = [article(one["text"], key=str(number)) for number, one in enumerate(told)]

    for theme in assign(reports, settings.themes, {}).themes:
        taken = {match.article_id for match in theme.matches}
        wanted = {str(n) for n, one in enumerate(told) if theme.name in one["themes"]}
        assert 2 * len(taken & wanted) / (len(taken) + len(wanted)) >= 0.9, theme.name


def test_words_take_articles_of_the_languages_of_the_theme_only() -> None:
    reports = [article(text, key=str(number)) for number, text in enumerate((*MATCHES, *RAIN))]
    words = ("match", "team", "coach", "cup", "league", "goal")

    (english,) = assign(
        reports, [ThemeSettings(name="S", words=words, languages=("en",))], {}
    ).themes
    (german,) = assign(
        reports, [ThemeSettings(name="S", words=words, languages=("de",))], {}
    ).themes

    assert english.matches
    assert german.matches == ()


def test_only_the_terms_by_which_a_sentence_fits_are_named() -> None:
    embassy = ThemeSettings(name="Embassy", query='envoy AND (recall OR "show door"~2)')
    told = article("The envoy was recalled to the door, as all of the papers show.")

    [found] = assign([told], (embassy,), {}).themes

    assert found.matches[0].terms == ("envoy", "recall")
