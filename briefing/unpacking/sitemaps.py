"""Sitemaps, indexes of sitemaps, and news sitemaps: the newest pages first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element

from briefing.model import Hints, Reason
from briefing.unpacking.dates import timestamp
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import Envelope, Findings, drop, link, read_whole
from briefing.unpacking.wording import language, lines, one_line, web_address
from briefing.unpacking.xml_tree import child, read_tree, text_at

_OLDEST = datetime(1, 1, 1, tzinfo=UTC)


def open_sitemap(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give the newest pages or sitemaps that a sitemap names, up to `max_links`.

    Only a news sitemap knows when a page was published; `lastmod` puts pages in order
    and is no hint, since many sites renew it every day.
    """
    tree = read_tree(read_whole(envelope, stream), envelope.charset)
    named = {"urlset": "url", "sitemapindex": "sitemap"}.get(tree.root.tag, "url")
    entries = [each for each in tree.root if each.tag == named]
    most = envelope.limits.max_links
    seen: set[str] = set()
    for entry in sorted(entries, key=_newness, reverse=True)[:most]:
        written = text_at(entry, "loc")
        url = web_address(written, envelope.base)
        if url is None:
            yield drop(envelope, Reason.REFUSED, f"not a web address: {written}")
        elif url not in seen:
            seen.add(url)
            yield link(envelope, url, _hints(entry, url))
    if len(entries) > most:
        words = f"{len(entries) - most:,} older addresses; max_links = {most:,}"
        yield drop(envelope, Reason.NOT_REACHED, words)
    if tree.fault:
        raise Unreadable(Reason.UNREADABLE, f"the sitemap cannot be read to its end: {tree.fault}")
    if not entries:
        raise Unreadable(Reason.EMPTY, "the sitemap names no page")


def _newness(entry: Element) -> datetime:
    published = timestamp(text_at(entry, "news", "publication_date"))
    return published or timestamp(text_at(entry, "lastmod")) or _OLDEST


def _hints(entry: Element, url: str) -> Hints:
    news = child(entry, "news")
    if news is None:
        return Hints(url=url if entry.tag == "url" else None)
    return Hints(
        url=url,
        headline=one_line(text_at(news, "title")),
        site=one_line(text_at(news, "publication", "name")),
        published=timestamp(text_at(news, "publication_date")),
        language=language(text_at(news, "publication", "language")),
        tags=lines(text_at(news, "keywords").split(",")),
    )
