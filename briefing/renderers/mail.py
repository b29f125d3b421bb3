"""E-mail: a letter in plain text and in HTML, with other formats attached where asked for.

Styles are inlined, since many mail programs take `<style>` out. The letter has no sender
and no reader: it is delivered by whoever has them, and `X-Unsent` lets a mail program
open it as a draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from typing import cast

import css_inline

from briefing.model import Brief, Rendered
from briefing.protocols import Renderer
from briefing.registry import resolve
from briefing.renderers import plain, styles, view, xhtml
from briefing.renderers.environment import render
from briefing.renderers.names import marked
from briefing.settings import OutputSettings

TEMPLATE = "brief.eml.html.j2"

_HOST = "briefing.invalid"  # a name that nobody can have, as RFC 2606 promises
_LOGO = f"logo@{_HOST}"
_LONGEST_SUBJECT = 200


def eml(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer that gives a letter with the formats of `settings.attach`."""
    return partial(_render, settings=settings)


def _render(brief: Brief, *, settings: OutputSettings) -> Rendered:
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = _subject(brief)
    letter["Date"] = format_datetime(brief.issued)
    letter["Message-ID"] = f"<{xhtml.identifier(brief)}@{_HOST}>"
    letter["X-Unsent"] = "1"
    # Quoted-printable, since lines of mail may not be longer than 998 characters.
    letter.set_content(plain.text(brief, settings), cte="quoted-printable")
    letter.add_alternative(page(brief, settings), subtype="html", cte="quoted-printable")
    if brief.logo:
        _add_logo(letter, brief)
    for name in settings.attach:
        one = cast("Renderer", resolve("renderers", name)(settings))(brief)
        marking = brief.marking if settings.mark_names else ""
        _attach(letter, replace(one, filename=marked(one.filename, marking)))
    _set_boundaries(letter, xhtml.identifier(brief))
    return Rendered(
        format="eml", media_type="message/rfc822", filename="brief.eml", body=letter.as_bytes()
    )


def _subject(brief: Brief) -> str:
    marking = f"[{brief.marking}] " if brief.marking else ""
    edition = f", {brief.edition}" if brief.edition else ""
    day = view.day(brief.issued, zone=view.zone(brief.timezone))
    # One line, or a title could write headers of its own.
    words = plain.line(f"{marking}{brief.title}{edition}, {day}")
    return words if len(words) <= _LONGEST_SUBJECT else f"{words[: _LONGEST_SUBJECT - 1]}…"


def page(brief: Brief, settings: OutputSettings) -> str:
    """Write the letter as HTML whose styles stand in its elements."""
    ground = xhtml.ground(brief, settings, to_source=xhtml.to_article(brief))
    values = view.context(brief).variables() | {"logo": _LOGO}
    written = render(ground, TEMPLATE, values).lstrip()
    inliner = css_inline.CSSInliner(
        load_remote_stylesheets=False, extra_css=styles.packaged(settings.look, "mail")
    )
    return inliner.inline(written)


def _add_logo(letter: EmailMessage, brief: Brief) -> None:
    assert brief.logo is not None  # noqa: S101
    kind, _, subtype = brief.logo.media_type.partition("/")
    *_, marked_up = cast("list[EmailMessage]", letter.get_payload())
    marked_up.add_related(
        brief.logo.body, maintype=kind, subtype=subtype, cid=f"<{_LOGO}>", disposition="inline"
    )


def _attach(letter: EmailMessage, one: Rendered) -> None:
    kind, _, subtype = one.media_type.partition("/")
    charset = {"charset": "utf-8"} if kind == "text" else {}
    letter.add_attachment(
        one.body, maintype=kind, subtype=subtype, filename=one.filename, params=charset
    )


def _set_boundaries(letter: MIMEPart, digest: str) -> None:
    """Part the letter by lines that are the same in every run, and that nothing in it holds.

    `=_` stands neither in quoted-printable text nor in base64.
    """
    parts = (part for part in letter.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        own = hashlib.sha256(f"{digest} {number}".encode()).hexdigest()[:32]
        part.set_boundary(f"=_{own}")
