"""ninjs, the news agencies' JSON, versions 1 to 3."""

from __future__ import annotations

from briefing.model import Hints, Reason
from briefing.unpacking.dates import timestamp
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import HTML, PLAIN, Envelope, Finding, written
from briefing.unpacking.records import Fields
from briefing.unpacking.wording import language, lines, one_line, page, web_address

_MARKS = (
    "body_xhtml", "body_html", "body_text", "bodies", "versioncreated", "versionCreated",
    "pubstatus", "pubStatus", "headlines", "contentcreated", "contentCreated",
)  # fmt: skip
_WITHDRAWN = frozenset({"canceled", "withheld"})
_TEXTS = frozenset({"", "text", "composite"})


def is_ninjs(fields: Fields) -> bool:
    """Tell a ninjs item: an identifier, and names that only ninjs gives."""
    return isinstance(fields.get("uri"), str) and any(mark in fields for mark in _MARKS)


def read_ninjs(envelope: Envelope, fields: Fields) -> Finding:
    """Give the article of a ninjs item.

    Raises:
        Unreadable: it is withdrawn, under embargo, a picture, or without a text.
    """
    _check(envelope, fields)
    hints = _hints(fields)
    html, text = _bodies(fields)
    if html:
        return written(
            envelope, page(html, headline=hints.headline, spoken=hints.language), HTML, hints
        )
    if text:
        return written(envelope, text, PLAIN, hints)
    raise Unreadable(Reason.NO_ARTICLE, "the ninjs item holds no body")


def _check(envelope: Envelope, fields: Fields) -> None:
    kind = _string(fields, "type").lower()
    if kind not in _TEXTS:
        raise Unreadable(Reason.UNSUPPORTED, f"an item of type {kind} holds no article")
    if _string(fields, "pubstatus", "pubStatus").lower() in _WITHDRAWN:
        raise Unreadable(Reason.REFUSED, "the agency has withdrawn it")
    held = timestamp(_string(fields, "embargoed"))
    if held and held > envelope.now:
        raise Unreadable(Reason.REFUSED, f"under embargo until {held:%Y-%m-%d %H:%M} UTC")


def _bodies(fields: Fields) -> tuple[str, str]:
    """Give the HTML and the plain text of an item, each empty where there is none."""
    html = _string(fields, "body_xhtml", "body_html")
    text = _string(fields, "body_text")
    for body in _objects(fields, "bodies"):
        is_html = "html" in _string(body, "contenttype", "contentType")
        html = html or (_string(body, "value") if is_html else "")
        text = text or ("" if is_html else _string(body, "value"))
    return html, text


def _hints(fields: Fields) -> Hints:
    version = timestamp(_string(fields, "versioncreated", "versionCreated"))
    first = _string(fields, "firstcreated", "firstCreated", "contentcreated", "contentCreated")
    return Hints(
        url=web_address(_string(fields, "url", "canonicalurl", "link")),
        headline=_headline(fields),
        authors=_authors(fields),
        agency=_agency(fields),
        published=timestamp(first) or version,
        updated=version,
        language=language(_string(fields, "language")),
        section=one_line(_string(fields, "section", "desk")),
        tags=lines(
            [_name(each) for each in (*_objects(fields, "subject"), *_objects(fields, "subjects"))]
        ),
    )


def _headline(fields: Fields) -> str | None:
    main = sorted(
        _objects(fields, "headlines"), key=lambda each: _string(each, "role") not in {"", "main"}
    )
    values = [_string(fields, "headline"), *(_string(each, "value") for each in main)]
    return next(filter(None, map(one_line, [*values, _string(fields, "title")])), None)


def _authors(fields: Fields) -> tuple[str, ...]:
    byline = _string(fields, "byline").removeprefix("By ").removeprefix("by ")
    people = [
        _name(each) for each in _objects(fields, "people") if _string(each, "rel") == "author"
    ]
    return lines([byline]) or lines(people)


def _agency(fields: Fields) -> str | None:
    sources = (*_objects(fields, "infosources"), *_objects(fields, "infosource"))
    names = [_name(each) for each in sources]
    holder = _string(fields, "provider", "source", "copyrightholder", "copyrightHolder")
    return next(filter(None, map(one_line, [*names, holder])), None)


def _name(fields: Fields) -> str:
    """Name a subject, person or organisation: directly, or in its list of names."""
    listed = [_string(each, "value") for each in _objects(fields, "names")]
    return _string(fields, "name") or next(filter(None, listed), "") or _string(fields, "literal")


def _string(fields: Fields, *names: str) -> str:
    return next((found for found in map(fields.get, names) if isinstance(found, str) and found), "")


def _objects(fields: Fields, name: str) -> tuple[Fields, ...]:
    found = fields.get(name)
    return (
        tuple(each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()
    )
