"""A page cut into blocks of visible text, each with what the markup says about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from briefing.extractors.pages.hints import hints_of, hints_of_class
from briefing.extractors.pages.parsing import Element
from briefing.text import printable

_UNSEEN = frozenset(
    (  # noqa: SIM905 - a row of words reads better
        "script style noscript template svg head iframe button select option input textarea "
        "object embed canvas audio video map math datalist dialog"
    ).split()
)
# What readers see of the unseen ones: it is never the article, but the ledger has it.
_CONTROLS = frozenset(("button", "select", "textarea", "dialog"))
_NEVER_SHOWN = frozenset(("script", "style", "noscript", "template", "svg", "title", "path"))
# Where a page never closes its menu's <button>, the parser puts the article inside it.
_UNSEEN_UNLESS_FULL = frozenset(("button", "template", "dialog"))
_INLINE = frozenset(
    (  # noqa: SIM905 - as above
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q "
        "s samp small span strike strong sub sup time tt u var wbr img picture source"
    ).split()
)
_TELLING = frozenset(("a", "b", "strong", "time"))
_MAX_DEPTH = 200


@dataclass(slots=True, kw_only=True)
class Block:
    """A run of text between two block boundaries.

    `path` holds the running numbers of the block elements around the text,
    outermost first, `chain` their hints; `own` are the hints of the innermost
    one and of the inline elements in it. `link_chars` and `bold_chars` are
    lengths; `row` is the number of the table row around it, or 0.
    """

    tag: str
    own: int
    path: tuple[int, ...]
    chain: tuple[int, ...]
    row: int = 0
    pieces: list[str] = field(default_factory=list)
    text: str = ""
    links: int = 0
    link_chars: int = 0
    bold_chars: int = 0
    moments: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)

    def shared(self, path: tuple[int, ...]) -> int:
        """Count the outermost elements that this block's path and `path` share."""
        shared = 0
        for mine, theirs in zip(self.path, path, strict=False):
            if mine != theirs:
                break
            shared += 1
        return shared

    def hints_below(self, depth: int) -> int:
        """Give the hints of the elements around this block from `depth` inwards."""
        bits = self.own
        for hints in self.chain[depth:]:
            bits |= hints
        return bits


@dataclass(slots=True)
class _Context:
    tag: str
    own: int
    path: tuple[int, ...]
    chain: tuple[int, ...]
    in_link: bool
    in_bold: bool
    is_inline: bool
    row: int = 0
    plain: _Context | None = None  # of the inline elements in it that say nothing


class _Cutter:
    """Collect text into blocks while the tree is walked."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.controls: list[tuple[int, str]] = []
        self._open: Block | None = None

    @property
    def is_open(self) -> bool:
        """Whether text is running to which more can be added."""
        return self._open is not None

    def add(self, text: str, context: _Context) -> None:
        block = self._open
        if block is None:
            if text.isspace():
                return
            block = self._begin(context)
        elif context.is_inline:
            block.own |= context.own
        block.pieces.append(text)
        if context.in_link or context.in_bold:
            chars = len(text.strip())
            block.link_chars += chars if context.in_link else 0
            block.bold_chars += chars if context.in_bold else 0

    def _begin(self, context: _Context) -> Block:
        self._open = Block(
            tag=context.tag,
            own=context.own,
            path=context.path,
            chain=context.chain,
            row=context.row,
        )
        return self._open

    def mark(self, element: Element, context: _Context) -> None:
        """Note a link or a moment at the place that the walk has reached."""
        if element.tag == "time" and (moment := element.get("datetime")):
            (self._open or self._begin(context)).moments.append(moment)
        if element.tag == "a":
            if relation := element.get("rel"):
                (self._open or self._begin(context)).relations.append(relation)
            if self._open:
                self._open.links += 1

    def line_break(self) -> None:
        block = self._open
        if block is None:
            return
        # Two <br> in a row are how old pages part paragraphs.
        if block.pieces[-1:] == ["\n"] or (
            len(block.pieces) > 1 and block.pieces[-1].isspace() and block.pieces[-2] == "\n"
        ):
            self.close()
        else:
            block.pieces.append("\n")

    def close(self) -> None:
        block, self._open = self._open, None
        if block is None:
            return
        block.text = visible("".join(block.pieces))
        block.pieces = []
        if block.text:
            self.blocks.append(block)

    def control(self, element: Element) -> None:
        """Note what a button or a menu shows, where the walk has reached."""
        for piece in _shown(element):
            if text := visible(piece):
                self.controls.append((len(self.blocks) + (self._open is not None), text))


def visible(text: str) -> str:
    """Give a text as a page shows it: space single, nothing that cannot be printed."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(printable(line).split())


