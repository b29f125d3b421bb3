"""Articles as JSON objects, under the names that crawlers, services and data sets use.

Of each row the first name that has a value counts. Names are compared without case,
`_` and `-`, so `articleBody`, `article_body` and `ARTICLE-BODY` are one.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.model import Hints, Reason
from briefing.unpacking.dates import timestamp
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import HTML, PLAIN, Envelope, Finding, link, written
from briefing.unpacking.wording import is_markup, language, lines, one_line, page, web_address

Fields = dict[str, object]

_HTML = ("html", "bodyhtml", "contenthtml", "rawhtml", "htmlcontent", "bodyxhtml", "articlehtml")
_TEXT = (
    "text", "body", "content", "articlebody", "maintext", "fulltext", "articletext", "bodytext",
    "contenttext", "plaintext", "cleanedtext", "article", "story",
)  # fmt: skip
_HEADLINE = ("headline", "title", "headlinemain", "name")
_URL = ("url", "link", "canonicalurl", "canonicallink", "weburl", "sourceurl", "articleurl", "uri")
_PUBLISHED = (
    "published", "datepublished", "publishedat", "publishdate", "publisheddate", "publicationdate",
    "pubdate", "publisheddatetime", "webpublicationdate", "date", "datetime", "timestamp",
    "created", "createdat",
)  # fmt: skip
_UPDATED = ("updated", "datemodified", "updatedat", "modified", "lastmodified", "dateupdated")
_AUTHORS = ("authors", "author", "byline", "creator", "writers")
_SITE = ("site", "sitename", "source", "sourcename", "publisher", "publication", "outlet", "domain")
_AGENCY = ("agency", "newsagency", "provider", "wire")
_LANGUAGE = ("language", "lang", "inlanguage", "languagecode")
_SECTION = ("section", "articlesection", "sectionname", "category", "desk")
_TAGS = ("tags", "keywords", "topics", "subjects", "categories")
# Such sources cut off what they call content: `... [+2000 chars]`.
_CUT = "chars]"


def read_record(envelope: Envelope, fields: Fields) -> Finding:
    """Give a record's article, or its page's address where it holds no text.

    Raises:
        Unreadable: it holds neither.
    """
    bare = {key.lower().replace("_", "").replace("-", ""): value for key, value in fields.items()}
    hints = _hints(bare)
    html, text = _text(bare, _HTML), _text(bare, _TEXT)
    if html or is_markup(text):
        shown = html or page(text, headline=hints.headline, spoken=hints.language)
        return written(envelope, shown, HTML, hints)
    if text and not text.rstrip().endswith(_CUT):
        return written(envelope, text, PLAIN, hints)
    if hints.url:
        return link(envelope, hints.url, hints)
    known = ", ".join(sorted(fields)[:20])
    raise Unreadable(Reason.NO_ARTICLE, f"holds neither a text nor an address; its fields: {known}")


def _hints(bare: Fields) -> Hints:
    return Hints(
        url=next(
            (url for url in (web_address(value) for value in _values(bare, _URL)) if url), None
        ),
        headline=_line(bare, _HEADLINE),
        authors=_names(bare, _AUTHORS),
        agency=_line(bare, _AGENCY),
        site=_line(bare, _SITE),
        published=next(filter(None, map(timestamp, _values(bare, _PUBLISHED))), None),
        updated=next(filter(None, map(timestamp, _values(bare, _UPDATED))), None),
        language=next(filter(None, map(language, _values(bare, _LANGUAGE))), None),
        section=_line(bare, _SECTION),
        tags=_names(bare, _TAGS),
    )


def _values(bare: Fields, names: tuple[str, ...]) -> Iterator[object]:
    """Give the values under some names, and those inside them that have a name."""
    for name in filter(bare.__contains__, names):
        value = bare[name]
        yield from (_named(each) for each in (value if isinstance(value, list) else [value]))


def _named(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return next((value[key] for key in ("name", "title", "value", "label") if value.get(key)), None)


def _text(bare: Fields, names: tuple[str, ...]) -> str:
    """Give the first text; a list of texts is taken for paragraphs."""
    for name in names:
        value = bare.get(name)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            value = "\n\n".join(map(str, value))
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _line(bare: Fields, names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(one_line, _values(bare, names))), None)


def _names(bare: Fields, names: tuple[str, ...]) -> tuple[str, ...]:
    """List the names under the first field that has some; commas part those of a text."""
    for name in filter(bare.__contains__, names):
        found = list(_values(bare, (name,)))
        parted = [
            part for each in found for part in (each.split(",") if isinstance(each, str) else [])
        ]
        named = lines(parted)
        if named:
            return tuple(one.removeprefix("By ").removeprefix("by ") for one in named)
    return ()
