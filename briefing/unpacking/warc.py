"""Web archives (WARC 0.17 to 1.1), plain or gzipped record by record.

A reader of our own: fastwarc 2.0 and warcio 1.8 stop at the first record that is cut
off or has a wrong length, and fastwarc panics, past `except Exception`, where a stream
cannot seek. Here such a record costs itself: reading goes on at the next one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from briefing.model import Hints
from briefing.unpacking.dates import timestamp
from briefing.unpacking.http import Response, read_response
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import (
    HTML,
    PLAIN,
    Envelope,
    Finding,
    Findings,
    document,
    drop,
    inside,
)
from briefing.unpacking.warc_records import Record, records
from briefing.unpacking.wording import language, web_address

_PAGES = frozenset({HTML, "application/xhtml+xml", PLAIN})
_SUCCESS = 200


def open_warc(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give the pages in a web archive, as they were fetched and when.

    They are the `response` records that hold HTTP 200 with HTML or text, and such
    `resource` and `conversion` records. Pictures, scripts and redirects, which make up
    most of an archive, are passed over without a word; what is damaged is not.
    """
    for number, record in enumerate(records(stream, envelope.limits, envelope.tally), start=1):
        found = _finding(envelope, record, number)
        if found is not None:
            yield found


def _finding(envelope: Envelope, record: Record, number: int) -> Finding | None:
    url = web_address(record.header("warc-target-uri").strip("<>"))
    inner = inside(envelope, url or str(number), hints=_hints(record, url))
    if record.fault:
        return drop(inner, record.reason, record.fault)
    try:
        return _document(inner, record)
    except Unreadable as error:
        return drop(inner, error.reason, error.detail)


def _document(inner: Envelope, record: Record) -> Finding | None:
    response = _response(record, inner.limits.max_bytes, inner.limits.max_ratio)
    if response is None or response.status != _SUCCESS or response.media_type not in _PAGES:
        return None
    fetched = timestamp(record.header("warc-date")) or inner.now
    seen = replace(inner, charset=response.charset, now=fetched)
    return document(seen, response.body, response.media_type, Hints())


def _response(record: Record, most: int, ratio: int) -> Response | None:
    kind, media_type = record.header("warc-type").lower(), record.header("content-type")
    if kind == "response" and media_type.lower().startswith("application/http"):
        return read_response(record.body, most=most, ratio=ratio)
    if kind in {"resource", "conversion"}:
        return Response.of(media_type, record.body)
    return None


def _hints(record: Record, url: str | None) -> Hints:
    spoken = record.header("warc-identified-content-language").partition(",")[0]
    return Hints(url=url, language=language(spoken))
