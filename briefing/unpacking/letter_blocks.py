"""A mail's HTML as a row of blocks, each with the one link that matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from briefing.text import words
from briefing.unpacking.html_tree import BLOCKS, read_html
from briefing.unpacking.links import Link, judge

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_BOLD = frozenset({"b", "strong"})
_COVERED = 0.9  # share of a block's letters that makes it a link, or bold
_TITLE_WORDS = range(3, 31)
_MORE = re.compile(
    r"(?:read|full|go|see|learn|view|continue|weiter|mehr|lire|leer|leggi|lees|читать|подробнее).{0,30}",
    re.IGNORECASE,
)
_MORE_WORDS = 5
_BLOCKS_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style."""

    text: str
    href: str | None
    is_bold: bool


@dataclass(frozen=True)  # without slots: its values are computed once
class Block:
    """A paragraph, heading, cell or list item."""

    runs: tuple[Run, ...]
    is_heading: bool
    text: str = field(init=False)

    def __post_init__(self) -> None:
        joined = "".join(run.text for run in self.runs)
        object.__setattr__(self, "text", " ".join(joined.split()))

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return len(words(self.text))

    @cached_property
    def link(self) -> Link | None:
        """The first link that is none of the furniture's."""
        found = (judge(run.href, run.text) for run in self.runs if run.href and run.text.strip())
        return next((link for link in found if link), None)

    @cached_property
    def is_linked(self) -> bool:
        """Whether it is a link as a whole."""
        return self._share(tuple(run for run in self.runs if run.href)) >= _COVERED

    @cached_property
    def is_title(self) -> bool:
        """Whether it could be an item's headline."""
        if self.words not in _TITLE_WORDS or self.is_more:
            return False
        is_bold = self._share(tuple(run for run in self.runs if run.is_bold)) >= _COVERED
        is_closed = self.text.endswith((".", ":", "…", ","))
        return (
            self.is_heading
            or (self.is_linked and self.link is not None)
            or (is_bold and not is_closed)
        )

    @cached_property
    def is_more(self) -> bool:
        """Whether it is only a link to read on."""
        is_short = self.words <= _MORE_WORDS
        return is_short and self.is_linked and _MORE.match(self.text) is not None

    @cached_property
    def more(self) -> Link | None:
        """The link to read on, if it has one."""
        for run in self.runs:
            is_short = len(run.text.split()) <= _MORE_WORDS
            if run.href and is_short and _MORE.match(run.text.strip()):
                return judge(run.href, run.text)
        return None

    @cached_property
    def is_furniture(self) -> bool:
        """Whether it is about the letter: to leave it, share it, or see it elsewhere."""
        labels = [run for run in self.runs if run.href and run.text.strip()]
        return (
            bool(labels)
            and not self.more
            and all(judge(run.href or "", run.text) is None for run in labels)
        )

    def _share(self, runs: tuple[Run, ...]) -> float:
        every = len(self.text.replace(" ", "")) or 1
        return sum(len("".join(run.text.split())) for run in runs) / every


def read_blocks(markup: str) -> list[Block]:
    """List the blocks of a mail that hold text."""
    root = read_html(markup)
    return [] if root is None else [block for block in _blocks(root) if block.text]


def _blocks(root: HtmlElement) -> Iterator[Block]:
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to load

    runs: list[Run] = []
    hrefs: list[str | None] = [None]
    bold = heading = count = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        if node.tag in BLOCKS and runs:
            yield Block(tuple(runs), heading > 0)
            runs, count = [], count + 1
            if count > _BLOCKS_MOST:
                return
        heading += step * (node.tag in _HEADINGS)
        bold += step * (node.tag in _BOLD)
        if node.tag == "a":
            if event == "start":
                hrefs.append(node.get("href"))
            elif len(hrefs) > 1:
                hrefs.pop()
        text = node.text if event == "start" else node.tail
        if text:
            runs.append(Run(text.replace("\n", " "), hrefs[-1], bold > 0))
    if runs:
        yield Block(tuple(runs), heading > 0)
