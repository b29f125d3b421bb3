"""What would go wrong in a run, found before it is run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from briefing import __version__
from briefing.errors import RenderError, SettingsError
from briefing.model import (
    Brief,
    Drop,
    Entry,
    Passage,
    Section,
    Sentence,
    Source,
)
from briefing.pipeline import read_note
from briefing.protocols import Renderer
from briefing.protocols import Source as DocumentSource
from briefing.registry import resolve
from briefing.settings import Settings


def findings(settings: Settings) -> Iterator[str]:
    """Give every fault of sources, notes, plug-ins, templates, styles and fonts.

    Each format is tried on a small brief of our own, which needs all of the
    templates, styles and fonts that a real one needs. Nothing is written.
    """
    yield from _source_faults(settings)
    yield from _note_faults(settings)
    try:
        resolve("summarizers", settings.summarize.method)(settings.summarize)
    except SettingsError as error:
        yield f"summarize.method: {error}"
    brief = specimen(settings)
    for name in settings.output.formats:
        try:
            cast("Renderer", resolve("renderers", name)(settings.output))(brief)
        except (RenderError, SettingsError) as error:
            yield f"format {name}: {error}"


def _source_faults(settings: Settings) -> Iterator[str]:
    for number, source in enumerate(settings.sources, 1):
        name = source.name or f"source[{number}]"
        try:
            reader = cast("DocumentSource", resolve("sources", source.kind)(source, settings.root))
        except SettingsError as error:
            yield f"{name}: {error}"
            continue
        for found in reader.discover():
            if isinstance(found, Drop) and found.reason.is_fault:
                yield f"{name}: {found.uri}: {found.detail}"


def _note_faults(settings: Settings) -> Iterator[str]:
    notes = (settings.brief.note, *(theme.note for theme in settings.themes))
    for path in notes:
        try:
            if path:
                read_note(path)
        except SettingsError as error:
            yield str(error)


def specimen(settings: Settings) -> Brief:
    """Make the smallest brief that uses every part of a template."""
    when = datetime(2000, 1, 1, tzinfo=UTC)
    words = "The specimen has one sentence."
    sentence = Sentence(text=words, start=0, end=len(words), paragraph=0, position=0)
    passage = Passage(source=1, article_id="specimen", sentences=(sentence,), score=1.0)
    entry = Entry(source=1, article_id="specimen", headline="Specimen", passages=(passage,))
    return Brief(
        title=settings.brief.title,
        subtitle=settings.brief.subtitle,
        language=settings.brief.language,
        timezone=settings.brief.timezone,
        issued=when,
        period=(when, when),
        note="A note.",
        glance=(passage,),
        sections=(
            Section(
                title="Theme",
                anchor="theme-1",
                description="A description.",
                note="A note.",
                entries=(entry,),
            ),
        ),
        sources=(_specimen_source(when),),
        drops=(),
        method=settings.summarize.method,
        version=__version__,
        settings_digest="0" * 64,
    )


def _specimen_source(when: datetime) -> Source:
    return Source(
        number=1,
        article_id="specimen",
        headline="Specimen",
        outlet="The Specimen",
        agency=None,
        authors=(),
        published=when,
        url=None,
        uri="specimen.txt",
        digest="0" * 64,
        document_digest="0" * 64,
        copies=(),
    )
