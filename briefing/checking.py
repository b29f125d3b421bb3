"""What would go wrong in a run, found before it is run."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from briefing import __version__
from briefing.enclosures import read_logo, read_note
from briefing.errors import RenderError, SettingsError, SourceError
from briefing.model import (
    Brief,
    Copy,
    CopyKind,
    Coverage,
    Drop,
    Entry,
    Fact,
    FactKind,
    Locator,
    Logo,
    Milestone,
    Passage,
    Placement,
    Reason,
    Section,
    Sentence,
    Source,
)
from briefing.protocols import Renderer
from briefing.protocols import Source as DocumentSource
from briefing.registry import resolve
from briefing.rendering import render
from briefing.settings import Settings, SourceSettings
from briefing.sources.files import STANDARD_INPUT, open_file
from briefing.themes.assignment import check

_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg=="
)

# A letter or two of languages whose script our own fonts lack.
_LETTERS = {
    "am": "አ", "ar": "ع", "bn": "অ", "bo": "ཀ", "fa": "پ", "gu": "અ", "he": "א", "hi": "अ",
    "hy": "Ա", "ja": "日あ", "ka": "ა", "km": "ក", "kn": "ಅ", "ko": "한", "lo": "ກ", "ml": "അ",
    "mr": "अ", "my": "က", "ne": "अ", "or": "ଅ", "pa": "ਅ", "ps": "ښ", "si": "අ", "ta": "அ",
    "te": "అ", "th": "ก", "ti": "አ", "ug": "ئ", "ur": "ٹ", "yi": "א", "zh": "中",
}  # fmt: skip


def findings(settings: Settings, *, now: datetime) -> Iterator[str]:
    """Give every fault of sources, notes, plug-ins, templates, styles and fonts.

    Each format is tried on a small brief of our own, which needs all of the
    templates, styles and fonts that a real one needs. Nothing is written.
    """
    yield from _source_faults(settings, now)
    yield from _enclosure_faults(settings)
    try:
        resolve("summarizers", settings.summarize.method)(settings.summarize)
    except SettingsError as error:
        yield f"summarize.method: {error}"
    try:
        check(settings.themes)
    except SettingsError as error:
        yield str(error)
    brief = specimen(settings)
    told: set[str] = set()
    for name in settings.output.formats:
        try:
            make = cast("Renderer", resolve("renderers", name)(settings.output))
            for one in render(brief, [(name, make)], settings.output):
                yield from (f"format {name}: {warning}" for warning in one.warnings)
        except (RenderError, SettingsError) as error:
            if str(error) not in told:  # the PDF prints what HTML does, with its faults
                yield f"format {name}: {error}"
            told.add(str(error))


def _source_faults(settings: Settings, now: datetime) -> Iterator[str]:
    for number, source in enumerate(settings.sources, 1):
        name = source.name or f"source[{number}]"
        try:
            make = resolve("sources", source.kind)
            reader = cast("DocumentSource", make(_without_input(source), settings.root))
        except SettingsError as error:
            yield f"{name}: {error}"
            continue
        for found in reader.discover(now=now):
            if isinstance(found, Drop) and found.reason.is_fault:
                yield f"{name}: {found.uri}: {found.detail}"
            elif isinstance(found, Locator) and found.kind == "file":
                yield from _file_faults(name, found, settings.root)


def _without_input(source: SourceSettings) -> SourceSettings:
    """Leave out standard input, which can be read but once, and may never end."""
    paths = tuple(path for path in source.paths if path != STANDARD_INPUT)
    return replace(source, paths=paths)


def _file_faults(name: str, locator: Locator, root: Path) -> Iterator[str]:
    try:
        with open_file(locator, root) as file:
            if not file.read(1):
                yield f"{name}: {locator.uri}: is empty"
    except (SourceError, OSError) as error:
        yield f"{name}: {error}"


def _enclosure_faults(settings: Settings) -> Iterator[str]:
    notes = (settings.brief.note, *(theme.note for theme in settings.themes))
    files = [(read_note, path) for path in notes] + [(read_logo, settings.brief.logo)]
    for load, path in files:
        try:
            if path:
                load(path)
        except SettingsError as error:
            yield str(error)


def specimen(settings: Settings) -> Brief:
    """Make a small brief that has everything a brief can have, for each template once."""
    when = datetime(2000, 1, 1, tzinfo=UTC)
    near, far = _passage(0, 1), _passage(3)
    days = (Milestone(day=when.date(), passage=far),)
    coverage = Coverage(
        story_id="specimen",
        articles=3,
        texts=3,
        voices=2,
        first_seen=when,
        last_updated=when + timedelta(days=1),
        article_ids=("specimen", "specimen"),
        sources=(2, 3),
    )
    placement = Placement(rule="rule", terms=("specimen", "sentence"), strength=1.5)
    entries = tuple(
        Entry(
            source=number,
            article_id="specimen",
            headline="Specimen",
            passages=(near, far),
            coverage=coverage if number == 1 else None,
            facts=_specimen_facts(when) if number == 1 else (),
            placement=placement if number == 1 else None,
            chronology=days if number == 1 else (),
        )
        for number in (1, 2, 3)
    )
    drop = Drop(stage="source", uri="none.txt", reason=Reason.UNREADABLE, detail="a specimen")
    return Brief(
        title=settings.brief.title,
        subtitle=settings.brief.subtitle,
        language=settings.brief.language,
        timezone=settings.brief.timezone,
        issued=when,
        period=(when, when),
        note="A note.",
        glance=(near, far),
        sections=(
            Section(
                title="Theme",
                anchor="theme-1",
                description=_own_words(settings),
                note="A note.",
                entries=entries,
                digest=(near, far),
            ),
        ),
        sources=_specimen_sources(when),
        drops=(drop,),
        method=settings.summarize.method,
        version=__version__,
        settings_digest="0" * 64,
        edition=settings.brief.edition or "Edition",
        marking=settings.brief.marking or "Marking",
        author=settings.brief.author or "Author",
        logo=_specimen_logo(settings),
    )


def _own_words(settings: Settings) -> str:
    """Give what the settings print, and letters of their languages, to see if fonts have them."""
    names = (word for theme in settings.themes for word in (theme.name, theme.description))
    tags = (settings.brief.language, *(tag for one in settings.themes for tag in one.languages))
    letters = (_LETTERS.get(tag.partition("-")[0].lower(), "") for tag in tags)
    return " ".join(filter(None, ("A description.", *names, *letters)))


def _specimen_logo(settings: Settings) -> Logo:
    """Give the logo of the settings, or one white pixel in its place."""
    try:
        if settings.brief.logo:
            return read_logo(settings.brief.logo)
    except SettingsError:
        pass  # told already, among what is wrong with files
    return Logo(media_type="image/png", body=b64decode(_PIXEL))


def _specimen_facts(when: datetime) -> tuple[Fact, ...]:
    day = when.date()
    return (
        Fact(kind=FactKind.PLACE, source=1, expression="Springfield"),
        Fact(kind=FactKind.DAY, source=1, expression="Saturday", first=day, last=day),
        Fact(kind=FactKind.FIGURE, source=1, expression="12 percent"),
    )


def _passage(*positions: int) -> Passage:
    words = "The specimen has sentences."
    sentences = tuple(
        Sentence(text=words, start=0, end=len(words), paragraph=0, position=position)
        for position in positions
    )
    return Passage(
        source=1,
        article_id="specimen",
        sentences=sentences,
        score=1.0,
        context=f"{words} There are more.",
    )


def _specimen_sources(when: datetime) -> tuple[Source, ...]:
    """Give one source of which all is known, one with a bare day, one of which nothing is."""
    known = Source(
        number=1,
        article_id="specimen",
        headline="Specimen",
        outlet="The Specimen",
        agency="Agency",
        authors=("A. Writer", "B. Writer"),
        published=when,
        url="https://example.org/specimen",
        uri="specimen.txt",
        digest="0" * 64,
        document_digest="0" * 64,
        copies=(
            Copy(uri="copy.txt", outlet="A Paper", published=when, kind=CopyKind.SHORTENED),
            Copy(uri="page.html", outlet="A Site", url="https://example.org/copy"),
        ),
    )
    bare = replace(known, number=2, published_day_only=True)
    unknown = replace(known, number=3, published=None, url=None, agency=None, authors=(), copies=())
    return known, bare, unknown
