"""Markdown: for GitHub, GitLab and their kin, and so plain that any parser reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from briefing.model import Brief, Rendered
from briefing.renderers import notes, view
from briefing.renderers.wikis.blocks import Fence, fence, line
from briefing.renderers.wikis.flavors import Flavor, folded, hugged, other_headings, renderer
from briefing.settings import OutputSettings

# What is live anywhere in a line. Entities, since every parser knows them:
# backslashes were honored for 11 of 23 hostile headlines, entities for 23.
_LIVE = re.compile(
    r"[\\`*\[\]<>{}#~|$@^]"  # marks, raw HTML, tables, mathematics, mentions, Jekyll
    r"|(?<![^\W_])_|_(?![^\W_])"  # but not within a word, as in file_names
    r"|&(?=[#\w])"  # an entity, but not the one in "A & B"
    r"|:(?=//|:|[\w+-]+:)|(?<=:):"  # bare links, :smile:, what is a property:: in Obsidian
    r"|(?<=[Ww]{3})\.|(?<=[Mm][Aa][Ii][Ll][Tt][Oo]):"
    r"|(?<==)=|=(?==)"  # ==highlight==
    r"|(?<=%)%|%(?=%)"  # %%what Obsidian hides%%
)
# What is live at the start of a line only: lists, rules, headings of two lines,
# definitions (":"), and the boxes of MkDocs ("!!!", "???").
_START = re.compile(r"^(\s*)([-+=:!?])|^(\s*\d+)([.)])(?=\s|$)")


def gfm(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer of Markdown as GitHub and GitLab read it."""
    return renderer(GFM, "gfm", settings)


