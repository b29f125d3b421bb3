"""The lines of a PDF's pages, with where they stand; the only module that knows pdfium.

pdfium (pypdfium2) and not pypdf: 24 times as fast on the same pages, and it gives one
space where justified text has several. It must not be used by two threads at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from briefing.model import Reason
from briefing.unpacking.limits import Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage  # type: ignore[import-untyped]  # has none

_CHARACTERS_MOST = 1_500_000  # in a document; a newspaper's page has 40,000, a novel 600,000
# pdfium's signs for any hyphen at the end of a line, the printer's or the author's own.
_LAST_HYPHENS = frozenset("\x02\ufffe")
_PASSWORD = "assword"  # noqa: S105 - in pdfium's words about an encrypted file


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print; its place in points, from the lower left corner of the page.

    `height` is that of its type, the same for all letters, large ones at its start apart.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, in the order of its text."""

    lines: tuple[Line, ...]


def read_pages(body: bytes, *, most: int) -> tuple[list[Page], dict[str, str]]:
    """Read the lines of each page, and the document's properties.

    Raises:
        Unreadable: it is encrypted, damaged, or has too many pages.
    """
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - loads a large library

    try:
        document = PdfDocument(body)
    except PdfiumError as error:
        words = "the PDF is encrypted" if _PASSWORD in str(error) else f"{error}"
        raise Unreadable(Reason.UNREADABLE, words) from error
    try:
        if len(document) > most:
            raise Unreadable(
                Reason.TOO_LARGE, f"the PDF has {len(document):,} pages, more than {most}"
            )
        return list(_pages(document)), document.get_metadata_dict()
    except PdfiumError as error:
        raise Unreadable(Reason.UNREADABLE, f"the PDF is damaged: {error}") from error
    finally:
        document.close()


def _pages(document: PdfDocument) -> Iterator[Page]:
    count = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        try:
            count += text.count_chars()
            if count > _CHARACTERS_MOST:
                raise Unreadable(Reason.TOO_LARGE, f"more than {_CHARACTERS_MOST:,} letters")
            yield Page(tuple(_lines(text)))
        finally:
            text.close()
            page.close()


def _lines(page: PdfTextPage) -> Iterator[Line]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    letters: list[tuple[int, str]] = []
    for index in range(page.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(page.raw, index))
        if letter in "\r\n":
            yield from _line(page, letters)
            letters = []
        else:
            letters.append((index, letter))
            if letter in _LAST_HYPHENS:
                # pdfium gives no line break where it has seen a word go on.
                yield from _line(page, letters)
                letters = []
    yield from _line(page, letters)


def _line(page: PdfTextPage, letters: list[tuple[int, str]]) -> Iterator[Line]:
    printed = [index for index, letter in letters if letter.strip()]
    if not printed:
        return
    looked_at = (printed[0], printed[len(printed) // 2], printed[-1])
    boxes = [page.get_charbox(index, loose=True) for index in looked_at]
    text = "".join("-" if letter in _LAST_HYPHENS else letter for _, letter in letters)
    yield Line(
        text=" ".join(text.split()),
        left=min(box[0] for box in boxes),
        right=max(box[2] for box in boxes),
        bottom=median(box[1] for box in boxes),
        height=median(box[3] - box[1] for box in boxes),
    )
