"""What templates are given: the brief, and a few facts that follow from it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from briefing.days import day_out
from briefing.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.model import Brief, Entry, Fact, Passage, Placement, Sentence, Source

# Spelled out, since strftime's %B follows the locale of the machine.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_SCHEMES = frozenset({"http", "https", "mailto"})
# Browsers drop tabs and newlines inside a scheme, and so read "java\nscript:".
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_ADDRESS = re.compile(r'[\s"<>\\^`{|}\u202a-\u202e\u2066-\u2069]')
# A control character is an error in HTML, a lone surrogate cannot be encoded.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A place in the brief where a source is quoted."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The variables that the templates of every format see, by the names of the fields.

    `sources` is keyed by the number of a source, as are `uses`, the entries that quote
    it, and `tells`, those whose story it tells unquoted; `outlets` counts.
    """

    brief: Brief
    sources: Mapping[int, Source]
    uses: Mapping[int, tuple[Use, ...]]
    tells: Mapping[int, tuple[Use, ...]]
    outlets: int

    def variables(self) -> dict[str, object]:
        """Give the fields by their names."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def context(brief: Brief) -> Context:
    """Work out what templates may ask for."""
    return Context(
        brief=brief,
        sources={source.number: source for source in brief.sources},
        uses=uses(brief),
        tells=tells(brief),
        outlets=len({source.outlet for source in brief.sources}),
    )


def uses(brief: Brief) -> dict[int, tuple[Use, ...]]:
    """List for each source the entries that quote it, in the order of the brief."""
    return _uses(brief, lambda entry: {passage.source for passage in entry.printed})


def tells(brief: Brief) -> dict[int, tuple[Use, ...]]:
    """List for each source the entries whose story it tells as well, unquoted."""

    def unquoted(entry: Entry) -> set[int]:
        others = set(entry.coverage.sources) if entry.coverage else set()
        return others - {passage.source for passage in entry.printed}

    return _uses(brief, unquoted)


def _uses(brief: Brief, of: Callable[[Entry], set[int]]) -> dict[int, tuple[Use, ...]]:
    found: dict[int, list[Use]] = {source.number: [] for source in brief.sources}
    for part, section in enumerate(brief.sections, start=1):
        for place, entry in enumerate(section.entries, start=1):
            use = Use(anchor=f"entry-{part}-{place}", title=section.title)
            for number in sorted(of(entry)):
                found.setdefault(number, []).append(use)
    return {number: tuple(places) for number, places in found.items()}


def printable(text: str) -> str:
    """Show what no reader can see, or no file can hold, as U+FFFD."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def link(address: str | None) -> str:
    """Give an address that is safe to follow, or nothing.

    Only http, https and mailto pass. Characters that have no place in an address
    come out percent-encoded.
    """
    if address is None or _HIDDEN.search(address):
        return ""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    is_complete = bool(parts.netloc) or parts.scheme == "mailto"
    if parts.scheme not in _SCHEMES or not is_complete:
        return ""
    return _NOT_IN_ADDRESS.sub(_percent, printable(address.strip()))


def _percent(match: re.Match[str]) -> str:
    return quote(match[0])


def filename(uri: str) -> str:
    """Give the last part of a path or address, without the folders above it."""
    parts = re.split(r"[\\/]", uri.rstrip("\\/"))
    return parts[-1] or uri


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: "1 article", "2 articles", "3 stories"."""
    if number == 1:
        return f"{number:,} {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def apart(passage: Passage, previous: Passage) -> bool:
    """Tell whether the article says something between two of its passages."""
    if passage.article_id != previous.article_id:
        return False
    return passage.sentences[0].position != previous.sentences[-1].position + 1


def aside(passage: Passage, sentence: Sentence) -> str:
    """Say which days and people a sentence speaks of: "Thursday: 9 December 2021; Roe: Ada Roe"."""
    days = {
        found.expression: f"{found.expression}: {days_of(found.first, found.last)}"
        for found in passage.dates
        if found.position == sentence.position
    }
    people = [
        f"{found.expression}: {found.full}"
        for found in passage.names
        if found.position == sentence.position
    ]
    return "; ".join((*days.values(), *people))


def by_day(entry: Entry, sources: Mapping[int, Source], *, zone: ZoneInfo) -> str:
    """Say what a chronology is, and of how many days it tells."""
    told = {one.number: day_out(one, zone) for one in sources.values()}
    numbers = {entry.source, *(entry.coverage.sources if entry.coverage else ())}
    days = {told[number] for number in numbers if told.get(number)}
    chosen = len(entry.chronology)
    some = f": {chosen} of {len(days)} days" if chosen < len(days) else ""
    return f"Day by day, as published{some}"


def elsewhere(entry: Entry, sources: Mapping[int, Source]) -> tuple[tuple[str, int], ...]:
    """Give outlet and number of each other source of a story, in their order.

    Where a chronology tells the days, those of one outlet stand together, and only the
    first of them has its name: over a year each may have dozens.
    """
    others = entry.coverage.sources if entry.coverage else ()
    if not entry.chronology:
        return tuple((sources[number].outlet, number) for number in others)
    by_outlet: dict[str, list[int]] = {}
    for number in others:
        by_outlet.setdefault(sources[number].outlet, []).append(number)
    return tuple(
        ("" if place else outlet, number)
        for outlet, numbers in by_outlet.items()
        for place, number in enumerate(numbers)
    )


def days_of(first: date, last: date) -> str:
    """Write a day, a whole month or year, or from which day to which."""
    if first == last:
        return calendar_day(first)
    if (first.day, last.day) != (1, monthrange(last.year, last.month)[1]):
        return f"{calendar_day(first)} – {calendar_day(last)}"
    return str(first.year) if first.month != last.month else f"{month(first)} {first.year}"


def calendar_day(day: date) -> str:
    """Write a day: "31 December 2021"."""
    return f"{day.day} {month(day)} {day.year}"


def month(day: date) -> str:
    """Name a day's month."""
    return _MONTHS[day.month - 1]


