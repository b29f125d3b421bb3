"""Days that are told from the day of publication: "Thursday", "last week", "tomorrow".

A wrong day is worse than none. So nothing is resolved inside quotation marks (who speaks
has a "today" of their own), beside another date, in a name ("Black Friday"), without a
verb that tells past from future, or where the answer depends on the time zone of the
newsroom, which nobody tells. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from briefing.annotators.quoted import LONGEST, unquoted
from briefing.model import Article, DateFinding, Sentence


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_STEPS = {"last": -1, "this": 0, "next": 1}
_EXPRESSION = re.compile(
    r"\b(?:(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his)\s+)?"
    r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"|(?P<day>[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow)"
    r"|(?P<step>[Ll]ast|[Tt]his|[Nn]ext)\s+(?P<unit>week|month|year))\b(?![-’'])"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_WRITTEN_OUT = re.compile(
    rf"\s*[,(]?\s*(?:the\s+)?(?:\w+\s+of\s+|\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}|\s*[,(]?\s*\d"
)
# What ties a clause to a day other than that of publication.
_ANCHOR = re.compile(
    rf"\b(?:{_MONTH}|(?:1\d|20)\d\d\b|ago\b|[a-z]+s?\s+(?:earlier|later)\b"
    r"|(?:previous|following|preceding|same)\b|(?:last|next)\s+(?:week|month|year)\b"
    r"|before\s*[,.;]?$)"
)
_OLD = re.compile(r"\b(?:ago|(?:1\d|20)\d\d)\b")
_TELLS = re.compile(r"\b(?:said|says|told|announced|reported|added|tweeted)\b")
# Directly before a weekday: the day is that of saying it, whatever is said.
_SAYING = re.compile(
    r"\b(?:said|announced|(?<!is )(?<!are )reported|told\s+(?:reporters|\w+)|said in an? \w+)"
    r"\s+(?:(?:on|late|early)\s+)*$"
)
# Before a weekday these make it a habit, a range, a name or the day of another story.
_NOT_BEFORE = _set(
    "the that a an one each every most some any another first second third fourth following "
    "previous preceding final same from through to between no of his her its their our my"
)
# Behind a weekday; any other word may make it a name: "Friday prayers", "Sunday Times".
_BEHIND_WEEKDAY = re.compile(
    r"(?:\s+(?:night|morning|afternoon|evening))?(?:\s*(?:$|[^\w\s&])|\s+(?:in|at|on|to|that|for|with|"
    r"after|before|by|as|when|while|from|and|or|but|over|amid|during|because|if|he|she|it|they|"
    r"\w+ed|"
    r"we|the|a|an|his|her|its|their|near|outside|inside|against|about|not|where|who|which)\b)"
)
_RANGE_BEHIND = re.compile(
    r"\s+(?:(?:to|through|until)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|before\s)"
)
_NOT_BEFORE_DAY = _set("ago from of than before after no the since until like is are")
_NOT_BEFORE_UNIT = _set(
    "the his her its their our my your a one each every ago day time that this single very"
)
_NOT_BEHIND_UNIT = re.compile(r"\s+(?:of|before|after|and a|or so)\b|\s+in\s+(?:1\d|20)\d\d")
_AHEAD = re.compile(
    r"\b(?:will|would|shall|due|to (?:be|meet|hold|open|begin|start|vote|visit|travel|speak)|"
    r"plans? to|planned|scheduled|expected|set|starting|beginning|upcoming|could|may|might|should|"
    r"(?:until|by)(?=(?: late| early)?\s*;))\b"
)
_BEHIND = re.compile(
    r"\b(?:said|told|was|were|had|did|met|left|came|went|spoke|won|lost|fell|rose|began|broke|took|"
    r"gave|made|found|held|shot|ran|saw|heard|sent|sold|became|led|fled|grew|drew|flew|threw|"
    r"wrote|drove|hit|put|struck|sank|stood|fired|died|tied|sued|\w+ught|(?<!is )(?<!are )(?<!be )"
    r"(?<!been )(?<!to )\w{3,}ed)\b"
)
# The zones in which newsrooms mostly are, in hours from UTC.
_WEST, _EAST = timedelta(hours=-8), timedelta(hours=10)
_FARTHEST = 5  # days back to a bare weekday; six may be "tomorrow" in another zone
_SUNDAY = 6
_LONGEST_OPENING = 2  # words: "Late on Friday, ..."


def dates(article: Article) -> tuple[DateFinding, ...]:
    """Find the expressions of which the day, or the first and last day, is certain."""
    if article.published is None or article.language.partition("-")[0].casefold() != "en":
        return ()
    issues = _possible_days(article.published, day_only=article.published_day_only)
    return tuple(_in_sentences(article, issues))


def _possible_days(published: datetime, *, day_only: bool) -> tuple[date, ...]:
    if day_only:
        return (published.date(),)
    moments = (published + _WEST, published, published + _EAST)
    return tuple(sorted({moment.date() for moment in moments}))


def _in_sentences(article: Article, issues: tuple[date, ...]) -> Iterator[DateFinding]:
    earlier = ""
    for sentence, text in unquoted(article.sentences):
        if len(text) > LONGEST:
            continue
        is_of_old = _OLD.search(earlier) is not None and not _TELLS.search(text)
        yield from _in_sentence(sentence, text, issues, is_of_old=is_of_old)
        earlier = text


def _in_sentence(
    sentence: Sentence, text: str, issues: tuple[date, ...], *, is_of_old: bool
) -> Iterator[DateFinding]:
    """Resolve what stands outside quotations; `is_of_old`: the story is of another time."""
    for found in _EXPRESSION.finditer(text):
        if _WRITTEN_OUT.match(text, found.end()) or (is_of_old and found["weekday"]):
            continue
        answers = {_resolved(found, text, issue) for issue in issues}
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
        return _day(found, text, issue)
    if found["unit"]:
        return _span(found, text, issue)
    return _weekday(found, text, issue)


def _word_before(text: str, found: re.Match[str]) -> str:
    words = text[: found.start()].split()[-1:]
    return words[0] if words else ""


def _clause(text: str, found: re.Match[str]) -> tuple[str, str]:
    """Give the words before and behind an expression, up to the nearest commas."""
    before = re.split(r"[,;:–—]\s", text[: found.start()])[-1]
    if len(before.split()) > _LONGEST_OPENING and text.startswith((",", ";"), found.end()):
        return before, ""
    behind = re.split(r"[,;:–—]\s|\sthat\s", text[found.end() :].lstrip(" ,"))[0]
    return before, behind


def _day(found: re.Match[str], text: str, issue: date) -> tuple[date, date] | None:
    """Resolve "today" and its kin, but not "today" for "nowadays" or in a name."""
    word, before = found["day"], _word_before(text, found)
    if before.lower() in _NOT_BEFORE_DAY or (before and word[0].isupper()):
        return None
    clause = " ".join(_clause(text, found))
    if word.lower() == "today" and not (_AHEAD.search(clause) or _BEHIND.search(clause)):
        return None
    day = issue + timedelta(days=_DAYS[word.lower()])
    return day, day


def _weekday(found: re.Match[str], text: str, issue: date) -> tuple[date, date] | None:
    """Find a weekday: the nearest one behind, or ahead where the clause looks ahead.

    "This" and "next" are used in two ways, and a clause may look both ways or none; such
    a day is left open. So is one of which the issue's own zone decides.
    """
    which = (found["which"] or "").lower()
    if which in {"this", "next"} or not _is_day(found, text):
        return None
    clause = _clause(text, found)
    is_said = _SAYING.search(clause[0]) is not None
    clause = ("said ", "") if is_said else clause
    if any(_ANCHOR.search(part) for part in (*clause, _opening(text))):
        return None
    back = (issue.weekday() - _WEEKDAYS.index(found["weekday"].lower())) % 7
    if which:
        return _last_weekday(back, issue)
    return _by_tense(back, ";".join(clause), issue)


def _by_tense(back: int, words: str, issue: date) -> tuple[date, date] | None:
    is_behind = _BEHIND.search(words) is not None
    if _AHEAD.search(words):
        day = issue + timedelta(days=7 - back)
        return None if is_behind or back == 0 else (day, day)
    day = issue - timedelta(days=back)
    return (day, day) if is_behind and back <= _FARTHEST else None


def _last_weekday(back: int, issue: date) -> tuple[date, date] | None:
    """Resolve "last Friday" on a Tuesday; on a Saturday it may be yesterday or not.

    A Sunday belongs to either week.
    """
    day = issue - timedelta(days=back)
    return (day, day) if back > issue.weekday() + 1 else None


def _is_day(found: re.Match[str], text: str) -> bool:
    """Whether it is a day by the words beside it, and no name, habit or range."""
    before, behind = _word_before(text, found), text[found.end() :]
    is_opening = before in {"", "On"}
    if _RANGE_BEHIND.match(behind) or before.lower() in _NOT_BEFORE:
        return False
    if before[:1].isupper() and before not in {"On", "Late", "Early"}:
        return False
    if before == "On" and behind[1:2].islower():
        return re.match(r"\s+(?:week|[a-z]+s\s+ago|nights|mornings|evenings)\b", behind) is None
    if is_opening and before:
        return re.match(r"\s+(?:Night|Times|Mail|Morning)\b", behind) is None
    return _BEHIND_WEEKDAY.match(behind) is not None


def _opening(text: str) -> str:
    """Give the words before the first comma, where they tell when: `In 2019, ...`."""
    opening = text.partition(",")[0]
    return opening if re.match(r"(?:In|On|At|During|Since|After|Before|By)\s", opening) else ""


def _span(found: re.Match[str], text: str, issue: date) -> tuple[date, date] | None:
    """Resolve a week from Monday to Sunday, a month, or a year.

    "The last year" may be any twelve months. On a Sunday, who counts weeks from Sunday
    has a "last week" of their own.
    """
    unit, step = found["unit"], _STEPS[found["step"].lower()]
    before = _word_before(text, found).lower()
    if before in _NOT_BEFORE_UNIT or before.endswith(("'s", "’s", "s'", "s’")):
        return None
    if _NOT_BEHIND_UNIT.match(text, found.end()):
        return None
    if unit == "week":
        monday = issue - timedelta(days=issue.weekday()) + step * timedelta(days=7)
        return (monday, monday + timedelta(days=6)) if issue.weekday() != _SUNDAY else None
    if unit == "year":
        return date(issue.year + step, 1, 1), date(issue.year + step, 12, 31)
    months = issue.year * 12 + issue.month - 1 + step
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return date(months // 12, months % 12 + 1, 1), following - timedelta(days=1)
