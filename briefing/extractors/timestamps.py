"""Read the dates that pages print, in the languages and habits that news sites have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

# Twelve names a row; forms of one month are parted by a stroke.
_MONTH_ROWS = (
    "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
    "september|sep|sept october|oct november|nov december|dec",
    "januar|jänner februar märz|maerz|mär|mrz april mai juni juli august september "
    "oktober|okt november dezember|dez",
    "janvier|janv février|févr|fév mars avril|avr mai juin juillet|juil août|aout septembre "
    "octobre novembre décembre|déc",
    "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre|set "
    "octubre noviembre diciembre|dic",
    "gennaio|gen febbraio|febb marzo aprile maggio|mag giugno|giu luglio|lug agosto settembre|sett "
    "ottobre|ott novembre dicembre",
    "janeiro fevereiro|fev março abril maio junho julho agosto setembro outubro|out novembro "
    "dezembro",
    "januari februari maart|mrt april mei juni juli augustus september oktober november december",
    "января|январь|янв февраля|февраль|фев марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн "
    "июля|июль|июл августа|август|авг сентября|сентябрь|сен|сент октября|октябрь|окт "
    "ноября|ноябрь|ноя|нояб декабря|декабрь|дек",
    "січня|січ лютого|лют березня|бер квітня|квіт травня|трав червня|черв липня|лип серпня|серп "
    "вересня|вер жовтня|жовт листопада|лист грудня|груд",
    "stycznia|styczeń lutego|luty marca|marzec kwietnia|kwiecień maja|maj czerwca|czerwiec "
    "lipca|lipiec sierpnia|sierpień września|wrzesień października|październik "
    "listopada|listopad grudnia|grudzień",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
)
_MONTHS = {
    name: number
    for row in _MONTH_ROWS
    for number, names in enumerate(row.split(), start=1)
    for name in names.split("|")
}

# Minutes east of Greenwich. IST is India's: Israel and Ireland seldom print it.
_OFFSETS = {
    "z": 0, "utc": 0, "gmt": 0, "ist": 330, "pkt": 300, "npt": 345, "bst": 60, "wet": 0,
    "west": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180,
    "msk": 180, "мск": 180, "trt": 180, "gst": 240, "sgt": 480, "hkt": 480, "myt": 480,
    "wib": 420, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420, "sast": 120, "cat": 120, "eat": 180, "wat": 60, "brt": -180, "art": -180,
}  # fmt: skip
# Printed all year, whatever the season's offset is.
_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "pt": "America/Los_Angeles"}

_YEAR = re.compile(r"\d{4}|\d[./-]\d\d?[./-]\d\d")
_ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<gap>[-/.])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})(?!\d)"
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)"
    r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?:\d\d)?Z?)?(?!\d)"
)
_NAMED = re.compile(
    r"(?<!\w)(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?(?:\s{1,3}|-)(?:de |of )?"
    r"(?P<name>[^\W\d_]{3,12})\.?,?(?:\s{1,3}|-)(?:de |del )?(?P<year>\d{4})(?!\d)"
)
_NAME_FIRST = re.compile(
    r"(?<!\w)(?P<name>[^\W\d_]{3,12})\.?\s{1,3}(?P<day>\d{1,2})(?:st|nd|rd|th)?\s?,?\s{1,3}"
    r"(?P<year>\d{4})(?!\d)"
)
_YEAR_NAME = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s{1,3}(?P<name>[^\W\d_]{3,12})\.?\s{1,3}(?P<day>\d{1,2})(?!\d)"
)
_DOTTED = re.compile(
    r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d\d)(?![\d.]*\d)"
)
_SLASHED = re.compile(
    r"(?<![\d/-])(?P<day>\d{1,2})(?P<gap>[/-])(?P<month>\d{1,2})(?P=gap)(?P<year>\d{4}|\d\d)(?![\d/-])"
)
_IDEOGRAPHIC = re.compile(r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日")
_FORMS = (_ISO, _NAMED, _NAME_FIRST, _YEAR_NAME, _DOTTED, _SLASHED, _IDEOGRAPHIC)
_EARLIEST, _LATEST = 1990, 2100  # other years are what an article is about
_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:\s?[:h.]\s?(?P<minute>\d{2})(?::\d{2}(?:\.\d{1,9})?)?|(?=\s?[ap]\.?m\b))"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?(?:\s?\(?(?P<zone>[^\W\d_]{1,4}\b|[+-]\d{2}:?\d{2}))?",
    re.IGNORECASE,
)
_REACH = 30  # code points between a date and its time


class Timestamp(NamedTuple):
    """A time in UTC; where only the day is known, the midnight in UTC that opens it."""

    moment: datetime
    day_only: bool


def read_timestamp(text: str, *, day_first: bool | None = None) -> Timestamp | None:
    """Read the first date in a text, with its time and zone.

    A time without a zone that we know tells no moment, so the day alone is taken.
    `3/4/2021` is a date only where `day_first` tells whose habit it follows.
    """
    dates = sorted(_dates(text, day_first), key=lambda found: found[0])
    if not dates:
        return _read_compact(text)
    start, end, day = dates[0]
    after = text[end : end + _REACH].partition("\n")[0].lstrip("Tt")
    before = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    return _stamp(day, _clock(after) or _clock(before))


def date_span(text: str) -> tuple[int, int] | None:
    """Find where the first date stands in a text; `3/4/2021` is one, whatever day it is."""
    return min(((start, end) for start, end, _ in _dates(text, False)), default=None)


def _stamp(day: datetime, clock: tuple[int, int, tzinfo] | None) -> Timestamp | None:
    if clock is None:
        return Timestamp(day, day_only=True)
    hour, minute, zone = clock
    try:
        moment = day.replace(hour=hour, minute=minute, tzinfo=zone).astimezone(UTC)
        return Timestamp(moment, day_only=False)
    except (ValueError, OverflowError):  # 25:61, or a year at the calendar's edge
        return None


def _read_compact(text: str) -> Timestamp | None:
    """Read `20211209` and `20211209T1015Z`, which count only where nothing else is said."""
    found = _COMPACT.fullmatch(text.strip())
    day = _day(found, day_first=None) if found else None
    if found is None or day is None:
        return None
    is_moment = found["hour"] is not None and text.rstrip().endswith("Z")
    return _stamp(day, (int(found["hour"]), int(found["minute"]), UTC) if is_moment else None)


def _dates(text: str, day_first: bool | None) -> Iterator[tuple[int, int, datetime]]:
    if _YEAR.search(text) is None:
        return
    for form in _FORMS:
        for match in form.finditer(text):
            day = _day(match, day_first=day_first)
            if day is not None:
                yield match.start(), match.end(), day
                break


def _day(match: re.Match[str], *, day_first: bool | None) -> datetime | None:
    parts = match.groupdict()
    month = _MONTHS.get(parts["name"].casefold()) if "name" in parts else int(parts["month"])
    day, year = int(parts["day"]), int(parts["year"])
    if month is None:
        return None
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - years of two digits
    if match.re is _SLASHED and month != day:
        if max(month, day) > 12:  # noqa: PLR2004 - months of a year: the other is the month
            month, day = min(month, day), max(month, day)
        elif day_first is None:
            return None
        elif not day_first:
            month, day = day, month
    try:
        return datetime(year, month, day, tzinfo=UTC) if _EARLIEST <= year <= _LATEST else None
    except ValueError:
        return None


def _clock(text: str) -> tuple[int, int, tzinfo] | None:
    match = _TIME.search(text)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004 - a day's hours, an hour's minutes
        return None
    zone = _zone(match["zone"] or "")
    return None if zone is None else (hour, minute, zone)


def _zone(name: str) -> tzinfo | None:
    if not name:
        return None
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        hours, minutes = int(name[1:3]), int(name[-2:])
        return timezone(sign * timedelta(hours=hours % 24, minutes=minutes % 60))
    place = _PLACES.get(name.casefold())
    if place:
        return ZoneInfo(place)
    offset = _OFFSETS.get(name.casefold())
    return None if offset is None else timezone(timedelta(minutes=offset))
