from __future__ import annotations

import io
import json
import logging
import os
import pickle
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import Destination, DictionaryObject, PdfObject

from briefing import resources
from briefing.errors import RenderError
from briefing.model import Brief
from briefing.renderers import fonts, styles
from briefing.renderers.pdf import fetcher, pdf, printed
from briefing.settings import OutputSettings
from briefs import FORMATS, STAFFING, filled_with, many_articles, two_articles
from pictures import drawn, likeness, trimmed

ROOT = Path(__file__).parents[2]
POINTS_PER_MM = 72 / 25.4


def read(brief: Brief, settings: OutputSettings | None = None) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(settings or OutputSettings())(brief).body))


def inside(one: PdfObject | None, key: str) -> DictionaryObject:
    """Give the dictionary under a key of a dictionary."""
    assert isinstance(one, DictionaryObject)
    found = one[key].get_object()
    assert isinstance(found, DictionaryObject)
    return found


def text(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture(scope="module")
def two() -> PdfReader:
    return read(two_articles())


def test_the_document_says_what_it_is(two: PdfReader) -> None:
    assert two.metadata is not None
    assert two.metadata.title == "Russia–US talks, 2 January 2022"
    assert two.metadata.creation_date == datetime(2022, 1, 2, 6, 0, tzinfo=UTC)
    assert two.metadata.modification_date == datetime(2022, 1, 2, 6, 0, tzinfo=UTC)
    assert str(two.root_object["/Lang"]) == "en"


def test_the_document_is_tagged(two: PdfReader) -> None:
    root = two.root_object

    assert inside(root, "/MarkInfo")["/Marked"]
    assert "/StructTreeRoot" in root
    assert two.xmp_metadata is not None


def test_every_sentence_can_be_read_word_for_word(two: PdfReader) -> None:
    # Without white space, since lines also break after the hyphens of the text.
    everything = text(two).replace(" ", "")

    for sentence in (*STAFFING, *FORMATS):
        assert sentence.text.replace(" ", "") in everything


def test_the_outline_leads_through_the_parts(two: PdfReader) -> None:
    def titles(level: object) -> list[str]:
        assert isinstance(level, list)
        return [str(one.title) for one in level if isinstance(one, Destination)]

    outline = two.outline

    assert titles(outline) == ["Russia–US talks"]
    assert titles(outline[1]) == [
        "Editor’s note",
        "At a glance",
        "Contents",
        "Embassy staffing",
        "Ukraine de-escalation",
        "Negotiation formats",
        "Sources",
        "About this brief",
    ]


def test_pages_are_numbered_and_named(two: PdfReader) -> None:
    count = len(two.pages)
    last = two.pages[-1].extract_text()

    assert f"Page {count} of {count}" in last
    assert "Russia–US talks" in last
    assert "2 January 2022, 06:00 UTC" in last


def test_the_contents_tell_the_pages(two: PdfReader) -> None:
    parts = two.outline[1]
    assert isinstance(parts, list)
    first = two.pages[0].extract_text()

    for part in [one for one in parts if isinstance(one, Destination)][3:]:
        page = two.get_destination_page_number(part)
        assert page is not None
        assert re.search(rf"{part.title}\s+{page + 1}\b", first)


def test_what_stands_beside_an_entry_is_printed_once_wherever_pages_break() -> None:
    # A long subtitle moves the breaks to where floats were once printed twice.
    brief = replace(many_articles(9), subtitle="x " * 60)

    everything = text(read(brief))

    # Once beside its entry, once in the list of sources.
    counts = {number: len(re.findall(rf"Agency{number}\b", everything)) for number in range(1, 10)}
    assert set(counts.values()) == {2}


@pytest.mark.parametrize(("page", "size"), [("A4", (210, 297)), ("Letter", (215.9, 279.4))])
def test_the_paper_is_that_of_the_settings(page: str, size: tuple[float, float]) -> None:
    box = read(two_articles(), OutputSettings(page=page)).pages[0].mediabox

    assert (box.width / POINTS_PER_MM, box.height / POINTS_PER_MM) == pytest.approx(size, abs=0.2)


def test_weasyprint_has_nothing_to_complain_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        read(two_articles())

    assert [record.getMessage() for record in caplog.records] == []


def test_only_our_own_fonts_are_in_the_document(two: PdfReader) -> None:
    names = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in two.pages
        for font in inside(inside(page, "/Resources"), "/Font").values()
    }

    assert names
    assert all(name.startswith(("Briefing-Serif", "Briefing-Sans")) for name in names), names


def test_the_fetcher_gives_the_files_that_it_was_given(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"PNG")

    response = fetcher({"briefing:assets/logo.png": logo}).fetch("briefing:assets/logo.png")

    assert response.read() == b"PNG"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.org/",
        "ftp://example.org/",
        "briefing:fonts/../../etc/passwd",
        "briefing:fonts/other.ttf",
        "/etc/passwd",
        "FILE:///etc/passwd",
    ],
)
def test_the_fetcher_refuses_all_else(url: str) -> None:
    with pytest.raises(ValueError, match="not one of the files of this brief"):
        fetcher(fonts.files()).fetch(url)


