"""Days, weeks, months and years: how to part a span so that its parts can be seen and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from briefing.renderers import view

_MONTHS = 12
_MOST_DAYS = 7  # whose names stand beside each other on a telephone
_MOST_WEEKS = 8
_MOST_MONTHS = 13  # their names are shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A day on which a part of a span begins, and what to call it in a few letters."""

    begins: date
    name: str


def beginnings(first: date, last: date) -> tuple[Beginning, ...]:
    """Give where days, weeks, months, quarters or years begin after the first day.

    The finest are given of which not too many are there to be named. A month that opens
    a year goes by the name of the year.
    """
    days = (last - first).days
    if days <= _MOST_DAYS:
        return _named(first, last, _days(1), _day)
    if days <= 2 * _MOST_DAYS:
        return _named(first, last, _days(2), _day)
    if days <= 7 * _MOST_WEEKS:
        return _named(first, last, _week, _day)
    months = _number(last) - _number(first)
    if months <= _MOST_MONTHS:
        return _named(first, last, _months(1), _month)
    if months <= 3 * _MOST_MONTHS:
        return _named(first, last, _months(3), _month)
    step = _MONTHS * (months // (_MONTHS * _MOST_WEEKS) + 1)
    return _named(first, last, _months(step), _month)


def stretches(first: date, last: date, most: int) -> tuple[str, Sequence[tuple[date, date]]]:
    """Part a span into days, weeks, months, quarters or years, at most so many.

    Gives what they are, and the first and the last day of each within the span; only
    years may be more.
    """
    units: tuple[tuple[str, _Next], ...] = (
        ("day", _days(1)),
        ("week", _week),
        ("month", _months(1)),
        ("quarter", _months(3)),
        ("year", _months(_MONTHS)),
    )
    for unit, following in units:
        begins = [first, *_series(first, last, following)]
        if len(begins) <= most or unit == "year":
            break
    ends = [*(one - timedelta(1) for one in begins[1:]), last]
    return unit, tuple(zip(begins, ends, strict=True))


_Next = Callable[[date], date]  # where the part begins that follows on a day's


def _series(first: date, last: date, following: _Next) -> Iterator[date]:
    day = following(first)
    while day <= last:
        yield day
        day = following(day)


def _named(
    first: date, last: date, following: _Next, name: Callable[[date], str]
) -> tuple[Beginning, ...]:
    return tuple(Beginning(begins=day, name=name(day)) for day in _series(first, last, following))


def _days(step: int) -> _Next:
    return lambda day: day + timedelta(step)


def _week(day: date) -> date:
    return day + timedelta(7 - day.weekday())


def _number(day: date) -> int:
    """Count the months before a day's."""
    return _MONTHS * day.year + day.month - 1


def _months(step: int) -> _Next:
    def following(day: date) -> date:
        year, month = divmod((_number(day) // step + 1) * step, _MONTHS)
        return date(year, month + 1, 1)

    return following


def _day(day: date) -> str:
    return f"{day.day} {view.month(day)[:3]}"


def _month(day: date) -> str:
    return str(day.year) if day.month == 1 else view.month(day)[:3]
