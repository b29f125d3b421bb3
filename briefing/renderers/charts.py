"""Small pictures of a brief, as SVG to stand in its page: the same brief gives the same bytes.

They take their color from the text around them, and hold a `<title>`, which is what a
screen reader says and what stands in a tagged PDF. Lengths along a line of time are
percentages, so that letters and dots keep their size on any screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from briefing.model import Brief, Entry, Section, Source
from briefing.renderers import view

_FEWEST = 4  # dated articles, from which bars show something
_MOST_BARS = 28
_HEIGHT = 16  # of the bars, in pixels
_FEWEST_DOTS = 3
_NEAR = 4.5  # percent of the line, below which two numbers would touch
_MOST_MIDNIGHTS = 7


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
        section.anchor: [_day(sources[one], zone) for one in numbers(section.entries)]
        for section in brief.sections
    }
    dated = {anchor: [day for day in days if day] for anchor, days in told.items()}
    every = sorted(day for days in dated.values() for day in days)
    if len(every) < _FEWEST or (every[0] == every[-1] and len(dated) == 1):
        return None
    first, last = every[0], every[-1]
    step = (last - first).days // _MOST_BARS + 1  # days in a bar
    bars = (last - first).days // step + 1
    counts = {
        anchor: Counter((day - first).days // step for day in dated[anchor]) for anchor in dated
    }
    most = max(max(count.values(), default=0) for count in counts.values())
    spans = [_span(first + timedelta(step * one), step, last) for one in range(bars)]
    return Days(
        legend=_legend(first, last, step, most),
        pictures={
            section.anchor: _bars(
                section, [counts[section.anchor][one] for one in range(bars)], spans, most
            )
            for section in brief.sections
        },
    )


def numbers(entries: Iterable[Entry]) -> tuple[int, ...]:
    """List the sources that tell the stories of some entries, by their numbers, rising."""
    found: set[int] = set()
    for entry in entries:
        found.add(entry.source)
        found.update(passage.source for passage in entry.passages)
        found.update(entry.coverage.sources if entry.coverage else ())
    return tuple(sorted(found))


def _day(source: Source, zone: ZoneInfo) -> date | None:
    if source.published is None:
        return None
    # A bare day is midnight in UTC, and must not slip to the day before.
    return source.published.astimezone(UTC if source.published_day_only else zone).date()


def _span(first: date, step: int, end: date) -> str:
    last = min(first + timedelta(step - 1), end)
    return (
        view.calendar_day(first)
        if first == last
        else f"{view.calendar_day(first)} – {view.calendar_day(last)}"
    )


def _legend(first: date, last: date, step: int, most: int) -> str:
    each = "day" if step == 1 else f"{step} days"
    days = _span(first, (last - first).days + 1, last)
    return f"Bars: articles per {each}, {days}; the highest stands for {most}"


def _bars(section: Section, counts: Sequence[int], spans: Sequence[str], most: int) -> Markup:
    unit = max(4, min(14, 84 // len(counts)))
    told = "; ".join(
        f"{span}: {view.counted(count, 'article')}"
        for span, count in zip(spans, counts, strict=True)
        if count
    )
    shapes = Markup("").join(
        _bar(place * unit, unit - 1, count, most) for place, count in enumerate(counts)
    )
    width = len(counts) * unit
    return Markup(
        '<svg class="spark" role="img" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
        "<title>{2}</title>{3}</svg>"
    ).format(
        width, _HEIGHT, _words(f"{section.title}, by day: {told or 'no dated article'}"), shapes
    )


def _bar(left: int, width: int, count: int, most: int) -> Markup:
    # A day without an article is a thin line, so that the days can be counted.
    height = max(2, round(_HEIGHT * count / most)) if count else 1
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="currentColor" fill-opacity="{}"/>'
    ).format(left, _HEIGHT - height, width, height, "1" if count else "0.4")


def timeline(entry: Entry, brief: Brief) -> Markup:
    """Draw when the sources of a story came out; nothing where fewer than three tell their time.

    Dots stand at their time, with the numbers of the sources above them where there is
    room, and a day's name where it begins in the zone of the brief.
    """
    wanted = set(numbers([entry]))
    found = [one for one in brief.sources if one.number in wanted and not one.published_day_only]
    dots = sorted(
        (source.published, source.number, source.outlet) for source in found if source.published
    )
    if len(dots) < _FEWEST_DOTS or dots[0][0] == dots[-1][0]:
        return Markup("")
    zone = view.zone(brief.timezone)
    told = "; ".join(f"{outlet}, {view.time(moment, zone=zone)}" for moment, _, outlet in dots)
    line = _Line(first=dots[0][0], last=dots[-1][0])
    inside = Markup("").join((*_midnights(line, zone), *_dots(line, dots, zone)))
    return Markup(
        '<svg class="timeline" role="img" width="100%" height="38"><title>{}</title>'
        '<line x1="0" x2="100%" y1="18.5" y2="18.5" stroke="currentColor" stroke-opacity="0.5"/>'
        "{}</svg>"
    ).format(_words(f"When it was reported: {told}"), inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    first: datetime
    last: datetime

    def place(self, moment: datetime) -> float:
        """Give where a time stands on the line, in percent from the left."""
        return round(2 + 96 * ((moment - self.first) / (self.last - self.first)), 2)


def _dots(
    line: _Line, dots: Iterable[tuple[datetime, int, str]], zone: ZoneInfo
) -> Iterator[Markup]:
    free = 0.0  # from where on a number would not touch the one before
    for moment, number, outlet in dots:
        place = line.place(moment)
        yield Markup(
            '<circle cx="{}%" cy="18.5" r="4" fill="currentColor"><title>{}</title></circle>'
        ).format(place, _words(f"[{number}] {outlet}, {view.time(moment, zone=zone)}"))
        if place >= free:
            yield _text(place, 9, str(number))
            free = place + _NEAR


def _midnights(line: _Line, zone: ZoneInfo) -> Iterator[Markup]:
    day = line.first.astimezone(zone).date()
    days = (line.last.astimezone(zone).date() - day).days
    if days > _MOST_MIDNIGHTS:
        return
    for later in range(1, days + 1):
        began = day + timedelta(later)
        place = line.place(datetime(began.year, began.month, began.day, tzinfo=zone))
        yield Markup(
            '<line x1="{0}%" x2="{0}%" y1="13" y2="24" stroke="currentColor" stroke-opacity="0.5"/>'
        ).format(place)
        # At the ends of the line the name would be cut.
        if 6 <= place <= 94:  # noqa: PLR2004
            yield _text(place, 35, f"{began.day} {view.month(began)[:3]}")


def _text(place: float, y: int, text: str) -> Markup:
    # The font is named for the printer, which hands no style of the page on to pictures.
    return Markup(
        '<text x="{}%" y="{}" text-anchor="middle" font-size="10" '
        'font-family="Briefing Sans" fill="currentColor">{}</text>'
    ).format(place, y, text)


def _words(text: str) -> str:
    return view.printable(" ".join(text.split()))
