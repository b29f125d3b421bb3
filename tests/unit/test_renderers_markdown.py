from __future__ import annotations

import html as stdlib_html
import pickle
import re
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from markdown import Markdown

from briefing.model import Brief
from briefing.renderers.wikis import flavors
from briefing.renderers.wikis.flavors import Safe
from briefing.renderers.wikis.markdown import GFM, escape, gfm, markdown, slug
from briefing.settings import OutputSettings
from briefs import FORMATS, STAFFING, entry, filled_with, one_story, section, two_articles

HOSTILE = [
    "# Not a heading",
    "Not a heading\n===",
    "- not a list",
    "+ not a list",
    "1. not a list",
    "2021) not a list",
    "> not a quotation",
    "    not code",
    "```\nnot code\n```",
    "~~~ not code",
    "*not* _emphasis_ **at** __all__",
    "a `code` b",
    "~~not struck~~",
    "[not](https://example.org) a link",
    "[not][ref]",
    "[ref]: https://example.org",
    "![not](https://example.org/x.png) an image",
    "<https://example.org>",
    "https://example.org/bare and www.example.org",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- not hidden -->",
    "&lt;script&gt; &amp; &copy; &#60;b&#62;",
    "a | b | c",
    "| a | b |\n|---|---|",
    "$5 million and $6 million",
    "@ambassador and desk@example.org",
    "[^1]: not a note [^1]",
    "[[not a wiki link]] {{not a macro}} {% raw %}",
    "back\\slash \\* \\",
    "---",
    "* * *",
    "Term\n: not a definition",
    "!!! note",
    "==not marked== H~2~O x^2^",
    "\x02klzzwxh:0000\x03",
    "[TOC]",
    "*[HTML]: not an abbreviation",
    "[x] javascript:alert(1)",
    "line\none\r\nline\u2028two",
]
EXTENSIONS = ["extra", "toc", "sane_lists", "admonition", "codehilite"]


def finalize(value: object) -> str:
    return flavors.finalize(value, escape=escape)


def rendered(brief: Brief, settings: OutputSettings | None = None) -> str:
    return markdown(settings or OutputSettings())(brief).body.decode()


def shown(text: str) -> str:
    """What a reader sees of a text: its white space as single spaces."""
    return " ".join(re.sub(r"[\x00-\x08\x0e-\x1f]", "\ufffd", text).split())


@pytest.mark.parametrize("headline", HOSTILE)
@pytest.mark.parametrize("extensions", [[], EXTENSIONS], ids=["plain", "extended"])
def test_a_hostile_headline_is_read_as_its_own_words(headline: str, extensions: list[str]) -> None:
    source = f"### {finalize(headline)}\n\n{finalize(headline)}\n\n- {finalize(headline)}\n"

    page = fromstring(f"<div>{Markdown(extensions=extensions).convert(source)}</div>")

    assert [one.tag for one in page.iter()] == ["div", "h3", "p", "ul", "li"]
    assert {" ".join(str(one.text).split()) for one in list(page.iter())[1:]} - {""} == {
        shown(headline)
    }


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_hostile_cell_stays_in_its_table(cell: str) -> None:
    source = f"| a | b |\n| --- | --- |\n| {finalize(cell)} | c |\n"

    page = fromstring(f"<div>{Markdown(extensions=EXTENSIONS).convert(source)}</div>")

    assert [one.text for one in page.iter("td")] == [shown(cell), "c"]


def test_prose_stays_prose_to_those_who_read_the_source() -> None:
    prose = "A year-end row (10.5%), said A & B: “no”; see file_name.txt, 3.5 - 4 + 1 = 2!"

    assert escape(prose) == prose


def test_what_escaping_does_can_be_undone_word_for_word() -> None:
    for sentence in (*STAFFING, *FORMATS):
        assert stdlib_html.unescape(escape(sentence.text)) == sentence.text


def test_only_the_types_that_we_made_pass_unescaped(tmp_path: Path) -> None:
    (tmp_path / "brief.md.j2").write_text(
        '{{ "*a*" }} {{ "*b*" | safe }} {{ "<c>" | e }} {{ "*" ~ "d" }} {{ "*e*" | markdown }}'
    )

    text = rendered(two_articles(), OutputSettings(templates=tmp_path)).split("-->")[1]
    text = text.removesuffix("<!-- briefing:end ")

    assert "*" not in text.replace("*e*", "")
    assert "<" not in text
    assert "*e*" in text


def test_a_safe_text_is_not_escaped_twice() -> None:
    assert finalize(Safe("*a*")) == "*a*"
    assert finalize(finalize("*a*")) == "&#42;a&#42;"


