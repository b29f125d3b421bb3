"""What holds nothing else: handed on as it is."""

from __future__ import annotations

import re
from typing import BinaryIO

from briefing.model import Hints
from briefing.unpacking.parts import HTML, PLAIN, UNKNOWN, Envelope, Findings, document, read_whole
from briefing.unpacking.sniffing import suffix

_SUFFIXES = {
    ".htm": HTML,
    ".html": HTML,
    ".shtml": HTML,
    ".xhtml": "application/xhtml+xml",
    ".text": PLAIN,
    ".txt": PLAIN,
}
_PAGE = re.compile(rb"<!doctype html|<html[\s>]", re.IGNORECASE)
_HEAD = 2_048  # bytes that are looked at


def open_document(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give a document as it is, with the best that is known of its type."""
    body = read_whole(envelope, stream)
    yield document(envelope, body, _media_type(envelope, body), Hints())


def _media_type(envelope: Envelope, body: bytes) -> str:
    given = envelope.media_type
    if given and given != UNKNOWN:
        return given
    known = _SUFFIXES.get(suffix(envelope.name))
    # UTF-16 has a zero beside each letter.
    looks_like_page = _PAGE.search(body[:_HEAD].replace(b"\x00", b""))
    return known or (HTML if looks_like_page else given or UNKNOWN)
