"""Take out of a delivered file the brief that it carries, and the sentences that it prints."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from briefing.errors import SourceError
from briefing.model import Brief, Reason
from briefing.renderers.data import read

_IN_HTML = re.compile(rb'<script type="application/json" id="evidence">(.*?)</script>', re.DOTALL)
_NAME = "brief.json"  # of the attachment in a PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A sentence as a page prints it, and the place in an article that stands beside it."""

    text: str
    article_id: str
    start: int
    end: int


def carried(body: bytes, format_: str, *, uri: str) -> Brief | None:
    """Give the brief that a file carries as data; None where it carries none.

    Raises:
        SourceError: it carries something that is no brief, or two.
    """
    data = _data(body, format_, uri)
    if data is None:
        return None
    _refuse_doubled(data, uri)
    return read(data, uri=uri)


def _data(body: bytes, format_: str, uri: str) -> bytes | None:
    if format_ == "json":
        return body
    found = _IN_HTML.findall(body) if format_ == "html" else []
    found = list(_attached(body)) if format_ == "pdf" else found
    if len(found) > 1:
        raise SourceError(uri, Reason.UNREADABLE, f"carries {len(found)} briefs, and may have one")
    return found[0] if found else None


def _attached(body: bytes) -> Iterator[bytes]:
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - loads a library

    try:
        with pypdfium2.PdfDocument(body) as pdf:
            for number in range(pdf.count_attachments()):
                attachment = pdf.get_attachment(number)
                if attachment.get_name() == _NAME:
                    yield bytes(attachment.get_data())
    except pypdfium2.PdfiumError:
        return


def _refuse_doubled(data: bytes, uri: str) -> None:
    """Refuse an object that names a field twice: of two readers, each may take another."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise _DoubledError
        return found

    try:
        json.loads(data, object_pairs_hook=once)
    except _DoubledError as error:
        raise SourceError(uri, Reason.UNREADABLE, "names a field of its brief twice") from error
    except (ValueError, RecursionError):
        return  # `read` says what is wrong with it


class _DoubledError(Exception):
    """A field stands in an object twice."""


def sentences_in(body: bytes, format_: str) -> tuple[Printed, ...]:
    """Give the sentences of a page that says of each where it is from; of others, none."""
    if format_ != "html":
        return ()
    from lxml import etree, html  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        page = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return ()
    return tuple(
        Printed(
            text="".join(one.itertext()),
            article_id=one.get("data-article", ""),
            start=_number(one.get("data-start", "")),
            end=_number(one.get("data-end", "")),
        )
        for one in page.find_class("sentence")
    )


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() else -1


@lru_cache(maxsize=2)
def pages_of(body: bytes) -> tuple[str, ...]:
    """Give what the pages of a PDF print; none where it cannot be read."""
    import pypdfium2  # noqa: PLC0415

    try:
        with pypdfium2.PdfDocument(io.BytesIO(body)) as pdf:
            return tuple(page.get_textpage().get_text_range() for page in pdf)
    except pypdfium2.PdfiumError:
        return ()
