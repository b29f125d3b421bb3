"""An entry of a feed: its text where that is the article, else the way to its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefing.model import Hints, Reason
from briefing.unpacking.fulltext import is_full
from briefing.unpacking.html_tree import bare_text
from briefing.unpacking.parts import HTML, Envelope, Finding, Findings, drop, inside, link, written
from briefing.unpacking.wording import page


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed says about one article.

    `is_content` tells that `text` stands where articles stand, and differs from the
    summary.
    """

    text: str
    media_type: str
    is_content: bool
    hints: Hints


def give(envelope: Envelope, entries: Iterable[Entry]) -> Findings:
    """Give each entry once, in the feed's order; a page that is named again is not."""
    links: set[str] = set()
    left_out = 0
    for number, entry in enumerate(entries, start=1):
        url = entry.hints.url
        if url and url in links:
            continue
        if url:
            links.add(url)
        if number > envelope.limits.max_links:
            left_out += 1
            continue
        yield _finding(envelope, entry, number)
    if left_out:
        most = envelope.limits.max_links
        yield drop(envelope, Reason.NOT_REACHED, f"{left_out:,} more entries; max_links = {most:,}")


def _finding(envelope: Envelope, entry: Entry, number: int) -> Finding:
    inner = inside(envelope, str(number))
    is_html = entry.media_type == HTML
    text = bare_text(entry.text) if is_html else entry.text
    if is_full(text, is_content=entry.is_content):
        return _document(inner, entry)
    if entry.hints.url:
        return link(envelope, entry.hints.url, entry.hints)
    headline = entry.hints.headline or "an entry without a title"
    return drop(inner, Reason.TEASER, f"no link leads to the article: {headline}")


def _document(inner: Envelope, entry: Entry) -> Finding:
    if entry.media_type != HTML:
        return written(inner, entry.text, entry.media_type, entry.hints)
    shown = page(entry.text, headline=entry.hints.headline, spoken=entry.hints.language)
    return written(inner, shown, HTML, entry.hints)
