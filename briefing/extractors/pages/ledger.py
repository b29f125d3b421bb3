"""What a page's blocks became: the article's paragraphs, and a name for each other one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import groupby
from operator import or_

from briefing.extractors.pages.blocks import Block, Cut
from briefing.extractors.pages.choice import Choice
from briefing.extractors.pages.hints import BITS
from briefing.extractors.pages.phrases import KINDS, kinds_of
from briefing.extractors.pages.sweeping import Told, told_at
from briefing.model import Removal

_CELLS = frozenset(("td", "th"))
_CELL_CHARS = 200
_LINKED = 0.6  # share of a block's letters that are links: a menu, or a list of titles
_SET_PHRASE_CHARS = 400
# What the markup says, the most telling first.
_BY_HINT = (
    ("<nav>", "navigation"),
    ("navigation", "navigation"),
    ("comments", "comments"),
    ("sharing", "share"),
    ("advert", "advertisement"),
    ("caption", "caption"),
    ("<figcaption>", "caption"),
    ("<figure>", "caption"),
    ("tags", "tags"),
    ("related", "related"),
    ("signup", "subscription"),
    ("byline", "byline"),
    ("notice", "notice"),
    ("<form>", "form"),
    ("footer", "footer"),
    ("<footer>", "footer"),
    ("aside", "aside"),
    ("<aside>", "aside"),
    ("<header>", "header"),
)
# What the words say, where the markup says nothing.
_BY_PHRASE = (
    ("signup", "subscription"),
    ("share", "share"),
    ("legal", "legal"),
    ("comment", "comments"),
    ("related", "related"),
    ("teaser", "related"),
    ("credit", "caption"),
    ("byline", "byline"),
    ("date", "date"),
    ("tags", "tags"),
)


def paragraphs(blocks: Sequence[Block], kept: Sequence[bool]) -> list[tuple[str, tuple[int, ...]]]:
    """List the paragraphs of the kept blocks, each with its blocks' places.

    The cells of a table's row are one paragraph, parted by bars.
    """
    places = [place for place, is_kept in enumerate(kept) if is_kept]
    groups = groupby(places, key=lambda place: _row(blocks[place]) or -1 - place)
    return [_paragraph(blocks, tuple(group)) for _, group in groups]


def _paragraph(blocks: Sequence[Block], places: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    return " | ".join(blocks[place].text for place in places), places


def _row(block: Block) -> int:
    return block.row if block.tag in _CELLS and len(block.text) < _CELL_CHARS else 0


def removals(
    cut: Cut,
    choice: Choice,
    told: Told,
    furniture: Sequence[Removal],
    *,
    headline: str | None,
    named: Mapping[int, str],
) -> tuple[Removal, ...]:
    """Name what is not in the article, in the order of the page.

    `furniture` was taken from the paragraphs `told`, and the blocks of which `named` has
    the rule before that. A removal's line counts the blocks and controls of the page
    from the top.
    """
    numbers = _numbers(cut)
    left = [
        Removal(line=numbers[place], text=block.text, rule=rule)
        for place, block, rule in _left_out(cut.blocks, choice, headline, named)
    ]
    swept = [one for removal in furniture for one in _swept(cut, numbers, told, removal)]
    controls = [
        Removal(line=place + at + 1, text=text, rule="control")
        for at, (place, text) in enumerate(cut.controls)
    ]
    return tuple(sorted((*left, *swept, *controls), key=lambda removal: removal.line))


def _numbers(cut: Cut) -> list[int]:
    """Give each block its number among blocks and controls, from 1."""
    befores = [place for place, _ in cut.controls]
    numbers, passed = [], 0
    for place in range(len(cut.blocks)):
        while passed < len(befores) and befores[passed] <= place:
            passed += 1
        numbers.append(place + passed + 1)
    return numbers


def _swept(cut: Cut, numbers: Sequence[int], told: Told, removal: Removal) -> Iterator[Removal]:
    text, places = told[told_at(removal)]
    if removal.text != text:  # a part of it
        yield Removal(line=numbers[places[0]], text=removal.text, rule=removal.rule)
        return
    for place in places:
        yield Removal(line=numbers[place], text=cut.blocks[place].text, rule=removal.rule)


def _left_out(
    blocks: Sequence[Block], choice: Choice, headline: str | None, named: Mapping[int, str]
) -> Iterator[tuple[int, Block, str]]:
    kept = [place for place, is_kept in enumerate(choice.kept.tolist()) if is_kept]
    main = _common([blocks[place].path for place in kept])
    again = choice.again.tolist()
    below: dict[int, int] = {}  # the hints of what stands around a block, by its parent
    for place in sorted(set(range(len(blocks))) - set(kept)):
        block = blocks[place]
        if place in named:
            rule = named[place]
        elif place >= len(again):
            rule = "past the limit"
        elif again[place]:
            rule = "repeated"
        elif block.text == headline:
            rule = "headline"
        else:
            parent = block.path[-1]
            if parent not in below:
                below[parent] = reduce(or_, block.chain[block.shared(main) :], 0)
            rule = rule_of(block, below[parent] | block.own) or _by_place(block, place, kept)
        yield place, block, rule


def _common(paths: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    if not paths:
        return ()
    shortest, longest = min(paths), max(paths)
    shared = 0
    while shared < min(len(shortest), len(longest)) and shortest[shared] == longest[shared]:
        shared += 1
    return shortest[:shared]


def rule_of(block: Block, hints: int) -> str | None:
    """Say what a block looks like, by the hints of its markup, else by its words."""
    return _marked(hints) or _phrased(kinds_of(block.text[:_SET_PHRASE_CHARS]))


@lru_cache(4096)
def _marked(hints: int) -> str | None:
    return next((rule for name, rule in _BY_HINT if hints & BITS[name]), None)


@lru_cache(1024)
def _phrased(kinds: int) -> str | None:
    return next((rule for name, rule in _BY_PHRASE if kinds & 1 << KINDS.index(name)), None)


def _by_place(block: Block, place: int, kept: Sequence[int]) -> str:
    if block.link_chars >= _LINKED * len(block.text):
        return "menu"
    if not kept or place < kept[0]:
        return "above the article"
    return "below the article" if place > kept[-1] else "beside the article"
