"""DokuWiki: its own markup, in which nothing can be escaped but by whole stretches."""

from __future__ import annotations

import re
from collections.abc import Callable

from briefing.model import Brief, Rendered
from briefing.renderers import notes
from briefing.renderers.wikis.blocks import Fence
from briefing.renderers.wikis.flavors import Flavor, folded, hugged, other_headings, renderer
from briefing.settings import OutputSettings

_UNSEEN = "\N{ZERO WIDTH SPACE}"
_BREAK = r"\\ "

# DokuWiki shows an entity as it is written, so text stands between %% and %%, or in
# <nowiki>, where it also stays verbatim: outside, DokuWiki curls quotes, makes one
# dash of "--", an ellipsis of "...", a cross of "640x480", pictures of ":-)", and
# tells what "ATM" is short for. Only words that none of this can touch go without.
_TOUCHED = re.compile(
    r"[^\w ,.-]|_"
    r"|[.,-]{2}|(?<![^\W_])-|-(?![^\W_])"  # but a hyphen within a word
    r"|\d[xX]|[xX]\d|[A-Z]{2}|[a-z][A-Z]"  # crosses, acronyms, CamelCase links
    r"|(?i:www|ftp)\."
)
_CLOSES = re.compile(r"(</nowiki>)", re.IGNORECASE)


def dokuwiki(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer of a page for DokuWiki."""
    return renderer(DOKUWIKI, "dokuwiki", settings)


def escape(text: str) -> str:
    """Make text mean nothing to DokuWiki, and keep it verbatim, as one line."""
    line = folded(text)
    words = line.strip(" ")
    if not _TOUCHED.search(words):
        return line
    # The blanks beside it stay outside, since pandoc's reader would not find the signs.
    before, _, after = line.partition(words)
    return f"{before}{_kept(words)}{after}"


def _kept(line: str) -> str:
    if "%%" not in line and "%" not in {line[0], line[-1]}:
        return f"%%{line}%%"
    # In text that closes <nowiki>, each kind of stretch holds what ends the other.
    parts = (part for part in _CLOSES.split(line) if part)
    return "".join(
        f"%%{part}%%" if _CLOSES.fullmatch(part) else f"<nowiki>{part}</nowiki>" for part in parts
    )


def title(text: str) -> str:
    """Write what a heading says, in which DokuWiki reads no marks, not even ours."""
    line = re.sub(r"^(?==)|(?<==)$", _UNSEEN, folded(text).strip())
    return line or "…"


def _emphasis(markup: str) -> str:
    return f"//{markup}//"


def _strong(markup: str) -> str:
    return f"**{markup}**"


def _link(_markup: str, text: str, target: str) -> str:
    return f"[[{_target(target)}|{_label(text)}]]"


def _address(target: str) -> str:
    return f"[[{_target(target)}]]"


def _target(target: str) -> str:
    return target.replace("[", "%5B").replace("]", "%5D")


def _label(text: str) -> str:
    """Write the label of a link, which DokuWiki prints as it is but for `]]` and pictures."""
    parted = re.sub(r"](?=])|]$|^{(?={)", rf"\g<0>{_UNSEEN}", folded(text).strip())
    return parted or "…"


def _source(_brief: Brief, _settings: OutputSettings, number: int) -> str:
    # Round, since a square bracket beside those of a link ends it too early or too late.
    return f"([[#source_{number}|{number}]])"


def _section(brief: Brief, _settings: OutputSettings, index: int) -> str:
    section = brief.sections[index]
    taken = {_hash(title) for title in other_headings(brief, index)}
    ours = _hash(section.title)
    # Headings of the same name are numbered, and ours cannot be told from here.
    if not ours or ours in taken:
        return escape(folded(section.title).strip())
    return f"[[#{ours}|{_label(section.title)}]]"


def _hash(text: str) -> str:
    """Name a heading so that DokuWiki finds it, by the rules it has for both."""
    return re.sub(r"[^\w:;/.-]+", " ", folded(text)).strip().lower()


def _anchor(_brief: Brief, _index: int) -> str:
    return ""


def note(root: notes.Node) -> str:
    """Write a note in DokuWiki's markup."""
    return "\n\n".join(_block(child) for child in notes.blocks(root))


def _block(node: notes.Node) -> str:
    match node.tag:
        case "p":
            return _inline(node).strip()
        case "ul" | "ol":
            return "\n".join(_items(node, 1))
        case "blockquote":
            return "\n".join(f"> {line}" for line in _quoted(node))
        case "hr":
            return "----"
        case heading:
            rank = "=" * (7 - min(int(heading[1]), 5))
            return f"{rank} {title(node.text)} {rank}"


def _quoted(node: notes.Node) -> list[str]:
    # A quotation has lines only; a list in it is told line by line.
    lines: list[str] = []
    for part in notes.blocks(node):
        if part.tag in {"ul", "ol", "blockquote"}:
            lines += [line for item in notes.items(part) for line in _quoted(item)]
        else:
            lines.append(_inline(part).strip())
    return lines or [_inline(node).strip()]


def _items(node: notes.Node, depth: int) -> list[str]:
    """Write a list and those within it, each item on a line, which is all it may have."""
    mark = "-" if node.tag == "ol" else "*"
    lines = []
    for item in notes.items(node):
        parts = list(notes.blocks(item))
        told = [_inline(part).strip() for part in parts if part.tag not in {"ul", "ol", "hr"}]
        lines.append(f"{'  ' * depth}{mark} {_BREAK.join(told)}")
        for part in parts:
            if part.tag in {"ul", "ol"}:
                lines += _items(part, depth + 1)
    return lines


def _inline(node: notes.Node) -> str:
    return "".join(
        escape(child) if isinstance(child, str) else _mark(child) for child in node.children
    )


def _mark(node: notes.Node) -> str:
    words = _inline(node)
    match node.tag:
        case "em":
            return _marked(words, _emphasis)
        case "strong":
            return _marked(words, _strong)
        case "a" if node.href:
            return _link(words, node.text, node.href)
        case "br":
            return _BREAK
        case _:
            return words


def _marked(words: str, write: Callable[[str], str]) -> str:
    # A break needs the blank behind it, and is as good behind the marks.
    told = words.removesuffix(_BREAK)
    return hugged(told, write) + words[len(told) :]


def _marker(name: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*\[\[#briefing:{name}(?:\|[^\]\n]*)?\]\][ \t\r]*$", re.MULTILINE)


DOKUWIKI = Flavor(
    filename="brief.dokuwiki.txt",
    media_type="text/plain",
    template="brief.dokuwiki.j2",
    # DokuWiki has no comments. A link to a place in its own page, whose label is a
    # character without width, is shown as nothing; a blank label would be left out.
    fence=Fence(
        begin=f"[[#briefing:begin|{_UNSEEN}]]",
        end=f"[[#briefing:end|{_UNSEEN}]]",
        begins=_marker("begin"),
        ends=_marker("end"),
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
    filters=(("title", title),),
)
