"""Plain text: lines that fit, words that stay whole, and nothing that steers."""

from __future__ import annotations

import re
from dataclasses import replace
from unicodedata import category

import pytest

from briefing.renderers.plain import COLUMNS, fill, line, text, underlined, width
from briefing.settings import OutputSettings
from briefs import FIRST, filled_with, two_articles


def test_no_line_is_wider_than_a_page() -> None:
    written = text(two_articles(), OutputSettings())

    assert max(width(one) for one in written.splitlines()) <= COLUMNS
    assert [one for one in written.splitlines() if one != one.rstrip()] == []


def test_a_long_address_stays_in_one_line_of_its_own() -> None:
    address = "https://example.org/" + "long-" * 30 + "end"
    brief = replace(two_articles(), sources=(replace(FIRST, url=address),))

    assert f"\n    {address}\n" in text(replace(brief, sections=(), glance=()), OutputSettings())


def test_wide_letters_count_for_two_and_lines_end_between_them() -> None:
    words = "彼は「こんにちは、世界」と言った。" * 6

    lines = fill(words, "- ").splitlines()

    assert len(lines) > 2
    assert max(width(one) for one in lines) <= COLUMNS
    assert "".join(one[2:] for one in lines) == words
    assert not [one for one in lines if one[2] in "、。」"]


def test_accents_take_no_room() -> None:
    assert width("e\u0301te\u0301") == 3
    assert fill("e\u0301" * 72) == "e\u0301" * 72 + "\n"


def test_a_space_that_must_not_break_does_not() -> None:
    filled = fill("a " * 34 + "10\N{NO-BREAK SPACE}000")

    assert filled.splitlines()[1] == "10\N{NO-BREAK SPACE}000"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("one\r\ntwo\u2028three", "one two three"),
        ("\u202eevil", "\u202eevil\u202c"),
        ("\u2067a\u202eb", "\u2067a\u202eb\u202c\u2069"),
        ("a\u202cb\u2069c", "abc"),
        ("\u202aa\u202c b", "\u202aa\u202c b"),
        ("\ud800", "\ufffd"),
    ],
)
def test_a_value_is_one_line_that_steers_nothing_behind_it(given: str, shown: str) -> None:
    assert line(given) == shown


def test_no_control_character_comes_out() -> None:
    hostile = "".join(map(chr, [*range(0xA0), 0x2028, 0x2029, 0xD800])) + "word"

    written = text(filled_with(hostile), OutputSettings())

    assert {one for one in written if category(one) in {"Cc", "Cs", "Zl", "Zp"}} == {"\n"}


def test_a_heading_is_underlined_as_wide_as_it_is() -> None:
    assert underlined("世界 news", "=") == "世界 news\n=========\n"


def test_lists_of_a_note_keep_their_marks() -> None:
    note = "First:\n\n- " + "one " * 30 + "\n- two\n\n> said"

    written = text(replace(two_articles(), note=note), OutputSettings())

    assert re.search(r"^- one.*\n  one", written, re.M)
    assert "\n- two\n" in written
    assert "\n> said\n" in written


@pytest.mark.parametrize("spare", range(8))
def test_the_mark_of_a_source_never_begins_a_line(spare: int) -> None:
    filled = fill(f"{'a' * (COLUMNS - spare)} b. [12]")

    assert not [line for line in filled.splitlines() if line.startswith("[")]
    assert filled.split() == ["a" * (COLUMNS - spare), "b.", "[12]"]
