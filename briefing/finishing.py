"""From chosen articles to the finished brief, whether they come from a day or from an archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from briefing import __version__
from briefing.budgets import budget_of
from briefing.composing.bounds import bounded
from briefing.composing.compose import Imprint, Material, compose
from briefing.enclosures import read_logo, read_note
from briefing.errors import NothingToTellError
from briefing.model import Article, Brief, Pick, Story, Summary, Theme
from briefing.settings import Settings

Period = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What people wrote around a brief: their notes on themes, and its imprint."""

    notes: Mapping[str, str]
    imprint: Imprint


def frame_of(settings: Settings, *, now: datetime, period: Period = (None, None)) -> Frame:
    """Read notes and logo; first of all, so that a missing one costs no work.

    `period` is the one that was asked for, where there is one.

    Raises:
        SettingsError: one of them cannot be read.
    """
    brief = settings.brief
    return Frame(
        notes={theme.name: read_note(theme.note) for theme in settings.themes if theme.note},
        imprint=Imprint(
            issued=now,
            note=read_note(brief.note) if brief.note else "",
            version=__version__,
            settings_digest=settings.digest,
            logo=read_logo(brief.logo) if brief.logo else None,
            period=period,
        ),
    )


def themes_of(
    settings: Settings,
    assigned: tuple[Theme, ...],
    articles: Sequence[Article],
    stories: Sequence[Story],
) -> tuple[Theme, ...]:
    """Give the themes of the settings; where there are none, those that are found if wanted."""
    if settings.themes or not settings.brief.find_themes:
        return assigned
    from briefing.themes.finding import found  # noqa: PLC0415 - loads NumPy

    return found(articles, stories)


def finished(settings: Settings, material: Material, frame: Frame) -> Brief:
    """Put the brief together.

    Raises:
        NothingToTellError: nothing would be printed.
    """
    brief = compose(
        material,
        settings=settings.brief,
        budget=budget_of(settings.summarize),
        glance=_glance,
        imprint=frame.imprint,
    )
    if not brief.sources and not brief.withdrawn:
        raise NothingToTellError(_why_nothing(brief), brief.drops, brief)
    return bounded(brief)


def _glance(
    articles: Sequence[Article], summaries: Sequence[Summary], sentences: int
) -> Sequence[Pick]:
    from briefing.summarizers.clusters import glance  # noqa: PLC0415 - loads NumPy

    return glance(articles, summaries, sentences)


def _why_nothing(brief: Brief) -> str:
    return f"nothing new since {brief.since.edition}" if brief.since else "no article fits a theme"


def empty_brief(settings: Settings, error: NothingToTellError, *, now: datetime) -> Brief:
    """Make a brief without news, which says why there is none."""
    why = f"No news in this edition: {error.detail}."
    if error.brief:
        return bounded(replace(error.brief, note=f"{why}\n\n{error.brief.note}".strip()))
    told = settings.brief
    return Brief(
        title=told.title,
        subtitle=told.subtitle,
        language=told.language,
        timezone=told.timezone,
        issued=now,
        period=None,
        note=why,
        glance=(),
        sections=(),
        sources=(),
        drops=error.drops,
        method=settings.summarize.method,
        version=__version__,
        settings_digest=settings.digest,
        edition=told.edition,
        marking=told.marking,
        author=told.author,
        logo=read_logo(told.logo) if told.logo else None,
    )
