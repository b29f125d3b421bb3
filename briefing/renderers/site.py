"""An archive of editions: an index that needs no server, and search that is loaded when used.

The words that are searched stand in small scripts, one for each month: from a folder,
pages may load scripts and nothing else.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from html import unescape
from itertools import groupby

from markupsafe import Markup

from briefing import resources
from briefing.model import Brief, Rendered
from briefing.renderers import fonts, styles, view
from briefing.renderers.environment import environment, plain, render
from briefing.settings import OutputSettings

TEMPLATE = "site.html.j2"
SCRIPT = "site.js"

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_OURS = b'<meta name="generator" content="briefing'


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of an edition: what people call it, its type, and where it is from the index."""

    label: str
    media_type: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What can be found in an edition: an entry's place, headline and sentences."""

    theme: str
    anchor: str
    headline: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An edition in the archive; `id` is the place of its first file, `day` its day (ISO).

    `themes` are the titles and anchors of its sections.
    """

    id: str
    title: str
    edition: str
    marking: str
    language: str
    issued: datetime
    day: str
    label: str  # the day, for people
    articles: int
    themes: tuple[tuple[str, str], ...]
    files: tuple[File, ...]
    told: tuple[Told, ...]

    @property
    def month(self) -> str:
        """The month, such as 2026-01."""
        return self.day[:7]


def card(brief: Brief, files: Sequence[File]) -> Card:
    """Keep of a brief what an archive tells of it."""
    zone = view.zone(brief.timezone)
    return Card(
        id=files[0].address,
        title=brief.title,
        edition=brief.edition,
        marking=brief.marking,
        language=brief.language,
        issued=brief.issued,
        day=brief.issued.astimezone(zone).date().isoformat(),
        label=view.day(brief.issued, zone=zone),
        articles=len(brief.sources),
        themes=tuple((section.title, section.anchor) for section in brief.sections),
        files=tuple(files),
        told=tuple(_told(brief)),
    )


def _told(brief: Brief) -> Iterator[Told]:
    for part, section in enumerate(brief.sections, 1):
        for place, entry in enumerate(section.entries, 1):
            sentences = (one.text for passage in entry.printed for one in passage.sentences)
            yield Told(
                theme=section.title,
                anchor=f"entry-{part}-{place}",
                headline=view.printable(entry.headline),
                text=view.printable(" ".join(sentences)),
            )


def index(cards: Sequence[Card], settings: OutputSettings) -> Rendered:
    """Write the index; `cards` are newest first."""
    sheets = (
        styles.packaged(settings.look, "base"),
        styles.packaged(settings.look, "screen"),
        styles.packaged(settings.look, "site"),
        styles.added(settings.styles),
    )
    # Once without fonts, to learn which letters the fonts must have.
    bare = _page(cards, settings, sheets)
    body = _page(cards, settings, (fonts.embedded(unescape(bare)), *sheets))
    return Rendered(
        format="site",
        media_type="text/html",
        filename="index.html",
        body=body.encode(),
        merge=partial(_replaced, body.encode()),
    )


def _replaced(ours: bytes, standing: bytes) -> bytes:
    """Take the place of an earlier index of ours, and of no other page."""
    if _OURS not in standing:
        raise ValueError("is a page of someone else; move it, or name another folder with -o")
    return ours


def _page(cards: Sequence[Card], settings: OutputSettings, sheets: Sequence[str]) -> str:
    ground = environment(settings.templates, timezone="UTC", finalize=plain, autoescape=True)
    script = (resources.templates() / SCRIPT).read_text(encoding="utf-8")
    values = {
        "cards": cards,
        "months": [
            (_month(month), tuple(of)) for month, of in groupby(cards, lambda one: one.month)
        ],
        "themes": _themes(cards),
        "shards": [_address(month) for month in _by_month(cards)],
        # Markup, since escaping would turn `a > b` into text; neither can end its element.
        "sheets": [Markup(sheet) for sheet in sheets if sheet],  # noqa: S704
        "script": Markup(script),  # noqa: S704
        "script_digest": b64encode(sha256(script.encode()).digest()).decode("ascii"),
    }
    return render(ground, TEMPLATE, values)


def _month(month: str) -> str:
    return f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}"


def _themes(cards: Sequence[Card]) -> list[tuple[str, list[tuple[Card, str]]]]:
    """Give each theme with its editions and the place in each, themes by their names."""
    found: dict[str, list[tuple[Card, str]]] = {}
    for one in cards:
        for title, anchor in one.themes:
            found.setdefault(title, []).append((one, anchor))
    return sorted(found.items(), key=lambda pair: (pair[0].casefold(), pair[0]))


def _by_month(cards: Sequence[Card]) -> dict[str, list[Card]]:
    found: dict[str, list[Card]] = {}
    for one in sorted(cards, key=lambda one: one.month, reverse=True):
        found.setdefault(one.month, []).append(one)
    return found


def _address(month: str) -> str:
    return f"search/{month}.js"


def shards(cards: Sequence[Card]) -> Iterator[Rendered]:
    """Write the words of each month as a script that hands them to the index."""
    for month, of in _by_month(cards).items():
        words = {
            one.id: [[told.theme, told.anchor, told.headline, told.text] for told in one.told]
            for one in of
        }
        values = json.dumps(words, ensure_ascii=True, separators=(",", ":"))
        body = f"briefingSearch({json.dumps(month)},{values});\n"
        yield Rendered(
            format=f"search {month}",
            media_type="text/javascript",
            filename=_address(month),
            body=body.encode("ascii"),
        )
