"""Each wiki's page holds the whole brief: every sentence, every link, every fact."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefing.errors import RenderError
from briefing.model import Brief, DateFinding, Fact, FactKind, Passage, Rendered
from briefing.registry import resolve
from briefing.renderers import notes, view
from briefing.renderers.wikis import confluence, dokuwiki, markdown, mediawiki
from briefing.settings import OutputSettings
from briefs import (
    FIRST,
    FORMATS,
    STAFFING,
    day_by_day,
    filled_with,
    one_story,
    section,
    two_articles,
)
from wikis import READERS, Page, body, shown

WIKIS = tuple(READERS)
NAMES = {
    "gfm": "brief.md",
    "plain": "brief.plain.md",
    "obsidian": "brief.obsidian.md",
    "mediawiki": "brief.mediawiki",
    "dokuwiki": "brief.dokuwiki.txt",
    "confluence": "brief.confluence.xml",
}
NOTE = """\
Two *reports*, **three** apart; [our note](https://example.org/notes).

- one
    - within
- two

And then

1. first
2. second

> Said so.

# Heading

***

It's *bold*__italic__ [[link]] {{x}} <b>raw</b> 100%% `''`
"""


def render(name: str, brief: Brief, settings: OutputSettings | None = None) -> Rendered:
    made = resolve("renderers", name)(settings or OutputSettings())
    rendered = made(brief)  # type: ignore[operator]  # the registry knows factories only
    assert isinstance(rendered, Rendered)
    return rendered


def read(name: str, brief: Brief, settings: OutputSettings | None = None) -> list[Page]:
    source = body(render(name, brief, settings).body.decode())
    return [reader(source) for reader in READERS[name]]


def full() -> Brief:
    """A brief with all that one can have."""
    thursday = DateFinding(
        position=0, start=0, expression="Thursday", first=date(2021, 12, 9), last=date(2021, 12, 9)
    )
    facts = (
        Fact(kind=FactKind.PLACE, source=1, expression="Vienna"),
        Fact(kind=FactKind.DAY, source=1, expression="Friday", first=date(2021, 12, 10)),
        Fact(kind=FactKind.FIGURE, source=2, expression="4.5 million"),
    )
    base, story = two_articles(), one_story().sections[0]
    entry = replace(story.entries[0], facts=facts)
    dated = replace(entry.passages[0], dates=(thursday,))
    told = replace(story, entries=(replace(entry, passages=(dated,)),), title="The story")
    return replace(
        base,
        sections=(*base.sections, replace(told, anchor="story")),
        edition="No. 12, evening",
        author="A. Editor",
        marking="TLP:AMBER",
    )


def passages(brief: Brief) -> list[Passage]:
    found = list(brief.glance)
    for one in brief.sections:
        found += [*one.digest, *(passage for entry in one.entries for passage in entry.passages)]
    return found


@pytest.mark.parametrize("name", WIKIS)
def test_every_sentence_stands_there_as_often_as_in_the_brief(name: str) -> None:
    brief = full()
    sentences = [one.text for passage in passages(brief) for one in passage.sentences]

    for page in read(name, brief):
        for sentence in {*sentences}:
            assert page.text.count(shown(sentence)) == sentences.count(sentence), sentence


@pytest.mark.parametrize("name", WIKIS)
def test_every_link_of_the_brief_stands_there(name: str) -> None:
    brief = full()
    entries = [entry for one in brief.sections for entry in one.entries]
    coverage = [number for entry in entries if entry.coverage for number in entry.coverage.sources]
    facts = [one.source for entry in entries for one in entry.facts]
    marks = [one.source for one in passages(brief)] + coverage + facts

    for page in read(name, brief):
        article = page.links.count("https://example.org/biden-hopes?page=1&part=2")
        # Each of the second source's entries leads to its article, and so does its source.
        beside = 1 + sum(1 for entry in entries if entry.source == 2)
        assert "https://example.org/notes" in page.links
        assert page.links.count("https://example.com/same") == 1
        if name == "plain":  # where marks lead to the article, since nothing has an anchor
            assert article == beside + marks.count(2)
        else:
            assert article == beside
            for number in (1, 2):
                to_source = [one for one in page.links if re.fullmatch(rf".*source.{number}", one)]
                assert len(to_source) == marks.count(number)


@pytest.mark.parametrize("name", WIKIS)
def test_all_that_a_brief_has_is_told(name: str) -> None:
    for page in read(name, full()):
        for told in (
            "Russia–US talks",
            "Press brief for the Ambassador",
            "Issued 2 January 2022, 06:00 UTC · Edition: No. 12, evening · By A. Editor",
            "Period covered: 9 December 2021 – 31 December 2021 · 2 articles from 2 sources",
            "Two reports, three weeks apart",
            "Compare both.",
            "What was said",
            "Negotiation formats",
            "[Thursday: 9 December 2021]",
            "…",
            "Al Arabiya English · Reuters · date not given",
            "3 articles, 2 voices · first 31 December 2021, 23:15 UTC · also in Lokmat Times",
            "file: row.txt",
            "A. Correspondent",
            "Daily Copy (file: copy.txt) (shortened)",
            "every sentence in this brief is printed word for word",
            "Sentences chosen by lexrank. Made with briefing 1.0. Settings: SHA-256 5555",
            "scan.pdf",
            "application/pdf",
        ):
            assert told in page.text, told
        assert page.text.count("TLP:AMBER") == 2
        facts = re.search(
            r"In short: Vienna (.*) · Friday: 10 December 2021 (.*) · 4.5 million", page.text
        )
        assert facts


@pytest.mark.parametrize("name", WIKIS)
def test_a_note_says_the_same_in_every_wiki(name: str) -> None:
    brief = replace(two_articles(), note=NOTE, glance=())

    for page in read(name, brief):
        for told in ("one", "within", "two", "first", "second", "Said so.", "Heading"):
            assert told in page.texts or any(told in one for one in page.texts), told
        assert "Two reports, three apart; our note." in page.text
        # The backticks are gone, as in HTML only their letters have a meaning.
        assert "It's bolditalic [[link]] {{x}} raw 100%% ''" in page.text
        assert {"ul", "ol", "li"} <= page.tags
        assert "https://example.org/notes" in page.links


@pytest.mark.parametrize("name", WIKIS)
def test_nothing_from_outside_is_live_anywhere(name: str) -> None:
    attack = "<script>alert(1)</script> [a](javascript:b) [[c]] {{d}} ''e'' %%f | ~~~~ </nowiki>"

    source = body(render(name, filled_with(attack)).body.decode())
    if name == "dokuwiki":  # prints headings and labels as they are, unlike pandoc's reader
        source = re.sub(r"^(=+ .* =+|  \* \[\[#.*)$", "", source, flags=re.MULTILINE)

    for page in [reader(source) for reader in READERS[name]]:
        assert not page.tags & {"script", "img", "nowiki", "iframe", "s", "del", "pre"}
        assert all(one.startswith(("#", "/#briefing")) for one in page.links), page.links


@pytest.mark.parametrize("name", WIKIS)
def test_a_page_has_its_name_pickles_and_is_the_same_twice(name: str) -> None:
    made = resolve("renderers", name)(OutputSettings())
    again = pickle.loads(pickle.dumps(made))

    first = render(name, full())

    assert first.filename == NAMES[name]
    assert first.format == name
    assert again(full()).body == first.body
    merge = pickle.loads(pickle.dumps(first)).merge
    assert merge is not None
    assert merge(first.body) == first.body


@pytest.mark.parametrize("name", WIKIS)
def test_a_brief_without_anything_still_renders(name: str) -> None:
    bare = replace(
        two_articles(),
        sections=(),
        sources=(),
        drops=(),
        glance=(),
        note="",
        subtitle="",
        period=None,
    )

    for page in read(name, bare):
        assert "Nothing that was read was left out." in page.text


def test_plain_markdown_has_no_html_and_no_table() -> None:
    text = render("plain", replace(full(), note="a  \nb")).body.decode()

    assert not re.search(r"<(?!https?:)", text)
    assert "|" not in text
    assert "a  \nb" in text


def test_obsidian_shows_properties_callouts_and_links_to_blocks() -> None:
    text = render("obsidian", full()).body.decode()

    assert text.startswith('---\ntitle: "Russia–US talks"\ndate: 2022-01-02\n')
    assert 'marking: "TLP:AMBER"\n' in text
    assert "> [!summary] At a glance\n> - Russia and the United States" in text
    assert "> [!note] Editor's note\n> Two reports, *three weeks* apart" in text
    targets = set(re.findall(r"\]\(#(\^[\w-]+)\)", text))
    assert targets == set(re.findall(r" (\^[\w-]+)$", text, flags=re.MULTILINE))


def test_obsidian_links_in_double_brackets_where_the_settings_ask() -> None:
    brief = replace(two_articles(), sections=(section("Trade", "a"), section("A | B", "b")))

    text = render("obsidian", brief, OutputSettings(wikilinks=True)).body.decode()

    assert "([[#^source-1|1]])" in text
    assert "- [[#^section-1|Trade]]\n" in text
    # A label in double brackets is read as it stands, so that this one is none.
    assert "- [A &#124; B](#^section-2)\n" in text


def test_properties_of_obsidian_are_strings_whatever_they_hold() -> None:
    brief = replace(full(), title='a: "b"\n---\nc: # \\ [d]', edition="", author="")

    text = render("obsidian", brief).body.decode()

    assert text.startswith('---\ntitle: "a: \\"b\\" --- c: # \\\\ [d]"\ndate:')
    assert "edition" not in text.split("---\n\n")[0]


def test_a_theme_of_dokuwiki_is_linked_by_the_name_of_its_heading() -> None:
    brief = replace(
        two_articles(), sections=(section("Trade & aid: a/b", "a"), section("Sources", "b"))
    )

    text = render("dokuwiki", brief).body.decode()

    assert "  * [[#trade aid: a/b|Trade & aid: a/b]]\n" in text
    # Of two headings of one name, which has which number cannot be told.
    assert "  * Sources\n  * [[#sources|Sources]]\n" in text


def test_a_note_in_mediawiki_keeps_its_quotes_apart() -> None:
    root = notes.tree("*a***b** **c *d* e** it's 'f'")

    assert mediawiki.note(root) == (
        "''a''<nowiki />'''b''' <strong>c ''d'' e</strong> it's 'f&#39;"
    )


def test_lists_and_quotations_in_a_note_are_lines_in_dokuwiki() -> None:
    root = notes.tree("- a\n\n    b\n\n    1. c\n\n> d\n>\n> - e")

    assert dokuwiki.note(root) == "  * a\\\\ b\n    - c\n\n> d\n> e"


def test_a_note_in_confluence_is_tags_that_are_closed() -> None:
    assert confluence.note(notes.tree("a  \n*b* & c\n\n***")) == (
        "<p>a<br /><em>b</em> &amp; c</p>\n<hr />"
    )


def test_a_heading_in_a_note_of_markdown_is_one_line() -> None:
    assert markdown.note(notes.tree("# a<br>b"), markdown.Marks(line_break="  \n")) == "### a b"


def test_a_fact_says_the_day_that_is_meant() -> None:
    day = Fact(kind=FactKind.DAY, source=1, expression="9 December 2021", first=date(2021, 12, 9))

    assert view.fact(day) == "9 December 2021"
    assert view.fact(replace(day, expression="Thursday")) == "Thursday: 9 December 2021"
    assert view.fact(replace(day, expression="7", first=None, kind=FactKind.FIGURE)) == "7"


def test_a_fault_in_a_template_of_a_wiki_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "_entry.mediawiki.j2").write_text("\n{{ entry.nothing }}")

    with pytest.raises(RenderError, match=r"_entry\.mediawiki\.j2:2"):
        render("mediawiki", two_articles(), OutputSettings(templates=tmp_path))


def test_the_mark_of_a_source_without_an_address_is_no_link_in_plain_markdown() -> None:
    assert FIRST.url is None
    assert rf"{STAFFING[0].text} \[1\]" in render("plain", two_articles()).body.decode()


def test_marks_in_a_note_stand_close_around_words() -> None:
    root = notes.tree("a <em> b </em>c <strong> </strong>d")

    assert markdown.note(root) == "a  *b* c  d"
    assert mediawiki.note(root) == "a  ''b'' c  d"
    assert dokuwiki.note(root) == "a  //b// c  d"
    assert dokuwiki.note(notes.tree("*b<br>*c")) == r"//b//\\ c"


def test_the_bytes_are_the_same_in_every_time_zone_and_under_every_hash() -> None:
    script = (
        "import hashlib, sys; sys.path.insert(0, 'tests'); import test_wikis_pages as t\n"
        "for name in t.WIKIS: print(hashlib.sha256(t.render(name, t.full()).body).hexdigest())"
    )

    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": "tests/unit:tests"},
            capture_output=True,
            check=True,
        ).stdout
        for zone, seed in (("UTC", "1"), ("Asia/Tokyo", "2"), ("America/St_Johns", "3"))
    }

    assert len(told) == 1
    assert len(told.pop().split()) == len(WIKIS)


@pytest.mark.parametrize("name", WIKIS)
def test_a_story_is_told_day_by_day_in_a_list(name: str) -> None:
    for page in read(name, day_by_day()):
        told = [one for one in page.texts if "January 2022 — " in one]

        assert [one.split(" — ")[0] for one in told] == [
            "4 January 2022", "6 January 2022", "10 January 2022",
        ]  # fmt: skip
        for line, position, mark in zip(told, (0, 1, 3), (2, 3, 5), strict=True):
            number = f"({mark})" if name == "dokuwiki" else f"[{mark}]"  # a footnote, read so
            assert line.endswith(f"— {shown(FORMATS[position].text)} {number}")
        assert any(one == "Day by day, as published: 3 of 4 days" for one in page.texts)
