"""NewsML-G2: single items, and messages of several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element

from briefing.model import Hints, Reason
from briefing.unpacking.dates import timestamp
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.nitf import nitf_hints, nitf_html
from briefing.unpacking.parts import (
    HTML,
    PLAIN,
    Envelope,
    Finding,
    Findings,
    drop,
    inside,
    merged,
    read_whole,
    written,
)
from briefing.unpacking.wording import is_markup, language, lines, one_line, page, web_address
from briefing.unpacking.xml_tree import as_html, child, children, read_tree, text_at, text_of

_ITEMS = frozenset({"newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem"})
_WITHDRAWN = frozenset({"canceled", "withheld"})


def open_newsml(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give the text items of a NewsML-G2 document; the others are named and left out."""
    tree = read_tree(read_whole(envelope, stream), envelope.charset)
    items = list(_items(tree.root))
    is_alone = tree.root in items
    for number, item in enumerate(items, start=1):
        inner = envelope if is_alone else inside(envelope, str(number))
        try:
            if tree.fault and item is items[-1]:
                raise Unreadable(Reason.UNREADABLE, f"is cut off or damaged: {tree.fault}")
            yield _finding(inner, item)
        except Unreadable as error:
            yield drop(inner, error.reason, error.detail)
    if not items:
        raise Unreadable(Reason.EMPTY, "the NewsML message holds no item")


def _items(root: Element) -> Iterator[Element]:
    if root.tag in _ITEMS:
        yield root
        return
    for items in children(root, "itemSet"):
        yield from (item for item in items if item.tag in _ITEMS)


def _finding(envelope: Envelope, item: Element) -> Finding:
    _check(envelope, item)
    hints = merged(_hints(item), envelope.hints)
    for xml in children(item, "contentSet", "inlineXML"):
        for body in xml:
            return _from_xml(envelope, body, hints)
    for data in children(item, "contentSet", "inlineData"):
        return _from_data(envelope, data, hints)
    raise Unreadable(Reason.NO_ARTICLE, "the item holds no text of its own")


def _check(envelope: Envelope, item: Element) -> None:
    """Let an item pass that is text, and that its agency lets go out.

    Raises:
        Unreadable: it is not.
    """
    if item.tag != "newsItem":
        raise Unreadable(Reason.UNSUPPORTED, f"a {item.tag} refers to articles and holds none")
    kind = _code(item, "itemMeta", "itemClass")
    if kind and kind != "text":
        raise Unreadable(Reason.UNSUPPORTED, f"an item of class {kind} holds no article")
    if _code(item, "itemMeta", "pubStatus") in _WITHDRAWN:
        raise Unreadable(Reason.REFUSED, "the agency has withdrawn it")
    held = timestamp(text_at(item, "itemMeta", "embargoed"))
    if held and held > envelope.now:
        raise Unreadable(Reason.REFUSED, f"under embargo until {held:%Y-%m-%d %H:%M} UTC")


def _from_xml(envelope: Envelope, body: Element, hints: Hints) -> Finding:
    if body.tag == "nitf":
        mine = merged(hints, nitf_hints(body))
        return _written(envelope, nitf_html(body), mine)
    content = child(body, "body") if body.tag == "html" else body
    return _written(envelope, as_html(body if content is None else content), hints)


def _from_data(envelope: Envelope, data: Element, hints: Hints) -> Finding:
    if data.get("encoding"):
        raise Unreadable(Reason.UNSUPPORTED, f"inline data in {data.get('encoding')}")
    text = "".join(data.itertext()).strip()
    if "html" in data.get("contenttype", PLAIN) or is_markup(text):
        return _written(envelope, text, hints)
    if not text:
        raise Unreadable(Reason.EMPTY, "the item's text is empty")
    return written(envelope, text, PLAIN, hints)


def _written(envelope: Envelope, content: str, hints: Hints) -> Finding:
    shown = page(content, headline=hints.headline, spoken=hints.language)
    return written(envelope, shown, HTML, hints)


def _hints(item: Element) -> Hints:
    meta, content = child(item, "itemMeta"), child(item, "contentMeta")
    meta = Element("itemMeta") if meta is None else meta
    content = Element("contentMeta") if content is None else content
    spoken = child(content, "language")
    return Hints(
        url=_address(content),
        headline=one_line(text_at(content, "headline") or text_at(meta, "title")),
        authors=tuple(_authors(content)),
        agency=_agency(meta),
        published=_published(meta, content),
        updated=timestamp(text_at(meta, "versionCreated")),
        language=language(None if spoken is None else spoken.get("tag"))
        or language(item.get("lang")),
        tags=lines([text_at(subject, "name") for subject in children(content, "subject")]),
    )


def _published(meta: Element, content: Element) -> datetime | None:
    """Tell when it first went out; an item of one version says only when that was made."""
    first = timestamp(text_at(meta, "firstCreated")) or timestamp(
        text_at(content, "contentCreated")
    )
    return first or timestamp(text_at(meta, "versionCreated"))


def _address(content: Element) -> str | None:
    found = (web_address(text_of(link)) for link in children(content, "altId"))
    return next((url for url in found if url), None)


def _authors(content: Element) -> Iterator[str]:
    """Name the writers: the creators where they have names, else the byline."""
    named = lines([text_at(creator, "name") for creator in children(content, "creator")])
    byline = one_line(text_at(content, "by")) or ""
    yield from named or lines(byline.removeprefix("By ").removeprefix("by "))


def _agency(meta: Element) -> str | None:
    provider = child(meta, "provider")
    if provider is None:
        return None
    code = provider.get("literal") or provider.get("qcode", "").rpartition(":")[2]
    return one_line(text_at(provider, "name")) or one_line(code)


def _code(item: Element, *path: str) -> str:
    """Give the local part of a code such as `ninat:text`."""
    found = child(item, *path)
    return "" if found is None else found.get("qcode", "").rpartition(":")[2].lower()