def test_the_brief_reads_in_order() -> None:
    headings = re.findall(r"^(#+ .*)$", rendered(two_articles()), flags=re.MULTILINE)

    assert headings == [
        "# Russia–US talks",
        "## Editor's note",
        "## At a glance",
        "## Contents",
        "## Embassy staffing",
        "### Russia and US to hold new talks on diplomatic row by year-end: Interfax",
        "## Ukraine de-escalation",
        "### Biden hopes for progress in upcoming negotiations with Russia: White House",
        "### Russia and US to hold new talks on diplomatic row by year-end: Interfax",
        "## Negotiation formats",
        "### Biden hopes for progress in upcoming negotiations with Russia: White House",
        "## Sources",
        "### Source 1",
        "### Source 2",
        "## About this brief",
    ]


def test_sentences_stand_word_for_word_before_the_mark_of_their_source() -> None:
    text = rendered(two_articles())

    assert f"\n\n{STAFFING[1].text} \\[[1](#source-1)\\]\n\n" in text
    assert f"\n\n{FORMATS[2].text} {FORMATS[3].text} \\[[2](#source-2)\\]\n\n" in text


def test_marks_and_contents_lead_to_headings_under_the_rules_of_wikis() -> None:
    text = rendered(two_articles())
    targets = set(re.findall(r"\]\(#([^)]+)\)", text))

    anchors = {slug(title) for title in re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)}

    assert targets == {
        "embassy-staffing",
        "ukraine-de-escalation",
        "negotiation-formats",
        "source-1",
        "source-2",
        "sources",
        "about-this-brief",
    }
    assert targets <= anchors


def test_a_title_that_wikis_name_differently_gets_an_anchor_of_its_own() -> None:
    brief = replace(two_articles(), sections=(section("Trade & aid", "trade-aid"),))

    text = rendered(brief)

    assert "- [Trade & aid](#trade-aid)\n" in text
    assert '<a id="trade-aid"></a>\n\n## Trade & aid\n' in text


def test_a_title_that_stands_in_the_brief_twice_gets_an_anchor_of_its_own() -> None:
    brief = replace(two_articles(), sections=(section("Sources", "sources"),))

    text = rendered(brief)

    assert "- [Sources](#section-sources)\n" in text
    assert '<a id="section-sources"></a>\n\n## Sources\n' in text


def test_an_address_cannot_leave_its_brackets() -> None:
    assert flavors.address("https://example.org/a)b>c d&copy;", GFM) == (
        "<https://example.org/a)b%3Ec%20d&amp;copy;>"
    )
    assert flavors.address("javascript:alert(1)", GFM) == ""


def test_dates_and_files_are_told_honestly() -> None:
    text = rendered(two_articles())

    assert "Al Arabiya English · Reuters · date not given\n" in text
    assert "Al Arabiya English · Reuters · date not given · file: row.txt\n" in text
    assert (
        "Lokmat Times · ANI · 31 December 2021, 23:15 UTC · "
        "[original article](<https://example.org/biden-hopes?page=1&part=2>)\n"
    ) in text
    copies = "The Example <https://example.com/same>, Daily Copy (file: copy.txt) (shortened)"
    assert f"ANI, via Lokmat Times, {copies}\n" in text
    assert "| scan.pdf | not text | application/pdf |" in text


def test_nothing_from_outside_is_live() -> None:
    source = rendered(filled_with("<script>alert(1)</script> *a* [b](javascript:c) | d"))

    page = fromstring(f"<div>{Markdown(extensions=EXTENSIONS).convert(source)}</div>")

    assert not [one for one in page.iter() if one.tag in {"script", "img"}]
    assert all(link.get("href", "#").startswith("#") for link in page.iter("a"))


def test_an_entry_without_passages_still_renders() -> None:
    brief = two_articles()
    bare = section("Bare", "bare", entry(brief.sources[0]))

    assert "## Bare" in rendered(replace(brief, sections=(bare,)))


def test_gfm_is_the_same_by_another_name() -> None:
    one, other = gfm(OutputSettings())(two_articles()), markdown(OutputSettings())(two_articles())

    assert (one.body, one.filename) == (other.body, other.filename)
    assert (one.format, other.format) == ("gfm", "markdown")


def test_a_renderer_pickles() -> None:
    render = pickle.loads(pickle.dumps(markdown(OutputSettings())))

    assert render(two_articles()).filename == "brief.md"


def test_a_story_tells_who_else_has_it_and_a_digest_stands_before_its_theme() -> None:
    written = markdown(OutputSettings())(one_story()).body.decode()

    line = "3 articles, 2 voices · first 31 December 2021, 23:15 UTC · also in Lokmat Times"
    assert f"{line} \\[[2](#source-2)\\]" in written
    assert f"- {STAFFING[1].text}" in written
