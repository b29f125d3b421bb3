"""Markdown for wikis: plain to read as it is, and with nothing live but our own marks.

In these templates a value is escaped unless it is of the type `Safe`, which only the
filters of this module make. Jinja2's own autoescape would not do: it escapes for HTML,
and lets whatever its filters have escaped so pass as done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from briefing.model import Brief, Rendered
from briefing.renderers import notes, view
from briefing.renderers.environment import environment, plain, render
from briefing.settings import OutputSettings

TEMPLATE = "brief.md.j2"

# What is live anywhere in a line. Entities, since every parser knows them:
# backslashes were honored for 11 of 23 hostile headlines, entities for 23.
_LIVE = re.compile(
    r"[\\`*\[\]<>{}#~|$@^]"  # marks, raw HTML, tables, mathematics, mentions, Jekyll
    r"|(?<![^\W_])_|_(?![^\W_])"  # but not within a word, as in file_names
    r"|&(?=[#\w])"  # an entity, but not the one in "A & B"
    r"|:(?=//|[\w+-]+:)|(?<=[Ww]{3})\.|(?<=[Mm][Aa][Ii][Ll][Tt][Oo]):"  # bare links, :smile:
    r"|(?<==)=|=(?==)"  # ==highlight==
)
# What is live at the start of a line only: lists, rules, headings of two lines,
# definitions (":"), and the boxes of MkDocs ("!!!", "???").
_START = re.compile(r"^(\s*)([-+=:!?])|^(\s*\d+)([.)])(?=\s|$)")
_WHITESPACE = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")


class Safe(str):
    """Markdown that has been escaped, or was written by us."""

    __slots__ = ()


def markdown(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer that gives one Markdown file for GitHub, GitLab and their kin."""
    return partial(_render, settings=settings)


def _render(brief: Brief, *, settings: OutputSettings) -> Rendered:
    ground = environment(
        settings.templates, timezone=brief.timezone, finalize=finalize, autoescape=False
    )
    ground.filters |= {"note": _note, "address": address, "markdown": Safe}
    ground.globals["heading"] = partial(heading, brief)
    text = render(ground, TEMPLATE, view.context(brief).variables())
    body = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    return Rendered(
        format="markdown", media_type="text/markdown", filename="brief.md", body=body.encode()
    )


def finalize(value: object) -> str:
    """Escape a value on its way into Markdown, unless it is `Safe`."""
    return value if isinstance(value, Safe) else Safe(escape(str(plain(value))).strip())


def escape(text: str) -> str:
    """Make text mean nothing to a Markdown parser, as one line.

    Escaped is what can be live and nothing else, so that prose stays prose to
    those who read the source. White space comes out as single spaces.
    """
    line = _LIVE.sub(_entity, _WHITESPACE.sub(" ", view.printable(text)))
    return _START.sub(_started, line)


def _entity(match: re.Match[str]) -> str:
    # By name where people know the name.
    named = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    return named.get(match[0], f"&#{ord(match[0])};")


def _started(match: re.Match[str]) -> str:
    before, mark = (match[1], match[2]) if match[2] else (match[3], match[4])
    return f"{before}&#{ord(mark)};"


def address(target: str | None) -> Safe:
    """Write the destination of a link, or nothing where it is not safe to follow."""
    safe = view.link(target)
    # Only an ampersand that begins an entity; links are read and copied by people.
    return Safe(f"<{re.sub(r'&(?=#?[0-9A-Za-z]+;)', '&amp;', safe)}>" if safe else "")


def _note(source: str) -> Safe:
    return Safe(notes.markdown(source, escape=escape))


def slug(title: str) -> str:
    """Give the anchor that GitLab makes of a heading, and nearly always GitHub too."""
    return re.sub(r"-{2,}", "-", _github(title))


def _github(title: str) -> str:
    words = re.sub(r"[^\w\- ]", "", _WHITESPACE.sub(" ", title).strip().lower())
    return words.replace(" ", "-")


def heading(brief: Brief, index: int) -> dict[str, Safe]:
    """Give where section `index` is linked to, and the anchor it needs for that.

    A wiki makes an anchor of each heading. GitLab removes anchors of our own, so we
    link to its; GitHub's differs for "Trade & aid", but it keeps one of our own.
    Where another heading has the same name the number of ours cannot be told, and
    our own anchor is all there is.
    """
    section = brief.sections[index]
    theirs = slug(section.title)
    taken = {slug(title) for title in _other_headings(brief, index)}
    is_clear = bool(theirs) and theirs not in taken
    target = theirs if is_clear else f"section-{slug(section.anchor)}"
    own = "" if is_clear and theirs == _github(section.title) else f'<a id="{target}"></a>'
    return {"target": Safe(target), "anchor": Safe(own)}


def _other_headings(brief: Brief, index: int) -> tuple[str, ...]:
    furniture = ("Editor's note", "At a glance", "Contents", "Sources", "About this brief")
    others = (*brief.sections[:index], *brief.sections[index + 1 :])
    entries = (entry.headline for section in brief.sections for entry in section.entries)
    return (brief.title, *furniture, *(section.title for section in others), *entries)
