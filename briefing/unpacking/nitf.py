"""NITF, the news industry's text format: alone, and inside NewsML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element

from briefing.model import Hints, Reason
from briefing.unpacking.dates import timestamp
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import HTML, Envelope, Findings, merged, read_whole, written
from briefing.unpacking.wording import language, lines, one_line, page
from briefing.unpacking.xml_tree import as_html, child, read_tree, text_at

_WITHDRAWN = frozenset({"canceled", "cancelled", "withheld", "killed"})
# What has no place in the text of an article: pictures with captions, notes to editors.
_ASIDE = frozenset({"media", "media-metadata", "media-caption", "note", "fn", "datasource"})
_RENAMED = {"block": "div", "hl1": "h2", "hl2": "h2", "bq": "blockquote", "credit": "cite"}
_KEPT_NAMES = (
    "a b blockquote br caption cite col dd div dl dt em h2 h3 hr i li ol p pre q strong sub sup"
    " table tbody td tfoot th thead tr ul"
)
_KEPT = frozenset(_KEPT_NAMES.split())


def open_nitf(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give the article of an NITF document."""
    tree = read_tree(read_whole(envelope, stream), envelope.charset)
    if tree.fault:
        raise Unreadable(Reason.UNREADABLE, f"the NITF document cannot be read: {tree.fault}")
    check_usable(tree.root, envelope.now)
    hints = merged(nitf_hints(tree.root), envelope.hints)
    content = nitf_html(tree.root)
    shown = page(content, headline=hints.headline, spoken=hints.language)
    yield written(envelope, shown, HTML, hints)


def check_usable(root: Element, now: datetime) -> None:
    """Let an article pass that its agency has not taken back or still holds.

    Raises:
        Unreadable: it has, or does.
    """
    docdata = child(root, "head", "docdata")
    if docdata is None:
        return
    if docdata.get("management-status", "").lower() in _WITHDRAWN:
        raise Unreadable(Reason.REFUSED, "the agency has withdrawn it")
    release = child(docdata, "date.release")
    released = timestamp(release.get("norm")) if release is not None else None
    if released and released > now:
        raise Unreadable(Reason.REFUSED, f"under embargo until {released:%Y-%m-%d %H:%M} UTC")


def nitf_hints(root: Element) -> Hints:
    """Read what the head of an NITF document says."""
    head = child(root, "body", "body.head")
    head = Element("body.head") if head is None else head
    docdata = child(root, "head", "docdata")
    docdata = Element("docdata") if docdata is None else docdata
    body = child(root, "body")
    return Hints(
        headline=one_line(text_at(head, "hedline", "hl1") or text_at(root, "head", "title")),
        authors=tuple(_authors(head)),
        agency=one_line(text_at(head, "distributor", "org") or text_at(head, "distributor")),
        published=_norm(docdata, "date.issue") or _norm(head, "dateline", "story.date"),
        language=language(None if body is None else body.get("lang")) or language(root.get("lang")),
        section=_section(root),
        tags=lines([key.get("key") for key in docdata.iter("keyword")]),
    )


def nitf_html(root: Element) -> str:
    """Turn the content of an NITF body into HTML, its words as they are.

    Raises:
        Unreadable: it has none.
    """
    content = child(root, "body", "body.content")
    if content is None or not "".join(content.itertext()).strip():
        raise Unreadable(Reason.NO_ARTICLE, "the NITF document has no body.content")
    return as_html(_page_like(content))


def _authors(head: Element) -> Iterator[str]:
    for byline in head.iter("byline"):
        people = lines(
            [" ".join("".join(person.itertext()).split()) for person in byline.iter("person")]
        )
        whole = one_line(" ".join((byline.text or "").split()))
        bare = (whole or "").removeprefix("By ").removeprefix("by ")
        yield from people or ((bare,) if bare else ())


def _norm(element: Element, *path: str) -> datetime | None:
    found = child(element, *path)
    return None if found is None else timestamp(found.get("norm"))


def _section(root: Element) -> str | None:
    pubdata = child(root, "head", "pubdata")
    return None if pubdata is None else one_line(pubdata.get("position.section"))


def _page_like(element: Element) -> Element:
    """Copy an element with names that HTML knows, and without what stands aside."""
    tag = _RENAMED.get(element.tag, element.tag)
    made = Element(tag if tag in _KEPT else "span")
    if tag == "a" and element.get("href"):
        made.set("href", element.get("href", ""))
    made.text, made.tail = element.text, element.tail
    for each in element:
        made.append(_tail_only(each) if each.tag in _ASIDE else _page_like(each))
    return made


def _tail_only(element: Element) -> Element:
    made = Element("span")
    made.tail = element.tail
    return made
