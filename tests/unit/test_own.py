from __future__ import annotations

from collections import Counter

from briefing.extractors.cleaning import Cleaned, clean_body, clean_page
from briefing.extractors.own import own_rules
from briefing.settings import ExtractSettings

FIRST = (
    "The harbor council voted on Monday to rebuild the old northern pier after years of dispute "
    "with the fishing crews."
)
SECOND = (
    "Work on the pier is to begin in spring and will cost 12 million crowns, said the harbor "
    "master, Ada Roe."
)
TITLE = "Council votes to rebuild northern pier"
BOX = ("From the vault", "Storm closes the coast road", "Bakery wins a prize")


def cleaned(settings: ExtractSettings, *lines: str) -> Cleaned:
    return clean_page("\n\n".join((TITLE, *lines)), own=own_rules(settings))


def rules(result: Cleaned) -> dict[str, str]:
    return {removal.text: removal.rule for removal in result.removed}


def test_a_line_that_begins_with_a_phrase_of_ones_own_goes() -> None:
    settings = ExtractSettings(furniture=("Harbor Post premium",))
    line = "Harbor Post Premium: the harbor, every morning."

    found = cleaned(settings, FIRST, line, SECOND)

    assert found.paragraphs == (FIRST, SECOND)
    assert rules(found)[line] == "own furniture"


def test_a_phrase_of_ones_own_ends_where_a_word_ends() -> None:
    settings = ExtractSettings(furniture=("Work",))

    assert cleaned(settings, FIRST, "Workers cheered when the vote was over, she said.").paragraphs

    found = cleaned(settings, FIRST, "Workers cheered when the vote was over, she said.", SECOND)
    assert found.paragraphs == (FIRST, "Workers cheered when the vote was over, she said.")


def test_a_box_of_ones_own_goes_with_its_titles() -> None:
    found = cleaned(ExtractSettings(boxes=("From the vault",)), FIRST, *BOX, SECOND)

    assert found.paragraphs == (FIRST, SECOND)
    assert {rules(found)[line] for line in BOX} == {"own box"}


def test_all_below_an_end_of_ones_own_goes() -> None:
    settings = ExtractSettings(ends=("— 30 —",))

    found = cleaned(settings, FIRST, SECOND, "— 30 —", FIRST.replace("northern", "southern"))

    assert found.paragraphs == (FIRST, SECOND)
    assert set(rules(found).values()) == {"own end", "headline"}


def test_an_end_of_ones_own_above_the_article_closes_nothing() -> None:
    found = cleaned(ExtractSettings(ends=("More",)), "More", FIRST, SECOND)

    assert found.paragraphs == (FIRST, SECOND)


def test_a_body_that_was_found_elsewhere_is_swept_too() -> None:
    own = own_rules(ExtractSettings(furniture=("Listen on",)))

    found = clean_body(f"{FIRST}\n\nListen on your radio\n\n{SECOND}", headline=TITLE, own=own)

    assert found.paragraphs == (FIRST, SECOND)


def test_with_phrases_of_ones_own_nothing_is_lost_from_the_ledger() -> None:
    settings = ExtractSettings(furniture=("Listen",), boxes=("From",), ends=("End",))
    lines = (FIRST, "Listen on", *BOX, SECOND, "End", "Bakery wins a prize")

    found = cleaned(settings, *lines)

    kept = " ".join(found.paragraphs).split()
    removed = " ".join(removal.text for removal in found.removed).split()
    assert Counter(kept) + Counter(removed) == Counter(" ".join((TITLE, *lines)).split())
