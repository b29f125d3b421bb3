from __future__ import annotations

from typing import Any

import pytest

from briefing.settings import ThemeSettings
from briefing.themes.assignment import assign
from briefing.themes.queries import compiled
from makers import article


def found(sentence: str, *, language: str = "en", **rule: Any) -> tuple[str, ...]:
    return compiled(ThemeSettings(name="T", **rule), language=language).found(sentence)


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


def test_a_word_is_not_found_inside_another() -> None:
    assert found("The shipyard was hardly harmed.", any=("ship", "harm reduction", "yard")) == ()


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

    staff, talks, nothing = assign([report], themes, {"Talks": "A note."})

    assert [match.position for match in staff.matches] == [0, 2]
    assert [match.position for match in talks.matches] == [1, 2]
    assert talks.note == "A note."
    assert nothing.matches == ()
