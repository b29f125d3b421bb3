"""From sources to articles: list, read, open, follow, extract.

Whatever strangers wrote is opened and extracted in children with limits (`engine`).
An address that an opened document leads to is read in the next round.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from briefing.engine import Limits, guarded
from briefing.errors import ExtractionError, SourceError
from briefing.model import Article, Drop, Locator, RawDocument, Reason
from briefing.protocols import Extractor, Source
from briefing.settings import SourceSettings
from briefing.sources.files import media_type, open_file
from briefing.sources.web import WebReader
from briefing.unpacking.limits import Limits as UnpackLimits
from briefing.unpacking.opening import unpack

# A list of feeds leads to feeds, these to pages: no chain that is meant is longer.
_DEEPEST = 3

Found = RawDocument | Locator | Drop


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What gathering needs: sources with their settings, a reader, limits, a time.

    `sources` maps a source's name, which its locators carry, to settings and source.
    """

    sources: Mapping[str, tuple[SourceSettings, Source]]
    root: Path
    reader: WebReader
    limits: Limits
    now: datetime


def documents(gathering: Gathering) -> Iterator[RawDocument | Drop]:
    """Give every document that the sources lead to, each address once.

    Files come before what is fetched, in each round; else in the order of the sources.
    """
    trails = {name: _Trail(settings) for name, (settings, _) in gathering.sources.items()}
    batch: list[Found] = [
        found
        for _, source in gathering.sources.values()
        for found in source.discover(now=gathering.now)
    ]
    seen: set[str] = set()
    while batch:
        ahead: list[Found] = []
        for found in _opened(gathering, _unseen(batch, seen)):
            if isinstance(found, Locator):
                ahead.append(trails[found.source].step(found))
            else:
                yield found
        batch = ahead


def articles(
    found: Iterable[RawDocument | Drop], extract: Extractor, limits: Limits
) -> Iterator[Article | Drop]:
    """Extract the article of each document, in a child that may be killed."""
    kept: list[Drop] = []

    def only_documents() -> Iterator[RawDocument]:
        for one in found:
            if isinstance(one, Drop):
                kept.append(one)
            else:
                yield one

    run = partial(_extract, extract)
    for result in guarded(run, only_documents(), limits=limits, failed=_too_costly):
        yield from kept
        kept.clear()
        yield result
    yield from kept


def feeds_of(outline: Path, *, now: datetime) -> list[Locator]:
    """List the feeds of an OPML file; `source` becomes the name that it gives to each.

    Raises:
        SourceError: the file cannot be read, or holds no feed.
    """
    locator = Locator(kind="file", uri=str(outline), source=outline.stem)
    opening = partial(_open_file, root=Path(), now=now, limits=UnpackLimits())
    found = list(guarded(opening, [locator], limits=Limits(), failed=_too_costly))
    feeds = [one for one in found if isinstance(one, Locator)]
    if not feeds:
        drop = next((one for one in found if isinstance(one, Drop)), None)
        detail = drop.detail if drop else "holds no feed"
        raise SourceError(str(outline), Reason.UNREADABLE, detail)
    return [replace(feed, source=feed.hints.site or feed.uri) for feed in feeds]


@dataclass(slots=True)
class _Trail:
    """How far one source has led already."""

    settings: SourceSettings
    followed: int = 0

    def step(self, locator: Locator) -> Locator | Drop:
        """Let an address be read in the next round, or say why it is not."""
        most = self.settings.max_items
        # Files alone never reach for the network: somebody has to say so.
        is_web = self.settings.kind != "files"
        if not (is_web if self.settings.follow is None else self.settings.follow):
            detail = "the page behind it is fetched only where the source says follow = true"
            return _left(locator, Reason.TEASER, detail)
        if locator.depth > _DEEPEST:
            return _left(locator, Reason.NOT_REACHED, "too many lists lead to it")
        if self.followed >= most:
            return _left(locator, Reason.NOT_REACHED, f"beyond the first max_items = {most:,}")
        self.followed += 1
        return locator


def _left(locator: Locator, reason: Reason, detail: str) -> Drop:
    return Drop(stage="source", uri=locator.uri, reason=reason, detail=detail)


def _unseen(batch: Iterable[Found], seen: set[str]) -> Iterator[Found]:
    for found in batch:
        if isinstance(found, Locator):
            if found.uri in seen:
                continue
            seen.add(found.uri)
        yield found


def _opened(gathering: Gathering, batch: Iterable[Found]) -> Iterator[Found]:
    """Read what a batch names, and open what holds more than one document."""
    drops: list[Drop] = []
    addresses: list[Locator] = []

    def to_open() -> Iterator[Locator | RawDocument]:
        for found in batch:
            if isinstance(found, Drop):
                drops.append(found)
            elif isinstance(found, Locator) and found.kind == "web":
                addresses.append(found)
            else:
                yield found
        # Only now, since all of them are asked for side by side.
        for read in gathering.reader.read_all(addresses, now=gathering.now):
            if isinstance(read, Drop):
                drops.append(read)
            else:
                yield read

    most = {name: settings.max_bytes for name, (settings, _) in gathering.sources.items()}
    opening = partial(_open, root=gathering.root, now=gathering.now, max_bytes=most)
    for found in guarded(opening, to_open(), limits=gathering.limits, failed=_too_costly):
        yield from drops
        drops.clear()
        yield found
    yield from drops


def _open(
    item: Locator | RawDocument, *, root: Path, now: datetime, max_bytes: Mapping[str, int]
) -> Iterator[Found]:
    if isinstance(item, RawDocument):
        limits = UnpackLimits(max_bytes=max_bytes[item.locator.source])
        return _open_bytes(item, now=now, limits=limits)
    limits = UnpackLimits(max_bytes=max_bytes[item.source])
    return _open_file(item, root=root, now=now, limits=limits)


def _open_file(
    locator: Locator, *, root: Path, now: datetime, limits: UnpackLimits
) -> Iterator[Found]:
    try:
        stream = open_file(locator, root)
    except SourceError as error:
        yield Drop(stage="source", uri=error.uri, reason=error.reason, detail=error.detail)
        return
    with stream:
        kind = media_type(locator.uri)
        yield from unpack(
            stream, locator=locator, media_type=kind, charset=None, now=now, limits=limits
        )


def _open_bytes(document: RawDocument, *, now: datetime, limits: UnpackLimits) -> Iterator[Found]:
    yield from unpack(
        io.BytesIO(document.body),
        locator=replace(document.locator, hints=document.hints),
        media_type=document.media_type,
        charset=document.charset,
        now=now,
        limits=limits,
    )


def _extract(extract: Extractor, document: RawDocument) -> Iterator[Article | Drop]:
    try:
        yield extract(document)
    except ExtractionError as error:
        yield Drop(stage="extract", uri=error.uri, reason=error.reason, detail=error.detail)


def _too_costly(item: Locator | RawDocument, why: str) -> Drop:
    uri = item.uri if isinstance(item, Locator) else item.locator.uri
    return Drop(stage="extract", uri=uri, reason=Reason.TOO_COSTLY, detail=why)