def test_a_style_sheet_of_the_user_can_fetch_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>SECRET</text></svg>')
    house = tmp_path / "house.css"
    house.write_text(f'body{{background:url("{secret.as_uri()}")}} h1{{color:navy}}')

    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        reader = read(two_articles(), OutputSettings(styles=(house,)))

    assert "SECRET" not in text(reader)
    assert "not one of the files of this brief" in caplog.text


def test_nothing_from_outside_is_live() -> None:
    reader = read(filled_with('<script>x</script>"><a href="javascript:y">z</a>'))

    addresses = [
        str(note.get_object()["/A"].get("/URI", ""))
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    ]
    assert all(one == "" for one in addresses)


def test_a_page_that_cannot_be_printed_is_a_render_error() -> None:
    deep = "<!doctype html><title>x</title>" + "<div>" * 3_000

    with pytest.raises(RenderError, match="nested too deeply"):
        printed(deep, files={})


def run(program: str, tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([variables.pop("first", ""), str(ROOT), str(ROOT / "tests")])
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths.lstrip(os.pathsep), **variables},
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_same_brief_gives_the_same_bytes_in_any_process_and_folder(tmp_path: Path) -> None:
    program = """
import hashlib, json
from briefing.renderers.html import html
from briefing.renderers.wikis.markdown import markdown
from briefing.renderers.pdf import pdf
from briefing.settings import OutputSettings
from briefs import two_articles
bodies = [make(OutputSettings())(two_articles()).body for make in (html, markdown, pdf)]
print(json.dumps([hashlib.sha256(body).hexdigest() for body in bodies]))
"""
    other = tmp_path / "other"
    other.mkdir()

    one = run(program, tmp_path, PYTHONHASHSEED="1", TZ="UTC")
    two = run(program, other, PYTHONHASHSEED="2", TZ="Asia/Kathmandu")

    assert len(set(json.loads(one.stdout))) == 3
    assert one.stdout == two.stdout


def test_without_pango_one_line_says_what_to_install(tmp_path: Path) -> None:
    fake = tmp_path / "fake" / "weasyprint"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text('print("long advice")\nraise OSError("no pango")\n')
    program = """
from briefing.errors import RenderError
from briefing.renderers.pdf import printed
try:
    printed("", files={})
except RenderError as error:
    print(error)
"""

    said = run(program, tmp_path, first=str(fake.parent)).stdout

    assert said.count("\n") == 1
    assert "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in said
    assert "brew install pango" in said


def test_a_renderer_pickles() -> None:
    render = pickle.loads(pickle.dumps(pdf(OutputSettings())))

    assert render(replace(two_articles(), sections=())).filename == "brief.pdf"


LETTERS = "éŁñßΩΔλЖщЯ"


def paper(letters: str, style: str, folder: Path) -> list[Image.Image]:
    """Print each letter on a page of its own and give the pictures."""
    faces = fonts.linked()
    rules = f"@page{{size:100pt 100pt;margin:10pt}} p{{font:{style};break-after:page}}"
    pages = "".join(f"<p>{letter}</p>" for letter in letters)
    source = (
        f"<!doctype html><html lang=en><title>x</title><style>{faces}{styles.packaged('classic', 'base')}"
        f"{rules}</style>{pages}"
    )
    (folder / "letters.pdf").write_bytes(printed(source, files=fonts.files()))
    subprocess.run(["pdftoppm", "-r", "288", "-png", "letters.pdf", "p"], cwd=folder, check=True)
    return [Image.open(file) for file in sorted(folder.glob("p-*.png"))]


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs poppler-utils")
@pytest.mark.parametrize(
    ("style", "family", "file"),
    [
        ("400 60pt var(--serif)", "serif", "Regular"),
        ("600 60pt var(--serif)", "serif", "Semibold"),
        ("400 60pt var(--sans)", "sans", "Regular"),
        ("600 60pt var(--sans)", "sans", "Semibold"),
    ],
)
def test_accented_greek_and_cyrillic_letters_print_as_themselves(
    style: str, family: str, file: str, tmp_path: Path
) -> None:
    patterns = {one: drawn(one, resources.font(family, file)) for one in LETTERS}

    pictures = [trimmed(one) for one in paper(LETTERS, style, tmp_path)]

    for letter, picture in zip(LETTERS, pictures, strict=False):
        likenesses = {one: likeness(picture, pattern) for one, pattern in patterns.items()}
        assert max(likenesses, key=lambda one: likenesses[one]) == letter, likenesses
        assert likenesses[letter] > 0.85, (letter, likenesses[letter])
