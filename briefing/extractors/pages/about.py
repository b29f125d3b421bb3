"""What a page says about its article: who, when, where it stands, what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from briefing.extractors.agencies import end_credit, read_agencies
from briefing.extractors.datelines import dateline_agency
from briefing.extractors.metadata import Fields, read_byline
from briefing.extractors.pages.authors import authors_of
from briefing.extractors.pages.blocks import Block, visible
from briefing.extractors.pages.dates import published_of, updated_of
from briefing.extractors.pages.head import Head, Json, plain, text_in
from briefing.extractors.pages.headline import headline_of, site_of
from briefing.extractors.pages.hints import BITS
from briefing.extractors.pages.near import Near, near_headline
from briefing.extractors.pages.parsing import Element
from briefing.extractors.pages.picture import join, lead_picture
from briefing.model import Hints

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MONTH_FIRST_REGIONS = ("us", "ph", "fm")
_DAY_FIRST_DOMAINS = re.compile(
    r"\.(?:uk|au|nz|ie|in|za|ng|ke|sg|my|hk|eu|de|fr|es|it|nl|be|ru|br|pt|pl)(?:[:/]|$)"
)
_SHORT_CHARS = 100
_CREDIT = BITS["caption"] | BITS["<figure>"]
_MOST_TAGS = 30
# Code points: far over what a brief prints, which cuts the headline and says so.
_MOST_HEADLINE = 3_000


def read_fields(
    root: Element, head: Head, blocks: Sequence[Block], body: Sequence[str], *, known: Hints
) -> Fields:
    """Read an article's fields from its page; `body` are the paragraphs chosen.

    A date is taken only from what speaks of this article: its markup, a line at its
    headline, its address. What was only updated is not thereby published.
    """
    headline = known.headline or headline_of(head, [_line(text) for text in root.iter("h1")])
    near = near_headline(blocks, _headline_place(blocks, headline))
    url = _canonical(head, known.url)
    day_first = _is_day_first(head, url)
    site = site_of(head)
    authors = authors_of(head, near, site=site)
    persons = tuple(author for author in authors if not _is_agency(author))
    short = [block.text for block in blocks if len(block.text) < _SHORT_CHARS]
    return Fields(
        headline=headline[:_MOST_HEADLINE] if headline else None,
        authors=persons,
        agency=_agency(authors, near, body),
        site=site,
        published=published_of(head, near, short, url=url, day_first=day_first),
        updated=updated_of(head, near, day_first=day_first),
        url=url,
        language=_language(head),
        section=_section(head),
        tags=_tags(head),
        picture=lead_picture(root, head, base=url),
    )


def _line(element: Element) -> str:
    return visible(text_in(element))


def _headline_place(blocks: Sequence[Block], headline: str | None) -> int:
    """Find the headline's block: an h1 with its text, any with it, the first h1, or the first."""
    ranks = [2 * (block.text == headline) + (block.tag == "h1") for block in blocks]
    return ranks.index(max(ranks)) if ranks else 0


def _is_agency(author: str) -> bool:
    """Tell an agency, or a job at one (`AP Auto Writer`), from a person."""
    return bool(read_agencies(author) or read_agencies(author.split(maxsplit=1)[0]))


def _agency(authors: Iterable[str], near: Sequence[Near], body: Sequence[str]) -> str | None:
    """Find the agency: an author, a credit at the headline, the dateline, the article's end."""
    bylines = [
        block.text for block in near if len(block.text) < _SHORT_CHARS and not block.hints & _CREDIT
    ]
    found = (
        *(name for author in authors for name in _named(author)),
        *(name for line in bylines for name in _credited(line)),
        *(name for text in body[:2] if (name := dateline_agency(text))),
        *(name for text in body[-2:] for name in read_agencies(end_credit(text)[1])),
        *(name for text in body[-2:] for name in read_agencies(text)),
    )
    return next(iter(found), None)


def _named(author: str) -> tuple[str, ...]:
    return read_agencies(author) or read_agencies(author.split(maxsplit=1)[0])


def _credited(line: str) -> tuple[str, ...]:
    byline = read_byline(line)
    return read_agencies(line) or ((byline[1],) if byline and byline[1] else ())


def _canonical(head: Head, url: str | None) -> str | None:
    stated = head.canonical or head.first("og:url")
    return (join(url, stated) if stated else None) or url


def _is_day_first(head: Head, url: str | None) -> bool:
    """Tell whether 03/04 is the third of April here: not where the page speaks American."""
    tag = (head.language or head.first("og:locale") or "").lower().replace("_", "-")
    language, _, region = tag.partition("-")
    if region:
        return region not in _MONTH_FIRST_REGIONS
    return bool(language and language != "en") or bool(_DAY_FIRST_DOMAINS.search(url or ""))


def _language(head: Head) -> str | None:
    named = head.language or head.first(
        "og:locale", "content-language", "dc.language", "inlanguage"
    )
    tag = (named or "").strip().replace("_", "-").split(",")[0]
    return tag if _LANGUAGE.fullmatch(tag) else None


def _section(head: Head) -> str | None:
    named = head.first("article:section", "parsely-section", "section", "og:section")
    return named or next(
        (text for article in head.articles for text in _texts(article.get("articleSection"))), None
    )


def _tags(head: Head) -> tuple[str, ...]:
    given = list(head.meta.get("article:tag", ()))
    given = given or [
        text for article in head.articles[:1] for text in _texts(article.get("keywords"))
    ]
    given = given or list(head.meta.get("news_keywords", ())) or list(head.meta.get("keywords", ()))
    pieces = (piece.strip() for text in given for piece in text.split(","))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))[:_MOST_TAGS]


def _texts(value: Json) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := plain(item))]
