"""EPUB: an e-book with a file for each theme, for readers that fit letters to eyes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from jinja2 import Environment

from briefing.model import Brief, Rendered
from briefing.renderers import styles, view, xhtml
from briefing.renderers.environment import render
from briefing.settings import OutputSettings

TEMPLATE = "brief.epub.xhtml.j2"
PACKAGE = "package.opf.j2"

_MEDIA_TYPE = "application/epub+zip"
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of the book: its name, its heading, and the template of what is in it."""

    id: str
    heading: str
    inside: str
    part: int = 0  # the theme's number, from 1

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.id}.xhtml"


def epub(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer that gives an e-book; the same brief gives the same bytes."""
    return partial(_render, settings=settings)


def _render(brief: Brief, *, settings: OutputSettings) -> Rendered:
    return Rendered(
        format="epub",
        media_type=_MEDIA_TYPE,
        filename="brief.epub",
        body=_packed(_files(brief, settings)),
    )


def _documents(brief: Brief) -> tuple[Document, ...]:
    themes = (
        # A heading may be nothing but spaces, and a link to it would have no words.
        Document(
            id=f"theme-{part}",
            heading=section.title.strip() or f"Theme {part}",
            inside="_section.xhtml.j2",
            part=part,
        )
        for part, section in enumerate(brief.sections, 1)
    )
    return (
        Document(id="brief", heading=brief.title.strip() or "Brief", inside="_cover.xhtml.j2"),
        Document(id="nav", heading="Contents", inside="_nav.xhtml.j2"),
        *themes,
        Document(id="sources", heading="Sources", inside="_sources.xhtml.j2"),
        Document(id="about", heading="About this brief", inside="_colophon.xhtml.j2"),
    )


def _files(brief: Brief, settings: OutputSettings) -> dict[str, bytes]:
    """Give the files of the book by their names, in the order of the archive."""
    ground = xhtml.ground(
        brief, settings, to_source=lambda number: f"sources.xhtml#source-{number}"
    )
    documents = _documents(brief)
    logo = f"logo.{brief.logo.media_type.partition('/')[2]}" if brief.logo else ""
    edition = f", {brief.edition}" if brief.edition.strip() else ""
    day = view.day(brief.issued, zone=view.zone(brief.timezone))
    values = view.context(brief).variables() | {
        "documents": documents,
        "logo": logo,
        "identifier": xhtml.urn(xhtml.identifier(brief)),
        "title": f"{documents[0].heading}{edition}, {day}",
    }
    files = {
        "META-INF/container.xml": _CONTAINER.encode(),
        "EPUB/package.opf": render(ground, PACKAGE, values).encode(),
    }
    files |= {f"EPUB/{one.file}": _page(ground, one, brief, values) for one in documents}
    days = ("epub-days",) if styles.has_days(brief) else ()
    sheets = ("epub", *(("epub-news",) if brief.since else ()), *days)
    written = "\n".join(styles.packaged(settings.look, one) for one in sheets)
    files["EPUB/style.css"] = written.encode()
    return files | ({f"EPUB/{logo}": brief.logo.body} if brief.logo else {})


def _page(
    ground: Environment, document: Document, brief: Brief, values: Mapping[str, object]
) -> bytes:
    own: dict[str, object] = {"inside": document.inside, "heading": document.heading}
    if document.part:
        own |= {"section": brief.sections[document.part - 1], "part": document.part}
    return render(ground, TEMPLATE, {**values, **own}).encode()


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Pack a book: its type first and uncompressed, so that programs find it at once."""
    body = BytesIO()
    with ZipFile(body, "w") as archive:
        archive.writestr(_member("mimetype", ZIP_STORED), _MEDIA_TYPE)
        for name, content in files.items():
            archive.writestr(_member(name, ZIP_DEFLATED), content)
    return body.getvalue()


def _member(name: str, compression: int) -> ZipInfo:
    # No clock: the earliest date that an archive can tell.
    member = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = compression
    member.create_system = 3  # the same bytes on Windows
    member.external_attr = 0o644 << 16
    return member