def markdown(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make the very same renderer as `gfm`, by the name that most people look for."""
    return renderer(GFM, "markdown", settings)


def plain(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer of Markdown without HTML, tables or any other extension."""
    return renderer(PLAIN, "plain", settings)


def escape(text: str) -> str:
    """Make text mean nothing to a Markdown parser, as one line.

    Escaped is what can be live and nothing else, so that prose stays prose to
    those who read the source. White space comes out as single spaces.
    """
    line = _LIVE.sub(_entity, folded(text))
    return _START.sub(_started, line)


def _entity(match: re.Match[str]) -> str:
    # By name where people know the name.
    named = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    return named.get(match[0], f"&#{ord(match[0])};")


def _started(match: re.Match[str]) -> str:
    before, mark = (match[1], match[2]) if match[2] else (match[3], match[4])
    return f"{before}&#{ord(mark)};"


def emphasis(markup: str) -> str:
    """Write in italics."""
    return f"*{markup}*"


def strong(markup: str) -> str:
    """Write in bold."""
    return f"**{markup}**"


def link(markup: str, _text: str, target: str) -> str:
    """Write a link whose target cannot leave its brackets."""
    return f"[{markup}]({address(target)})"


def address(target: str) -> str:
    """Write an address that is safe to follow as a link's target, which is a link too."""
    # Only an ampersand that begins an entity; links are read and copied by people.
    return f"<{re.sub(r'&(?=#?[0-9A-Za-z]+;)', '&amp;', target)}>"


def _source(_brief: Brief, _settings: OutputSettings, number: int) -> str:
    return rf"\[[{number}](#source-{number})\]"


def _section(brief: Brief, _settings: OutputSettings, index: int) -> str:
    return f"[{escape(folded(brief.sections[index].title).strip())}](#{heading(brief, index)[0]})"


def _anchor(brief: Brief, index: int) -> str:
    return heading(brief, index)[1]


@lru_cache(maxsize=8_192)  # each section compares its own with those of all headings
def slug(title: str) -> str:
    """Give the anchor that GitLab makes of a heading, and nearly always GitHub too."""
    return re.sub(r"-{2,}", "-", _github(title))


def _github(title: str) -> str:
    words = re.sub(r"[^\w\- ]", "", folded(title).strip().lower())
    return words.replace(" ", "-")


def heading(brief: Brief, index: int) -> tuple[str, str]:
    """Give where section `index` is linked to, and the anchor it needs for that.

    A wiki makes an anchor of each heading. GitLab removes anchors of our own, so we
    link to its; GitHub's differs for "Trade & aid", but it keeps one of our own.
    Where another heading has the same name the number of ours cannot be told, and
    our own anchor is all there is.
    """
    section = brief.sections[index]
    theirs = slug(section.title)
    taken = {slug(title) for title in other_headings(brief, index)}
    is_clear = bool(theirs) and theirs not in taken
    target = theirs if is_clear else f"section-{slug(section.anchor)}"
    own = "" if is_clear and theirs == _github(section.title) else f'<a id="{target}"></a>'
    return target, own


def _linked_source(brief: Brief, _settings: OutputSettings, number: int) -> str:
    # No parser is bound to make anchors, so that the mark leads on to the article itself.
    found = next((view.link(one.url) for one in brief.sources if one.number == number), "")
    return rf"\[[{number}]({address(found)})\]" if found else rf"\[{number}\]"


def _title(brief: Brief, _settings: OutputSettings, index: int) -> str:
    return escape(folded(brief.sections[index].title).strip())


def _no_anchor(_brief: Brief, _index: int) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How the words of a note are written, and a break within its lines."""

    escape: Callable[[str], str] = escape
    line_break: str = "<br>"


def note(root: notes.Node, marks: Marks = Marks()) -> str:  # frozen
    """Write a note again as Markdown in which nothing but its own marks is live."""
    return _blocks(root, marks)


def _blocks(node: notes.Node, marks: Marks, *, apart: str = "\n\n") -> str:
    parts = (_block(child, marks) for child in notes.blocks(node))
    return apart.join(part for part in parts if part)


def _block(node: notes.Node, marks: Marks) -> str:
    match node.tag:
        case "p":
            return _inline(node, marks).strip()
        case "ul" | "ol":
            return _list(node, marks)
        case "blockquote":
            return indented(_blocks(node, marks), first="> ", rest="> ")
        case "hr":
            return "* * *"
        case rank:  # of a heading, which is one line, whatever it holds
            return f"{'#' * int(rank[1])} {_inline(node, replace(marks, line_break=' ')).strip()}"


def _list(node: notes.Node, marks: Marks) -> str:
    # A blank line makes paragraphs of items, also of those that were none.
    gap = "\n\n" if any(_has_paragraph(item) for item in notes.items(node)) else "\n"
    written = []
    for number, item in enumerate(notes.items(node), start=1):
        mark = f"{number}. " if node.tag == "ol" else "- "
        # Four spaces, which is what python-markdown asks of a nested block.
        text = indented(_blocks(item, marks, apart=gap), first=mark, rest=" " * 4)
        written.append(text)
    return gap.join(written)


def _has_paragraph(node: notes.Node) -> bool:
    return any(child.tag == "p" for child in notes.items(node))


def indented(text: str, *, first: str, rest: str) -> str:
    """Put `first` before the first line and `rest` before the others."""
    lines = text.split("\n")
    return "\n".join(
        (first if number == 0 else rest if line else rest.rstrip()) + line
        for number, line in enumerate(lines)
    )


def _inline(node: notes.Node, marks: Marks) -> str:
    return "".join(
        marks.escape(child) if isinstance(child, str) else _mark(child, marks)
        for child in node.children
    )


def _mark(node: notes.Node, marks: Marks) -> str:
    words = _inline(node, marks)
    match node.tag:
        case "em":
            return hugged(words, emphasis)
        case "strong":
            return hugged(words, strong)
        case "a" if node.href:
            return link(words, node.text, node.href)
        case "br":
            return marks.line_break
        case _:
            return words


GFM = Flavor(
    filename="brief.md",
    media_type="text/markdown",
    template="brief.md.j2",
    fence=fence("<!-- ", " -->"),
    escape=escape,
    emphasis=emphasis,
    strong=strong,
    link=link,
    address=address,
    note=note,
    source=_source,
    section=_section,
    anchor=_anchor,
)

PLAIN = Flavor(
    filename="brief.plain.md",
    media_type="text/markdown",
    template="brief.plain.j2",
    # What a link leads to, defined and never used: no parser shows it, and it is no HTML.
    fence=Fence(
        begin="[briefing:begin]: #",
        end="[briefing:end]: #",
        begins=line("[briefing:begin]:", "", "#"),
        ends=line("[briefing:end]:", "", "#"),
    ),
    escape=escape,
    emphasis=emphasis,
    strong=strong,
    link=link,
    address=address,
    note=partial(note, marks=Marks(line_break="  \n")),
    source=_linked_source,
    section=_title,
    anchor=_no_anchor,
)
