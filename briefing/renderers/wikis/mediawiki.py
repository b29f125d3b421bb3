"""MediaWiki: wikitext, as Wikipedia and many houses have it."""

from __future__ import annotations

import re
from collections.abc import Callable

from briefing.model import Brief, Rendered
from briefing.renderers import notes
from briefing.renderers.wikis.blocks import fence
from briefing.renderers.wikis.flavors import Flavor, folded, hugged, renderer
from briefing.settings import OutputSettings

# Entities, since MediaWiki reads its marks first and entities last: what was written
# as one is never live. Tried against MediaWiki 1.39 itself, not pandoc's reader alone,
# which knows neither magic links nor signatures nor language variants.
_LIVE = re.compile(
    r"[\[\]{}|<>=]"  # links, templates, -{variants}-, tables, tags, comments, headings
    r"|&(?=[#\w])"  # an entity, but not the one in "A & B"
    r"|^['~_＿]|['~_＿]$"  # what might meet its like beyond the edge of a value
    r"|'(?=')|(?<=')'"  # ''italics''
    r"|~(?=~)|(?<=~)~"  # ~~~~, which saving turns into a name
    r"|[_＿](?=[_＿])|(?<=[_＿])[_＿]"  # __NOTOC__, with wide ones in Japanese
    r"|(?<=[^\W\d_]):(?=\S)|:(?=//)"  # bare links, of whatever protocols the wiki knows
    r"|!(?=!)|(?<=!)!"  # heads of tables
    r"|\ufffd"  # with which it takes no link for one
    r"|(?:ISBN|PMID|RFC)(?=\s)"  # numbers that become links
)
_PLAIN = re.compile(r"https?://[A-Za-z0-9./?=&%+#@_~-]*[A-Za-z0-9/]")
# What is live at the start of a line only: lists, headings, tables, and the rule.
_START = re.compile(r"^(\s*)([*#:;!+]|-(?=-))")


def mediawiki(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer of a page for MediaWiki."""
    return renderer(MEDIAWIKI, "mediawiki", settings)


def escape(text: str) -> str:
    """Make text mean nothing to MediaWiki, as one line."""
    return _START.sub(_started, _LIVE.sub(_entity, folded(text)))


def _entity(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) > 1:  # ISBN: without its first letter it is none
        return f"&#{ord(found[0])};{found[1:]}"
    named = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    return named.get(found, f"&#{ord(found)};")


def _started(match: re.Match[str]) -> str:
    return f"{match[1]}&#{ord(match[2])};"


def _emphasis(markup: str) -> str:
    # Five quotes in a row can be read in two ways; tags cannot.
    return f"<em>{markup}</em>" if "''" in markup else f"''{markup}''"


def _strong(markup: str) -> str:
    return f"<strong>{markup}</strong>" if "''" in markup else f"'''{markup}'''"


def _link(markup: str, _text: str, target: str) -> str:
    return f"[{_target(target)} {markup}]"


def _address(target: str) -> str:
    # Bare where MediaWiki is sure to take it whole: people read and copy these.
    is_plain = _PLAIN.fullmatch(target) and _target(target) == target
    return target if is_plain else _link(escape(target), target, target)


def _target(target: str) -> str:
    """Keep an address from ending early, being signed, or setting its page in italics."""
    quoted = re.sub(r"[\[\]]|'(?=')|(?<=')'|~(?=~)|(?<=~)~|_(?=_)|(?<=_)_", _percent, target)
    return re.sub(r"&(?=#?\w+;)", "&amp;", quoted)


def _percent(match: re.Match[str]) -> str:
    # By hand, since `quote` thinks that some of these are harmless.
    return f"%{ord(match[0]):02X}"


def _source(_brief: Brief, _settings: OutputSettings, number: int) -> str:
    return f"[[#source-{number}|&#91;{number}&#93;]]"


def _section(brief: Brief, _settings: OutputSettings, index: int) -> str:
    title = escape(folded(brief.sections[index].title).strip())
    return f"[[#section-{index + 1}|{title}]]"


def _anchor(_brief: Brief, index: int) -> str:
    # An anchor of our own; MediaWiki numbers headings of the same name.
    return f'<span id="section-{index + 1}"></span>'


def note(root: notes.Node) -> str:
    """Write a note as wikitext."""
    return "\n\n".join(_block(child) for child in notes.blocks(root))


def _block(node: notes.Node) -> str:
    match node.tag:
        case "p":
            return _inline(node).strip()
        case "ul" | "ol":
            return "\n".join(_items(node, ""))
        case "blockquote":
            return f"<blockquote>\n{note(node)}\n</blockquote>"
        case "hr":
            return "----"
        case heading:
            rank = "=" * int(heading[1])
            return f"{rank} {_inline(node).strip()} {rank}"


def _items(node: notes.Node, above: str) -> list[str]:
    """Write a list and those within it, each item on a line, which is all it may have."""
    marks = above + ("#" if node.tag == "ol" else "*")
    lines = []
    for item in notes.items(node):
        parts = list(notes.blocks(item))
        told = [_inline(part).strip() for part in parts if part.tag not in {"ul", "ol", "hr"}]
        lines.append(f"{marks} {'<br>'.join(told)}")
        for part in parts:
            if part.tag in {"ul", "ol"}:
                lines += _items(part, marks)
    return lines


def _inline(node: notes.Node) -> str:
    written = ""
    for child in node.children:
        piece = escape(child) if isinstance(child, str) else _mark(child)
        # Bold after italics would be one run of quotes.
        meets = written.endswith("'") and piece.startswith("'")
        written += f"<nowiki />{piece}" if meets else piece
    return written


def _mark(node: notes.Node) -> str:
    words = _inline(node)
    match node.tag:
        case "em":
            return hugged(words, _emphasis)
        case "strong":
            return hugged(words, _strong)
        case "a" if node.href:
            return _link(words, node.text, node.href)
        case "br":
            return "<br>"
        case _:
            return words


MEDIAWIKI = Flavor(
    filename="brief.mediawiki",
    media_type="text/x-wiki",
    template="brief.mediawiki.j2",
    fence=fence("<!-- ", " -->"),
    escape=escape,
    emphasis=_emphasis,
    strong=_strong,
    link=_link,
    address=_address,
    note=note,
    source=_source,
    section=_section,
    anchor=_anchor,
)
