"""From the inputs of a partition to documents; it runs in a child with limits."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from briefing.errors import SourceError
from briefing.model import Drop, Locator, RawDocument, Reason
from briefing.partitions.plan import Input, Work
from briefing.sources.fetched import Shelf
from briefing.sources.files import media_type, open_file
from briefing.sources.web import document_of
from briefing.unpacking.limits import Limits
from briefing.unpacking.opening import unpack
from briefing.unpacking.streams import Section, buffered

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
# A year of news in one file is no attack; a document in it may still be.
_MOST_TOTAL, _MOST_MEMBERS = 10**13, 10**9

Found = RawDocument | Drop


def read(item: tuple[Input, Work]) -> Iterator[Found]:
    """Give the documents of an input, and a `Drop` for what cannot be read.

    Nothing is fetched: an address that stands in place of a text is left out.
    """
    one, work = item
    most = dict(work.max_bytes).get(one.source, Limits().max_bytes)
    limits = Limits(max_bytes=most, max_total=_MOST_TOTAL, max_members=_MOST_MEMBERS)
    reader = _fetched if one.kind == "fetched" else _file
    for found in reader(one, work, limits):
        yield _left(found) if isinstance(found, Locator) else found


def leads(item: tuple[Input, Work]) -> Iterator[str]:
    """Give the addresses that a feed, a sitemap or a list leads to."""
    one, work = item
    limits = Limits(max_total=_MOST_TOTAL, max_members=_MOST_MEMBERS)
    return (found.uri for found in _fetched(one, work, limits) if isinstance(found, Locator))


def _left(locator: Locator) -> Drop:
    detail = "an address alone: an archive has the page behind it where it was fetched before"
    return Drop(stage="source", uri=locator.uri, reason=Reason.TEASER, detail=detail)


def _file(one: Input, work: Work, limits: Limits) -> Iterator[Found | Locator]:
    locator = Locator(kind="file", uri=one.uri, source=one.source)
    try:
        stream = open_file(locator, work.root)
    except SourceError as error:
        yield Drop(stage="source", uri=error.uri, reason=error.reason, detail=error.detail)
        return
    with stream:
        for found in unpack(
            _lines(stream, one),
            locator=locator,
            media_type=media_type(one.uri),
            charset=None,
            now=work.now,
            limits=limits,
        ):
            yield _renumbered(found, one)


def _lines(stream: BinaryIO, one: Input) -> BinaryIO:
    if not one.end:
        return stream
    stream.seek(one.start)
    return buffered(Section(stream, one.end - one.start))


def _renumbered(found: Found | Locator, one: Input) -> Found | Locator:
    """Name what stands in a part of a file by its line in the whole."""
    if one.first == 1 or (isinstance(found, Locator) and found.kind == "web"):
        return found
    if isinstance(found, RawDocument):
        uri = _moved(found.locator.uri, one)
        return replace(found, locator=replace(found.locator, uri=uri))
    return replace(found, uri=_moved(found.uri, one))


def _moved(uri: str, one: Input) -> str:
    number, slash, rest = uri.removeprefix(f"{one.uri}!/").partition("!/")
    if not number.isdecimal():
        return uri
    return f"{one.uri}!/{int(number) + one.first - 1}{slash}{rest}"


def _fetched(one: Input, work: Work, limits: Limits) -> Iterator[Found | Locator]:
    """Open a page as it was fetched at one moment."""
    at = _BEGIN + timedelta(microseconds=one.stamp // 1_000)
    kept = Shelf(work.cache).find(one.uri, at=at) if work.cache else None
    if kept is None:
        detail = "what was fetched then is no longer kept"
        yield Drop(stage="source", uri=one.uri, reason=Reason.NOT_REACHED, detail=detail)
        return
    visit, body = kept
    document = document_of(Locator(kind="web", uri=one.uri, source=one.source), visit, body)
    yield from unpack(
        io.BytesIO(body),
        locator=replace(document.locator, hints=document.hints),
        media_type=document.media_type,
        charset=document.charset,
        now=document.fetched_at,
        limits=limits,
    )
