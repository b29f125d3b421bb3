"""Days that are told from the day of publication: "Thursday", "last week", "tomorrow".

A wrong day is worse than none. So nothing is resolved inside quotation marks (who speaks
has a "today" of their own), beside a date that is written out, or where the answer
depends on the time zone of the newsroom, which nobody tells. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from briefing.model import Article, DateFinding, Sentence

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_STEPS = {"last": -1, "this": 0, "next": 1}
_EXPRESSION = re.compile(
    r"\b(?:(?:(?P<which>last|next|this)\s+)?(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"|(?P<day>[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow)"
    r"|(?P<step>[Ll]ast|[Tt]his|[Nn]ext)\s+(?P<unit>week|month|year))\b(?![-’'])"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_WRITTEN_OUT = re.compile(
    rf"\s*,?\s*(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\b|\s*,?\s*\d"
)
_QUOTED = re.compile(r"[\"“„«][^\"”“»]*(?:[\"”»]|$)")
_AHEAD = re.compile(
    r"\b(?:will|would|shall|due|to (?:be|meet|hold|open|begin|start|vote|visit|travel|speak)|"
    r"plans?|planned|scheduled|expected|set|starting|beginning|until|by|upcoming)\b"
)
_BEHIND = re.compile(
    r"\b(?:said|told|was|were|had|did|has|have|\w{3,}ed|\w+ught|met|left|came|went)\b"
)
_HABIT = re.compile(r"\b(?:every|each|most|on)\s+(?!late\b|early\b)(?:\w+\s+)?$")
# The zones in which newsrooms mostly are, in hours from UTC.
_WEST, _EAST = timedelta(hours=-8), timedelta(hours=10)
_FARTHEST = 5  # days back to a bare weekday; six may be "tomorrow" in another zone


def dates(article: Article) -> tuple[DateFinding, ...]:
    """Find the expressions of which the day, or the first and last day, is certain."""
    if article.published is None or article.language.partition("-")[0].casefold() != "en":
        return ()
    issues = _possible_days(article.published, day_only=article.published_day_only)
    return tuple(
        finding for sentence in article.sentences for finding in _in_sentence(sentence, issues)
    )


def _possible_days(published: datetime, *, day_only: bool) -> tuple[date, ...]:
    if day_only:
        return (published.date(),)
    moments = (published + _WEST, published, published + _EAST)
    return tuple(sorted({moment.date() for moment in moments}))


def _in_sentence(sentence: Sentence, issues: tuple[date, ...]) -> Iterator[DateFinding]:
    quoted = [found.span() for found in _QUOTED.finditer(sentence.text)]
    for found in _EXPRESSION.finditer(sentence.text):
        if any(start <= found.start() < end for start, end in quoted):
            continue
        if _WRITTEN_OUT.match(sentence.text, found.end()):
            continue
        answers = {_resolved(found, sentence.text, issue) for issue in issues}
        span = answers.pop()
        if not answers and span is not None:
            yield DateFinding(
                position=sentence.position,
                start=sentence.start + found.start(),
                expression=found[0],
                first=span[0],
                last=span[1],
            )


def _resolved(found: re.Match[str], text: str, issue: date) -> tuple[date, date] | None:
    if found["day"]:
        day = issue + timedelta(days=_DAYS[found["day"].lower()])
        return day, day
    if found["unit"]:
        return _span(found["unit"], _STEPS[found["step"].lower()], issue)
    day_of_week = _WEEKDAYS.index(found["weekday"].lower())
    return _weekday(day_of_week, found["which"], _clause(text, found), issue)


def _clause(text: str, found: re.Match[str]) -> tuple[str, str]:
    """Give the words before and behind an expression, up to the nearest commas."""
    before = re.split(r"[,;:–—]\s", text[: found.start()])[-1]
    behind = re.split(r"[,;:–—]\s", text[found.end() :].lstrip(" ,"))[0]
    return before, behind


def _weekday(
    wanted: int, which: str | None, clause: tuple[str, str], issue: date
) -> tuple[date, date] | None:
    """Find a weekday: the nearest one behind, or ahead where the clause looks ahead.

    "This" and "next" are used in two ways, and a clause may look both ways; such a
    day is left open. So is one of which the issue's own zone decides.
    """
    words = " ".join(clause)
    if which in {"this", "next"} or _HABIT.search(clause[0].removesuffix("on ")):
        return None
    back = (issue.weekday() - wanted) % 7
    if which == "last":
        day = issue - timedelta(days=back or 7)
        return (day, day) if back else None
    is_ahead, is_behind = bool(_AHEAD.search(words)), bool(_BEHIND.search(words))
    if is_ahead:
        ahead = (7 - back) % 7
        if is_behind or ahead == 0:
            return None
        day = issue + timedelta(days=ahead)
        return day, day
    if back > _FARTHEST:
        return None
    day = issue - timedelta(days=back)
    return day, day


def _span(unit: str, step: int, issue: date) -> tuple[date, date]:
    if unit == "week":
        monday = issue - timedelta(days=issue.weekday()) + step * timedelta(days=7)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(issue.year + step, 1, 1), date(issue.year + step, 12, 31)
    months = issue.year * 12 + issue.month - 1 + step
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return date(months // 12, months % 12 + 1, 1), following - timedelta(days=1)
