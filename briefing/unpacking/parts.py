"""What the formats take and give: envelopes, parts, documents, drops, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from briefing.model import Drop, Hints, Locator, RawDocument, Reason
from briefing.text import printable
from briefing.unpacking.limits import Limits, Tally, Unreadable

HTML = "text/html"
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"
_STAGE = "unpack"
_NAME_MOST = 500  # code points of a member's name in an address
_DETAIL_MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is known about a stream before it is opened.

    `name` tells its format by its ending; it differs from the locator's where a
    compression was taken off. `level` counts the containers around it.
    """

    locator: Locator
    name: str
    media_type: str
    charset: str | None
    now: datetime
    limits: Limits
    hints: Hints
    tally: Tally = field(repr=False, compare=False)
    level: int = 0

    @property
    def base(self) -> str | None:
        """The web address that relative links start from, where there is one."""
        if self.hints.url:
            return self.hints.url
        return self.locator.uri if self.locator.kind == "web" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stream that may hold anything; good until the next thing is asked for."""

    envelope: Envelope
    stream: BinaryIO


Found = RawDocument | Locator | Drop
Finding = Found | Part
Findings = Iterator[Finding]


def inside(envelope: Envelope, name: str, *, hints: Hints | None = None) -> Envelope:
    """Make the envelope of something inside, which has nothing from outside but its place."""
    shown = " ".join(printable(name).split())[:_NAME_MOST] or "unnamed"
    locator = replace(
        envelope.locator, uri=f"{envelope.locator.uri}!/{shown}", hints=hints or Hints()
    )
    return replace(
        envelope,
        locator=locator,
        name=shown,
        media_type=UNKNOWN,
        charset=None,
        hints=hints or Hints(),
        level=envelope.level + 1,
    )


def document(envelope: Envelope, body: bytes, media_type: str, hints: Hints) -> RawDocument:
    """Make the document that an envelope holds; `hints` come before the envelope's own."""
    return RawDocument(
        locator=envelope.locator,
        body=body,
        media_type=media_type,
        charset=envelope.charset,
        fetched_at=envelope.now,
        digest=sha256(body).hexdigest(),
        hints=merged(hints, envelope.hints),
    )


def written(envelope: Envelope, text: str, media_type: str, hints: Hints) -> RawDocument:
    """Make a document of text that was decoded already; its bytes are UTF-8."""
    body = text.encode(errors="replace")
    return document(replace(envelope, charset="utf-8"), body, media_type, hints)


def drop(envelope: Envelope, reason: Reason, detail: str) -> Drop:
    """Say why what an envelope holds is left out."""
    shown = " ".join(printable(detail).split())[:_DETAIL_MOST]
    return Drop(stage=_STAGE, uri=envelope.locator.uri, reason=reason, detail=shown)


def link(envelope: Envelope, url: str, hints: Hints) -> Locator:
    """Ask for a web address to be read too."""
    outer = envelope.locator
    return Locator(kind="web", uri=url, source=outer.source, hints=hints, depth=outer.depth + 1)


def merged(first: Hints, second: Hints) -> Hints:
    """Fill what `first` does not say from `second`."""
    missing = {
        each.name: getattr(second, each.name)
        for each in fields(Hints)
        if not getattr(first, each.name)
    }
    return replace(first, **missing)


def read_whole(envelope: Envelope, stream: BinaryIO) -> bytes:
    """Read a stream to its end.

    Raises:
        Unreadable: it holds more than a document may.
    """
    most = envelope.limits.max_bytes
    body = stream.read(most + 1)
    if len(body) > most:
        raise Unreadable(Reason.TOO_LARGE, f"is larger than max_bytes = {most:,}")
    return body