def fact(found: Fact) -> str:
    """Write a fact: a place or a figure as the article has it, a day with what it means."""
    if found.first is None:
        return found.expression
    meant = days_of(found.first, found.last or found.first)
    return meant if meant == found.expression else f"{found.expression}: {meant}"


def why(placement: Placement, title: str) -> str:
    """Say by what a story stands under the theme of that title."""
    strength = f"{placement.strength:.2f}"
    match placement.rule:
        case "rule":
            return f"The rule of “{title}” takes it, with a score of {strength}"
        case "example":
            return f"One of its sentences is an example of “{title}” in the settings"
        case "words":
            chance = f"{100 * placement.strength:.0f} percent"
            return f"No rule takes it; by its words it belongs to “{title}” with {chance}"
        case "found":
            return f"“{title}” was found among the articles, by words that they share"
        case other:
            return f"“{title}” takes it by {other}, with a score of {strength}"


def zone(name: str) -> ZoneInfo:
    """Look up a time zone by its IANA name.

    Raises:
        RenderError: there is no such zone on this machine.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RenderError(f"unknown time zone {name!r}", template="brief") from error


def day(moment: datetime, *, zone: ZoneInfo) -> str:
    """Write a day: "31 December 2021"."""
    return calendar_day(moment.astimezone(zone).date())


def time(moment: datetime, *, zone: ZoneInfo) -> str:
    """Write a day and a time: "31 December 2021, 23:15 UTC"."""
    return f"{day(moment, zone=zone)}, {clock(moment, zone=zone)}"


def when(source: Source, *, zone: ZoneInfo) -> str:
    """Write when a source came out: "31 December 2021, 23:15 UTC", or the bare day."""
    if source.published is None:
        return "date not given"
    if source.published_day_only:
        return day(source.published, zone=ZoneInfo("UTC"))
    return time(source.published, zone=zone)


def clock(moment: datetime, *, zone: ZoneInfo) -> str:
    """Write a time of day: "23:15 UTC"."""
    local = moment.astimezone(zone)
    name = local.tzname() or ""
    # Zones without letters of their own are named by their distance, such as +04.
    label = f"UTC{name}" if name.startswith(("+", "-")) else name
    return f"{local:%H:%M} {label}".rstrip()


def span(period: tuple[datetime, datetime], *, zone: ZoneInfo) -> str:
    """Write a period in days; one that begins and ends on one day is that day."""
    first, last = (day(moment, zone=zone) for moment in period)
    return first if first == last else f"{first} – {last}"


def iso(moment: datetime) -> str:
    """Write a time for machines, in UTC: "2021-12-31T23:15:00Z"."""
    return f"{moment.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%SZ}"


def filters(timezone: str) -> Mapping[str, Callable[..., str]]:
    """Give the filters that templates of every format have."""
    here = zone(timezone)
    return {
        "day": partial(day, zone=here),
        "time": partial(time, zone=here),
        "clock": partial(clock, zone=here),
        "when": partial(when, zone=here),
        "by_day": partial(by_day, zone=here),
        "span": partial(span, zone=here),
        "iso": iso,
        "link": link,
        "filename": filename,
        "counted": counted,
        "fact": fact,
    }
