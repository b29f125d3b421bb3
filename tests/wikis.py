"""Wiki pages as real parsers read them: what is said, what is linked, which tags there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element, fromstring

import pytest
from lxml import html  # type: ignore[import-untyped]  # ships no types
from markdown import Markdown
from markdown_it import MarkdownIt

ROOT = (
    '<!DOCTYPE page [<!ENTITY nbsp "&#160;">]>'
    '<page xmlns:ac="urn:ac" xmlns:ri="urn:ri" xmlns="urn:html">{}</page>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as a reader sees it; `texts` are of its paragraphs, items, headings and cells."""

    texts: tuple[str, ...]
    links: tuple[str, ...]
    tags: frozenset[str]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "blockquote")


def shown(text: str) -> str:
    """Fold the white space of a text, where also a space that does not break is one."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def of_html(page: str) -> Page:
    """Read HTML as a browser would."""
    tree = html.fromstring(f"<div>{page}</div>")
    # Of blocks in blocks the innermost, so that nothing is counted twice.
    inner = [one for one in tree.iter(*BLOCKS) if next(one.iterdescendants(*BLOCKS), None) is None]
    return Page(
        texts=tuple(shown(str(one.text_content())) for one in inner),
        links=tuple(str(one.get("href")) for one in tree.iter("a") if one.get("href")),
        tags=frozenset(str(one.tag) for one in tree.iterdescendants()),
    )


def markdown_it(source: str) -> Page:
    return of_html(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source))


def markdown_it_core(source: str) -> Page:
    """Read Markdown by the core alone, and take no HTML."""
    return of_html(MarkdownIt("commonmark", {"html": False}).render(source))


def python_markdown(source: str, *, extensions: tuple[str, ...] = ()) -> Page:
    return of_html(Markdown(extensions=list(extensions)).convert(source))


def pandoc(source: str, *, language: str) -> Page:
    """Read a page by pandoc's reader, or skip the test where there is no pandoc."""
    pypandoc = pytest.importorskip("pypandoc", reason="pandoc is not installed")
    try:
        pypandoc.get_pandoc_path()
    except OSError:
        pytest.skip("pandoc is not installed")
    options = ["--wrap=none"]
    return of_html(pypandoc.convert_text(source, "html", format=language, extra_args=options))


def confluence(source: str) -> Page:
    """Read Confluence's storage format as XML, and fail where it is none."""
    tree = fromstring(ROOT.format(source))

    def name(element: Element) -> str:
        return element.tag.rsplit("}")[-1]

    def words(element: Element) -> str:
        # What a macro is told is not what a reader is told.
        inside = "" if name(element) == "parameter" else element.text or ""
        return inside + "".join(words(child) + (child.tail or "") for child in element)

    anchors = [one.get("{urn:ac}anchor") for one in tree.iter("{urn:ac}link")]
    hrefs = [one.get("href") for one in tree.iter("{urn:html}a")]
    return Page(
        texts=tuple(shown(words(one)) for one in tree.iter() if name(one) in BLOCKS),
        links=tuple([f"#{one}" for one in anchors] + [str(one) for one in hrefs]),
        tags=frozenset(name(one) for one in tree.iter()) - {"page"},
    )


Read = Callable[[str], Page]

READERS: Mapping[str, tuple[Read, ...]] = {
    "gfm": (markdown_it, partial(python_markdown, extensions=("extra", "sane_lists"))),
    "plain": (markdown_it_core, python_markdown),
    "obsidian": (markdown_it, partial(python_markdown, extensions=("extra", "sane_lists"))),
    "mediawiki": (partial(pandoc, language="mediawiki"),),
    "dokuwiki": (partial(pandoc, language="dokuwiki"),),
    "confluence": (confluence,),
}


def body(page: str) -> str:
    """Take off the properties that stand above a note of Obsidian."""
    return re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
