"""What a web page says of itself: JSON-LD, meta tags, and its lines as a reader sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from briefing.extractors.agencies import read_agencies
from briefing.extractors.metadata import Fields, read_names
from briefing.extractors.timestamps import read_timestamp
from briefing.text import fold, printable

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

_ARTICLE_TYPE = re.compile(r"Article$|^BlogPosting$|^Report$|^WebPage$", re.IGNORECASE)
_MOST_NODES = 5_000  # of JSON-LD, on a page that would keep us busy
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SITE_GAP = re.compile(r"\s+[|–—·•-]\s+")
_HEADLINE_MOST = 300  # code points
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "object"})
_INLINE = frozenset(
    (  # noqa: SIM905 - a row of words reads better
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark "
        "q s samp small span strike strong sub sup time tt u var wbr"
    ).split()
)

Node = dict[str, object]


def read_fields(tree: HtmlElement) -> Fields:
    """Read an article's fields from its page.

    The date comes from JSON-LD, a meta tag or the article's own time element, else
    there is none: other dates on a page are seldom the article's.
    """
    node = _article_node(tree)
    meta = _meta(tree)
    site = meta.get("og:site_name") or _name(node.get("publisher"))
    authors = _authors(node, meta)
    agencies = read_agencies(", ".join(authors))
    return Fields(
        headline=_headline(tree, node, meta, site),
        authors=() if agencies else tuple(name for a in authors for name in read_names(a)),
        agency=next(iter(agencies), None),
        site=site or None,
        published=read_timestamp(_published(tree, node, meta)),
        url=_address(tree, meta),
        language=_language(tree),
    )


def visible_lines(tree: HtmlElement) -> tuple[str, ...]:
    """List a page's lines of text, top to bottom, space single, empty ones left out."""
    joined = printable("".join(_visible(tree)))
    lines = (" ".join(line.split()) for line in joined.split("\n"))
    return tuple(line for line in lines if line)


def _visible(tree: HtmlElement) -> Iterator[str]:
    """Yield texts and line breaks; a stack of our own, since pages nest deeper than Python."""
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, is_done = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else "#comment"
        if is_done:
            yield "" if tag in _INLINE else "\n"
            yield element.tail.replace("\n", " ") if element.tail else ""
            continue
        stack.append((element, True))
        yield "" if tag in _INLINE else "\n"
        if tag not in _HIDDEN and tag != "#comment":
            yield element.text.replace("\n", " ") if element.text else ""
            stack.extend((child, False) for child in reversed(element))


def _article_node(tree: HtmlElement) -> Node:
    """Find the JSON-LD node of the article; of several, the first that has a headline."""
    nodes = [node for node in _nodes(tree) if _is_article(node)]
    return next((node for node in nodes if "headline" in node), nodes[0] if nodes else {})


def _is_article(node: Node) -> bool:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in listed)


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    stack: list[object] = [
        _loaded(str(script.text or ""))
        for script in reversed(tree.xpath('//script[@type="application/ld+json"]'))
    ]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            yield value
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))


def _loaded(text: str) -> object:
    try:
        loaded: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):  # pages are full of JSON that is none
        return None
    return loaded


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Map the names of meta tags to their first content."""
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        found.setdefault(str(name).casefold(), _plain(element.get("content")))
    return found


def _plain(value: object) -> str:
    return " ".join(printable(unescape(str(value))).split()) if value else ""


def _name(value: object) -> str:
    """Read the name of a person or a publisher, however JSON-LD puts it."""
    if isinstance(value, list):
        return _name(value[0]) if value else ""
    if isinstance(value, dict):
        return _plain(value.get("name")) if isinstance(value.get("name"), str) else ""
    return _plain(value) if isinstance(value, str) else ""


def _authors(node: Node, meta: dict[str, str]) -> tuple[str, ...]:
    listed = node.get("author")
    values = listed if isinstance(listed, list) else [listed]
    names = [name for value in values if (name := _name(value))]
    return tuple(names or [meta[key] for key in ("author", "article:author") if meta.get(key)][:1])


def _headline(tree: HtmlElement, node: Node, meta: dict[str, str], site: str) -> str | None:
    """Choose the headline: the page's one h1 where its title agrees, else what it declares."""
    titles = [_plain(element.text_content()) for element in tree.xpath("//title")[:1]]
    heads = [_plain(element.text_content()) for element in tree.xpath("//h1")]
    declared = [
        _name(node.get("headline")),
        meta.get("og:title", ""),
        meta.get("twitter:title", ""),
    ]
    for head in heads:
        if head and any(fold(head) in fold(other) for other in (*declared, *titles) if other):
            return head[:_HEADLINE_MOST]
    candidates = (*declared, *(heads if len(heads) == 1 else ()), *titles)
    best = next((text for text in candidates if text), "")
    return _without_site(best, site)[:_HEADLINE_MOST] or None


def _without_site(title: str, site: str) -> str:
    """Cut the site's name off the end of a title: `Rates rise | The Example`."""
    parts = _SITE_GAP.split(title)
    if len(parts) > 1 and site and fold(parts[-1]) in fold(site):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·•-")
    return title


def _published(tree: HtmlElement, node: Node, meta: dict[str, str]) -> str:
    """Find the text of the date that the page declares for its article."""
    keys = ("article:published_time", "datepublished", "og:published_time", "date", "pubdate",
            "publishdate", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dc.date",
            "dcterms.created", "article:published", "cxenseparse:recs:publishtime")  # fmt: skip
    declared = next((meta[key] for key in keys if meta.get(key)), "")
    return _name(node.get("datePublished")) or declared or _time_element(tree)


def _time_element(tree: HtmlElement) -> str:
    """Find the article's own time element: marked as such, or beside the only h1."""
    marked = tree.xpath('//*[@itemprop="datePublished"]') or tree.xpath("//time[@pubdate]")
    beside = tree.xpath(
        "//*[self::article or self::header or self::main][count(.//h1)=1][count(//h1)=1]"
        "[count(.//time)=1]//time"
    )
    for element in (*marked, *beside):
        return _plain(element.get("datetime") or element.get("content") or element.text_content())
    return ""


def _address(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    links = [str(link) for link in tree.xpath('//link[@rel="canonical"]/@href')]
    candidates = (*links, meta.get("og:url", ""))
    return next((url for url in candidates if re.match(r"https?://[^\s<>\"]+\Z", url)), None)


def _language(tree: HtmlElement) -> str | None:
    declared = str(tree.get("lang") or "").strip().replace("_", "-")
    return declared if _LANGUAGE.fullmatch(declared) else None
