"""What may be printed of words that no one bounds: headlines, names, addresses.

A headline of a megabyte, or one letter a hundred thousand times, keeps a printer busy for
minutes. Sentences are never cut: those that are too long are not chosen in the first place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from briefing.model import Brief, Copy, Drop, Entry, Reason, Source

LONGEST_HEADLINE = 300  # code points; the longest of 10,000 real ones has about 200
LONGEST_NAME = 120
LONGEST_ADDRESS = 2_000  # as browsers take them
MOST_MARKS = 4  # on one letter; no script needs more
MOST_COPIES = 100  # that are named for one source
_LONGEST_DETAIL = 500

_SPACES = re.compile(r"\s+")


def bounded(brief: Brief) -> Brief:
    """Cut what is too long to print, and say so among what was left out."""
    cut: list[Drop] = []
    sources = tuple(_source(one, cut) for one in brief.sources)
    sections = tuple(
        replace(section, entries=tuple(map(_entry, section.entries))) for section in brief.sections
    )
    drops = tuple(map(_drop, (*brief.drops, *cut)))
    return replace(brief, sources=sources, sections=sections, drops=drops)


def shortened(text: str, longest: int) -> str:
    """Cut a text between two words, or within one that is too long, and mark the cut."""
    # What lies far behind the cut is not looked at.
    text = "".join(_unpiled(_SPACES.sub(" ", text[: 40 * longest]).strip()))
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    words = head.rpartition(" ")[0]
    return f"{(words if len(words) > longest // 2 else head).rstrip()}…"


def _unpiled(text: str) -> Iterator[str]:
    """Leave out marks that are piled upon a letter to run over the lines around it."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            yield character


def _source(source: Source, cut: list[Drop]) -> Source:
    short = replace(
        source,
        headline=shortened(source.headline, LONGEST_HEADLINE),
        outlet=shortened(source.outlet, LONGEST_NAME),
        agency=shortened(source.agency, LONGEST_NAME) if source.agency else source.agency,
        authors=tuple(shortened(one, LONGEST_NAME) for one in source.authors[:MOST_COPIES]),
        url=_address(source.url),
        copies=tuple(map(_copy, source.copies[:MOST_COPIES])),
    )
    cut.extend(
        Drop(stage="compose", uri=source.uri, reason=Reason.SHORTENED, detail=detail)
        for detail in _losses(source, short)
    )
    return short


def _losses(whole: Source, short: Source) -> Iterable[str]:
    if _SPACES.sub(" ", whole.headline).strip() != short.headline:
        if len(whole.headline) > LONGEST_HEADLINE:
            yield f"its headline has over {LONGEST_HEADLINE} characters"
        else:
            yield "its headline has marks piled upon its letters"
    if (whole.outlet, whole.agency, whole.authors) != (short.outlet, short.agency, short.authors):
        yield "the name of its outlet, agency or author is too long"
    if whole.url != short.url:
        yield f"its address has {len(whole.url or ''):,} characters and is left out"
    if len(whole.copies) > len(short.copies):
        yield f"of {len(whole.copies):,} copies {len(short.copies):,} are named"


def _copy(copy: Copy) -> Copy:
    return replace(copy, outlet=shortened(copy.outlet, LONGEST_NAME), url=_address(copy.url))


def _entry(entry: Entry) -> Entry:
    return replace(entry, headline=shortened(entry.headline, LONGEST_HEADLINE))


def _drop(drop: Drop) -> Drop:
    return replace(drop, detail=shortened(drop.detail, _LONGEST_DETAIL))


def _address(url: str | None) -> str | None:
    return url if url and len(url) <= LONGEST_ADDRESS else None
