"""Atom: a feed of editions, each whole; a new edition joins the feed that stands there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import quote

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from briefing.model import Brief, Rendered
from briefing.renderers import view, xhtml
from briefing.renderers.environment import render
from briefing.renderers.names import marked
from briefing.settings import OutputSettings

TEMPLATE = "feed.atom.j2"
CONTENT = "_edition.xhtml.j2"
KEPT = 30  # editions; a feed reader asks for the feed again long before

_ATOM = "{http://www.w3.org/2005/Atom}"
# What an entry leads to, the first of these that is written.
_READABLE = (
    ("html", "brief.html", "text/html"),
    ("pdf", "brief.pdf", "application/pdf"),
    ("epub", "brief.epub", "application/epub+zip"),
    ("txt", "brief.txt", "text/plain"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An edition in a feed: a brief and, where it can be read, its address and type."""

    brief: Brief
    address: str = ""
    media_type: str = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What the template prints of an edition; `content` is markup."""

    id: str
    title: str
    updated: datetime
    address: str
    media_type: str
    themes: tuple[str, ...]
    marking: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What the template prints of a feed, newest edition first."""

    id: str
    title: str
    updated: datetime
    author: str
    home: str
    entries: tuple[Item, ...]


def atom(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer that gives a feed of one edition, which joins an earlier feed."""
    return partial(_render, settings=settings)


def _render(brief: Brief, *, settings: OutputSettings) -> Rendered:
    body = feed([_placed(brief, settings)], settings)
    return Rendered(
        format="atom",
        media_type="application/atom+xml",
        filename="feed.atom",
        body=body,
        merge=partial(joined, body),
        is_series=True,
    )


def _placed(brief: Brief, settings: OutputSettings) -> Edition:
    """Say where an edition stands: in its folder per day, beside which the feed stands."""
    day = brief.issued.astimezone(view.zone(brief.timezone)).date().isoformat()
    for name, file, media_type in _READABLE:
        if name in settings.formats:
            place = quote(marked(file, brief.marking if settings.mark_names else ""))
            address = published(f"{day}/{place}", settings)
            return Edition(brief=brief, address=address, media_type=media_type)
    return Edition(brief=brief)


def published(path: str, settings: OutputSettings) -> str:
    """Give the address of a file below the output folder: absolute, where that is known."""
    return f"{settings.base_url.rstrip('/')}/{path}" if settings.base_url else path


def feed(editions: Sequence[Edition], settings: OutputSettings, *, home: str = "") -> bytes:
    """Write a feed of editions, of which the newest is named first; `home` leads to them all."""
    first = editions[0].brief
    told = Feed(
        id=xhtml.urn(_digest("feed", first.title)),
        title=first.title,
        updated=max(one.brief.issued for one in editions),
        author=first.author or first.title,
        home=home,
        entries=tuple(_item(one, settings) for one in editions[:KEPT]),
    )
    ground = xhtml.ground(first, settings, to_source=xhtml.to_article(first))
    return _written(_parsed(render(ground, TEMPLATE, {"feed": told}).encode()))


def _item(edition: Edition, settings: OutputSettings) -> Item:
    brief = edition.brief
    ground = xhtml.ground(brief, settings, to_source=xhtml.to_article(brief))
    name = f", {brief.edition}" if brief.edition else ""
    return Item(
        id=edition_id(brief),
        title=f"{brief.title}{name}, {view.day(brief.issued, zone=view.zone(brief.timezone))}",
        updated=brief.issued,
        address=edition.address,
        media_type=edition.media_type,
        themes=tuple(section.title for section in brief.sections),
        marking=brief.marking,
        content=render(ground, CONTENT, view.context(brief).variables()),
    )


def edition_id(brief: Brief) -> str:
    """Name an edition, the same when it is built again on its day."""
    day = brief.issued.astimezone(view.zone(brief.timezone)).date().isoformat()
    return xhtml.urn(_digest("edition", brief.title, brief.edition, day))


def _digest(*words: str) -> str:
    parted = "\0".join(words)
    return hashlib.sha256(parted.encode("utf-8", "replace")).hexdigest()


def joined(ours: bytes, existing: bytes) -> bytes:
    """Add our editions to the feed that stands there; of two with one id, ours stays.

    Raises:
        ValueError: what stands there is no feed, or that of another brief.
    """
    new, old = _parsed(ours), _standing(existing)
    if _text(old, "id") != _text(new, "id"):
        title = _text(old, "title")
        raise ValueError(f"is the feed of {title!r}; move it, or write this one elsewhere")
    entries = {_text(one, "id"): one for one in (*_entries(old), *_entries(new))}
    for one in _entries(new):
        new.remove(one)
    ordered = sorted(entries.items(), key=lambda pair: pair[0])
    ordered.sort(key=lambda pair: _text(pair[1], "updated"), reverse=True)
    new.extend(one for _, one in ordered[:KEPT])
    latest = new.find(f"{_ATOM}updated")
    if latest is not None:
        latest.text = _text(ordered[0][1], "updated")
    return _written(new)


def _standing(existing: bytes) -> etree._Element:
    try:
        root = _parsed(existing)
    except etree.XMLSyntaxError as error:
        detail = f"is no feed ({error.msg}); move it, or write this one elsewhere"
        raise ValueError(detail) from error
    if root.tag != f"{_ATOM}feed":
        raise ValueError("is no Atom feed; move it, or write this one elsewhere")
    return root


def _parsed(body: bytes) -> etree._Element:
    # A long brief is longer than the ten megabytes that libxml2 takes for an attack; a feed
    # names no entities, and none is resolved.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_blank_text=True, huge_tree=True
    )
    return etree.fromstring(body, parser)


def _entries(root: etree._Element) -> Iterable[etree._Element]:
    found: Iterable[etree._Element] = root.findall(f"{_ATOM}entry")
    return found


def _text(element: etree._Element, name: str) -> str:
    return str(element.findtext(f"{_ATOM}{name}", default="")).strip()


def _written(root: etree._Element) -> bytes:
    """Write a feed, one element a line, the same whether it was read or made."""
    etree.indent(root, space=" ")
    body: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
