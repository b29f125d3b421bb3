"""PDF: paragraphs from lines, and why there are none."""

from __future__ import annotations

import io
from functools import cache

import pytest
from pypdf import PdfReader, PdfWriter
from test_unpacking_opening import documents, opened
from weasyprint import HTML

from briefing.model import Drop, Reason
from briefing.unpacking.pdf_lines import Line, Page
from briefing.unpacking.pdf_paragraphs import paragraphs, without_running_lines

FIRST = (
    "The harbour council of Port Ellery voted on Monday to rebuild the eastern breakwater, a "
    "long-term undertaking that engineers estimate will take seven years and cost considerably "
    "more than the government had previously acknowledged."
)
SECOND = (
    "The opposition voted against it, because the loan runs for thirty years, and a long-term "
    "loan of that size has never been taken by the town since its foundation in the Middle Ages."
)
# Other words on every page, as in a newspaper.
PARAGRAPHS = [
    text.replace("harbour", f"{place} harbour")
    for place in ("old", "new", "eastern", "fishing", "lower", "royal")
    for text in (FIRST, SECOND)
]
STYLE = (
    "@page{size:A5;margin:2cm;@top-center{content:'The Ellery Courier'}"
    "@bottom-center{content:'Page ' counter(page)}}"
    "article{columns:2;hyphens:auto;text-align:justify}p{text-indent:1em;margin:0}"
)


@cache
def printed(body: str, title: str = "") -> bytes:
    page = f"<html lang=en><head><title>{title}</title><style>{STYLE}</style></head>{body}</html>"
    return bytes(HTML(string=page).write_pdf())


def newspaper() -> bytes:
    columns = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    heading = "<h1>Council votes to rebuild the breakwater</h1>"
    return printed(
        f"{heading}<article>{columns}</article>", "Council votes to rebuild the breakwater"
    )


def line(text: str, *, bottom: float, left: float = 0, right: float = 100) -> Line:
    return Line(text=text, left=left, right=right, bottom=bottom, height=10)


def test_paragraphs_of_columns_come_out_as_they_were_written() -> None:
    (document,) = documents(opened(newspaper(), "a.pdf"))

    text = document.body.decode()
    assert text.split("\n\n")[0] == "Council votes to rebuild the breakwater"
    assert [one for one in text.strip().split("\n\n")[1:] if one not in PARAGRAPHS] == []
    assert "Ellery Courier" not in text
    assert document.hints.headline == "Council votes to rebuild the breakwater"
    assert document.hints.published is None


def test_a_title_that_the_page_does_not_print_is_no_hint() -> None:
    body = printed(f"<p>{FIRST}</p>", "Microsoft Word - final draft 3.docx")

    assert documents(opened(body, "a.pdf"))[0].hints.headline is None


def test_a_scanned_page_is_dropped_with_its_reason() -> None:
    bare = "@page{margin:0;@top-center{content:none}@bottom-center{content:none}}"
    page = f"<style>{bare}</style><svg width=9 height=9><rect width=9 height=9 /></svg>"

    (drop,) = opened(printed(page), "a.pdf")

    assert isinstance(drop, Drop)
    assert drop.reason == Reason.NOT_TEXT


def test_an_encrypted_document_is_dropped_with_its_reason() -> None:
    writer, made = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(printed(f"<p>{FIRST}</p>"))))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(made)

    (drop,) = opened(made.getvalue(), "a.pdf")

    assert isinstance(drop, Drop)
    assert drop.detail == "the PDF is encrypted"


@pytest.mark.parametrize("body", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"<<" * 100_000])
def test_a_document_that_is_none_is_dropped(body: bytes) -> None:
    (drop,) = opened(body, "a.pdf")

    assert isinstance(drop, Drop)
    assert drop.reason == Reason.UNREADABLE


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["it is acknow‐", "ledged here now"], "it is acknowledged here now"),
        (["it is acknow-", "ledged here now"], "it is acknowledged here now"),
        (
            ["a long-term loan for a long-", "term plan now"],
            "a long-term loan for a long-term plan now",
        ),
        (
            ["a well and some known facts, well-", "known ones"],
            "a well and some known facts, well-known ones",
        ),
        (["of Franco-", "German talks"], "of Franco- German talks"),
    ],
)
def test_a_word_that_the_printer_parted_is_one_and_the_authors_hyphen_stays(
    lines: list[str], expected: str
) -> None:
    printed_lines = [line(text, bottom=100 - 12 * row) for row, text in enumerate(lines)]

    assert list(paragraphs(printed_lines)) == [expected]


def test_lines_that_run_through_the_pages_are_left_out_wherever_their_figures_differ() -> None:
    pages = [
        Page((line(f"Courier, page {number}", bottom=200), line(word, bottom=100),
              line("More words.", bottom=90 - number), line("Words.", bottom=60 + 9 * number),
              line(str(number), bottom=10)))
        for number, word in enumerate(["Text a.", "Text b.", "Text c."])
    ]  # fmt: skip

    kept = [one.text for one in without_running_lines(pages)]

    assert "Text a." in kept
    assert not any(text.startswith("Courier") or text.isdigit() for text in kept)
