"""HTML: one file that holds its fonts and styles, fetches nothing, and runs only our script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from hashlib import sha256
from html import unescape

from markupsafe import Markup

from briefing import resources
from briefing.model import Brief, Entry, Logo, Passage, Rendered
from briefing.renderers import charts, data, fonts, notes, styles, surroundings, view
from briefing.renderers.environment import environment, plain, render
from briefing.renderers.surroundings import Surrounding
from briefing.settings import OutputSettings

TEMPLATE = "brief.html.j2"


def html(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer that gives one self-contained page."""
    return partial(_render, settings=settings)


def _render(brief: Brief, *, settings: OutputSettings) -> Rendered:
    sheets = (
        ("all", styles.packaged(settings.look, "base")),
        ("screen", styles.packaged(settings.look, "screen")),
        ("print", styles.for_browsers(styles.packaged(settings.look, "print"))),
        *(("all", sheet) for sheet in styles.as_needed(brief, settings.look)),
        ("all", styles.added(settings.styles)),
    )
    # Once without fonts, to learn which letters the fonts must have.
    bare = page(brief, settings, sheets=sheets, on_screen=True)
    faces = fonts.embedded(unescape(bare))
    body = page(brief, settings, sheets=(("all", faces), *sheets), on_screen=True)
    return Rendered(
        format="html", media_type="text/html", filename="brief.html", body=body.encode()
    )


def page(
    brief: Brief,
    settings: OutputSettings,
    *,
    sheets: tuple[tuple[str, str], ...],
    on_screen: bool = False,
) -> str:
    """Write the page of a brief; `sheets` are pairs of a medium and a style sheet.

    What only works in a browser is left out unless it is `on_screen`.
    """
    ground = environment(
        settings.templates, timezone=brief.timezone, finalize=plain, autoescape=True
    )
    ground.filters["note"] = _note
    given = _page(brief, sheets=sheets, on_screen=on_screen)
    return render(ground, TEMPLATE, view.context(brief).variables() | given.variables())


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The variables that templates of HTML see besides those of every format.

    `script` is empty where the page is not for a screen, as are `evidence`, the brief as
    data, and `surroundings`, the paragraphs around what is printed; `around` gives the id
    of a passage's, or nothing.
    `days` is None where there is nothing to see, and `timeline` draws nothing then.
    `outlets_by_name` has the numbers of the sources of each; `told_by` those of an entry.
    """

    sheets: tuple[tuple[str, Markup], ...]
    policy: Markup
    script: Markup
    evidence: Markup
    logo: Markup
    on_screen: bool
    surroundings: tuple[Surrounding, ...]
    around: Callable[[Passage], str]
    days: charts.Days | None
    timeline: Callable[[Entry], Markup]
    outlets_by_name: Mapping[str, tuple[int, ...]]
    told_by: Callable[[Entry], tuple[int, ...]]

    def variables(self) -> dict[str, object]:
        """Give the fields by their names."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def _page(brief: Brief, *, sheets: tuple[tuple[str, str], ...], on_screen: bool) -> Page:
    script = resources.script() if on_screen else ""
    found = surroundings.surroundings(brief) if on_screen else ()
    return Page(
        # Markup, since escaping would turn `a > b` into text; `styles` sees to `</`.
        sheets=tuple((medium, Markup(text)) for medium, text in sheets if text),  # noqa: S704
        policy=_policy(script),
        script=Markup(script),  # noqa: S704 - our own
        evidence=Markup(data.embedded(brief) if on_screen else ""),  # noqa: S704 - no `<` in it
        logo=_address(brief.logo),
        on_screen=on_screen,
        surroundings=found,
        around=partial(surroundings.around, known=surroundings.by_article(found)),
        days=charts.by_day(brief),
        timeline=partial(charts.timeline, brief=brief),
        outlets_by_name=_outlets(brief),
        told_by=_told_by,
    )


def _policy(script: str) -> Markup:
    """Say what the page may do: show what it holds, and run our script, known by its hash."""
    allowed = ["default-src 'none'", "style-src 'unsafe-inline'", "font-src data:", "img-src data:"]
    if script:
        digest = b64encode(sha256(script.encode()).digest()).decode()
        allowed.append(f"script-src 'sha256-{digest}'")
    return Markup("; ").join((*map(Markup, allowed), "base-uri 'none'", "form-action 'none'"))


def _address(logo: Logo | None) -> Markup:
    if logo is None:
        return Markup("")
    return Markup("data:{};base64,{}").format(logo.media_type, b64encode(logo.body).decode())


def _told_by(entry: Entry) -> tuple[int, ...]:
    return charts.numbers([entry])


def _outlets(brief: Brief) -> dict[str, tuple[int, ...]]:
    """Sort the sources of the stories by outlet."""
    told = charts.numbers(entry for section in brief.sections for entry in section.entries)
    named: dict[str, list[int]] = {}
    for source in brief.sources:
        if source.number in told:
            named.setdefault(source.outlet, []).append(source.number)
    return {
        name: tuple(named[name]) for name in sorted(named, key=lambda one: (one.casefold(), one))
    }


def _note(source: str) -> Markup:
    return Markup(notes.html(source))  # noqa: S704 - what comes back is sanitized
