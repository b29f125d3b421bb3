"""Two editions, sentence by sentence: new, changed, moved, withdrawn, gone, the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefing.comparing.editions import named
from briefing.comparing.sentences import Change, Kind, Piece, compare, pieces
from briefing.errors import SourceError
from briefing.model import Brief, Coverage, Source
from briefing.renderers.data import document
from briefs import FIRST, SECOND, entry, passage, section, two_articles
from makers import sentences

ROW = "The row has cost 1,113 jobs so far."
ROW_LATER = "The row has cost 1,131 jobs so far."
TALKS = "Talks go on in Vienna."
RAIN = "It rained all day."


def brief(**themes: tuple[str, ...]) -> Brief:
    """Give a brief whose themes print these sentences, all of the first source."""
    sections = tuple(
        section(title, title, entry(FIRST, passage(FIRST, sentences(*told), *range(len(told)))))
        for title, told in themes.items()
    )
    return replace(two_articles(), sections=sections, glance=())


def told(change: Change) -> tuple[str, str | None, str | None]:
    old = change.old.text if change.old else None
    return change.kind.value, old, change.new.text if change.new else None


def test_each_sentence_is_new_or_gone_or_the_same() -> None:
    found = compare(brief(A=(ROW, TALKS)), brief(A=(RAIN, TALKS)))

    assert list(map(told, found.changes)) == [
        ("new", None, RAIN),
        ("no longer printed", ROW, None),
    ]
    assert found.same == 1


def test_near_sentences_of_one_address_are_a_pair_that_shows_its_words() -> None:
    [change] = compare(brief(A=(ROW,)), brief(A=(ROW_LATER,))).changes

    assert told(change) == ("changed", ROW, ROW_LATER)
    assert [one for one in change.pieces if one.old != one.new] == [
        Piece(old="1,113 ", new="1,131 ")
    ]


def test_near_sentences_of_other_stories_are_no_pair() -> None:
    other = replace(
        brief(),
        sections=(section("A", "a", entry(SECOND, passage(SECOND, sentences(ROW_LATER), 0))),),
    )

    kinds = [one.kind for one in compare(brief(A=(ROW,)), other).changes]

    assert kinds == [Kind.NEW, Kind.GONE]


def test_a_story_that_goes_on_elsewhere_has_pairs_too() -> None:
    def told_by(source: Source, text: str) -> Brief:
        coverage = Coverage(
            story_id="row", articles=1, texts=1, voices=1, first_seen=None, last_updated=None,
            article_ids=(),
        )  # fmt: skip
        one = replace(entry(source, passage(source, sentences(text), 0)), coverage=coverage)
        return replace(brief(), sections=(section("A", "a", one),))

    [change] = compare(told_by(FIRST, ROW), told_by(SECOND, ROW_LATER)).changes

    assert change.kind is Kind.CHANGED


def test_a_sentence_under_another_theme_has_moved() -> None:
    [change] = compare(brief(A=(ROW,)), brief(B=(ROW,))).changes

    assert (change.kind, change.theme) == (Kind.MOVED, "B")


def test_case_quotes_and_space_make_no_difference() -> None:
    assert compare(brief(A=("He said “no”.",)), brief(A=('He  said "No".',))).changes == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The page says something else now.", Kind.WITHDRAWN),
        (f"Before. {ROW} After.", Kind.GONE),
        (None, Kind.GONE),
    ],
)
def test_a_sentence_is_withdrawn_if_its_source_was_read_again_and_has_it_no_more(
    text: str | None, kind: Kind
) -> None:
    found = compare(brief(A=(ROW, RAIN)), brief(A=(RAIN,)), text_of=lambda _: text)

    assert [one.kind for one in found.changes] == [kind]


def test_themes_come_in_the_later_order_and_what_is_gone_last() -> None:
    found = compare(brief(C=(TALKS,), A=(RAIN,)), brief(B=(ROW,), A=("A fire broke out.",)))

    assert [(one.theme, one.kind) for one in found.changes] == [
        ("B", Kind.NEW),
        ("A", Kind.NEW),
        ("A", Kind.GONE),
        ("C", Kind.GONE),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [(ROW, ROW_LATER), ("", RAIN), ("俄罗斯和美国将举行会谈。", "俄罗斯和中国将举行会谈。")],
)
def test_pieces_put_together_are_both_sentences(old: str, new: str) -> None:
    found = pieces(old, new)

    assert ("".join(one.old for one in found), "".join(one.new for one in found)) == (old, new)


def test_words_of_scripts_without_spaces_are_told_one_by_one() -> None:
    found = pieces("俄罗斯和美国将举行会谈。", "俄罗斯和中国将举行会谈。")

    assert [(one.old, one.new) for one in found if one.old != one.new] == [("美", "中")]


def test_a_folder_of_an_edition_and_its_file_are_the_same_brief(tmp_path: Path) -> None:
    (tmp_path / "brief.json").write_bytes(document(two_articles()))

    assert named(str(tmp_path), None).brief == named(str(tmp_path / "brief.json"), None).brief


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("2026-01-15", "no store"),
        ("missing.html", "cannot be read"),
        (".", "0 briefs as JSON are in it"),
    ],
)
def test_what_is_no_edition_is_refused(
    words: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SourceError, match=why):
        named(words, None)
