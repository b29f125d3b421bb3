"""The plain markup that e-mails, e-books and feeds share: well-formed, few tags, no script.

What a page on screen can do beyond that would be taken out, or shown wrongly, there.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable

from jinja2 import Environment
from markupsafe import Markup

from briefing.model import Brief
from briefing.renderers import notes, view
from briefing.renderers.data import document
from briefing.renderers.environment import environment, plain
from briefing.settings import OutputSettings

# BCP 47, as far as a reader of our files can ask for it.
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def ground(
    brief: Brief, settings: OutputSettings, *, to_source: Callable[[int], str]
) -> Environment:
    """Set up templates; `to_source` gives where a source's mark leads to, or nothing."""
    made = environment(
        settings.templates, timezone=brief.timezone, finalize=finalize, autoescape=True
    )
    made.filters["note"] = note
    made.globals["to_source"] = to_source
    made.globals["language"] = language(brief)
    return made


def finalize(value: object) -> object:
    """Make a value one that XML can hold."""
    shown = plain(value)
    # A form feed is white space in HTML, and nothing that may stand in XML.
    return shown.replace("\f", " ") if type(shown) is str else shown


def note(source: str) -> Markup:
    """Write an editor's note as markup that is XML, too."""
    safe = notes.html(source).replace("\f", " ").replace("&nbsp;", "&#160;")
    return Markup(re.sub(r"<(br|hr)>", r"<\1/>", safe))  # noqa: S704 - what comes back is sanitized


def language(brief: Brief) -> str:
    """Give the language of a brief, or that it is undetermined."""
    return brief.language if _LANGUAGE.fullmatch(brief.language) else "und"


def to_article(brief: Brief) -> Callable[[int], str]:
    """Lead marks to the articles themselves, where they have an address."""
    addresses = {source.number: view.link(source.url) for source in brief.sources}
    return lambda number: addresses.get(number, "")


def identifier(brief: Brief) -> str:
    """Name these very contents: a digest of 32 hexadecimal digits."""
    return hashlib.sha256(document(brief)).hexdigest()[:32]


def urn(digest: str) -> str:
    """Make a name for programs of a digest."""
    return uuid.UUID(hex=digest[:32], version=5).urn
