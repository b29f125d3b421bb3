"""Hundreds of texts that try to come alive, in every field and every format: none does.

What a page may hold is learned from the same brief with harmless words: after an attack it
has the same elements with the same attributes, and its links lead to the web or nowhere.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from typing import cast
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import pytest
import tinyhtml5
from lxml import etree  # type: ignore[import-untyped]  # ships no types
from markdown_it import MarkdownIt
from pypdf import PdfReader

from attacks import CALL, texts
from briefing import resources
from briefing.model import (
    Brief,
    Copy,
    Coverage,
    DateFinding,
    Drop,
    Entry,
    Fact,
    FactKind,
    NameFinding,
    Passage,
    Placement,
    Reason,
    Sentence,
)
from briefing.protocols import Renderer
from briefing.registry import resolve
from briefing.renderers import data, html, site
from briefing.settings import OutputSettings
from briefs import EVENING, FIRST, entry, section, two_articles
from wikis import READERS, body

TEXTS = texts()
DAY = date(2022, 1, 2)
# One after another, since a whole brief has one title; apart, since a quotation mark of one
# text would keep the next from being read.
SINGLE = TEXTS[::45]
FEW = 30
LINK = "https://example.org/a?b=1"


def brief_of(told: tuple[str, ...], *, head: str) -> Brief:
    """Give a brief with each text in every field of an article, and `head` in its own."""
    sources = tuple(
        replace(
            FIRST,
            number=number,
            article_id=text,
            headline=text,
            outlet=text,
            agency=text,
            authors=(text,),
            url=text if number % 2 else f"{LINK}{text}",
            uri=text,
            digest=text,
            document_digest=text,
            copies=(Copy(uri=text, outlet=text, url=text), Copy(uri=text, outlet=text, url=None)),
        )
        for number, text in enumerate(told, 1)
    )
    sections = tuple(
        replace(
            section(one.headline, f"theme-{one.number}", _entry(one.number, one.headline)),
            description=one.headline,
            note=one.headline,
            # A sentence is a sentence wherever it stands: these need not be all.
            digest=(_passage(one.number, one.headline),) if one.number <= FEW else (),
        )
        for one in sources
    )
    return replace(
        two_articles(),
        title=head,
        subtitle=head,
        language=head,
        note=head,
        edition=head,
        marking=head,
        author=head,
        method=head,
        version=head,
        settings_digest=head,
        glance=tuple(_passage(one.number, one.headline) for one in sources[:FEW]),
        sections=sections,
        sources=sources,
        drops=tuple(Drop(stage=text, uri=text, reason=Reason.EMPTY, detail=text) for text in told),
    )


def _passage(number: int, text: str) -> Passage:
    sentence = Sentence(text=text, start=0, end=len(text), paragraph=0, position=0)
    meant = DateFinding(position=0, start=0, expression=text, first=DAY, last=DAY)
    who = NameFinding(position=0, start=0, expression=text, full=text, introduced=0)
    return Passage(
        source=number,
        article_id=text,
        sentences=(sentence,),
        score=0.5,
        dates=(meant,),
        names=(who,),
        context=f"{text} ",
        context_start=0,
    )


def _entry(number: int, text: str) -> Entry:
    told = Coverage(
        story_id=text,
        articles=3,
        texts=2,
        voices=2,
        first_seen=EVENING,
        last_updated=EVENING,
        article_ids=(text,),
        sources=(number,),
    )
    return replace(
        entry(replace(FIRST, number=number, headline=text), _passage(number, text)),
        article_id=text,
        coverage=told,
        facts=(Fact(kind=FactKind.PLACE, source=number, expression=text),),
        placement=Placement(rule=text, terms=(text,), strength=1.0),
    )


@cache
def hostile() -> Brief:
    return brief_of(TEXTS, head=" ".join(TEXTS[::7]))


@cache
def harmless() -> Brief:
    # A link that must not lead anywhere stays as its words.
    note = f"[i](javascript:{CALL})\n\n*a* **b** `c` [d]({LINK})  \ne\n\n"
    note += "- f\n\n1. g\n\n> h\n\n---\n"
    for level in range(1, 7):
        note += f"\n{'#' * level} h\n"
    made = brief_of(("words", "words"), head="words")
    sections = tuple(replace(one, note=note) for one in made.sections)
    copies = (Copy(uri="a", outlet="b", url=LINK), Copy(uri="a", outlet="b", url=None))
    sources = tuple(
        replace(one, url=address, copies=copies)
        for one, address in zip(made.sources, (LINK, None), strict=True)
    )
    return replace(made, note=note, sections=sections, sources=sources)


def rendered(name: str, brief: Brief) -> bytes:
    return cast("Renderer", resolve("renderers", name)(OutputSettings()))(brief).body


Shape = set[tuple[str, tuple[str, ...]]]

_ASKING = ("href", "src", "srcset", "action", "formaction", "data", "poster", "background", "ping")
_HARMLESS = re.compile(
    r"(?:/#|/mailto/|https?://[^/]|mailto:|#|cid:logo@)|[\w./-]+(?:#[\w-]+)?\Z|data:image/png;"
)


def local(name: object) -> str:
    return str(name).rsplit("}", 1)[-1].lower()


def shape(tree: Element) -> Shape:
    """Tell each element with its attributes, and fail on an address that could run or load."""
    found: Shape = set()
    for one in tree.iter():
        tag: object = one.tag  # of a comment, or a processing instruction, it is a function
        if not isinstance(tag, str):
            found.add((type(one).__name__, ()))
            continue
        names = {local(name): value for name, value in one.attrib.items()}
        for name in _ASKING:
            assert _HARMLESS.match(names.get(name, "#")), (one.tag, names)
        # These stand or not by what a source has; no event has such a name.
        found.add((local(one.tag), tuple(sorted(names))))
    return found


def as_page(markup: str) -> Shape:
    return shape(tinyhtml5.parse(markup))


def as_xml(markup: str | bytes) -> Shape:
    """Read XML as strictly as it is meant; nothing is loaded for it."""
    given = markup.encode() if isinstance(markup, str) else markup
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return shape(etree.fromstring(given, parser))


def letter_part(written: bytes, kind: str) -> str:
    letter = email.message_from_bytes(written, policy=email.policy.default)
    assert set(letter.keys()) == {
        "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type"
    }  # fmt: skip
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def of_feed(written: bytes) -> Shape:
    root = etree.fromstring(written, etree.XMLParser(huge_tree=True))
    inside = [one.text or "" for one in root.iter("{*}content")]
    return set.union(as_xml(written), *(as_page(one) for one in inside))


def of_book(written: bytes) -> Shape:
    with ZipFile(BytesIO(written)) as book:
        names = [name for name in book.namelist() if name.endswith((".xhtml", ".opf"))]
        assert all(re.fullmatch(r"[\w./-]+", name) and ".." not in name for name in names)
        parts = [book.read(name).decode() for name in names]
    strict = [as_xml(part) for part in parts]
    loose = [as_page(part) for part in parts if "<html" in part]
    return set.union(*strict, *loose)


def of_markdown(written: bytes) -> Shape:
    page = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body(written.decode()))
    )
    return as_page(page)


def of_evidence(page: str) -> None:
    [told] = [
        "".join(one.itertext())
        for one in tinyhtml5.parse(page).iter()
        if isinstance(one.tag, str) and one.get("id") == "evidence"
    ]
    assert json.loads(told)["format"] == "briefing/brief"


READ: Mapping[str, Callable[[bytes], Shape]] = {
    "html": lambda written: as_page(written.decode()),
    "eml": lambda written: as_page(letter_part(written, "html")),
    "epub": of_book,
    "atom": of_feed,
    "markdown": of_markdown,
    "plain": of_markdown,
    "obsidian": of_markdown,
    "confluence": lambda written: as_xml(
        f'<!DOCTYPE page [<!ENTITY nbsp "&#160;">]><page xmlns:ac="urn:ac" xmlns:ri="urn:ri">'
        f"{written.decode()}</page>"
    ),
}


def test_there_are_more_than_five_hundred_attacks_and_always_the_same() -> None:
    assert len(set(TEXTS)) == len(TEXTS) > 500


@pytest.mark.parametrize("name", READ)
def test_no_text_of_an_article_comes_alive(name: str) -> None:
    allowed = READ[name](rendered(name, harmless()))

    found = READ[name](rendered(name, hostile()))

    assert found - allowed == set()


@pytest.mark.parametrize("head", SINGLE)
def test_no_text_of_the_settings_comes_alive(head: str) -> None:
    settings = OutputSettings()
    allowed = as_page(html.page(harmless(), settings, sheets=(), on_screen=True))
    brief = replace(brief_of((head,), head=head), logo=None)

    written = html.page(brief, settings, sheets=(), on_screen=True)

    assert as_page(written) - allowed == set()


def test_the_data_in_the_page_is_the_brief_and_ends_where_it_should() -> None:
    brief = brief_of(SINGLE, head=SINGLE[5])

    page = rendered("html", brief).decode()

    scripts = [
        (one.get("type"), "".join(one.itertext()))
        for one in tinyhtml5.parse(page).iter()
        if local(one.tag) == "script"
    ]
    assert scripts == [(None, resources.script()), ("application/json", data.embedded(brief))]
    assert (
        data.read(scripts[1][1].encode(), uri="page").sections[0]
        == data.read(data.document(brief), uri="file").sections[0]
    )


def test_a_template_in_a_text_is_a_text() -> None:
    told = "{{ 98765 * 98765 }} {% set x = 7 %}{{ brief.title }} ${98765*98765} {# gone #}"

    written = {
        name: rendered(name, brief_of((told,), head=told)).decode("utf-8", "replace")
        for name in ("html", "markdown", "txt", "mediawiki", "dokuwiki", "confluence", "atom")
    }

    assert [name for name, text in written.items() if "9754525225" in text] == []
    assert "{# gone #}" in written["txt"]


def test_nothing_in_a_pdf_runs_or_opens() -> None:
    brief = brief_of(SINGLE, head=SINGLE[3])

    reader = PdfReader(BytesIO(rendered("pdf", brief)))

    told = [one for one in _objects(reader) if isinstance(one, dict)]
    names = {str(name) for one in told for name in one}
    acting = {"/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/AcroForm", "/XFA"}
    kinds = {str(one.get("/S")) for one in told}
    acts = {"/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData"}
    links = [str(one["/URI"]) for one in told if "/URI" in one]
    assert names & acting == set()
    assert kinds & acts == set()
    assert [one for one in links if not re.match(r"https?://[^/]|mailto:", one)] == []
    assert list(reader.attachments) == ["brief.json"]


def _objects(reader: PdfReader) -> Iterator[object]:
    for number in range(1, len(reader.xref[0]) + 1):
        yield reader.get_object(number)


def test_a_letter_has_our_headers_alone_and_plain_text_steers_nothing() -> None:
    parts = [rendered("eml", brief_of(("words",), head=head)) for head in SINGLE]

    plain = (
        "".join(letter_part(one, "plain") for one in parts) + rendered("txt", hostile()).decode()
    )

    assert re.findall(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029]", plain) == []


def test_an_archive_tells_hostile_titles_as_words() -> None:
    settings = OutputSettings()
    file = site.File(label="Page", media_type="text/html", address="2022-01-02/brief.html")
    cards = [site.card(hostile(), [file]), *(_card(head, file) for head in SINGLE)]
    allowed = as_page(site.index([site.card(harmless(), [file])], settings).body.decode())

    page = site.index(cards, settings)
    scripts = [one.body.decode("ascii") for one in site.shards(cards)]

    assert as_page(page.body.decode()) - allowed == set()
    for script in scripts:
        call = re.fullmatch(r'briefingSearch\("[\d-]+",(\{.*\})\);\n', script)
        assert call
        assert json.loads(call[1])


def _card(head: str, file: site.File) -> site.Card:
    return site.card(brief_of(("words",), head=head), [file])


@pytest.mark.parametrize("name", ["mediawiki", "dokuwiki"])
def test_a_wiki_makes_nothing_of_a_text_but_words(name: str) -> None:
    told = tuple(text for text in TEXTS if "\n" not in text)[::4]
    page = rendered(name, brief_of(told, head="words")).decode()

    allowed = READERS[name][0](rendered(name, harmless()).decode())
    # DokuWiki takes all of a heading for words, which pandoc's reader does not know.
    seen = READERS[name][0](re.sub(r"^={2,}.*={2,}$", "", page, flags=re.MULTILINE))

    assert seen.tags - allowed.tags - {"br"} == set()
    assert [one for one in seen.links if not _HARMLESS.match(one)] == []