def _shown(element: Element) -> Iterator[str]:
    """Yield the texts in a control but for its scripts and drawings."""
    for inner in element.iter():
        if isinstance(inner.tag, str) and inner.tag not in _NEVER_SHOWN:
            yield inner.text or ""
        if inner is not element:
            yield inner.tail or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A page's blocks, and what its controls show: before which block, and the text."""

    blocks: list[Block]
    controls: list[tuple[int, str]]


def cut(root: Element) -> Cut:
    """Cut a parsed page into its blocks of visible text, in the order of the page."""
    body = root.find("body")
    cutter = _Cutter()
    _walk(root if body is None else body, cutter)
    cutter.close()
    return Cut(blocks=cutter.blocks, controls=cutter.controls)


def _walk(top: Element, cutter: _Cutter) -> None:
    walk = etree.iterwalk(top, events=("start", "end"))
    contexts = [_Context("body", 0, (0,), (0,), False, False, False)]
    numbers = iter(range(1, 10_000_000))
    for event, element in walk:
        if event == "start":
            tag = element.tag
            if tag.__class__ is not str or (tag in _UNSEEN and _is_unseen(element)):
                if tag in _CONTROLS:
                    cutter.control(element)
                walk.skip_subtree()
                contexts.append(contexts[-1])
            elif tag == "br":
                cutter.line_break()
                contexts.append(contexts[-1])
            else:
                context = _enter(element, contexts[-1], cutter, numbers)
                contexts.append(context)
                if element.text:
                    cutter.add(element.text, context)
        else:
            context = contexts.pop()
            if not context.is_inline and context is not contexts[-1]:
                cutter.close()
            if element is not top and element.tail:
                cutter.add(element.tail, contexts[-1])


def _is_unseen(element: Element) -> bool:
    return (
        element.tag not in _UNSEEN_UNLESS_FULL
        or next(element.iter("p", "article", "main"), None) is None
    )


def _is_phrase(element: Element) -> bool:
    """Tell whether an element of the site's own holds words of a sentence, and no block."""
    return all(inner.tag in _INLINE or "-" in inner.tag for inner in element.iterdescendants())


def _plain_inline(outer: _Context) -> _Context:
    """Give the context inside an inline element without a class: mostly the one around it."""
    if outer.is_inline:
        return outer
    if outer.plain is None:
        outer.plain = replace(outer, is_inline=True)
    return outer.plain


def _enter(element: Element, outer: _Context, cutter: _Cutter, numbers: Iterator[int]) -> _Context:
    tag = element.tag
    if tag in _INLINE or ("-" in tag and cutter.is_open and _is_phrase(element)):
        named = element.get("class")
        if not named and tag not in _TELLING:
            return _plain_inline(outer)
        own = outer.own | hints_of_class(named) if named else outer.own
        inner = _Context(
            outer.tag,
            own,
            outer.path,
            outer.chain,
            outer.in_link or tag == "a",
            outer.in_bold or tag in ("b", "strong"),
            True,
            outer.row,
        )
        if tag in ("a", "time"):
            cutter.mark(element, inner)
        return inner
    cutter.close()
    own = hints_of(element)
    path, chain = outer.path, outer.chain
    if len(path) < _MAX_DEPTH:
        path, chain = (*path, next(numbers)), (*chain, own)
    row = path[-1] if tag == "tr" else outer.row
    return _Context(tag, own, path, chain, outer.in_link, outer.in_bold, False, row)
