"""Open whatever holds documents: the one entry of this folder."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from typing import BinaryIO, cast

from briefing.model import Drop, Locator, RawDocument, Reason
from briefing.unpacking.limits import Exhausted, Limits, Tally, Unreadable
from briefing.unpacking.parts import Envelope, Findings, Found, Part, drop
from briefing.unpacking.sniffing import Kind, kind_of
from briefing.unpacking.streams import BUFFER, Metered, peek

Opener = Callable[[Envelope, BinaryIO], Findings]

# Imported when met: most runs meet few of these, and some load large libraries.
_OPENERS = {
    Kind.GZIP: "compression:open_gzip",
    Kind.BZIP2: "compression:open_bzip2",
    Kind.XZ: "compression:open_xz",
    Kind.ZSTD: "compression:open_zstd",
    Kind.ZIP: "zips:open_zip",
    Kind.TAR: "tars:open_tar",
    Kind.WARC: "warc:open_warc",
    Kind.MAIL: "mail:open_mail",
    Kind.MBOX: "mailboxes:open_mailbox",
    Kind.FEED: "feeds:open_feed",
    Kind.JSON: "json_files:open_json",
    Kind.OPML: "outlines:open_outline",
    Kind.SITEMAP: "sitemaps:open_sitemap",
    Kind.NEWSML: "newsml:open_newsml",
    Kind.NITF: "nitf:open_nitf",
    Kind.PDF: "pdf:open_pdf",
    Kind.MARKDOWN: "markup:open_markdown",
    Kind.DOCUMENT: "documents:open_document",
}
# A document is no container, and one that is read as a page adds no level either.
_LEAVES = frozenset({Kind.PDF, Kind.MARKDOWN, Kind.DOCUMENT, Kind.NITF})


def unpack(
    stream: BinaryIO,
    *,
    locator: Locator,
    media_type: str,
    charset: str | None,
    now: datetime,
    limits: Limits,
) -> Iterator[RawDocument | Locator | Drop]:
    """Open a stream, and whatever is inside it, down to documents and addresses.

    A `RawDocument` is text or HTML for the extractors (or what was no container); a
    `Locator` of kind "web" is a page or list to read too, with what is known about it;
    a `Drop` says what is left out. One member is held in memory at a time. Nothing is
    raised but what the caller's own stream raises beside `Exception`.
    """
    envelope = Envelope(
        locator=locator,
        name=locator.uri,
        media_type=media_type,
        charset=charset,
        now=now,
        limits=limits,
        hints=locator.hints,
        tally=Tally(limits),
    )
    try:
        yield from _opened(Part(envelope=envelope, stream=stream))
    except Exhausted as error:
        yield drop(envelope, error.reason, error.detail)


def _opened(part: Part) -> Iterator[Found]:
    """Open a part; what goes wrong inside costs this part and nothing else."""
    try:
        yield from _findings(part)
    except Exhausted:
        raise
    except Unreadable as error:
        yield drop(part.envelope, error.reason, error.detail)
    except (MemoryError, RecursionError) as error:
        yield drop(part.envelope, Reason.TOO_COSTLY, f"{type(error).__name__}: {error}")
    except Exception as error:  # parsers fail on odd bytes in any way there is
        yield drop(part.envelope, Reason.UNREADABLE, f"{type(error).__name__}: {error}")


def _findings(part: Part) -> Iterator[Found]:
    envelope = part.envelope
    stream = cast("BinaryIO", io.BufferedReader(Metered(part.stream, envelope.tally), BUFFER))
    kind = kind_of(peek(stream), media_type=envelope.media_type, name=envelope.name)
    deepest = envelope.limits.max_depth
    if envelope.level >= deepest and kind not in _LEAVES:
        raise Unreadable(Reason.REFUSED, f"{kind} nested deeper than max_depth = {deepest}")
    is_empty = True
    for found in _opener(kind)(envelope, stream):
        is_empty = False
        envelope.tally.found()
        if isinstance(found, Part):
            yield from _opened(found)
        else:
            yield found
    if is_empty:
        raise Unreadable(Reason.EMPTY, f"there is nothing to read in this {kind}")


def _opener(kind: Kind) -> Opener:
    module, _, name = _OPENERS[kind].partition(":")
    return cast("Opener", getattr(import_module(f"briefing.unpacking.{module}"), name))
