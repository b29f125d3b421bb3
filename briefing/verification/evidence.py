"""Take out of a delivered file the brief that it carries, and what it shows to a reader."""

from __future__ import annotations

import io
import re
from pathlib import Path

from briefing.editions import read_brief
from briefing.errors import SourceError
from briefing.model import Brief, Reason
from briefing.renderers.data import read

_IN_HTML = re.compile(rb'<script type="application/json" id="evidence">(.*?)</script>', re.DOTALL)
_BESIDE = "brief*.json"


def brief_in(path: Path, body: bytes, format_: str) -> Brief:
    """Give the brief that a file of that format carries, else the one beside it.

    Raises:
        SourceError: there is none, or it cannot be read.
    """
    carried = _carried(body, format_)
    if carried is not None:
        return read(carried, uri=str(path))
    beside = sorted(path.parent.glob(_BESIDE))
    if len(beside) != 1:
        detail = f"carries no brief, and {len(beside)} stand beside it; name one by --brief"
        raise SourceError(str(path), Reason.NO_ARTICLE, detail)
    return read_brief(beside[0])


def _carried(body: bytes, format_: str) -> bytes | None:
    if format_ == "json":
        return body
    if format_ == "html":
        found = _IN_HTML.search(body)
        return found[1] if found else None
    return _attached(body) if format_ == "pdf" else None


def _attached(body: bytes) -> bytes | None:
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - loads a library

    try:
        with pypdfium2.PdfDocument(body) as pdf:
            for number in range(pdf.count_attachments()):
                attachment = pdf.get_attachment(number)
                if attachment.get_name() == "brief.json":
                    return bytes(attachment.get_data())
    except pypdfium2.PdfiumError:
        return None
    return None


def text_of(body: bytes, format_: str) -> str | None:
    """Give what a file of that format shows to a reader; None where that is not known."""
    if format_ == "pdf":
        return _of_pdf(body)
    if format_ in {"html", "json"}:
        return _of_html(body) if format_ == "html" else None
    return body.decode("utf-8", "replace") if format_ == "txt" else None


def _of_pdf(body: bytes) -> str | None:
    import pypdfium2  # noqa: PLC0415

    try:
        with pypdfium2.PdfDocument(io.BytesIO(body)) as pdf:
            return "".join(page.get_textpage().get_text_range() for page in pdf)
    except pypdfium2.PdfiumError:
        return None


def _of_html(body: bytes) -> str | None:
    from lxml import etree, html  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        page = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None
    # What may stand in a sentence is its own words alone; the paragraphs around are apart.
    return "".join("".join(one.itertext()) for one in page.find_class("sentence"))
