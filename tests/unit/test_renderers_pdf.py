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
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pydyf  # type: ignore[import-untyped]
import pytest
import weasyprint
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import Destination, DictionaryObject, NullObject, PdfObject

from briefing import resources
from briefing.errors import RenderError
from briefing.model import Brief
from briefing.renderers import data, fonts, html, styles, tags
from briefing.renderers import pdf as pdf_module
from briefing.renderers.pdf import bared, fetcher, pdf, printed
from briefing.settings import OutputSettings
from briefs import FORMATS, STAFFING, day_by_day, filled_with, many_articles, two_articles
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


def elements(reader: PdfReader) -> Iterator[tuple[str, DictionaryObject]]:
    """Give each element of the tree of tags, with the name of the one above it."""

    def below(one: PdfObject, above: str) -> Iterator[tuple[str, DictionaryObject]]:
        element = one.get_object()
        if isinstance(element, DictionaryObject) and "/S" in element:
            yield above, element
            for kid in kids(element):
                yield from below(kid, str(element["/S"]))

    yield from below(inside(reader.root_object, "/StructTreeRoot")["/K"][0], "")  # type: ignore[index]


def named(tree: Iterable[tuple[str, DictionaryObject]], name: str) -> list[DictionaryObject]:
    return [one for _, one in tree if str(one["/S"]) == name]


def kids(element: DictionaryObject) -> list[PdfObject]:
    found = element.get("/K", [])
    return list(found) if isinstance(found, list) else [found]


@pytest.mark.parametrize("brief", [two_articles(), day_by_day()], ids=["two", "day by day"])
def test_lists_have_items_and_items_have_bodies(brief: Brief) -> None:
    tree = list(elements(read(brief)))

    assert {above for above, one in tree if str(one["/S"]) == "/LI"} == {"/L"}
    assert {str(one["/S"]) for above, one in tree if above == "/L"} == {"/LI"}
    assert {above for above, one in tree if str(one["/S"]) in {"/Lbl", "/LBody"}} == {"/LI"}
    for one in named(tree, "/LI"):
        names = [
            str(kid["/S"])
            for kid in (kid.get_object() for kid in kids(one))
            if isinstance(kid, DictionaryObject)
        ]
        assert names in (["/LBody"], ["/Lbl", "/LBody"])


def test_links_have_words_of_their_own_and_stand_in_no_other_link(two: PdfReader) -> None:
    links = [(above, one) for above, one in elements(two) if str(one["/S"]) == "/Link"]

    assert links
    assert "/Link" not in {above for above, _ in links}
    assert all(any(isinstance(kid, int) for kid in kids(one)) for _, one in links)


def test_heads_of_tables_say_what_they_stand_over(two: PdfReader) -> None:
    heads = named(elements(two), "/TH")

    assert [str(inside(one, "/A")["/Scope"]) for one in heads] == ["/Column"] * 3


def test_heads_and_feet_of_pages_are_no_part_of_the_text(two: PdfReader) -> None:
    for page in two.pages:
        content = page.get_contents()
        assert content is not None
        operators = b" ".join(content.get_data().split())
        assert b"/Artifact <</Type /Pagination>> BDC" in operators


def test_every_mark_on_a_page_belongs_to_an_element_that_can_be_reached(two: PdfReader) -> None:
    reached = [one for _, one in elements(two)]
    nums = inside(inside(two.root_object, "/StructTreeRoot"), "/ParentTree")["/Nums"]
    assert isinstance(nums, list)

    owners = [one.get_object() for entry in nums[1::2] for one in _each(entry.get_object())]

    assert len(owners) > 50
    assert all(isinstance(one, NullObject) or one in reached for one in owners)


def _each(entry: PdfObject | None) -> list[PdfObject]:
    return list(entry) if isinstance(entry, list) else [entry] if entry else []


def test_links_are_printed_too(two: PdfReader) -> None:
    flags = {note.get_object()["/F"] for page in two.pages for note in page.get("/Annots", [])}

    assert flags == {4}


def test_the_properties_name_author_themes_and_marking() -> None:
    brief = replace(two_articles(), author="Press office", marking="TLP:AMBER")

    about = read(brief).metadata

    assert about is not None
    assert about.author == "Press office"
    assert about.subject is not None
    assert about.subject.startswith("2 articles from 2 sources")
    themes = "Embassy staffing, Ukraine de-escalation, Negotiation formats"
    assert about.keywords == f"TLP:AMBER, {themes}"
    assert str(about["/Marking"]) == "TLP:AMBER"


