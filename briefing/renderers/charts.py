"""Small pictures of a brief, as SVG to stand in its page: the same brief gives the same bytes.

They take their color from the text around them, and hold a `<title>`, which is what a
screen reader says and what stands in a tagged PDF. Lengths along a line of time are
percentages, so that letters and dots keep their size on any screen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from briefing.days import day_out
from briefing.model import Brief, Entry, Source
from briefing.renderers import stretches, view

_FEWEST = 4  # dated articles, from which bars show something
_MOST_BARS = 31  # the days of a month
_HEIGHT = 16  # of the bars, in pixels
_FEWEST_DOTS = 3
_NEAR = 4.5  # percent of the line, below which two numbers would touch
_MOST_MIDNIGHTS = 7
_MOST_NAMED = 20  # dots, beyond which a screen reader would read for minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """How many articles of each section came out on each day, as a row of bars.

    `pictures` is keyed by the anchor of the section; `legend` says what the bars are.
    """

    legend: str
    pictures: Mapping[str, Markup]


def by_day(brief: Brief) -> Days | None:
    """Draw the articles per theme and day; None where there is nothing to see."""
    zone = view.zone(brief.timezone)
    sources = {source.number: source for source in brief.sources}
    told = {
        section.anchor: [day_out(sources[one], zone) for one in numbers(section.entries)]
        for section in brief.sections
    }
    dated = {anchor: [day for day in days if day] for anchor, days in told.items()}
    every = sorted(day for days in dated.values() for day in days)
    if len(every) < _FEWEST or (every[0] == every[-1] and len(dated) == 1):
        return None
    first, last = every[0], every[-1]
    unit, spans = stretches.stretches(first, last, _MOST_BARS)
    begins = [one for one, _ in spans]
    counts = {
        anchor: Counter(bisect_right(begins, day) - 1 for day in dated[anchor]) for anchor in dated
    }
    most = max(max(count.values(), default=0) for count in counts.values())
    names = [_span(*one) for one in spans]
    return Days(
        legend=f"Bars: articles per {unit}, {_span(first, last)}; the highest stands for {most}",
        pictures={
            section.anchor: _bars(
                f"{section.title}, by {unit}",
                [(name, counts[section.anchor][at]) for at, name in enumerate(names)],
                most,
            )
            for section in brief.sections
        },
    )


def numbers(entries: Iterable[Entry]) -> tuple[int, ...]:
    """List the sources that tell the stories of some entries, by their numbers, rising."""
    found: set[int] = set()
    for entry in entries:
        found.add(entry.source)
        found.update(passage.source for passage in entry.printed)
        found.update(entry.coverage.sources if entry.coverage else ())
    return tuple(sorted(found))


def _span(first: date, last: date) -> str:
    begins, ends = view.calendar_day(first), view.calendar_day(last)
    return begins if first == last else f"{begins} – {ends}"


def _bars(title: str, counts: Sequence[tuple[str, int]], most: int) -> Markup:
    """Draw a bar for each stretch of time, which comes with its name."""
    width = max(4, min(14, 84 // len(counts)))
    told = "; ".join(f"{name}: {view.counted(count, 'article')}" for name, count in counts if count)
    shapes = Markup("").join(
        _bar(place * width, width - 1, count, most) for place, (_, count) in enumerate(counts)
    )
    return Markup(
        '<svg class="spark" role="img" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
        "<title>{2}</title>{3}</svg>"
    ).format(len(counts) * width, _HEIGHT, _words(f"{title}: {told or 'no dated article'}"), shapes)


def _bar(left: int, width: int, count: int, most: int) -> Markup:
    # A day without an article is a thin line, so that the days can be counted.
    height = max(2, round(_HEIGHT * count / most)) if count else 1
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="currentColor" fill-opacity="{}"/>'
    ).format(left, _HEIGHT - height, width, height, "1" if count else "0.4")


def timeline(entry: Entry, brief: Brief) -> Markup:
    """Draw when the sources of a story came out; nothing where fewer than three tell their time.

    Dots stand at their time, with the numbers of the sources above them where there is
    room, and names of days, weeks, months or years where these begin in the zone of the
    brief. Where a chronology tells the story, the dots of its sources stand out.
    """
    zone = view.zone(brief.timezone)
    dots = _dots_of(entry, brief, zone)
    if len(dots) < _FEWEST_DOTS or dots[0].moment == dots[-1].moment:
        return Markup("")
    line = _Line(first=dots[0].moment, last=dots[-1].moment)
    inside = Markup("").join((*_ticks(line, zone), *_drawn(line, dots, zone)))
    return Markup(
        '<svg class="timeline" role="img" width="100%" height="38"><title>{}</title>'
        '<line x1="0" x2="100%" y1="18.5" y2="18.5" stroke="currentColor" stroke-opacity="0.5"/>'
        "{}</svg>"
    ).format(_words(_told(dots, zone)), inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dot:
    """A source on the line; of a bare day it is noon. `is_told` makes it stand out."""

    moment: datetime
    source: Source
    is_told: bool


def _dots_of(entry: Entry, brief: Brief, zone: ZoneInfo) -> list[_Dot]:
    """Give the sources of a story in the order of time.

    A bare day is too coarse for a line of a few days, and good enough for a longer one.
    """
    wanted = set(numbers([entry]))
    told = {one.passage.source for one in entry.chronology}
    found = [
        _Dot(moment=_moment(one, zone), source=one, is_told=not told or one.number in told)
        for one in brief.sources
        if one.number in wanted and one.published
    ]
    found.sort(key=lambda one: (one.moment, one.source.number))
    if found and (found[-1].moment - found[0].moment).days > _MOST_MIDNIGHTS:
        return found
    return [one for one in found if not one.source.published_day_only]


def _moment(source: Source, zone: ZoneInfo) -> datetime:
    assert source.published is not None  # noqa: S101  # the caller has looked
    if not source.published_day_only:
        return source.published
    day = source.published
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)


def _told(dots: Sequence[_Dot], zone: ZoneInfo) -> str:
    """Say what a line shows, to those who do not see it: each source, or of very many how many."""
    if len(dots) > _MOST_NAMED:
        first, last = (view.when(dots[at].source, zone=zone) for at in (0, -1))
        return f"When it was reported: {len(dots)} articles, from {first} to {last}"
    told = (f"{one.source.outlet}, {view.when(one.source, zone=zone)}" for one in dots)
    return f"When it was reported: {'; '.join(told)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    first: datetime
    last: datetime

    def place(self, moment: datetime) -> float:
        """Give where a time stands on the line, in percent from the left."""
        return round(2 + 96 * ((moment - self.first) / (self.last - self.first)), 2)


def _drawn(line: _Line, dots: Iterable[_Dot], zone: ZoneInfo) -> Iterator[Markup]:
    free = 0.0  # from where on a number would not touch the one before
    for one in sorted(dots, key=lambda one: one.is_told):  # what stands out lies on top
        place, number = line.place(one.moment), one.source.number
        yield Markup(
            '<circle cx="{}%" cy="18.5" r="4" fill="currentColor"{}><title>{}</title></circle>'
        ).format(
            place,
            Markup("") if one.is_told else Markup(' fill-opacity="0.35"'),
            _words(f"[{number}] {one.source.outlet}, {view.when(one.source, zone=zone)}"),
        )
        width = _NEAR * max(1.0, len(str(number)) / 2)
        if one.is_told and place - (width - _NEAR) / 2 >= free:
            yield _text(place, 9, str(number))
            free = place + (width + _NEAR) / 2


def _ticks(line: _Line, zone: ZoneInfo) -> Iterator[Markup]:
    first, last = (one.astimezone(zone).date() for one in (line.first, line.last))
    for day in stretches.beginnings(first, last):
        place = line.place(datetime(day.begins.year, day.begins.month, day.begins.day, tzinfo=zone))
        yield Markup(
            '<line x1="{0}%" x2="{0}%" y1="13" y2="24" stroke="currentColor" stroke-opacity="0.5"/>'
        ).format(place)
        # At the ends of the line the name would be cut.
        if 6 <= place <= 94:  # noqa: PLR2004
            yield _text(place, 35, day.name)


def _text(place: float, y: int, text: str) -> Markup:
    # The font is named for the printer, which hands no style of the page on to pictures.
    return Markup(
        '<text x="{}%" y="{}" text-anchor="middle" font-size="10" '
        'font-family="Briefing Sans" fill="currentColor">{}</text>'
    ).format(place, y, text)


def _words(text: str) -> str:
    return view.printable(" ".join(text.split()))
