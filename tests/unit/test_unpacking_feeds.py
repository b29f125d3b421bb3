"""Feeds: the article where it is in the feed, and the way to its page where it is not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from test_unpacking_opening import LIMITS, documents, drops, locators, opened

from briefing.model import Drop, Hints, Reason
from briefing.unpacking.fulltext import is_full

SENTENCES = [
    "The harbour council of Port Ellery voted on Monday to rebuild the eastern breakwater, "
    "which storms had broken twice in as many winters.",
    "Engineers told the council that the work would take seven years, and that the first "
    "stones could be laid in the spring of next year.",
    "“We cannot wait for another winter,” said the harbour master, Ines Karlo, who has asked "
    "for the money since the first storm came.",
]
ARTICLE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
TEASER = SENTENCES[0]


def rss(*items: str) -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Ellery Courier</title>'
        "<link>https://courier.example/</link><language>en-gb</language>"
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    ).encode()


def full(title: str = "Council votes", link: str = "/a") -> str:
    return (
        f"<title>{title}</title><link>{link}</link><dc:creator>Ada Roe</dc:creator>"
        "<pubDate>Mon, 05 Jan 2026 10:00:00 +0100</pubDate><category>harbour</category>"
        f"<description>{TEASER}</description>"
        f"<content:encoded><![CDATA[{ARTICLE}]]></content:encoded>"
    )


def test_an_article_in_the_feed_is_given_with_what_the_feed_says() -> None:
    (document,) = documents(opened(rss(full("Bread &amp;amp; fish")), "feed.xml"))

    assert document.locator.uri == "feed.xml!/1"
    assert (document.media_type, document.charset) == ("text/html", "utf-8")
    assert ARTICLE in document.body.decode()
    assert document.hints == Hints(
        url="https://courier.example/a",
        headline="Bread & fish",
        authors=("Ada Roe",),
        site="Ellery Courier",
        published=datetime(2026, 1, 5, 9, tzinfo=UTC),
        language="en-gb",
        tags=("harbour",),
    )


def test_a_teaser_leads_to_its_page_and_is_not_kept() -> None:
    item = f"<title>Vote</title><link>https://courier.example/b</link><description>{TEASER}</description>"

    (locator,) = locators(opened(rss(item), "feed.xml"))

    assert (locator.kind, locator.uri, locator.depth) == ("web", "https://courier.example/b", 1)
    assert locator.source == "tests"
    assert locator.hints.headline == "Vote"
    assert TEASER not in repr(locator)


def test_atom_gives_its_entries() -> None:
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Courier</title><entry>
      <title type="html">&lt;b&gt;Vote&lt;/b&gt;</title><link href="https://courier.example/a"/>
      <updated>2026-01-05T10:00:00Z</updated><author><name>Ada Roe</name></author>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{ARTICLE}</div></content>
    </entry></feed>"""

    (document,) = documents(opened(atom.encode(), "feed"))

    assert document.hints.headline == "Vote"
    assert document.hints.authors == ("Ada Roe",)
    assert document.hints.published == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert all(sentence in document.body.decode() for sentence in SENTENCES)


def test_rss_1_and_rss_0_91_lead_to_their_pages() -> None:
    item = "<item><title>One</title><link>https://e.example/1</link></item>"
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns="http://purl.org/rss/1.0/"><channel><title>T</title></channel>{item}</rdf:RDF>'
    )
    old = f'<rss version="0.91"><channel><title>T</title>{item}</channel></rss>'

    for body in (rdf, old):
        (locator,) = locators(opened(body.encode(), "feed"))

        assert (locator.uri, locator.hints.site) == ("https://e.example/1", "T")


