from __future__ import annotations

import pytest

from briefing.extractors.datelines import dateline_agency, dateline_place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("GENEVA (Reuters) - It rained.", "GENEVA"),
        ("LONDON, Jan. 10 (AFP) — It rained.", "LONDON"),
        ("MOSCOW, January 3. /TASS/. It snowed.", "MOSCOW"),
        ("Moscow [Russia], January 1 (ANI/Sputnik): It snowed.", "Moscow"),
        ("Berlin (dpa) - Es regnete.", "Berlin"),
        ("SANTA FE, N.M. (AP) — A cat came home.", "SANTA FE, N.M."),
        ("WASHINGTON — It rained.", "WASHINGTON"),
        ("PARIS, May 3 — It rained.", "PARIS"),
        ("Kiel (dpa/lno) - Es regnete.", "Kiel"),
        ("Berlin/Bonn (dpa) - Es regnete.", "Berlin/Bonn"),
        ("NEW DELHI: It rained on Monday.", "NEW DELHI"),
        ("DUBAI/RIYADH: “It rained,” he said.", "DUBAI/RIYADH"),
        ("BREAKING: It rained.", None),
        ("BREAKING NEWS: It rained.", None),
        ("The weather: It rained.", None),
        ("SMITH: It rained.\n\nJONES: It did.", None),
        ("It rained in Geneva (Switzerland) - for a week.", None),
        ("NASA and ESA — two agencies — met.", None),
        ("TV — it is on again.", None),
        ("The council met.", None),
        ("", None),
    ],
)
def test_the_place_is_read_from_the_dateline(text: str, place: str | None) -> None:
    assert dateline_place(text) == place


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Kiel (dpa/lno) - Es regnete.", "dpa"),
        ("Berlin/Bonn (dpa) - Es regnete.", "dpa"),
        ("LONDON, 3 March (PA) - It rained.", "PA Media"),
        ("Wien (APA/dpa) - Es regnete.", "APA"),
        ("Paris (see below/there) - It rained.", None),
    ],
)
def test_the_agency_is_read_from_the_dateline(text: str, agency: str | None) -> None:
    assert dateline_agency(text) == agency


def test_only_the_first_line_of_a_text_can_be_a_dateline() -> None:
    assert dateline_place("The council met.\n\nGENEVA (Reuters) - It rained.") is None
