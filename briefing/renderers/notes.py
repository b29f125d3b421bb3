"""An editor's note: Markdown in, and out come only the tags that we know.

A note is printed as HTML, or written again as Markdown from that same cleaned HTML,
so that one sanitizer stands before every format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3
from markdown import Markdown

from briefing.renderers import view

_TAGS = {
    "p", "br", "hr", "em", "strong", "code", "a", "ul", "ol", "li", "blockquote",
    "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_HEADING = re.compile(r"<(/?)h([1-6])>")
_VOID = frozenset({"br", "hr"})
_DEEPEST = 6

Escape = Callable[[str], str]


def html(source: str, *, below: int = 2) -> str:
    """Turn a note into safe HTML whose headings stand under level `below`."""
    unsafe = Markdown(extensions=["sane_lists"]).convert(view.printable(source))
    safe = nh3.clean(
        unsafe,
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return _HEADING.sub(lambda found: _shifted(found, below), safe)


def _filter(_tag: str, _name: str, value: str) -> str | None:
    # nh3 lets addresses without a scheme through; they lead nowhere in a brief.
    return view.link(value) or None


def _shifted(found: re.Match[str], below: int) -> str:
    return f"<{found[1]}h{min(int(found[2]) + below, _DEEPEST)}>"


@dataclass(slots=True)
class _Node:
    tag: str
    href: str = ""
    children: list[_Node | str] = field(default_factory=list)


class _Tree(HTMLParser):
    """Builds a tree; what it is fed comes from the sanitizer and is well formed."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [_Node("root")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, dict(attrs).get("href") or "")
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def markdown(source: str, *, escape: Escape, below: int = 2) -> str:
    """Write a note again as Markdown in which nothing but its own marks is live."""
    tree = _Tree()
    tree.feed(html(source, below=below))
    tree.close()
    return _blocks(tree.open[0], escape).strip()


def _blocks(node: _Node, escape: Escape, *, apart: str = "\n\n") -> str:
    """Write the children of a block, those that are text as a paragraph."""
    parts: list[str] = []
    loose = _Node("p")
    for child in [*node.children, _Node("end")]:
        if isinstance(child, str) or child.tag in {"em", "strong", "code", "a", "br"}:
            loose.children.append(child)
            continue
        parts.append(_inline(loose, escape).strip())
        loose = _Node("p")
        parts.append(_block(child, escape))
    return apart.join(part for part in parts if part)


def _block(node: _Node, escape: Escape) -> str:
    match node.tag:
        case "p":
            return _inline(node, escape).strip()
        case "ul" | "ol":
            return _list(node, escape)
        case "blockquote":
            return _indented(_blocks(node, escape), first="> ", rest="> ")
        case "hr":
            return "* * *"
        case "end":
            return ""
        case heading:
            return f"{'#' * int(heading[1])} {_inline(node, escape).strip()}"


def _list(node: _Node, escape: Escape) -> str:
    items = [child for child in node.children if isinstance(child, _Node)]
    # A blank line makes paragraphs of items, also of those that were none.
    gap = "\n\n" if any(_has_paragraph(item) for item in items) else "\n"
    written = []
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if node.tag == "ol" else "- "
        # Four spaces, which is what python-markdown asks of a nested block.
        text = _indented(_blocks(item, escape, apart=gap), first=mark, rest=" " * 4)
        written.append(text)
    return gap.join(written)


def _has_paragraph(node: _Node) -> bool:
    return any(isinstance(child, _Node) and child.tag == "p" for child in node.children)


def _indented(text: str, *, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        (first if number == 0 else rest if line else rest.rstrip()) + line
        for number, line in enumerate(lines)
    )


def _inline(node: _Node, escape: Escape) -> str:
    return "".join(
        escape(child) if isinstance(child, str) else _mark(child, escape) for child in node.children
    )


def _mark(node: _Node, escape: Escape) -> str:
    words = _inline(node, escape)
    match node.tag:
        case "em":
            return f"*{words}*"
        case "strong":
            return f"**{words}**"
        case "a" if node.href:
            return f"[{words}](<{node.href}>)"
        case "br":
            return "<br>"
        case _:
            return words
