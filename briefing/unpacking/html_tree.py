"""HTML as a tree, for looking into: which texts, under which links."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

_SILENT = ("script", "style", "head", "noscript", "template")
_BLOCK_NAMES = (
    "address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li"
    " main nav ol p pre section table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())


def read_html(markup: str) -> HtmlElement | None:
    """Read HTML of any quality; None where there is none."""
    from lxml import etree, html  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to load

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(markup.encode(errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing in it
        return None
    for silent in root.xpath("|".join(f"//{name}" for name in _SILENT)):
        silent.drop_tree()
    return root


def text_lines(element: HtmlElement) -> list[str]:
    """List the lines of text that a reader sees; every block starts a new one."""
    from lxml import etree  # noqa: PLC0415 - slow to load

    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in BLOCKS:
            pieces.append("\n")
        text = node.text if event == "start" else node.tail
        if text and (event == "start" or node is not element):
            pieces.append(text.replace("\n", " "))
    joined = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in joined if line]


def bare_text(markup: str) -> str:
    """Take the tags out of HTML; every block is a line. For counting and judging only."""
    root = read_html(markup)
    return "" if root is None else "\n".join(text_lines(root))
