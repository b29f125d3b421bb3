"""A user's own phrases hold for web pages as they do for plain text."""

from __future__ import annotations

from briefing.extractors.own import own_rules
from briefing.extractors.pages.reading import read_page
from briefing.model import Hints
from briefing.settings import ExtractSettings

FIRST = (
    "The harbor council voted on Monday to rebuild the old northern pier after years of dispute "
    "with the fishing crews, who use it from March to October of each year."
)
SECOND = (
    "Work on the pier is to begin in spring and will cost 12 million crowns, said the harbor "
    "master, Ada Roe, who had asked for a new one after the storm of November."
)
LAST = (
    "The crews said they would not go to court, although they had asked for a longer pause during "
    "the herring season, which begins in March."
)


def read(settings: ExtractSettings, *blocks: str) -> tuple[tuple[str, ...], dict[str, str]]:
    inside = "".join(block if block.startswith("<") else f"<p>{block}</p>" for block in blocks)
    text = f"<html><body><article><h1>Council votes</h1>{inside}</article></body></html>"
    cleaned = read_page(text, uri="a.html", known=Hints(), own=own_rules(settings)).cleaned
    return cleaned.paragraphs, {one.text: one.rule for one in cleaned.removed}


def test_a_paragraph_of_a_page_that_begins_with_ones_own_phrase_goes() -> None:
    line = "Harbor Post Premium brings you the harbor every morning, said our readers of it."

    kept, gone = read(ExtractSettings(furniture=("Harbor Post premium",)), FIRST, line, SECOND)

    assert kept == (FIRST, SECOND)
    assert gone[line] == "own furniture"


def test_a_box_of_a_page_goes_with_its_titles() -> None:
    box = "<h3>From the vault</h3><ul><li>Storm closes the coast road</li><li>A bakery</li></ul>"

    kept, gone = read(ExtractSettings(boxes=("From the vault",)), FIRST, SECOND, box, LAST)

    assert kept == (FIRST, SECOND, LAST)
    assert gone["From the vault"] == gone["Storm closes the coast road"] == "own box"


def test_all_of_a_page_below_an_end_of_ones_own_goes() -> None:
    kept, gone = read(ExtractSettings(ends=("— 30 —",)), FIRST, SECOND, "— 30 —", LAST)

    assert kept == (FIRST, SECOND)
    assert gone[LAST] == "own end"