def test_a_json_feed_gives_articles_and_teasers() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Courier",
        "home_page_url": "https://courier.example/",
        "items": [
            {"id": "1", "url": "a", "title": "Vote", "content_html": ARTICLE,
             "date_published": "2026-01-05T10:00:00+01:00", "authors": [{"name": "Ada Roe"}]},
            {"id": "2", "url": "https://courier.example/b", "content_text": TEASER},
        ],
    }  # fmt: skip

    found = opened(json.dumps(feed).encode(), "feed.json")

    (document,) = documents(found)
    assert (document.hints.url, document.hints.authors) == (
        "https://courier.example/a",
        ("Ada Roe",),
    )
    assert document.hints.published == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert [one.uri for one in locators(found)] == ["https://courier.example/b"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "https://a@b.example/"]
)
def test_only_addresses_of_the_web_are_followed(link: str) -> None:
    (drop,) = opened(rss(f"<title>Vote</title><link>{link}</link>"), "feed.xml")

    assert isinstance(drop, Drop)
    assert (drop.uri, drop.reason) == ("feed.xml!/1", Reason.TEASER)


def test_entries_after_a_fault_in_the_feed_are_read_all_the_same() -> None:
    body = rss(
        "<title>Bread & fish</title><link>/1</link>", "<title>Two&nbsp;</title><link>/2</link>"
    )

    assert [one.uri for one in locators(opened(body, "feed.xml"))] == [
        "https://courier.example/1",
        "https://courier.example/2",
    ]


def test_an_entry_that_is_named_twice_is_given_once() -> None:
    item = "<title>Vote</title><link>/a</link>"

    assert len(opened(rss(item, item), "feed.xml")) == 1


def test_more_entries_than_allowed_are_counted_and_left() -> None:
    items = [f"<title>Vote</title><link>/{number}</link>" for number in range(5)]

    found = opened(rss(*items), "feed.xml", limits=replace(LIMITS, max_links=3))

    assert len(locators(found)) == 3
    assert drops(found) == [("feed.xml", Reason.NOT_REACHED)]


def test_a_feed_that_declares_entities_is_refused() -> None:
    laughs = b'<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + rss("<title>&b;</title>")

    assert drops(opened(laughs, "feed.xml")) == [("feed.xml", Reason.REFUSED)]
    assert drops(opened(laughs.decode().encode("utf-16"), "f")) == [("f", Reason.REFUSED)]


def test_a_tag_with_thousands_of_attributes_is_refused() -> None:
    many = " ".join(f'a{number}="1"' for number in range(20_000))

    assert drops(opened(rss(f"<b {many}>x</b>"), "f")) == [("f", Reason.REFUSED)]


@pytest.mark.parametrize("piece", ["<b>", "&lt;b&gt;", "<item/>"])
def test_a_feed_with_more_tags_than_feeds_have_is_dropped(piece: str) -> None:
    assert drops(opened(rss(piece * 400_000), "f")) == [("f", Reason.TOO_LARGE)]


def test_a_short_feed_is_never_taken_for_the_name_of_a_file() -> None:
    found = opened(b"<rss/>", "feed.xml")

    assert drops(found) == [("feed.xml", Reason.EMPTY)]


@pytest.mark.parametrize(
    "end",
    ["…", "...", " [...]", " [&hellip;]".replace("&hellip;", "…"), " Read more", " Weiterlesen »"],
)
def test_a_text_that_asks_to_read_on_is_a_teaser(end: str) -> None:
    text = "\n".join(SENTENCES)

    assert is_full(text, is_content=True)
    assert not is_full(text.rstrip(".") + end, is_content=True)


def test_a_short_summary_is_a_teaser_and_a_long_one_is_the_article() -> None:
    assert not is_full(" ".join(SENTENCES), is_content=False)
    assert is_full(" ".join(SENTENCES * 3), is_content=False)


def test_the_footer_that_wordpress_adds_does_not_decide() -> None:
    footer = "\nThe post Vote appeared first on Ellery Courier."

    assert is_full("\n".join(SENTENCES) + footer, is_content=True)
    assert not is_full(TEASER + " […]" + footer, is_content=True)


def test_a_summary_of_several_whole_paragraphs_is_the_article() -> None:
    paragraph = " ".join(["The harbor master told the council of the storm."] * 6)

    assert is_full(f"{paragraph}\n{paragraph}", is_content=False)
    assert not is_full(f"{paragraph}\n{paragraph} And then", is_content=False)
    assert not is_full(f"{paragraph} {paragraph}", is_content=False)
