"""JSON Feed, versions 1 and 1.1."""

from __future__ import annotations

from briefing.model import Hints, Reason
from briefing.unpacking.dates import timestamp
from briefing.unpacking.entries import Entry, give
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import HTML, PLAIN, Envelope, Findings
from briefing.unpacking.records import Fields
from briefing.unpacking.wording import language, lines, one_line, web_address

_MARK = "jsonfeed.org"


def is_json_feed(fields: Fields) -> bool:
    """Tell a JSON Feed by its version."""
    return _MARK in str(fields.get("version"))


def open_json_feed(envelope: Envelope, feed: Fields) -> Findings:
    """Give the entries of a JSON Feed: whole articles, or their pages' addresses."""
    items = feed.get("items")
    entries = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    if not entries:
        raise Unreadable(Reason.EMPTY, "the feed has no entry")
    base = web_address(feed.get("home_page_url"), envelope.base) or envelope.base
    yield from give(envelope, (_entry(each, feed, base) for each in entries))


def _entry(item: Fields, feed: Fields, base: str | None) -> Entry:
    html, text, summary = (
        _string(item, name) for name in ("content_html", "content_text", "summary")
    )
    return Entry(
        text=html or text or summary,
        media_type=HTML if html else PLAIN,
        is_content=bool(html or text) and (html or text).strip() != summary.strip(),
        hints=_hints(item, feed, base),
    )


def _hints(item: Fields, feed: Fields, base: str | None) -> Hints:
    return Hints(
        url=web_address(item.get("url"), base) or web_address(item.get("id")),
        headline=one_line(item.get("title")),
        authors=_authors(item) or _authors(feed),
        site=one_line(feed.get("title")),
        published=timestamp(item.get("date_published")),
        updated=timestamp(item.get("date_modified")),
        language=language(item.get("language")) or language(feed.get("language")),
        tags=lines(item.get("tags")),
    )


def _authors(fields: Fields) -> tuple[str, ...]:
    several = fields.get("authors")
    found = several if isinstance(several, list) and several else [fields.get("author")]
    return lines([each.get("name") for each in found if isinstance(each, dict)])


def _string(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
