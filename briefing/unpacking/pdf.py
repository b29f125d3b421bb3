"""PDF documents: their text layer, put together again into paragraphs."""

from __future__ import annotations

from typing import BinaryIO

from briefing.model import Hints, Reason
from briefing.text import fold
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import PLAIN, Envelope, Findings, read_whole, written
from briefing.unpacking.pdf_lines import Page, read_pages
from briefing.unpacking.pdf_paragraphs import paragraphs, without_running_lines
from briefing.unpacking.wording import one_line

_PAGES_MOST = 500
_TITLE_LEAST = 3  # words; one or two stand on a page by chance


def open_pdf(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give the text of a PDF: its paragraphs, without the running heads and feet.

    What its properties say of title and author is a hint only where the first page
    prints the same: they are often those of the file it was made from. Their date is
    that of the file, and none of the article.
    """
    body = read_whole(envelope, stream)
    pages, properties = read_pages(body, most=_PAGES_MOST)
    text = "\n\n".join(paragraphs(without_running_lines(pages)))
    if not text.strip():
        words = f"the PDF's {len(pages)} pages hold pictures of text, or none"
        raise Unreadable(Reason.NOT_TEXT, words)
    yield written(envelope, text + "\n", PLAIN, _hints(pages, properties))


def _hints(pages: list[Page], properties: dict[str, str]) -> Hints:
    first = fold(" ".join(line.text for line in pages[0].lines)) if pages else ""
    title, author = one_line(properties.get("Title")), one_line(properties.get("Author"))
    is_title = title and len(title.split()) >= _TITLE_LEAST and fold(title) in first
    is_author = author and len(author.split()) > 1 and fold(author) in first
    return Hints(
        headline=title if is_title else None,
        authors=(author,) if author and is_author else (),
    )
