"""The brief on the two samples, held against files that a person has read.

`make golden` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import Destination

from briefing.loading import Context, check, read
from briefing.model import Brief
from briefing.pipeline import Ledger, assemble, write
from briefing.registry import names
from makers import NOW

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def rendered() -> dict[str, bytes]:
    path = ROOT / "briefing.toml"
    settings = check(read(path), Context(root=path.parent, names=names))
    stages = assemble(settings)
    brief: Brief = write(settings, stages, Ledger(lambda *_: None), now=NOW)
    return {one.format: one.body for one in (render(brief) for render in stages.renderers)}


def hold(name: str, text: str, *, update: bool) -> None:
    """Compare with a golden file, or write it."""
    path = HERE / name
    if update:
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_the_html_is_as_it_was_read(rendered: dict[str, bytes], *, update_golden: bool) -> None:
    # Fonts are embedded; their bytes are another test's business.
    page = re.sub(r"base64,[A-Za-z0-9+/=]{100,}", "base64,...", rendered["html"].decode())
    # It changes with every library that reads pages.
    page = re.sub(r'"extractor":"automatic [^"]*"', '"extractor":"automatic ..."', page)

    hold("brief.html", page, update=update_golden)


def test_the_markdown_is_as_it_was_read(rendered: dict[str, bytes], *, update_golden: bool) -> None:
    hold("brief.md", rendered["markdown"].decode(), update=update_golden)


def test_the_text_and_outline_of_the_pdf_are_as_they_were_read(
    rendered: dict[str, bytes], *, update_golden: bool
) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(rendered["pdf"]))

    told = [f"{len(pdf.pages)} pages", "", "OUTLINE", *outline(pdf, pdf.outline)]
    for number, page in enumerate(pdf.pages, 1):
        told += ["", f"PAGE {number}", page.extract_text()]

    hold("brief.pdf.txt", "\n".join(told) + "\n", update=update_golden)


def outline(pdf: pypdf.PdfReader, entries: Sequence[object], depth: int = 0) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        if isinstance(entry, list):
            lines += outline(pdf, entry, depth + 1)
        elif isinstance(entry, Destination):
            number = pdf.get_destination_page_number(entry)
            lines.append(f"{'  ' * depth}{entry.title} ... {(number or 0) + 1}")
    return lines
