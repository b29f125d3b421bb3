"""A story through all editions: a page of its own, in HTML and in Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from html import unescape

from markupsafe import Markup

from briefing.model import Rendered
from briefing.renderers import fonts, styles, view
from briefing.renderers.environment import environment, plain, render
from briefing.renderers.wikis import flavors
from briefing.renderers.wikis.markdown import GFM, escape
from briefing.settings import OutputSettings

HTML, MARKDOWN = "story.html.j2", "story.md.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A sentence on the day when it was first printed, with its source.

    `again` are the later days that printed it, `withdrawn` the day on which its source was
    found without it, `state` how it stood to what was said before.
    """

    text: str
    theme: str
    outlet: str
    headline: str
    address: str
    state: str
    again: tuple[date, ...] = ()
    withdrawn: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDay:
    """What an edition was the first to say of a story; `pause` counts silent days before it."""

    day: date
    edition: str
    tellings: tuple[Telling, ...]
    pause: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story: since when it is known, who was first, and what was said, day by day.

    `seen` counts the days on which articles told it, printed or not.
    """

    id: str
    headline: str
    outlet: str
    first: date
    last: date
    seen: int
    days: tuple[StoryDay, ...]
    language: str = "en"
    marking: str = ""


def rendered(page: StoryPage, format_: str, settings: OutputSettings) -> Rendered:
    """Write the page as "html" or "markdown".

    Raises:
        RenderError: a template or a style failed.
    """
    if format_ == "html":
        body, name, kind = _html(page, settings), "story.html", "text/html"
    else:
        body, name, kind = _markdown(page, settings), "story.md", "text/markdown"
    return Rendered(format=format_, media_type=kind, filename=name, body=body.encode())


def _html(page: StoryPage, settings: OutputSettings) -> str:
    sheets = (
        styles.packaged(settings.look, "base"),
        styles.packaged(settings.look, "screen"),
        styles.packaged(settings.look, "story"),
        styles.added(settings.styles),
    )
    # Once without fonts, to learn which letters the fonts must have.
    bare = _page(page, settings, sheets)
    return _page(page, settings, (fonts.embedded(unescape(bare)), *sheets))


def _page(page: StoryPage, settings: OutputSettings, sheets: tuple[str, ...]) -> str:
    ground = environment(settings.templates, timezone="UTC", finalize=plain, autoescape=True)
    ground.filters["calendar"] = view.calendar_day
    # Markup, since escaping would turn `a > b` into text; neither can end its element.
    marked = [Markup(sheet) for sheet in sheets if sheet]  # noqa: S704
    return render(ground, HTML, {"page": page, "sheets": marked, **_counts(page)})


def _markdown(page: StoryPage, settings: OutputSettings) -> str:
    ground = environment(
        settings.templates,
        timezone="UTC",
        finalize=partial(flavors.finalize, escape=escape),
        autoescape=False,
    )
    ground.filters["calendar"] = view.calendar_day
    ground.filters["linked"] = partial(flavors.linked, flavor=GFM)
    return render(ground, MARKDOWN, {"page": page, **_counts(page)})


def _counts(page: StoryPage) -> dict[str, object]:
    return {
        "sentences": sum(len(day.tellings) for day in page.days),
        "outlets": len({one.outlet for day in page.days for one in day.tellings}),
    }
