"""An editor's note: Markdown in, and out come only the tags that we know.

A note is printed as HTML, or written in the markup of a wiki from the tree of that same
cleaned HTML, so that one sanitizer stands before every format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_INLINE = frozenset({"em", "strong", "code", "a", "br"})


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
class Node:
    """A tag with what stands in it; the outermost is named `root`."""

    tag: str
    href: str = ""
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words, without any tag."""
        return "".join(one if isinstance(one, str) else one.text for one in self.children)


class _Tree(HTMLParser):
    """Builds a tree; what it is fed comes from the sanitizer and is well formed."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("root")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs).get("href") or "")
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        beside = self.open[-1].children
        # The line of the source that ended in a break is no blank of the next one.
        follows_break = bool(beside) and isinstance(beside[-1], Node) and beside[-1].tag == "br"
        beside.append(data.removeprefix("\n") if follows_break else data)


def tree(source: str, *, below: int = 2) -> Node:
    """Read a note as a tree of the tags that `html` lets through."""
    reader = _Tree()
    reader.feed(html(source, below=below))
    reader.close()
    return reader.open[0]


def blocks(node: Node) -> Iterator[Node]:
    """Give the blocks in a node, text and inline marks that stand loose as paragraphs."""
    loose = Node("p")
    for child in node.children:
        if isinstance(child, str) or child.tag in _INLINE:
            loose.children.append(child)
            continue
        if _says(loose):
            yield loose
        loose = Node("p")
        yield child
    if _says(loose):
        yield loose


def _says(loose: Node) -> bool:
    return any(not isinstance(one, str) or one.strip() for one in loose.children)


def items(node: Node) -> list[Node]:
    """Give the items of a list, without the blanks between them."""
    return [child for child in node.children if isinstance(child, Node)]
