"""The article's headline, from places that must agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from briefing.extractors.pages.head import Head, plain

_SEPARATOR = re.compile(r"\s+[|\-–—·•:»›~]+\s+|\s*\|\s*|\s+::\s+")
_WORD = re.compile(r"\w+")
_FOLD = str.maketrans("’‘“”–—\u00a0", "''\"\"-- ")
_MAX_CHARS = 300
_MOST_SITE_WORDS = 6
_LEAST_OVERLAP = 0.5


def headline_of(head: Head, headings: Sequence[str]) -> str | None:
    """Choose the headline among the page's h1 texts, meta tags, JSON-LD and title.

    `headings` are the h1 texts in the order of the page. An h1 that one of the
    other places confirms wins; else the claim that most places share.
    """
    site = _fold(site_of(head) or "")
    claims = [claim for claim in _claims(head, site) if claim]
    seen = [text for text in headings if text and len(text) <= _MAX_CHARS and _fold(text) != site]
    return (
        _confirmed(seen, claims)
        or _shared(claims)
        or (seen[0] if seen else None)
        or (head.title or None)
    )


def site_of(head: Head) -> str | None:
    """Give the site's name from og:site_name, application-name, or the JSON-LD publisher."""
    named = head.first("og:site_name", "application-name", "apple-mobile-web-app-title", "cre")
    return named or _publisher(head)


def _publisher(head: Head) -> str | None:
    for article in head.articles:
        publisher = article.get("publisher")
        if isinstance(publisher, dict):
            known = head.by_id.get(str(publisher.get("@id")), publisher)
            if name := plain(known.get("name")) or plain(publisher.get("name")):
                return name
    return None


def _claims(head: Head, site: str) -> Iterable[str]:
    yield from (without_site(plain(article.get("headline")), site) for article in head.articles[:1])
    yield from (
        without_site(head.first(name) or "", site)
        for name in ("og:title", "twitter:title", "dc.title", "headline")
    )
    yield without_site(head.title, site)


def without_site(title: str, site: str) -> str:
    """Cut the site's name, and what stands after a bar, from a page title."""
    pieces = _SEPARATOR.split(title)
    cuts = list(_SEPARATOR.finditer(title))
    while len(pieces) > 1 and _is_site(pieces[-1], cuts[-1][0], site):
        title = title[: cuts[-1].start()]
        pieces, cuts = pieces[:-1], cuts[:-1]
    if len(pieces) > 1 and site and _fold(pieces[0]) == site:
        title = title[cuts[0].end() :]
    return title.strip()


def _is_site(piece: str, cut: str, site: str) -> bool:
    folded = _fold(piece)
    if site and (
        folded == site or _squeeze(folded) in _squeeze(site) or _squeeze(site) in _squeeze(folded)
    ):
        return True
    return "|" in cut and len(piece.split()) <= _MOST_SITE_WORDS


def _confirmed(headings: Sequence[str], claims: Sequence[str]) -> str | None:
    """Give the h1 that a claim repeats, else one that it overlaps by most words."""
    folded = {_squeeze(_fold(claim)) for claim in claims}
    for heading in headings:
        if _squeeze(_fold(heading)) in folded:
            return heading
    best = max(headings, key=lambda text: _overlap(text, claims), default=None)
    return best if best and _overlap(best, claims) >= _LEAST_OVERLAP else None


def _shared(claims: Sequence[str]) -> str | None:
    votes = Counter(_fold(claim) for claim in claims)
    return max(claims, key=lambda claim: votes[_fold(claim)], default=None)


def _overlap(text: str, claims: Sequence[str]) -> float:
    words = set(_WORD.findall(_fold(text)))
    return max((_jaccard(words, set(_WORD.findall(_fold(claim)))) for claim in claims), default=0.0)


def _jaccard(first: set[str], second: set[str]) -> float:
    return len(first & second) / len(first | second) if first | second else 0.0


def _fold(text: str) -> str:
    return " ".join(text.translate(_FOLD).casefold().split())


def _squeeze(text: str) -> str:
    return "".join(_WORD.findall(text))
