"""Obsidian: Markdown with properties above it, callouts, and links in double brackets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime

from briefing.model import Brief, Rendered
from briefing.renderers import view
from briefing.renderers.wikis.blocks import fence
from briefing.renderers.wikis.flavors import Flavor, folded, renderer
from briefing.renderers.wikis.markdown import (
    address,
    emphasis,
    escape,
    indented,
    link,
    note,
    strong,
)
from briefing.settings import OutputSettings

Properties = tuple[tuple[str, str], ...]

_FRONT = re.compile(r"\A(\ufeff?)---[ \t]*\r?\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_OPENED = re.compile(r"\A\ufeff?---[ \t]*\r?\n")
_KEY = re.compile(r"""^(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#"'-][^:\n]*?))\s*:(?=\s|$)""")


def obsidian(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer of a note for Obsidian."""
    return renderer(OBSIDIAN, "obsidian", settings)


def properties(brief: Brief) -> Properties:
    """Give what Obsidian shows and finds above a note, as keys and YAML values."""
    issued = brief.issued.astimezone(view.zone(brief.timezone))
    told = (
        ("title", _text(brief.title)),
        ("date", f"{issued:%Y-%m-%d}"),
        ("issued", _moment(issued)),
        ("edition", _text(brief.edition)),
        ("author", _text(brief.author)),
        ("marking", _text(brief.marking)),
        ("sources", str(len(brief.sources))),
        ("themes", f"[{', '.join(_text(section.title) for section in brief.sections)}]"),
    )
    return tuple((key, value) for key, value in told if value not in {'""', "[]"})


def _text(text: str) -> str:
    # What JSON calls a string is one in YAML too, and needs no rules of its own.
    return json.dumps(folded(text).strip(), ensure_ascii=False)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


def above(text: str, ours: Properties) -> str:
    """Put our properties above a note: those that have our names anew, all others kept.

    Raises:
        ValueError: the properties that stand there have no end.
    """
    found = _FRONT.match(text)
    if found is None:
        if _OPENED.match(text):
            raise ValueError("opens with --- but its properties have no end; close them with ---")
        newline = "\r\n" if "\r\n" in text else "\n"
        lines = ["---", *(f"{key}: {value}" for key, value in ours), "---", "", ""]
        return newline.join(lines) + text
    newline = "\r\n" if "\r\n" in found[2] else "\n"
    front = "".join(_merged(found[2], ours, newline))
    return f"{found[1]}---{newline}{front}---{text[found.end() :]}"


def _merged(front: str, ours: Properties, newline: str) -> Iterator[str]:
    left = dict(ours)
    is_ours = False
    for line in front.splitlines(keepends=True):
        if key := _KEY.match(line):
            name = key[1] or key[2] or key[3]
            is_ours = name in dict(ours)
            if name in left:
                yield f"{name}: {left.pop(name)}{newline}"
        # A value may go on over lines that are indented, or are items of a list.
        if not is_ours or not (key or line.startswith((" ", "\t", "-"))):
            yield line
    for name, value in left.items():
        yield f"{name}: {value}{newline}"


def _within(settings: OutputSettings, name: str, text: str) -> str:
    """Link to a block of the note; in double brackets a label is read as it stands."""
    line = folded(text).strip()
    if settings.wikilinks and line and escape(line) == line:
        return f"[[#^{name}|{line}]]"
    return f"[{escape(line)}](#^{name})"


def _source(_brief: Brief, settings: OutputSettings, number: int) -> str:
    linked = _within(settings, f"source-{number}", str(number))
    # Three square brackets in a row are read in more than one way.
    return f"({linked})" if settings.wikilinks else rf"\[{linked}\]"


def _section(brief: Brief, settings: OutputSettings, index: int) -> str:
    return _within(settings, f"section-{index + 1}", brief.sections[index].title)


def _anchor(_brief: Brief, index: int) -> str:
    return f"^section-{index + 1}"


def callout(markup: str) -> str:
    """Continue a callout over all lines of what stands in it."""
    return indented(markup, first="> ", rest="> ")


OBSIDIAN = Flavor(
    filename="brief.obsidian.md",
    media_type="text/markdown",
    template="brief.obsidian.j2",
    fence=fence("%% ", " %%"),
    escape=escape,
    emphasis=emphasis,
    strong=strong,
    link=link,
    address=address,
    note=note,
    source=_source,
    section=_section,
    anchor=_anchor,
    filters=(("callout", callout),),
    front=properties,
    above=above,
)
