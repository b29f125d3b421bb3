"""What people wrote is read as their words in every wiki, and nothing of it is live."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.renderers.wikis import dokuwiki
from briefing.renderers.wikis.confluence import CONFLUENCE
from briefing.renderers.wikis.dokuwiki import DOKUWIKI
from briefing.renderers.wikis.flavors import Flavor, finalize, folded, linked
from briefing.renderers.wikis.markdown import GFM, PLAIN
from briefing.renderers.wikis.mediawiki import MEDIAWIKI
from briefing.renderers.wikis.obsidian import OBSIDIAN
from wikis import READERS, Read, shown

FLAVORS = {
    "gfm": GFM,
    "plain": PLAIN,
    "obsidian": OBSIDIAN,
    "mediawiki": MEDIAWIKI,
    "dokuwiki": DOKUWIKI,
    "confluence": CONFLUENCE,
}
HOSTILE = [
    # Starts of lines
    "# heading or list", "== heading ==", "=", "- item", "+ item", "* item", "1. item",
    "2021) item",
    "    code", "  * item", ": indented", "; term : meaning", "> quoted", "^ head ^", "| cell |",
    "! head !! head", "!!! note", "----", "---", "***", "|-", "|}", "{| class=x",
    "#REDIRECT [[x]]", "Title\n===", "Term\n: meaning", "```\ncode\n```", "~~~ code",
    # Marks of every wiki
    "*a* **b** _c_ __d__ ''e'' '''f''' //g// ~~h~~ ==i== `j` H~2~O x^2^", "it's the owners'",
    "'", "''", "_", "__", "~", "=", "%", "%%", "\\", "&", "<", "|", "^", "$5 and $6 million",
    "50%", "100 %%", "%%a%%", "%% </nowiki>", "</nowiki>%", "%</nowiki>%", "50%</nowiki>50%",
    "<nowiki>a</nowiki>", "</nowiki> a <nowiki>", "</NOWIKI><b>a</b>", "<nowiki>", "%%[[a]]%% ''b",
    "[a](https://example.org) [b][ref] [^1]", "![a](https://example.org/x.png)", "[[a]] [[#b|c]]",
    "[[File:a.png]] {{a.png}}", "{{a|b}} {{{1}}} {{subst:a}} {{!}}", "{macro} {panel:a=b}", "]]",
    "a ]", "}}", "-{zh-hans:a;zh-hant:b}-", "__TOC__ __NOTOC__", "~~~~", "~~~ and ~~~~~",
    "~~NOTOC~~ ~~INFO:a~~", "((note)) ( (a)) ((", "\\\\ break \\\\", "{{rss>http://a}} [[wp>b]]",
    "#tag a #b ^block", "[!note] a", "key:: value", "%%hidden%%", "- [ ] task", "$x^2$ $$y$$",
    # Tags and entities
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- hidden -->", "<br>",
    "<ref>a</ref><sub>b</sub><del>c</del>", "<code>a</code><file>b</file><html>c</html>",
    "<ac:structured-macro ac:name='x'/>", "]]>", "<![CDATA[a]]>",
    "&lt;b&gt; &amp; &copy; &#60;b&#62; A & B &nbsp; &amp;amp;",
    # What wikis make links, pictures and other letters of
    "https://example.org/a and www.example.org, ftp.example.org", "http://", "a//b://c",
    "mailto:a@example.org news:a tel:5551234 urn:isbn:1 MAILTO:b@example.org",
    "javascript:alert(1)",
    "@ambassador and desk@example.org", "ISBN 9780306406157, RFC 1234, PMID 1234",
    ":smile: :-) 8-)",
    "FIXME LOL ATM", "CamelCase of McDonald", "\"quoted\" 'quoted' -- ... 640x480 (c) (tm) -> <=>",
    # What is not seen
    "zero\u200bwidth\u200d\ufeff", "nul\x00 and \x7f", "line\none\r\nline\u2028two", "\u202eabc",
    "no\N{NO-BREAK SPACE}break", "lone \ud800 half",
]  # fmt: skip
OURS = {"em", "strong", "a", "span", "blockquote", "ul", "ol", "li", "h3", "p", "colgroup", "col"}
OURS |= {"table", "thead", "tbody", "tr", "td", "th"}
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def written(text: str, flavor: Flavor) -> list[str]:
    """Write a text in each of the places that it can have in a brief."""
    said = finalize(text, escape=flavor.escape)
    italic, bold = flavor.emphasis(said), flavor.strong(said)
    label = linked(text, "https://example.org/", flavor)
    if flavor is CONFLUENCE:
        lines = [f"<p>{one}</p>" for one in (said, italic, bold, label)]
        return [f"<h3>{said}</h3>", *lines, f"<ul><li>{said}</li></ul>"]
    if flavor is MEDIAWIKI:
        cell = f'{{| class="wikitable"\n|-\n| {said}\n| beside\n|}}'
        return [f"=== {said} ===", said, f"* {said}", italic, bold, label, cell]
    if flavor is DOKUWIKI:  # its headings and labels have a test of their own
        return [said, f"  * {said}", italic, bold, f"| {said} | beside |"]
    places = [f"### {said}", said, f"- {said}", italic, bold, label]
    return places if flavor is PLAIN else [*places, f"> - {said}"]


def seen(text: str) -> str:
    """What a reader sees; a character without width may be ours, and is not missed."""
    return shown(folded(text)).replace("\u200b", "").strip()


def hold(texts: list[str], flavor: Flavor, read: Read) -> None:
    """Write texts on one page, and read each again in each of its places, and no more."""
    texts = [text for text in texts if seen(text)]
    places = [written(text, flavor) for text in texts]

    page = read("\n\n".join(place for one in places for place in one) + "\n")

    told = [one.replace("\u200b", "").strip() for one in page.texts if one not in {"beside", ""}]
    expected = [seen(text) for text, one in zip(texts, places, strict=True) for _ in one]
    wrong = next((pair for pair in zip(expected, told, strict=False) if pair[0] != pair[1]), None)
    assert wrong is None
    assert len(told) == len(expected)
    assert set(page.links) <= {"https://example.org/"}
    assert not page.tags - OURS


anything = st.text(min_size=1, max_size=60)
marks = st.text(alphabet="[]{}<>|*_'`~=#%^&:/\\-!+;@$.() \nab1", min_size=1, max_size=40)
tokens = st.lists(
    st.sampled_from(["%%", "%", "<nowiki>", "</nowiki>", "''", "[[", "]]", "{{", "~~~~", "a", " "]),
    min_size=1,
    max_size=12,
).map("".join)


@pytest.mark.parametrize("name", FLAVORS)
@EXAMPLES
@given(texts=st.lists(anything | marks | tokens, min_size=1, max_size=6))
def test_any_text_is_read_as_its_own_words(name: str, texts: list[str]) -> None:
    flavor = FLAVORS[name]

    for read in READERS[name]:
        hold(texts, flavor, read)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_heading_of_dokuwiki_says_its_words(text: str) -> None:
    # DokuWiki prints what stands between the signs as it is; pandoc's reader differs.
    heading = f"==== {dokuwiki.title(text)} ===="

    said = heading.strip().strip("=").strip().replace("\u200b", "")

    assert "\n" not in heading
    assert said == shown(folded(text).replace("\u200b", "")) or shown(said) == shown(
        folded(text).replace("\u200b", "")
    )


def test_the_label_of_a_link_in_dokuwiki_cannot_end_the_link() -> None:
    link = partial(linked, target="https://example.org/", flavor=DOKUWIKI)

    assert link("a]] b") == "[[https://example.org/|a]\u200b] b]]"
    assert link("{{a.png}}") == "[[https://example.org/|{\u200b{a.png}}]]"


def test_words_that_dokuwiki_leaves_alone_stay_bare() -> None:
    assert dokuwiki.escape("Talks go on, he said.") == "Talks go on, he said."
    assert dokuwiki.escape("Talks -- he said") == "%%Talks -- he said%%"
    assert dokuwiki.escape("50%% of it") == "<nowiki>50%% of it</nowiki>"


def test_what_mediawiki_alone_would_link_or_sign_is_broken() -> None:
    # pandoc's reader knows none of these; MediaWiki itself was asked by hand.
    escape = MEDIAWIKI.escape

    assert escape("ISBN 123, RFC 1") == "&#73;SBN 123, &#82;FC 1"
    assert escape("by ~~~~") == "by &#126;&#126;&#126;&#126;"
    assert escape("-{a}-") == "-&#123;a&#125;-"
    assert escape("tel:5551234 at 10:30") == "tel&#58;5551234 at 10:30"


def test_an_address_in_mediawiki_is_bare_only_where_it_is_taken_whole() -> None:
    address = MEDIAWIKI.address

    assert address("https://example.org/a?b=c&d=e") == "https://example.org/a?b=c&d=e"
    assert address("https://example.org/a''b.") == (
        "[https://example.org/a%27%27b. https&#58;//example.org/a&#39;&#39;b.]"
    )
    assert address("https://example.org/a[b]?c=&copy;").startswith(
        "[https://example.org/a%5Bb%5D?c=&amp;copy; "
    )
