"""Confluence: its storage format, which is XML without a root and without namespaces."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape as _html
from xml.parsers import expat

from briefing.model import Brief, Rendered
from briefing.renderers import notes
from briefing.renderers.wikis.blocks import Fence
from briefing.renderers.wikis.flavors import Flavor, folded, renderer
from briefing.settings import OutputSettings


def confluence(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer of the body of a page for Confluence."""
    return renderer(CONFLUENCE, "confluence", settings)


def escape(text: str) -> str:
    """Make text mean nothing but itself in XML, as one line.

    Confluence reads macros from tags alone here, and `{macro}` is text.
    """
    return _html(folded(text))


def _emphasis(markup: str) -> str:
    return f"<em>{markup}</em>"


def _strong(markup: str) -> str:
    return f"<strong>{markup}</strong>"


def _link(markup: str, _text: str, target: str) -> str:
    return f'<a href="{escape(target)}">{markup}</a>'


def _address(target: str) -> str:
    return _link(escape(target), target, target)


def anchor(name: str) -> str:
    """Write a place that links of the page can lead to."""
    return (
        '<ac:structured-macro ac:name="anchor" ac:schema-version="1">'
        f'<ac:parameter ac:name="">{name}</ac:parameter></ac:structured-macro>'
    )


def _within(name: str, markup: str) -> str:
    return f'<ac:link ac:anchor="{name}"><ac:link-body>{markup}</ac:link-body></ac:link>'


def _source(_brief: Brief, _settings: OutputSettings, number: int) -> str:
    return _within(f"source-{number}", f"[{number}]")


def _section(brief: Brief, _settings: OutputSettings, index: int) -> str:
    title = escape(folded(brief.sections[index].title).strip())
    return _within(f"section-{index + 1}", title)


def _anchor(_brief: Brief, index: int) -> str:
    return anchor(f"section-{index + 1}")


def note(root: notes.Node) -> str:
    """Write a note as tags, all of which Confluence knows."""
    return "\n".join(_element(child) for child in notes.blocks(root))


def _element(node: notes.Node) -> str:
    if node.tag in {"br", "hr"}:
        return f"<{node.tag} />"
    inside = "".join(
        escape(child) if isinstance(child, str) else _element(child) for child in node.children
    ).strip("\n")
    if node.tag == "a":
        return _link(inside, node.text, node.href) if node.href else inside
    return f"<{node.tag}>{inside}</{node.tag}>"


def _marker(name: str) -> re.Pattern[str]:
    # Confluence adds attributes, and a paragraph around a macro or takes it away.
    macro = (
        r'<ac:structured-macro\b[^>]*\bac:name="anchor"[^>]*>\s*'
        rf'<ac:parameter\b[^>]*\bac:name=""[^>]*>\s*briefing-{name}\s*</ac:parameter>\s*'
        r"</ac:structured-macro>"
    )
    return re.compile(rf"<p\b[^>]*>\s*{macro}\s*</p>|{macro}")


def _fault(block: str) -> str:
    """Tell where a mark has come to stand in a paragraph with people's own words.

    To cut there would leave half a paragraph on either side.
    """
    reader = expat.ParserCreate()
    # Names such as &nbsp; are Confluence's own; without this they are errors.
    reader.UseForeignDTD(True)
    try:
        reader.Parse(f"<block>{block}</block>".encode(), True)
    except expat.ExpatError:
        return (
            "has a mark of ours within a paragraph, list or table of other text; put the anchors "
            "briefing-begin and briefing-end each into a paragraph of its own, side by side"
        )
    return ""


CONFLUENCE = Flavor(
    filename="brief.confluence.xml",
    media_type="application/xml",
    template="brief.confluence.j2",
    # Comments do not survive saving; anchors do, and no reader sees them.
    fence=Fence(
        begin=f"<p>{anchor('briefing-begin')}</p>",
        end=f"<p>{anchor('briefing-end')}</p>",
        begins=_marker("begin"),
        ends=_marker("end"),
        fault=_fault,
    ),
    escape=escape,
    emphasis=_emphasis,
    strong=_strong,
    link=_link,
    address=_address,
    note=note,
    source=_source,
    section=_section,
    anchor=_anchor,
    filters=(("anchor", anchor),),
)
