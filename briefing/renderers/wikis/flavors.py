"""What all wikis share: one template, one escaper and one pair of marks each.

In these templates a value is escaped unless it is of the type `Safe`, which only the
functions of a flavor make. Jinja2's own autoescape would not do: it escapes for HTML,
and lets whatever its filters have escaped so pass as done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from briefing.model import Brief, Rendered
from briefing.renderers import notes, view
from briefing.renderers.environment import environment, plain, render
from briefing.renderers.wikis.blocks import Fence, replaced
from briefing.settings import OutputSettings

_WHITESPACE = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")

Write = Callable[[str], str]
Front = Callable[[Brief], tuple[tuple[str, str], ...]]
Above = Callable[[str, tuple[tuple[str, str], ...]], str]


class Safe(str):
    """Markup that has been escaped, or was written by us."""

    __slots__ = ()


def no_front(_brief: Brief) -> tuple[tuple[str, str], ...]:
    """Give no properties: most wikis know none in a page."""
    return ()


def nothing_above(text: str, _properties: tuple[tuple[str, str], ...]) -> str:
    """Leave a page as it is, since it has no properties."""
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Flavor:
    """A wiki's language, as functions from plain text or from its markup to its markup.

    `escape` takes text, `emphasis` and `strong` take markup, `link` takes a label in both
    and an address that is safe to follow, `address` such an address alone. `note` writes
    the tree of an editor's note. `source` writes the mark of the source of that number,
    `section` the link to the theme at an index, and `anchor` what that link needs in
    front of the theme. `filters` are of this flavor alone, and escape what they are given.
    `front` gives properties of the page, and `above` puts them there.
    """

    filename: str
    media_type: str
    template: str
    fence: Fence
    escape: Write
    emphasis: Write
    strong: Write
    link: Callable[[str, str, str], str]
    address: Write
    note: Callable[[notes.Node], str]
    source: Callable[[Brief, OutputSettings, int], str]
    section: Callable[[Brief, OutputSettings, int], str]
    anchor: Callable[[Brief, int], str]
    filters: tuple[tuple[str, Write], ...] = ()
    front: Front = no_front
    above: Above = nothing_above


def renderer(flavor: Flavor, name: str, settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make the renderer of a flavor, by the name that people call it."""
    return partial(_render, flavor=flavor, name=name, settings=settings)


def _render(brief: Brief, *, flavor: Flavor, name: str, settings: OutputSettings) -> Rendered:
    block = _block(brief, flavor, settings)
    properties = flavor.front(brief)
    body = flavor.above(flavor.fence.around(block), properties)
    merge = partial(merged, flavor=flavor, block=block, properties=properties)
    return Rendered(
        format=name,
        media_type=flavor.media_type,
        filename=flavor.filename,
        body=body.encode(),
        merge=merge,
    )


def merged(
    page: bytes, *, flavor: Flavor, block: str, properties: tuple[tuple[str, str], ...]
) -> bytes:
    """Put a brief into a page that stands there, and keep all that people wrote around it.

    Raises:
        ValueError: where the brief belongs in that page cannot be told; it says why.
    """
    try:
        text = page.decode()
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8 text; move it away") from error
    blank = not text.strip("\ufeff \t\r\n")
    text = flavor.fence.around(block) if blank else replaced(text, block, flavor.fence)
    return flavor.above(text, properties).encode()


def _block(brief: Brief, flavor: Flavor, settings: OutputSettings) -> str:
    ground = environment(
        settings.templates,
        timezone=brief.timezone,
        finalize=partial(finalize, escape=flavor.escape),
        autoescape=False,
    )
    ground.filters |= _filters(flavor)
    ground.globals |= _globals(brief, flavor, settings)
    text = render(ground, flavor.template, view.context(brief).variables())
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _filters(flavor: Flavor) -> dict[str, Callable[..., Safe]]:
    def safe(write: Write) -> Callable[[object], Safe]:
        return lambda value: Safe(write(finalize(value, escape=flavor.escape)))

    return {
        "note": lambda source: Safe(flavor.note(notes.tree(source)).strip()),
        "address": lambda target: address(target, flavor),
        "emphasis": safe(flavor.emphasis),
        "strong": safe(flavor.strong),
        # Either name; the second is from when there was Markdown alone.
        "markup": Safe,
        "markdown": Safe,
        **{name: partial(_safe, write) for name, write in flavor.filters},
    }


def _safe(write: Write, value: object) -> Safe:
    return Safe(write(str(plain(value))))


def _globals(brief: Brief, flavor: Flavor, settings: OutputSettings) -> Mapping[str, object]:
    return {
        "mark": lambda number: Safe(flavor.source(brief, settings, number)),
        "section_link": lambda index: Safe(flavor.section(brief, settings, index)),
        "section_anchor": lambda index: Safe(flavor.anchor(brief, index)),
        "linked": lambda label, target: linked(label, target, flavor),
    }


def finalize(value: object, *, escape: Write) -> Safe:
    """Escape a value on its way into markup, unless it is `Safe`."""
    if isinstance(value, Safe):
        return value
    return Safe(escape(folded(str(plain(value))).strip()))


def folded(text: str) -> str:
    """Make text one line of printable characters, with its white space as single spaces."""
    return _WHITESPACE.sub(" ", view.printable(text))


def hugged(markup: str, write: Write) -> str:
    """Put marks close around words, with the blanks beside them outside.

    In most wikis a mark beside a blank is no mark, and two marks around nothing are text.
    """
    words = markup.strip(" \n")
    if not words:
        return markup
    before, _, after = markup.partition(words)
    return f"{before}{write(words)}{after}"


def linked(label: str, target: str | None, flavor: Flavor) -> Safe:
    """Link a label, or write it without a link where the address is not safe to follow."""
    text = folded(label).strip()
    written = finalize(text, escape=flavor.escape)
    safe = view.link(target)
    return Safe(flavor.link(written, text, safe)) if safe else written


def address(target: str | None, flavor: Flavor) -> Safe:
    """Write an address as a link to itself, or nothing where it is not safe to follow."""
    safe = view.link(target)
    return Safe(flavor.address(safe) if safe else "")


def other_headings(brief: Brief, index: int) -> tuple[str, ...]:
    """List what every heading says but that of the section at `index`."""
    withdrawn = ("Withdrawn or changed since",) if brief.withdrawn else ()
    furniture = ("Editor's note", "At a glance", "Contents", "Sources", "About this brief")
    others = (*brief.sections[:index], *brief.sections[index + 1 :])
    entries = (entry.headline for section in brief.sections for entry in section.entries)
    return (brief.title, *withdrawn, *furniture, *(section.title for section in others), *entries)
