"""How a brief says what is new in it: in words, since colors are not seen by all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from briefing.model import Entry, Freshness, History, Passage, Quote, Section, Withdrawal
from briefing.renderers import view


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a sentence, and whether the other wording has it otherwise."""

    text: str
    is_other: bool


def functions() -> Mapping[str, Callable[..., object]]:
    """Give the functions that templates of every format have."""
    return {
        "flag": flag,
        "befores": befores,
        "stretches": stretches,
        "history": history,
        "silence": silence,
        "fate": fate,
        "calendar_day": view.calendar_day,
    }


def flag(passage: Passage, place: int, entry: Entry | None = None) -> str:
    """Say how a sentence stands, or nothing where its entry says it."""
    if not passage.marks:
        return ""
    mark = passage.marks[place]
    is_known = entry is None or entry.state is Freshness.NEW
    match mark.freshness:
        case Freshness.UPDATED:
            return "updated"
        case Freshness.CONTINUING:
            return f"said on {view.calendar_day(mark.day)}" if mark.day else "said before"
        case _:
            return "" if is_known else "new"


def befores(passage: Passage) -> tuple[tuple[str, Quote, tuple[Stretch, ...]], ...]:
    """Give the wordings that a passage updates: the day, the quote, and what is otherwise."""
    return tuple(
        (
            view.calendar_day(mark.day) if mark.day else "",
            mark.earlier,
            stretches(mark.earlier.text, sentence.text),
        )
        for sentence, mark in zip(passage.sentences, passage.marks, strict=False)
        if mark.earlier
    )


def stretches(text: str, other: str) -> tuple[Stretch, ...]:
    """Part a sentence where another wording differs; a blank stands between two parts."""
    words, others = text.split(), other.split()
    same = SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
    found: list[Stretch] = []
    at = 0
    for block in same:
        if block.a > at:
            found.append(Stretch(text=" ".join(words[at : block.a]), is_other=True))
        if block.size:
            told = " ".join(words[block.a : block.a + block.size])
            found.append(Stretch(text=told, is_other=False))
        at = block.a + block.size
    return tuple(found)


def history(told: History | None) -> str:
    """Tell how a story came to today: "day 4, first seen 12 January 2026 by Reuters"."""
    if told is None or told.number == 1:
        return ""
    first = f"first seen {view.calendar_day(told.first)} by {told.outlet}"
    back = f"back after {view.counted(told.pause, 'day')}, " if told.pause else ""
    return f"{back}day {told.number:,}, {first}"


def silence(section: Section) -> str:
    """Say that a theme has no news, and for how long; nothing where it has some."""
    told = section.silence
    if told is None:
        return ""
    if told.since is None:
        return f"No news on {section.title} so far ({view.counted(told.editions, 'edition')})."
    since = f"since {view.calendar_day(told.since)} ({view.counted(told.editions, 'edition')})"
    return f"No news on {section.title} {since}."


def fate(one: Withdrawal) -> str:
    """Say what became of a sentence."""
    if one.is_gone:
        return "Page removed"
    return "Changed" if one.now else "No longer there"
