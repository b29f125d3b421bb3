"""What class names, ids and tags tell about a part of a page, as one small set of bits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from briefing.extractors.pages.parsing import Element

# A name is matched against each word of a class ("entryContent" has two) and
# each pair of neighbours ("entry-content"). The words come from the themes of
# WordPress, Drupal, and the larger news systems.
_NAMES: Mapping[str, str] = {
    "navigation": r"^nav|menu|crumb|toolbar|paginat|^pager|^toc$|table-of|skip-(link|to)",
    "sharing": r"share|sharing|^social|^follow|facebook|twitter|whatsapp|addthis|addtoany"
    r"|like-button",
    "related": r"relat|recirc|recommend|read-(more|next|also)|^more-(from|stories|news|on"
    r"|articles)|also-(read|like)"
    r"|you-(may|might)|up-next|next-(up|article|post)|trending|popular|^most-|^latest|teaser"
    r"|outbrain|taboola"
    r"|zergnet|suggest|see-also|^further|promo(?!te)|carousel|slider|^cards?$|cross-sell"
    r"|product-(card|grid|list|item)",
    "comments": r"comment|disqus|discuss|^respond|repl(y|ies)$|livefyre|^reviews?$",
    "advert": r"^ads?$|^ad-|-ads?$|advert|sponsor|^dfp|banner|affiliate|disclos|commercial"
    r"|leaderboard|^paid",
    "signup": r"newsletter|subscri|sign-?up|opt-?in$|mailchimp|paywall|regist(er|ration)|^login"
    r"|donat|membership"
    r"|^cta$|call-to|hubspot|wpforms|^contact",
    "notice": r"cookie|consent|gdpr|privacy|popup|pop-up|modal|overlay|lightbox|tooltip|^alert"
    r"|notice|toast",
    "caption": r"caption|credit|photo-by|figcap|copyright|legend|gallery|^image|^media$",
    "byline": r"byline|author|^bio$|profile|contributor|writer|dateline|timestamp|^date$|publish"
    r"|posted-on"
    r"|^meta|(entry|post|article)-(meta|info|utility)|reading-time",
    "tags": r"^tags?$|^tag-|topic|categor|keyword|hashtag|^label|^filed",
    "footer": r"^foot|footer|^bottom|colophon|^legal|disclaim|references",
    "heading": r"^header|masthead|site-title|^logo|^hero|kicker|eyebrow|headline|(entry|post"
    r"|article|page)-title",
    "aside": r"sidebar|side-bar|^aside|^rail|(right|left)-col|secondary|complementary|widget"
    r"|sticky|pull-?quote"
    r"|infobox|factbox|^inset|supplement",
    "hidden": r"^hidden|sr-only|screen-?reader|^hide$|d-none|collapsed?$|invisible|print-only",
    "body": r"(article|story|entry|post|blog|page|content|news|text|single|field)-?(body|content"
    r"|text|copy)"
    r"|body-(copy|text|content)|articlebody|rich-text|^rte$|wysiwyg|^prose$|markdown|td-post"
    r"|main-text|single-post"
    r"|content-article",
    "content": r"^main$|^content$|article|^post$|hentry|^story|^entry$|primary",
    "panel": r"accordion|^faq|^qa$|^tabs?$|expand",
}
_PATTERNS = tuple(re.compile(pattern) for pattern in _NAMES.values())
_TAGS = (
    "article",
    "main",
    "aside",
    "header",
    "footer",
    "nav",
    "form",
    "figure",
    "figcaption",
    "blockquote",
    "table",
    "li",
    "section",
    "details",
    "dl",
    "address",
)
NAMES: tuple[str, ...] = (*_NAMES, *(f"<{tag}>" for tag in _TAGS))
BITS: Mapping[str, int] = {name: 1 << position for position, name in enumerate(NAMES)}
TAG_BITS: Mapping[str, int] = {tag: BITS[f"<{tag}>"] for tag in _TAGS}
_HIDDEN = BITS["hidden"]
_NAMING = frozenset(
    (
        "class",
        "id",
        "role",
        "itemprop",
        "aria-label",
        "data-testid",
        "data-component",
        "data-module",
    )
)
# Pairs are many and seldom met twice: only those that a pattern with a hyphen can match count.
_PAIR_STARTS = frozenset(
    [
        "table",
        "skip",
        "like",
        "read",
        "more",
        "also",
        "you",
        "up",
        "next",
        "see",
        "sign",
        "opt",
        "call",
        "pop",
        "photo",
        "posted",
        "ad",
        "ads",
        "entry",
        "post",
        "article",
        "reading",
        "side",
        "right",
        "left",
        "screen",
        "pull",
        "sr",
        "d",
        "print",
        "story",
        "blog",
        "page",
        "content",
        "news",
        "text",
        "single",
        "field",
        "body",
        "rich",
        "td",
        "main",
        "tag",
        "cross",
        "product",
        "site",
    ]
)
_MAX_NAME_CHARS = 400
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def hints_of(element: Element) -> int:
    """Give the bits that an element's tag and naming attributes speak for."""
    bits = TAG_BITS.get(element.tag, 0)
    for name, value in _attributes(element):
        if name in _NAMING:
            bits |= _value_bits(value[:_MAX_NAME_CHARS])
        elif (
            name == "hidden"
            or (name == "aria-hidden" and value == "true")
            or (name == "style" and _hides(value))
        ):
            bits |= _HIDDEN
    return bits


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    return iter(element.items())


def hints_of_class(names: str) -> int:
    """Give the bits that a class attribute speaks for."""
    return _value_bits(names[:_MAX_NAME_CHARS])


def _hides(style: str) -> bool:
    style = style.replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


@lru_cache(4096)
def _value_bits(value: str) -> int:
    bits = 0
    for token in value.split():
        bits |= _token_bits(token)
    return bits


@lru_cache(8192)
def _token_bits(token: str) -> int:
    words = [word.lower() for word in _WORD.findall(token[:80])]
    bits = 0
    for word in words:
        bits |= _word_bits(word)
    for first, second in pairwise(words):
        if first in _PAIR_STARTS:
            bits |= _word_bits(f"{first}-{second}")
    return bits


@lru_cache(16384)
def _word_bits(word: str) -> int:
    return sum(1 << position for position, pattern in enumerate(_PATTERNS) if pattern.search(word))