def test_the_marking_stands_on_every_page() -> None:
    marking = 'TLP:AMBER </style> "; }'

    pages = read(replace(two_articles(), marking=marking)).pages

    assert len(pages) > 1
    assert all(marking in " ".join(page.extract_text().split()) for page in pages)


@pytest.mark.filterwarnings("ignore:.*sRGB2014.icc")  # WeasyPrint leaves it open
@pytest.mark.parametrize("variant", ["pdf/ua-1", "pdf/a-3u", "pdf/a-3a"])
def test_every_variant_is_tagged_and_encloses_the_brief_as_data(variant: str) -> None:
    brief = two_articles()

    reader = read(brief, OutputSettings(variant=variant))

    [enclosed] = reader.attachment_list
    assert (enclosed.name, enclosed.content) == ("brief.json", data.document(brief))
    assert enclosed.creation_date == enclosed.modification_date == brief.issued
    assert inside(reader.root_object, "/MarkInfo")["/Marked"]
    assert ("/OutputIntents" in reader.root_object) == variant.startswith("pdf/a")
    assert ("/AF" in reader.root_object) == variant.startswith("pdf/a")


def test_every_sentence_can_be_read_word_for_word(two: PdfReader) -> None:
    # Without white space, since lines also break after the hyphens of the text.
    everything = text(two).replace(" ", "")

    for sentence in (*STAFFING, *FORMATS):
        assert sentence.text.replace(" ", "") in everything


def test_a_story_is_printed_day_by_day_as_a_list() -> None:
    reader = read(day_by_day())

    everything = text(reader)
    assert "Day by day, as published: 3 of 4 days" in everything
    assert f"6 January 2022 {FORMATS[1].text}" in everything


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


def test_what_has_an_id_has_no_elements_within() -> None:
    # WeasyPrint keeps styles of their own for all that stands below an element with an id.
    paper = html.page(two_articles(), OutputSettings(), sheets=())
    places = re.findall(r'<(\w+)[^<>]* id="((?:entry|source)-[^"]*)"[^<>]*>[^<>]*</\1>', paper)

    ids = {one for _, one in places}
    assert ids == set(re.findall(r' id="((?:entry|source)-[^"]*)"', paper))
    assert {"entry-1-1", "source-1"} <= ids


def test_sentences_keep_an_element_of_their_own_where_a_style_asks_for_it() -> None:
    sentence = '<p><span class="sentence" data-start="0">One.</span> [1]</p>'
    styled = f"<style>p > .sentence {{ color: red }}</style>{sentence}"

    assert bared(sentence) == "<p>One. [1]</p>"
    assert bared(styled) == styled


def test_what_the_printer_is_spared_does_not_show() -> None:
    document = (
        "<html lang=en><title>A title</title><style>ol{list-style:decimal;padding:2em}</style>"
        "<h1>A title</h1><ol><li>One<li>Two</ol>"
    )
    whole = weasyprint.HTML(string=document, url_fetcher=fetcher({})).render()

    written = whole.write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True, custom_metadata=True, finisher=tags.tidy
    )

    assert printed(document, files={}) == written


def test_the_pages_of_a_file_are_listed_once_and_again_when_there_are_more() -> None:
    own = pydyf.PDF.page_references

    with pdf_module._pages_listed_once():
        file = pydyf.PDF()
        file.add_page(pydyf.Dictionary())
        first = file.page_references
        again = file.page_references
        file.add_page(pydyf.Dictionary())

        assert again is first
        assert len(first) == 1
        assert file.page_references == own.__get__(file)
        assert len(file.page_references) == 2
    assert pydyf.PDF.page_references is own


def test_a_page_may_still_have_footnotes() -> None:
    document = "<html lang=en><title>A title</title><p>Up<b style='float:footnote'>below</b>"

    assert "below" in text(PdfReader(io.BytesIO(printed(document, files={}))))


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
    base = styles.packaged("classic", "base")
    source = (
        f"<!doctype html><html lang=en><title>x</title><style>{faces}{base}{rules}</style>{pages}"
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
