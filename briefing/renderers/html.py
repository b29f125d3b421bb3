"""HTML: one file that holds its fonts and styles, and runs and fetches nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import unescape

from markupsafe import Markup

from briefing.model import Brief, Rendered
from briefing.renderers import fonts, notes, styles, view
from briefing.renderers.environment import environment, plain, render
from briefing.settings import OutputSettings

TEMPLATE = "brief.html.j2"


def html(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer that gives one self-contained page."""
    return partial(_render, settings=settings)


def _render(brief: Brief, *, settings: OutputSettings) -> Rendered:
    sheets = (
        ("all", styles.packaged(settings.look, "base")),
        ("screen", styles.packaged(settings.look, "screen")),
        ("print", styles.packaged(settings.look, "print")),
        ("all", styles.added(settings.styles)),
    )
    # Once without fonts, to learn which letters the fonts must have.
    bare = page(brief, settings, sheets=sheets)
    faces = fonts.embedded(unescape(bare))
    body = page(brief, settings, sheets=(("all", faces), *sheets))
    return Rendered(
        format="html", media_type="text/html", filename="brief.html", body=body.encode()
    )


def page(brief: Brief, settings: OutputSettings, *, sheets: tuple[tuple[str, str], ...]) -> str:
    """Write the page of a brief; `sheets` are pairs of a medium and a style sheet."""
    ground = environment(
        settings.templates, timezone=brief.timezone, finalize=plain, autoescape=True
    )
    ground.filters["note"] = _note
    # Markup, since escaping would turn `a > b` into text; `styles` sees to `</`.
    marked = tuple((medium, Markup(text)) for medium, text in sheets if text)  # noqa: S704
    return render(ground, TEMPLATE, view.context(brief).variables() | {"sheets": marked})


def _note(source: str) -> Markup:
    return Markup(notes.html(source))  # noqa: S704 - what comes back is sanitized
