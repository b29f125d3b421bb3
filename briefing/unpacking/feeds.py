"""Feeds: RSS 0.9x, 1.0, 2.0 and Atom, as feedparser reads them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import BinaryIO, Protocol, cast

from briefing.model import Hints, Reason
from briefing.unpacking.entries import Entry, give
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import HTML, PLAIN, Envelope, Findings, drop, read_whole
from briefing.unpacking.wording import is_markup, language, lines, one_line, web_address

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_TAG = re.compile(rb"<[^<]{10000,}")
_ATTRIBUTES_MOST = 500  # in one tag; feedparser's time grows with the square of them
_ENTRY = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>]")
_CDATA = re.compile(rb"<!\[CDATA\[(?s:.*?)(?:\]\]>|\Z)")
# feedparser takes up to 95 microseconds for a tag, 7 for a character that is written `&...;`.
_TAGS_MOST = 100_000
_REFERENCES_MOST = 600_000
_ENTRIES_MOST = 10_000  # feedparser reads 5,000 small ones a second


class _Fields(Protocol):
    """feedparser's dictionaries, which know old names of their fields too."""

    def get(self, key: str, default: object = None) -> object: ...


def open_feed(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give a feed's entries: whole articles as documents, teasers as their pages' addresses."""
    body = read_whole(envelope, stream)
    _check(body)
    parsed = _parsed(envelope, body)
    feed, entries = _fields(parsed.get("feed")), _list(parsed.get("entries"))
    fault = parsed.get("bozo_exception")
    base = web_address(feed.get("link"), envelope.base) or envelope.base
    yield from give(envelope, (_entry(_fields(each), feed, base) for each in entries))
    if fault and not entries:
        yield drop(envelope, Reason.UNREADABLE, f"the feed cannot be read: {fault}")
    elif not entries:
        yield drop(envelope, Reason.EMPTY, "the feed has no entry")


def _check(body: bytes) -> None:
    """Refuse what would cost feedparser more than a feed is worth.

    Raises:
        Unreadable: it declares entities, has too many entries, or a tag like no other.
    """
    narrow = body.replace(b"\x00", b"") if body[:4].count(0) else body  # UTF-16
    if _ENTITY.search(narrow):
        raise Unreadable(Reason.REFUSED, "declares XML entities, which can grow without bound")
    if any(tag[0].count(b"=") > _ATTRIBUTES_MOST for tag in _TAG.finditer(narrow)):
        raise Unreadable(Reason.REFUSED, "has a tag with hundreds of attributes")
    outside = _CDATA.sub(b"", narrow)
    if outside.count(b"<") > _TAGS_MOST or outside.count(b"&") > _REFERENCES_MOST:
        raise Unreadable(Reason.TOO_LARGE, "the feed has more tags than feeds have")
    if sum(1 for _ in _ENTRY.finditer(narrow)) > _ENTRIES_MOST:
        raise Unreadable(Reason.TOO_LARGE, f"the feed has more than {_ENTRIES_MOST:,} entries")


def _parsed(envelope: Envelope, body: bytes) -> _Fields:
    import feedparser  # type: ignore[import-untyped]  # noqa: PLC0415 - no types; slow to load

    headers = {}
    if envelope.charset:
        headers["content-type"] = f"application/xml; charset={envelope.charset}"
    # A stream, since it takes short bytes for the name of a file and opens it. What it
    # cleans and resolves in the entries' HTML, the extractors do themselves, faster.
    return cast(
        "_Fields",
        feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        ),
    )


def _entry(entry: _Fields, feed: _Fields, base: str | None) -> Entry:
    summary = _value(entry.get("summary_detail"))
    content, kind, spoken = _content(entry)
    is_content = bool(content) and content.strip() != summary.strip()
    text = content or summary
    return Entry(
        text=text,
        media_type=HTML if kind != PLAIN or is_markup(text) else PLAIN,
        is_content=is_content,
        hints=_hints(entry, feed, base=base, spoken=spoken),
    )


def _hints(entry: _Fields, feed: _Fields, *, base: str | None, spoken: str | None) -> Hints:
    source = _fields(entry.get("source"))
    return Hints(
        url=_address(entry, base),
        headline=one_line(entry.get("title")),
        authors=tuple(_authors(entry)),
        site=one_line(source.get("title")) or one_line(feed.get("title")),
        # Atom need not say when an entry was first published, and RSS 1.0 has one date.
        published=_moment(entry.get("published_parsed")) or _moment(entry.get("updated_parsed")),
        updated=_moment(entry.get("updated_parsed")) if "updated" in _keys(entry) else None,
        language=language(entry.get("language"))
        or language(spoken)
        or language(feed.get("language")),
        tags=lines(
            [
                _fields(tag).get("label") or _fields(tag).get("term")
                for tag in _list(entry.get("tags"))
            ]
        ),
    )


def _address(entry: _Fields, base: str | None) -> str | None:
    """Find the address of an entry's page; a sound file attached to it is none."""
    for link in (entry.get("feedburner_origlink"), entry.get("link"), entry.get("id")):
        # An id is an address by chance only, and then a whole one.
        found = web_address(link, None if link is entry.get("id") else base)
        if found:
            return found
    return None


def _content(entry: _Fields) -> tuple[str, str, str | None]:
    """Choose the longest text of an entry: its words, its type, its language."""
    pieces = [_fields(each) for each in _list(entry.get("content"))]
    texts = [piece for piece in pieces if _value(piece)]
    if not texts:
        return "", HTML, None
    best = max(texts, key=lambda piece: len(_value(piece)))
    spoken = best.get("language")
    return _value(best), str(best.get("type") or HTML), spoken if isinstance(spoken, str) else None


def _authors(entry: _Fields) -> Iterator[str]:
    names = [_fields(author).get("name") for author in _list(entry.get("authors"))]
    yield from lines(names or [entry.get("author")])


def _moment(parts: object) -> datetime | None:
    try:
        year, month, day, hour, minute, second = cast("tuple[int, ...]", parts)[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def _value(detail: object) -> str:
    value = _fields(detail).get("value")
    return value if isinstance(value, str) else ""


def _fields(found: object) -> _Fields:
    return cast("_Fields", found if isinstance(found, Mapping) else {})


def _keys(found: _Fields) -> Mapping[str, object]:
    return cast("Mapping[str, object]", found)


def _list(found: object) -> list[object]:
    return found if isinstance(found, list) else []
