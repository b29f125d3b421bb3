"""An edition in a message: its title, the day, what stands at a glance, and where it leads."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from briefing.model import Brief
from briefing.parcels import Parcel

_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A sentence of the brief, verbatim, with its outlet and the address it leads to."""

    words: str
    outlet: str
    address: str


def heading(brief: Brief) -> str:
    """Give the title, the edition, the day, and who may read it, in a line."""
    day = brief.issued.astimezone(ZoneInfo(brief.timezone)).date().isoformat()
    marking = f"[{brief.marking}] " if brief.marking else ""
    edition = f", {brief.edition}" if brief.edition else ""
    return line(f"{marking}{brief.title}{edition}, {day}")


def points(parcel: Parcel) -> Iterator[Point]:
    """Give what stands at a glance, else the first sentence of each theme."""
    brief = parcel.brief
    firsts = (section.entries[0].passages[:1] for section in brief.sections if section.entries)
    passages = brief.glance or tuple(passage for found in firsts for passage in found)
    sources = {source.number: source for source in brief.sources}
    for passage in passages:
        source = sources[passage.source]
        words = line(" ".join(sentence.text for sentence in passage.sentences))
        outlet = line(source.outlet or source.headline)
        yield Point(words=words, outlet=outlet, address=safe(source.url or ""))


def safe(address: str) -> str:
    """Give a web address that can stand in any markup, or nothing."""
    try:
        is_web = urlsplit(address).scheme in {"http", "https"}
    except ValueError:
        return ""
    marks = set("<>\"'`|\\^{}")
    is_plain = all(mark.isprintable() and mark not in marks and mark != " " for mark in address)
    return address if is_web and is_plain and len(address) <= _LONGEST_ADDRESS else ""


def line(words: str) -> str:
    """Make one line of a text, without what steers the direction or cannot be seen."""
    one = " ".join(words.split())
    return "".join(mark for mark in one if unicodedata.category(mark) not in {"Cc", "Cs", "Co"})
