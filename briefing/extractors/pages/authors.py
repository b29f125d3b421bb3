"""Who wrote the article, as its markup or its byline says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest

from briefing.extractors.pages.head import Head, Json, plain, types_of
from briefing.extractors.pages.hints import BITS
from briefing.extractors.pages.near import Near
from briefing.extractors.timestamps import date_span

_BYLINE = BITS["byline"]
_NEVER = BITS["comments"] | BITS["<nav>"] | BITS["<figure>"]
_RELATED = BITS["related"] | BITS["footer"] | _NEVER
_PREFIX = re.compile(
    r"^\W*(?:(?:written|posted|published|authored|story|words|text|reported|article|blog"
    r"|post)\s+by|by|author|"
    r"authors|writer|von|par|por|di|door|af|av|autor|auteur|автор)\b\s*:?\s*",
    re.IGNORECASE,
)
_MUST_PREFIX = re.compile(
    r"\b(?:written|posted|published|authored|story|reported)\s+by\s*:?\s+|^\W*[Bb][Yy]\s*:?\s+"
    r"|^By(?=[A-Z][a-z])|\bauthors?\s*:\s*|\|\s*by\s+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:,\s+and\s+|,|;|\s&\s|\sand\s|\sund\s|\set\s|\sy\s|\s\|\s|\s/\s|\s•\s|\s·\s)\s*",
    re.IGNORECASE,
)
_TITLE_WORDS = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|staff|contributor|journalist|columnist|published"
    r"|updated|posted|"
    r"read|minutes?|share|follow|comments?|last|reviewed|edited|fact|checked|medically|on|at|in"
    r"|for|the|of|about|your|you|to|how|what|with|from|this|is|we|our)\b",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(
    r"^(?:(?:m\.?d|ph\.?d|r\.?d|rdn|ldn|mph|ms|msc|ma|mba|cpa|cfp|jd|do|rn|dds|dvm|pharmd|jr|sr"
    r"|ii|iii|esq)\.?)$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:admin(?:istrator)?|editor(?:s|ial)?(?: team| staff| board)?|staff(?: writer"
    r"| report(?:er)?s?)?|guest(?: author)?|"
    r"unknown|anonymous|none|null|undefined|webmaster|author|team|user|root|wordpress"
    r"|super ?admin|web ?admin|by|"
    r"content team|marketing(?: team)?|newsroom|news desk|default|n/?a|test|press release)$",
    re.IGNORECASE,
)
_USERNAME = re.compile(
    r"^\w+(?:\.\w+)+$|^(?=.*\d)[a-z0-9._\-]{6,}$|^[\w.]+@[\w.]+$|^[a-z0-9]{14,}$|^\d+$"
)
_BARE_PREFIX = re.compile(
    r"^\W*(?:(?:written|posted|published|authored)\s+)?by\s*:?$|^authors?:?$", re.IGNORECASE
)
_READING_TIME = re.compile(r"\bmin(?:ute)?s?\b.{0,4}\bread", re.IGNORECASE)
_TAIL = re.compile(
    r"\s+(?:on|in|at|for|is|was|has)\s+|\s*[|•·–—]\s*|\s-\s|\bupdated\b|\bpublished\b|\bposted\b",
    re.IGNORECASE,
)
_KNOWN_LABEL = re.compile(
    r"\b(?:facebook|twitter|linkedin|instagram|email|pinterest|home|blog|category|platform"
    r"|research|development|news|free|best|guide|tips|contents)\b",
    re.IGNORECASE,
)
_MIN_NAME_WORDS, _MAX_NAME_WORDS = 2, 5
_LEAST_NAME_CHARS, _MOST_NAME_CHARS = 3, 80
_MOST_BYLINE_CHARS = 200
_MOST_DATE_LINE_CHARS = 60


def authors_of(head: Head, near: Sequence[Near], *, site: str | None) -> tuple[str, ...]:
    """Give the authors' names, from JSON-LD, meta tags, or the byline in `near`.

    `near` are the blocks around the headline, best first. Where the markup
    names but the site or an organization, a person in the byline wins.
    """
    stated = _tidy(_stated(head))
    if stated and not _is_house(stated, head, site):
        return stated
    return _tidy(_written(near)) or _tidy(_marked(near)) or _tidy(_beside_date(near)) or stated


def _is_house(names: tuple[str, ...], head: Head, site: str | None) -> bool:
    """Tell whether the stated author is the publisher and not a person."""
    if site and names[0].casefold() in site.casefold():
        return True
    authors = (article.get("author") for article in head.articles)
    return any("organization" in types_of(author) for author in authors if isinstance(author, dict))


def _stated(head: Head) -> list[str]:
    for article in head.articles:
        if names := list(_names(article.get("author"), head)):
            return names
    for name in (
        "author",
        "parsely-author",
        "sailthru.author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "citation_author",
    ):
        values = [value for value in head.meta.get(name, ()) if not value.startswith(("http", "/"))]
        if values and _tidy(values):
            return values
    return []


def _names(value: Json, head: Head) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _names(item, head)
    elif isinstance(value, dict):
        known = head.by_id.get(str(value.get("@id")), value)
        name = value.get("name") or known.get("name")
        yield from (_names(name, head) if isinstance(name, list) else [plain(name)])
    elif isinstance(value, str) and not value.startswith("http"):
        yield plain(value)


def _marked(near: Sequence[Near]) -> list[str]:
    """Read names out of blocks that class names call a byline."""
    for block in near:
        is_byline = (block.hints & _BYLINE) or "author" in block.relations
        if is_byline and not block.hints & _RELATED and len(block.text) < _MOST_BYLINE_CHARS:
            names = _byline(block.text)
            if names:
                return names
    return []


def _written(near: Sequence[Near]) -> list[str]:
    """Read names after "By" or "Written by", on the same line or the next."""
    for block, following in zip_longest(near, near[1:]):
        if block.hints & _NEVER or len(block.text) > _MOST_BYLINE_CHARS:
            continue
        found = _MUST_PREFIX.search(block.text[:120])
        if found and (names := _byline(block.text[found.end() :], is_named=True)):
            return names
        if (
            following
            and _BARE_PREFIX.match(block.text)
            and (names := _byline(following.text, is_named=True))
        ):
            return names
    return []


def _beside_date(near: Sequence[Near]) -> list[str]:
    """Read a name that stands alone beside the date line, above the text."""
    for first, second in pairwise(near):
        for name, line in ((first, second), (second, first)):
            if looks_like_name(name.text) and not name.hints & _NEVER and _is_date_line(line.text):
                return [name.text]
    return []


def _is_date_line(text: str) -> bool:
    return len(text) < _MOST_DATE_LINE_CHARS and (
        date_span(text) is not None or _READING_TIME.search(text) is not None
    )


def _byline(text: str, *, is_named: bool = False) -> list[str]:
    """Read the names that a byline starts with; `is_named` takes a house or pen name too."""
    span = date_span(text)
    text = (
        text[: span[0]]
        if span and span[0] >= _LEAST_NAME_CHARS
        else (text[span[1] :] if span else text)
    )
    text = _PREFIX.sub("", _TAIL.split(text)[0])
    names: list[str] = []
    for piece in _parts(text):
        bare = piece.split(",")[0]
        if not looks_like_name(bare) and not (is_named and not names and _is_pen_name(bare)):
            break
        names.append(piece)
    return names


def _is_pen_name(text: str) -> bool:
    words = text.split()
    return (
        1 <= len(words) < _MAX_NAME_WORDS
        and (text[0].isupper() or text[0].isdigit())
        and len(text) >= _LEAST_NAME_CHARS
        and text[-1] not in ".:?!"
    )


def looks_like_name(text: str) -> bool:
    """Tell whether `text` is two to five capitalized words without digits."""
    words = text.replace(".", ". ").split()
    if not text[:1].isalpha() or _KNOWN_LABEL.search(text):
        return False
    if not _MIN_NAME_WORDS <= len(words) <= _MAX_NAME_WORDS or any(
        c.isdigit() or c in "@/:?!" for c in text
    ):
        return False
    return not _TITLE_WORDS.search(text) and sum(word[:1].isupper() for word in words) >= max(
        2, len(words) - 1
    )


def _tidy(names: Iterable[str]) -> tuple[str, ...]:
    tidy: dict[str, str] = {}
    for name in names:
        for piece in _parts(name):
            bare = _PREFIX.sub("", piece).strip(" ,|-–—\"'")
            if _is_somebody(bare):
                tidy.setdefault(bare.casefold(), bare)
    return tuple(tidy.values())


def _is_somebody(name: str) -> bool:
    if not name or len(name) > _MOST_NAME_CHARS or "http" in name:
        return False
    return not _NOBODY.match(name) and not _USERNAME.match(name)


def _parts(name: str) -> list[str]:
    """Split a list of names, leaving degrees ("MD") with their bearer."""
    parts: list[str] = []
    pieces = _SPLIT.split(name)
    if len(pieces) > 1 and all(" " not in piece for piece in pieces):
        return [name]  # "Maria & Katerina", "Kaufman, Jeff"
    for piece in pieces:
        if parts and _CREDENTIALS.match(piece):
            parts[-1] += f", {piece}"
        else:
            parts.append(piece)
    return parts
