from __future__ import annotations

import time
from dataclasses import replace

import pytest

from briefing.composing.bounds import bounded, shortened
from briefing.model import Brief, Copy, Drop, Reason
from briefing.registry import resolve
from briefing.settings import OutputSettings
from briefs import FIRST, STAFFING, entry, passage, section, two_articles

PILE = "\u0301\u0302\u0303\u0304\u0305\u0306" * 6
HOSTILE = {
    "a megabyte of words": "word and " * 110_000,
    "one word without end": "W" * 100_000,
    "20,000 line breaks": "line\n" * 20_000,
    "zalgo": "".join(letter + PILE for letter in "he comes") * 90,
    "lone surrogates": "a \ud800 b " * 1_000,
    "bidi overrides": "a \u202e b \u2067 c " * 1_000,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 1_000,
}  # fmt: skip


def headed(text: str) -> Brief:
    source = replace(FIRST, headline=text, outlet=text, agency=text, authors=(text,), url=text)
    told = entry(source, passage(source, STAFFING, 0))
    return replace(
        two_articles(), glance=(), sections=(section("T", "t", told),), sources=(source,)
    )


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_headline_is_cut_and_told_and_quickly_printed(text: str) -> None:
    brief = bounded(headed(text))

    started = time.process_time()
    printed = resolve("renderers", "pdf")(OutputSettings())(brief)  # type: ignore[operator]
    taken = time.process_time() - started

    [source] = brief.sources
    assert len(source.headline) <= 300
    assert source.headline == brief.sections[0].entries[0].headline
    assert {drop.reason for drop in brief.drops[1:]} == {Reason.SHORTENED}
    assert any("its headline has" in drop.detail for drop in brief.drops)
    assert len(printed.body) < 500_000
    assert taken < 20


def test_a_headline_of_piled_marks_is_told_as_such() -> None:
    brief = bounded(headed("".join(letter + PILE for letter in "he")))

    assert [drop.detail for drop in brief.drops if "headline" in drop.detail] == [
        "its headline has marks piled upon its letters"
    ]


def test_what_is_not_too_long_stays_as_it_is() -> None:
    assert bounded(two_articles()) == two_articles()


def test_sentences_are_never_cut() -> None:
    [only] = (replace(STAFFING[0], text="word " * 10_000),)
    told = replace(passage(FIRST, STAFFING, 0), sentences=(only,))
    brief = replace(two_articles(), sections=(section("T", "t", entry(FIRST, told)),))

    assert bounded(brief).sections[0].entries[0].passages == (told,)


def test_a_text_is_cut_between_words() -> None:
    assert shortened("one two three", 10) == "one two…"
    assert shortened("a  b\nc", 10) == "a b c"
    assert shortened("abcdefghijklmnop", 10) == "abcdefghi…"


def test_of_very_many_copies_the_first_are_named() -> None:
    copies = tuple(Copy(uri=f"{number}.txt", outlet="A Paper") for number in range(1_000))
    brief = replace(two_articles(), sources=(replace(FIRST, copies=copies),))

    got = bounded(brief)

    assert len(got.sources[0].copies) == 100
    assert got.drops[-1] == Drop(
        stage="compose",
        uri=FIRST.uri,
        reason=Reason.SHORTENED,
        detail="of 1,000 copies 100 are named",
    )
