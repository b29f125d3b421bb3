"""What a page says about itself outside the visible text: meta tags and JSON-LD."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from briefing.extractors.pages.parsing import Element

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_MAX_JSON_CHARS = 2_000_000
_MAX_JSON_NODES = 5_000
_ARTICLE_TYPES = frozenset(
    [
        "article",
        "newsarticle",
        "blogposting",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "liveblogposting",
        "techarticle",
        "scholarlyarticle",
        "advertisercontentarticle",
        "report",
        "socialmediaposting",
        "medicalscholarlyarticle",
    ]
)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TAG = re.compile(r"<[a-zA-Z/][^>]{0,500}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Meta tags by lower-cased name (first wins), JSON-LD articles, and other nodes."""

    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""
    canonical: str | None = None
    language: str | None = None
    articles: tuple[dict[str, Json], ...] = ()
    nodes: tuple[dict[str, Json], ...] = ()
    by_id: Mapping[str, dict[str, Json]] = field(default_factory=dict)

    def first(self, *names: str) -> str | None:
        """Give the first non-empty meta value under any of `names`, in their order."""
        return next((values[0] for name in names if (values := self.meta.get(name))), None)


def read_head(root: Element) -> Head:
    """Read meta tags, title, canonical link and JSON-LD of a parsed page."""
    nodes = tuple(_nodes(root))
    return Head(
        meta=_meta(root),
        title=_title(root),
        canonical=_canonical(root),
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        articles=tuple(node for node in nodes if types_of(node) & _ARTICLE_TYPES),
        nodes=nodes,
        by_id={
            key: node for node in nodes if isinstance(key := node.get("@id"), str) and len(node) > 1
        },
    )


def types_of(node: Mapping[str, Json]) -> frozenset[str]:
    """Give the node's schema.org types, lower case, without address."""
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(kind.rsplit("/", 1)[-1].lower() for kind in listed if isinstance(kind, str))


def plain(value: Json) -> str:
    """Give a text value without markup, entities and doubled spaces; else an empty text."""
    if not isinstance(value, str):
        return ""
    text = html.unescape(html.unescape(value)) if "&" in value else value
    return " ".join((_TAG.sub(" ", text) if "<" in text else text).split())


def text_in(element: Element) -> str:
    """Give all text in an element, spaces as they are."""
    return "".join(str(piece) for piece in element.itertext())


def _meta(root: Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        name = (
            tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        )
        content = plain(tag.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return {name: tuple(values) for name, values in found.items()}


def _title(root: Element) -> str:
    # An <svg> may hold a <title> too; the page's own comes first.
    return next((plain(text_in(tag)) for tag in root.iter("title")), "")


def _canonical(root: Element) -> str | None:
    links = (link for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical")
    return next((href.strip() for link in links if (href := link.get("href"))), None)


def _nodes(root: Element) -> Iterator[dict[str, Json]]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield from _walk(_load(script.text or ""))


def _load(text: str) -> Json:
    text = (
        text.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
    )
    if len(text) > _MAX_JSON_CHARS:
        return None
    try:
        # Raw line breaks inside texts are common and wrong; strict=False takes them.
        return json.loads(text, strict=False)  # type: ignore[no-any-return]  # json gives Any
    except (ValueError, RecursionError):
        return _load_lenient(text)


def _load_lenient(text: str) -> Json:
    try:
        return json.loads(_CONTROL.sub(" ", text).rstrip("; "), strict=False)  # type: ignore[no-any-return]  # as above
    except (ValueError, RecursionError):
        return None


def _walk(value: Json) -> Iterator[dict[str, Json]]:
    """Give every object of the tree, outer before inner, up to a cap."""
    queue: deque[Json] = deque((value,))
    for _ in range(_MAX_JSON_NODES):
        if not queue:
            return
        item = queue.popleft()
        if isinstance(item, dict):
            yield item
            queue.extend(child for child in item.values() if isinstance(child, dict | list))
        elif isinstance(item, list):
            queue.extend(item)
