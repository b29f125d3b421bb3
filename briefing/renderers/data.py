"""JSON: the brief itself, for programs, and to be rendered again in any format."""

from __future__ import annotations

import json as stdlib_json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from briefing import encoding
from briefing.errors import SourceError
from briefing.model import Brief, Reason, Rendered
from briefing.settings import OutputSettings

FORMAT = "briefing/brief"
VERSION = 1

# Half of a character; no UTF-8 can hold it.
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def json(settings: OutputSettings) -> Callable[[Brief], Rendered]:  # noqa: ARG001  # every format's
    """Make a renderer that writes the brief as it is, described by `schema`."""
    return _render


def _render(brief: Brief) -> Rendered:
    return Rendered(
        format="json",
        media_type="application/json",
        filename="brief.json",
        body=document(brief),
    )


def document(brief: Brief) -> bytes:
    """Write a brief as JSON; `read` gives it back."""
    return written(encoding.encode(brief))


def written(brief: Any) -> bytes:
    """Write the plain values of a brief as `document` does, also those of an older version."""
    values = {"format": FORMAT, "version": VERSION, "brief": brief}
    text = stdlib_json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).encode()


def embedded(brief: Brief) -> str:
    """Write a brief as JSON that may stand in an element of HTML, in one line."""
    values = {"format": FORMAT, "version": VERSION, "brief": encoding.encode(brief)}
    text = stdlib_json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).replace("<", r"\u003c")


def read(body: bytes, *, uri: str) -> Brief:
    """Give the brief that `document` wrote; `uri` names the file in messages.

    Raises:
        SourceError: it is none; the message says what is wrong, and where.
    """
    values = _parsed(body, uri)
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        detail = f"is no brief: it does not say {stdlib_json.dumps({'format': FORMAT})}"
        raise SourceError(uri, Reason.UNREADABLE, detail)
    if values.get("version") != VERSION:
        told = f"{values.get('version')!r}"[:20]
        detail = f"is a brief of version {told}, and {VERSION} is read here; update briefing"
        raise SourceError(uri, Reason.UNREADABLE, detail)
    try:
        brief = encoding.decode(Brief, values.get("brief"), place="brief")
        ZoneInfo(brief.timezone)
        _check_sources(brief)
    except (ZoneInfoNotFoundError, OSError) as error:
        told = f"is no brief: brief.timezone: unknown time zone {brief.timezone!r}"
        raise SourceError(uri, Reason.UNREADABLE, told) from error
    except (ValueError, RecursionError, OverflowError) as error:
        raise SourceError(uri, Reason.UNREADABLE, f"is no brief: {error}") from error
    return brief


def _check_sources(brief: Brief) -> None:
    """Refuse a brief that names a source which it does not list.

    Raises:
        ValueError: with the place and the number.
    """
    known = {source.number for source in brief.sources}
    for place, number in _named(brief):
        if number not in known:
            raise ValueError(f"{place}: {number} is not among the sources")


def _named(brief: Brief) -> Iterator[tuple[str, int]]:
    """Give each number of a source that stands in a brief, with its place."""
    yield from (("brief.glance", passage.source) for passage in brief.glance)
    for index, section in enumerate(brief.sections):
        here = f"brief.sections[{index}]"
        yield from ((f"{here}.digest", passage.source) for passage in section.digest)
        for at, entry in enumerate(section.entries):
            place = f"{here}.entries[{at}]"
            yield place, entry.source
            yield from ((place, passage.source) for passage in entry.printed)
            yield from ((place, fact.source) for fact in entry.facts)
            also = entry.coverage.sources if entry.coverage else ()
            yield from ((place, number) for number in also)


def _parsed(body: bytes, uri: str) -> Any:
    try:
        return stdlib_json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise SourceError(uri, Reason.NOT_TEXT, "is not UTF-8 text") from error
    except stdlib_json.JSONDecodeError as error:
        detail = f"is not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        raise SourceError(uri, Reason.UNREADABLE, detail) from error
    except RecursionError as error:
        raise SourceError(uri, Reason.UNREADABLE, "is nested too deeply") from error
    except ValueError as error:  # a number without end
        raise SourceError(uri, Reason.UNREADABLE, f"is not JSON: {error}") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def schema() -> Mapping[str, Any]:
    """Describe the file as JSON Schema (draft 2020-12)."""
    brief = encoding.schema(Brief)
    properties = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "brief": {"$ref": brief["$ref"]},
    }
    return {
        "$schema": brief["$schema"],
        "title": "A brief, as briefing writes it to brief.json",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": brief["$defs"],
    }
