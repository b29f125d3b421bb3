"""OPML, sitemaps: addresses to read, the newest first, and no entity expanded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from test_unpacking_opening import LIMITS, drops, locators, opened

from briefing.model import Hints, Reason

LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

OPML = b"""<?xml version="1.0"?><opml version="2.0"><body>
<outline text="News"><outline text="Coast">
  <outline type="rss" text="Courier" xmlUrl="https://courier.example/feed?a=1&b=2"/>
</outline></outline>
<outline title="Post" xmlurl="https://post.example/feed"/>
<outline title="Post again" xmlUrl="https://post.example/feed"/>
</body></opml>"""

SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="i">
<url><loc>https://e.example/old</loc><lastmod>2020-01-01</lastmod></url>
<url><loc>https://e.example/new</loc>
  <image:image><image:loc>https://e.example/i.png</image:loc><image:title>No</image:title></image:image>
  <news:news><news:publication><news:name>Courier</news:name><news:language>en</news:language>
  </news:publication><news:publication_date>2026-01-05T10:00:00+01:00</news:publication_date>
  <news:title>Council votes</news:title><news:keywords>harbour, storms</news:keywords>
  </news:news></url>
<url><loc>https://e.example/undated</loc></url>
</urlset>"""


def test_the_feeds_of_a_nested_list_are_given_once_with_their_names() -> None:
    found = locators(opened(OPML, "feeds.opml"))

    assert [(one.uri, one.kind, one.hints.site, one.depth) for one in found] == [
        ("https://courier.example/feed?a=1&b=2", "web", "Courier", 1),
        ("https://post.example/feed", "web", "Post", 1),
    ]


def test_a_list_that_was_cut_off_gives_its_beginning_and_says_so() -> None:
    found = opened(OPML[:230], "feeds.opml")

    assert [one.uri for one in locators(found)] == ["https://courier.example/feed?a=1&b=2"]
    assert drops(found) == [("feeds.opml", Reason.UNREADABLE)]


def test_a_feed_that_is_a_file_is_refused() -> None:
    body = b'<opml><body><outline xmlUrl="file:///etc/passwd"/></body></opml>'

    assert drops(opened(body, "feeds.opml")) == [("feeds.opml", Reason.REFUSED)]


def test_pages_of_a_sitemap_come_newest_first_with_what_it_says() -> None:
    found = locators(opened(SITEMAP, "https://e.example/sitemap.xml", kind="web"))

    assert [one.uri.rpartition("/")[2] for one in found] == ["new", "old", "undated"]
    assert found[0].hints == Hints(
        url="https://e.example/new",
        headline="Council votes",
        site="Courier",
        published=datetime(2026, 1, 5, 9, tzinfo=UTC),
        language="en",
        tags=("harbour", "storms"),
    )
    assert found[1].hints == Hints(url="https://e.example/old")


def test_an_index_of_sitemaps_leads_to_them() -> None:
    body = b"<sitemapindex><sitemap><loc>https://e.example/s1.xml.gz</loc></sitemap></sitemapindex>"

    assert [one.uri for one in locators(opened(body, "s.xml"))] == ["https://e.example/s1.xml.gz"]


def test_older_pages_than_allowed_are_counted_and_left() -> None:
    found = opened(SITEMAP, "s.xml", limits=replace(LIMITS, max_links=1))

    assert [one.uri for one in locators(found)] == ["https://e.example/new"]
    assert drops(found) == [("s.xml", Reason.NOT_REACHED)]


def test_a_sitemap_in_another_charset_is_read() -> None:
    body = "<urlset><url><loc>https://e.example/ü</loc></url></urlset>".encode("utf-16")

    assert [one.uri for one in locators(opened(body, "s.xml"))] == ["https://e.example/ü"]


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize(
    "body",
    ["<opml>&b;&a;</opml>", "<urlset>&b;</urlset>", "<nitf>&a;</nitf>", "<newsItem>&a;</newsItem>"],
)
def test_xml_that_declares_entities_is_refused(head: str, body: str) -> None:
    assert drops(opened((head + body).encode(), "a.xml")) == [("a.xml", Reason.REFUSED)]


@pytest.mark.parametrize("root", ["opml", "urlset", "nitf", "newsItem"])
def test_xml_that_is_too_deep_is_dropped(root: str) -> None:
    body = f"<{root}>" + "<a>" * 100_000

    assert drops(opened(body.encode(), "a.xml")) == [("a.xml", Reason.TOO_LARGE)]


def test_bare_ampersands_and_unknown_names_by_the_million_take_no_time() -> None:
    body = "<opml><body>" + "&a; & <![CDATA[" * 100_000

    assert drops(opened(body.encode(), "a.opml")) == [("a.opml", Reason.UNREADABLE)]
