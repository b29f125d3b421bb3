"""XML from strangers as a tree: entities are refused, nothing is fetched.

expat itself, and not a library around it: it tells of every declared entity before
any is expanded, needs no names of its own, and what was read before a fault is kept,
so that a list that was cut off still gives its beginning.

Names lose their prefix: agencies choose prefixes freely, and forget to declare them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from html.entities import html5
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.parsers import expat

from briefing.model import Reason
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.wording import decoded

_DEPTH_MOST = 200  # so that a tree can be walked and written by recursion
_ELEMENTS_MOST = 800_000  # a sitemap of the largest size has 400,000
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
# An unclosed CDATA section is taken to the end: every try must move on.
_AMPERSAND = re.compile(r"<!\[CDATA\[(?s:.*?)(?:\]\]>|\Z)|&(?:(#?[a-zA-Z0-9]{1,31};))?")
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
# XML has no place for these characters, and feeds are full of them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Tree:
    """What was read, and what ended the reading too early, in the parser's words."""

    root: Element
    fault: str | None


def read_tree(body: bytes, charset: str | None) -> Tree:
    """Read an XML document as far as it can be read.

    Where it is faulty, it is read again with its bare ampersands taken as they were
    meant, and HTML's names for characters taken for known.

    Raises:
        Unreadable: it declares entities, is too large or deep, or has no element.
    """
    text = _FORBIDDEN.sub("", _DECLARATION.sub("", decoded(body, charset), count=1)).strip()
    builder = _Builder()
    fault = builder.read(text)
    if fault:
        builder = _Builder()
        fault = builder.read(_AMPERSAND.sub(_repaired, text))
    return Tree(builder.whole(fault), fault)


def _repaired(found: re.Match[str]) -> str:
    name = found[1]
    if found[0].startswith("<") or (name and (name[0] == "#" or name in _OF_XML)):
        return found[0]
    return escape(html5[name]) if name in html5 else f"&amp;{name or ''}"


def children(element: Element, *path: str) -> Iterator[Element]:
    """Give the elements at the end of a path of names, in their order."""
    if not path:
        yield element
        return
    for child in element:
        if child.tag == path[0]:
            yield from children(child, *path[1:])


def child(element: Element, *path: str) -> Element | None:
    """Give the first element at the end of a path of names."""
    return next(children(element, *path), None)


def text_at(element: Element, *path: str) -> str:
    """Give all text inside the first element at the end of a path; empty if there is none."""
    found = child(element, *path)
    return "" if found is None else text_of(found)


def text_of(element: Element) -> str:
    """Give all text inside an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def as_html(element: Element) -> str:
    """Write what an element holds, without its own tag and what follows it, as HTML."""
    opening = Element("body")
    opening.text = element.text
    opening.extend(element)
    written = tostring(opening, encoding="unicode", method="html")
    return written.removeprefix("<body>").removesuffix("</body>")


class _Builder:
    """Turns expat's events into elements."""

    def __init__(self) -> None:
        self._root: Element | None = None
        self._open: list[Element] = []
        self._pieces: list[str] = []  # of text, put together once: there can be millions
        self._count = 0

    def read(self, text: str) -> str | None:
        """Read a document, and give the parser's words about its fault."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append
        parser.DefaultHandlerExpand = self._other
        try:
            parser.Parse(text.encode(errors="replace"), True)
        except expat.ExpatError as error:
            self._flush()
            return str(error)
        return None

    def whole(self, fault: str | None) -> Element:
        """Give the root.

        Raises:
            Unreadable: not one element was read.
        """
        if self._root is None:
            raise Unreadable(Reason.UNREADABLE, f"no XML can be read in it: {fault}")
        return self._root

    def _entity(self, *_: object) -> None:
        words = "declares XML entities, which can grow without bound or read other files"
        raise Unreadable(Reason.REFUSED, words)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        self._count += 1
        if self._count > _ELEMENTS_MOST or len(self._open) >= _DEPTH_MOST:
            raise Unreadable(Reason.TOO_LARGE, "has too many XML elements, or too deep ones")
        bare = {_local(key): value for key, value in reversed(attributes.items())}
        if self._open:
            element = SubElement(self._open[-1], _local(name), bare)
        else:
            element = self._root = Element(_local(name), bare)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._flush()
        self._open.pop()

    def _flush(self) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        if not self._open:
            return
        element = self._open[-1]
        if len(element):
            element[-1].tail = text
        else:
            element.text = text

    def _other(self, text: str) -> None:
        # HTML's names for characters, in a document whose DTD is somewhere else.
        if text.startswith("&"):
            self._pieces.append(html5.get(text[1:], text))


def _local(name: str) -> str:
    return name.rpartition(":")[2] or name
